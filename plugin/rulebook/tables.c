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
#include "visit/event_keys.h"

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
WORDS(on_file, NULL, "any");
WORDS(ongoing, NULL, "ongoing");
WORDS(rules_format, NULL, "precare-rules/1");
WORDS(overlay_format, NULL, "precare-overlay/1");

/* ---- rulebook, parameters, lists, sites, reasons ---- */

static const struct key signed_keys[] = {
    KEY(signed_read, by, "by", TEXT, KEY_REQUIRED, .doc = "Who signed", .example = "\"Dr. A.\""),
    KEY(signed_read, date, "date", DATE, KEY_REQUIRED, .doc = "The day it was signed",
        .example = "\"2027-01-10\""),
};
const struct table table_signed =
    KEY_TABLE("signature", signed_keys, signed_read, "Who signed, and when");

static const struct key owner_keys[] = {
    KEY(owner_read, name, "name", TEXT, KEY_REQUIRED,
        .doc = "The person or team responsible for it", .example = "\"Clinical lead\""),
    KEY(owner_read, role, "role", TEXT, KEY_REQUIRED, .choices_of = "roles",
        .doc = "A role of the clinic", .example = "clinical-lead"),
    KEY(owner_read, contact, "contact", TEXT, 0, .doc = "Where to reach them",
        .example = "\"lead@clinic.example\""),
};
const struct table table_owner =
    KEY_TABLE("owner", owner_keys, owner_read, "Who answers for these rules");

static const struct key source_keys[] = {
    KEY(source_read, title, "title", TEXT, KEY_REQUIRED, .doc = "Its title",
        .example = "\"What Is Microneedling?\""),
    KEY(source_read, kind, "kind", CHOICE, KEY_REQUIRED, .words = &words_source_kind,
        .doc = "What sort of source it is", .example = "guideline"),
    KEY(source_read, link, "link", TEXT, 0, .doc = "Where it can be read",
        .example = "\"https://...\""),
    KEY(source_read, read_on, "read-on", DATE, 0, .doc = "The day it was read",
        .example = "\"2026-11-22\""),
};
const struct table table_source =
    KEY_TABLE("source", source_keys, source_read, "A source that rules refer to");

static const struct key rulebook_keys[] = {
    KEY(rulebook_read, id, "id", ID, KEY_REQUIRED,
        .doc = "Its name: lower-case letters, digits and dashes", .example = "microneedling"),
    KEY(rulebook_read, title, "title", TEXT, KEY_REQUIRED,
        .doc = "What it is about, as people say it",
        .example = "\"Microneedling: who can be treated\""),
    KEY(rulebook_read, version, "version", TEXT, KEY_REQUIRED,
        .doc = "Three numbers, raised with every change", .example = "\"1.0.0\""),
    KEY(rulebook_read, status, "status", CHOICE, KEY_REQUIRED, .words = &words_rulebook_status,
        .doc = "draft: tests only; shadow: recorded, shown to nobody; active: in use; retired: no "
               "longer used",
        .example = "shadow"),
    KEY(rulebook_read, owner, "owner", MAP, KEY_REQUIRED, .table = &table_owner,
        .doc = "Who is responsible for these rules",
        .example = "{name: \"Clinical lead\", role: clinical-lead}"),
    KEY(rulebook_read, approved, "approved", ANY, 0, .words = &words_not_yet,
        .table = &table_signed, .doc = "Who approved it, and when; or not-yet",
        .example = "not-yet"),
    KEY(rulebook_read, from, "effective-from", DATE, 0, .doc = "The first day it is in force",
        .unset = "(at once)", .example = "\"2026-12-01\""),
    KEY(rulebook_read, until, "effective-until", DATE, 0, .doc = "The last day it is in force",
        .unset = "(no end)", .example = "\"2028-12-01\""),
    KEY(rulebook_read, review_by, "review-by", DATE, KEY_REQUIRED,
        .doc = "The day by which it must be reviewed", .example = "\"2027-06-01\""),
    KEY(rulebook_read, after_review, "after-review-date", CHOICE, 0, .words = &words_after_review,
        .doc = "After that day: go on and mark every result, or stop", .unset = "keep-and-warn",
        .example = "keep-and-warn"),
    KEY(rulebook_read, language, "language", TEXT, 0,
        .doc = "The language its sentences are written in", .example = "en"),
    KEY(rulebook_read, sources, "sources", NAMED, KEY_REQUIRED | KEY_IDS, .table = &table_source,
        .doc = "What the rules are based on, each under a short name"),
    KEY(rulebook_read, not_covered, "not-covered", TEXTS, KEY_MAY_BE_EMPTY,
        .doc = "What these rules do not cover, in sentences",
        .example = "[\"Needle depth: the sources are silent.\"]"),
};
const struct table table_rulebook =
    KEY_TABLE("rulebook", rulebook_keys, rulebook_read,
              "Who owns the rules, their version and status, and their sources");

