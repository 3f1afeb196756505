/* SPDX-License-Identifier: MIT
 *
 * What the files that take answers share. For plugin/form/ alone.
 */
#ifndef PRECARE_FORM_ANSWERS_PARTS_H
#define PRECARE_FORM_ANSWERS_PARTS_H

#include <jansson.h>
#include <string.h>

#include "form/answers.h"

struct said_item { /* one line of the answers, as it was sent */
    const char *id;
    const char *const *values; /* empty ones are left out: an item without any was skipped */
    uint32_t count;
    bool list;  /* several were said */
    bool words; /* those beside a yes: "ID.text" */
    bool taken; /* it fits, and means today what it meant then */
    const struct form_item *item;
    const char *date; /* of a date that was said in words: as an event has it */
};

/* Of a "none of these": a no to all of its group that have no answer of their own. */
static inline bool said_others(const struct said_item *said)
{
    bool others = false;

    for (uint32_t i = 0; i < said->count && !others; i++) {
        others = strcmp(said->values[i], FORM_OTHERS) == 0;
    }
    return others;
}

struct answers_said {
    const char *form; /* the hash; NULL: not said */
    uint32_t by;      /* PRECARE_ASK_PATIENT.. */
    struct when on;   /* WHEN_UNKNOWN: not said */
    const char *on_text;
    struct said_item *items;
    uint32_t count;
};

struct given_item { /* of the form that was handed out */
    const char *id, *fingerprint;
    const char *group; /* the id of its "none of these"; NULL: of none */
};

struct given_form {
    const char *hash;
    uint32_t moment; /* 0: not said */
    const char *reference;
    struct texts lists, booked, codes, sites;
    struct given_item *items;
    uint32_t count, room;
};

struct taking {
    const struct answers_setting *setting;
    const struct answers_given *given;
    struct arena *arena;
    struct faults *faults;
    struct answers_said said;
    struct given_form form;
    struct form now, bare; /* of the event as it is; of the same visit of which nothing is known */
    struct visit visit;
    json_t *event;   /* owned */
    bool event_made; /* it is no event of the host's */
    char on[32];     /* the day of the answers */
    int32_t on_day;
    struct answers_left *left;
    uint32_t left_count, left_room;
    uint32_t taken;
};

/* A fault at a path of the answers ("answers.consent"). */
void taking_fault(struct taking *t, enum fault_code code, const char *path, const char *what, ...)
    __attribute__((format(printf, 4, 5)));
void taking_leave(struct taking *t, const char *item, const char *why);
/* What was said to an item, and is taken; NULL: nothing. */
const struct said_item *taken_find(const struct taking *t, const char *id);

/* answers_read.c: the two ways in which answers come. false: told. */
bool answers_read_json(struct taking *t);
bool answers_read_urlencoded(struct taking *t);
/* answers_form.c: the form that was handed out. false: told. */
bool answers_form_read(struct taking *t);
/* The same of a form that was made here. */
void answers_form_of(struct taking *t, const struct form *form);
const struct given_item *given_find(const struct given_form *form, const char *id);
/* answers_value.c: whether what was said fits the item; told where it does not. */
void answers_value_check(struct taking *t, struct said_item *said);
/* "about May 2026" as "2026-05"; false: it is not understood. `iso` has 11 bytes. */
bool typed_date(const char *text, char iso[11]);
/* answers_merge.c: what was taken, into the event. false: no memory. */
bool answers_merge(struct taking *t);

#endif
