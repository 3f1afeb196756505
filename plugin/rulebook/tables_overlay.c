/* SPDX-License-Identifier: MIT
 *
 * Overlays, a clinic's own changes: keys, what they mean, what to type. Read by the loader, printed
 * by schema and reference (see tables.c). Pure data.
 */
#include "base/words.h"
#include "rulebook/tables.h"

WORDS(direction, NULL, "stricter", "looser");
WORDS(overlay_format, NULL, "precare-overlay/1");

static const struct key overlay_keys[] = {
    KEY(overlay_read, id, "id", ID, KEY_REQUIRED, .doc = "The clinic's name for its changes",
        .example = "elm-street"),
    KEY(overlay_read, version, "version", TEXT, KEY_REQUIRED,
        .doc = "Three numbers, raised with every change", .example = "\"1.2.0\""),
    KEY(overlay_read, owner, "owner", MAP, KEY_REQUIRED, .table = &table_owner,
        .doc = "Who is responsible for the changes",
        .example = "{name: \"Dr. A.\", role: clinical-lead}"),
    KEY(overlay_read, title, "title", TEXT, 0, .doc = "What the changes are for"),
};
const struct table table_overlay =
    KEY_TABLE("overlay", overlay_keys, overlay_read, "Who changes the rules, and their version");

static const struct key base_keys[] = {
    KEY(base_read, rulebook, "rulebook", TEXT, KEY_REQUIRED, .choices_of = "rulebooks",
        .doc = "The rulebook that is changed", .example = "microneedling"),
    KEY(base_read, version, "version", TEXT, KEY_REQUIRED,
        .doc = "Its versions that the changes were written for", .example = "\">=1.0.0 <2.0.0\""),
};
const struct table table_base =
    KEY_TABLE("base", base_keys, base_read, "The rulebook that is changed");

#define RULE_KEY                                                                                   \
    KEY(operation_read, rule, "rule", TEXT, KEY_REQUIRED, .choices_of = "rules",                   \
        .doc = "The rule", .example = "mn-slot-length")
#define LIST_KEY                                                                                   \
    KEY(operation_read, list, "list", TEXT, KEY_REQUIRED, .choices_of = "lists",                   \
        .doc = "The list", .example = "irritants")
#define DIRECTION_KEY(flags)                                                                       \
    KEY(operation_read, direction, "direction", CHOICE, flags, .words = &words_direction,          \
        .doc = "Whether the change makes the rules stricter or looser", .example = "stricter")
static const struct key set_parameter_keys[] = {
    KEY(operation_read, name, "name", TEXT, KEY_REQUIRED, .choices_of = "parameters",
        .doc = "The parameter", .example = "botulinum-interval"),
    KEY(operation_read, value, "value", TEXT, KEY_REQUIRED, .doc = "Its new value",
        .example = "21 days"),
    DIRECTION_KEY(0),
};
const struct table table_set_parameter = KEY_TABLE_OF(
    "set-parameter", set_parameter_keys, operation_read, "Another value for a parameter");
/* The words of words_chart, from 1. */
WORDS(reviewed_list, NULL, "conditions", "medications", "allergies", "procedures");
static const struct key set_freshness_keys[] = {
    KEY(operation_read, list, "list", CHOICE, 0, .words = &words_reviewed_list,
        .doc = "The reviewed list whose age is limited", .example = "medications"),
    KEY(operation_read, answer, "answer", TEXT, 0, .choices_of = "answer names",
        .doc = "Or the answer whose age is limited", .example = "consent"),
    KEY(operation_read, value, "value", LENGTH, KEY_REQUIRED, .doc = "How long it stays good",
        .example = "60 days"),
    DIRECTION_KEY(0),
};
const struct table table_set_freshness =
    KEY_TABLE_OF("set-freshness", set_freshness_keys, operation_read,
                 "How long a reviewed list, or an answer, stays good");
static const struct key add_words_keys[] = {
    KEY(operation_read, answer, "answer", TEXT, KEY_REQUIRED, .choices_of = "answer names",
        .doc = "The answer", .example = "consent"),
    KEY(operation_read, word, "word", TEXT, KEY_REQUIRED, .doc = "One of its words",
        .example = "signed"),
    KEY(operation_read, also, "also", TEXTS, KEY_REQUIRED, .doc = "Further synonyms of the word",
        .example = "[\"docusign\"]"),
};
const struct table table_add_words = KEY_TABLE_OF("add-words", add_words_keys, operation_read,
                                                  "More synonyms for a word of an answer");
static const struct key silence_keys[] = {RULE_KEY};
const struct table table_silence =
    KEY_TABLE("silence", silence_keys, operation_read, "The rule goes on in shadow");
static const struct key reseverity_keys[] = {
    RULE_KEY,
    KEY(operation_read, severity, "severity", ANY, KEY_REQUIRED, .words = &words_rule_severity,
        .table = &table_severity, .choices_of = "severity",
        .doc = "The new severity, or one for each moment", .example = "hold"),
    DIRECTION_KEY(KEY_REQUIRED),
};
const struct table table_reseverity =
    KEY_TABLE_OF("reseverity", reseverity_keys, operation_read, "Another severity for a rule");
static const struct key reword_keys[] = {
    RULE_KEY,
    KEY(operation_read, say, "say", TEXT, 0, .doc = "The new sentence for staff",
        .example = "\"Ask Dr. A. before confirming.\""),
    KEY(operation_read, ask, "ask", TEXT, 0, .doc = "Or the new question",
        .example = "\"Does the patient use a retinoid?\""),
    KEY(operation_read, what, "do", TEXT, 0,
        .doc = "Or the instruction whose sentence for the patient changes",
        .example = "stop-retinoid"),
    KEY(operation_read, tell_patient, "tell-patient", TEXT, 0,
        .doc = "And its new sentence for the patient", .example = "\"Last day of use: {due}.\""),
};
const struct table table_reword =
    KEY_TABLE_OF("reword", reword_keys, operation_read, "Another sentence for a rule");
