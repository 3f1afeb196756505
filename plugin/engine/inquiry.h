/* SPDX-License-Identifier: MIT
 *
 * What the rules in force may still ask of a visit, condition by condition: for forms, which ask
 * it all at once. A result tells which rules ask; this tells which of their conditions are open,
 * and which of those an answer of today would settle. Pure; scratch memory of the caller's, in
 * which everything here lives. Failure: no memory.
 */
#ifndef PRECARE_ENGINE_INQUIRY_H
#define PRECARE_ENGINE_INQUIRY_H

#include "engine/judge.h"

struct inquiry {
    struct judge judge; /* its view tells what entries may mean */
    struct engine_options options;
    struct trace trace;
    uint32_t coverage; /* PRECARE_COMPLETE, ... of the result */
    const char *note;  /* of the result, where it is not complete: why; may be NULL */
};

/* false: no memory. A visit that is cancelled is one that nothing is asked of. */
bool inquiry_begin(struct inquiry *q, const struct rules *rules, const struct visit *visit,
                   bool as_active, struct arena *arena);
/* The rules as they stand on the day of the visit: the numbers below are of these. */
const struct rules *inquiry_rules(const struct inquiry *q);
/* Whether a rule is in force here, acts, may ask at this moment, and is not hidden by another. */
bool inquiry_asks(const struct inquiry *q, uint32_t rule);
/* The value of a single condition of such a rule. A fact that is only said to be missing is open.
 */
enum truth inquiry_value(struct inquiry *q, uint32_t rule, uint32_t cond);
/* Whether something that is said today may settle an open condition that is no group. */
bool inquiry_settles(struct inquiry *q, uint32_t rule, uint32_t cond);
/* What would settle it; `open_r` is zeroed first. */
void inquiry_open(struct inquiry *q, uint32_t rule, uint32_t cond, struct details *open_r);

#endif
