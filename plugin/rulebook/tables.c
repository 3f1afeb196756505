/* SPDX-License-Identifier: MIT
 *
 * The keys of rule files: name, shape, whether it must be there, what it means, what to type. The
 * loader reads by these tables (base/reader.h), the editor's schema and the manual are printed from
 * them. A new key is one line here and a field in tables.h. Pure data.
 */
#include "rulebook/tables.h"

#include <string.h>

#include "precare/precare.h"
#include "rulebook/rulebook.h"
#include "visit/visit.h"

#define R KEY_REQUIRED
#define P KEY_PARAMETER
#define E KEY_MAY_BE_EMPTY
#define I KEY_IDS
#define KEY(s, field, name, shape, flags, words, table, choices, doc, example)                     \
    {                                                                                              \
        name, SHAPE_##shape, flags, offsetof(struct s, field), words, table, choices, doc, example \
    }
#define TABLE(id, s, name, doc)                                                                    \
    const struct table table_##id = {name, id##_keys, sizeof id##_keys / sizeof *id##_keys,        \
                                     sizeof(struct s), doc}
#define WORDS(id, ...)                                                                             \
    static const char *const id##_at[] = {__VA_ARGS__};                                            \
    const struct words words_##id = {id##_at, sizeof id##_at / sizeof *id##_at}

/* ---- words that only rule files know; the others are those of base/words.h ---- */

WORDS(rule_severity, [PRECARE_INFO] = "info", [PRECARE_WARN] = "warn", [PRECARE_HOLD] = "hold",
      [PRECARE_BLOCK] = "block", [PRECARE_URGENT] = "urgent");
WORDS(otherwise, [1] = "ignore", [PRECARE_WARN] = "warn", [PRECARE_HOLD] = "hold",
      [PRECARE_BLOCK] = "block");
WORDS(rule_status, NULL, [RULE_ACTIVE + 1] = "active", [RULE_SHADOW + 1] = "shadow",
      [RULE_RETIRED + 1] = "retired");
WORDS(site_relation, NULL, [SITE_ANYWHERE] = "anywhere", [SITE_TREATMENT_AREA] = "treatment-area",
      [SITE_SAME_REGION] = "same-region", [SITE_ADJACENT] = "adjacent");
WORDS(cond_status, NULL, [STATUS_EVER + 1] = "ever", [STATUS_ACTIVE + 1] = "active",
      [STATUS_FAMILY + 1] = "family");
WORDS(count, NULL, "done", "done-and-booked");
WORDS(planned_or_done, NULL, [PRECARE_DONE] = "done", [PRECARE_PLANNED] = "planned");
WORDS(source_kind, NULL, "consumer-article", "guideline", "label", "regulation", "paper",
      "device-manual", "clinic-policy");
WORDS(after_review, NULL, "keep-and-warn", "stop");
WORDS(direction, NULL, "stricter", "looser");
WORDS(not_yet, NULL, "not-yet");
WORDS(
    anchor, NULL, [ANCHOR_BEFORE_APPOINTMENT] = "before appointment",
    [ANCHOR_AFTER_APPOINTMENT] = "after appointment", [ANCHOR_AFTER_PROCEDURE] = "after procedure",
    [ANCHOR_AFTER_TODAY] = "after today", [ANCHOR_AFTER_MATCH] = "after match");
WORDS(before_appointment, NULL, "before appointment");
WORDS(after_appointment, NULL, "after appointment");
WORDS(after_procedure, NULL, "after procedure");
WORDS(asked_pregnancy, NULL, [PRECARE_PREGNANT] = "pregnant",
      [PRECARE_BREASTFEEDING] = "breastfeeding", [PRECARE_TRYING] = "trying");
WORDS(chart, [CHART_CONDITIONS] = "conditions", [CHART_MEDICATIONS] = "medications",
      [CHART_ALLERGIES] = "allergies", [CHART_PROCEDURES] = "procedures");
WORDS(chart_said, NULL, "none-known", "not-asked");
WORDS(on_file, NULL, "any");
WORDS(ongoing, NULL, "ongoing");
WORDS(rules_format, NULL, "precare-rules/1");
WORDS(overlay_format, NULL, "precare-overlay/1");

/* ---- rulebook, parameters, lists, sites, reasons ---- */

static const struct key signed_keys[] = {
    KEY(signed_read, by, "by", TEXT, R, NULL, NULL, NULL, "Who signed", "\"Dr. A.\""),
    KEY(signed_read, date, "date", DATE, R, NULL, NULL, NULL, "The day of it", "\"2027-01-10\""),
};
TABLE(signed, signed_read, "signature", "Who signed, and when");

static const struct key owner_keys[] = {
    KEY(owner_read, name, "name", TEXT, R, NULL, NULL, NULL,
        "The person or team that answers for it", "\"Clinical lead\""),
    KEY(owner_read, role, "role", TEXT, R, NULL, NULL, "roles", "A role of the clinic",
        "clinical-lead"),
    KEY(owner_read, contact, "contact", TEXT, 0, NULL, NULL, NULL, "Where to reach them",
        "\"lead@clinic.example\""),
};
TABLE(owner, owner_read, "owner", "Who answers for these rules");

static const struct key source_keys[] = {
    KEY(source_read, title, "title", TEXT, R, NULL, NULL, NULL, "Its title",
        "\"What Is Microneedling?\""),
    KEY(source_read, kind, "kind", CHOICE, R, &words_source_kind, NULL, NULL,
        "What sort of source it is", "guideline"),
    KEY(source_read, link, "link", TEXT, 0, NULL, NULL, NULL, "Where it can be read",
        "\"https://...\""),
    KEY(source_read, read_on, "read-on", DATE, 0, NULL, NULL, NULL, "The day it was read",
        "\"2026-11-22\""),
};
TABLE(source, source_read, "source", "A source that rules refer to");

static const struct key rulebook_keys[] = {
    KEY(rulebook_read, id, "id", ID, R, NULL, NULL, NULL,
        "Its name: lower-case letters, digits and dashes", "microneedling"),
    KEY(rulebook_read, title, "title", TEXT, R, NULL, NULL, NULL,
        "What it is about, as people say it", "\"Microneedling: who can be treated\""),
    KEY(rulebook_read, version, "version", TEXT, R, NULL, NULL, NULL,
        "Three numbers, raised with every change", "\"1.0.0\""),
    KEY(rulebook_read, status, "status", CHOICE, R, &words_rulebook_status, NULL, NULL,
        "draft: tests only; shadow: recorded, shown to nobody; active: in use; retired: no more",
        "shadow"),
    KEY(rulebook_read, owner, "owner", MAP, R, NULL, &table_owner, NULL,
        "Who answers for these rules", "{name: \"Clinical lead\", role: clinical-lead}"),
    KEY(rulebook_read, approved, "approved", ANY, 0, &words_not_yet, &table_signed, NULL,
        "Who signed it off, and when; or not-yet", "not-yet"),
    KEY(rulebook_read, from, "effective-from", DATE, 0, NULL, NULL, NULL,
        "The first day it is in force", "\"2026-12-01\""),
    KEY(rulebook_read, until, "effective-until", DATE, 0, NULL, NULL, NULL,
        "The last day it is in force", "\"2028-12-01\""),
    KEY(rulebook_read, review_by, "review-by", DATE, R, NULL, NULL, NULL,
        "The day by which it must be looked at again", "\"2027-06-01\""),
    KEY(rulebook_read, after_review, "after-review-date", CHOICE, 0, &words_after_review, NULL,
        NULL, "After that day: go on and mark every result, or stop", "keep-and-warn"),
    KEY(rulebook_read, language, "language", TEXT, 0, NULL, NULL, NULL,
        "The language of its sentences", "en"),
    KEY(rulebook_read, sources, "sources", NAMED, R | I, NULL, &table_source, NULL,
        "What the rules are based on, each under a short name", NULL),
    KEY(rulebook_read, not_covered, "not-covered", TEXTS, E, NULL, NULL, NULL,
        "What these rules do not look at, in sentences",
        "[\"Needle depth: the sources are silent.\"]"),
};
TABLE(rulebook, rulebook_read, "rulebook",
      "Who owns the rules, their version and status, and their sources");

