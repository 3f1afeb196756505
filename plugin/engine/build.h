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
struct result *build_cancelled(const struct rules *rules, const struct visit *visit,
                               const char *evaluation_id, struct arena *arena);

/* result.c: packs a public record, whose pieces may lie anywhere, into one block. NULL: no memory. */
struct result *result_pack(const precare_result *out, const struct finding_facts *facts);

#endif
