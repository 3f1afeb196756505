/* SPDX-License-Identifier: MIT
 *
 * Whether a result is what a test beside the rules expects of it, and in words what came instead.
 * Called by run.c; pure.
 */
#include "review/match.h"

#include <string.h>

#include "base/seam.h"
#include "review/plain.h"
#include "review/run.h"

/* ---- what is the same ------------------------------------------------------------------------ */

/* Dates as texts: the same letters, or the same instant written otherwise. */
static bool same_time(const struct scenario *s, const char *a, const char *b)
{
    struct when x, y;

    if (a == NULL || b == NULL) {
        return a == b;
    }
    if (strcmp(a, b) == 0) {
        return true;
    }
    return when_read(a, strlen(a), s->visit.zone, &x) == 0 &&
           when_read(b, strlen(b), s->visit.zone, &y) == 0 && x.kind == WHEN_INSTANT &&
           y.kind == WHEN_INSTANT && x.utc == y.utc;
}

static bool same_due(const struct scenario *s, const struct expected *e, const precare_finding *f)
{
    if (e->due.count != f->due.count) {
        return false;
    }
    for (uint32_t i = 0; i < e->due.count; i++) {
        if (!same_time(s, e->due.at[i], ITEM_TEXT(f->due, i))) {
            return false;
        }
    }
    return true;
}

/* The last days of what lasts, each once, in order, as the days by which something is due. */
static const char *next_until(const precare_finding *f, uint32_t *task)
{
    for (; *task < f->tasks.count; (*task)++) {
        const char *until = ITEM(precare_task, f->tasks, *task)->until;
        bool said = until == NULL;

        for (uint32_t i = 0; i < *task && !said; i++) {
            const char *earlier = ITEM(precare_task, f->tasks, i)->until;

            said = earlier != NULL && strcmp(earlier, until) == 0;
        }
        if (!said) {
            (*task)++;
            return until;
        }
    }
    return NULL;
}

static bool same_until(const struct scenario *s, const struct expected *e, const precare_finding *f)
{
    uint32_t task = 0;

    for (uint32_t i = 0; i < e->until.count; i++) {
        if (!same_time(s, e->until.at[i], next_until(f, &task))) {
            return false;
        }
    }
    return next_until(f, &task) == NULL;
}

static bool same_alert(const struct expected *e, const precare_finding *f)
{
    if (e->alert.count != f->alerts.count) {
        return false;
    }
    for (uint32_t i = 0; i < e->alert.count; i++) {
        if (strcmp(e->alert.at[i], ITEM(precare_alert, f->alerts, i)->channel) != 0) {
            return false;
        }
    }
    return true;
}

struct match { /* of one scenario with one result */
    const struct rules *rules;
    const struct scenario *s;
    const struct result *result;
    const struct trace *trace;
    bool *came, *wanted; /* which findings of the result, and which expected ones, are settled */
    struct buf *why;
    bool same;
};

static bool same_rule(const struct match *m, const struct expected *e, const precare_finding *f)
{
    return e->rule != NONE && strcmp(m->rules->rules[e->rule].id, f->rule) == 0;
}

/* ---- differences in words -------------------------------------------------------------------- */

static void expected_say(struct buf *out, const struct rules *rules, const struct expected *e)
{
    buf_printf(out, "%s as %s", e->rule != NONE ? rules->rules[e->rule].id : "?",
               plain_outcome(e->outcome));
    if (e->due.count > 0) {
        buf_text(out, ", due ");
        plain_list(out, e->due, " and ");
    }
    if (e->until.count > 0) {
        buf_text(out, ", until ");
        plain_list(out, e->until, " and ");
    }
    if (e->move_to != NULL) {
        buf_printf(out, ", move-to %s", e->move_to);
    }
    if (e->alert.count > 0) {
        buf_text(out, ", alert to ");
        plain_list(out, e->alert, " and ");
    }
}