static const struct key parameter_keys[] = {
    KEY(parameter_read, value, "value", TEXT, KEY_REQUIRED, .doc = "The number, with its unit",
        .example = "5 days"),
    KEY(parameter_read, allowed, "allowed", TEXT, 0, .doc = "The range in which it may be changed",
        .example = "1 day to 14 days"),
    KEY(parameter_read, means, "means", TEXT, 0, .doc = "What it means, in a sentence"),
    KEY(parameter_read, basis, "basis", CHOICE, 0, .words = &words_basis,
        .doc = "stated: the source says it; interpreted: read from it; clinic-decision: the clinic "
               "chose "
               "it",
        .example = "clinic-decision"),
    KEY(parameter_read, note, "note", TEXT, 0, .doc = "Why this number"),
    KEY(parameter_read, confirmed, "confirmed", ANY, 0, .words = &words_not_yet,
        .table = &table_signed, .doc = "Who confirmed the number, and when; or not-yet",
        .example = "not-yet"),
};
const struct table table_parameter =
    KEY_TABLE("parameter", parameter_keys, parameter_read, "A number that a clinic may change");

static const struct key codes_keys[] = {
    KEY(codes_read, system[CODE_ICD_10], "icd-10", TEXTS, KEY_MAY_BE_EMPTY,
        .doc = "Beginnings of ICD-10 codes: L40 covers L40.5", .example = "[L40]"),
    KEY(codes_read, system[CODE_ATC], "atc", TEXTS, KEY_MAY_BE_EMPTY,
        .doc = "Beginnings of ATC codes: D10AD covers D10AD01", .example = "[\"D10AD\"]"),
    KEY(codes_read, system[CODE_SNOMED], "snomed", TEXTS, KEY_MAY_BE_EMPTY,
        .doc = "Complete SNOMED CT codes"),
    KEY(codes_read, system[CODE_RXNORM], "rxnorm", TEXTS, KEY_MAY_BE_EMPTY,
        .doc = "Complete RxNorm codes"),
    KEY(codes_read, system[CODE_CPT], "cpt", TEXTS, KEY_MAY_BE_EMPTY, .doc = "Complete CPT codes"),
    KEY(codes_read, system[CODE_LOCAL], "local", TEXTS, KEY_MAY_BE_EMPTY,
        .doc = "The clinic's own codes, complete", .example = "[MN1]"),
};
const struct table table_codes =
    KEY_TABLE("set of codes", codes_keys, codes_read, "Codes by their system");

static const struct key except_keys[] = {
    KEY(except_read, codes, "codes", MAP, 0, .table = &table_codes,
        .doc = "Codes that are never in the list"),
    KEY(except_read, items, "items", TEXTS, KEY_MAY_BE_EMPTY,
        .doc = "Names that are never in the list"),
};
const struct table table_except = KEY_TABLE("exception", except_keys, except_read,
                                            "What is never in the list, whatever else says so");

