/* SPDX-License-Identifier: MIT
 *
 * The workloads for other engines, see workload.h: each record says its kind (list, rule, event)
 * and one line holds it. CLIPS gets a program of its own, that judges the events and tells the time
 * they took.
 */
#include <string.h>

#include "base/calendar.h"
#include "bench/workload.h"

static const char *const tests[] = {"age-below",    "age-at-least", "pregnancy", "condition",
                                    "taken-within", "ongoing",      "ongoing",   "history",
                                    "allergy",      "training"};

struct marks { /* of a syntax */
    const char *list, *list_end, *key, *key_end;
};
static const struct marks json = {"[", "]", "\"", "\":"}, lua = {"{", "}", "", "="};

/* ---- what an engine sees of an event ---- */

struct plain_event {
    int32_t on, age;
    uint32_t pregnant, trained;
};

static struct plain_event plain_of(const struct work_event *e)
{
    const precare_time *b = &e->patient.birth_date, *a = &e->appointment.start;
    bool had_birthday = a->month > b->month || (a->month == b->month && a->day >= b->day);

    return (struct plain_event){work_day(a), a->year - b->year - (had_birthday ? 0 : 1),
                                e->patient.pregnancy == PRECARE_PREGNANT,
                                strcmp(e->training[0], "microneedling") == 0};
}

/* ---- JSON and Lua ---- */

static void put_key(FILE *out, const struct marks *m, const char *key)
{
    (void)fprintf(out, "%s%s%s", m->key, key, m->key_end);
}

static void put_number(FILE *out, const struct marks *m, const char *key, long number)
{
    put_key(out, m, key);
    (void)fprintf(out, "%ld,", number);
}

static void put_word(FILE *out, const struct marks *m, const char *key, const char *word)
{
    put_key(out, m, key);
    (void)fprintf(out, "\"%s\",", word);
}

static void put_list(FILE *out, const struct marks *m, const char *id, const char *const *codes,
                     uint32_t count)
{
    (void)fputs("{", out);
    put_word(out, m, "kind", "list");
    put_word(out, m, "id", id);
    put_key(out, m, "codes");
    (void)fputs(m->list, out);
    for (uint32_t i = 0; i < count; i++) {
        (void)fprintf(out, "%s\"%s\"", i ? "," : "", codes[i]);
    }
    (void)fprintf(out, "%s}\n", m->list_end);
}

/* A clone's list by its code: what work_write_rules says as YAML. */
static void clone_code(char out[32], const struct work_size *size, uint32_t list, uint32_t clone)
{
    if (size->variant == WORK_A) {
        (void)snprintf(out, 32, "cpt:2%04u", clone);
    } else {
        (void)snprintf(out, 32, "icd-10:%c%02u.%03uA", (char)('B' + list), 40 + list, clone);
    }
}

static void clone_id(char out[48], uint32_t list, uint32_t clone)
{
    if (clone) {
        (void)snprintf(out, 48, "%s-%u", work_lists[list].id, clone);
    } else {
        (void)snprintf(out, 48, "%s", work_lists[list].id);
    }
}

struct plain_rule { /* of a number */
    const struct work_rule *rule;
    char procedure[48], list[48], guard[48]; /* guard: this condition is active too; "": none */
};

static struct plain_rule rule_of(const struct work_size *size, uint32_t number)
{
    uint32_t clone = number / TEMPLATES;
    struct plain_rule p = {.rule = &work_rules[number % TEMPLATES]};
    bool own = size->variant == WORK_B && p.rule->test == TEST_CONDITION;

    clone_id(p.procedure, NEEDLING, size->variant == WORK_A ? clone : 0);
    clone_id(p.list, p.rule->list, own ? clone : 0);
    if (size->variant == WORK_B && clone && !own) {
        clone_id(p.guard, DIABETES, clone);
    }
    return p;
}

