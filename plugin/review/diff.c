/* SPDX-License-Identifier: MIT
 *
 * What changed between two sets of rules, in words. Called by `precare diff`; pure. A number that
 * comes from a parameter is told once, with the parameter; the rules that use it are named there,
 * not repeated.
 */
#include "review/diff.h"

#include <stdio.h>
#include <string.h>

#include "base/seam.h"
#include "review/diff_parts.h"
#include "review/plain.h"
#include "review/sentence.h"

/* ---- directions ---- */

static int severity_sense(const struct rule *a, const struct rule *b)
{
    bool stricter = false, looser = false;

    for (uint32_t m = PRECARE_BOOKING; m <= PRECARE_FOLLOW_UP; m++) {
        stricter |= b->severity[m] > a->severity[m];
        looser |= b->severity[m] < a->severity[m];
    }
    return stricter == looser ? 0 : stricter ? 1 : -1;
}

struct run_of_slots {
    uint32_t first, count;
};

static struct run_of_slots slots_of(const struct copy *c, uint32_t rule)
{
    struct run_of_slots run = {0};

    for (uint32_t i = 0; i < c->slot_count; i++) {
        if (c->slots[i].rule == rule) {
            run.first = run.count == 0 ? i : run.first;
            run.count++;
        }
    }
    return run;
}

/* Where the same numbers stand in the same places, and only their sizes differ: which way. */
static int numbers_sense(const struct diff *d, uint32_t before, uint32_t after)
{
    struct run_of_slots a = slots_of(&d->was, before), b = slots_of(&d->is, after);
    bool stricter = false, looser = false;

    if (a.count != b.count) {
        return 0;
    }
    for (uint32_t i = 0; i < a.count; i++) {
        const struct slot *x = &d->was.slots[a.first + i], *y = &d->is.slots[b.first + i];
        int64_t was = x->number ? x->was.number : x->was.length.n;
        int64_t is = y->number ? y->was.number : y->was.length.n;

        if (strcmp(x->label, y->label) != 0 || x->was.length.unit != y->was.length.unit) {
            return 0;
        }
        if (was != is && y->was.parameter == NULL) {
            stricter |= (is > was) == (y->sense > 0);
            looser |= (is > was) != (y->sense > 0);
        }
    }
    return stricter == looser ? 0 : stricter ? 1 : -1;
}

static void slot_value(const struct slot *s, char text[32])
{
    if (!s->number) {
        length_in_words(s->was.length, text);
    } else {
        (void)snprintf(text, 32, "%lld",
                       (long long)(s->was.number / (s->millionths ? 1000000 : 1)));
    }
}

/* brief: each number of the rule's own that differs, where numbers alone do; false: it is more. */
static bool numbers_told(struct diff *d, uint32_t before, uint32_t after)
{
    struct run_of_slots a = slots_of(&d->was, before), b = slots_of(&d->is, after);
    int sense = numbers_sense(d, before, after);

    for (uint32_t i = 0; sense != 0 && i < a.count; i++) {
        const struct slot *x = &d->was.slots[a.first + i], *y = &d->is.slots[b.first + i];
        char was[32], is[32];

        slot_value(x, was);
        slot_value(y, is);
        if (strcmp(was, is) != 0 && y->was.parameter == NULL) {
            buf_printf(diff_line(d), "%s: %s %s became %s", d->after->rules[after].id,
                       y->label != NULL ? y->label : "number", was, is);
            diff_direction(d, sense);
        }
    }
    return sense != 0;
}

/* The same sentence with every parameter's number put aside, or `all` numbers: what is left is the
 * rule's own. */
static void diff_mask(struct copy *c, uint32_t rule, bool on, bool all)
{
    struct run_of_slots run = slots_of(c, rule);

    for (uint32_t i = 0; i < run.count; i++) {
        struct slot *s = &c->slots[run.first + i];

        if (s->was.parameter == NULL && !all) {
            continue;
        }
        *s->at = s->was;
        if (on) {
            s->at->number = 1;
            s->at->length = (struct length){1, UNIT_DAYS};
        }
    }
}

/* ---- rules ---- */

static const char *status_word(uint32_t status)
{
    static const char *const words[] = {"active", "shadow", "retired"};

    return words[status <= RULE_RETIRED ? status : 0];
}

static void status_changed(struct diff *d, const struct rule *a, const struct rule *b)
{
    if (a->status != b->status) {
        buf_printf(diff_line(d), "%s: was %s, is now %s", b->id, status_word(a->status),
                   b->status == RULE_SHADOW ? "silenced (continues in shadow)"
                                            : status_word(b->status));
        diff_direction(d, b->status > a->status ? -1 : 1);
        if (b->changed_by != NULL) {
            buf_printf(d->out, ", by %s", b->changed_by);
        }
    }
}

