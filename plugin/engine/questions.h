/* SPDX-License-Identifier: MIT
 *
 * Open questions, as a desk can live with them: one group for each part of the event, addressee and
 * time, and each text once (events.md#what-comes-back). Gathered from drafts that nobody hid;
 * build.c writes them down.
 */
#ifndef PRECARE_ENGINE_QUESTIONS_H
#define PRECARE_ENGINE_QUESTIONS_H

#include "engine/judge.h"

struct question { /* one fact, as it is asked */
    const char *text;
    uint32_t of; /* PRECARE_ASK_PATIENT.. */
};

struct question_group {
    struct span about; /* the part: the first word of its paths */
    uint32_t part;     /* the place of it in the order of the event */
    uint32_t of, from; /* from: a moment; 0: now, or from `again` on */
    int32_t again;     /* DATE_NONE: it is not known today */
    uint32_t state;    /* enum open_state: the first that holds of its facts */
    int32_t since;     /* of what is stale; DATE_NONE */
    uint32_t answer_by;
    const char *first; /* NULL: none */
    struct strings rules, ask, missing;
};

struct question_groups { /* those of now first */
    struct question_group *at;
    uint32_t count, room;
};

/* The one question of a whole finding: the rule's, where any of its facts is asked in it. */
struct question question_of_draft(struct view *v, const struct draft *d);
/* In scratch memory; its `failed` tells. */
struct question_groups questions_gather(struct judge *j);

#endif
