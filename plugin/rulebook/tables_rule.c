/* SPDX-License-Identifier: MIT
 *
 * A rule: keys, what they mean, what to type. Its conditions stand in kinds.def. Read by the
 * loader, printed by schema and reference (see tables.c). Pure data.
 */
#include "base/words.h"
#include "precare/precare.h"
#include "rulebook/tables.h"

static const struct key rule_source_keys[] = {
    KEY(rule_source_read, ref, "ref", WORDS, KEY_REQUIRED, .choices_of = "sources",
        .doc = "Sources of the rulebook", .example = "article"),
    KEY(rule_source_read, statements, "statements", WORDS, 0, .doc = "Statements of the source",
        .example = "[S31]"),
    KEY(rule_source_read, basis, "basis", CHOICE, KEY_REQUIRED, .words = &words_basis,
        .doc = BASIS_WHAT, .example = "stated"),
    KEY(rule_source_read, note, "note", TEXT, 0, .doc = "What a reader of the rule should know"),
};
const struct table table_rule_source =
    KEY_TABLE("source of a rule", rule_source_keys, rule_source_read, "Where the rule comes from",
              .gone = "confirmed", .gone_fix = GONE_FIX);

static const struct key when_keys[] = {
    KEY(when_read_, at, "at", CHOICES, KEY_REQUIRED, .words = &words_moment,
        .doc = "The moments at which it is evaluated", .example = "[booking, check-in]"),
    KEY(when_read_, procedure, "procedure", WORDS, KEY_REQUIRED, .choices_of = "lists/procedure",
        .doc = "One or more lists of procedures", .example = "microneedling"),
    KEY(when_read_, state, "state", CHOICE, 0, .words = &words_planned_or_done,
        .doc = "Only when the appointment is in this state", .example = "planned"),
    KEY(when_read_, modality, "modality", WORDS, 0, .choices_of = "modality",
        .doc = "Only with one of these modalities", .example = "[mechanical, radiofrequency]"),
};
const struct table table_when =
    KEY_TABLE_OF("when", when_keys, when_read_, "At which moments, for which procedures");

static const struct key times_keys[] = {
    KEY(times_read, at_least, "at-least", NUMBER, KEY_PARAMETER, .choices_of = "parameters",
        .doc = "On so many days, or more", .example = "3"),
    KEY(times_read, below, "below", NUMBER, KEY_PARAMETER, .choices_of = "parameters",
        .doc = "On fewer days than this", .example = "3"),
};
const struct table table_times =
    KEY_TABLE("number of times", times_keys, times_read, "On how many days: one of the two");

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
    KEY_TABLE_OF("if-still-time", still_time_keys, still_time_read,
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
    KEY_TABLE_OF("then", then_keys, then_read, "What happens when the condition holds");

static const struct key unknown_keys[] = {
    KEY(unknown_read, ask, "ask", TEXT, 0, .doc = "The question",
        .example = "\"Does the patient use a retinoid?\""),
    KEY(unknown_read, of, "of", CHOICE, 0, .words = &words_asked_of, .doc = "Whom to ask",
        .unset = "staff", .example = "patient"),
    KEY(unknown_read, ask_from, "ask-from", CHOICE, 0, .words = &words_moment,
        .doc = "The first moment at which it makes sense to ask",
        .unset = "(as soon as it can be answered)", .example = "check-in"),
    KEY(unknown_read, answer_by, "answer-by", CHOICE, 0, .words = &words_moment,
        .doc = "The last moment at which it may still be unanswered",
        .unset = "(the rule's last moment)", .example = "check-in"),
    KEY(unknown_read, otherwise, "otherwise", CHOICE, 0, .words = &words_otherwise,
        .doc = "Its severity if it is still unanswered after that", .example = "warn"),
    KEY(unknown_read, ignore, "ignore", TEXT, 0,
        .doc = "Instead of a question, the reason why none is needed"),
};
const struct table table_unknown =
    KEY_TABLE_OF("if-unknown", unknown_keys, unknown_read, "What happens when a fact is missing");

static const struct key override_keys[] = {
    KEY(override_read, by, "by", WORDS, KEY_REQUIRED, .choices_of = "roles",
        .doc = "The roles that may clear it", .example = "[physician]"),
    KEY(override_read, reasons, "reasons", WORDS, KEY_REQUIRED, .choices_of = "reasons",
        .doc = "The reasons that may be given", .example = "[record-is-wrong]"),
    KEY(override_read, note, "note", CHOICE, 0, .words = &words_note_rule,
        .doc = "Whether a note is needed", .unset = "optional", .example = "optional"),
    KEY(override_read, lasts, "lasts", LENGTH, KEY_PARAMETER, .choices_of = "parameters",
        .doc = "How long a clearance holds for later appointments, for the same matter",
        .unset = "(for its own appointment alone)", .example = "12 months"),
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
