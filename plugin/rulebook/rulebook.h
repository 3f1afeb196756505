/* SPDX-License-Identifier: MIT
 *
 * The compiled rules of one rules directory: checked, flat, immutable; made by rulebook/load.h,
 * read by the engine and by the review room. Texts and arrays live in one arena of the `rules`.
 * Anything a rule takes from a parameter has the parameter's value already, and remembers its name.
 * Numbers of words are those of the public header.
 */
#ifndef PRECARE_RULEBOOK_RULEBOOK_H
#define PRECARE_RULEBOOK_RULEBOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/calendar.h"
#include "base/names.h"
#include "precare/precare.h"
#include "rulebook/kinds.h"
#include "vocabulary/answers.h"
#include "vocabulary/sites.h"
#include "vocabulary/vocabulary.h"
#include "visit/visit.h"

#define NONE UINT32_MAX

struct texts {
    const char *const *at;
    uint32_t count;
    uint32_t reserved;
};

struct numbers {
    const uint32_t *at;
    uint32_t count;
    uint32_t reserved;
};

/* ---- conditions ---- */

enum cond_status {
    STATUS_EVER,
    STATUS_ACTIVE,
    STATUS_FAMILY
}; /* condition */
enum cond_use {
    USE_NOT_SAID,
    USE_ONGOING,
    USE_TAKEN_WITHIN,
    USE_STARTED_WITHIN,
    USE_FOR,
    USE_ON_FILE,
    USE_EVER
}; /* medication */

/* A number or length in a condition, with where it came from (for explain, nudge, page, diff). */
struct threshold {
    bool set;
    struct length length;  /* windows */
    int64_t number;        /* years, minutes; prices and field numbers in millionths */
    const char *parameter; /* its name, or NULL: written here */
};

struct cond {
    uint32_t kind; /* enum cond_kind */
    /* all, any, none: the children conds[first .. first+count), always after this one */
    uint32_t first, count;
    uint32_t list; /* chart conditions: index of the list */
    /* CONDITION: enum cond_status; MEDICATION: enum cond_use; STATE: PRECARE_DONE..; ANSWER with
     * date-within: enum anchor */
    uint32_t status;
    uint32_t severity;   /* at-least: PRECARE_MILD..; 0: not said */
    uint32_t site;       /* enum site_relation; 0: not said (reads as anywhere) */
    bool done_only;      /* HISTORY count: done */
    bool negated;        /* ROLE: not-in; TRAINING: lacks */
    bool times_below;    /* `times` is below, not at-least */
    bool wants_recorded; /* FIELD `is:` holds recorded */
    bool wants_missing;  /* ANSWER, FIELD `is:` holds missing */
    uint8_t window;    /* which of its kind's `within` is: 0, the row's; else others[window - 1] */
    bool wants_unsure; /* ANSWER, FIELD `is:` holds unsure */
    bool wants_none;   /* ANSWER, FIELD `is:` holds none, which is no word of it */
    bool asks_itself;  /* what can be unknown of it is a declared answer, or nothing is */
    uint32_t asked;    /* ANSWER, FIELD: its number in rules->answers, rules->fields; else NONE */
    uint32_t choices;  /* `is:` of closed words: bits 1u << number, as 1u << PRECARE_PREGNANT */
    /* within, taken-within, onset-within, later-than, used-before: the first of the row */
    struct threshold within;
    /* HISTORY planned-within; REACTION no-later-than; ANSWER date-within */
    struct threshold until;
    struct threshold at_least; /* AGE, LENGTH, PRICE at-least; FIELD, ANSWER above */
    struct threshold below;
    struct threshold times; /* HISTORY: on how many days, in millionths */
    /* as declared: INDICATION, ROLE, TRAINING (one), MODALITY; ANSWER and FIELD `is` words */
    struct texts words;
    uint8_t set;           /* of `words`: enum word_sets + 1; 0: an answer's or a field's */
    struct numbers values; /* the same by their numbers */
    struct numbers lists;  /* ANSWER in */
    struct numbers sites;  /* SITE in */
    const char *name;      /* ANSWER to, FIELD name; PRICE currency; ALWAYS the sentence */
    uint32_t line, column; /* of its key, in the rule's file */
};

static inline const struct threshold *cond_threshold(const struct cond *cond,
                                                     const struct cond_number *number)
{
    return (const void *)((const char *)cond + number->at);
}

/* ---- lists ---- */

struct list {
    const char *id, *plain;
    uint32_t kind;             /* words_list_kind */
    struct texts items;        /* as written, in order */
    struct length short_lived; /* n == 0: not said */
    /* how long a "no" holds: the shortest of its own short_lived and of those that it includes */
    struct length silence_lasts; /* UNIT_NONE: for ever; by lists_silence */
    struct numbers includes;
    struct texts routes;
    const char *file;
    uint32_t line;       /* of its name */
    uint8_t meaning[16]; /* of all that it holds by itself: names, codes, exceptions */
    const struct list_written *written; /* for review; else NULL */
    const char *confirmed_by;           /* who approved it as it stands; NULL: nobody */
};

