/* SPDX-License-Identifier: MIT
 *
 * What the files of build share while one result is written. For plugin/engine/ alone.
 */
#ifndef PRECARE_ENGINE_BUILDING_H
#define PRECARE_ENGINE_BUILDING_H

#include "engine/block.h"
#include "engine/judge.h"
#include "engine/questions.h"

struct building {
    struct judge *judge;
    struct view *view;
    struct block block;
    uint64_t event; /* a hash of what the event is about */
    struct question_groups questions;
};

static inline precare_array put_strings(struct building *b, const struct strings *s)
{
    return block_texts(&b->block, s->at, s->count);
}

/* build_finding.c: one that is to be seen. A block that is too small says so itself. */
void put_finding(struct building *b, const struct draft *d, precare_finding *f);

#endif
