/* SPDX-License-Identifier: MIT
 *
 * Nudges: small deliberate changes of a copy of the compiled rules, to see whether a test notices.
 * A change that no test notices is a number or a word that nobody has thought through. Called by
 * `precare test --nudge` and ready.c. Pure; the rules given are never changed. Tests that fail
 * anyway notice nothing.
 */
#ifndef PRECARE_REVIEW_NUDGE_H
#define PRECARE_REVIEW_NUDGE_H

#include "review/run.h"

enum nudge_kind {
    NUDGE_THRESHOLD,
    NUDGE_PARAMETER, /* every place that takes its number from it */
    NUDGE_STAYS_GOOD,
    NUDGE_SHORT_LIVED,
    NUDGE_GOOD_FOR,
    NUDGE_SEVERITY,
    NUDGE_SITE,
    NUDGE_STATUS,
    NUDGE_ASK_FROM,
    NUDGE_UNLESS,
    NUDGE_SYNONYM, /* of a word of an answer, a field or a vocabulary */
    NUDGE_REMOVED
};

struct nudge {
    uint32_t kind; /* enum nudge_kind */
    uint32_t rule; /* whose it is; NONE: of a whole rulebook or list */
    uint32_t book;
    uint32_t cond; /* THRESHOLD (NONE: a due, move-to or lasts), SITE, STATUS */
    uint32_t slot; /* THRESHOLD: its place among the slots; SYNONYM: its number */
    /* PARAMETER: index; STAYS_GOOD: chart; SHORT_LIVED: list; GOOD_FOR: answer; SEVERITY: bits of
     * moments; ASK_FROM: the moment */
    uint32_t item;
    int32_t by; /* one unit more or less */
    bool noticed;
    const char *what; /* "`taken-within` 5 days becomes 6 days" */
    const char *file;
    uint32_t line;
};

struct nudges {
    struct nudge *at;
    uint32_t count, unnoticed;
    uint32_t unnoticed_thresholds; /* what `active` needs: none */
    bool lost;                     /* no memory */
    struct arena arena;
};

struct nudge_options {
    bool thresholds_only;
    void (*progress)(void *of, uint32_t done, uint32_t count); /* may be NULL */
    void *of;
};

void nudges_run(const struct run *run, const struct nudge_options *options,
                struct nudges *nudges_r);
void nudges_end(struct nudges *nudges);
bool nudge_is_threshold(const struct nudge *n);

#endif
