/* SPDX-License-Identifier: MIT
 *
 * What is known about one visit: the only thing the engine judges. Made at the door from the C
 * structs of the ABI, from precare-event/1 JSON (and later from FHIR); all of its texts are
 * borrowed from there. Dates are already clinic-local. Zeroed memory is a visit of which nothing is
 * known. Numbers of words are those of the public header. Immutable once made; any thread.
 */
#ifndef PRECARE_VISIT_VISIT_H
#define PRECARE_VISIT_VISIT_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/calendar.h"
#include "base/text.h"
#include "base/zone.h"
#include "precare/precare.h"

/* The parts of the chart that hold entries. The first four can be "not asked"; what is charted
 * cannot. */
enum chart {
    CHART_CONDITIONS,
    CHART_MEDICATIONS,
    CHART_ALLERGIES,
    CHART_PROCEDURES,
    CHART_REACTIONS,
    CHART_PRODUCTS,
    CHART_COUNT
};
#define CHART_ASKED 4 /* those before it have a `reviewed` */

struct entry {
    struct span text, code;
    /* a condition's status, a medication's use, a procedure's state; 0: not known */
    uint32_t status;
    uint32_t severity; /* 0: not known */
    const struct span *sites;
    uint32_t site_count;     /* 0: not known */
    uint32_t checked;        /* PRECARE_AS_WRITTEN: somebody looked, and it is meant so; 0 */
    struct span only_site;   /* room for one, which most entries have: `sites` may point here */
    struct span route;       /* medication */
    struct span list;        /* the value set that was asked: the entry is in it; or none */
    struct span appointment; /* procedure: the id it belongs to */
    struct when at;    /* onset, last use, date of the procedure, time of the reaction or product */
    struct when noted; /* recorded (condition, allergy), started (medication) */
    struct when occurrence;      /* procedure: which of a series it belongs to */
    const struct answer *fields; /* procedure: what was noted of it */
    uint32_t field_count;
    uint32_t reserved;
};

struct asked_set { /* a value set that was asked about by itself: a review of it, and of no other */
    struct span list;
    struct when on;
};

struct entries {
    struct when reviewed; /* WHEN_UNKNOWN: not asked */
    const struct entry *at;
    const struct asked_set *asked;
    uint32_t count, asked_count;
};

struct answer { /* also a field of the procedure note, or of an entry (on: unknown) */
    struct span name, value;
    struct when on;
};

struct booked { /* a procedure of this visit */
    struct span text, code;
    uint32_t checked; /* PRECARE_AS_WRITTEN, or 0 */
    uint32_t reserved;
};

struct clearance {
    struct span rule, statement, role, reason, appointment, matter;
    struct when on, occurrence;
};

struct acknowledgement {
    struct span rule, role, actor, reason, note;
    uint32_t action; /* PRECARE_ACCEPTED.. */
    uint32_t reserved;
    struct when at, occurrence;
};

/* What was changed while the visit was read: told in the result's notes. */
enum visit_note_code {
    NOTE_MIDNIGHT,     /* an instant at midnight UTC was read as the day that it names */
    NOTE_NOT_POSSIBLE, /* a day that cannot be is as if it had not been recorded */
    VISIT_NOTES
};

struct visit_note { /* its path: PART, PART[INDEX] or PART.NAME, and the field behind it */
    enum visit_note_code code;
    int32_t index;            /* below 0: none */
    const char *part, *field; /* field NULL: the name is all */
    uint64_t needs;           /* the bit of needs() that asks for it; 0: none does */
    struct span name;
    struct visit_note *next;
};

struct visit {
    const struct zone *zone; /* the clinic's */
    uint32_t moment, action, phase, disposition;
    struct span event_id, subject;
    struct when now;
    int32_t today;     /* the clinic-local date of `now` */
    int32_t reference; /* the clinic-local date of the appointment */

    struct when birth; /* of the patient */
    uint32_t pregnancy;
    uint32_t sex;   /* of words_sex; 0: not said, or in another word */
    uint32_t state; /* of the appointment */
    bool sex_said;

    struct span appointment; /* its id */
    struct when occurrence;  /* which of a series; WHEN_UNKNOWN: the id names one visit */
    struct when start;       /* a day or an instant */
    int32_t minutes;         /* 0: not known */
    uint32_t site_count;     /* 0: not known */
    const struct span *sites;
    struct booked procedure;
    const struct booked *also; /* further ones */
    struct span modality, indication, price;

    struct span provider, role;
    const struct span *training;
    uint32_t training_count;
    bool training_recorded;

    struct entries chart[CHART_COUNT];
    const struct answer *answers;
    const struct answer *fields;
    uint32_t answer_count, field_count, also_count;
    struct when procedure_ended;

    const struct clearance *clearances;
    const struct acknowledgement *acknowledgements;
    uint32_t clearance_count, acknowledgement_count;
    struct visit_note *notes; /* a list, in the order of the event */
};

/* The procedures of the visit, `i` from 0 up to and including also_count. */
static inline const struct booked *visit_procedure(const struct visit *visit, uint32_t i)
{
    return i == 0 ? &visit->procedure : &visit->also[i - 1];
}

/* Two that are known: an instant and a day are the same where it is on that day. */
static inline bool occurrence_same(const struct when *a, const struct when *b)
{
    return a->kind == WHEN_INSTANT && b->kind == WHEN_INSTANT ? a->utc == b->utc
                                                              : a->first == b->first;
}

/* Whether an answer, or a field, says that there is none. */
static inline bool answer_is_missing(struct span value)
{
    return value.len == 7 && memcmp(value.at, "missing", 7) == 0;
}

/* Limits of an event, the same at every door. */
#define EVENT_BYTES (1024u * 1024u)
#define EVENT_DEPTH 32u
#define EVENT_ENTRIES 512u
#define EVENT_TEXT 1024u
#define EVENT_ID 128u

#endif
