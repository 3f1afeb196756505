/* SPDX-License-Identifier: MIT
 *
 * From conditions to drafts of findings: which rulebooks and rules are in force, what becomes of
 * each rule (rule-language.md#what-is-not-known), clearances, and who covers whom. A draft holds no
 * words yet.
 */
#ifndef PRECARE_ENGINE_JUDGE_H
#define PRECARE_ENGINE_JUDGE_H

#include "engine/matter.h"
#include "rulebook/triggers.h"

enum draft_kind {
    DRAFT_THEN,
    DRAFT_STILL_TIME,
    DRAFT_ASK,
    DRAFT_OTHERWISE,
    DRAFT_LATER, /* a question for a later moment: no finding */
    DRAFT_AGAIN  /* what will be asked again: none either */
};

struct draft {
    const struct rule *rule;
    uint32_t index; /* of the rule: the order */
    uint32_t kind;  /* enum draft_kind */
    uint32_t outcome;
    uint32_t from; /* of DRAFT_LATER: the moment; else 0 */
    bool shadow, hidden;
    const char *asked; /* the rule's question, its placeholders filled in; NULL: not yet */
    const struct clearance *cleared;
    char matter[MATTER_ROOM]; /* of DRAFT_THEN; else empty */
    struct details details;
};

struct drafts {
    struct draft *at;
    uint32_t count, room;
};

enum book_state {
    BOOK_ABSENT,
    BOOK_EVALUATED,
    BOOK_IN_SHADOW,
    BOOK_STOPPED
};

struct judge {
    struct view view;
    const struct engine_options *options;
    struct trace *trace;
    uint8_t *books;                        /* enum book_state, one for each rulebook */
    bool out_of_review, stopped, in_force; /* of rulebooks with a rule in force here */
    bool waits; /* some rule does, for a procedure that is only nearly one of its own (waiting.h) */
    struct drafts drafts;
    const char **refused; /* texts of clearances that do not fit */
    uint32_t refused_count;
    struct strings unread; /* paths of what nobody can read */
};

bool judge_all(struct judge *j); /* false: no memory */
/* Whether a rule is for the visit's moment and procedure. */
bool judge_is_for(const struct view *v, const struct rule *rule);
/* in_force.c */
bool judge_books(struct judge *j); /* which rulebooks are there on this day; false: no memory */
bool judge_in_shadow(const struct judge *j, const struct rule *rule);
bool judge_may_ask(const struct judge *j, const struct rule *rule); /* up to its answer-by */
/* Coverage speaks of rulebooks that have a rule in force here; the others do not count. */
void judge_look(struct judge *j, const struct trigger_query *query);
uint32_t judge_coverage(const struct judge *j);
void clearances_apply(struct judge *j); /* clearances.c */
/* drafts.c. Of adding, NULL: no memory. */
struct draft *draft_add(struct judge *j, uint32_t rule, enum draft_kind kind, uint32_t outcome,
                        bool shadow, const struct details *details);
void drafts_cover(struct judge *j);
void drafts_sort(struct drafts *drafts);

#endif