enum list_part { /* of a definition, beside items and plain */
    LIST_ALSO,
    LIST_CODES,
    LIST_EXCEPT,
    LIST_ROUTES,
    LIST_INCLUDES,
    LIST_PARTS
};

struct list_names { /* the other names of an item, or the codes of a system */
    const char *of;
    struct texts names;
};

/* A list's definition as its author wrote it: for pages and diffs. */
struct list_written {
    const struct list_names *also, *codes, *except_codes;
    uint32_t also_count, code_count, except_code_count;
    struct texts except_items;
    /* each part as one text that ignores spacing; NULL: not there */
    const char *parts[LIST_PARTS];
};

/* ---- rules ---- */

enum anchor { /* of a due or move-to */
    ANCHOR_NONE,
    ANCHOR_BEFORE_APPOINTMENT,
    ANCHOR_AFTER_APPOINTMENT,
    ANCHOR_AFTER_PROCEDURE,
    ANCHOR_AFTER_TODAY,
    ANCHOR_AFTER_MATCH
};

struct due {
    uint32_t anchor; /* enum anchor */
    struct threshold by;
};

struct instruction {
    const char *what; /* do: */
    const char *tell_patient;
    uint32_t for_whom; /* PRECARE_ASK_PATIENT.. */
    bool lasts;        /* `until`: `due` is its last day, and behind that day it is gone */
    bool unassigned;   /* nobody said for whom */
    struct due due;
};

/* Whether its day is a working day: that of staff, prescriber or provider, who were named. */
static inline bool instruction_works(const struct instruction *one)
{
    return !one->lasts && !one->unassigned && one->for_whom != PRECARE_ASK_PATIENT;
}

struct instructions {
    const struct instruction *at;
    uint32_t count;
    uint32_t reserved;
};

enum rule_status {
    RULE_ACTIVE,
    RULE_SHADOW,
    RULE_RETIRED
};

struct rule {
    const char *id, *title, *topic;
    uint32_t rulebook;    /* index */
    uint32_t status;      /* enum rule_status; of the rule alone, its rulebook has its own */
    char fingerprint[16]; /* "r-7f3a9c21" */
    struct texts refs, statements;
    const char *basis, *note;
    uint32_t moments; /* bits 1u << PRECARE_BOOKING.. */
    /* [moment]: PRECARE_INFO, WARN, HOLD, BLOCK, URGENT; 0 where not in `at` */
    uint32_t severity[5];
    struct numbers procedures; /* lists */
    uint32_t condition;        /* root in conds */
    uint32_t unless;           /* root, or NONE */
    bool still_time;           /* has if-still-time */
    struct instructions if_still_time;
    struct instructions instruct; /* of then */
    const char *say, *because;
    struct due move_to;
    const char *alert_channel, *alert_say;
    const char *ask;    /* NULL: unknown is nothing, but for: */
    bool asks_answers;  /* without `if-unknown`, declared answers are asked by themselves */
    const char *ignore; /* the reason in words, NULL: not said */
    uint32_t ask_of;
    uint32_t ask_from;  /* a moment; 0: as soon as it can be answered */
    uint32_t answer_by; /* a moment; the last of `at` by default; 0 without ask */
    uint32_t otherwise; /* PRECARE_HOLD, WARN, BLOCK; 0: ignore or not said */
    struct texts override_by, override_reasons;
    struct threshold lasts; /* of a clearance, for later appointments; not set: it does not */
    uint32_t override_note;
    uint32_t reserved;
    struct numbers covers;  /* rules */
    const char *changed_by; /* "elm-street 1.2.0", NULL: nobody */
    bool silenced;          /* by an overlay: in shadow whatever else acts */
    const char *replaced_by;
    const char *file;
    uint32_t line, column;    /* of the rule's id value */
    bool severity_by_moment;  /* as it is written */
    const char *confirmed_by; /* who approved it as it stands; NULL: nobody */
};

struct parameter {
    const char *name, *means, *basis, *note, *confirmed; /* confirmed: by whom; NULL: not yet */
    const char *value, *lowest, *highest; /* as people write them; lowest/highest NULL: not said */
    uint32_t rulebook;
    const char *changed_by;
    const char *base_value; /* before an overlay changed it, else NULL */
};

struct source {
    const char *id, *title, *kind, *link, *read_on;
};

enum book_status {
    BOOK_DRAFT = 1,
    BOOK_SHADOW,
    BOOK_ACTIVE,
    BOOK_RETIRED
};

