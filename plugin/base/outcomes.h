/* SPDX-License-Identifier: MIT
 *
 * How an outcome looks, once for whoever shows it: the front desk of `precare host` and `precare
 * demo`, the team chat, the page. Its word in documents is words_outcome's (base/words.h). A sign
 * and a picture mean one outcome wherever they stand; a colour never stands alone. Pure data, any
 * thread.
 */
#ifndef PRECARE_BASE_OUTCOMES_H
#define PRECARE_BASE_OUTCOMES_H

#include <stdint.h>

struct outcome {
    uint32_t number;     /* PRECARE_HOLD */
    const char *sign;    /* in a terminal: "!!" */
    const char *picture; /* in a chat, UTF-8; NULL: it is not told there */
    const char *head;    /* beside the picture: "HOLD" */
    const char *colour;  /* on the page: "#c2571f" */
};

#define OUTCOMES 12u
extern const struct outcome outcomes[OUTCOMES]; /* from "not evaluated" to urgent: the worst last */

/* The row of a number; of one that is none, the row below it. */
const struct outcome *outcome_row(uint32_t number);

#endif