/* "Then" tells severity and words together; they are compared each for itself. */
static void then_changed(struct diff *d, const struct rule *a, const struct rule *b)
{
    struct buf was = {0}, is = {0};

    sentence_severity(a, &was);
    sentence_severity(b, &is);
    if (was.failed || is.failed) {
        d->out->failed = true;
    } else if (!same_text(was.at, is.at)) {
        buf_printf(diff_line(d), "%s: %s became %s", b->id, was.at, is.at);
        diff_direction(d, severity_sense(a, b));
        if (b->changed_by != NULL) {
            buf_printf(d->out, ", by %s", b->changed_by);
        }
    }
    part_end(d->out, &was);
    part_end(d->out, &is);
    bool brief = diff_brief(d, b->id, "its words", a->say, b->say) &&
                 diff_brief(d, b->id, "the reason for its block", a->because, b->because);
    if (!brief && !same_text(a->say, b->say)) {
        buf_printf(diff_line(d), "%s: it said \"%s\",\n    and now says \"%s\"", b->id,
                   a->say != NULL ? a->say : "", b->say != NULL ? b->say : "");
    }
    if (!brief && !same_text(a->because, b->because)) {
        buf_printf(diff_line(d), "%s: the reason for the block was \"%s\",\n    and is now \"%s\"",
                   b->id, a->because != NULL ? a->because : "",
                   b->because != NULL ? b->because : "");
    }
}

static void part_changed(struct diff *d, uint32_t kind, const char *id, const char *was,
                         const char *is, int sense)
{
    if (d->brief) {
        buf_printf(diff_line(d), "%s: \"%s\" %s", id, part_labels[kind],
                   was == NULL  ? "is new"
                   : is == NULL ? "is gone"
                                : "changed");
        diff_direction(d, sense);
        return;
    }
    struct buf *out = diff_line(d);

    if (was == NULL) {
        buf_printf(out, "%s: now also \"%s\": %s", id, part_labels[kind], is);
    } else if (is == NULL) {
        buf_printf(out, "%s: no longer \"%s\" (it was: %s)", id, part_labels[kind], was);
    } else {
        buf_printf(out, "%s: \"%s\" was: %s\n    and is now: %s", id, part_labels[kind], was, is);
    }
    diff_direction(d, sense);
}

/* Asked later, or of less weight where nobody answered: looser. */
static int unknown_sense(const struct rule *a, const struct rule *b)
{
    bool asks = a->ask != NULL && b->ask != NULL;
    bool looser = asks && (b->ask_from > a->ask_from || b->otherwise < a->otherwise);
    bool stricter = asks && (b->ask_from < a->ask_from || b->otherwise > a->otherwise);

    return looser == stricter ? 0 : stricter ? 1 : -1;
}

/* The same people for the same reasons, and for longer: looser. */
static int override_sense(const struct rule *a, const struct rule *b)
{
    struct length was = a->lasts.length, is = b->lasts.length;
    struct buf before = {0}, after = {0};
    int sense = 0;

    plain_list(&before, a->override_by, " or ");
    plain_list(&before, a->override_reasons, " or ");
    plain_list(&after, b->override_by, " or ");
    plain_list(&after, b->override_reasons, " or ");
    if (before.at != NULL && same_text(before.at, after.at) &&
        a->override_note == b->override_note) {
        bool comparable = !a->lasts.set || !b->lasts.set || was.unit == is.unit;

        sense = !comparable || (a->lasts.set == b->lasts.set && was.n == is.n) ? 0
                : !a->lasts.set || (b->lasts.set && is.n > was.n)              ? -1
                                                                               : 1;
    }
    buf_end(&before);
    buf_end(&after);
    return sense;
}

static void parts_changed(struct diff *d, uint32_t before, uint32_t after)
{
    struct sentence was, is, masked_was, masked_is;
    const char *id = d->after->rules[after].id;

    bool told = d->brief && numbers_told(d, before, after);

    sentence_of(d->before, before, &d->arena, &was);
    sentence_of(d->after, after, &d->arena, &is);
    diff_mask(&d->was, before, true, told);
    diff_mask(&d->is, after, true, told);
    sentence_of(&d->was.rules, before, &d->arena, &masked_was);
    sentence_of(&d->is.rules, after, &d->arena, &masked_is);
    diff_mask(&d->was, before, false, told);
    diff_mask(&d->is, after, false, told);
    for (uint32_t kind = 0; kind < PART_KINDS; kind++) {
        if (kind == PART_THEN || same_text(masked_was.part[kind], masked_is.part[kind])) {
            continue;
        }
        int sense = kind == PART_UNLESS && was.part[kind] == NULL  ? -1
                    : kind == PART_UNLESS && is.part[kind] == NULL ? 1
                    : kind == PART_UNKNOWN
                        ? unknown_sense(&d->before->rules[before], &d->after->rules[after])
                    : kind == PART_OVERRIDE
                        ? override_sense(&d->before->rules[before], &d->after->rules[after])
                        : numbers_sense(d, before, after);
        part_changed(d, kind, id, was.part[kind], is.part[kind],
                     kind == PART_WHEN || kind == PART_ALERT ? 0 : sense);
    }
}

