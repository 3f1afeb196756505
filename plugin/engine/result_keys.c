/* SPDX-License-Identifier: MIT
 *
 * The keys of a result, one row each, in the order in which they are printed (result_keys.h). A new
 * key is a field of the public header, which engine/build.c fills, and a row here. Pure data.
 */
#include "engine/result_keys.h"

#include "precare/precare.h"

#define ALWAYS KEY_REQUIRED
#define OR_NULL (KEY_REQUIRED | KEY_NULL)
/* A map whose fields are the surrounding struct's own. */
#define WITHIN(key_name, key_flags, ...)                                                           \
    {                                                                                              \
        .name = key_name, .shape = SHAPE_MAP, .flags = key_flags, __VA_ARGS__                      \
    }

static const struct key error_keys[] = {
    KEY(precare_result, error_path, "path", TEXT, OR_NULL,
        .doc = "The key of the event that could not be read", .example = "appointment.start"),
    {.name = "line",
     .shape = SHAPE_INTEGER,
     .flags = OR_NULL,
     .doc = "The line of the input, with `precare evaluate --lines`",
     .example = "12"},
    KEY(precare_result, error_message, "message", TEXT, ALWAYS,
        .doc = "What is wrong, without the value itself"),
};
static const struct table error_table =
    KEY_TABLE("error", error_keys, precare_result, "Why nothing was evaluated");

static const struct key book_keys[] = {
    KEY(precare_rulebook, id, "id", TEXT, ALWAYS, .doc = "Its name", .example = "microneedling"),
    KEY(precare_rulebook, version, "version", TEXT, ALWAYS, .doc = "Its version",
        .example = "1.0.0"),
    KEY(precare_rulebook, status, "status", TEXT, ALWAYS, .doc = "draft, shadow or active",
        .example = "active"),
    KEY(precare_rulebook, hash, "hash", TEXT, ALWAYS,
        .doc = "The hash of what it means: comments and spacing do not change it",
        .example = "sha256:..."),
};
static const struct table book_table =
    KEY_TABLE("rulebook", book_keys, precare_rulebook, "A rulebook that was asked");

static const struct key task_keys[] = {
    KEY(precare_task, what, "do", TEXT, ALWAYS, .doc = "What is to be done: the rule's short name",
        .example = "stop-retinoid"),
    KEY(precare_task, for_whom, "for", CHOICE, OR_NULL, .words = &words_asked_of,
        .doc = "Who does it", .example = "patient"),
    KEY(precare_task, tell_patient, "tell_patient", TEXT, OR_NULL,
        .doc = "The sentence for the patient"),
    KEY(precare_task, due, "due", TEXT, OR_NULL, .doc = "By when: a date or an instant",
        .example = "2026-12-02"),
    KEY(precare_task, until, "until", TEXT, OR_NULL,
        .doc = "Of what lasts, instead of `due`: up to and including this day",
        .example = "2026-12-08"),
};
static const struct table task_table = KEY_TABLE("task", task_keys, precare_task, "A thing to do");

static const struct key alert_keys[] = {
    KEY(precare_alert, channel, "channel", TEXT, ALWAYS, .doc = "The channel of the configuration",
        .example = "clinical-lead"),
    KEY(precare_alert, say, "say", TEXT, ALWAYS, .doc = "The chat's sentence"),
};
static const struct table alert_table =
    KEY_TABLE("alert", alert_keys, precare_alert, "A message for the team's chat");

static const struct key override_keys[] = {
    KEY(precare_finding, override_by, "by", TEXTS, ALWAYS, .doc = "The roles that may clear it",
        .example = "[\"physician\"]"),
    KEY(precare_finding, override_reasons, "reasons", TEXTS, ALWAYS,
        .doc = "The reasons that may be given", .example = "[\"benefit-outweighs\"]"),
    KEY(precare_finding, override_note, "note", CHOICE, ALWAYS, .words = &words_note_rule,
        .doc = "Whether a note is needed", .example = "optional"),
};
static const struct table override_table =
    KEY_TABLE("override", override_keys, precare_finding, "Who may go on, and for which reasons");

static const struct key source_keys[] = {
    KEY(precare_finding, source_refs, "ref", TEXTS, ALWAYS, .doc = "Sources of the rulebook",
        .example = "[\"article\"]"),
    KEY(precare_finding, statements, "statements", TEXTS, ALWAYS,
        .doc = "Numbered statements of the sources", .example = "[\"S31\"]"),
    KEY(precare_finding, basis, "basis", TEXT, ALWAYS,
        .doc = "stated: the source says it; interpreted: read from it; clinic-decision: the "
               "clinic chose it",
        .example = "clinic-decision"),
};
static const struct table source_table =
    KEY_TABLE("source", source_keys, precare_finding, "Where the rule comes from");

