/* SPDX-License-Identifier: MIT
 *
 * The fields of one condition, compiled: first what many have alike, by their keys, then what is
 * its own. Called through the descriptors (kinds.def) by conditions.c; one thread. A condition at
 * fault is told once and left as it is: nothing is loaded then.
 */
#include <string.h>

#include "base/words.h"
#include "rulebook/compiling.h"

#define MILLION 1000000 /* numbers are kept in millionths */
#define LISTS "lists/"  /* before the kinds of lists that a key takes */

/* ---- what many have alike ---- */

static void compile_window(struct compiling *c, const struct kind_window *window,
                           struct threshold *t)
{
    const struct node *n = reader_found(&c->kind->table, c->read, window->key);

    if (n != NULL && span_read(c->ld, c->book, n, t) == 0) {
        c->good = false;
    }
}

void compile_shared(struct compiling *c)
{
    const struct key *in = table_find(&c->kind->table, "in");

    if (in != NULL && in->shape == SHAPE_TEXT && in->choices_of != NULL &&
        strncmp(in->choices_of, LISTS, strlen(LISTS)) == 0) {
        c->cond->list = list_named(c->ld, c->read->in, in->choices_of + strlen(LISTS));
        c->good = c->good && c->cond->list != NONE;
    }
    c->cond->site = word_of_node(&words_site_relation, c->read->site);
    if (c->kind->form == 0) {
        c->cond->severity = word_of_node(&words_severity, c->read->at_least);
    }
    compile_window(c, &c->kind->within, &c->cond->within);
    for (uint32_t i = 0; i < c->kind->other_count; i++) {
        if (compile_given(c, c->kind->others[i].key)) {
            c->cond->window = (uint8_t)(i + 1);
            compile_window(c, &c->kind->others[i], &c->cond->within);
        }
    }
    compile_window(c, &c->kind->until, &c->cond->until);
}

/* ---- what is a condition's own ---- */

bool compile_entry(struct compiling *c)
{
    return c->good;
}

bool compile_limits(struct compiling *c)
{
    struct value below = {0}, at_least = {0};

    compile_limit(c, c->read->below, &c->cond->below, &below);
    compile_limit(c, c->read->at_least, &c->cond->at_least, &at_least);
    if (!compile_given(c, "below") && !compile_given(c, "at-least")) {
        compile_missing(c, "below", compile_example(c));
    }
    if (c->kind->form != FORM_PRICE) {
        return c->good;
    }
    const struct value *one = below.forms != 0 ? &below : &at_least;
    if (one->forms != 0) {
        c->cond->name = text_keep(c->ld, span_of(one->currency));
    }
    if (below.forms != 0 && at_least.forms != 0 && strcmp(below.currency, at_least.currency) != 0) {
        struct fault *f =
            tell(c->ld, FAULT_S205, c->read->at_least, "the condition compares two currencies");

        fault_why(c->ld->faults, f, "Prices can only be compared in one currency.");
        fault_fix(c->ld->faults, f, "Write both in the same currency.");
        c->good = false;
    }
    return c->good;
}

bool compile_choices(struct compiling *c)
{
    const struct words *words = table_find(&c->kind->table, "is")->words;

    for (uint32_t i = 0; i < each_text(c->read->is); i++) {
        c->cond->choices |= 1u << word_of_node(words, text_at(c->read->is, i));
    }
    return c->good;
}

bool compile_condition(struct compiling *c)
{
    uint32_t status = word_of_node(&words_cond_status, c->read->status);

    c->cond->status = status > 0 ? status - 1 : STATUS_EVER;
    return c->good;
}

/* By its use, or by one of the days of its use: the first of those that are written. */
bool compile_medication(struct compiling *c)
{
    static const char *const ways[] = {"use", "taken-within", "started-within", "used-for",
                                       "on-file"};
    static const enum cond_use uses[] = {USE_ONGOING, USE_TAKEN_WITHIN, USE_STARTED_WITHIN, USE_FOR,
                                         USE_ON_FILE};
    const struct node *first = NULL;

    for (uint32_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        const struct node *way = node_get(c->node, ways[i]);

        compile_exclusive(c, first, way);
        if (first == NULL && way != NULL) {
            first = way;
            c->cond->status = uses[i];
        }
    }
    if (first == NULL) {
        compile_missing(c, "taken-within",
                        "Add `use: ongoing`, `taken-within: 7 days before appointment`, or "
                        "`on-file: any`.");
    }
    if (word_of_node(&words_on_file, c->read->on_file) == 2) {
        c->cond->status = USE_EVER;
    }
    return c->good;
}

static void times_whole(struct compiling *c, const struct node *n)
{
    if (c->cond->times.number >= MILLION && c->cond->times.number % MILLION == 0) {
        return;
    }
    struct fault *f =
        tell(c->ld, FAULT_S205, n, "\"%.*s\" is not a whole number from 1", TEXT_SHOWN(n));
    fault_why(c->ld->faults, f, "Days are counted: 1, 2, 3 and so on.");
    fault_fix(c->ld->faults, f, "Write for example: times: {at-least: 3}");
    c->good = false;
}

/* On how many days: at least so many, or below. */
static void compile_times(struct compiling *c)
{
    const struct node *n = c->read->times;
    struct times_read read;

    if (n == NULL) {
        return;
    }
    c->good = map_read(c->ld, &table_times, n, &read) && c->good;
    compile_exclusive(c, node_get(n, "at-least"), node_get(n, "below"));
    const struct node *number = read.at_least != NULL ? read.at_least : read.below;
    if (number == NULL && n->count == 0) {
        (void)tell_missing(c->ld, n, "at-least", "Without it, nothing says how many.",
                           "Write for example: times: {at-least: 3}");
    }
    if (number == NULL ||
        !threshold_read(c->ld, c->book, number, number->text, FORM_NUMBER, &c->cond->times, NULL)) {
        c->good = false;
        return;
    }
    c->cond->times_below = number == read.below;
    times_whole(c, number);
}

bool compile_history(struct compiling *c)
{
    c->cond->done_only = word_of_node(&words_count, c->read->count) == 1;
    compile_times(c);
    compile_entry_field(c);
    return c->good;
}

bool compile_booked(struct compiling *c)
{
    uint32_t count = each_text(c->read->in);
    uint32_t *lists = arena_array(c->ld->keep, (size_t)count + 1, sizeof *lists);

    for (uint32_t i = 0; lists != NULL && i < count; i++) {
        uint32_t list = list_named(c->ld, text_at(c->read->in, i), "procedure");

        if (list == NONE) {
            c->good = false;
        } else {
            lists[c->cond->lists.count++] = list;
        }
    }
    c->cond->lists.at = lists;
    return c->good;
}

bool compile_sites(struct compiling *c)
{
    uint32_t count = each_text(c->read->in);
    uint32_t *sites = arena_array(c->ld->keep, (size_t)count + 1, sizeof *sites);

    if (sites == NULL) {
        return c->good;
    }
    for (uint32_t i = 0; i < count; i++) {
        const struct node *n = text_at(c->read->in, i);
        uint32_t site = names_find(&c->ld->site_names, n->text);

        if (site == NAMES_NOT) {
            tell_unknown(c->ld, n, "body site", &c->ld->site_names);
            c->good = false;
        } else {
            sites[c->cond->sites.count++] = site;
        }
    }
    c->cond->sites.at = sites;
    return c->good;
}

bool compile_state(struct compiling *c)
{
    c->cond->status = word_of_node(&words_planned_or_done, c->node);
    return c->good;
}
