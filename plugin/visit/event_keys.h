/* SPDX-License-Identifier: MIT
 *
 * Every key of an event, once: how a precare-event/1 document says it, how the tests beside the
 * rules say it, where it goes in a visit and where it stands in the structs of the public header,
 * which bit of needs() asks for it, where FHIR has it, and what it is. event_json.c and fhir_rows.c
 * read by these rows, and so do the
 * loader (tests and personas), the schema, the reference, and the tests that hold the C structs to
 * them. The reader of those structs (abi/event_struct.c, event_chart.c) is written by hand.
 */
#ifndef PRECARE_VISIT_EVENT_KEYS_H
#define PRECARE_VISIT_EVENT_KEYS_H

#include "base/reader.h"
#include "visit/fhir_column.h"
#include "visit/visit.h"

enum event_value { /* what it is, and so how it is read and what limits it has */
    VALUE_NONE,    /* the key only leads elsewhere: `like`, `reviewed` of a test */
    VALUE_FORMAT,  /* precare-event/1 */
    VALUE_TEXT,    /* at most EVENT_TEXT bytes */
    VALUE_ID,      /* at most EVENT_ID bytes */
    VALUE_TEXTS,   /* at most EVENT_ENTRIES texts */
    VALUE_WORD,    /* the number of one of the key's words */
    /* a text; its number where it is one of the key's words, 0 for any other. The header has the
     * text */
    VALUE_OPEN_WORD,
    VALUE_TIME,    /* a date, perhaps in part, or an instant */
    VALUE_WHOLE,   /* a date or an instant, never in part */
    VALUE_BIRTH,   /* a date, perhaps in part, never an instant */
    VALUE_MINUTES, /* a whole number */
    VALUE_GROUP,   /* keys of `of`, into the same struct, `to` bytes further */
    VALUE_LIST,    /* at most EVENT_ENTRIES structs, each with the keys of `of` */
    VALUE_CHART,   /* the same, of a chart: each needs a text or a code */
    VALUE_ANSWERS, /* by name, a text or a map with the keys of `of` */
    VALUE_FIELDS,  /* by name, a text */
    VALUE_ASKED,   /* by the name of a value set, a time */
    VALUE_COUNT
};

struct event_table;
struct event_key {
    struct key json; /* of the document; without a name: tests alone say it so */
    struct key
        said; /* of tests beside the rules; without a name they cannot, and `unsaid` says why */
    const char *unsaid;
    uint32_t value;               /* enum event_value */
    bool carried;                 /* it is checked, and goes nowhere: nothing judges it */
    bool sized;                   /* the header's struct begins with its struct_size */
    const struct event_table *of; /* GROUP, LIST, CHART, ANSWERS */
    /* in the visit's struct (visit, entries, entry, answer, ...): the value; of several, also their
     * number, and the size of one; `known`: whether it was said at all (0: not kept) */
    size_t to, count, each, known;
    /* in the header's struct: the value; the size of one (of a GROUP: it has a struct of its own,
     * by pointer); and `known` */
    size_t field, field_each, field_known;
    uint64_t needs; /* PRECARE_NEEDS_ that asks for it, or for the group that it stands in */
    const struct fhir_from *fhir; /* where FHIR R4 has it; NULL for rows of tests alone */
};

struct event_table {
    struct table table; /* for reader_read: one node a row, in order */
    const struct event_key *keys;
};
#define EVENT_KEYS_MOST 24u /* rows of one table */

/* The document; and of it what the acknowledge method takes too. */
extern const struct event_table event_table, acknowledgement_table;
/* Parts of it, for the reader of FHIR. */
extern const struct event_table event_patient_table, event_appointment_table, event_provider_table,
    event_entry_tables[CHART_COUNT];
/* What tests say, in their short form. The patient's rows are two stretches: its own, and those of
 * the event's lists and answers. */
extern const struct event_table said_patient, said_persona, said_appointment, said_provider,
    said_charted, said_clearance, said_entries[CHART_COUNT];
extern const struct table said_reviewed, said_asked; /* struct said_list_nodes */
struct said_list_nodes {
    const struct node *chart[CHART_ASKED];
};
extern const struct words words_chart_said; /* none-known, not-asked */
extern const struct words words_in_no_list; /* meant */
/* "this": the one that is judged, and so the id that a test's appointment has. */
extern const struct words words_appointment_said;
#define APPOINTMENT_SAID SPAN("this")

/* Row i of a table that may have a second stretch; table_count tells how many there are. */
const struct event_key *event_table_key(const struct event_table *t, uint32_t i);

/* Walks all keys of the document, depth first: `path` is "medications.entries[].use",
 * "answers.NAME.value". */
typedef void event_key_seen(void *of, const char *path, const struct event_key *key);
void event_keys_each(event_key_seen *seen, void *of);
/* The key whose facts this one bit of needs() asks for; NULL: none has it. */
const struct event_key *event_key_needed(uint64_t bit);

#endif
