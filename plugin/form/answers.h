/* SPDX-License-Identifier: MIT
 *
 * What comes back of a form, as facts of the event: precare-answers/1, or what a page posts
 * (application/x-www-form-urlencoded). Called by the command and by the JSON door. Nothing is
 * guessed, and nothing is taken where anything is wrong: then there are faults with their paths.
 * One thread at a time for one call; any thread.
 */
#ifndef PRECARE_FORM_ANSWERS_H
#define PRECARE_FORM_ANSWERS_H

#include "base/fault.h"
#include "config/config.h"
#include "form/form.h"

#define ANSWERS_BYTES EVENT_BYTES          /* of the answers */
#define ANSWERS_FORM_BYTES (4u * 1048576u) /* of the form that they answer */

struct answers_given {
    struct span form;  /* precare-form/1, as it was handed out; none: that of the event today */
    struct span event; /* precare-event/1; none: nothing is known but what the form is for */
    struct span answers;
    bool urlencoded;
};

struct answers_setting {
    const struct rules *rules;
    const struct config *config; /* the host's own codes; NULL: none */
    const struct zone *zone;
    bool as_active; /* as form_make */
    int32_t today;  /* the day of answers without one, where there is no event */
};

struct answers_left { /* an answer that was given and not taken: it is missing */
    const char *item, *why;
};

struct answers_taken {
    uint32_t taken;                  /* items */
    const struct answers_left *left; /* in the arena */
    uint32_t left_count;
};

/* 0: the event with the facts in it is in `event_out` (without an event, the facts alone, in its
 * shape), in one line without a newline. -1 with faults: nothing was taken. */
int answers_into_event(const struct answers_setting *setting, const struct answers_given *given,
                       struct arena *arena, struct faults *faults, struct buf *event_out,
                       struct answers_taken *taken_r);

#endif
