/* SPDX-License-Identifier: MIT
 *
 * The overall of a result in words for people. "Clear" beside questions that wait for a later
 * moment is never said as the word alone: this function is used by whoever shows it. Pure.
 */
#ifndef PRECARE_BASE_OVERALL_H
#define PRECARE_BASE_OVERALL_H

#include "base/buf.h"
#include "precare/precare.h"

struct waiting { /* questions that will be asked, by their moment (PRECARE_BOOKING..) */
    uint32_t at[PRECARE_FOLLOW_UP + 1];
};

struct waiting waiting_of(const precare_result *r);
/* "2 questions at check-in, 1 question at treatment"; nothing, where none waits */
void waiting_say(const struct waiting *waiting, struct buf *out);
/* "hold"; "clear"; "clear so far, 2 questions at check-in" */
void overall_say(uint32_t overall, const struct waiting *waiting, struct buf *out);

#endif
