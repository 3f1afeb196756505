/* SPDX-License-Identifier: MIT
 *
 * The table of the event's keys (see event_keys.h): one row a key. To add one: its field in the
 * header, its row here, its line in the reader of the structs, and its tests. Pure data and a walk,
 * any thread. null in a document reads as "not there" wherever a key may be left out.
 */
#include "visit/event_keys.h"

#include <stdio.h>
#include <string.h>

#include "base/words.h"

WORDS(appointment_said, NULL, "this");
WORDS(in_no_list, NULL, "meant");
WORDS(chart_said, NULL, "none-known", "not-asked");

#define MUST KEY_REQUIRED
#define MAY KEY_NULL
#define LIST (KEY_NULL | KEY_MAY_BE_EMPTY)

/* How a document, or a test, says it. */
#define SAYS(key_name, key_shape, key_flags, ...)                                                  \
    {                                                                                              \
        .name = key_name, .shape = SHAPE_##key_shape, .flags = key_flags, __VA_ARGS__              \
    }
/* Where it goes in a visit, and where it stands in the header. */
#define VISIT(field_name) .to = offsetof(struct visit, field_name)
#define ENTRY(field_name) .to = offsetof(struct entry, field_name)
#define HEADER(type, field_name) .field = offsetof(precare_##type, field_name)

#define JSON_TABLE(noun, rows)                                                                     \
    {                                                                                              \
        .table = {.name = noun,                                                                    \
                  .keys = &rows[0].json,                                                           \
                  .count = sizeof rows / sizeof *rows,                                             \
                  .stride = sizeof *rows,                                                          \
                  .size = sizeof rows / sizeof *rows * sizeof(struct node *)},                     \
        .keys = rows                                                                               \
    }
#define SAID_TABLE(noun, rows, text)                                                               \
    {                                                                                              \
        .table = {.name = noun,                                                                    \
                  .keys = &rows[0].said,                                                           \
                  .count = sizeof rows / sizeof *rows,                                             \
                  .stride = sizeof *rows,                                                          \
                  .size = sizeof rows / sizeof *rows * sizeof(struct node *),                      \
                  .doc = text},                                                                    \
        .keys = rows                                                                               \
    }

/* ---- entries of the chart ---- */

#define TEXT_ROW(type)                                                                             \
    {                                                                                              \
        .json = SAYS("text", TEXT, MAY, .doc = "As it was entered", .unset = "(the code says it)", \
                     .example = "\"as it was entered\""),                                          \
        .said = SAYS("is", TEXT, 0, .choices_of = "items",                                         \
                     .doc = "An item, another name, or free text", .example = "tretinoin"),        \
        .fhir = fhir_##type##_text, .value = VALUE_TEXT, ENTRY(text), HEADER(type, text)           \
    }
#define CODE_ROW(type)                                                                             \
    {                                                                                              \
        .json = SAYS("code", TEXT, MAY, .doc = "Its code, as system:code",                         \
                     .unset = "(the text says it)", .example = "\"atc:D10AD01\""),                 \
        .said = SAYS("code", TEXT, 0, .doc = "system:code", .example = "\"atc:D10AD01\""),         \
        .fhir = fhir_##type##_code, .value = VALUE_TEXT, ENTRY(code), HEADER(type, code)           \
    }
#define SEVERITY_ROW(type)                                                                         \
    {                                                                                              \
        .json = SAYS("severity", CHOICE, MAY, .words = &words_severity, .doc = "How severe it is", \
                     .unset = "(not known)", .example = "\"moderate\""),                           \
        .said = SAYS("severity", CHOICE, 0, .words = &words_severity, .doc = "How severe",         \
                     .example = "mild"),                                                           \
        .fhir = fhir_##type##_severity, .value = VALUE_WORD, ENTRY(severity),                      \
        HEADER(type, severity)                                                                     \
    }
#define SITES_ROW(type)                                                                            \
    {                                                                                              \
        .json = SAYS("sites", TEXTS, LIST, .doc = "Where; an empty list is not known either",      \
                     .unset = "(not known)", .example = "[\"face\"]"),                             \
        .said = SAYS("site", WORDS, 0, .doc = "Where (left- or right- may stand before it)",       \
                     .example = "face"),                                                           \
        .fhir = fhir_##type##_sites, .value = VALUE_TEXTS, ENTRY(sites),                           \
        .count = offsetof(struct entry, site_count), HEADER(type, sites)                           \
    }
#define RECORDED_ROW(type)                                                                         \
    {                                                                                              \
        .json = SAYS("recorded", WHEN, MAY, .doc = "When it was entered", .unset = "(not known)",  \
                     .example = "\"2026-11-20\""),                                                 \
        .said = SAYS("recorded", WHEN, 0, .doc = "When it was written down",                       \
                     .example = "\"2026-11-20\""),                                                 \
        .fhir = fhir_##type##_recorded, .value = VALUE_TIME, ENTRY(noted), HEADER(type, recorded)  \
    }
#define LIST_ROW(type)                                                                             \
    {                                                                                              \
        .json = SAYS("list", TEXT, MAY, .doc = "The value set that was asked; the entry is in it", \
                     .unset = "(the words say it)", .example = "\"value-set\""),                   \
        .said = SAYS("list", TEXT, 0, .choices_of = "lists",                                       \
                     .doc = "The value set that was asked", .example = "blood-thinners"),          \
        .fhir = fhir_form, .value = VALUE_TEXT, ENTRY(list), HEADER(type, list)                    \
    }
#define CHECKED_DOC "Somebody looked at it, and it is meant as it is written"
#define CHECKED_ROW(type)                                                                          \
    {                                                                                              \
        .json = SAYS("checked", CHOICE, MAY, .words = &words_checked, .doc = CHECKED_DOC,          \
                     .unset = "(nobody looked)", .example = "\"as-written\""),                     \
        .said = SAYS("checked", CHOICE, 0, .words = &words_checked,                                \
                     .doc = "It is meant as it is written", .example = "as-written"),              \
        .fhir = fhir_never, .value = VALUE_WORD, ENTRY(checked), HEADER(type, checked)             \
    }
/* Of tests alone. */
#define MEANT_ROW                                                                                  \
    {                                                                                              \
        .said = SAYS("in-no-list", CHOICE, 0, .words = &words_in_no_list,                          \
                     .doc = "It is meant that no list knows it", .example = "meant")               \
    }
