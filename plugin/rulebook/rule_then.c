/* SPDX-License-Identifier: MIT
 *
 * What a rule does when it holds: severity by moment, suggestion, instructions, alert; and what it
 * does while there is still time. Called by rules.c, and by overlays for a severity; one thread.
 */
#include <string.h>

#include "base/words.h"
#include "rulebook/loading.h"

static void severity_extra(struct loading *ld, const struct node *n, uint32_t moment)
{
    struct fault *f = tell_at_key(ld, FAULT_S204, n, "\"%s\" is not a moment of this rule",
                                  words_moment.at[moment]);

    fault_why(ld->faults, f,
              "The rule is not evaluated at that moment, so this severity would never be used.");
    fault_fix(ld->faults, f, "Delete it, or add the moment to `at`.");
}

static bool severity_map(struct loading *ld, const struct node *n, uint32_t moments,
                         uint32_t severity_r[5])
{
    struct severity_read read;
    bool good = map_read(ld, &table_severity, n, &read);

    for (uint32_t m = PRECARE_BOOKING; m <= PRECARE_FOLLOW_UP; m++) {
        bool wanted = (moments & 1u << m) != 0;

        severity_r[m] = wanted ? word_of_node(&words_rule_severity, read.at[m]) : 0;
        if (read.at[m] != NULL && !wanted && moments != 0) {
            severity_extra(ld, read.at[m], m);
            good = false;
        }
        if (wanted && node_get(n, words_moment.at[m]) == NULL) {
            struct fault *f = reader_missing(&ld->reader, n, words_moment.at[m]);

            fault_why(ld->faults, f,
                      "Where the severity differs by moment, it must name every moment of `at`.");
            fault_fix(ld->faults, f, "Add a line such as: %s: hold", words_moment.at[m]);
            good = false;
        }
    }
    return good;
}

bool severity_of(struct loading *ld, const struct node *n, uint32_t moments, uint32_t severity_r[5])
{
    memset(severity_r, 0, 5 * sizeof severity_r[0]);
    if (n == NULL || n->told) {
        return false;
    }
    if (n->kind == NODE_MAP) {
        return severity_map(ld, n, moments, severity_r);
    }
    uint32_t word = word_of_node(&words_rule_severity, n);
    if (word == 0) {
        struct fault *f =
            n->kind == NODE_TEXT
                ? tell(ld, FAULT_S204, n, "\"%.*s\" is not one of the choices for \"severity\"",
                       TEXT_SHOWN(n))
                : tell(ld, FAULT_S206, n,
                       "\"severity\" must be one word, or one word for each moment");

        if (n->kind == NODE_TEXT) {
            reader_did_you_mean(&ld->reader, f, n->text.at, words_rule_severity.at,
                                words_rule_severity.count);
        }
        if (f != NULL && f->fix == NULL) {
            fault_fix(ld->faults, f, "Use one of: info, warn, hold, block, urgent.");
        }
        return false;
    }
    for (uint32_t m = PRECARE_BOOKING; m <= PRECARE_FOLLOW_UP; m++) {
        severity_r[m] = (moments & 1u << m) != 0 ? word : 0;
    }
    return true;
}

static struct due due_compile(struct loading *ld, const struct rule_def *def, const struct node *n)
{
    struct due due = {0};

    if (n != NULL) {
        due.anchor = span_read(ld, def->book, n, &due.by);
    }
    return due;
}

static void due_or_until(struct loading *ld, const struct instruct_read *read)
{
    if (read->due == NULL || read->until == NULL) {
        return;
    }
    const struct node *later = read->due->index > read->until->index ? read->due : read->until;
    struct fault *f =
        tell_at_key(ld, FAULT_S202, later, "\"due\" beside \"until\": one of the two, not both");
    fault_why(ld->faults, f,
              "A thing is done by a day (due), or it lasts up to a day (until): not both.");
    fault_fix(ld->faults, f, "Delete one of them.");
}

static struct instructions instructions_compile(struct loading *ld, const struct rule_def *def,
                                                const struct node *n)
{
    struct instructions all = {0};

    if (n == NULL || n->count == 0) {
        return all;
    }
    struct instruction *at = arena_array(ld->keep, n->count, sizeof *at);
    if (at == NULL) {
        return all;
    }
    for (uint32_t i = 0; i < n->count; i++) {
        struct instruct_read read;

        (void)map_read(ld, &table_instruct, n->items[i], &read);
        due_or_until(ld, &read);
        at[i] = (struct instruction){
            .what = text_of(ld, read.what),
            .tell_patient = text_of(ld, read.tell_patient),
            .for_whom = word_of_node(&words_asked_of, read.for_whom),
            .lasts = read.until != NULL,
            .unassigned = read.for_whom == NULL,
            .due = due_compile(ld, def, read.until != NULL ? read.until : read.due)};
        if (at[i].for_whom == 0) {
            at[i].for_whom = read.tell_patient != NULL ? PRECARE_ASK_PATIENT : PRECARE_ASK_STAFF;
        }
    }
    all.at = at;
    all.count = n->count;
    return all;
}

static void channel_check(struct loading *ld, const struct node *n)
{
    const struct load_options *o = ld->options;

    if (n == NULL || o->channels == NULL || n->told) {
        return;
    }
    for (uint32_t i = 0; i < o->channel_count; i++) {
        if (strcmp(o->channels[i], n->text.at) == 0) {
            return;
        }
    }
    struct fault *f = tell(ld, FAULT_S204, n, "there is no channel \"%.*s\"", TEXT_SHOWN(n));
    fault_why(ld->faults, f,
              "The configuration has no channel of that name, so the message would reach nobody.");
    if (o->channel_count > 0) {
        reader_did_you_mean(&ld->reader, f, n->text.at, o->channels, o->channel_count);
    }
    if (f != NULL && f->fix == NULL) {
        fault_fix(ld->faults, f, "Correct the name, or add the channel to the configuration.");
    }
}

void then_compile(struct loading *ld, struct rule_def *def, struct rule *rule)
{
    struct then_read *then = &def->then;
    struct suggest_read suggest;
    struct alert_read alert;

    def->bad = !map_read(ld, &table_then, def->read.then, then) || def->bad;
    rule->severity_by_moment = then->severity != NULL && then->severity->kind == NODE_MAP;
    if (then->severity != NULL && !severity_of(ld, then->severity, rule->moments, rule->severity)) {
        def->bad = true;
    }
    rule->say = text_of(ld, then->say);
    rule->because = text_of(ld, then->because);
    (void)map_read(ld, &table_suggest, then->suggest, &suggest);
    rule->move_to = due_compile(ld, def, suggest.move_to);
    rule->instruct = instructions_compile(ld, def, then->instruct);
    (void)map_read(ld, &table_alert, then->alert, &alert);
    rule->alert_channel = text_of(ld, alert.channel);
    rule->alert_say = text_of(ld, alert.say);
    channel_check(ld, alert.channel);
}

void still_time_compile(struct loading *ld, struct rule_def *def, struct rule *rule)
{
    struct still_time_read read;

    if (def->read.still_time == NULL) {
        return;
    }
    (void)map_read(ld, &table_still_time, def->read.still_time, &read);
    rule->still_time = true;
    rule->if_still_time = instructions_compile(ld, def, read.instruct);
}