static const struct key parameter_keys[] = {
    KEY(parameter_read, value, "value", TEXT, R, NULL, NULL, NULL, "The number with its unit",
        "5 days"),
    KEY(parameter_read, allowed, "allowed", TEXT, 0, NULL, NULL, NULL,
        "From what to what it may be changed", "1 day to 14 days"),
    KEY(parameter_read, means, "means", TEXT, 0, NULL, NULL, NULL, "What it means, in a sentence",
        NULL),
    KEY(parameter_read, basis, "basis", CHOICE, 0, &words_basis, NULL, NULL,
        "stated: the source says it; interpreted: read from it; clinic-decision: the clinic chose "
        "it",
        "clinic-decision"),
    KEY(parameter_read, note, "note", TEXT, 0, NULL, NULL, NULL, "Why this number", NULL),
    KEY(parameter_read, confirmed, "confirmed", ANY, 0, &words_not_yet, &table_signed, NULL,
        "Who confirmed the number, and when; or not-yet", "not-yet"),
};
TABLE(parameter, parameter_read, "parameter", "A number that a clinic may change");

static const struct key codes_keys[] = {
    KEY(codes_read, system[CODE_ICD_10], "icd-10", TEXTS, E, NULL, NULL, NULL,
        "Beginnings of ICD-10 codes: L40 covers L40.5", "[L40]"),
    KEY(codes_read, system[CODE_ATC], "atc", TEXTS, E, NULL, NULL, NULL, "Beginnings of ATC codes",
        "[\"D10AD\"]"),
    KEY(codes_read, system[CODE_SNOMED], "snomed", TEXTS, E, NULL, NULL, NULL,
        "SNOMED CT codes, whole", NULL),
    KEY(codes_read, system[CODE_RXNORM], "rxnorm", TEXTS, E, NULL, NULL, NULL,
        "RxNorm codes, whole", NULL),
    KEY(codes_read, system[CODE_CPT], "cpt", TEXTS, E, NULL, NULL, NULL, "CPT codes, whole", NULL),
    KEY(codes_read, system[CODE_LOCAL], "local", TEXTS, E, NULL, NULL, NULL,
        "The clinic's own codes, whole", "[MN1]"),
};
TABLE(codes, codes_read, "codes", "Codes by their system");

static const struct key except_keys[] = {
    KEY(except_read, codes, "codes", MAP, 0, NULL, &table_codes, NULL,
        "Codes that are never in the list", NULL),
    KEY(except_read, items, "items", TEXTS, E, NULL, NULL, NULL, "Names that are never in the list",
        NULL),
};
TABLE(except, except_read, "exception", "What is never in the list, whatever else says so");

static const struct key list_keys[] = {
    KEY(list_read, kind, "kind", CHOICE, R, &words_list_kind, NULL, NULL, "What its items are",
        "medication"),
    KEY(list_read, plain, "plain", TEXT, R, NULL, NULL, NULL, "The word used for it in sentences",
        "\"retinoid\""),
    KEY(list_read, items, "items", TEXTS, 0, NULL, NULL, NULL, "The names, as charts write them",
        "[tretinoin, adapalene]"),
    KEY(list_read, also, "also", ANY, 0, NULL, NULL, "also", "Other names of an item",
        "{tretinoin: [\"Retin-A\"]}"),
    KEY(list_read, codes, "codes", MAP, 0, NULL, &table_codes, NULL, "Codes by their system",
        "{atc: [\"D10AD\"]}"),
    KEY(list_read, except, "except", MAP, 0, NULL, &table_except, NULL, "What is never in the list",
        NULL),
    KEY(list_read, routes, "routes", WORDS, 0, NULL, NULL, NULL,
        "Medications: an entry given another way is no match", "[topical]"),
    KEY(list_read, short_lived, "short-lived", LENGTH, 0, NULL, NULL, NULL,
        "Conditions: how long an active entry can be relied on to last", "21 days"),
    KEY(list_read, includes, "includes", WORDS, 0, NULL, NULL, "lists",
        "Lists of the same kind that are part of it", "[other-list]"),
    KEY(list_read, codes_checked, "codes-checked", ANY, 0, &words_not_yet, &table_signed, NULL,
        "Who checked the codes, and when; or not-yet", "not-yet"),
};
TABLE(list, list_read, "list", "Names and codes that mean one thing to the rules");

static const struct key site_keys[] = {
    KEY(site_read, parts, "parts", WORDS, E, NULL, NULL, "sites", "The sites it is made of",
        "[forehead, cheek]"),
    KEY(site_read, also, "also", WORDS, E, NULL, NULL, NULL, "Other names of it", "[\"cheeks\"]"),
    KEY(site_read, adjacent, "adjacent", WORDS, E, NULL, NULL, "sites", "Its neighbours, both ways",
        "[nasolabial]"),
};
TABLE(site, site_read, "body site", "A site of the body: its parts, other names, neighbours");

static const struct key stays_good_keys[] = {
    KEY(stays_good_read, chart[CHART_CONDITIONS], "conditions", LENGTH, P, NULL, NULL, "parameters",
        "How long the reviewed list of conditions stays good", "180 days"),
    KEY(stays_good_read, chart[CHART_MEDICATIONS], "medications", LENGTH, P, NULL, NULL,
        "parameters", "How long the reviewed list of medications stays good", "90 days"),
    KEY(stays_good_read, chart[CHART_ALLERGIES], "allergies", LENGTH, P, NULL, NULL, "parameters",
        "How long the reviewed list of allergies stays good", "365 days"),
    KEY(stays_good_read, chart[CHART_PROCEDURES], "procedures", LENGTH, P, NULL, NULL, "parameters",
        "How long the reviewed list of procedures stays good", "90 days"),
};
TABLE(stays_good, stays_good_read, "answers-stay-good", "How old a reviewed list may be");

