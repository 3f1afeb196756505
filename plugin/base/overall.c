/* SPDX-License-Identifier: MIT
 *
 * See overall.h. Cannot fail; without memory the buffer says so.
 */
#include "base/overall.h"

#include "base/words.h"

struct waiting waiting_of(const precare_result *r)
{
    struct waiting waiting = {{0}};
    const unsigned char *items = r->questions.items;

    for (uint32_t i = 0; i < r->questions.count; i++) {
        const precare_question *q = (const void *)(items + (size_t)i * r->questions.stride);

        if (q->from <= PRECARE_FOLLOW_UP) {
            waiting.at[q->from] += q->ask.count;
        }
    }
    return waiting;
}

void waiting_say(const struct waiting *waiting, struct buf *out)
{
    const char *gap = "";

    for (uint32_t m = PRECARE_BOOKING; m <= PRECARE_FOLLOW_UP; m++) {
        uint32_t count = waiting->at[m];

        if (count > 0) {
            buf_printf(out, "%s%u question%s at %s", gap, count, count == 1 ? "" : "s",
                       word_of(&words_moment, m));
            gap = ", ";
        }
    }
}

void overall_say(uint32_t overall, const struct waiting *waiting, struct buf *out)
{
    const char *word = word_of(&words_overall, overall);
    struct buf later = {0};

    buf_text(out, word != NULL ? word : "not-evaluated");
    if (overall == PRECARE_CLEAR) {
        waiting_say(waiting, &later);
    }
    if (later.len > 0) {
        buf_printf(out, " so far, %s", later.at);
    }
    out->failed = out->failed || later.failed;
    buf_end(&later);
}
