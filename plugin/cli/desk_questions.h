/* SPDX-License-Identifier: MIT
 *
 * Groups of questions as a front desk reads them: a line for each part of the event, "Medicines:
 * not asked. 7 questions for the patient, by check-in", one for each moment to come, and one for
 * what is known today and will be asked again. Called by front_desk.c and the
 * demo. Pure.
 */
#ifndef PRECARE_CLI_DESK_QUESTIONS_H
#define PRECARE_CLI_DESK_QUESTIONS_H

#include "base/buf.h"

struct desk_question { /* a group of the result; NULL where it says nothing */
    const char *about, *of, *state, *since, *from, *again_from, *answer_by, *first;
    uint32_t asks;
};

/* How many of them, which stand one behind the other, are one line. */
size_t desk_together(const struct desk_question *q, size_t count);
/* The line for so many. */
void desk_say(const struct desk_question *q, size_t count, struct buf *out);

#endif