static const struct key list_keys[] = {
    KEY(list_read, kind, "kind", CHOICE, KEY_REQUIRED, .words = &words_list_kind,
        .doc = "What its items are", .example = "medication"),
    KEY(list_read, plain, "plain", TEXT, KEY_REQUIRED, .doc = "The word used for it in sentences",
        .example = "\"retinoid\""),
    KEY(list_read, items, "items", TEXTS, 0, .doc = "The names, as people write them in charts",
        .example = "[tretinoin, adapalene]"),
    KEY(list_read, also, "also", ANY, 0, .choices_of = "also", .doc = "Other names of an item",
        .example = "{tretinoin: [\"Retin-A\"]}"),
    KEY(list_read, codes, "codes", MAP, 0, .table = &table_codes, .doc = "Codes by their system",
        .example = "{atc: [\"D10AD\"]}"),
    KEY(list_read, except, "except", MAP, 0, .table = &table_except,
        .doc = "What is never in the list"),
    KEY(list_read, routes, "routes", WORDS, 0,
        .doc = "For medications: an entry given another way does not match",
        .example = "[topical]"),
    KEY(list_read, short_lived, "short-lived", LENGTH, 0,
        .doc = "For conditions: how long an active entry is taken to last", .example = "21 days"),
    KEY(list_read, includes, "includes", WORDS, 0, .choices_of = "lists",
        .doc = "Lists of the same kind that are part of it", .example = "[other-list]"),
    KEY(list_read, codes_checked, "codes-checked", ANY, 0, .words = &words_not_yet,
        .table = &table_signed, .doc = "Who checked the codes, and when; or not-yet",
        .example = "not-yet"),
};
const struct table table_list =
    KEY_TABLE("list", list_keys, list_read, "Names and codes that mean one thing to the rules");

static const struct key site_keys[] = {
    KEY(site_read, parts, "parts", WORDS, KEY_MAY_BE_EMPTY, .choices_of = "sites",
        .doc = "The sites it is made of", .example = "[forehead, cheek]"),
    KEY(site_read, also, "also", WORDS, KEY_MAY_BE_EMPTY, .doc = "Its other names",
        .example = "[\"cheeks\"]"),
    KEY(site_read, adjacent, "adjacent", WORDS, KEY_MAY_BE_EMPTY, .choices_of = "sites",
        .doc = "Its neighbours, both ways", .example = "[nasolabial]"),
};
const struct table table_site = KEY_TABLE("body site", site_keys, site_read,
                                          "A site of the body: its parts, other names, neighbours");

static const struct key stays_good_keys[] = {
    KEY(stays_good_read, chart[CHART_CONDITIONS], "conditions", LENGTH, KEY_PARAMETER,
        .choices_of = "parameters", .doc = "How long the reviewed list of conditions stays good",
        .example = "180 days"),
    KEY(stays_good_read, chart[CHART_MEDICATIONS], "medications", LENGTH, KEY_PARAMETER,
        .choices_of = "parameters", .doc = "How long the reviewed list of medications stays good",
        .example = "90 days"),
    KEY(stays_good_read, chart[CHART_ALLERGIES], "allergies", LENGTH, KEY_PARAMETER,
        .choices_of = "parameters", .doc = "How long the reviewed list of allergies stays good",
        .example = "365 days"),
    KEY(stays_good_read, chart[CHART_PROCEDURES], "procedures", LENGTH, KEY_PARAMETER,
        .choices_of = "parameters", .doc = "How long the reviewed list of procedures stays good",
        .example = "90 days"),
};
const struct table table_stays_good = KEY_TABLE("answers-stay-good", stays_good_keys,
                                                stays_good_read, "How old a reviewed list may be");

static const struct key reason_keys[] = {
    KEY(reason_read, say, "say", TEXT, KEY_REQUIRED, .doc = "The reason, as people read it",
        .example = "\"The record is wrong\""),
    KEY(reason_read, points_to, "points-to", CHOICE, KEY_REQUIRED, .words = &words_points_to,
        .doc = "What the reason tells about the rule or the record", .example = "data-problem"),
};
const struct table table_reason =
    KEY_TABLE("override reason", reason_keys, reason_read, "A coded reason for going on");

/* ---- rules ---- */