static const struct key reason_keys[] = {
    KEY(reason_read, say, "say", TEXT, R, NULL, NULL, NULL, "The reason as people read it",
        "\"The record is wrong\""),
    KEY(reason_read, points_to, "points-to", CHOICE, R, &words_points_to, NULL, NULL,
        "What the reason points to", "data-problem"),
};
TABLE(reason, reason_read, "override reason", "A coded reason for going on");

/* ---- rules ---- */

static const struct key rule_source_keys[] = {
    KEY(rule_source_read, ref, "ref", WORDS, R, NULL, NULL, "sources", "Sources of the rulebook",
        "article"),
    KEY(rule_source_read, statements, "statements", WORDS, E, NULL, NULL, NULL,
        "Statements of the source", "[S31]"),
    KEY(rule_source_read, basis, "basis", CHOICE, R, &words_basis, NULL, NULL,
        "stated: the source says it; interpreted: read from it; clinic-decision: the clinic chose "
        "it",
        "stated"),
    KEY(rule_source_read, note, "note", TEXT, 0, NULL, NULL, NULL,
        "What a reader of the rule should know", NULL),
    KEY(rule_source_read, confirmed, "confirmed", ANY, 0, &words_not_yet, &table_signed, NULL,
        "Who confirmed the rule, and when; or not-yet", "not-yet"),
};
TABLE(rule_source, rule_source_read, "source of a rule", "Where the rule comes from");

static const struct key when_keys[] = {
    KEY(when_read_, at, "at", CHOICES, R, &words_moment, NULL, NULL,
        "The moments at which it is judged", "[booking, check-in]"),
    KEY(when_read_, procedure, "procedure", WORDS, R, NULL, NULL, "lists/procedure",
        "One or more lists of procedures", "microneedling"),
    KEY(when_read_, state, "state", CHOICE, 0, &words_planned_or_done, NULL, NULL,
        "Only when the appointment is in this state", "planned"),
    KEY(when_read_, modality, "modality", WORDS, 0, NULL, NULL, NULL,
        "Only with one of these modalities", "[mechanical, radiofrequency]"),
};
TABLE(when, when_read_, "when", "At which moments, for which procedures");

static const struct key instruct_keys[] = {
    KEY(instruct_read, what, "do", ID, R, NULL, NULL, NULL, "What is to be done, as one short name",
        "stop-retinoid"),
    KEY(instruct_read, for_whom, "for", CHOICE, 0, &words_asked_of, NULL, NULL, "Who does it",
        "patient"),
    KEY(instruct_read, tell_patient, "tell-patient", TEXT, 0, NULL, NULL, NULL,
        "The sentence for the patient", "\"Last day of use: {due}.\""),
    KEY(instruct_read, due, "due", SPAN, P, &words_anchor, NULL, "parameters", "By when",
        "7 days before appointment"),
};
TABLE(instruct, instruct_read, "instruction", "A thing to do");

static const struct key still_time_keys[] = {
    KEY(still_time_read, instruct, "instruct", MAPS, R, NULL, &table_instruct, NULL,
        "What to do while there is still time", NULL),
};
TABLE(still_time, still_time_read, "if-still-time",
      "Instead of `then`, while the window has not opened yet");

static const struct key severity_keys[] = {
    KEY(severity_read, at[PRECARE_BOOKING], "booking", CHOICE, 0, &words_rule_severity, NULL, NULL,
        "How strong at booking", "hold"),
    KEY(severity_read, at[PRECARE_CHECK_IN], "check-in", CHOICE, 0, &words_rule_severity, NULL,
        NULL, "How strong at check-in", "block"),
    KEY(severity_read, at[PRECARE_TREATMENT], "treatment", CHOICE, 0, &words_rule_severity, NULL,
        NULL, "How strong at treatment", "warn"),
    KEY(severity_read, at[PRECARE_FOLLOW_UP], "follow-up", CHOICE, 0, &words_rule_severity, NULL,
        NULL, "How strong at follow-up", "urgent"),
};
TABLE(severity, severity_read, "severity", "How strong, at each moment");

static const struct key suggest_keys[] = {
    KEY(suggest_read, move_to, "move-to", SPAN, R | P, &words_anchor, NULL, "parameters",
        "An earlier or later day", "7 days after match"),
};
TABLE(suggest, suggest_read, "suggest", "Another day for the appointment");

static const struct key alert_keys[] = {
    KEY(alert_read, channel, "channel", TEXT, R, NULL, NULL, "channels",
        "A channel of the configuration", "clinical-lead"),
    KEY(alert_read, say, "say", TEXT, R, NULL, NULL, NULL,
        "The chat's sentence: no placeholder, no clinical word", "\"A pre-care stop was missed.\""),
};
TABLE(alert, alert_read, "alert", "A message to the team's chat");

static const struct key then_keys[] = {
    KEY(then_read, severity, "severity", ANY, R, &words_rule_severity, &table_severity, "severity",
        "info, warn, hold, block or urgent; or one for each moment",
        "{booking: hold, check-in: block}"),
    KEY(then_read, because, "because", TEXT, 0, NULL, NULL, NULL,
        "Why it must not happen: a block needs it", NULL),
    KEY(then_read, say, "say", TEXT, R, NULL, NULL, NULL,
        "The sentence for staff, at most 139 characters",
        "\"{matched} used inside the stop window.\""),
    KEY(then_read, suggest, "suggest", MAP, 0, NULL, &table_suggest, NULL,
        "Another day for the appointment", "{move-to: 7 days after match}"),
    KEY(then_read, instruct, "instruct", MAPS, E, NULL, &table_instruct, NULL, "What to do", NULL),
    KEY(then_read, alert, "alert", MAP, 0, NULL, &table_alert, NULL, "A message to the team's chat",
        NULL),
};
TABLE(then, then_read, "then", "What happens when the condition holds");

static const struct key unknown_keys[] = {
    KEY(unknown_read, ask, "ask", TEXT, 0, NULL, NULL, NULL, "The question",
        "\"Does the patient use a retinoid?\""),
    KEY(unknown_read, of, "of", CHOICE, 0, &words_asked_of, NULL, NULL, "Whom to ask", "patient"),
    KEY(unknown_read, answer_by, "answer-by", CHOICE, 0, &words_moment, NULL, NULL,
        "The last moment at which it may still be open", "check-in"),
    KEY(unknown_read, otherwise, "otherwise", CHOICE, 0, &words_otherwise, NULL, NULL,
        "How strong it is when it is still open after that", "warn"),
    KEY(unknown_read, ignore, "ignore", TEXT, 0, NULL, NULL, NULL,
        "Instead of a question: why none is needed", NULL),
};
TABLE(unknown, unknown_read, "if-unknown", "What happens when a fact is missing");

static const struct key override_keys[] = {
    KEY(override_read, by, "by", WORDS, R, NULL, NULL, "roles", "The roles that may clear it",
        "[physician]"),
    KEY(override_read, reasons, "reasons", WORDS, R, NULL, NULL, "reasons",
        "The reasons that may be given", "[record-is-wrong]"),
    KEY(override_read, note, "note", CHOICE, 0, &words_note_rule, NULL, NULL,
        "Whether a note is needed", "optional"),
};
TABLE(override, override_read, "override", "Who may go on, and for which reasons");

