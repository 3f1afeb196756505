/* SPDX-License-Identifier: MIT
 *
 * An approval's verdict in words (approval.h): by whom, when, and which items are not as they were.
 * Called by the loader's faults, check, reload and page; pure.
 */
#include <string.h>

#include "rulebook/approval/approval.h"

#define PEOPLE_NAMED 8u
#define ITEMS_NAMED 12u /* of one state; the rest is counted */

const struct approved_text *approved_text_find(const struct rules *r, const char *id)
{
    for (uint32_t i = 0; r->approved != NULL && i < r->approved->count; i++) {
        const struct approved_text *t = &r->approved->at[i];

        if (t->id != NULL && strcmp(t->id, id) == 0) {
            return t;
        }
    }
    return NULL;
}

bool approved_with_overlays(const struct rules *r, uint32_t book)
{
    bool good = approved_whole(&r->approved->at[book]);

    for (uint32_t i = r->book_count; i < r->approved->count; i++) {
        const struct approved_text *t = &r->approved->at[i];

        good = good && (!approved_stale(t) || (t->book != book && t->book != NONE));
    }
    return good;
}

const struct approval *approved_since(const struct approved_text *t)
{
    const struct approval *since = t->last;

    for (uint32_t i = 0; i < t->count; i++) {
        const struct item *item = &t->items[i];
        bool differs = item->state == ITEM_CHANGED || item->state == ITEM_GONE;

        if (differs && item->by != NULL && item->by->number < since->number) {
            since = item->by;
        }
    }
    return since;
}

struct people {
    const char *at[PEOPLE_NAMED];
    uint32_t count, more; /* more: items that others confirmed */
};

static void people_add(struct people *p, const struct approved_text *t)
{
    for (uint32_t i = 0; i < t->count; i++) {
        const char *by = t->items[i].state == ITEM_CONFIRMED ? t->items[i].by->by : NULL;
        uint32_t known = 0;

        while (by != NULL && known < p->count && strcmp(p->at[known], by) != 0) {
            known++;
        }
        if (by != NULL && known == p->count && known < PEOPLE_NAMED) {
            p->at[p->count++] = by;
        } else if (by != NULL && known == p->count) {
            p->more++;
        }
    }
}

void approved_people(const struct approved_texts *all, uint32_t book, struct buf *out)
{
    struct people people = {.count = 0};

    for (uint32_t i = 0; i < all->count; i++) {
        if (i == book || (all->at[i].of_overlay && all->at[i].book == book)) {
            people_add(&people, &all->at[i]);
        }
    }
    for (uint32_t i = 0; i < people.count; i++) {
        bool last = i + 1 == people.count && people.more == 0;

        buf_printf(out, "%s%s", i == 0 ? "" : last ? " and " : ", ", people.at[i]);
    }
    buf_text(out, people.more > 0 ? " and others" : "");
}

/* "rule mn-keloid, list retinoids and 3 more" */
static void items_say(const struct approved_text *t, uint32_t state, struct buf *out)
{
    uint32_t named = 0, more;

    for (uint32_t i = 0; i < t->count && named < ITEMS_NAMED; i++) {
        if (t->items[i].state == state) {
            buf_text(out, named++ > 0 ? ", " : "");
            buf_printf(out, "%s %.*s", item_kind_words[t->items[i].kind], (int)t->items[i].name.len,
                       t->items[i].name.at);
        }
    }
    more = t->counts[state] - named;
    if (more > 0) {
        buf_printf(out, " and %u more", more);
    }
}

void approved_say(const struct approved_text *t, struct buf *out)
{
    static const struct {
        const char *says;
        uint32_t state;
    } parts[] = {
        {"changed: ", ITEM_CHANGED}, {"gone: ", ITEM_GONE}, {"never approved: ", ITEM_NEVER}};
    const char *before = "; since then ";

    if (t->last == NULL) {
        buf_text(out, "never approved");
        return;
    }
    buf_printf(out, "approved by %s on %.10s", t->last->by, t->last->at);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (t->counts[parts[i].state] == 0) {
            continue;
        }
        buf_text(out, parts[i].state == ITEM_NEVER ? "; " : before);
        buf_text(out, parts[i].says);
        items_say(t, parts[i].state, out);
        before = "; ";
    }
}
