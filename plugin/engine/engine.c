/* SPDX-License-Identifier: MIT
 *
 * The one function that everything calls: view, judge, clear, cover, sort, build. Scratch memory
 * begins on the stack, so that an ordinary visit allocates the result's block and nothing else.
 */
#include "engine/engine.h"

#include "engine/build.h"
#include "engine/judge.h"
#include "engine/unread.h"

#define SCRATCH 24576 /* bytes on the stack; a visit of 20 entries needs about 6,000 */
#define SCRATCH_MOST                                                                               \
    268435456u /* what the largest event may take: 512 entries in each of six lists */

static bool is_cancelled(const struct visit *v)
{
    return v->action == PRECARE_CANCEL || v->state == PRECARE_CANCELLED;
}

static struct result *engine_judge_visit(const struct rules *rules, const struct visit *visit,
                                         const struct engine_options *options, struct trace *trace,
                                         struct arena *arena)
{
    struct judge j = {.options = options, .trace = trace};

    rules = rules_on(rules, visit->today);
    if (is_cancelled(visit)) {
        j.view = (struct view){.rules = rules, .visit = visit, .arena = arena};
        return judge_books(&j) ? build_cancelled(&j) : NULL;
    }
    if (!view_begin(&j.view, rules, visit, options->draft, arena) || !judge_all(&j)) {
        return NULL;
    }
    unread_gather(&j);
    clearances_apply(&j);
    drafts_cover(&j);
    drafts_sort(&j.drafts);
    return build_result(&j);
}

struct result *engine_evaluate(const struct rules *rules, const struct visit *visit,
                               const struct engine_options *options, struct trace *trace)
{
    static const struct engine_options defaults = {0};
    _Alignas(16) unsigned char scratch[SCRATCH];
    struct arena arena;

    arena_begin(&arena, scratch, sizeof scratch, SCRATCH_MOST);
    struct result *result =
        engine_judge_visit(rules, visit, options != NULL ? options : &defaults, trace, &arena);
    arena_end(&arena);
    return result;
}