static const struct key rule_keys[] = {
    KEY(rule_read, id, "id", ID, R, NULL, NULL, NULL,
        "Its name: lower-case letters, digits and dashes", "mn-stop-retinoid"),
    KEY(rule_read, title, "title", TEXT, R, NULL, NULL, NULL, "What it is about, in a few words",
        NULL),
    KEY(rule_read, topic, "topic", ID, 0, NULL, NULL, NULL,
        "Findings of one topic are shown as one card", "pre-care"),
    KEY(rule_read, source, "source", MAP, R, NULL, &table_rule_source, NULL,
        "Where the rule comes from", "{ref: article, statements: [S31], basis: stated}"),
    KEY(rule_read, when, "when", MAP, R, NULL, &table_when, NULL,
        "At which moments, for which procedures",
        "{at: [booking, check-in], procedure: microneedling}"),
    KEY(rule_read, condition, "if", ANY, R, NULL, NULL, "condition", "The condition", NULL),
    KEY(rule_read, unless, "unless", ANY, 0, NULL, NULL, "condition",
        "An excuse: when it holds, the rule is quiet", NULL),
    KEY(rule_read, still_time, "if-still-time", MAP, 0, NULL, &table_still_time, NULL,
        "Instead of `then`, while the window has not opened yet", NULL),
    KEY(rule_read, then, "then", MAP, R, NULL, &table_then, NULL,
        "What happens when the condition holds", NULL),
    KEY(rule_read, unknown, "if-unknown", MAP, 0, NULL, &table_unknown, NULL,
        "What happens when a fact is missing", NULL),
    KEY(rule_read, override, "override", MAP, 0, NULL, &table_override, NULL,
        "Who may go on, and for which reasons", "{by: [physician], reasons: [record-is-wrong]}"),
    KEY(rule_read, status, "status", CHOICE, 0, &words_rule_status, NULL, NULL,
        "active (without it), shadow: recorded, shown to nobody, or retired", "active"),
    KEY(rule_read, replaced_by, "replaced-by", WORDS, 0, NULL, NULL, "rules",
        "The rule that stands for a retired one", NULL),
    KEY(rule_read, covers, "covers", WORDS, 0, NULL, NULL, "rules",
        "Rules whose findings need not be shown beside this one's", NULL),
};
TABLE(rule, rule_read, "rule", "One rule: when, if, then");

/* ---- conditions ---- */

#define SITE_KEY                                                                                   \
    KEY(cond_read, site, "site", CHOICE, 0, &words_site_relation, NULL, NULL,                      \
        "Where, compared with the treatment area", "treatment-area")
#define SITE_KEY_REQUIRED                                                                          \
    KEY(cond_read, site, "site", CHOICE, R, &words_site_relation, NULL, NULL,                      \
        "Where, compared with the treatment area", "treatment-area")
#define AT_LEAST_KEY                                                                               \
    KEY(cond_read, at_least, "at-least", CHOICE, 0, &words_severity, NULL, NULL,                   \
        "How severe at the least", "moderate")

static const struct key age_keys[] = {
    KEY(cond_read, below, "below", AGE, P, NULL, NULL, "parameters", "Younger than this",
        "22 years"),
    KEY(cond_read, at_least, "at-least", AGE, P, NULL, NULL, "parameters", "This old, or older",
        "65 years"),
};
static TABLE(age, cond_read, "patient.age", "The patient's age on the day of the appointment");

static const struct key pregnancy_keys[] = {
    KEY(cond_read, is, "is", CHOICES, R, &words_asked_pregnancy, NULL, NULL, "Any of these",
        "[pregnant, breastfeeding]"),
};
static TABLE(pregnancy, cond_read, "patient.pregnancy", "Pregnant, breastfeeding or trying");

static const struct key condition_keys[] = {
    KEY(cond_read, in, "in", TEXT, R, NULL, NULL, "lists/condition", "A list of conditions",
        "active-acne"),
    KEY(cond_read, status, "status", CHOICE, 0, &words_cond_status, NULL, NULL,
        "active now, ever (without it), or in the family", "active"),
    AT_LEAST_KEY,
    SITE_KEY_REQUIRED,
    KEY(cond_read, onset_within, "onset-within", SPAN, P, &words_before_appointment, NULL,
        "parameters", "It began less than this before the appointment",
        "14 days before appointment"),
};
static TABLE(condition, cond_read, "condition", "A condition of the patient's");

static const struct key medication_keys[] = {
    KEY(cond_read, in, "in", TEXT, R, NULL, NULL, "lists/medication", "A list of medications",
        "topical-retinoids"),
    KEY(cond_read, use, "use", CHOICE, 0, &words_ongoing, NULL, NULL, "It is in use on the day",
        "ongoing"),
    KEY(cond_read, taken_within, "taken-within", SPAN, P, &words_before_appointment, NULL,
        "parameters", "It was last used less than this before the appointment",
        "7 days before appointment"),
    KEY(cond_read, on_file, "on-file", CHOICE, 0, &words_on_file, NULL, NULL,
        "It is on file: ongoing, as needed or prescribed", "any"),
    SITE_KEY,
};
static TABLE(medication, cond_read, "medication", "A medication of the patient's");

static const struct key allergy_keys[] = {
    KEY(cond_read, in, "in", TEXT, R, NULL, NULL, "lists/allergy+medication+product",
        "A list of allergies, medications or products", "anesthetics"),
};
static TABLE(allergy, cond_read, "allergy", "An allergy of the patient's");

static const struct key history_keys[] = {
    KEY(cond_read, in, "in", TEXT, R, NULL, NULL, "lists/procedure", "A list of procedures",
        "botulinum-toxin"),
    SITE_KEY_REQUIRED,
    KEY(cond_read, within, "within", SPAN, P, &words_before_appointment, NULL, "parameters",
        "It was less than this before the appointment", "14 days before appointment"),
    KEY(cond_read, planned_within, "planned-within", SPAN, P, &words_after_appointment, NULL,
        "parameters", "It is booked for less than this after the appointment",
        "14 days after appointment"),
    KEY(cond_read, count, "count", CHOICE, 0, &words_count, NULL, NULL,
        "What counts: done alone, or also what is booked (without it)", "done"),
};
static TABLE(history, cond_read, "procedure.history", "Another procedure, done or booked");

static const struct key appointment_site_keys[] = {
    KEY(cond_read, in, "in", WORDS, R, NULL, NULL, "sites",
        "Any of these sites, or anything below them", "[face]"),
};
static TABLE(appointment_site, cond_read, "appointment.site", "Where the treatment is");

static const struct key length_keys[] = {
    KEY(cond_read, below, "below", MINUTES, P, NULL, NULL, "parameters", "Shorter than this",
        "45 minutes"),
    KEY(cond_read, at_least, "at-least", MINUTES, P, NULL, NULL, "parameters",
        "This long, or longer", "90 minutes"),
};
static TABLE(length, cond_read, "appointment.length", "How long the slot is");