static const struct key cleared_keys[] = {
    KEY(precare_finding, cleared_by, "role", TEXT, ALWAYS, .doc = "The role of who cleared it",
        .example = "physician"),
    KEY(precare_finding, cleared_reason, "reason", TEXT, ALWAYS, .doc = "The reason that was given",
        .example = "cleared-by-specialist"),
    KEY(precare_finding, cleared_on, "on", TEXT, OR_NULL, .doc = "When", .example = "2026-11-21"),
};
static const struct table cleared_table = KEY_TABLE(
    "cleared", cleared_keys, precare_finding, "A clearance that turned the finding into an info");

static const struct key finding_keys[] = {
    KEY(precare_finding, finding_id, "finding_id", TEXT, ALWAYS,
        .doc = "Its id, for acknowledgements"),
    KEY(precare_finding, rule, "rule", TEXT, ALWAYS, .doc = "The rule's id",
        .example = "mn-stop-retinoid"),
    KEY(precare_finding, rulebook, "rulebook", TEXT, ALWAYS, .doc = "The rule's rulebook",
        .example = "microneedling"),
    KEY(precare_finding, fingerprint, "fingerprint", TEXT, ALWAYS,
        .doc = "The fingerprint of the text of the rule, as approvals have it",
        .example = "r-7f3a9c21"),
    KEY(precare_finding, title, "title", TEXT, ALWAYS, .doc = "The rule's title"),
    KEY(precare_finding, topic, "topic", TEXT, OR_NULL,
        .doc = "Findings of one topic may be shown as one card", .example = "pre-care"),
    KEY(precare_finding, outcome, "outcome", CHOICE, ALWAYS, .words = &words_outcome,
        .doc = "What it is, from info to urgent", .example = "task"),
    KEY(precare_finding, say, "say", TEXT, OR_NULL, .doc = "The sentence for staff"),
    KEY(precare_finding, matched, "matched", TEXTS, ALWAYS,
        .doc = "What matched: names of the rule's lists, never the chart's own text",
        .example = "[\"tretinoin\"]"),
    KEY(precare_finding, due, "due", TEXTS, ALWAYS, .doc = "When its tasks are due, once each",
        .example = "[\"2026-12-02\"]"),
    KEY(precare_finding, move_to, "move_to", TEXT, OR_NULL,
        .doc = "Another day for the appointment: a date or an instant", .example = "2027-01-17"),
    KEY(precare_finding, tasks, "tasks", MAPS, ALWAYS, .table = &task_table,
        .doc = "What is to do"),
    KEY(precare_finding, ask, "ask", TEXT, OR_NULL,
        .doc = "The question, where a fact is not known"),
    WITHIN("override", OR_NULL, .table = &override_table,
           .doc = "Who may go on, and for which reasons; null: nobody"),
    WITHIN("source", ALWAYS, .table = &source_table, .doc = "Where the rule comes from"),
    KEY(precare_finding, because, "because", TEXT, OR_NULL, .doc = "Why a block must not happen"),
    KEY(precare_finding, detail, "detail", TEXT, OR_NULL,
        .doc = "Kept for more about it; null today"),
    KEY(precare_finding, alerts, "alert", MAPS, ALWAYS, .table = &alert_table,
        .doc = "What the team's chat is told"),
    WITHIN("cleared", OR_NULL, .table = &cleared_table,
           .doc = "Who cleared it, and why; null: nobody"),
    KEY(precare_finding, missing, "missing", TEXTS, ALWAYS,
        .doc = "The paths of the event that would settle its question",
        .example = "[\"medications.reviewed\"]"),
    KEY(precare_finding, matter, "matter", TEXT, OR_NULL,
        .doc = "What was found, as a word: a clearance that lasts is for this alone",
        .example = "m-41c09a7e"),
    KEY(precare_finding, changed_by, "changed_by", TEXT, 0,
        .doc = "The overlay that changed the rule", .example = "elm-street 1.2.0"),
};
static const struct table finding_table =
    KEY_TABLE("finding", finding_keys, precare_finding, "What one rule has to say");

