/* SPDX-License-Identifier: MIT
 *
 * What the view's things are called: paths of entries, words of matches. For results, questions and
 * notes; see view.h. Scratch memory only.
 */
#include <stdio.h>
#include <string.h>

#include "engine/view.h"

static const struct {
    char name[16];
    uint32_t len;
} chart_names[] = {
#define NAME(name)                                                                                 \
    {                                                                                              \
        name, sizeof(name) - 1                                                                     \
    }
    [CHART_CONDITIONS] = NAME("conditions"),     [CHART_MEDICATIONS] = NAME("medications"),
    [CHART_ALLERGIES] = NAME("allergies"),       [CHART_PROCEDURES] = NAME("procedures"),
    [CHART_REACTIONS] = NAME("chart.reactions"), [CHART_PRODUCTS] = NAME("chart.products"),
#undef NAME
};
_Static_assert(sizeof chart_names / sizeof *chart_names == CHART_COUNT, "a name for each part");

_Static_assert(ENTRY_PATH_MOST >= sizeof chart_names[0].name + sizeof "[65535]",
               "room for the longest");

static char *number_put(char *to, uint32_t number)
{
    uint32_t unit = 10;

    while (number / unit > 9) {
        unit *= 10;
    }
    for (; unit > 0; unit /= 10) {
        *to++ = (char)('0' + number / unit % 10);
    }
    return to;
}

char *entry_path(char *to, struct entry_ref ref)
{
    memcpy(to, chart_names[ref.chart].name, sizeof chart_names[0].name);
    to += chart_names[ref.chart].len;
    *to++ = '[';
    if (ref.entry > 9) {
        to = number_put(to, ref.entry);
    } else {
        *to++ = (char)('0' + ref.entry);
    }
    memcpy(to, "]", sizeof "]");
    return to + sizeof "]";
}

const char *view_path(struct arena *arena, enum chart chart, uint32_t entry, const char *field)
{
    size_t more = field != NULL ? strlen(field) : 0;
    char *path = arena_new(arena, ENTRY_PATH_MOST + more + 1);

    if (path == NULL) {
        return NULL;
    }
    char *end = entry_path(path, (struct entry_ref){(uint16_t)chart, (uint16_t)entry});
    if (field != NULL) {
        end[-1] = '.';
        memcpy(end, field, more + 1);
    }
    return path;
}

static const char *item_of(const struct rules *rules, uint32_t list, uint32_t item)
{
    const struct list *origin = &rules->lists[list];

    return item == HIT_BY_CODE ? origin->plain : origin->items.at[item];
}

const char *view_item(const struct rules *rules, const struct found *found)
{
    return item_of(rules, found->origin, found->item);
}

const char *hit_item(const struct rules *rules, const struct hit *hit)
{
    return item_of(rules, hit->origin, hit->item);
}

const char *fact_path(struct arena *arena, const char *path, const char *name)
{
    if (name == NULL) {
        return path;
    }
    size_t a = strlen(path), b = strlen(name);
    char *whole = arena_new(arena, a + b + 1);
    if (whole == NULL) {
        return NULL;
    }
    memcpy(whole, path, a);
    memcpy(whole + a, name, b);
    return whole;
}

const char *asked_path(struct arena *arena, enum chart chart, struct span list)
{
    size_t room = (size_t)chart_names[chart].len + list.len + sizeof ".asked.";
    char *path = arena_new(arena, room);

    if (path != NULL) {
        (void)snprintf(path, room, "%s.asked.%.*s", chart_names[chart].name, (int)list.len,
                       list.at);
    }
    return path;
}

#define MEANT_MOST 3u   /* names in one question, which stays short */
#define MEANT_BYTES 30u /* of each */

const char *meant_ask(struct arena *arena, const char *path, const struct strings *names)
{
    char text[ENTRY_PATH_MOST + sizeof ": Is this ?" + MEANT_MOST * (MEANT_BYTES + sizeof " or ")];
    int len = snprintf(text, sizeof text, "%.*s: Is this ", (int)ENTRY_PATH_MOST,
                       path != NULL ? path : "");

    for (uint32_t i = 0; i < names->count && i < MEANT_MOST; i++) {
        const char *name = names->at[i];
        int cut = (int)utf8_cut(name, strnlen(name, MEANT_BYTES), MEANT_BYTES);

        len += snprintf(text + len, sizeof text - (size_t)len, "%s%.*s", i > 0 ? " or " : "", cut,
                        name);
    }
    len += snprintf(text + len, sizeof text - (size_t)len, "?");
    return arena_text(arena, text, (size_t)len);
}