static const struct key indication_keys[] = {
    KEY(cond_read, in, "in", WORDS, R, NULL, NULL, NULL, "Any of these words", "[acne-scar]"),
};
static TABLE(indication, cond_read, "appointment.indication", "What the treatment is for");

static const struct key price_keys[] = {
    KEY(cond_read, below, "below", PRICE, P, NULL, NULL, "parameters", "Less than this", "200 USD"),
    KEY(cond_read, at_least, "at-least", PRICE, P, NULL, NULL, "parameters", "This much, or more",
        "900 USD"),
};
static TABLE(price, cond_read, "appointment.price", "The price");

static const struct key training_keys[] = {
    KEY(cond_read, lacks, "lacks", TEXT, 0, NULL, NULL, NULL, "The provider has not this training",
        "microneedling"),
    KEY(cond_read, has, "has", TEXT, 0, NULL, NULL, NULL, "The provider has this training",
        "microneedling"),
};
static TABLE(training, cond_read, "provider.training", "What the provider is trained for");

static const struct key role_keys[] = {
    KEY(cond_read, in, "in", WORDS, 0, NULL, NULL, "roles", "The provider has one of these roles",
        "[aesthetician]"),
    KEY(cond_read, not_in, "not-in", WORDS, 0, NULL, NULL, "roles",
        "The provider has none of these roles", "[physician, nurse]"),
};
static TABLE(role, cond_read, "provider.role", "The provider's role");

static const struct key answer_keys[] = {
    KEY(cond_read, to, "to", TEXT, R, NULL, NULL, NULL, "The question's name", "consent"),
    KEY(cond_read, is, "is", WORDS, R, NULL, NULL, "answer",
        "recorded, missing, or a word of the answer", "recorded"),
    KEY(cond_read, within, "within", SPAN, P, &words_before_appointment, NULL, "parameters",
        "Only if it was given less than this before the appointment",
        "12 months before appointment"),
};
static TABLE(answer, cond_read, "answer", "An answer that was recorded");

static const struct key reaction_keys[] = {
    KEY(cond_read, in, "in", TEXT, R, NULL, NULL, "lists/reaction", "A list of reactions",
        "infection-signs"),
    AT_LEAST_KEY,
    KEY(cond_read, later_than, "later-than", SPAN, P, &words_after_procedure, NULL, "parameters",
        "Charted later than this", "3 days after procedure"),
    KEY(cond_read, no_later_than, "no-later-than", SPAN, P, &words_after_procedure, NULL,
        "parameters", "Charted no later than this", "24 hours after procedure"),
    SITE_KEY,
};
static TABLE(reaction, cond_read, "charted.reaction", "A reaction charted after the procedure");

static const struct key product_keys[] = {
    KEY(cond_read, in, "in", TEXT, R, NULL, NULL, "lists/product+medication",
        "A list of products or medications", "irritants"),
    KEY(cond_read, used_before, "used-before", SPAN, P, &words_after_procedure, NULL, "parameters",
        "Used less than this after the procedure", "24 hours after procedure"),
};
static TABLE(product, cond_read, "charted.product", "A product charted as used");

static const struct key field_keys[] = {
    KEY(cond_read, name, "name", TEXT, R, NULL, NULL, NULL,
        "The field's name in the procedure note", "device-lot"),
    KEY(cond_read, is, "is", WORDS, 0, NULL, NULL, "answer", "missing, recorded, or a word",
        "missing"),
    KEY(cond_read, below, "below", NUMBER, P, NULL, NULL, "parameters", "Less than this number",
        "\"0.5\""),
    KEY(cond_read, above, "above", NUMBER, P, NULL, NULL, "parameters", "More than this number",
        "4"),
};
static TABLE(field, cond_read, "charted.field", "A field of the procedure note");

const struct cond_table cond_tables[] = {
    {"patient.age", COND_AGE, &table_age, "The patient's age on the day of the appointment",
     "{below: 22 years}"},
    {"patient.pregnancy", COND_PREGNANCY, &table_pregnancy, "Pregnant, breastfeeding or trying",
     "{is: [pregnant, breastfeeding]}"},
    {"condition", COND_CONDITION, &table_condition, "A condition of the patient's",
     "{in: LIST, status: active, site: treatment-area}"},
    {"medication", COND_MEDICATION, &table_medication, "A medication of the patient's",
     "{in: LIST, taken-within: 7 days before appointment}"},
    {"allergy", COND_ALLERGY, &table_allergy, "An allergy of the patient's", "{in: LIST}"},
    {"procedure.history", COND_HISTORY, &table_history, "Another procedure, done or booked",
     "{in: LIST, site: same-region, within: 14 days before appointment}"},
    {"appointment.site", COND_SITE, &table_appointment_site, "Where the treatment is",
     "{in: [face]}"},
    {"appointment.length", COND_LENGTH, &table_length, "How long the slot is",
     "{below: 45 minutes}"},
    {"appointment.indication", COND_INDICATION, &table_indication, "What the treatment is for",
     "{in: [acne-scar]}"},
    {"appointment.price", COND_PRICE, &table_price, "The price", "{below: 200 USD}"},
    {"provider.training", COND_TRAINING, &table_training, "What the provider is trained for",
     "{lacks: microneedling}"},
    {"provider.role", COND_ROLE, &table_role, "The provider's role", "{not-in: [physician]}"},
    {"answer", COND_ANSWER, &table_answer, "An answer that was recorded",
     "{to: consent, is: missing}"},
    {"charted.reaction", COND_REACTION, &table_reaction, "A reaction charted after the procedure",
     "{in: LIST, later-than: 3 days after procedure}"},
    {"charted.product", COND_PRODUCT, &table_product, "A product charted as used",
     "{in: LIST, used-before: 24 hours after procedure}"},
    {"charted.field", COND_FIELD, &table_field, "A field of the procedure note",
     "{name: device-lot, is: missing}"},
    {"all", COND_ALL, NULL, "All of these conditions hold", NULL},
    {"any", COND_ANY, NULL, "At least one of these conditions holds", NULL},
    {"none", COND_NOT_ANY, NULL, "None of these conditions holds", NULL},
    {"always", COND_ALWAYS, NULL, "Always; the sentence says why",
     "\"Every patient gets the aftercare sheet.\""},
};
const uint32_t cond_table_count = sizeof cond_tables / sizeof *cond_tables;

const struct cond_table *cond_table_of(struct span name)
{
    for (uint32_t i = 0; i < cond_table_count; i++) {
        const char *known = cond_tables[i].name;

        if (name.len > 0 && known[0] == name.at[0] && strncmp(known, name.at, name.len) == 0 &&
            known[name.len] == '\0') {
            return &cond_tables[i];
        }
    }
    return NULL;
}

/* ---- tests and personas ---- */

