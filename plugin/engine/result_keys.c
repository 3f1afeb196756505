/* SPDX-License-Identifier: MIT
 *
 * The keys of a result, one row each, in the order in which they are printed (result_keys.h). A new
 * key is a field of the public header, which engine/build.c fills, and a row here. Pure data.
 */
#include "engine/result_keys.h"

#include "precare/precare.h"

#define COUNT_OF(a) (uint32_t)(sizeof(a) / sizeof *(a))
#define ALWAYS KEY_REQUIRED
#define OR_NULL (KEY_REQUIRED | KEY_NULL)
#define ROW(of, field, key_name, key_shape, key_flags, ...)                                        \
    {                                                                                              \
        .name = key_name, .shape = key_shape, .flags = key_flags,                                  \
        .offset = offsetof(precare_##of, field), __VA_ARGS__                                       \
    }
/* A map whose fields are the surrounding struct's own. */
#define WITHIN(key_name, key_flags, ...)                                                           \
    {                                                                                              \
        .name = key_name, .shape = SHAPE_MAP, .flags = key_flags, __VA_ARGS__                      \
    }
#define TABLE(rows, of, table_name, text)                                                          \
    {                                                                                              \
        .name = table_name, .keys = rows, .count = COUNT_OF(rows), .size = sizeof(precare_##of),   \
        .doc = text                                                                                \
    }

static const struct key error_keys[] = {
    ROW(result, error_path, "path", SHAPE_TEXT, OR_NULL,
        .doc = "The key of the event that could not be read", .example = "appointment.start"),
    {.name = "line",
     .shape = SHAPE_INTEGER,
     .flags = OR_NULL,
     .doc = "The line of the input, with `precare evaluate --lines`",
     .example = "12"},
    ROW(result, error_message, "message", SHAPE_TEXT, ALWAYS,
        .doc = "What is wrong, without the value itself"),
};
static const struct table error_table =
    TABLE(error_keys, result, "error", "Why nothing was evaluated");

static const struct key book_keys[] = {
    ROW(rulebook, id, "id", SHAPE_TEXT, ALWAYS, .doc = "Its name", .example = "microneedling"),
    ROW(rulebook, version, "version", SHAPE_TEXT, ALWAYS, .doc = "Its version", .example = "1.0.0"),
    ROW(rulebook, status, "status", SHAPE_TEXT, ALWAYS, .doc = "draft, shadow or active",
        .example = "active"),
    ROW(rulebook, hash, "hash", SHAPE_TEXT, ALWAYS,
        .doc = "The hash of what it means: comments and spacing do not change it",
        .example = "sha256:..."),
};
static const struct table book_table =
    TABLE(book_keys, rulebook, "rulebook", "A rulebook that was asked");

static const struct key task_keys[] = {
    ROW(task, what, "do", SHAPE_TEXT, ALWAYS, .doc = "What is to be done: the rule's short name",
        .example = "stop-retinoid"),
    ROW(task, for_whom, "for", SHAPE_CHOICE, OR_NULL, .words = &words_asked_of,
        .doc = "Who does it", .example = "patient"),
    ROW(task, tell_patient, "tell_patient", SHAPE_TEXT, OR_NULL,
        .doc = "The sentence for the patient"),
    ROW(task, due, "due", SHAPE_TEXT, OR_NULL, .doc = "By when: a date or an instant",
        .example = "2026-12-02"),
};
static const struct table task_table = TABLE(task_keys, task, "task", "A thing to do");

static const struct key alert_keys[] = {
    ROW(alert, channel, "channel", SHAPE_TEXT, ALWAYS, .doc = "The channel of the configuration",
        .example = "clinical-lead"),
    ROW(alert, say, "say", SHAPE_TEXT, ALWAYS, .doc = "The chat's sentence"),
};
static const struct table alert_table =
    TABLE(alert_keys, alert, "alert", "A message for the team's chat");

static const struct key override_keys[] = {
    ROW(finding, override_by, "by", SHAPE_TEXTS, ALWAYS, .doc = "The roles that may clear it",
        .example = "[\"physician\"]"),
    ROW(finding, override_reasons, "reasons", SHAPE_TEXTS, ALWAYS,
        .doc = "The reasons that may be given", .example = "[\"benefit-outweighs\"]"),
    ROW(finding, override_note, "note", SHAPE_CHOICE, ALWAYS, .words = &words_note_rule,
        .doc = "Whether a note is needed", .example = "optional"),
};
static const struct table override_table =
    TABLE(override_keys, finding, "override", "Who may go on, and for which reasons");

static const struct key source_keys[] = {
    ROW(finding, source_refs, "ref", SHAPE_TEXTS, ALWAYS, .doc = "Sources of the rulebook",
        .example = "[\"article\"]"),
    ROW(finding, statements, "statements", SHAPE_TEXTS, ALWAYS,
        .doc = "Numbered statements of the sources", .example = "[\"S31\"]"),
    ROW(finding, basis, "basis", SHAPE_TEXT, ALWAYS,
        .doc = "stated: the source says it; interpreted: read from it; clinic-decision: the "
               "clinic chose it",
        .example = "clinic-decision"),
};
static const struct table source_table =
    TABLE(source_keys, finding, "source", "Where the rule comes from");

static const struct key cleared_keys[] = {
    ROW(finding, cleared_by, "role", SHAPE_TEXT, ALWAYS, .doc = "The role of who cleared it",
        .example = "physician"),
    ROW(finding, cleared_reason, "reason", SHAPE_TEXT, ALWAYS, .doc = "The reason that was given",
        .example = "cleared-by-specialist"),
    ROW(finding, cleared_on, "on", SHAPE_TEXT, OR_NULL, .doc = "When", .example = "2026-11-21"),
};
static const struct table cleared_table =
    TABLE(cleared_keys, finding, "cleared", "A clearance that turned the finding into an info");

static const struct key finding_keys[] = {
    ROW(finding, finding_id, "finding_id", SHAPE_TEXT, ALWAYS,
        .doc = "Its id, for acknowledgements"),
    ROW(finding, rule, "rule", SHAPE_TEXT, ALWAYS, .doc = "The rule's id",
        .example = "mn-stop-retinoid"),
    ROW(finding, rulebook, "rulebook", SHAPE_TEXT, ALWAYS, .doc = "The rule's rulebook",
        .example = "microneedling"),
    ROW(finding, fingerprint, "fingerprint", SHAPE_TEXT, ALWAYS,
        .doc = "The fingerprint of the rule as it was judged", .example = "r-7f3a9c21"),
    ROW(finding, title, "title", SHAPE_TEXT, ALWAYS, .doc = "The rule's title"),
    ROW(finding, topic, "topic", SHAPE_TEXT, OR_NULL,
        .doc = "Findings of one topic may be shown as one card", .example = "pre-care"),
    ROW(finding, outcome, "outcome", SHAPE_CHOICE, ALWAYS, .words = &words_outcome,
        .doc = "What it is, from info to urgent", .example = "task"),
    ROW(finding, say, "say", SHAPE_TEXT, OR_NULL, .doc = "The sentence for staff"),
    ROW(finding, matched, "matched", SHAPE_TEXTS, ALWAYS,
        .doc = "What matched: names of the rule's lists, never the chart's own text",
        .example = "[\"tretinoin\"]"),
    ROW(finding, due, "due", SHAPE_TEXTS, ALWAYS, .doc = "When its tasks are due, once each",
        .example = "[\"2026-12-02\"]"),
    ROW(finding, move_to, "move_to", SHAPE_TEXT, OR_NULL,
        .doc = "Another day for the appointment: a date or an instant", .example = "2027-01-17"),
    ROW(finding, tasks, "tasks", SHAPE_MAPS, ALWAYS, .table = &task_table, .doc = "What is to do"),
    ROW(finding, ask, "ask", SHAPE_TEXT, OR_NULL, .doc = "The question, where a fact is not known"),
    WITHIN("override", OR_NULL, .table = &override_table,
           .doc = "Who may go on, and for which reasons; null: nobody"),
    WITHIN("source", ALWAYS, .table = &source_table, .doc = "Where the rule comes from"),
    ROW(finding, because, "because", SHAPE_TEXT, OR_NULL, .doc = "Why a block must not happen"),
    ROW(finding, detail, "detail", SHAPE_TEXT, OR_NULL,
        .doc = "Kept for more about it; null today"),
    ROW(finding, alerts, "alert", SHAPE_MAPS, ALWAYS, .table = &alert_table,
        .doc = "What the team's chat is told"),
    WITHIN("cleared", OR_NULL, .table = &cleared_table,
           .doc = "Who cleared it, and why; null: nobody"),
    ROW(finding, missing, "missing", SHAPE_TEXTS, ALWAYS,
        .doc = "The paths of the event that would settle its question",
        .example = "[\"medications.reviewed\"]"),
    ROW(finding, changed_by, "changed_by", SHAPE_TEXT, 0,
        .doc = "The overlay that changed the rule", .example = "elm-street 1.2.0"),
};
static const struct table finding_table =
    TABLE(finding_keys, finding, "finding", "What one rule has to say");

static const struct key question_keys[] = {
    ROW(question, about, "about", SHAPE_TEXT, ALWAYS, .doc = "The part of the event",
        .example = "medications"),
    ROW(question, of, "of", SHAPE_CHOICE, OR_NULL, .words = &words_asked_of, .doc = "Whom to ask",
        .example = "patient"),
    ROW(question, answer_by, "answer_by", SHAPE_CHOICE, OR_NULL, .words = &words_moment,
        .doc = "The last moment at which it may still be open", .example = "check-in"),
    ROW(question, rules, "rules", SHAPE_TEXTS, ALWAYS, .doc = "The rules that wait for it"),
    ROW(question, ask, "ask", SHAPE_TEXTS, ALWAYS, .doc = "The questions, once each"),
};
static const struct table question_table =
    TABLE(question_keys, question, "question", "Open questions about one part of the event");

static const struct key note_keys[] = {
    ROW(note, code, "code", SHAPE_TEXT, ALWAYS, .doc = "A word for programs",
        .example = "clearance-not-applied"),
    ROW(note, text, "text", SHAPE_TEXT, ALWAYS, .doc = "The same for people"),
};
static const struct table note_table =
    TABLE(note_keys, note, "note", "Something to know about the evaluation");

static const struct key result_keys[] = {
    {.name = "format",
     .shape = SHAPE_ID,
     .flags = ALWAYS,
     .doc = "What this is, always the same word",
     .example = "precare-result/1"},
    ROW(result, evaluation_id, "evaluation_id", SHAPE_TEXT, OR_NULL,
        .doc = "Its id; another one each time"),
    ROW(result, event_id, "event_id", SHAPE_TEXT, OR_NULL, .doc = "The event's own id",
        .example = "apt-1042/3"),
    ROW(result, overall, "overall", SHAPE_CHOICE, ALWAYS, .words = &words_overall,
        .doc = "The worst of the findings; clear with coverage complete alone", .example = "tasks"),
    ROW(result, coverage, "coverage", SHAPE_CHOICE, ALWAYS, .words = &words_coverage,
        .doc = "Whether all was evaluated", .example = "complete"),
    WITHIN("error", OR_NULL, .table = &error_table, .doc = "Why nothing was evaluated"),
    ROW(result, reference_date, "reference_date", SHAPE_TEXT, OR_NULL,
        .doc = "The day that was judged: the appointment's, in the clinic's time zone",
        .example = "2026-12-07"),
    ROW(result, today, "today", SHAPE_TEXT, OR_NULL, .doc = "The day of the event's `now` there",
        .example = "2026-11-23"),
    ROW(result, rulebooks, "rulebooks", SHAPE_MAPS, ALWAYS, .table = &book_table,
        .doc = "The rulebooks that were asked"),
    ROW(result, findings, "findings", SHAPE_MAPS, ALWAYS, .table = &finding_table,
        .doc = "What the rules have to say, worst first"),
    ROW(result, questions, "questions", SHAPE_MAPS, ALWAYS, .table = &question_table,
        .doc = "What is not known, by part of the event and by whom to ask"),
    ROW(result, shadow, "shadow", SHAPE_MAPS, ALWAYS, .table = &finding_table,
        .doc = "Findings of rules in shadow: counted, shown to nobody"),
    ROW(result, unmatched, "unmatched", SHAPE_TEXTS, ALWAYS,
        .doc = "Paths of entries that no list of the rules knows",
        .example = "[\"medications[2]\"]"),
    ROW(result, ref, "ref", SHAPE_TEXT, OR_NULL,
        .doc = "The reference that chat messages show; null: nobody was told"),
    ROW(result, notes, "notes", SHAPE_MAPS, ALWAYS, .table = &note_table,
        .doc = "What else there is to know"),
};
const struct table result_table =
    TABLE(result_keys, result, "result", "What comes back for an event");
