/* SPDX-License-Identifier: MIT
 *
 * What is wrong with a JSON text, and where: the path of what was being read, the line and the
 * column of the character. Called by json.c and json_value.c, once; any thread.
 */
#include "base/json_parts.h"

#define KEY_SHOWN 64u /* code points of one key in a path */

static const char *path_here(const struct json_reading *r)
{
    struct buf b = {0};

    for (uint32_t i = 0; i < r->depth; i++) {
        const struct json_level *l = &r->levels[i];

        if (l->node->kind == NODE_LIST) {
            buf_printf(&b, "[%u]", l->node->count);
        } else if (l->key != NULL) {
            buf_text(&b, b.len > 0 ? "." : "");
            buf_add(&b, l->key->text.at, utf8_cut(l->key->text.at, l->key->text.len, KEY_SHOWN));
        }
    }
    const char *path = b.at != NULL && !b.failed ? arena_text(r->arena, b.at, b.len) : "";
    buf_end(&b);
    return path;
}

__attribute__((cold)) struct node *json_wrong(struct json_reading *r, enum fault_code code,
                                              const char *where, const char *what)
{
    struct place at = {.path = path_here(r), .line = 1, .column = 1};

    for (const char *s = r->start; s < where; s++) {
        if (*s == '\n') {
            at.line++;
            at.column = 0;
        }
        at.column += ((unsigned char)*s & 0xc0) != 0x80; /* code points */
    }
    struct fault *fault = fault_add(r->faults, code, at, "%s", what);
    if (code == FAULT_E410) {
        fault_fix(r->faults, fault, "Send each key once.");
    }
    return NULL;
}

__attribute__((cold)) struct node *json_unexpected(struct json_reading *r, const char *where)
{
    const char *what = where == r->end ? "the document ends too early"
                       : utf8_step(where, (size_t)(r->end - where)) == 0
                           ? "not UTF-8"
                           : "not JSON: something else is expected here";

    return json_wrong(r, FAULT_E401, where, what);
}

struct node *json_lost(struct json_reading *r)
{
    r->faults->lost = true;
    return NULL;
}