static void put_rule(FILE *out, const struct marks *m, const struct work_size *size,
                     uint32_t number)
{
    struct plain_rule p = rule_of(size, number);

    (void)fputs("{", out);
    put_word(out, m, "kind", "rule");
    put_word(out, m, "test", tests[p.rule->test]);
    put_word(out, m, "procedure", p.procedure);
    put_word(out, m, "list", p.list);
    put_word(out, m, "guard", p.guard);
    put_number(out, m, "active", p.rule->active);
    put_number(out, m, "severity", p.rule->severity);
    put_number(out, m, "area", p.rule->area);
    put_number(out, m, "number", p.rule->number);
    put_key(out, m, "id");
    (void)fprintf(out, "%u}\n", number);
}

static void put_entry(FILE *out, const struct marks *m, const char *code, bool active,
                      uint32_t severity, bool area, int32_t days, bool last)
{
    (void)fputs("{", out);
    put_word(out, m, "code", code);
    put_number(out, m, "active", active);
    put_number(out, m, "severity", severity);
    put_number(out, m, "area", area);
    put_key(out, m, "days");
    (void)fprintf(out, "%d}%s", days, last ? "" : ",");
}

static void put_chart(FILE *out, const struct marks *m, const struct work_event *e, int32_t on)
{
    precare_array area = e->appointment.sites;
    uint32_t count = e->event.conditions.entries.count;

    put_key(out, m, "conditions");
    (void)fputs(m->list, out);
    for (uint32_t i = 0; i < count; i++) {
        const precare_condition *c = &e->conditions[i];

        put_entry(out, m, c->code, c->status == PRECARE_STATUS_ACTIVE, c->severity,
                  work_in_area(c->sites, area), on - work_day(&c->onset), i + 1 == count);
    }
    (void)fprintf(out, "%s,", m->list_end);
    put_key(out, m, "medications");
    (void)fputs(m->list, out);
    count = e->event.medications.entries.count;
    for (uint32_t i = 0; i < count; i++) {
        put_entry(out, m, e->medications[i].code, e->medications[i].use == PRECARE_USE_ONGOING, 0,
                  false, on - work_day(&e->medications[i].last_used), i + 1 == count);
    }
    (void)fprintf(out, "%s,", m->list_end);
    put_key(out, m, "procedures");
    (void)fputs(m->list, out);
    count = e->event.procedures.entries.count;
    for (uint32_t i = 0; i < count; i++) {
        put_entry(out, m, e->procedures[i].code, true, 0,
                  work_in_area(e->procedures[i].sites, area), on - work_day(&e->procedures[i].date),
                  i + 1 == count);
    }
    (void)fprintf(out, "%s,", m->list_end);
    put_key(out, m, "allergies");
    (void)fputs(m->list, out);
    count = e->event.allergies.entries.count;
    for (uint32_t i = 0; i < count; i++) {
        put_entry(out, m, e->allergies[i].code, true, 0, false, 0, i + 1 == count);
    }
    (void)fputs(m->list_end, out);
}

static void put_event(FILE *out, const struct marks *m, const struct work_event *e, uint32_t fired)
{
    struct plain_event p = plain_of(e);

    (void)fputs("{", out);
    put_word(out, m, "kind", "event");
    put_number(out, m, "fired", fired);
    put_number(out, m, "age", p.age);
    put_number(out, m, "pregnant", p.pregnant);
    put_number(out, m, "trained", p.trained);
    put_word(out, m, "procedure", e->appointment.procedure_code);
    put_chart(out, m, e, p.on);
    (void)fputs("}\n", out);
}

static void put_lists(FILE *out, const struct marks *m, const struct work_size *size)
{
    uint32_t clones = (size->rules + TEMPLATES - 1) / TEMPLATES;

    for (uint32_t list = 0; list < WORK_LISTS; list++) {
        const char *codes[MOST_MEMBERS];

        for (uint32_t i = 0; i < work_lists[list].count; i++) {
            codes[i] = work_lists[list].code[i];
        }
        put_list(out, m, work_lists[list].id, codes, work_lists[list].count);
    }
    uint32_t first = size->variant == WORK_A ? NEEDLING : ACNE,
             last = size->variant == WORK_A ? NEEDLING : DIABETES;
    for (uint32_t clone = 1; clone < clones; clone++) {
        for (uint32_t list = first; list <= last; list++) {
            char code[32], id[48];
            const char *only = code;

            clone_code(code, size, list, clone);
            clone_id(id, list, clone);
            put_list(out, m, id, &only, 1);
        }
    }
}