/* Never in part: it tells one visit from another. */
#define OCCURRENCE_ROW(type, text, unsaid_why)                                                     \
    {                                                                                              \
        .json = SAYS("occurrence", WHEN, MAY, .doc = text, .unset = "(the id names one visit)",    \
                     .example = "\"2026-12-07\""),                                                 \
        .fhir = fhir_never, .unsaid = unsaid_why, .value = VALUE_WHOLE,                            \
        .to = offsetof(struct type, occurrence), HEADER(type, occurrence)                          \
    }
#define AT_ROW(type, text)                                                                         \
    {                                                                                              \
        .json = SAYS("at", WHEN, MAY, .doc = text, .example = "\"2027-01-13T09:00:00-05:00\""),    \
        .said = SAYS("at", WHEN, 0, .doc = "When", .example = "\"2027-01-13T09:00:00Z\""),         \
        .fhir = fhir_never, .value = VALUE_TIME, ENTRY(at), HEADER(type, at)                       \
    }

static const struct event_key condition_keys[] = {
    TEXT_ROW(condition),
    CODE_ROW(condition),
    {.json =
         SAYS("status", CHOICE, MAY, .words = &words_status,
              .doc = "Whose it is, and since when: family is not the patient's own; never says no",
              .unset = "(not known)", .example = "\"active\""),
     .said = SAYS("status", CHOICE, 0, .words = &words_status, .doc = "Its status",
                  .example = "active"),
     .fhir = fhir_condition_status,
     .value = VALUE_WORD,
     ENTRY(status),
     HEADER(condition, status)},
    SEVERITY_ROW(condition),
    SITES_ROW(condition),
    {.json = SAYS("onset", WHEN, MAY, .doc = "When it began", .unset = "(not known)",
                  .example = "\"2026-11-18\""),
     .said = SAYS("onset", WHEN, 0, .doc = "When it began", .example = "\"2026-11\""),
     .fhir = fhir_condition_onset,
     .value = VALUE_TIME,
     ENTRY(at),
     HEADER(condition, onset)},
    RECORDED_ROW(condition),
    {.json = SAYS("resolved", WHEN, MAY, .doc = "Carried, not judged: status decides",
                  .example = "\"2026-12-01\""),
     .unsaid = "nothing judges it: status decides",
     .fhir = fhir_condition_resolved,
     .value = VALUE_TIME,
     .carried = true,
     HEADER(condition, resolved)},
    LIST_ROW(condition),
    CHECKED_ROW(condition),
    MEANT_ROW,
};
static const struct event_key medication_keys[] = {
    TEXT_ROW(medication),
    CODE_ROW(medication),
    {.json = SAYS("use", CHOICE, MAY, .words = &words_use,
                  .doc = "How it is used: prescribed is not begun yet; never says no",
                  .unset = "(not known)", .example = "\"ongoing\""),
     .said =
         SAYS("use", CHOICE, 0, .words = &words_use, .doc = "How it is used", .example = "ongoing"),
     .fhir = fhir_medication_use,
     .value = VALUE_WORD,
     ENTRY(status),
     HEADER(medication, use)},
    SITES_ROW(medication),
    {.json = SAYS("last_used", WHEN, MAY, .doc = "The last use", .unset = "(not known)",
                  .example = "\"2026-11-22\""),
     .said =
         SAYS("last-used", WHEN, 0, .doc = "When it was last used", .example = "\"2026-12-20\""),
     .fhir = fhir_medication_last_used,
     .value = VALUE_TIME,
     ENTRY(at),
     HEADER(medication, last_used)},
    {.json = SAYS("started", WHEN, MAY, .doc = "When it was begun, or will be",
                  .unset = "(not known)", .example = "\"2026-01-10\""),
     .said = SAYS("started", WHEN, 0, .doc = "When it was started", .example = "\"2026-01-10\""),
     .fhir = fhir_medication_started,
     .value = VALUE_TIME,
     ENTRY(noted),
     HEADER(medication, started)},
    {.json = SAYS("route", TEXT, MAY, .doc = "How it is given: topical, oral, ...",
                  .unset = "(not known: counts)", .example = "\"topical\""),
     .said = SAYS("route", TEXT, 0, .doc = "How it is given", .example = "topical"),
     .fhir = fhir_medication_route,
     .value = VALUE_TEXT,
     ENTRY(route),
     HEADER(medication, route)},
    LIST_ROW(medication),
    CHECKED_ROW(medication),
    MEANT_ROW,
};
static const struct event_key allergy_keys[] = {
    TEXT_ROW(allergy),
    CODE_ROW(allergy),
    SEVERITY_ROW(allergy),
    RECORDED_ROW(allergy),
    LIST_ROW(allergy),
    CHECKED_ROW(allergy),
    MEANT_ROW,
};
static const struct event_key history_keys[] = {
    TEXT_ROW(procedure),
    CODE_ROW(procedure),
    SITES_ROW(procedure),
    {.json = SAYS("date", WHEN, MAY, .doc = "When it was done, or will be", .unset = "(not known)",
                  .example = "\"2026-11-30\""),
     .said = SAYS("date", WHEN, 0, .doc = "Its day", .example = "\"2026-12-20\""),
     .fhir = fhir_procedure_date,
     .value = VALUE_TIME,
     ENTRY(at),
     HEADER(procedure, date)},
    {.json = SAYS("state", CHOICE, MAY, .words = &words_state,
                  .doc = "Whether it was done, is planned, or was cancelled",
                  .unset = "(not known)", .example = "\"planned\""),
     .said = SAYS("state", CHOICE, 0, .words = &words_state, .doc = "done, planned or cancelled",
                  .example = "planned"),
     .fhir = fhir_procedure_state,
     .value = VALUE_WORD,
     ENTRY(status),
     HEADER(procedure, state)},
    {.json = SAYS("appointment", TEXT, MAY, .doc = "The id of the appointment it belongs to",
                  .example = "\"apt-1041\""),
     .said = SAYS("appointment", CHOICE, 0, .words = &words_appointment_said,
                  .doc = "It belongs to the appointment that is judged", .example = "this"),
     .fhir = fhir_never,
     .value = VALUE_ID,
     ENTRY(appointment),
     HEADER(procedure, appointment)},
    {.json = SAYS("occurrence", WHEN, MAY, .doc = "The occurrence of that appointment",
                  .unset = "(the id names one visit)", .example = "\"2026-11-30\""),
     .said = SAYS("occurrence", WHEN, 0, .doc = "Which of the appointment's series it belongs to",
                  .example = "\"2027-01-05\""),
     .fhir = fhir_never,
     .value = VALUE_WHOLE,
     ENTRY(occurrence),
     HEADER(procedure, occurrence)},
    LIST_ROW(procedure),
    CHECKED_ROW(procedure),
    MEANT_ROW,
    {.json = SAYS("fields", ANY, MAY, .doc = "What was noted of it, by name", .unset = "(none)",
                  .example = "{\"units\": \"20\"}"),
     .said = SAYS("fields", ANY, 0, .choices_of = "fields", .doc = "What was noted of it, by name",
                  .example = "{units: \"20\"}"),
     .fhir = fhir_never,
     .value = VALUE_FIELDS,
     ENTRY(fields),
     .count = offsetof(struct entry, field_count),
     .each = sizeof(struct answer),
     HEADER(procedure, fields),
     .field_each = sizeof(precare_field)},
};
static const struct event_key reaction_keys[] = {
    TEXT_ROW(reaction),
    CODE_ROW(reaction),
    SEVERITY_ROW(reaction),
    AT_ROW(reaction, "when it was seen"),
    SITES_ROW(reaction),
    CHECKED_ROW(reaction),
    MEANT_ROW,
};
static const struct event_key product_keys[] = {
    TEXT_ROW(product),  CODE_ROW(product),    AT_ROW(product, "when it was used"),
    SITES_ROW(product), CHECKED_ROW(product), MEANT_ROW,
};
const struct event_table event_entry_tables[CHART_COUNT] = {
    [CHART_CONDITIONS] = JSON_TABLE("condition", condition_keys),
    [CHART_MEDICATIONS] = JSON_TABLE("medication", medication_keys),
    [CHART_ALLERGIES] = JSON_TABLE("allergy", allergy_keys),
    [CHART_PROCEDURES] = JSON_TABLE("procedure of the history", history_keys),
    [CHART_REACTIONS] = JSON_TABLE("reaction", reaction_keys),
    [CHART_PRODUCTS] = JSON_TABLE("product", product_keys),
};
const struct event_table said_entries[CHART_COUNT] = {
    [CHART_CONDITIONS] = SAID_TABLE("condition", condition_keys, "A condition of the patient's"),
    [CHART_MEDICATIONS] =
        SAID_TABLE("medication", medication_keys, "A medication of the patient's"),
    [CHART_ALLERGIES] = SAID_TABLE("allergy", allergy_keys, "An allergy of the patient's"),
    [CHART_PROCEDURES] =
        SAID_TABLE("procedure", history_keys, "Another procedure of the patient's"),
    [CHART_REACTIONS] =
        SAID_TABLE("reaction", reaction_keys, "A reaction charted after the procedure"),
    [CHART_PRODUCTS] = SAID_TABLE("product", product_keys, "A product charted as used"),
};