static const struct key add_to_list_keys[] = {
    LIST_KEY,
    KEY(operation_read, items, "items", TEXTS, 0, .doc = "Names to add",
        .example = "[\"lactic acid lotion\"]"),
    KEY(operation_read, codes, "codes", MAP, 0, .table = &table_codes, .doc = "Codes to add"),
    DIRECTION_KEY(0),
};
const struct table table_add_to_list =
    KEY_TABLE_OF("add-to-list", add_to_list_keys, operation_read, "More names for a list");
static const struct key remove_from_list_keys[] = {
    LIST_KEY,
    KEY(operation_read, items, "items", TEXTS, 0, .doc = "Names to remove",
        .example = "[\"salicylic acid lotion\"]"),
    KEY(operation_read, codes, "codes", MAP, 0, .table = &table_codes, .doc = "Codes to remove"),
    DIRECTION_KEY(KEY_REQUIRED),
};
const struct table table_remove_from_list = KEY_TABLE_OF("remove-from-list", remove_from_list_keys,
                                                         operation_read, "Fewer names for a list");

static const struct key set_status_keys[] = {
    KEY(operation_read, rulebook, "rulebook", TEXT, KEY_REQUIRED, .choices_of = "rulebooks",
        .doc = "The rulebook that the overlay changes", .example = "microneedling"),
    KEY(operation_read, status, "status", CHOICE, KEY_REQUIRED, .words = &words_rulebook_status,
        .doc = "active: in use, once the rulebook and this change are approved",
        .example = "active"),
    DIRECTION_KEY(0),
};
const struct table table_set_status =
    KEY_TABLE_OF("set-status", set_status_keys, operation_read,
                 "Another status for the rulebook, for one that a package owns");

static const struct key change_keys[] = {
    KEY(change_read, set_parameter, "set-parameter", MAP, 0, .table = &table_set_parameter,
        .doc = "Another value for a parameter",
        .example = "{name: botulinum-interval, value: 21 days}"),
    KEY(change_read, set_freshness, "set-freshness", MAP, 0, .table = &table_set_freshness,
        .doc = "How long a reviewed list, or an answer, stays good",
        .example = "{list: medications, value: 60 days, direction: stricter}"),
    KEY(change_read, add_words, "add-words", MAP, 0, .table = &table_add_words,
        .doc = "More synonyms for a word of an answer",
        .example = "{answer: consent, word: signed, also: [\"docusign\"]}"),
    KEY(change_read, silence, "silence", MAP, 0, .table = &table_silence,
        .doc = "The rule continues in shadow: recorded, shown to nobody",
        .example = "{rule: mn-slot-length}"),
    KEY(change_read, reseverity, "reseverity", MAP, 0, .table = &table_reseverity,
        .doc = "Another severity for a rule",
        .example = "{rule: mn-aspirin, severity: hold, direction: stricter}"),
    KEY(change_read, reword, "reword", MAP, 0, .table = &table_reword,
        .doc = "Another sentence for a rule", .example = "{rule: mn-keloid, say: \"...\"}"),
    KEY(change_read, add_to_list, "add-to-list", MAP, 0, .table = &table_add_to_list,
        .doc = "More names for a list",
        .example = "{list: irritants, items: [\"lactic acid lotion\"]}"),
    KEY(change_read, remove_from_list, "remove-from-list", MAP, 0, .table = &table_remove_from_list,
        .doc = "Fewer names for a list"),
    KEY(change_read, add_rule, "add-rule", MAP, 0, .table = &table_rule,
        .doc = "A rule of the clinic's own; its id begins with the overlay's"),
    KEY(change_read, set_status, "set-status", MAP, 0, .table = &table_set_status,
        .doc = "Another status for the rulebook",
        .example = "{rulebook: microneedling, status: active}"),
    KEY(change_read, seen, "seen", TEXT, 0,
        .doc = "The fingerprint of the base rule when this was written", .example = "r-7f3a9c21"),
    KEY(change_read, because, "because", TEXT, 0, .doc = "The reason for the change"),
    KEY(change_read, until, "until", DATE, 0, .doc = "The last day of the change",
        .example = "\"2027-06-30\""),
};
const struct table table_change =
    KEY_TABLE("change", change_keys, change_read, "One change of the base rules",
              .gone = "approved", .gone_fix = GONE_FIX);

static const struct key overlay_file_keys[] = {
    KEY(overlay_file_read, format, "format", CHOICE, KEY_REQUIRED, .words = &words_overlay_format,
        .doc = "The first line of every overlay", .example = "precare-overlay/1"),
    KEY(overlay_file_read, overlay, "overlay", MAP, KEY_REQUIRED, .table = &table_overlay,
        .doc = "Who changes the rules"),
    KEY(overlay_file_read, base, "base", MAP, KEY_REQUIRED, .table = &table_base,
        .doc = "The rulebook that is changed"),
    KEY(overlay_file_read, changes, "changes", MAPS, KEY_REQUIRED | KEY_MAY_BE_EMPTY,
        .table = &table_change, .doc = "The changes"),
};
const struct table table_overlay_file =
    KEY_TABLE("overlay file", overlay_file_keys, overlay_file_read, "A clinic's own changes");
