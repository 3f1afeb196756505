/* SPDX-License-Identifier: MIT
 *
 * From a message's fields to its words (chat/wording.h). Here it is decided what may leave the
 * house: severity, the rule's alert.say, who, by when in relative words, the reference and the
 * link; nothing else.
 */
#include "chat/wording.h"

#include <string.h>

#include "chat/escape.h"
#include "base/outcomes.h"
#include "precare/precare.h"

#define SAY_MOST 500
#define SHORT_MOST 120

static const char *wording_keep(struct wording *wording, struct buf *text)
{
    const char *kept =
        text->failed || text->at == NULL ? "" : arena_text(&wording->arena, text->at, text->len);

    buf_end(text);
    return kept != NULL ? kept : "";
}

static void head_add(struct buf *out, uint32_t severity)
{
    buf_text(out, outcome_row(severity)->picture);
    buf_char(out, ' ');
    buf_text(out, outcome_row(severity)->head);
}

static void title_add(const struct message *m, const char *ref, struct buf *out)
{
    switch ((enum message_kind)m->kind) {
    case MESSAGE_ALERT:
        head_add(out, m->severity);
        buf_printf(out, " - visit %s", ref);
        break;
    case MESSAGE_UPDATE:
        head_add(out, m->severity);
        buf_printf(out, " - updates %s", ref);
        break;
    case MESSAGE_WITHDRAWN:
        buf_printf(out, "\xE2\x86\xA9\xEF\xB8\x8F WITHDRAWN %s - the visit was cancelled", ref);
        break;
    case MESSAGE_ESCALATION:
        head_add(out, m->severity);
        buf_printf(out, " - nobody has acknowledged %s yet", ref);
        break;
    case MESSAGE_DIGEST:
        buf_printf(out, "\xF0\x9F\x97\x92\xEF\xB8\x8F DIGEST - %u message%s for the coming visits",
                   m->count, m->count == 1 ? "" : "s");
        break;
    case MESSAGE_FLOOD:
        head_add(out, m->severity);
        buf_printf(out, " - %u message%s in a short time", m->count, m->count == 1 ? "" : "s");
        break;
    case MESSAGE_ALARM: buf_text(out, "\xE2\x9A\xA0\xEF\xB8\x8F ALERTS NEED ATTENTION"); break;
    case MESSAGE_OVER: buf_text(out, "\xE2\x9C\x85 ALERTS ARE WELL AGAIN"); break;
    case MESSAGE_TEST: buf_text(out, "\xE2\x9C\x85 TEST MESSAGE - nothing to do"); break;
    case MESSAGE_RULES: buf_text(out, "\xF0\x9F\x93\x8B RULES WERE CHANGED"); break;
    case MESSAGE_HEARTBEAT: buf_text(out, "\xE2\x9C\x85 PRECARE WORKS"); break;
    case MESSAGE_KINDS: break;
    }
}

static void wording_sentence(struct buf *out, const char *label, const char *text)
{
    if (text != NULL && text[0] != '\0') {
        buf_printf(out, "%s%s: ", out->len > 0 ? " " : "", label);
        clean_add(out, text, SHORT_MOST);
        buf_char(out, '.');
    }
}

static bool tells_of_many(const struct message *m)
{
    return m->kind == MESSAGE_DIGEST || m->kind == MESSAGE_FLOOD;
}

static void line_make(struct wording *wording, const struct message *m, const struct item *item,
                      struct line *line)
{
    bool digest = tells_of_many(m), alone = !digest && m->item_count == 1;
    struct buf head = {0}, say = {0}, facts = {0};

    if (item->severity != 0 && !alone) { /* alone, the title says it */
        head_add(&head, item->severity);
    }
    clean_add(&say, item->say, SAY_MOST);
    if (digest) {
        wording_sentence(&facts, "Reference", item->ref);
    } else {
        wording_sentence(&facts, "Rule", item->title);
        wording_sentence(&facts, "Who", item->who);
        wording_sentence(&facts, "By when", item_by_words(m, item));
    }
    line->head = wording_keep(wording, &head);
    line->say = wording_keep(wording, &say);
    line->facts = wording_keep(wording, &facts);
}

static void lines_make(const struct message *m, struct wording *wording)
{
    uint32_t count = m->item_count < WORDING_LINES ? m->item_count : WORDING_LINES;
    uint32_t all = m->count > m->item_count ? m->count : m->item_count;
    struct buf more = {0};

    wording->lines = arena_array(&wording->arena, count + 1, sizeof *wording->lines);
    for (uint32_t i = 0; wording->lines != NULL && i < count; i++) {
        line_make(wording, m, &m->items[i], &wording->lines[i]);
        wording->line_count++;
    }
    if (all > count) {
        buf_printf(&more, "and %u more", all - count);
    }
    wording->more = wording_keep(wording, &more);
}

bool wording_make(const struct config *config, const struct message *m, struct wording *wording)
{
    struct buf title = {0}, foot = {0}, link = {0};
    char ref[REF_TEXT] = "";
    bool linked = m->kind < MESSAGE_ALARM; /* those after it are of no visit */

    memset(wording, 0, sizeof *wording);
    arena_begin(&wording->arena, NULL, 0, 1024 * 1024);
    if (m->ref != 0) {
        ref_write(m->ref, ref);
        wording->ref = arena_text(&wording->arena, ref, strlen(ref));
        buf_printf(&foot, "Reference %s", ref);
    }
    if (m->flags & MESSAGE_DRILL) {
        buf_text(&title, "TEST - ");
    }
    if (m->flags & MESSAGE_DEMONSTRATION) {
        buf_text(&title, "DEMONSTRATION - ");
    }
    title_add(m, ref, &title);
    wording->title = wording_keep(wording, &title);
    wording->foot = wording_keep(wording, &foot);
    wording->note =
        m->flags & MESSAGE_DRILL ? "Test: a drill, no patient is concerned. Do not act on it."
        : m->flags & MESSAGE_DEMONSTRATION
            ? "Demonstration: made with rules that nobody has approved. Do not act on it."
            : "";
    lines_make(m, wording);
    if (linked && config->link != NULL) {
        link_write(config, m->ref, &link);
        wording->link = wording_keep(wording, &link);
        wording->link = wording->link[0] != '\0' ? wording->link : NULL;
    }
    return !wording->arena.failed && wording->lines != NULL;
}

void wording_end(struct wording *wording)
{
    arena_end(&wording->arena);
}