/* ---- CLIPS ---- */

static void clips_entry(FILE *out, const char *of, const char *code, bool active, uint32_t severity,
                        bool area, int32_t days)
{
    (void)fprintf(
        out, " (assert (entry (of %s) (code %s) (active %d) (severity %u) (area %d) (days %d)))",
        of, code + strcspn(code, ":") + 1, active, severity, area, days);
}

static void clips_pattern(FILE *out, const struct plain_rule *p)
{
    static const char *const charts[] = {
        [TEST_CONDITION] = "c", [TEST_TAKEN_WITHIN] = "m", [TEST_ONGOING] = "m",
        [TEST_ON_FILE] = "m",   [TEST_HISTORY] = "p",      [TEST_ALLERGY] = "a"};
    const struct work_rule *r = p->rule;

    if (p->guard[0] != '\0') {
        (void)fprintf(out, " (exists (in %s ?g) (entry (of c) (code ?g) (active 1)))", p->guard);
    }
    switch (r->test) {
    case TEST_AGE_BELOW: (void)fprintf(out, " (patient (age ?a&:(< ?a %d)))", r->number); return;
    case TEST_AGE_AT_LEAST:
        (void)fprintf(out, " (patient (age ?a&:(>= ?a %d)))", r->number);
        return;
    case TEST_PREGNANCY: (void)fputs(" (patient (pregnant 1))", out); return;
    case TEST_TRAINING: (void)fputs(" (patient (trained 0))", out); return;
    case TEST_CONDITION:
    case TEST_TAKEN_WITHIN:
    case TEST_ONGOING:
    case TEST_ON_FILE:
    case TEST_HISTORY:
    case TEST_ALLERGY: break;
    }
    (void)fprintf(out, " (exists (in %s ?c) (entry (of %s) (code ?c)", p->list, charts[r->test]);
    if (r->active || r->test == TEST_ONGOING || r->test == TEST_ON_FILE) {
        (void)fputs(" (active 1)", out);
    }
    if (r->severity) {
        (void)fprintf(out, " (severity ?s&:(>= ?s %u))", r->severity);
    }
    if (r->area) {
        (void)fputs(" (area 1)", out);
    }
    if (r->test == TEST_TAKEN_WITHIN) {
        (void)fprintf(out, " (active ?o) (days ?d&:(or (= ?o 1) (and (>= ?d 0) (< ?d %d))))",
                      r->number);
    } else if (r->number) {
        (void)fprintf(out, " (days ?d&:(and (>= ?d 0) (< ?d %d)))", r->number);
    }
    (void)fputs("))", out);
}

static void clips_event(FILE *out, uint32_t number, const struct work_event *e, uint32_t fired)
{
    struct plain_event p = plain_of(e);
    precare_array area = e->appointment.sites;

    (void)fprintf(out,
                  "(progn (bind ?*fired* 0) (bind ?*from* (time)) (assert (patient (age %d) "
                  "(pregnant %u) (trained %u) (procedure %s)))",
                  p.age, p.pregnant, p.trained, e->appointment.procedure_code + 4);
    for (uint32_t i = 0; i < e->event.conditions.entries.count; i++) {
        clips_entry(out, "c", e->conditions[i].code,
                    e->conditions[i].status == PRECARE_STATUS_ACTIVE, e->conditions[i].severity,
                    work_in_area(e->conditions[i].sites, area),
                    p.on - work_day(&e->conditions[i].onset));
    }
    for (uint32_t i = 0; i < e->event.medications.entries.count; i++) {
        clips_entry(out, "m", e->medications[i].code, e->medications[i].use == PRECARE_USE_ONGOING,
                    0, false, p.on - work_day(&e->medications[i].last_used));
    }
    for (uint32_t i = 0; i < e->event.procedures.entries.count; i++) {
        clips_entry(out, "p", e->procedures[i].code, true, 0,
                    work_in_area(e->procedures[i].sites, area),
                    p.on - work_day(&e->procedures[i].date));
    }
    for (uint32_t i = 0; i < e->event.allergies.entries.count; i++) {
        clips_entry(out, "a", e->allergies[i].code, true, 0, false, 0);
    }
    (void)fprintf(out, " (run) (judged %u %u))\n", number, fired);
}