static const struct key reviewed_keys[] = {
    KEY(reviewed_read, chart[CHART_CONDITIONS], "conditions", WHEN, 0, NULL, NULL, NULL,
        "The day of the review", "\"2026-12-01\""),
    KEY(reviewed_read, chart[CHART_MEDICATIONS], "medications", WHEN, 0, NULL, NULL, NULL,
        "The day of the review", "\"2026-12-01\""),
    KEY(reviewed_read, chart[CHART_ALLERGIES], "allergies", WHEN, 0, NULL, NULL, NULL,
        "The day of the review", "\"2026-12-01\""),
    KEY(reviewed_read, chart[CHART_PROCEDURES], "procedures", WHEN, 0, NULL, NULL, NULL,
        "The day of the review", "\"2026-12-01\""),
};
TABLE(reviewed, reviewed_read, "reviewed", "When each list was reviewed");

#define FACT_KEYS                                                                                  \
    KEY(facts_read, is, "is", TEXT, 0, NULL, NULL, "items", "An item, another name, or free text", \
        "tretinoin"),                                                                              \
        KEY(facts_read, code, "code", TEXT, 0, NULL, NULL, NULL, "system:code", "\"atc:D10AD01\"")
#define FACT_SITE                                                                                  \
    KEY(facts_read, site, "site", WORDS, 0, NULL, NULL, NULL,                                      \
        "Where (left- or right- may stand before it)", "face")
#define FACT_SEVERITY                                                                              \
    KEY(facts_read, severity, "severity", CHOICE, 0, &words_severity, NULL, NULL, "How severe",    \
        "mild")
#define FACT_RECORDED                                                                              \
    KEY(facts_read, recorded, "recorded", WHEN, 0, NULL, NULL, NULL, "When it was written down",   \
        "\"2026-11-20\"")
#define FACT_AT                                                                                    \
    KEY(facts_read, at, "at", WHEN, 0, NULL, NULL, NULL, "When", "\"2027-01-13T09:00:00Z\"")

static const struct key condition_fact_keys[] = {
    FACT_KEYS,
    KEY(facts_read, status, "status", CHOICE, 0, &words_status, NULL, NULL, "Its status", "active"),
    FACT_SEVERITY,
    FACT_SITE,
    KEY(facts_read, onset, "onset", WHEN, 0, NULL, NULL, NULL, "When it began", "\"2026-11\""),
    FACT_RECORDED,
};
TABLE(condition_fact, facts_read, "condition", "A condition of the patient's");

static const struct key medication_fact_keys[] = {
    FACT_KEYS,
    KEY(facts_read, use, "use", CHOICE, 0, &words_use, NULL, NULL, "How it is used", "ongoing"),
    FACT_SITE,
    KEY(facts_read, last_used, "last-used", WHEN, 0, NULL, NULL, NULL, "When it was last used",
        "\"2026-12-20\""),
    KEY(facts_read, started, "started", WHEN, 0, NULL, NULL, NULL, "When it was started",
        "\"2026-01-10\""),
    KEY(facts_read, route, "route", TEXT, 0, NULL, NULL, NULL, "How it is given", "topical"),
};
TABLE(medication_fact, facts_read, "medication", "A medication of the patient's");

static const struct key allergy_fact_keys[] = {FACT_KEYS, FACT_SEVERITY, FACT_RECORDED};
TABLE(allergy_fact, facts_read, "allergy", "An allergy of the patient's");

static const struct key procedure_fact_keys[] = {
    FACT_KEYS,
    FACT_SITE,
    KEY(facts_read, date, "date", WHEN, 0, NULL, NULL, NULL, "Its day", "\"2026-12-20\""),
    KEY(facts_read, state, "state", CHOICE, 0, &words_state, NULL, NULL,
        "done, planned or cancelled", "planned"),
};
TABLE(procedure_fact, facts_read, "procedure", "Another procedure of the patient's");

static const struct key reaction_fact_keys[] = {FACT_KEYS, FACT_SEVERITY, FACT_AT, FACT_SITE};
TABLE(reaction_fact, facts_read, "reaction", "A reaction charted after the procedure");

static const struct key product_fact_keys[] = {FACT_KEYS, FACT_AT, FACT_SITE};
TABLE(product_fact, facts_read, "product", "A product charted as used");

#define PATIENT_KEYS                                                                               \
    KEY(persona_read, like, "like", TEXT, 0, NULL, NULL, "personas", "A persona to start from",    \
        "well-adult"),                                                                             \
        KEY(persona_read, born, "born", WHEN, 0, NULL, NULL, NULL, "The day of birth",             \
            "\"1990-05-04\""),                                                                     \
        KEY(persona_read, pregnancy, "pregnancy", CHOICE, 0, &words_pregnancy, NULL, NULL,         \
            "The answer about it", "not-pregnant"),                                                \
        KEY(persona_read, reviewed, "reviewed", ANY, 0, NULL, &table_reviewed, "date",             \
            "The day the lists were reviewed, or one for each list", "\"2026-12-01\""),            \
        KEY(persona_read, chart[CHART_CONDITIONS], "conditions", ANY, 0, &words_chart_said,        \
            &table_condition_fact, "facts", "none-known, not-asked, or entries", "none-known"),    \
        KEY(persona_read, chart[CHART_MEDICATIONS], "medications", ANY, 0, &words_chart_said,      \
            &table_medication_fact, "facts", "none-known, not-asked, or entries",                  \
            "[{is: tretinoin, use: ongoing, site: face}]"),                                        \
        KEY(persona_read, chart[CHART_ALLERGIES], "allergies", ANY, 0, &words_chart_said,          \
            &table_allergy_fact, "facts", "none-known, not-asked, or entries", "none-known"),      \
        KEY(persona_read, chart[CHART_PROCEDURES], "procedures", ANY, 0, &words_chart_said,        \
            &table_procedure_fact, "facts", "none-known, not-asked, or entries", "none-known"),    \
        KEY(persona_read, answers, "answers", ANY, 0, NULL, NULL, "answers",                       \
            "Answers by their name", "{consent: recorded}")
static const struct key persona_keys[] = {PATIENT_KEYS};
TABLE(persona, persona_read, "persona", "An invented patient that tests start from");
static const struct key patient_keys[] = {PATIENT_KEYS};
TABLE(patient, persona_read, "patient", "What is known of the patient");

static const struct key appointment_keys[] = {
    KEY(appointment_read, procedure, "procedure", TEXT, R, NULL, NULL, "items",
        "The procedure: an item, another name, or free text", "microneedling"),
    KEY(appointment_read, date, "date", WHEN, 0, NULL, NULL, NULL, "Its day", "\"2027-01-12\""),
    KEY(appointment_read, start, "start", WHEN, 0, NULL, NULL, NULL, "Its day and hour",
        "\"2027-01-12T14:00:00-05:00\""),
    KEY(appointment_read, site, "site", WORDS, 0, NULL, NULL, NULL, "Where", "cheek"),
    KEY(appointment_read, sites, "sites", WORDS, 0, NULL, NULL, NULL, "Where, several",
        "[cheek, neck]"),
    KEY(appointment_read, minutes, "minutes", NUMBER, 0, NULL, NULL, NULL, "The length of the slot",
        "60"),
    KEY(appointment_read, indication, "indication", TEXT, 0, NULL, NULL, NULL, "What it is for",
        "acne-scar"),
    KEY(appointment_read, price, "price", PRICE, 0, NULL, NULL, NULL, "The price", "450 USD"),
    KEY(appointment_read, state, "state", CHOICE, 0, &words_state, NULL, NULL, "Its state",
        "planned"),
    KEY(appointment_read, modality, "modality", TEXT, 0, NULL, NULL, NULL, "The modality",
        "mechanical"),
};
TABLE(appointment, appointment_read, "appointment", "The appointment that is judged");

