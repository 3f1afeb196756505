/* SPDX-License-Identifier: MIT
 *
 * The keys of rule files and overlays as tables (base/reader.h): one truth for the loader, the JSON
 * Schema and the manual. Each struct holds what a reader found: nodes, NULL where the key is not
 * there. Used by the files of this room and by the review room. Pure data.
 */
#ifndef PRECARE_RULEBOOK_TABLES_H
#define PRECARE_RULEBOOK_TABLES_H

#include "base/reader.h"

/* What the words of `basis` say, of a rule's source and of a parameter. */
#define BASIS_WHAT                                                                                 \
    "stated: the source says it; interpreted: read from it; clinic-decision: the clinic chose it"

typedef const struct node *node_p;

struct file_read {
    node_p format, rulebook, parameters, lists, body_sites, answers, words, stays_good, working,
        reasons, roles, rules, rules_for, personas, tests, tests_for;
};
struct answer_read { /* of an answer, or of a field */
    node_p ask, of, words, number, date, names, text, good_for;
};
struct words_read {
    node_p sets[4], fields; /* by enum word_sets */
};
struct rulebook_read {
    node_p id, title, version, status, owner, from, until, review_by, after_review, language,
        sources, not_covered;
};
struct owner_read {
    node_p name, role, contact;
};
struct source_read {
    node_p title, kind, link, read_on;
};
struct parameter_read {
    node_p value, allowed, means, basis, note;
};
struct list_read {
    node_p kind, plain, items, also, codes, except, routes, short_lived, includes, meant,
        whole_chapters;
};
struct codes_read {
    node_p system[8]; /* by its number in words_code_system */
};
struct except_read {
    node_p codes, items;
};
struct site_read {
    node_p parts, also, adjacent;
};
struct stays_good_read {
    node_p chart[4]; /* by enum chart */
};
struct working_read {
    node_p days, holidays;
};
struct reason_read {
    node_p say, points_to;
};
struct rule_read {
    node_p id, title, topic, source, when, condition, unless, still_time, then, unknown, override,
        status, replaced_by, covers;
};
struct rule_source_read {
    node_p ref, statements, basis, note;
};
struct when_read_ {
    node_p at, procedure, state, modality;
};
struct still_time_read {
    node_p instruct;
};
struct then_read {
    node_p severity, because, say, suggest, instruct, alert;
};
struct severity_read {
    node_p at[5]; /* by moment */
};
struct suggest_read {
    node_p move_to;
};
struct instruct_read {
    node_p what, for_whom, tell_patient, due, until;
};
struct alert_read {
    node_p channel, say;
};
struct unknown_read {
    node_p ask, of, ask_from, answer_by, otherwise, ignore;
};
struct override_read {
    node_p by, reasons, note, lasts;
};

struct times_read {
    node_p at_least, below;
};

struct test_read {
    node_p name, at, today, zone, patient, appointment, provider, charted, clearances, in_no_list,
        expect;
};
struct expect_read {
    node_p overall, coverage, findings, later, not_these;
};
struct finding_read {
    node_p rule, outcome, due, until, move_to, alert;
};

struct overlay_file_read {
    node_p format, overlay, base, changes;
};
struct overlay_read {
    node_p id, version, owner, title;
};
struct base_read {
    node_p rulebook, version;
};
struct change_read {
    node_p set_parameter, set_freshness, add_words, silence, reseverity, reword, add_to_list,
        remove_from_list, add_rule, set_status, seen, because, until;
};
struct operation_read { /* the fields of all operations but add-rule */
    node_p name, value, rule, answer, word, severity, say, ask, what, tell_patient, list, items,
        also, codes, direction, rulebook, status;
};

/* Who approved what is no longer written into the rules. */
#define GONE_FIX                                                                                   \
    "Delete it: approvals are files beside the rules. precare approve says what changed, and "     \
    "asks."

extern const struct table table_file, table_rulebook, table_owner, table_source, table_parameter,
    table_list, table_codes, table_except, table_site, table_stays_good, table_working,
    table_answer, table_field, table_words, table_reason, table_rule, table_rule_source, table_when,
    table_still_time, table_then, table_severity, table_suggest, table_instruct, table_alert,
    table_unknown, table_override, table_times, table_test, table_expect, table_finding,
    table_overlay_file, table_overlay, table_base, table_change, table_set_parameter,
    table_set_freshness, table_add_words, table_silence, table_reseverity, table_reword,
    table_add_to_list, table_remove_from_list, table_set_status;

extern const struct words words_answer_date, words_answer_text, words_around_appointment,
    words_weekday, words_rule_severity, words_otherwise, words_rule_status, words_site_relation,
    words_cond_status, words_count, words_planned_or_done, words_source_kind, words_after_review,
    words_direction, words_anchor, words_before_appointment, words_after_appointment,
    words_after_procedure, words_asked_pregnancy, words_chart, words_on_file, words_ongoing,
    words_reviewed_list;

#endif