struct rulebook {
    const char *id, *title, *version;
    uint32_t status;        /* enum book_status = words_rulebook_status */
    bool approved;          /* it may act: it is approved as it stands, or that was not asked */
    bool stop_after_review; /* after-review-date: stop */
    const char *approved_by, *approved_on; /* of the whole as it stands; NULL: nobody */
    const char *owner_name, *owner_role, *owner_contact, *language;
    int32_t effective_from, effective_until; /* DATE_NONE: open */
    int32_t review_by;
    struct length stays_good[CHART_ASKED]; /* n == 0: never stale */
    const struct source *sources;
    uint32_t source_count;
    struct texts not_covered;
    char hash[72]; /* "sha256:..." */
    const char *file;
    const char *status_file; /* place of the value of status (X306), which an overlay may set */
    uint32_t status_line, status_column;
};

/* The kinds of lists (bits) in which the entries of each part of the chart are looked up. */
extern const uint32_t chart_kinds[CHART_COUNT];

struct approved_texts; /* approval/approval.h */

/* Which rules to look at: made by rulebook/triggers.c from the conditions. */
struct triggers;

struct override_reason {
    const char *id, *say, *points_to;
};

struct working_days { /* of staff */
    uint32_t days;    /* bits 1u << date_weekday; 0: nothing is said */
    uint32_t count;
    const int32_t *holidays;
};

/* The day itself where it is a working day, else the next one, before it or after it. */
int32_t working_day(const struct working_days *w, int32_t day, bool back);

struct change_end {      /* of an overlay */
    const char *overlay; /* its id */
    struct span change;  /* "silence/mn-slot-length" */
    int32_t last_day;    /* DATE_NONE: it does not end */
    int sense;           /* of the change: 1 stricter, -1 looser, 0 both or none */
};

struct rules {
    const struct rulebook *books;
    const struct rule *rules; /* in order: files by path, then as written */
    const struct cond *conds;
    const struct list *lists; /* an included list stands before those that include it */
    const struct parameter *parameters;
    const struct override_reason *reasons;
    struct working_days working;
    const struct declared *answers, *fields; /* as declared */
    struct word_set answer_names;            /* their numbers in `answers` */
    struct word_set field_names;
    struct word_set words[WORD_SETS];
    uint32_t book_count, rule_count, cond_count, list_count, parameter_count, reason_count,
        answer_count, field_count;
    struct length silence_lasts; /* the shortest of the lists'; UNIT_NONE: there is none */
    struct names list_names;
    const struct vocabulary *vocabulary;
    const struct sites *sites;
    const struct triggers *triggers;
    const struct approved_texts *approved; /* who approved what of it */
    const struct change_end *ends;         /* of the overlays' changes, as written */
    uint32_t end_count;
    uint8_t unread_systems[CHART_COUNT]; /* bits of the code systems that some list which is asked
                                            for there cannot read, 0 the unknown */
    const struct scenarios *scenarios;   /* scenario.h; NULL where they are not loaded for review */
    struct arena *arena;
    int32_t last_day; /* of the overlays' changes as they stand here; read where `later` is there */
    /* the rules after that day, with the same numbers; NULL: nothing ends. Owned */
    struct rules *later;
    /* without any overlay, with the same numbers, for review; NULL: there is none. Owned */
    struct rules *bare;
};

/* The worst that it says from one moment to another, both included. */
static inline uint32_t rule_worst(const struct rule *rule, uint32_t first, uint32_t last)
{
    uint32_t worst = 0;

    for (uint32_t m = first; m <= last; m++) {
        worst = rule->severity[m] > worst ? rule->severity[m] : worst;
    }
    return worst;
}

static inline bool rule_asks(const struct rule *rule)
{
    return rule->ask != NULL || rule->asks_answers;
}
/* The word for a role, which the text says or means; NULL: none. Lives as long as the rules. */
static inline const char *rules_role_word(const struct rules *r, struct span said)
{
    uint32_t role = word_set_find(&r->words[WORDS_ROLE], said);

    return role != WORD_NONE ? r->words[WORDS_ROLE].at[role].word : NULL;
}
/* The rules as they stand on a day: changes with an `until` end. */
const struct rules *rules_on(const struct rules *r, int32_t today);
void rules_free(struct rules **rules);
/* How long a "no" to this condition holds before the appointment; UNIT_NONE: for ever. */
struct length cond_silence_lasts(const struct cond *c, const struct list *lists);
/* Sets silence_lasts of all lists (an included one stands first); returns the shortest. */
struct length lists_silence(struct list *lists, uint32_t count);
uint32_t rules_find(const struct rules *r, const char *rule_id); /* NONE */
uint32_t rules_list(const struct rules *r, const char *list_id); /* NONE */
uint32_t rules_list_named(const struct rules *r, struct span list_id);

#endif