static const struct key rule_source_keys[] = {
    KEY(rule_source_read, ref, "ref", WORDS, KEY_REQUIRED, .choices_of = "sources",
        .doc = "Sources of the rulebook", .example = "article"),
    KEY(rule_source_read, statements, "statements", WORDS, KEY_MAY_BE_EMPTY,
        .doc = "Statements of the source", .example = "[S31]"),
    KEY(rule_source_read, basis, "basis", CHOICE, KEY_REQUIRED, .words = &words_basis,
        .doc = "stated: the source says it; interpreted: read from it; clinic-decision: the clinic "
               "chose "
               "it",
        .example = "stated"),
    KEY(rule_source_read, note, "note", TEXT, 0, .doc = "What a reader of the rule should know"),
    KEY(rule_source_read, confirmed, "confirmed", ANY, 0, .words = &words_not_yet,
        .table = &table_signed, .doc = "Who confirmed the rule, and when; or not-yet",
        .example = "not-yet"),
};
const struct table table_rule_source =
    KEY_TABLE("source of a rule", rule_source_keys, rule_source_read, "Where the rule comes from");

static const struct key when_keys[] = {
    KEY(when_read_, at, "at", CHOICES, KEY_REQUIRED, .words = &words_moment,
        .doc = "The moments at which it is evaluated", .example = "[booking, check-in]"),
    KEY(when_read_, procedure, "procedure", WORDS, KEY_REQUIRED, .choices_of = "lists/procedure",
        .doc = "One or more lists of procedures", .example = "microneedling"),
    KEY(when_read_, state, "state", CHOICE, 0, .words = &words_planned_or_done,
        .doc = "Only when the appointment is in this state", .example = "planned"),
    KEY(when_read_, modality, "modality", WORDS, 0, .doc = "Only with one of these modalities",
        .example = "[mechanical, radiofrequency]"),
};
const struct table table_when =
    KEY_TABLE("when", when_keys, when_read_, "At which moments, for which procedures");

static const struct key instruct_keys[] = {
    KEY(instruct_read, what, "do", ID, KEY_REQUIRED, .doc = "What to do, as one short name",
        .example = "stop-retinoid"),
    KEY(instruct_read, for_whom, "for", CHOICE, 0, .words = &words_asked_of,
        .doc = "Who must do it", .unset = "(patient where there is a tell-patient, else staff)",
        .example = "patient"),
    KEY(instruct_read, tell_patient, "tell-patient", TEXT, 0, .doc = "The sentence for the patient",
        .example = "\"Last day of use: {due}.\""),
    KEY(instruct_read, due, "due", SPAN, KEY_PARAMETER, .words = &words_anchor,
        .choices_of = "parameters", .doc = "By when", .unset = "(no date)",
        .example = "7 days before appointment"),
    KEY(instruct_read, until, "until", SPAN, KEY_PARAMETER, .words = &words_anchor,
        .choices_of = "parameters",
        .doc = "Instead of `due`, of what lasts: up to and including which day",
        .unset = "(it does not last)", .example = "24 hours after procedure"),
};
const struct table table_instruct =
    KEY_TABLE("instruction", instruct_keys, instruct_read, "A thing to do");

static const struct key still_time_keys[] = {
    KEY(still_time_read, instruct, "instruct", MAPS, KEY_REQUIRED, .table = &table_instruct,
        .doc = "What to do while there is still time"),
};
const struct table table_still_time =
    KEY_TABLE("if-still-time", still_time_keys, still_time_read,
              "Instead of `then`, while the window has not opened yet");

static const struct key severity_keys[] = {
    KEY(severity_read, at[PRECARE_BOOKING], "booking", CHOICE, 0, .words = &words_rule_severity,
        .doc = "Its severity at booking", .example = "hold"),
    KEY(severity_read, at[PRECARE_CHECK_IN], "check-in", CHOICE, 0, .words = &words_rule_severity,
        .doc = "Its severity at check-in", .example = "block"),
    KEY(severity_read, at[PRECARE_TREATMENT], "treatment", CHOICE, 0, .words = &words_rule_severity,
        .doc = "Its severity at treatment", .example = "warn"),
    KEY(severity_read, at[PRECARE_FOLLOW_UP], "follow-up", CHOICE, 0, .words = &words_rule_severity,
        .doc = "Its severity at follow-up", .example = "urgent"),
};
const struct table table_severity =
    KEY_TABLE("severity", severity_keys, severity_read, "How strong, at each moment");

