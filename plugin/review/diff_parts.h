/* SPDX-License-Identifier: MIT
 *
 * The parts of a comparison: values and lists (diff_values.c), rules (diff.c), and how a change is
 * told (diff_parts.c). For these alone.
 */
#ifndef PRECARE_REVIEW_DIFF_PARTS_H
#define PRECARE_REVIEW_DIFF_PARTS_H

#include "review/diff.h"
#include "review/nudge_copy.h"

struct diff {
    const struct rules *before, *after;
    struct copy was, is; /* for masks and slots */
    struct arena arena;
    struct buf *out;
    uint32_t changes;
    const char *section; /* printed before the first change of it */
    bool brief;          /* ids, numbers and counts alone: no title, item, synonym or sentence */
    const char *of;      /* brief: the rulebook that a line is of, where it has no id of its own */
    struct brief_line {  /* brief: where each line begins, and which way it goes */
        size_t at;
        int sense;
    } * lines;
    uint32_t room;
};

/* Begins a line of a change; prints the section's heading if it is the first. */
struct buf *diff_line(struct diff *d);
void diff_direction(struct diff *d, int sense); /* " (stricter)", " (looser)", or nothing */

/* brief: "ID: WHAT changed", where `was` and `is` differ; true: so it was told. */
bool diff_brief(struct diff *d, const char *id, const char *what, const char *was, const char *is);

/* "WHAT OF: 6 months became 9 months (looser)": more of it is looser, for ever most. */
void diff_length(struct diff *d, const char *what, const char *of, struct length a,
                 struct length b);

void diff_date(struct diff *d, const char *what, int32_t a, int32_t b); /* DATE_NONE: open */

void diff_books(struct diff *d);
void diff_parameters(struct diff *d);
void diff_lists(struct diff *d);
void diff_answers(struct diff *d); /* diff_answers.c */
void diff_ends(struct diff *d);    /* diff_ends.c */

#endif
