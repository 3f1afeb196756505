/* SPDX-License-Identifier: MIT
 *
 * What a change of rules means for a set of events: findings new, gone and changed, per rule, and
 * findings per 100 appointments. Called by `precare diff`; pure. A finding that a silenced rule
 * would have is gone.
 */
#include "review/diff.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/seam.h"
#include "review/plain.h"
#include "review/run.h"

struct row { /* of one rule id, in either set */
    const char *id;
    uint32_t before, after; /* findings */
    uint32_t came, went, changed;
};

struct tally {
    const struct rules *before, *after;
    struct row *rows; /* those of `before`, then the new ones of `after` */
    uint32_t count;
    uint32_t appointments;
    struct buf examples;
    uint32_t example_count;
};

#define EXAMPLES 20

static struct row *row_of(struct tally *t, const char *rule)
{
    uint32_t at = rules_find(t->before, rule);

    if (at != NONE) {
        return &t->rows[at];
    }
    for (uint32_t i = t->before->rule_count; i < t->count; i++) {
        if (strcmp(t->rows[i].id, rule) == 0) {
            return &t->rows[i];
        }
    }
    return NULL;
}

static bool tally_begin(struct tally *t)
{
    t->rows = mem_new(((size_t)t->before->rule_count + t->after->rule_count + 1) * sizeof *t->rows);
    if (t->rows == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < t->before->rule_count; i++) {
        t->rows[t->count++].id = t->before->rules[i].id;
    }
    for (uint32_t i = 0; i < t->after->rule_count; i++) {
        if (rules_find(t->before, t->after->rules[i].id) == NONE) {
            t->rows[t->count++].id = t->after->rules[i].id;
        }
    }
    return true;
}

/* ---- two results of one event ---- */

static bool same_dates(const precare_finding *a, const precare_finding *b)
{
    if (!same_text(a->move_to, b->move_to) || a->due.count != b->due.count) {
        return false;
    }
    for (uint32_t i = 0; i < a->due.count; i++) {
        if (strcmp(ITEM_TEXT(a->due, i), ITEM_TEXT(b->due, i)) != 0) {
            return false;
        }
    }
    return true;
}

static bool same_finding(const precare_finding *a, const precare_finding *b)
{
    return a->outcome == b->outcome && same_text(a->say, b->say) && same_text(a->ask, b->ask) &&
           same_dates(a, b) && a->alerts.count == b->alerts.count;
}

struct judged { /* one of the two results, and the rules that gave it */
    const struct rules *rules;
    const precare_array *findings;
};

/* A rule that is itself in shadow shows nothing, though a whole rulebook in shadow counts as if it
 * were active. */
static bool is_silent(const struct judged *party, const precare_finding *f)
{
    uint32_t rule = rules_find(party->rules, f->rule);

    return rule != NONE && party->rules->rules[rule].status == RULE_SHADOW;
}

/* The finding of the same rule, and of the two that a rule can have, the same of them: its `ask` or
 * the other. */
static const precare_finding *diff_events_twin(const struct judged *in, const struct judged *other,
                                               const precare_finding *f)
{
    const precare_finding *only = NULL;
    uint32_t here = 0, there = 0;

    for (uint32_t i = 0; i < in->findings->count; i++) {
        here += strcmp(ITEM(precare_finding, *in->findings, i)->rule, f->rule) == 0;
    }
    for (uint32_t i = 0; i < other->findings->count; i++) {
        const precare_finding *o = ITEM(precare_finding, *other->findings, i);

        if (strcmp(o->rule, f->rule) != 0 || is_silent(other, o)) {
            continue;
        }
        there++;
        only = o;
        if ((o->outcome == PRECARE_ASK) == (f->outcome == PRECARE_ASK)) {
            return o;
        }
    }
    return here == 1 && there == 1 ? only : NULL;
}

static void outcome_say(struct buf *out, const precare_finding *f)
{
    buf_text(out, plain_outcome(f->outcome));
    for (uint32_t i = 0; i < f->due.count; i++) {
        buf_printf(out, "%s%s", i == 0 ? ", due " : ", ", ITEM_TEXT(f->due, i));
    }
    if (f->move_to != NULL) {
        buf_printf(out, ", move to %s", f->move_to);
    }
}

static void diff_events_example(struct tally *t, const struct visit *v, const precare_finding *was,
                                const precare_finding *is)
{
    struct buf *out = &t->examples;

    if (t->example_count++ >= EXAMPLES) {
        return;
    }
    buf_text(out, "  ");
    buf_add(out, v->event_id.at, v->event_id.len);
    buf_printf(out, ": %s: ", was != NULL ? was->rule : is->rule);
    if (was == NULL) {
        buf_text(out, "new, ");
        outcome_say(out, is);
    } else if (is == NULL) {
        outcome_say(out, was);
        buf_text(out, ", is gone");
    } else if (was->outcome == is->outcome && same_dates(was, is)) {
        outcome_say(out, is);
        buf_text(out, ", as before, in different words");
    } else {
        outcome_say(out, was);
        buf_text(out, " became ");
        outcome_say(out, is);
    }
    buf_char(out, '\n');
}