static const struct key suggest_keys[] = {
    KEY(suggest_read, move_to, "move-to", SPAN, KEY_REQUIRED | KEY_PARAMETER,
        .words = &words_anchor, .choices_of = "parameters", .doc = "An earlier or later day",
        .example = "7 days after match"),
};
const struct table table_suggest =
    KEY_TABLE("suggest", suggest_keys, suggest_read, "Another day for the appointment");

static const struct key alert_keys[] = {
    KEY(alert_read, channel, "channel", TEXT, KEY_REQUIRED, .choices_of = "channels",
        .doc = "A channel of the configuration", .example = "clinical-lead"),
    KEY(alert_read, say, "say", TEXT, KEY_REQUIRED,
        .doc = "The sentence for the chat, without placeholders and clinical words",
        .example = "\"A pre-care stop was missed.\""),
};
const struct table table_alert =
    KEY_TABLE("alert", alert_keys, alert_read, "A message to the team's chat");

static const struct key then_keys[] = {
    KEY(then_read, severity, "severity", ANY, KEY_REQUIRED, .words = &words_rule_severity,
        .table = &table_severity, .choices_of = "severity",
        .doc = "info, warn, hold, block or urgent; or one for each moment",
        .example = "{booking: hold, check-in: block}"),
    KEY(then_read, because, "because", TEXT, 0,
        .doc = "Why it must not happen (required for a block)"),
    KEY(then_read, say, "say", TEXT, KEY_REQUIRED,
        .doc = "The sentence for staff, at most 139 characters",
        .example = "\"{matched} used inside the stop window.\""),
    KEY(then_read, suggest, "suggest", MAP, 0, .table = &table_suggest,
        .doc = "Another day for the appointment", .example = "{move-to: 7 days after match}"),
    KEY(then_read, instruct, "instruct", MAPS, KEY_MAY_BE_EMPTY, .table = &table_instruct,
        .doc = "What to do"),
    KEY(then_read, alert, "alert", MAP, 0, .table = &table_alert,
        .doc = "A message to the team's chat"),
};
const struct table table_then =
    KEY_TABLE("then", then_keys, then_read, "What happens when the condition holds");

static const struct key unknown_keys[] = {
    KEY(unknown_read, ask, "ask", TEXT, 0, .doc = "The question",
        .example = "\"Does the patient use a retinoid?\""),
    KEY(unknown_read, of, "of", CHOICE, 0, .words = &words_asked_of, .doc = "Whom to ask",
        .unset = "staff", .example = "patient"),
    KEY(unknown_read, answer_by, "answer-by", CHOICE, 0, .words = &words_moment,
        .doc = "The last moment at which it may still be unanswered",
        .unset = "(the rule's last moment)", .example = "check-in"),
    KEY(unknown_read, otherwise, "otherwise", CHOICE, 0, .words = &words_otherwise,
        .doc = "Its severity if it is still unanswered after that", .example = "warn"),
    KEY(unknown_read, ignore, "ignore", TEXT, 0,
        .doc = "Instead of a question, the reason why none is needed"),
};
const struct table table_unknown =
    KEY_TABLE("if-unknown", unknown_keys, unknown_read, "What happens when a fact is missing");

static const struct key override_keys[] = {
    KEY(override_read, by, "by", WORDS, KEY_REQUIRED, .choices_of = "roles",
        .doc = "The roles that may clear it", .example = "[physician]"),
    KEY(override_read, reasons, "reasons", WORDS, KEY_REQUIRED, .choices_of = "reasons",
        .doc = "The reasons that may be given", .example = "[record-is-wrong]"),
    KEY(override_read, note, "note", CHOICE, 0, .words = &words_note_rule,
        .doc = "Whether a note is needed", .unset = "optional", .example = "optional"),
};
const struct table table_override =
    KEY_TABLE("override", override_keys, override_read, "Who may go on, and for which reasons");

