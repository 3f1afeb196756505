/* SPDX-License-Identifier: MIT
 *
 * The form before the visit, as a plain model: what the rules in force may still ask of a visit,
 * once each, grouped as a person would be asked. form_make (make.c) makes it; form_json, the page
 * and the FHIR Questionnaire are written from it and need nothing else; answers.h takes back what
 * was filled in. The model lives in the caller's arena and borrows texts of the rules: it is good
 * as long as both. Pure; any thread. Failure: no memory alone.
 */
#ifndef PRECARE_FORM_FORM_H
#define PRECARE_FORM_FORM_H

#include "base/buf.h"
#include "rulebook/rulebook.h"
#include "visit/visit.h"

/* What a person can say to an item. `unsure` (FORM_UNSURE) can be said to every one, and so can
 * nothing at all. */
enum form_kind {
    FORM_TICK = 1, /* yes, no; of a value set also in words: which (`words`) */
    FORM_CHOICE,   /* one of `choices` */
    FORM_CHOICES,  /* some of `choices`: sites, trainings */
    FORM_DIGITS,   /* digits, in `unit` */
    FORM_DATE,     /* a date, perhaps in part; not after today where `past` */
    FORM_TIME,     /* a date with its hour */
    FORM_TEXT,     /* words, of which nothing is guessed */
    FORM_KINDS
};
#define FORM_YES "yes"
#define FORM_NO "no"
#define FORM_UNSURE "unsure"
#define FORM_OTHERS "others" /* of a group's "none of these": all that have no answer */

enum form_section { /* in the order in which they are asked */
    FORM_ABOUT_YOU,
    FORM_CONDITIONS,
    FORM_MEDICINES,
    FORM_ALLERGIES,
    FORM_TREATMENTS,
    FORM_THIS_VISIT,
    FORM_SECTIONS
};

struct form_choice {
    const char *value; /* what is sent back; stable */
    const char *says;  /* what a person reads */
};

struct form_when {     /* an item of the same form has this value */
    const char *item;  /* its id */
    const char *value; /* FORM_YES, or of its choices */
};

/* Where its answer goes: into the event, by answers.h. */
enum form_goal {
    GOAL_LIST = 1,   /* an entry of `chart` with `list`, or `asked` of it */
    GOAL_LIST_FIELD, /* `field` of that entry */
    GOAL_ENTRY,      /* `field` of the entry numbered `entry` that is in the event */
    GOAL_MEANT,      /* what that entry means: a list by choice, or it is checked: as-written */
    GOAL_READ,       /* the words of that entry, which nobody can read */
    GOAL_ANSWER,     /* the declared answer named `field` */
    GOAL_NOTED,      /* the charted field named `field` */
    GOAL_BOOKED, /* what a procedure of the appointment means, or its words; `entry` its number */
    GOAL_FACT    /* a fact of patient, appointment, provider or chart: `field` is its path */
};

struct form_item {
    const char *id;          /* stable: of a value set or an answer its name, else a path */
    const char *asks;        /* a question, or of a tick in a group what is ticked */
    struct texts examples;   /* of a tick: names from its value set, for "such as ..." */
    uint32_t kind;           /* enum form_kind */
    uint32_t of;             /* PRECARE_ASK_PATIENT, _STAFF, _PRESCRIBER, _PROVIDER */
    const char *fingerprint; /* 16 hex digits: while it is the same, the item means the same */
    const struct form_choice *choices;
    uint32_t choice_count;
    bool past;        /* of a date */
    bool whole;       /* of a number: minutes, a whole number of the event */
    bool words;       /* of a tick: words may be typed beside a yes ("ID.text") */
    const char *unit; /* of a number; else NULL */
    /* It applies where one of these holds; none: always. A follow-up needs its tick's yes, too. */
    const struct form_when *when;
    uint32_t when_count;
    uint32_t follow_count;
    const struct form_item *follow; /* asked where this one is answered with yes (or a choice) */
    struct texts rules;             /* ids of the rules that decide on it */
    /* for answers.h alone: */
    uint32_t goal;  /* enum form_goal */
    uint32_t chart; /* enum chart */
    uint32_t entry; /* number in the event's list; NONE */
    uint32_t list;  /* number of the value set; NONE */
    const char *field;
};

/* Ticks of one section that stand together under one "none of these"; or one question alone. */
struct form_group {
    const char *id;   /* stable where its ticks are the same */
    const char *asks; /* above ticks: "Do you take any of these?"; of a single question NULL */
    const char *none; /* the id under which "none of these" is sent (FORM_YES); NULL: no ticks */
    uint32_t section; /* enum form_section */
    uint32_t of;      /* as of each of its items */
    bool follows;     /* a single question that applies by its `when`: not counted */
    const struct form_item *items; /* of one group: all FORM_TICK of value sets, or one item */
    uint32_t item_count;
};

struct form_count {     /* of one person's part, before follow-ups */
    uint32_t questions; /* groups of ticks, and single questions */
    uint32_t ticks;     /* in those groups */
};

struct form {
    /* PRECARE_COMPLETE; of anything else there is no group and no hash, and `because` says why */
    uint32_t coverage;
    const char *because;
    char hash[72]; /* "sha256:...": of procedure, moment and every item's id and fingerprint */
    const char *language; /* of the fixed words (phrases.h) and of `lang`: en, es */
    /* a warning where the rulebook's language has no fixed words here: those of en stand */
    const char *language_note;
    const char *procedure;    /* the procedure's `plain`, for a title */
    struct texts lists;       /* what is booked, by the names of its lists: the form's procedure */
    struct texts booked;      /* the procedures, as the visit says them */
    struct texts codes;       /* those of `booked` that are said by their code alone */
    struct texts sites;       /* as the visit says them */
    uint32_t moment;          /* PRECARE_BOOKING.. */
    int32_t today, reference; /* the day of the making, and of the appointment */
    bool as_active;           /* draft and shadow rules were taken as active */
    const struct rulebook *const *books; /* with a rule that asks here */
    uint32_t book_count;
    const struct form_group *groups; /* the patient's first, then staff, prescriber, provider; in
                                        each by section */
    uint32_t group_count;
};

/* The form of what is open for a visit: of a bare booking everything, of one whose facts are known
 * what is still missing. `as_active`: draft and shadow rules are taken as active (RULES given on
 * the command line). Nothing is asked here that can only be answered at a later moment. false: no
 * memory. */
bool form_make(const struct rules *rules, const struct visit *visit, bool as_active,
               struct arena *arena, struct form *form_r);

/* Of one person's part: PRECARE_ASK_PATIENT.. */
struct form_count form_counted(const struct form *form, uint32_t of);
/* The item with this id, a follow-up too; NULL: none. */
const struct form_item *form_find(const struct form *form, struct span id);

/* precare-form/1, one line without its newline. */
void form_json(const struct form *form, struct buf *out);

#endif
