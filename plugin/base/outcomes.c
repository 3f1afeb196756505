/* SPDX-License-Identifier: MIT
 *
 * The table of outcomes (base/outcomes.h). Pure data.
 */
#include "base/outcomes.h"

#include <stddef.h>

#include "precare/precare.h"

#define GREY "#8b98a0"
#define NOTICE "\xE2\x84\xB9\xEF\xB8\x8F", "NOTICE" /* i */

/* What was not judged has a sign of its own: it must never look like "clear". */
const struct outcome outcomes[] = {
    {PRECARE_NOT_EVALUATED, "??", NOTICE, GREY},
    {PRECARE_NO_RULES, "??", NOTICE, GREY},
    {PRECARE_PARTIAL, "??", NOTICE, GREY},
    {PRECARE_OUT_OF_REVIEW, "??", NOTICE, GREY},
    {PRECARE_CLEAR, "-", NOTICE, GREY},
    {PRECARE_INFO, "i", NOTICE, GREY},
    {PRECARE_TASK, "+", "\xE2\x98\x91\xEF\xB8\x8F", "TASK", "#1c5a7d"},    /* ticked box */
    {PRECARE_ASK, "?", "\xE2\x9D\x93", "QUESTION", "#5b3a91"},             /* question mark */
    {PRECARE_WARN, "!", "\xE2\x9A\xA0\xEF\xB8\x8F", "WARNING", "#d99a2b"}, /* warning sign */
    {PRECARE_HOLD, "!!", "\xE2\x9C\x8B", "HOLD", "#c2571f"},               /* raised hand */
    {PRECARE_BLOCK, "X", "\xE2\x9B\x94", "BLOCK", "#8a1020"},              /* no entry */
    {PRECARE_URGENT, "!!!", "\xF0\x9F\x9A\xA8", "URGENT", "#5c0a4d"},      /* police light */
};
_Static_assert(sizeof outcomes / sizeof *outcomes == OUTCOMES, "a row for every outcome");

const struct outcome *outcome_row(uint32_t number)
{
    uint32_t i = OUTCOMES;

    while (--i > 0 && outcomes[i].number > number) {
    }
    return &outcomes[i];
}