static const struct key rule_keys[] = {
    KEY(rule_read, id, "id", ID, KEY_REQUIRED,
        .doc = "Its name: lower-case letters, digits and dashes", .example = "mn-stop-retinoid"),
    KEY(rule_read, title, "title", TEXT, KEY_REQUIRED, .doc = "What it is about, in a few words"),
    KEY(rule_read, topic, "topic", ID, 0, .doc = "Findings of one topic are shown as one card",
        .example = "pre-care"),
    KEY(rule_read, source, "source", MAP, KEY_REQUIRED, .table = &table_rule_source,
        .doc = "Where the rule comes from",
        .example = "{ref: article, statements: [S31], basis: stated}"),
    KEY(rule_read, when, "when", MAP, KEY_REQUIRED, .table = &table_when,
        .doc = "The moments and procedures it is for",
        .example = "{at: [booking, check-in], procedure: microneedling}"),
    KEY(rule_read, condition, "if", ANY, KEY_REQUIRED, .choices_of = "condition",
        .doc = "The condition"),
    KEY(rule_read, unless, "unless", ANY, 0, .choices_of = "condition",
        .doc = "An excuse: when it holds, the rule is quiet", .unset = "(no excuse)"),
    KEY(rule_read, still_time, "if-still-time", MAP, 0, .table = &table_still_time,
        .doc = "What happens instead of `then` while there is still time"),
    KEY(rule_read, then, "then", MAP, KEY_REQUIRED, .table = &table_then,
        .doc = "What happens if the condition is true"),
    KEY(rule_read, unknown, "if-unknown", MAP, 0, .table = &table_unknown,
        .doc = "What happens if a fact is unknown"),
    KEY(rule_read, override, "override", MAP, 0, .table = &table_override,
        .doc = "Who may go on regardless, and for which reasons", .unset = "(nobody)",
        .example = "{by: [physician], reasons: [record-is-wrong]}"),
    KEY(rule_read, status, "status", CHOICE, 0, .words = &words_rule_status,
        .doc = "active; shadow: recorded, shown to nobody; or retired", .unset = "active",
        .example = "active"),
    KEY(rule_read, replaced_by, "replaced-by", WORDS, 0, .choices_of = "rules",
        .doc = "The rule that stands for a retired one"),
    KEY(rule_read, covers, "covers", WORDS, 0, .choices_of = "rules",
        .doc = "Rules whose findings need not be shown beside this one's"),
};
const struct table table_rule = KEY_TABLE("rule", rule_keys, rule_read, "One rule: when, if, then");

/* ---- tests and personas; what they say of a visit is in visit/event_keys.c ---- */

static const struct key finding_keys[] = {
    KEY(finding_read, rule, "rule", TEXT, KEY_REQUIRED, .choices_of = "rules", .doc = "The rule",
        .example = "mn-stop-retinoid"),
    KEY(finding_read, outcome, "outcome", CHOICE, KEY_REQUIRED, .words = &words_outcome,
        .doc = "Its outcome", .example = "task"),
    KEY(finding_read, due, "due", WORDS, KEY_MAY_BE_EMPTY, .doc = "When its tasks are due",
        .example = "\"2027-01-07\""),
    KEY(finding_read, move_to, "move-to", WHEN, 0, .doc = "The day it suggests",
        .example = "\"2027-01-17\""),
    KEY(finding_read, alert, "alert", WORDS, KEY_MAY_BE_EMPTY, .choices_of = "channels",
        .doc = "The channel it alerts", .example = "clinical-lead"),
};
const struct table table_finding =
    KEY_TABLE("finding", finding_keys, finding_read, "A finding that must be there");