static void diff_events_compare(struct tally *t, const struct visit *v, const struct judged *a,
                                const struct judged *b)
{
    for (uint32_t i = 0; i < a->findings->count; i++) {
        const precare_finding *was = ITEM(precare_finding, *a->findings, i);
        const precare_finding *is = diff_events_twin(a, b, was);
        struct row *row = row_of(t, was->rule);

        if (row == NULL || is_silent(a, was)) {
            continue;
        }
        row->before++;
        if (is == NULL) {
            row->went++;
            diff_events_example(t, v, was, NULL);
        } else if (!same_finding(was, is)) {
            row->changed++;
            diff_events_example(t, v, was, is);
        }
    }
    for (uint32_t i = 0; i < b->findings->count; i++) {
        const precare_finding *is = ITEM(precare_finding, *b->findings, i);
        struct row *row = row_of(t, is->rule);

        if (row == NULL || is_silent(b, is)) {
            continue;
        }
        row->after++;
        if (diff_events_twin(b, a, is) == NULL) {
            row->came++;
            diff_events_example(t, v, NULL, is);
        }
    }
}

static bool diff_events_judge(struct tally *t, const struct visit *v)
{
    struct engine_options options = {.draft = true, .evaluation_id = "diff"};
    struct result *a = engine_evaluate(t->before, v, &options, NULL);
    struct result *b = engine_evaluate(t->after, v, &options, NULL);
    bool ok = a != NULL && b != NULL;

    if (ok) {
        struct judged was = {t->before, &a->out.findings}, is = {t->after, &b->out.findings};

        diff_events_compare(t, v, &was, &is);
    }
    result_drop(&a);
    result_drop(&b);
    return ok;
}

/* ---- the table ---- */

static int by_number(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

/* How many different appointments: an event without an id counts as one. NONE: no memory. */
static uint32_t appointments_count(const struct visit *visits, uint32_t count)
{
    uint64_t *ids = mem_new(((size_t)count + 1) * sizeof *ids);
    uint32_t different = 0;

    if (ids == NULL) {
        return NONE;
    }
    for (uint32_t i = 0; i < count; i++) {
        const struct visit *v = &visits[i];

        ids[i] = v->appointment.len > 0 ? hash_bytes(1, v->appointment.at, v->appointment.len)
                                        : hash_bytes(2, &i, sizeof i);
    }
    qsort(ids, count, sizeof *ids, by_number);
    for (uint32_t i = 0; i < count; i++) {
        different += i == 0 || ids[i] != ids[i - 1];
    }
    mem_drop(ids);
    return different;
}

/* Findings per 1,000 appointments, which are tenths per 100. */
static uint32_t rate_of(uint32_t n, uint32_t appointments)
{
    return (uint32_t)(((uint64_t)n * 1000 + appointments / 2) /
                      (appointments > 0 ? appointments : 1));
}

static void row_say(struct buf *out, const struct row *r, uint32_t appointments, int width)
{
    uint32_t before = rate_of(r->before, appointments), after = rate_of(r->after, appointments);

    buf_printf(out, "  %-*s%6u%6u%9u%18u.%u%6u.%u\n", width, r->id, r->came, r->went, r->changed,
               before / 10, before % 10, after / 10, after % 10);
}

static void table_say(const struct tally *t, uint32_t count, struct buf *out)
{
    struct row all = {.id = "all rules"};
    int width = (int)strlen(all.id);

    for (uint32_t i = 0; i < t->count; i++) {
        const struct row *r = &t->rows[i];

        all.before += r->before;
        all.after += r->after;
        all.came += r->came;
        all.went += r->went;
        all.changed += r->changed;
        if (r->came + r->went + r->changed > 0 && (int)strlen(r->id) > width) {
            width = (int)strlen(r->id);
        }
    }
    buf_printf(out, "Over %u event%s of %u appointment%s\n", count, count == 1 ? "" : "s",
               t->appointments, t->appointments == 1 ? "" : "s");
    if (all.came + all.went + all.changed == 0) {
        buf_printf(out, "  no finding is new, gone or changed; before and after: %u\n", all.before);
        return;
    }
    buf_printf(out, "  %-*s   new  gone  changed  per 100 appointments: before   after\n", width,
               "rule");
    for (uint32_t i = 0; i < t->count; i++) {
        if (t->rows[i].came + t->rows[i].went + t->rows[i].changed > 0) {
            row_say(out, &t->rows[i], t->appointments, width);
        }
    }
    row_say(out, &all, t->appointments, width);
    buf_text(out, "\nWhich\n");
    buf_add(out, t->examples.at, t->examples.len);
    if (t->example_count > EXAMPLES) {
        buf_printf(out, "  and %u more\n", t->example_count - EXAMPLES);
    }
}

bool diff_events(const struct rules *before, const struct rules *after, const struct visit *visits,
                 uint32_t count, struct buf *out)
{
    struct tally t = {.before = before, .after = after};
    bool ok = tally_begin(&t);

    t.appointments = appointments_count(visits, count);
    ok = ok && t.appointments != NONE;
    for (uint32_t i = 0; ok && i < count; i++) {
        ok = diff_events_judge(&t, &visits[i]);
    }
    if (ok) {
        table_say(&t, count, out);
    }
    ok = ok && !t.examples.failed && !out->failed;
    buf_end(&t.examples);
    mem_drop(t.rows);
    return ok;
}
