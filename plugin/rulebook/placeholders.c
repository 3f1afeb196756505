/* SPDX-License-Identifier: MIT
 *
 * The table of placeholders (rulebook/placeholders.h).
 */
#include "rulebook/placeholders.h"

const struct placeholder_row placeholder_rows[HOLDS] = {
    [HOLD_MATCHED] = {"matched", "[what matched]"},
    [HOLD_AREA] = {"treatment-area", "[treatment area]"},
    [HOLD_REGION] = {"region", "[region]"},
    [HOLD_MOVE_TO] = {"move-to", "[earliest date]"},
    [HOLD_DUE] = {"due", "[due date]"},
    [HOLD_UNTIL] = {"until", "[last day]"},
    [HOLD_PROCEDURE] = {"procedure", "[procedure]"},
};
_Static_assert(sizeof placeholder_rows / sizeof placeholder_rows[0] == HOLDS, "a row for each");

const char placeholder_choices[] = "{matched}, {treatment-area}, {region}, {move-to}, {due}, "
                                   "{until}, {procedure}";

enum placeholder placeholder_named(struct span name)
{
    for (uint32_t i = 0; i < HOLDS; i++) {
        if (span_same(name, span_of(placeholder_rows[i].name))) {
            return (enum placeholder)i;
        }
    }
    return HOLDS;
}