static const struct key expect_keys[] = {
    KEY(expect_read, overall, "overall", CHOICE, KEY_REQUIRED, .words = &words_overall,
        .doc = "The overall outcome", .example = "tasks"),
    KEY(expect_read, coverage, "coverage", CHOICE, 0, .words = &words_coverage,
        .doc = "Whether everything was evaluated", .example = "complete"),
    KEY(expect_read, findings, "findings", MAPS, KEY_REQUIRED | KEY_MAY_BE_EMPTY,
        .table = &table_finding, .doc = "All findings, and no others",
        .example = "[{rule: mn-stop-retinoid, outcome: task}]"),
    KEY(expect_read, not_these, "not", WORDS, KEY_MAY_BE_EMPTY, .choices_of = "rules",
        .doc = "Rules that were evaluated and stay quiet", .example = "[mn-age]"),
};
const struct table table_expect =
    KEY_TABLE("expect", expect_keys, expect_read, "What must come out");

static const struct key test_keys[] = {
    KEY(test_read, name, "name", TEXT, KEY_REQUIRED, .doc = "What it shows, in a sentence"),
    KEY(test_read, at, "at", CHOICE, KEY_REQUIRED, .words = &words_moment,
        .doc = "The moment of the event", .example = "booking"),
    KEY(test_read, today, "today", WHEN, KEY_REQUIRED, .doc = "The day (or instant) of the event",
        .example = "\"2026-12-01\""),
    KEY(test_read, zone, "zone", TEXT, 0, .doc = "The clinic's time zone", .unset = "UTC",
        .example = "America/New_York"),
    KEY(test_read, patient, "patient", MAP, 0, .table = &said_patient.table,
        .doc = "What is known of the patient", .example = "{like: well-adult}"),
    KEY(test_read, appointment, "appointment", MAP, KEY_REQUIRED, .table = &said_appointment.table,
        .doc = "The appointment that the rules look at",
        .example = "{procedure: microneedling, date: \"2027-01-12\", site: cheek}"),
    KEY(test_read, provider, "provider", MAP, 0, .table = &said_provider.table,
        .doc = "Who gives the treatment", .example = "{role: physician}"),
    KEY(test_read, charted, "charted", MAP, 0, .table = &said_charted.table,
        .doc = "What was charted"),
    KEY(test_read, clearances, "clearances", MAPS, KEY_MAY_BE_EMPTY, .table = &said_clearance.table,
        .doc = "Documented decisions to go on"),
    KEY(test_read, expect, "expect", MAP, KEY_REQUIRED, .table = &table_expect,
        .doc = "The result that is expected", .example = "{overall: clear, findings: []}"),
};
const struct table table_test =
    KEY_TABLE("test", test_keys, test_read, "A visit and what must come out");

/* ---- files ---- */

static const struct key file_keys[] = {
    KEY(file_read, format, "format", CHOICE, KEY_REQUIRED, .words = &words_rules_format,
        .doc = "The first line of every file", .example = "precare-rules/1"),
    KEY(file_read, rulebook, "rulebook", MAP, 0, .table = &table_rulebook,
        .doc = "Who owns the rules, their version and status, and their sources"),
    KEY(file_read, parameters, "parameters", NAMED, KEY_IDS, .table = &table_parameter,
        .doc = "The numbers that a clinic may change"),
    KEY(file_read, lists, "lists", NAMED, KEY_IDS, .table = &table_list,
        .doc = "Conditions, medications, procedures, reactions, products, allergies"),
    KEY(file_read, body_sites, "body-sites", NAMED, KEY_IDS, .table = &table_site,
        .doc = "The tree of body sites"),
    KEY(file_read, stays_good, "answers-stay-good", MAP, 0, .table = &table_stays_good,
        .doc = "How old a reviewed list may be",
        .example = "{conditions: 180 days, medications: 90 days}"),
    KEY(file_read, reasons, "override-reasons", NAMED, KEY_IDS, .table = &table_reason,
        .doc = "Coded reasons for going on"),
    KEY(file_read, roles, "roles", WORDS, 0,
        .doc = "The clinic's roles, if the built-in ones do not fit",
        .unset = "(the built-in ones)", .example = "[physician, nurse]"),
    KEY(file_read, rules, "rules", MAPS, 0, .table = &table_rule, .doc = "The rules"),
    KEY(file_read, rules_for, "rules-for", TEXT, 0, .choices_of = "rulebooks",
        .doc = "The rulebook that the rules belong to", .example = "microneedling"),
    KEY(file_read, personas, "personas", NAMED, KEY_IDS, .table = &said_persona.table,
        .doc = "Invented patients"),
    KEY(file_read, tests, "tests", MAPS, 0, .table = &table_test, .doc = "Tests beside the rules"),
    KEY(file_read, tests_for, "tests-for", TEXT, 0, .choices_of = "rulebooks",
        .doc = "The rulebook that the tests belong to", .example = "microneedling"),
};
const struct table table_file = KEY_TABLE("file", file_keys, file_read, "A file of rules");