static void finding_say(struct buf *out, const precare_finding *f)
{
    buf_printf(out, "%s as %s", f->rule, plain_outcome(f->outcome));
    for (uint32_t i = 0; i < f->due.count; i++) {
        buf_printf(out, "%s%s", i == 0 ? ", due " : " and ", ITEM_TEXT(f->due, i));
    }
    uint32_t task = 0;
    const char *until = next_until(f, &task), *word = ", until ";
    for (; until != NULL; until = next_until(f, &task), word = " and ") {
        buf_printf(out, "%s%s", word, until);
    }
    if (f->move_to != NULL) {
        buf_printf(out, ", move-to %s", f->move_to);
    }
    for (uint32_t i = 0; i < f->alerts.count; i++) {
        buf_printf(out, "%s%s", i == 0 ? ", alert to " : " and ",
                   ITEM(precare_alert, f->alerts, i)->channel);
    }
}

static const char *fate_say(const struct trace_rule *t)
{
    if (t->hidden) {
        return "a rule that covers it hid it";
    }
    switch ((enum fate)t->fate) {
    case FATE_NOT_IN_FORCE: return "its rule is not in force at this moment for this procedure";
    case FATE_QUIET: return "its `if` does not hold";
    case FATE_EXCUSED: return "its `unless` excused it";
    case FATE_FIRED: return "its `then` applied";
    case FATE_STILL_TIME: return "there was still time, so it came as a task";
    case FATE_ASKED: return "a fact is not known, so it asked";
    case FATE_ASKED_LATER: return "a fact is not known, and it is too early to ask";
    case FATE_OTHERWISE: return "a fact is still not known, so its `otherwise` applied";
    case FATE_UNKNOWN_IGNORED: return "a fact is not known, and its rule has no question";
    }
    return "nothing came of it";
}

static void missing_say(struct buf *out, const precare_finding *f)
{
    for (uint32_t i = 0; i < f->missing.count; i++) {
        buf_printf(out, "%s%s", i == 0 ? " (not known: " : ", ", ITEM_TEXT(f->missing, i));
    }
    buf_text(out, f->missing.count > 0 ? ")" : "");
}

/* ---- the comparison -------------------------------------------------------------------------- */

enum how_near {
    WHOLLY,
    SAME_RULE_AND_OUTCOME,
    SAME_RULE
};

static bool near_enough(const struct match *m, const struct expected *e, const precare_finding *f,
                        enum how_near how)
{
    if (!same_rule(m, e, f) || (how != SAME_RULE && e->outcome != f->outcome)) {
        return false;
    }
    return how != WHOLLY || (same_due(m->s, e, f) && same_until(m->s, e, f) &&
                             same_time(m->s, e->move_to, f->move_to) && same_alert(e, f));
}

static void pair_say(struct match *m, const struct expected *e, const precare_finding *f)
{
    buf_text(m->why, "expected ");
    expected_say(m->why, m->rules, e);
    buf_text(m->why, "\nbut found ");
    finding_say(m->why, f);
    missing_say(m->why, f);
    buf_char(m->why, '\n');
}

/* Settles expected findings with those that came; the nearer pairs are taken first. */
static void match_pairs(struct match *m, enum how_near how)
{
    const precare_array *came = &m->result->out.findings;

    for (uint32_t i = 0; i < m->s->finding_count; i++) {
        for (uint32_t k = 0; k < came->count && !m->wanted[i]; k++) {
            const precare_finding *f = ITEM(precare_finding, *came, k);

            if (m->came[k] || !near_enough(m, &m->s->findings[i], f, how)) {
                continue;
            }
            m->came[k] = m->wanted[i] = true;
            if (how != WHOLLY) {
                m->same = false;
                if (m->why != NULL) {
                    pair_say(m, &m->s->findings[i], f);
                }
            }
        }
    }
}

static void match_rest(struct match *m)
{
    const precare_array *came = &m->result->out.findings;

    for (uint32_t i = 0; i < m->s->finding_count; i++) {
        const struct expected *e = &m->s->findings[i];

        if (m->wanted[i]) {
            continue;
        }
        m->same = false;
        if (m->why != NULL) {
            buf_text(m->why, "expected ");
            expected_say(m->why, m->rules, e);
            buf_printf(m->why, "\nbut instead %s\n",
                       e->rule != NONE ? fate_say(&m->trace->rules[e->rule]) : "no such rule");
        }
    }
    for (uint32_t k = 0; k < came->count; k++) {
        const precare_finding *f = ITEM(precare_finding, *came, k);

        if (m->came[k]) {
            continue;
        }
        m->same = false;
        if (m->why != NULL) {
            buf_text(m->why, "not expected, but found: ");
            finding_say(m->why, f);
            missing_say(m->why, f);
            buf_char(m->why, '\n');
        }
    }
}

