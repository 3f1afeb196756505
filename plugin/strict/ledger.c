/* SPDX-License-Identifier: MIT
 *
 * See ledger.h. The oldest deeds are forgotten; without memory all of them are, and less is found.
 */
#include "strict/ledger.h"

#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "base/seam.h"
#include "base/words.h"

#define DEEDS_MOST 8192u

static struct deed *deeds;
static uint32_t deed_count, deed_room;

static void text_take(const json_t *line, const char *key, char *to, size_t room)
{
    const char *text = json_string_value(json_object_get(line, key));

    (void)snprintf(to, room, "%s", text != NULL ? text : "");
}

static uint32_t word_take(const json_t *line, const char *key, const struct words *words)
{
    const char *text = json_string_value(json_object_get(line, key));

    return text != NULL ? word_number(words, text) : 0;
}

static void deed_keep(const struct deed *deed)
{
    if (deed_count == DEEDS_MOST) {
        memmove(deeds, deeds + DEEDS_MOST / 2, DEEDS_MOST / 2 * sizeof *deeds);
        deed_count = DEEDS_MOST / 2;
    }
    struct deed *at = mem_more(deeds, deed_count, &deed_room, sizeof *at);
    if (at != NULL) {
        deeds = at;
        deeds[deed_count++] = *deed;
    }
}

static void line_take(const char *text, size_t len)
{
    json_t *line = json_loadb(text, len, 0, NULL);
    struct deed deed = {0};

    if (json_object_get(line, "facts") != NULL) {
        text_take(line, "visit", deed.visit, sizeof deed.visit);
        text_take(line, "same", deed.same, sizeof deed.same);
        text_take(line, "event", deed.event, sizeof deed.event);
        text_take(line, "facts", deed.facts, sizeof deed.facts);
        text_take(line, "ref", deed.ref, sizeof deed.ref);
        text_take(line, "day", deed.day, sizeof deed.day);
        deed.moment = word_take(line, "moment", &words_moment);
        deed.action = word_take(line, "action", &words_action);
        deed.phase = word_take(line, "phase", &words_phase);
        deed.disposition = word_take(line, "disposition", &words_disposition);
        deed.overall = word_take(line, "overall", &words_overall);
        deed_keep(&deed);
    }
    json_decref(line);
}

void ledger_take(const struct buf *lines)
{
    const char *at = lines->at, *end = at != NULL ? at + lines->len : NULL;

    while (at != end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));

        if (newline == NULL) {
            return;
        }
        line_take(at, (size_t)(newline - at));
        at = newline + 1;
    }
}

void ledger_forget(void)
{
    deed_count = 0;
}

const struct deed *ledger_next(uint32_t *at_r)
{
    uint32_t before = *at_r < deed_count ? *at_r : deed_count;

    if (before == 0) {
        return NULL;
    }
    *at_r = before - 1;
    return &deeds[before - 1];
}
