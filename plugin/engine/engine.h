/* SPDX-License-Identifier: MIT
 *
 * The engine: a pure function from (rules, visit) to a result. No clock, no files, no locale; no
 * allocation but the result's one block (very large visits take scratch memory too). `check`,
 * `test`, `explain`, `diff`, `evaluate` and the hooks all call this one function. Any thread.
 */
#ifndef PRECARE_ENGINE_ENGINE_H
#define PRECARE_ENGINE_ENGINE_H

#include "engine/result.h"
#include "rulebook/rulebook.h"
#include "visit/visit.h"

enum truth {
    TRUTH_F,
    TRUTH_T,
    TRUTH_U
};

/* Why a condition has its value: for explain. */
enum why {
    WHY_NOTHING,
    WHY_MATCH,        /* an entry matches; `entry` */
    WHY_NO_ENTRY,     /* no entry in the list, reviewed and fresh */
    WHY_NEVER,        /* an entry says never */
    WHY_NOT_ASKED,    /* the list was not asked */
    WHY_STALE,        /* reviewed too long ago */
    WHY_SHORT,        /* reviewed too long before the appointment for what is short-lived */
    WHY_ASKED,        /* the value set was asked about by itself, and is fresh */
    WHY_NEAR,         /* an entry may be misspelt; `entry` */
    WHY_FREE,         /* an entry names it before "free" and a further word; `entry` */
    WHY_UNREAD,       /* nobody can read an entry; `entry` */
    WHY_OTHER,        /* entries are there, none fits (status, severity, site, window) */
    WHY_FACT_MISSING, /* a needed fact is missing; `entry` or none */
    WHY_COUNTED,      /* entries are counted: on `entry` days at least, on `most` at most */
    WHY_UNCLEAR,      /* it is said in words that nobody declared, or nobody is sure */
    WHY_VALUE         /* the value is there, and decides */
};

struct trace_cond {
    uint8_t seen; /* evaluated at all */
    uint8_t truth;
    uint8_t why;
    uint8_t chart;  /* enum chart of `entry` */
    uint32_t entry; /* index in its list, NONE */
    uint32_t most;  /* WHY_COUNTED */
};

enum fate { /* what became of a rule */
    FATE_NOT_IN_FORCE,
    FATE_QUIET,
    FATE_EXCUSED,
    FATE_FIRED,
    FATE_STILL_TIME,
    FATE_ASKED,
    FATE_OTHERWISE,
    FATE_ASKED_LATER, /* not known, and too early to ask */
    FATE_UNKNOWN_IGNORED
};

struct trace_rule {
    uint8_t fate;              /* enum fate */
    uint8_t condition, unless; /* enum truth */
    bool asked;                /* T with an unknown excuse: also asked */
    bool asked_later;          /* the same, at a later moment */
    bool hidden;               /* covered by another rule's finding */
    bool ask_hidden;
    bool cleared;
    bool shadow;
    int32_t final_day; /* of a T */
};

struct trace {                /* arrays of the caller's, zeroed */
    struct trace_cond *conds; /* rules->cond_count */
    struct trace_rule *rules; /* rules->rule_count */
};

struct engine_options {
    bool draft;      /* take draft and shadow rulebooks and shadow rules as active */
    bool plain_loop; /* the reference: look at every rule */
    bool no_notes;   /* nobody will add notes to the result: no room is kept for them */
    /* a finding of `then` also lists what `if-still-time` would have had done: for sheets, which
     * say what it is too late for */
    bool missed;
    const char *rulebook;      /* this rulebook's rules alone (tests); NULL: all */
    const char *evaluation_id; /* copied; NULL: derived from the event and the rules */
};

/* NULL only when there is no memory. An event that must not be evaluated has its own:
 * result_not_evaluated. */
struct result *engine_evaluate(const struct rules *rules, const struct visit *visit,
                               const struct engine_options *options, struct trace *trace);

#endif