static const struct key question_keys[] = {
    KEY(precare_question, about, "about", TEXT, ALWAYS, .doc = "The part of the event",
        .example = "medications"),
    KEY(precare_question, of, "of", CHOICE, OR_NULL, .words = &words_asked_of, .doc = "Whom to ask",
        .example = "patient"),
    KEY(precare_question, state, "state", CHOICE, OR_NULL, .words = &words_open_state,
        .doc = "Why it is open: the first of these that holds", .example = "stale"),
    KEY(precare_question, since, "since", TEXT, OR_NULL,
        .doc = "Of what is stale: when it was said last", .example = "2026-03-20"),
    KEY(precare_question, from, "from", CHOICE, OR_NULL, .words = &words_moment,
        .doc = "The moment at which it will be asked; null: now", .example = "check-in"),
    KEY(precare_question, again_from, "again_from", TEXT, OR_NULL,
        .doc = "Of what is known today: the first day on which it will be stale",
        .example = "2027-01-04"),
    KEY(precare_question, answer_by, "answer_by", CHOICE, OR_NULL, .words = &words_moment,
        .doc = "The last moment at which it may still be open", .example = "check-in"),
    KEY(precare_question, first, "first", TEXT, OR_NULL, .doc = "The one question to begin with",
        .example = "Anything new in the medicines since 20 March 2026?"),
    KEY(precare_question, rules, "rules", TEXTS, ALWAYS, .doc = "The rules that wait for it"),
    KEY(precare_question, ask, "ask", TEXTS, ALWAYS, .doc = "The questions, once each"),
    KEY(precare_question, missing, "missing", TEXTS, ALWAYS,
        .doc = "The paths of the event that would settle them",
        .example = "[\"medications.reviewed\"]"),
};
static const struct table question_table = KEY_TABLE("question", question_keys, precare_question,
                                                     "Open questions about one part of the event");

static const struct key note_keys[] = {
    KEY(precare_note, code, "code", TEXT, ALWAYS, .doc = "A word for programs",
        .example = "clearance-not-applied"),
    KEY(precare_note, text, "text", TEXT, ALWAYS, .doc = "The same for people"),
};
static const struct table note_table =
    KEY_TABLE("note", note_keys, precare_note, "Something to know about the evaluation");

static const struct key result_keys[] = {
    {.name = "format",
     .shape = SHAPE_ID,
     .flags = ALWAYS,
     .doc = "What this is: always this word",
     .example = "precare-result/1"},
    KEY(precare_result, evaluation_id, "evaluation_id", TEXT, OR_NULL,
        .doc = "Its id; another one each time"),
    KEY(precare_result, event_id, "event_id", TEXT, OR_NULL, .doc = "The event's own id",
        .example = "apt-1042/3"),
    KEY(precare_result, overall, "overall", CHOICE, ALWAYS, .words = &words_overall,
        .doc = "The worst of the findings; clear with coverage complete alone", .example = "tasks"),
    KEY(precare_result, coverage, "coverage", CHOICE, ALWAYS, .words = &words_coverage,
        .doc = "Whether all was evaluated", .example = "complete"),
    WITHIN("error", OR_NULL, .table = &error_table, .doc = "Why nothing was evaluated"),
    KEY(precare_result, reference_date, "reference_date", TEXT, OR_NULL,
        .doc = "The day that was judged: the appointment's, in the clinic's time zone",
        .example = "2026-12-07"),
    KEY(precare_result, today, "today", TEXT, OR_NULL, .doc = "The day of the event's `now` there",
        .example = "2026-11-23"),
    KEY(precare_result, rulebooks, "rulebooks", MAPS, ALWAYS, .table = &book_table,
        .doc = "The rulebooks that were asked"),
    KEY(precare_result, findings, "findings", MAPS, ALWAYS, .table = &finding_table,
        .doc = "What the rules have to say, worst first"),
    KEY(precare_result, questions, "questions", MAPS, ALWAYS, .table = &question_table,
        .doc = "What is not known, by part of the event and by whom to ask"),
    KEY(precare_result, shadow, "shadow", MAPS, ALWAYS, .table = &finding_table,
        .doc = "Findings of rules in shadow: counted, shown to nobody"),
    KEY(precare_result, unmatched, "unmatched", TEXTS, ALWAYS,
        .doc = "Paths of entries that no list of the rules knows",
        .example = "[\"medications[2]\"]"),
    KEY(precare_result, unread, "unread", TEXTS, ALWAYS,
        .doc = "Paths of what nobody can read: words and codes that mean nothing here",
        .example = "[\"patient.sex\"]"),
    KEY(precare_result, ref, "ref", TEXT, OR_NULL,
        .doc = "The reference that chat messages show; null: nobody was told"),
    KEY(precare_result, notes, "notes", MAPS, ALWAYS, .table = &note_table,
        .doc = "What else there is to know"),
};
const struct table result_table =
    KEY_TABLE("result", result_keys, precare_result, "What comes back for an event");
