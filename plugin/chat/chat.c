/* SPDX-License-Identifier: MIT
 *
 * What is the same for all targets when a message is written: falling back to plain text
 * (chat/chat.h). All that one target does otherwise is a column of its row. Pure.
 */
#include "chat/chat.h"

#include <string.h>

#include "chat/target.h"

void outgoing_end(struct outgoing *out)
{
    buf_end(&out->body);
    buf_end(&out->query);
}

static void body_write(const struct target *target, const struct message *m,
                       const struct wording *wording, bool plain, struct buf *out)
{
    void (*render)(const struct message *, const struct wording *, struct buf *) =
        plain ? target->render_plain : target->render;
    const struct post *post = plain ? &target->plain : &target->rich;

    if (render != NULL) {
        render(m, wording, out);
        return;
    }
    json_open(out, NULL, '{');
    json_members(out, post->members);
    json_layout(out, post->key, wording, &post->style);
    json_close(out, '}');
}

int target_render(const struct config *config, uint32_t kind, const struct message *m,
                  struct outgoing *out)
{
    const struct target *target = target_of(kind);
    struct wording wording;
    bool good = target != NULL && wording_make(config, m, &wording);

    memset(out, 0, sizeof *out);
    if (good && target->query != NULL) {
        target->query(m, &wording, &out->query);
    }
    if (good && (m->flags & MESSAGE_MINIMAL) == 0) {
        body_write(target, m, &wording, false, &out->body);
        if (!out->body.failed && out->body.len > target->limit) {
            buf_end(&out->body);
        }
    }
    if (good && out->body.len == 0) {
        body_write(target, m, &wording, true, &out->body);
    }
    if (target != NULL) {
        wording_end(&wording);
    }
    if (!good || out->body.failed || out->query.failed) {
        outgoing_end(out);
        return -1;
    }
    return 0;
}
