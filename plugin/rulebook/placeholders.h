/* SPDX-License-Identifier: MIT
 *
 * The placeholders of sentences (rule-language.md, section 10): their names, and the words that
 * stand for them where a rule is shown and not a visit. The checks of sentences, the engine that
 * fills them in and the pages all go by this one table. Pure data; any thread.
 */
#ifndef PRECARE_RULEBOOK_PLACEHOLDERS_H
#define PRECARE_RULEBOOK_PLACEHOLDERS_H

#include "base/text.h"

enum placeholder {
    HOLD_MATCHED,
    HOLD_AREA,
    HOLD_REGION,
    HOLD_MOVE_TO,
    HOLD_DUE,
    HOLD_UNTIL,
    HOLD_PROCEDURE,
    HOLDS
};

struct placeholder_row {
    const char *name;  /* without braces */
    const char *shown; /* "[what matched]" */
};

extern const struct placeholder_row placeholder_rows[HOLDS];

/* By what stands between the braces; HOLDS: there is no such placeholder. */
enum placeholder placeholder_named(struct span name);
/* What may be typed: "{matched}, {treatment-area}, ...". */
extern const char placeholder_choices[];

#endif
