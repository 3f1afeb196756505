/* SPDX-License-Identifier: MIT
 *
 * From drafts to the public result: words, tasks, questions, notes, then one block.
 */
#ifndef PRECARE_ENGINE_BUILD_H
#define PRECARE_ENGINE_BUILD_H

#include "engine/judge.h"

/* NULL: no memory. */
struct result *build_result(struct judge *j);
/* A cancelled appointment is evaluated by no rule, and clear. */
struct result *build_cancelled(struct judge *j); /* of what is not to be judged; its books are known */

struct packing {        /* a public record whose pieces lie anywhere */
    precare_result out; /* its `unmatched` is empty: */
    struct paths unmatched;
    const struct finding_facts *facts; /* one for each finding, or NULL */
};
struct result *result_pack(const struct packing *from); /* result.c: as one block; NULL: no memory */

#endif