/* A rule that an overlay silenced speaks to nobody. */
static bool stayed_quiet(const struct trace_rule *t)
{
    return t->shadow || t->fate == FATE_QUIET || t->fate == FATE_EXCUSED ||
           t->fate == FATE_UNKNOWN_IGNORED;
}

static void match_quiet(struct match *m)
{
    for (uint32_t i = 0; i < m->s->quiet.count; i++) {
        uint32_t rule = m->s->quiet.at[i];

        if (rule == NONE || stayed_quiet(&m->trace->rules[rule])) {
            continue;
        }
        m->same = false;
        if (m->why != NULL) {
            buf_printf(m->why, "expected %s to be evaluated and to stay quiet\nbut %s\n",
                       m->rules->rules[rule].id, fate_say(&m->trace->rules[rule]));
        }
    }
}

static bool asks_later(const struct trace_rule *t)
{
    return (t->fate == FATE_ASKED_LATER || t->asked_later) && !t->ask_hidden && !t->shadow;
}

static bool later_wanted(const struct match *m, uint32_t rule)
{
    for (uint32_t i = 0; i < m->s->later.count; i++) {
        if (m->s->later.at[i] == rule) {
            return true;
        }
    }
    return false;
}

/* Every rule, for what is written is all of them. */
static void match_later(struct match *m)
{
    for (uint32_t i = 0; m->s->later_said && i < m->rules->rule_count; i++) {
        const struct trace_rule *t = &m->trace->rules[i];
        bool later = asks_later(t), wanted = later_wanted(m, i);

        if (later == wanted) {
            continue;
        }
        m->same = false;
        if (m->why == NULL) {
            continue;
        }
        if (wanted) {
            buf_printf(m->why, "expected %s to ask at a later moment\nbut %s\n",
                       m->rules->rules[i].id, fate_say(t));
        } else {
            buf_printf(m->why, "not expected, but found: %s asks at a later moment\n",
                       m->rules->rules[i].id);
        }
    }
}

static void match_coverage(struct match *m)
{
    uint32_t came = m->result->out.coverage;

    if (!m->s->coverage_said || m->s->coverage == came) {
        return;
    }
    m->same = false;
    if (m->why != NULL) {
        buf_printf(m->why, "expected coverage %s\nbut found %s\n", plain_coverage(m->s->coverage),
                   plain_coverage(came));
    }
}

static void match_overall(struct match *m)
{
    match_coverage(m);
    if (m->s->overall == m->result->out.overall) {
        return;
    }
    m->same = false;
    if (m->why != NULL) {
        buf_printf(m->why, "expected overall %s\nbut found overall %s\n",
                   plain_overall(m->s->overall), plain_overall(m->result->out.overall));
    }
}

static bool match_all(struct match *m)
{
    uint32_t came = m->result->out.findings.count, wanted = m->s->finding_count;
    bool *settled = mem_new(((size_t)came + wanted + 1) * sizeof(bool));

    if (settled == NULL) {
        return false;
    }
    m->same = true;
    m->came = settled;
    m->wanted = settled + came;
    match_overall(m);
    match_pairs(m, WHOLLY);
    match_pairs(m, SAME_RULE_AND_OUTCOME);
    match_pairs(m, SAME_RULE);
    match_rest(m);
    match_quiet(m);
    match_later(m);
    mem_drop(settled);
    return true;
}

bool match_result(const struct rules *rules, const struct scenario *s, const struct result *result,
                  const struct trace *trace, struct buf *why, bool *same_r)
{
    struct match m = {.rules = rules, .s = s, .result = result, .trace = trace, .why = why};
    bool done = match_all(&m);

    *same_r = done && m.same;
    return done;
}