static const struct key provider_keys[] = {
    KEY(provider_read, role, "role", TEXT, 0, NULL, NULL, "roles or any", "The provider's role",
        "physician"),
    KEY(provider_read, training, "training", WORDS, E, NULL, NULL, NULL,
        "What the provider is trained for", "[microneedling]"),
};
TABLE(provider, provider_read, "provider", "Who treats");

static const struct key charted_keys[] = {
    KEY(charted_read, ended, "procedure-ended", WHEN, 0, NULL, NULL, NULL,
        "When the procedure ended", "\"2027-01-12T15:00:00Z\""),
    KEY(charted_read, reactions, "reactions", MAPS, E, NULL, &table_reaction_fact, NULL,
        "Reactions", NULL),
    KEY(charted_read, products, "products", MAPS, E, NULL, &table_product_fact, NULL,
        "Products used", NULL),
    KEY(charted_read, fields, "fields", ANY, 0, NULL, NULL, "fields",
        "Fields of the procedure note by their name", "{device-lot: A1B2}"),
};
TABLE(charted, charted_read, "charted", "What was charted");

static const struct key clearance_keys[] = {
    KEY(clearance_read, rule, "rule", TEXT, 0, NULL, NULL, "rules", "The rule that is cleared",
        "mn-keloid"),
    KEY(clearance_read, statement, "statement", TEXT, 0, NULL, NULL, NULL,
        "Or a statement of the source", "S24"),
    KEY(clearance_read, role, "role", TEXT, R, NULL, NULL, "roles", "Who cleared it", "physician"),
    KEY(clearance_read, reason, "reason", TEXT, R, NULL, NULL, "reasons", "Why", "record-is-wrong"),
};
TABLE(clearance, clearance_read, "clearance", "A documented \"go on\"");

static const struct key finding_keys[] = {
    KEY(finding_read, rule, "rule", TEXT, R, NULL, NULL, "rules", "The rule", "mn-stop-retinoid"),
    KEY(finding_read, outcome, "outcome", CHOICE, R, &words_outcome, NULL, NULL, "Its outcome",
        "task"),
    KEY(finding_read, due, "due", WORDS, E, NULL, NULL, NULL, "When its tasks are due",
        "\"2027-01-07\""),
    KEY(finding_read, move_to, "move-to", WHEN, 0, NULL, NULL, NULL, "The day it suggests",
        "\"2027-01-17\""),
    KEY(finding_read, alert, "alert", WORDS, E, NULL, NULL, "channels", "The channel it alerts",
        "clinical-lead"),
};
TABLE(finding, finding_read, "finding", "A finding that must be there");

static const struct key expect_keys[] = {
    KEY(expect_read, overall, "overall", CHOICE, R, &words_overall, NULL, NULL, "The overall word",
        "tasks"),
    KEY(expect_read, coverage, "coverage", CHOICE, 0, &words_coverage, NULL, NULL,
        "Whether all was evaluated", "complete"),
    KEY(expect_read, findings, "findings", MAPS, R | E, NULL, &table_finding, NULL,
        "All findings, and no others", "[{rule: mn-stop-retinoid, outcome: task}]"),
    KEY(expect_read, not_these, "not", WORDS, E, NULL, NULL, "rules",
        "Rules that were evaluated and stay quiet", "[mn-age]"),
};
TABLE(expect, expect_read, "expect", "What must come out");

static const struct key test_keys[] = {
    KEY(test_read, name, "name", TEXT, R, NULL, NULL, NULL, "What it shows, in a sentence", NULL),
    KEY(test_read, at, "at", CHOICE, R, &words_moment, NULL, NULL, "The moment", "booking"),
    KEY(test_read, today, "today", WHEN, R, NULL, NULL, NULL, "The day (or instant) of the event",
        "\"2026-12-01\""),
    KEY(test_read, zone, "zone", TEXT, 0, NULL, NULL, NULL,
        "The clinic's time zone (without it: UTC)", "America/New_York"),
    KEY(test_read, patient, "patient", MAP, 0, NULL, &table_patient, NULL,
        "What is known of the patient", "{like: well-adult}"),
    KEY(test_read, appointment, "appointment", MAP, R, NULL, &table_appointment, NULL,
        "The appointment that is judged",
        "{procedure: microneedling, date: \"2027-01-12\", site: cheek}"),
    KEY(test_read, provider, "provider", MAP, 0, NULL, &table_provider, NULL, "Who treats",
        "{role: physician}"),
    KEY(test_read, charted, "charted", MAP, 0, NULL, &table_charted, NULL, "What was charted",
        NULL),
    KEY(test_read, clearances, "clearances", MAPS, E, NULL, &table_clearance, NULL,
        "Documented \"go on\"", NULL),
    KEY(test_read, expect, "expect", MAP, R, NULL, &table_expect, NULL, "What must come out",
        "{overall: clear, findings: []}"),
};
TABLE(test, test_read, "test", "A visit and what must come out");

/* ---- files ---- */

static const struct key file_keys[] = {
    KEY(file_read, format, "format", CHOICE, R, &words_rules_format, NULL, NULL,
        "The first line of every file", "precare-rules/1"),
    KEY(file_read, rulebook, "rulebook", MAP, 0, NULL, &table_rulebook, NULL,
        "Who owns the rules, their version and status, and their sources", NULL),
    KEY(file_read, parameters, "parameters", NAMED, I, NULL, &table_parameter, NULL,
        "The numbers that a clinic may change", NULL),
    KEY(file_read, lists, "lists", NAMED, I, NULL, &table_list, NULL,
        "Conditions, medications, procedures, reactions, products, allergies", NULL),
    KEY(file_read, body_sites, "body-sites", NAMED, I, NULL, &table_site, NULL,
        "The tree of body sites", NULL),
    KEY(file_read, stays_good, "answers-stay-good", MAP, 0, NULL, &table_stays_good, NULL,
        "How old a reviewed list may be", "{conditions: 180 days, medications: 90 days}"),
    KEY(file_read, reasons, "override-reasons", NAMED, I, NULL, &table_reason, NULL,
        "Coded reasons for going on", NULL),
    KEY(file_read, roles, "roles", WORDS, 0, NULL, NULL, NULL,
        "The clinic's roles, where the built-in ones do not serve", "[physician, nurse]"),
    KEY(file_read, rules, "rules", MAPS, 0, NULL, &table_rule, NULL, "The rules", NULL),
    KEY(file_read, rules_for, "rules-for", TEXT, 0, NULL, NULL, "rulebooks",
        "The rulebook that the rules belong to", "microneedling"),
    KEY(file_read, personas, "personas", NAMED, I, NULL, &table_persona, NULL, "Invented patients",
        NULL),
    KEY(file_read, tests, "tests", MAPS, 0, NULL, &table_test, NULL, "Tests beside the rules",
        NULL),
    KEY(file_read, tests_for, "tests-for", TEXT, 0, NULL, NULL, "rulebooks",
        "The rulebook that the tests belong to", "microneedling"),
};
TABLE(file, file_read, "file", "A file of rules");