/* ---- the lists that stand in it ---- */

#define LIST_ROWS(chart_number, type)                                                              \
    {                                                                                              \
        {.json = SAYS("reviewed", WHEN, MAY, .doc = "When the list was gone through",              \
                      .unset = "(not asked)", .example = "\"2026-11-20\""),                        \
         .unsaid = "a test's `reviewed` says it, for one list or for all",                         \
         .fhir = fhir_reviewed,                                                                    \
         .value = VALUE_TIME,                                                                      \
         .to = offsetof(struct entries, reviewed),                                                 \
         HEADER(list, reviewed)},                                                                  \
            {.json =                                                                               \
                 SAYS("asked", ANY, MAY,                                                           \
                      .doc = "The value sets that were asked about one by one, each with its day", \
                      .unset = "(none)", .example = "{\"value-set\": \"2026-11-20\"}"),            \
             .unsaid = "a test's `asked` says it",                                                 \
             .fhir = fhir_form,                                                                    \
             .value = VALUE_ASKED,                                                                 \
             .to = offsetof(struct entries, asked),                                                \
             .count = offsetof(struct entries, asked_count),                                       \
             .each = sizeof(struct asked_set),                                                     \
             HEADER(list, asked),                                                                  \
             .field_each = sizeof(precare_asked)},                                                 \
        {                                                                                          \
            .json = SAYS("entries", MAPS, LIST, .table = &event_entry_tables[chart_number].table,  \
                         .doc = "What is on it; none, with a date reviewed: none known"),          \
            .fhir = fhir_group, .value = VALUE_CHART, .of = &event_entry_tables[chart_number],     \
            .to = offsetof(struct entries, at), .count = offsetof(struct entries, count),          \
            .each = sizeof(struct entry), HEADER(list, entries),                                   \
            .field_each = sizeof(precare_##type)                                                   \
        }                                                                                          \
    }
static const struct event_key conditions_keys[] = LIST_ROWS(CHART_CONDITIONS, condition);
static const struct event_key medications_keys[] = LIST_ROWS(CHART_MEDICATIONS, medication);
static const struct event_key allergies_keys[] = LIST_ROWS(CHART_ALLERGIES, allergy);
static const struct event_key procedures_keys[] = LIST_ROWS(CHART_PROCEDURES, procedure);
static const struct event_table list_tables[CHART_ASKED] = {
    [CHART_CONDITIONS] = JSON_TABLE("list of conditions", conditions_keys),
    [CHART_MEDICATIONS] = JSON_TABLE("list of medications", medications_keys),
    [CHART_ALLERGIES] = JSON_TABLE("list of allergies", allergies_keys),
    [CHART_PROCEDURES] = JSON_TABLE("list of procedures", procedures_keys),
};

#define REVIEWED(number, list_name)                                                                \
    KEY(said_list_nodes, chart[number], list_name, WHEN, 0, .doc = "The day of the review",        \
        .example = "\"2026-12-01\"")
static const struct key reviewed_keys[] = {
    REVIEWED(CHART_CONDITIONS, "conditions"),
    REVIEWED(CHART_MEDICATIONS, "medications"),
    REVIEWED(CHART_ALLERGIES, "allergies"),
    REVIEWED(CHART_PROCEDURES, "procedures"),
};
const struct table said_reviewed =
    KEY_TABLE_OF("reviewed", reviewed_keys, said_list_nodes, "When each list was reviewed");

#define ASKED(number, list_name)                                                                   \
    KEY(said_list_nodes, chart[number], list_name, ANY, 0, .choices_of = "asked",                  \
        .doc = "Value sets of it, each with the day it was asked about",                           \
        .example = "{value-set: \"2026-11-20\"}")
static const struct key asked_keys[] = {
    ASKED(CHART_CONDITIONS, "conditions"),
    ASKED(CHART_MEDICATIONS, "medications"),
    ASKED(CHART_ALLERGIES, "allergies"),
    ASKED(CHART_PROCEDURES, "procedures"),
};
const struct table said_asked =
    KEY_TABLE_OF("asked", asked_keys, said_list_nodes, "What was asked about by itself");

/* ---- the patient ---- */

static const struct event_key patient_keys[] = {
    {.said = SAYS("like", TEXT, 0, .choices_of = "personas", .doc = "A persona to start from",
                  .example = "well-adult")},
    {.json = SAYS("birth_date", WHEN, MAY, .doc = "The date of birth; never an instant",
                  .unset = "(not known)", .example = "\"1992-03-14\""),
     .said = SAYS("born", WHEN, 0, .doc = "The day of birth", .example = "\"1990-05-04\""),
     .fhir = fhir_birth_date,
     .value = VALUE_BIRTH,
     VISIT(birth),
     HEADER(patient, birth_date),
     .needs = PRECARE_NEEDS_BIRTH_DATE},
    {.json = SAYS("sex", TEXT, MAY, .words = &words_sex,
                  .doc = "female, male, other or unknown; another word is read as unknown",
                  .unset = "(not known)", .example = "\"female\""),
     .said = SAYS("sex", CHOICE, 0, .words = &words_sex, .doc = "The sex", .example = "female"),
     .fhir = fhir_sex,
     .value = VALUE_OPEN_WORD,
     VISIT(sex),
     .known = offsetof(struct visit, sex_said),
     HEADER(patient, sex),
     .needs = PRECARE_NEEDS_SEX},
    {.json = SAYS("pregnancy", CHOICE, MAY, .words = &words_pregnancy, .doc = "What was answered",
                  .unset = "(not asked)", .example = "\"not-pregnant\""),
     .said = SAYS("pregnancy", CHOICE, 0, .words = &words_pregnancy, .doc = "The answer about it",
                  .example = "not-pregnant"),
     .fhir = fhir_pregnancy,
     .value = VALUE_WORD,
     VISIT(pregnancy),
     HEADER(patient, pregnancy),
     .needs = PRECARE_NEEDS_PREGNANCY},
    {.said = SAYS("reviewed", ANY, 0, .table = &said_reviewed, .choices_of = "date",
                  .doc = "The day the lists were reviewed, or one for each list",
                  .example = "\"2026-12-01\"")},
    {.said = SAYS("asked", MAP, 0, .table = &said_asked,
                  .doc = "Value sets that were asked about one by one",
                  .example = "{medications: {blood-thinners: \"2026-11-20\"}}")},
    MEANT_ROW,
};
const struct event_table event_patient_table = JSON_TABLE("patient", patient_keys);

/* ---- the appointment, and by whom ---- */

/* In the header the appointment's own has the fields of a precare_booked, in their order. */
#define BOOKED_STANDS(field)                                                                       \
    _Static_assert(offsetof(precare_appointment, procedure_##field) ==                             \
                       offsetof(precare_appointment, procedure_text) +                             \
                           offsetof(precare_booked, field),                                        \
                   "procedure_" #field)
BOOKED_STANDS(code);
BOOKED_STANDS(checked);
static const struct event_key booked_keys[] = {
    {.json = SAYS("text", TEXT, MAY, .doc = "Its name, as it is booked",
                  .example = "\"microneedling\""),
     .unsaid = "a test's `procedure` says it",
     .fhir = fhir_service,
     .value = VALUE_TEXT,
     .to = offsetof(struct booked, text),
     HEADER(booked, text)},
    {.json = SAYS("code", TEXT, MAY, .doc = "Its code, as system:code",
                  .unset = "(the text says it)", .example = "\"local:MN1\""),
     .unsaid = "tests name the procedure in words",
     .fhir = fhir_service,
     .value = VALUE_TEXT,
     .to = offsetof(struct booked, code),
     HEADER(booked, code)},
    {.json = SAYS("checked", CHOICE, MAY, .words = &words_checked, .doc = CHECKED_DOC,
                  .unset = "(nobody looked)", .example = "\"as-written\""),
     .unsaid = "tests name the procedure in words",
     .fhir = fhir_never,
     .value = VALUE_WORD,
     .to = offsetof(struct booked, checked),
     HEADER(booked, checked)},
};
static const struct event_table booked_table = JSON_TABLE("procedure", booked_keys);

static const struct event_key appointment_keys[] = {
    {.json = SAYS("id", TEXT, MAY, .doc = "The host's own id", .example = "\"apt-1042\""),
     .unsaid = "tests give their appointments no ids",
     .fhir = fhir_visit_id,
     .value = VALUE_ID,
     VISIT(appointment),
     HEADER(appointment, id)},
    {.json = SAYS("occurrence", WHEN, MAY,
                  .doc = "Where the id names a series: the day, or instant, of this one of it",
                  .unset = "(the id names one visit)", .example = "\"2026-12-07\""),
     .said = SAYS("occurrence", WHEN, 0, .doc = "Which one of a series it is",
                  .example = "\"2027-01-12\""),
     .fhir = fhir_never,
     .value = VALUE_WHOLE,
     VISIT(occurrence),
     HEADER(appointment, occurrence)},
    {.json = SAYS("procedure", MAP, MAY, .table = &booked_table.table, .doc = "What is booked",
                  .unset = "(not known)"),
     .fhir = fhir_group,
     .value = VALUE_GROUP,
     .of = &booked_table,
     VISIT(procedure),
     HEADER(appointment, procedure_text)},
    {.json = SAYS("also", MAPS, LIST, .table = &booked_table.table,
                  .doc = "Further procedures of the same visit", .unset = "(none)"),
     .said = SAYS("also", WORDS, 0, .choices_of = "items",
                  .doc = "Further procedures of the same visit", .example = "LED mask"),
     .fhir = fhir_also,
     .value = VALUE_CHART,
     .of = &booked_table,
     VISIT(also),
     .count = offsetof(struct visit, also_count),
     .each = sizeof(struct booked),
     HEADER(appointment, also),
     .field_each = sizeof(precare_booked)},
    {.said = SAYS("procedure", TEXT, MUST, .choices_of = "items",
                  .doc = "The procedure: an item, another name, or free text",
                  .example = "microneedling"),
     .value = VALUE_TEXT,
     VISIT(procedure.text)},
    {.said = SAYS("date", WHEN, 0, .doc = "Its day", .example = "\"2027-01-12\""),
     .value = VALUE_WHOLE,
     VISIT(start)},
    {.json = SAYS("start", WHEN, MUST, .doc = "When it begins; a date where the hour is not known",
                  .example = "\"2026-12-07T14:00:00-05:00\""),
     .said = SAYS("start", WHEN, 0, .doc = "Its day and hour",
                  .example = "\"2027-01-12T14:00:00-05:00\""),
     .fhir = fhir_visit_start,
     .value = VALUE_WHOLE,
     VISIT(start),
     HEADER(appointment, start)},
    {.said = SAYS("site", WORDS, 0, .doc = "Where", .example = "cheek"),
     .value = VALUE_TEXTS,
     VISIT(sites),
     .count = offsetof(struct visit, site_count)},
    {.json =
         SAYS("sites", TEXTS, LIST, .doc = "Where it is done; an empty list is not known either",
              .unset = "(not known)", .example = "[\"cheek\", \"neck\"]"),
     .said = SAYS("sites", WORDS, 0, .doc = "Where, several", .example = "[cheek, neck]"),
     .fhir = fhir_visit_sites,
     .value = VALUE_TEXTS,
     VISIT(sites),
     .count = offsetof(struct visit, site_count),
     HEADER(appointment, sites),
     .needs = PRECARE_NEEDS_SITES},
    {.json = SAYS("minutes", INTEGER, MAY, .doc = "The length of the slot", .unset = "(not known)",
                  .example = "60"),
     .said = SAYS("minutes", NUMBER, 0, .doc = "The length of the slot", .example = "60"),
     .fhir = fhir_visit_minutes,
     .value = VALUE_MINUTES,
     VISIT(minutes),
     HEADER(appointment, minutes),
     .needs = PRECARE_NEEDS_MINUTES},
    {.json = SAYS("indication", TEXT, MAY, .doc = "What it is for", .unset = "(not known)",
                  .example = "\"acne-scar\""),
     .said = SAYS("indication", TEXT, 0, .doc = "What it is for", .example = "acne-scar"),
     .fhir = fhir_visit_indication,
     .value = VALUE_TEXT,
     VISIT(indication),
     HEADER(appointment, indication),
     .needs = PRECARE_NEEDS_INDICATION},
    {.json = SAYS("price", TEXT, MAY, .doc = "A number and a currency", .unset = "(not known)",
                  .example = "\"450 USD\""),
     .said = SAYS("price", PRICE, 0, .doc = "The price", .example = "450 USD"),
     .fhir = fhir_never,
     .value = VALUE_TEXT,
     VISIT(price),
     HEADER(appointment, price),
     .needs = PRECARE_NEEDS_PRICE},
    {.json = SAYS("state", CHOICE, MAY, .words = &words_state,
                  .doc = "Whether it is planned, was done, or was cancelled",
                  .unset = "(not known)", .example = "\"planned\""),
     .said =
         SAYS("state", CHOICE, 0, .words = &words_state, .doc = "Its state", .example = "planned"),
     .fhir = fhir_visit_state,
     .value = VALUE_WORD,
     VISIT(state),
     HEADER(appointment, state),
     .needs = PRECARE_NEEDS_STATE},
    {.json = SAYS("modality", TEXT, MAY, .doc = "How it is done: mechanical, radiofrequency, ...",
                  .unset = "(not known)", .example = "\"mechanical\""),
     .said = SAYS("modality", TEXT, 0, .doc = "The modality", .example = "mechanical"),
     .fhir = fhir_map,
     .value = VALUE_TEXT,
     VISIT(modality),
     HEADER(appointment, modality),
     .needs = PRECARE_NEEDS_MODALITY},
    MEANT_ROW,
};
const struct event_table event_appointment_table = JSON_TABLE("appointment", appointment_keys);
const struct event_table said_appointment =
    SAID_TABLE("appointment", appointment_keys, "The appointment that is judged");

static const struct event_key provider_keys[] = {
    {.json = SAYS("id", TEXT, MAY, .doc = "The host's own id", .example = "\"p7\""),
     .unsaid = "a test says the role and the training themselves",
     .fhir = fhir_provider,
     .value = VALUE_ID,
     VISIT(provider),
     HEADER(provider, id)},
    {.json = SAYS("role", TEXT, MAY, .doc = "One of the clinic's roles", .unset = "(not recorded)",
                  .example = "\"dermatologist\""),
     .said = SAYS("role", TEXT, 0, .choices_of = "roles or any", .doc = "The provider's role",
                  .example = "physician"),
     .fhir = fhir_map,
     .value = VALUE_TEXT,
     VISIT(role),
     HEADER(provider, role)},
    {.json = SAYS("training", TEXTS, LIST, .doc = "All that is recorded; an empty list says none",
                  .unset = "(not recorded)", .example = "[\"microneedling\"]"),
     .said = SAYS("training", WORDS, KEY_MAY_BE_EMPTY, .doc = "What the provider is trained for",
                  .example = "[microneedling]"),
     .fhir = fhir_map,
     .value = VALUE_TEXTS,
     VISIT(training),
     .count = offsetof(struct visit, training_count),
     .known = offsetof(struct visit, training_recorded),
     HEADER(provider, training),
     .field_known = offsetof(precare_provider, training_recorded)},
    MEANT_ROW,
};
const struct event_table event_provider_table = JSON_TABLE("provider", provider_keys);
const struct event_table said_provider = SAID_TABLE("provider", provider_keys, "Who treats");

/* ---- answers, what was charted, what was decided ---- */

static const struct event_key answer_keys[] = {
    {.json = SAYS("value", TEXT, MAY, .doc = "What was answered", .unset = "(not answered)",
                  .example = "\"prescribed\""),
     .unsaid = "a test's answer says it, alone or as `value`",
     .fhir = fhir_form,
     .value = VALUE_TEXT,
     .to = offsetof(struct answer, value),
     HEADER(answer, value)},
    {.json = SAYS("on", WHEN, MAY, .doc = "When", .example = "\"2026-11-20\""),
     .unsaid = "a test's answer says it as `date`",
     .fhir = fhir_form,
     .value = VALUE_TIME,
     .to = offsetof(struct answer, on),
     HEADER(answer, on)},
};
static const struct event_table answer_table = JSON_TABLE("answer", answer_keys);

static const struct event_key chart_keys[] = {
    {.json = SAYS("procedure_ended", WHEN, MAY, .doc = "When the procedure ended",
                  .unset = "(not known)", .example = "\"2026-12-07T15:00:00-05:00\""),
     .said = SAYS("procedure-ended", WHEN, 0, .doc = "When the procedure ended",
                  .example = "\"2027-01-12T15:00:00Z\""),
     .fhir = fhir_never,
     .value = VALUE_TIME,
     VISIT(procedure_ended),
     HEADER(event, procedure_ended),
     .needs = PRECARE_NEEDS_PROCEDURE_ENDED},
    {.json = SAYS("reactions", MAPS, LIST, .table = &event_entry_tables[CHART_REACTIONS].table,
                  .doc = "What was seen after it", .unset = "(none)"),
     .said = SAYS("reactions", MAPS, 0, .table = &said_entries[CHART_REACTIONS].table,
                  .doc = "Reactions"),
     .fhir = fhir_never,
     .value = VALUE_CHART,
     .of = &event_entry_tables[CHART_REACTIONS],
     VISIT(chart[CHART_REACTIONS].at),
     .count = offsetof(struct visit, chart[CHART_REACTIONS].count),
     .each = sizeof(struct entry),
     HEADER(event, reactions),
     .field_each = sizeof(precare_reaction),
     .needs = PRECARE_NEEDS_REACTIONS},
    {.json = SAYS("products", MAPS, LIST, .table = &event_entry_tables[CHART_PRODUCTS].table,
                  .doc = "What was used after it", .unset = "(none)"),
     .said = SAYS("products", MAPS, 0, .table = &said_entries[CHART_PRODUCTS].table,
                  .doc = "Products used"),
     .fhir = fhir_never,
     .value = VALUE_CHART,
     .of = &event_entry_tables[CHART_PRODUCTS],
     VISIT(chart[CHART_PRODUCTS].at),
     .count = offsetof(struct visit, chart[CHART_PRODUCTS].count),
     .each = sizeof(struct entry),
     HEADER(event, products),
     .field_each = sizeof(precare_product),
     .needs = PRECARE_NEEDS_PRODUCTS},
    {.json = SAYS("fields", ANY, MAY, .doc = "Fields of the procedure note, by name",
                  .unset = "(none)", .example = "{\"device-lot\": \"A1B2\"}"),
     .said =
         SAYS("fields", ANY, 0, .choices_of = "fields",
              .doc = "Fields of the procedure note by their name", .example = "{device-lot: A1B2}"),
     .fhir = fhir_never,
     .value = VALUE_FIELDS,
     VISIT(fields),
     .count = offsetof(struct visit, field_count),
     .each = sizeof(struct answer),
     HEADER(event, fields),
     .field_each = sizeof(precare_field),
     .needs = PRECARE_NEEDS_FIELDS},
};
static const struct event_table chart_table = JSON_TABLE("chart", chart_keys);
const struct event_table said_charted = SAID_TABLE("charted", chart_keys, "What was charted");

#define CLEARANCE(field_name)                                                                      \
    .to = offsetof(struct clearance, field_name), HEADER(clearance, field_name)
static const struct event_key clearance_keys[] = {
    {.json = SAYS("rule", TEXT, MAY, .doc = "The rule that is cleared", .example = "\"mn-keloid\""),
     .said = SAYS("rule", TEXT, 0, .choices_of = "rules", .doc = "The rule that is cleared",
                  .example = "mn-keloid"),
     .fhir = fhir_never,
     .value = VALUE_TEXT,
     CLEARANCE(rule)},
    {.json = SAYS("statement", TEXT, MAY, .doc = "Or the statement of its source",
                  .example = "\"S24\""),
     .said = SAYS("statement", TEXT, 0, .doc = "Or a statement of the source", .example = "S24"),
     .fhir = fhir_never,
     .value = VALUE_TEXT,
     CLEARANCE(statement)},
    {.json =
         SAYS("role", TEXT, MAY, .doc = "The role of who cleared it", .example = "\"physician\""),
     .said = SAYS("role", TEXT, MUST, .choices_of = "roles", .doc = "Who cleared it",
                  .example = "physician"),
     .fhir = fhir_never,
     .value = VALUE_TEXT,
     CLEARANCE(role)},
    {.json = SAYS("reason", TEXT, MAY, .doc = "One of the coded reasons",
                  .example = "\"record-is-wrong\""),
     .said = SAYS("reason", TEXT, MUST, .choices_of = "reasons", .doc = "Why",
                  .example = "record-is-wrong"),
     .fhir = fhir_never,
     .value = VALUE_TEXT,
     CLEARANCE(reason)},
    {.json = SAYS("on", WHEN, MAY, .doc = "When", .example = "\"2026-11-21\""),
     .said = SAYS("date", WHEN, 0, .doc = "When", .example = "\"2026-11-21\""),
     .fhir = fhir_never,
     .value = VALUE_TIME,
     CLEARANCE(on)},
    {.json = SAYS("appointment", TEXT, MAY, .doc = "The appointment it is for",
                  .example = "\"apt-1042\""),
     .unsaid = "a test's clearance is for its own appointment",
     .fhir = fhir_never,
     .value = VALUE_ID,
     CLEARANCE(appointment)},
    OCCURRENCE_ROW(clearance, "The occurrence of that appointment",
                   "a test's clearance is for its own appointment"),
    {.json = SAYS("matter", TEXT, MAY, .doc = "The `matter` of the finding that was cleared",
                  .unset = "(any)", .example = "\"m-41c09a7e\""),
     .said = SAYS("matter", TEXT, 0,
                  .doc = "The matter that was cleared, at another appointment than this one",
                  .example = "m-41c09a7e"),
     .fhir = fhir_never,
     .value = VALUE_ID,
     CLEARANCE(matter)},
    MEANT_ROW,
};
static const struct event_table clearance_table = JSON_TABLE("clearance", clearance_keys);
const struct event_table said_clearance =
    SAID_TABLE("clearance", clearance_keys, "A documented \"go on\"");

#define ACK(field_name)                                                                            \
    .to = offsetof(struct acknowledgement, field_name), HEADER(acknowledgement, field_name),       \
    .fhir = fhir_feedback, .unsaid = "tests do not settle"
static const struct event_key acknowledgement_keys[] = {
    {.json = SAYS("rule", TEXT, MUST, .doc = "The finding's rule", .example = "\"mn-slot-length\""),
     .value = VALUE_TEXT,
     ACK(rule)},
    {.json = SAYS("action", CHOICE, MUST, .words = &words_acknowledgement,
                  .doc = "What was done about it", .example = "\"overridden\""),
     .value = VALUE_WORD,
     ACK(action)},
    {.json = SAYS("role", TEXT, MAY, .doc = "By whom", .example = "\"nurse\""),
     .value = VALUE_TEXT,
     ACK(role)},
    {.json = SAYS("actor", TEXT, MAY, .doc = "The host's id of that person", .example = "\"u12\""),
     .value = VALUE_ID,
     ACK(actor)},
    {.json = SAYS("reason", TEXT, MAY, .doc = "One of the coded reasons",
                  .example = "\"rule-does-not-fit\""),
     .value = VALUE_TEXT,
     ACK(reason)},
    {.json = SAYS("note", TEXT, MAY, .doc = "In words", .example = "\"a short session\""),
     .value = VALUE_TEXT,
     ACK(note)},
    {.json = SAYS("at", WHEN, MAY, .doc = "When", .example = "\"2026-11-23T10:01:00-05:00\""),
     .value = VALUE_TIME,
     ACK(at)},
    OCCURRENCE_ROW(acknowledgement, "The occurrence of the appointment", "tests do not settle"),
};
const struct event_table acknowledgement_table =
    JSON_TABLE("acknowledgement", acknowledgement_keys);

/* ---- the event ---- */

#define CHART_ROW(number, list_name, key_name, text, said_example, need)                           \
    {                                                                                              \
        .json = SAYS(key_name, MAP, MAY, .table = &list_tables[number].table, .doc = text,         \
                     .unset = "(not asked)"),                                                      \
        .said = SAYS(key_name, ANY, 0, .words = &words_chart_said,                                 \
                     .table = &said_entries[number].table, .choices_of = "facts",                  \
                     .doc = "none-known, not-asked, or entries", .example = said_example),         \
        .fhir = fhir_group, .value = VALUE_GROUP, .of = &list_tables[number],                      \
        VISIT(chart[number]), HEADER(event, list_name), .needs = need                              \
    }

static const struct event_key event_keys[] = {
    {.json = SAYS("format", TEXT, MUST, .doc = "What this is: always this word",
                  .example = "\"precare-event/1\""),
     .unsaid = "tests are no documents",
     .fhir = fhir_hook,
     .value = VALUE_FORMAT},
    {.json = SAYS("event_id", TEXT, MAY,
                  .doc = "The host's own; the same again when the request is sent again",
                  .example = "\"apt-1042/3\""),
     .unsaid = "tests have none",
     .fhir = fhir_hook_instance,
     .value = VALUE_ID,
     VISIT(event_id),
     HEADER(event, event_id)},
    {.json = SAYS("moment", CHOICE, MUST, .words = &words_moment, .doc = "The moment of the visit",
                  .example = "\"booking\""),
     .unsaid = "a test says it as `at`",
     .fhir = fhir_hook,
     .value = VALUE_WORD,
     VISIT(moment),
     HEADER(event, moment)},
    {.json = SAYS("action", CHOICE, MAY, .words = &words_action,
                  .doc = "Of a booking: what happens to it", .example = "\"create\""),
     .unsaid = "a test at booking creates",
     .fhir = fhir_hook,
     .value = VALUE_WORD,
     VISIT(action),
     HEADER(event, action)},
    {.json = SAYS("phase", CHOICE, MAY, .words = &words_phase,
                  .doc = "Whether it is recorded and told (final), only judged (preview), or ends "
                         "a preview (settle)",
                  .unset = "final", .example = "\"settle\""),
     .unsaid = "tests are final",
     .fhir = fhir_hook,
     .value = VALUE_WORD,
     VISIT(phase),
     HEADER(event, phase)},
    {.json = SAYS("now", WHEN, MUST, .doc = "The present, as the host knows it",
                  .example = "\"2026-11-23T10:00:00-05:00\""),
     .unsaid = "a test says it as `today`",
     .fhir = fhir_clock,
     .value = VALUE_WHOLE,
     VISIT(now),
     HEADER(event, now)},
    {.json = SAYS("subject", TEXT, MAY, .doc = "The host's own key of the patient",
                  .example = "\"pt-88\""),
     .unsaid = "tests have none",
     .fhir = fhir_patient_id,
     .value = VALUE_ID,
     VISIT(subject),
     HEADER(event, subject)},
    {.json = SAYS("patient", MAP, MAY, .table = &event_patient_table.table,
                  .doc = "Who it is, as far as rules ask"),
     .fhir = fhir_group,
     .value = VALUE_GROUP,
     .of = &event_patient_table,
     .sized = true,
     HEADER(event, patient),
     .field_each = sizeof(precare_patient)},
    {.json = SAYS("appointment", MAP, MUST, .table = &event_appointment_table.table,
                  .doc = "What is booked, and when"),
     .fhir = fhir_group,
     .value = VALUE_GROUP,
     .of = &event_appointment_table,
     .sized = true,
     HEADER(event, appointment),
     .field_each = sizeof(precare_appointment)},
    {.json = SAYS("provider", MAP, MAY, .table = &event_provider_table.table, .doc = "By whom"),
     .fhir = fhir_group,
     .value = VALUE_GROUP,
     .of = &event_provider_table,
     .sized = true,
     HEADER(event, provider),
     .field_each = sizeof(precare_provider),
     .needs = PRECARE_NEEDS_PROVIDER},
    CHART_ROW(CHART_CONDITIONS, conditions, "conditions", "The problem list", "none-known",
              PRECARE_NEEDS_CONDITIONS),
    CHART_ROW(CHART_MEDICATIONS, medications, "medications", "What the patient takes",
              "[{is: tretinoin, use: ongoing, site: face}]", PRECARE_NEEDS_MEDICATIONS),
    CHART_ROW(CHART_ALLERGIES, allergies, "allergies", "Known allergies", "none-known",
              PRECARE_NEEDS_ALLERGIES),
    CHART_ROW(CHART_PROCEDURES, procedures, "procedures", "Earlier and planned procedures",
              "none-known", PRECARE_NEEDS_PROCEDURES),
    {.json = SAYS("answers", ANY, MAY, .table = &answer_table.table,
                  .doc = "Answers to questions, by name", .unset = "(none)",
                  .example = "{\"consent\": {\"value\": \"signed\", \"on\": \"2026-11-20\"}}"),
     .said = SAYS("answers", ANY, 0, .choices_of = "answers", .doc = "Answers by their name",
                  .example = "{consent: signed}"),
     .fhir = fhir_form,
     .value = VALUE_ANSWERS,
     .of = &answer_table,
     VISIT(answers),
     .count = offsetof(struct visit, answer_count),
     .each = sizeof(struct answer),
     HEADER(event, answers),
     .field_each = sizeof(precare_answer),
     .needs = PRECARE_NEEDS_ANSWERS},
    {.json = SAYS("chart", MAP, MAY, .table = &chart_table.table, .doc = "What was charted",
                  .unset = "(nothing)"),
     .fhir = fhir_group,
     .value = VALUE_GROUP,
     .of = &chart_table},
    {.json = SAYS("clearances", MAPS, LIST, .table = &clearance_table.table,
                  .doc = "A clinician's documented decisions to go on", .unset = "(none)"),
     .fhir = fhir_never,
     .value = VALUE_LIST,
     .of = &clearance_table,
     VISIT(clearances),
     .count = offsetof(struct visit, clearance_count),
     .each = sizeof(struct clearance),
     HEADER(event, clearances),
     .field_each = sizeof(precare_clearance)},
    {.json = SAYS("disposition", CHOICE, MAY, .words = &words_disposition,
                  .doc = "Of a settle: what became of it", .example = "\"saved\""),
     .unsaid = "tests do not settle",
     .fhir = fhir_never,
     .value = VALUE_WORD,
     VISIT(disposition),
     HEADER(event, disposition)},
    {.json = SAYS("acknowledgements", MAPS, LIST, .table = &acknowledgement_table.table,
                  .doc = "Of a settle: what was done about the findings"),
     .unsaid = "tests do not settle",
     .fhir = fhir_feedback,
     .value = VALUE_LIST,
     .sized = true,
     .of = &acknowledgement_table,
     VISIT(acknowledgements),
     .count = offsetof(struct visit, acknowledgement_count),
     .each = sizeof(struct acknowledgement),
     HEADER(event, acknowledgements),
     .field_each = sizeof(precare_acknowledgement)},
};
const struct event_table event_table = JSON_TABLE("event", event_keys);

/* ---- what a test says of its patient: the patient's rows, and the event's lists and answers ----
 */

#define LISTS_FIRST 10u /* conditions, medications, allergies, procedures, answers */
#define LISTS_COUNT 5u
static const struct table said_lists = {
    .keys = &event_keys[LISTS_FIRST].said, .count = LISTS_COUNT, .stride = sizeof *event_keys};
#define PATIENT_TABLE(noun, text)                                                                  \
    {                                                                                              \
        .table = {.name = noun,                                                                    \
                  .keys = &patient_keys[0].said,                                                   \
                  .count = sizeof patient_keys / sizeof *patient_keys,                             \
                  .stride = sizeof *patient_keys,                                                  \
                  .size = (sizeof patient_keys / sizeof *patient_keys + LISTS_COUNT) *             \
                          sizeof(struct node *),                                                   \
                  .doc = text,                                                                     \
                  .more = &said_lists},                                                            \
        .keys = patient_keys                                                                       \
    }
const struct event_table said_persona =
    PATIENT_TABLE("persona", "An invented patient that tests start from");
const struct event_table said_patient = PATIENT_TABLE("patient", "What is known of the patient");

_Static_assert(sizeof event_keys / sizeof *event_keys <= EVENT_KEYS_MOST, "nodes of one table");
_Static_assert(sizeof appointment_keys / sizeof *appointment_keys <= EVENT_KEYS_MOST, "the same");

/* ---- walking ---- */

const struct event_key *event_table_key(const struct event_table *t, uint32_t i)
{
    return i < t->table.count ? &t->keys[i] : &event_keys[LISTS_FIRST + i - t->table.count];
}

static void event_table_each(const struct event_table *t, const char *path, event_key_seen *seen,
                             void *of)
{
    char below[256];

    for (uint32_t i = 0; i < t->table.count; i++) {
        const struct event_key *key = &t->keys[i];

        if (key->json.name == NULL) {
            continue;
        }
        (void)snprintf(below, sizeof below, "%s%s%s", path, path[0] != '\0' ? "." : "",
                       key->json.name);
        seen(of, below, key);
        if (key->of != NULL) {
            bool list = key->value == VALUE_LIST || key->value == VALUE_CHART;
            size_t end = strlen(below);

            (void)snprintf(below + end, sizeof below - end, "%s",
                           list                          ? "[]"
                           : key->value == VALUE_ANSWERS ? ".NAME"
                                                         : "");
            event_table_each(key->of, below, seen, of);
        }
    }
}

void event_keys_each(event_key_seen *seen, void *of)
{
    event_table_each(&event_table, "", seen, of);
}

/* Asked at every booking, so without writing the paths. */
static const struct event_key *table_needed(const struct event_table *t, uint64_t bit)
{
    const struct event_key *found = NULL;

    for (uint32_t i = 0; i < t->table.count; i++) {
        const struct event_key *key = &t->keys[i];
        const struct event_key *below = NULL;

        if (key->json.name == NULL) {
            continue;
        }
        if (key->of != NULL) {
            below = table_needed(key->of, bit);
        }
        found = below != NULL ? below : key->needs == bit ? key : found;
    }
    return found;
}

const struct event_key *event_key_needed(uint64_t bit)
{
    return table_needed(&event_table, bit);
}