static void rule_changed(struct diff *d, uint32_t before, uint32_t after)
{
    const struct rule *a = &d->before->rules[before], *b = &d->after->rules[after];
    struct buf was = {0}, is = {0};

    if (!diff_brief(d, b->id, "its title", a->title, b->title) && !same_text(a->title, b->title)) {
        buf_printf(diff_line(d), "%s: the title was \"%s\", is now \"%s\"", b->id, a->title,
                   b->title);
    }
    status_changed(d, a, b);
    then_changed(d, a, b);
    parts_changed(d, before, after);
    plain_list(&was, a->statements, ", ");
    plain_list(&is, b->statements, ", ");
    if (!same_text(was.at, is.at)) {
        buf_printf(diff_line(d), "%s: its statements were %s, are now %s", b->id,
                   was.at != NULL ? was.at : "none", is.at != NULL ? is.at : "none");
    }
    if (!same_text(a->basis, b->basis)) {
        buf_printf(diff_line(d), "%s: its basis was %s, is now %s", b->id, a->basis, b->basis);
    }
    part_end(d->out, &was);
    part_end(d->out, &is);
}

static void rule_came_or_went(struct diff *d, const struct rules *rules, uint32_t rule, bool came)
{
    struct sentence s;
    struct buf severity = {0};

    sentence_of(rules, rule, &d->arena, &s);
    sentence_severity(&rules->rules[rule], &severity);
    if (d->brief) {
        buf_printf(diff_line(d), "%s: %s, %s", rules->rules[rule].id, came ? "new" : "removed",
                   severity.at != NULL ? severity.at : "");
        diff_direction(d, came ? 1 : -1);
        part_end(d->out, &severity);
        return;
    }
    buf_printf(diff_line(d), "%s: %s\n    %s, if %s: %s", came ? "new" : "removed",
               rules->rules[rule].id, s.part[PART_WHEN] != NULL ? s.part[PART_WHEN] : "",
               s.part[PART_IF] != NULL ? s.part[PART_IF] : "",
               severity.at != NULL ? severity.at : "");
    diff_direction(d, came ? 1 : -1);
    part_end(d->out, &severity);
}

static void diff_all_rules(struct diff *d)
{
    d->section = "Rules";
    for (uint32_t i = 0; i < d->before->rule_count; i++) {
        uint32_t k = rules_find(d->after, d->before->rules[i].id);

        if (k == NONE) {
            rule_came_or_went(d, d->before, i, false);
        } else {
            rule_changed(d, i, k);
        }
    }
    for (uint32_t i = 0; i < d->after->rule_count; i++) {
        if (rules_find(d->before, d->after->rules[i].id) == NONE) {
            rule_came_or_went(d, d->after, i, true);
        }
    }
}

static bool diff_begin(struct diff *d)
{
    arena_begin(&d->arena, NULL, 0, 0);
    if (!copy_begin(&d->was, d->before, &d->arena) || !copy_begin(&d->is, d->after, &d->arena)) {
        return false;
    }
    diff_books(d);
    diff_parameters(d);
    diff_lists(d);
    diff_answers(d);
    diff_all_rules(d);
    diff_ends(d);
    return !d->arena.failed && !d->out->failed;
}

bool diff_rules(const struct rules *before, const struct rules *after, struct buf *out,
                uint32_t *changes_r)
{
    struct diff d = {.before = before, .after = after, .out = out};
    bool ok = diff_begin(&d);

    if (ok) {
        buf_text(out, d.changes > 0 ? "\n\n" : "");
        buf_printf(out,
                   d.changes == 0   ? "Nothing changed in meaning.\n"
                   : d.changes == 1 ? "1 change.\n"
                                    : "%u changes.\n",
                   d.changes);
    }
    ok = ok && !out->failed;
    *changes_r = d.changes;
    arena_end(&d.arena);
    return ok;
}

/* Those of one direction, in order, a line each. */
static void brief_print(const struct diff *d, int sense, struct buf *out)
{
    for (uint32_t i = 0; i < d->changes; i++) {
        size_t end = i + 1 < d->changes ? d->lines[i + 1].at - 1 : d->out->len;

        if (d->lines[i].sense == sense) {
            buf_add(out, d->out->at + d->lines[i].at, end - d->lines[i].at);
            buf_char(out, '\n');
        }
    }
}

bool diff_rules_brief(const struct rules *before, const struct rules *after, struct buf *out,
                      uint32_t *changes_r)
{
    static const int order[] = {-1, 0, 1};
    struct buf unsorted = {0};
    struct diff d = {.before = before, .after = after, .out = &unsorted, .brief = true};
    bool ok = diff_begin(&d);

    for (size_t i = 0; ok && i < sizeof order / sizeof *order; i++) {
        brief_print(&d, order[i], out);
    }
    ok = ok && !out->failed;
    *changes_r = d.changes;
    mem_drop(d.lines);
    buf_end(&unsorted);
    arena_end(&d.arena);
    return ok;
}
