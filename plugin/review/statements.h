/* SPDX-License-Identifier: MIT
 *
 * The coverage of the source, statement by statement: which rules rest on it, how many tests have
 * seen them at work, or why there is no rule. Made from `source.statements` of the rules, and from
 * entries of `not-covered` that begin with statements ("S3, S10: patient text, nothing to check.").
 * Called by page_sources.c and `precare page --statements`. Pure.
 */
#ifndef PRECARE_REVIEW_STATEMENTS_H
#define PRECARE_REVIEW_STATEMENTS_H

#include "review/run.h"

struct statement {
    const char *id;       /* "S31" */
    struct numbers rules; /* that rest on it */
    const char *reason;   /* without a rule: why; NULL: nobody says */
    uint32_t tests;       /* in which one of its rules did something */
    bool information;     /* all of its rules only inform */
};

struct statements {
    /* S1, S2, .., X1, ..; what lies between the first and the last of a letter is there too */
    struct statement *at;
    uint32_t count, open; /* open: with neither rule nor reason */
};

/* In the arena; false: no memory. */
bool statements_of(const struct run *run, uint32_t book, struct arena *arena,
                   struct statements *statements_r);
/* A Markdown table of them. */
void statements_markdown(const struct rules *rules, const struct statements *all, struct buf *out);
/* Whether a `not-covered` entry speaks of statements, and where its reason begins. */
bool statement_entry(const char *entry, const char **reason_r);

#endif