/* ---- overlays ---- */

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
const struct table table_set_parameter =
    KEY_TABLE("set-parameter", set_parameter_keys, operation_read, "Another value for a parameter");
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
    KEY_TABLE("reseverity", reseverity_keys, operation_read, "Another severity for a rule");
static const struct key reword_keys[] = {
    RULE_KEY,
    KEY(operation_read, say, "say", TEXT, KEY_REQUIRED, .doc = "The new sentence for staff"),
};
const struct table table_reword =
    KEY_TABLE("reword", reword_keys, operation_read, "Another sentence for a rule");
static const struct key add_to_list_keys[] = {
    LIST_KEY,
    KEY(operation_read, items, "items", TEXTS, 0, .doc = "Names to add",
        .example = "[\"lactic acid lotion\"]"),
    KEY(operation_read, codes, "codes", MAP, 0, .table = &table_codes, .doc = "Codes to add"),
    DIRECTION_KEY(0),
};
const struct table table_add_to_list =
    KEY_TABLE("add-to-list", add_to_list_keys, operation_read, "More names for a list");
static const struct key remove_from_list_keys[] = {
    LIST_KEY,
    KEY(operation_read, items, "items", TEXTS, 0, .doc = "Names to remove",
        .example = "[\"salicylic acid lotion\"]"),
    KEY(operation_read, codes, "codes", MAP, 0, .table = &table_codes, .doc = "Codes to remove"),
    DIRECTION_KEY(KEY_REQUIRED),
};
const struct table table_remove_from_list =
    KEY_TABLE("remove-from-list", remove_from_list_keys, operation_read, "Fewer names for a list");

static const struct key change_keys[] = {
    KEY(change_read, set_parameter, "set-parameter", MAP, 0, .table = &table_set_parameter,
        .doc = "Another value for a parameter",
        .example = "{name: botulinum-interval, value: 21 days}"),
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
    KEY(change_read, seen, "seen", TEXT, 0,
        .doc = "The fingerprint of the base rule when this was written", .example = "r-7f3a9c21"),
    KEY(change_read, because, "because", TEXT, 0, .doc = "The reason for the change"),
    KEY(change_read, until, "until", DATE, 0, .doc = "The last day of the change",
        .example = "\"2027-06-30\""),
    KEY(change_read, approved, "approved", ANY, 0, .words = &words_not_yet, .table = &table_signed,
        .doc = "Who signed it, and when", .example = "{by: \"Dr. A.\", date: \"2027-01-10\"}"),
};
const struct table table_change =
    KEY_TABLE("change", change_keys, change_read, "One change of the base rules");

static const struct key overlay_file_keys[] = {
    KEY(overlay_file_read, format, "format", CHOICE, KEY_REQUIRED, .words = &words_overlay_format,
        .doc = "The first line of every overlay", .example = "precare-overlay/1"),
    KEY(overlay_file_read, overlay, "overlay", MAP, KEY_REQUIRED, .table = &table_overlay,
        .doc = "Who changes the rules"),
    KEY(overlay_file_read, base, "base", MAP, KEY_REQUIRED, .table = &table_base,
        .doc = "The rulebook that is changed"),
    KEY(overlay_file_read, changes, "changes", MAPS, KEY_REQUIRED, .table = &table_change,
        .doc = "The changes"),
};
const struct table table_overlay_file =
    KEY_TABLE("overlay file", overlay_file_keys, overlay_file_read, "A clinic's own changes");
