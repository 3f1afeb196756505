/* SPDX-License-Identifier: MIT
 *
 * How often something was done: the days on which entries lie, where some entries are not certain
 * and some dates are known in part (rule-language.md#conditions, `times`). Pure.
 */
#ifndef PRECARE_ENGINE_TIMES_H
#define PRECARE_ENGINE_TIMES_H

#include <stdbool.h>
#include <stdint.h>

#define DAY_FIRST INT32_MIN /* of a date that is not known: any day */
#define DAY_LAST INT32_MAX

struct occasion { /* one entry, and the days on which it may lie */
    int32_t first, last;
    uint32_t of; /* the caller's */
    bool sure;   /* it counts, whatever is open */
};

struct times { /* however what is open is read: on so many days at least, and at most */
    uint32_t least, most;
};

/* Sorts them by their last day. `days` has room for `count` days. */
struct times times_of(struct occasion *at, uint32_t count, int32_t *days);

#endif
