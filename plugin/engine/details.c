/* SPDX-License-Identifier: MIT
 *
 * Gathering what matched and what is missing. Memory is the arena's; when it ends, `failed` there
 * tells.
 */
#include "engine/details.h"

#include <string.h>

#include "base/hash.h"

__attribute__((noinline)) static bool strings_grow(struct strings *s, struct arena *arena)
{
    uint32_t room = s->room ? s->room * 2 : 4;
    const char **at = arena_array_raw(arena, room, sizeof *at);

    if (at == NULL) {
        return false;
    }
    if (s->count) {
        memcpy(at, s->at, s->count * sizeof *at);
    }
    s->at = at;
    s->room = room;
    return true;
}

bool strings_push(struct strings *s, struct arena *arena, const char *text)
{
    if (s->count == s->room && !strings_grow(s, arena)) {
        return false;
    }
    s->at[s->count++] = text;
    return true;
}

bool strings_add(struct strings *s, struct arena *arena, const char *text)
{
    if (text == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < s->count; i++) {
        if (s->at[i] == text || strcmp(s->at[i], text) == 0) {
            return true;
        }
    }
    return strings_push(s, arena, text);
}

/* What is told of a path that several conditions wait for: the worst, and the earliest days. */
static void open_join(struct open_fact *to, const struct open_fact *from)
{
    to->state = from->state < to->state ? from->state : to->state;
    if (from->since != DATE_NONE && (to->since == DATE_NONE || from->since < to->since)) {
        to->since = from->since;
    }
    to->again = from->again < to->again ? from->again : to->again;
}

void details_open(struct details *d, struct arena *arena, const struct open_fact *fact)
{
    struct open_facts *open = &d->open;

    if (fact->path == NULL) {
        return; /* no memory: the arena tells */
    }
    for (uint32_t i = 0; i < open->count; i++) {
        if (strcmp(open->at[i].path, fact->path) == 0) {
            open_join(&open->at[i], fact);
            return;
        }
    }
    if (open->count == open->room) {
        uint32_t room = open->room ? open->room * 2 : 2;
        struct open_fact *at = arena_array_raw(arena, room, sizeof *at);

        if (at == NULL) {
            return;
        }
        if (open->count) {
            memcpy(at, open->at, open->count * sizeof *at);
        }
        open->at = at;
        open->room = room;
    }
    open->at[open->count++] = *fact;
}

void details_match_date(struct details *d, const struct when *date)
{
    if (date->kind == WHEN_UNKNOWN) {
        return;
    }
    bool later = d->match.kind == WHEN_UNKNOWN || date->last > d->match.last;
    if (!later && date->last == d->match.last && date->kind == WHEN_INSTANT) {
        later = d->match.kind != WHEN_INSTANT || date->utc > d->match.utc;
    }
    if (later) {
        d->match = *date;
    }
}

static void take_strings(struct strings *whole, struct arena *arena, const struct strings *part)
{
    for (uint32_t i = 0; i < part->count; i++) {
        strings_add(whole, arena, part->at[i]);
    }
}

void details_take(struct details *whole, struct arena *arena, const struct details *part,
                  enum truth truth)
{
    if (truth == TRUTH_T) {
        take_strings(&whole->matched, arena, &part->matched);
        details_match_date(whole, &part->match);
        whole->digest[0] += part->digest[0];
        whole->digest[1] += part->digest[1];
        whole->matter += part->matter;
    } else if (truth == TRUTH_U && whole->open.count == 0) {
        whole->open = part->open;
    } else if (truth == TRUTH_U) {
        for (uint32_t i = 0; i < part->open.count; i++) {
            details_open(whole, arena, &part->open.at[i]);
        }
    }
}

void details_digest(struct details *d, const char *item, const struct entry *entry)
{
    uint64_t sites = 0;

    for (uint32_t i = 0; i < entry->site_count; i++) {
        sites += hash_bytes(3, entry->sites[i].at, entry->sites[i].len);
    }
    uint64_t mix[4] = {hash_bytes(5, item, strlen(item)), sites, entry->status, entry->severity};
    d->digest[0] += hash_bytes(7, mix, sizeof mix);
    d->digest[1] += hash_bytes(11, mix, sizeof mix);
}