/* ---- overlays ---- */

static const struct key overlay_keys[] = {
    KEY(overlay_read, id, "id", ID, R, NULL, NULL, NULL, "The clinic's name for its changes",
        "elm-street"),
    KEY(overlay_read, version, "version", TEXT, R, NULL, NULL, NULL,
        "Three numbers, raised with every change", "\"1.2.0\""),
    KEY(overlay_read, owner, "owner", MAP, R, NULL, &table_owner, NULL,
        "Who answers for the changes", "{name: \"Dr. A.\", role: clinical-lead}"),
    KEY(overlay_read, title, "title", TEXT, 0, NULL, NULL, NULL, "What the changes are for", NULL),
};
TABLE(overlay, overlay_read, "overlay", "Who changes the rules, and their version");

static const struct key base_keys[] = {
    KEY(base_read, rulebook, "rulebook", TEXT, R, NULL, NULL, "rulebooks",
        "The rulebook that is changed", "microneedling"),
    KEY(base_read, version, "version", TEXT, R, NULL, NULL, NULL,
        "Its versions that the changes were written for", "\">=1.0.0 <2.0.0\""),
};
TABLE(base, base_read, "base", "The rulebook that is changed");

#define RULE_KEY                                                                                   \
    KEY(operation_read, rule, "rule", TEXT, R, NULL, NULL, "rules", "The rule", "mn-slot-length")
#define LIST_KEY                                                                                   \
    KEY(operation_read, list, "list", TEXT, R, NULL, NULL, "lists", "The list", "irritants")
#define DIRECTION_KEY(flags)                                                                       \
    KEY(operation_read, direction, "direction", CHOICE, flags, &words_direction, NULL, NULL,       \
        "Whether the change makes the rules stricter or looser", "stricter")
static const struct key set_parameter_keys[] = {
    KEY(operation_read, name, "name", TEXT, R, NULL, NULL, "parameters", "The parameter",
        "botulinum-interval"),
    KEY(operation_read, value, "value", TEXT, R, NULL, NULL, NULL, "Its new value", "21 days"),
    DIRECTION_KEY(0),
};
TABLE(set_parameter, operation_read, "set-parameter", "Another value for a parameter");
static const struct key silence_keys[] = {RULE_KEY};
TABLE(silence, operation_read, "silence", "The rule goes on in shadow");
static const struct key reseverity_keys[] = {
    RULE_KEY,
    KEY(operation_read, severity, "severity", ANY, R, &words_rule_severity, &table_severity,
        "severity", "The new severity, or one for each moment", "hold"),
    DIRECTION_KEY(R),
};
TABLE(reseverity, operation_read, "reseverity", "Another severity for a rule");
static const struct key reword_keys[] = {
    RULE_KEY,
    KEY(operation_read, say, "say", TEXT, R, NULL, NULL, NULL, "The new sentence for staff", NULL),
};
TABLE(reword, operation_read, "reword", "Another sentence for a rule");
static const struct key add_to_list_keys[] = {
    LIST_KEY,
    KEY(operation_read, items, "items", TEXTS, 0, NULL, NULL, NULL, "Names to add",
        "[\"lactic acid lotion\"]"),
    KEY(operation_read, codes, "codes", MAP, 0, NULL, &table_codes, NULL, "Codes to add", NULL),
    DIRECTION_KEY(0),
};
TABLE(add_to_list, operation_read, "add-to-list", "More names for a list");
static const struct key remove_from_list_keys[] = {
    LIST_KEY,
    KEY(operation_read, items, "items", TEXTS, 0, NULL, NULL, NULL, "Names to remove",
        "[\"salicylic acid lotion\"]"),
    KEY(operation_read, codes, "codes", MAP, 0, NULL, &table_codes, NULL, "Codes to remove", NULL),
    DIRECTION_KEY(R),
};
TABLE(remove_from_list, operation_read, "remove-from-list", "Fewer names for a list");

static const struct key change_keys[] = {
    KEY(change_read, set_parameter, "set-parameter", MAP, 0, NULL, &table_set_parameter, NULL,
        "Another value for a parameter", "{name: botulinum-interval, value: 21 days}"),
    KEY(change_read, silence, "silence", MAP, 0, NULL, &table_silence, NULL,
        "The rule goes on in shadow", "{rule: mn-slot-length}"),
    KEY(change_read, reseverity, "reseverity", MAP, 0, NULL, &table_reseverity, NULL,
        "Another severity for a rule", "{rule: mn-aspirin, severity: hold, direction: stricter}"),
    KEY(change_read, reword, "reword", MAP, 0, NULL, &table_reword, NULL,
        "Another sentence for a rule", "{rule: mn-keloid, say: \"...\"}"),
    KEY(change_read, add_to_list, "add-to-list", MAP, 0, NULL, &table_add_to_list, NULL,
        "More names for a list", "{list: irritants, items: [\"lactic acid lotion\"]}"),
    KEY(change_read, remove_from_list, "remove-from-list", MAP, 0, NULL, &table_remove_from_list,
        NULL, "Fewer names for a list", NULL),
    KEY(change_read, add_rule, "add-rule", MAP, 0, NULL, &table_rule, NULL,
        "A rule of the clinic's own; its id begins with the overlay's", NULL),
    KEY(change_read, seen, "seen", TEXT, 0, NULL, NULL, NULL,
        "The fingerprint of the base rule when this was written", "r-7f3a9c21"),
    KEY(change_read, because, "because", TEXT, 0, NULL, NULL, NULL, "Why", NULL),
    KEY(change_read, until, "until", DATE, 0, NULL, NULL, NULL, "The last day of the change",
        "\"2027-06-30\""),
    KEY(change_read, approved, "approved", ANY, 0, &words_not_yet, &table_signed, NULL,
        "Who signed it, and when", "{by: \"Dr. A.\", date: \"2027-01-10\"}"),
};
TABLE(change, change_read, "change", "One change of the base rules");

static const struct key overlay_file_keys[] = {
    KEY(overlay_file_read, format, "format", CHOICE, R, &words_overlay_format, NULL, NULL,
        "The first line of every overlay", "precare-overlay/1"),
    KEY(overlay_file_read, overlay, "overlay", MAP, R, NULL, &table_overlay, NULL,
        "Who changes the rules", NULL),
    KEY(overlay_file_read, base, "base", MAP, R, NULL, &table_base, NULL,
        "The rulebook that is changed", NULL),
    KEY(overlay_file_read, changes, "changes", MAPS, R, NULL, &table_change, NULL, "The changes",
        NULL),
};
TABLE(overlay_file, overlay_file_read, "overlay file", "A clinic's own changes");