static void clips_list(FILE *out, const char *id, const char *code)
{
    (void)fprintf(out, "(assert (in %s %s))\n", id, code + strcspn(code, ":") + 1);
}

static void clips_program(FILE *out, const struct work_size *size, const struct work_event *events,
                          const uint32_t *fired)
{
    uint32_t clones = (size->rules + TEMPLATES - 1) / TEMPLATES;

    (void)fputs("(defglobal ?*fired* = 0 ?*from* = 0 ?*took* = 0 ?*wrong* = 0 ?*seen* = 0)\n"
                "(deftemplate patient (slot age) (slot pregnant) (slot trained) (slot procedure))\n"
                "(deftemplate entry (slot of) (slot code) (slot active) (slot severity) (slot "
                "area) (slot days))\n"
                "(deffunction judged (?n ?wanted)\n"
                "  (do-for-all-facts ((?f patient entry)) TRUE (retract ?f))\n"
                "  (bind ?took (- (time) ?*from*)) (bind ?*took* (+ ?*took* ?took)) (bind ?*seen* "
                "(+ ?*seen* 1))\n"
                "  (if (<> ?*fired* ?wanted) then (bind ?*wrong* (+ ?*wrong* 1)))\n"
                "  (if (or (= (mod ?*seen* 100) 0) (> ?*took* 20)) then (printout t \"at \" "
                "?*seen* \" \" ?*took* \" \" ?*wrong* crlf))\n"
                "  (if (> ?*took* 20) then (exit)))\n",
                out);
    for (uint32_t number = 0; number < size->rules; number++) {
        struct plain_rule p = rule_of(size, number);

        (void)fprintf(out, "(defrule rule-%u (in %s ?p) (patient (procedure ?p))", number,
                      p.procedure);
        clips_pattern(out, &p);
        (void)fprintf(out, " => (bind ?*fired* (+ ?*fired* %lu)))\n",
                      number < TEMPLATES ? 1ul << number : 1ul << 40);
    }
    for (uint32_t list = 0; list < WORK_LISTS; list++) {
        for (uint32_t i = 0; i < work_lists[list].count; i++) {
            clips_list(out, work_lists[list].id, work_lists[list].code[i]);
        }
    }
    uint32_t first = size->variant == WORK_A ? NEEDLING : ACNE,
             last = size->variant == WORK_A ? NEEDLING : DIABETES;
    for (uint32_t clone = 1; clone < clones; clone++) {
        for (uint32_t list = first; list <= last; list++) {
            char code[32], id[48];

            clone_code(code, size, list, clone);
            clone_id(id, list, clone);
            clips_list(out, id, code);
        }
    }
    for (uint32_t i = 0; i < EVENTS; i++) {
        clips_event(out, i, &events[i], fired[i]);
    }
    (void)fputs("(exit)\n", out);
}

void work_write_facts(const struct work_size *size, const struct work_event *events,
                      const uint32_t *fired, enum work_syntax syntax, FILE *out)
{
    const struct marks *m = syntax == SYNTAX_LUA ? &lua : &json;

    work_lists_make();
    if (syntax == SYNTAX_CLIPS) {
        clips_program(out, size, events, fired);
        return;
    }
    put_lists(out, m, size);
    for (uint32_t number = 0; number < size->rules; number++) {
        put_rule(out, m, size, number);
    }
    for (uint32_t i = 0; i < EVENTS; i++) {
        put_event(out, m, &events[i], fired[i]);
    }
}
