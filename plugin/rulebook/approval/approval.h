/* SPDX-License-Identifier: MIT
 *
 * Who approved which text, and what has changed since (first-rule.md, "Make the page, and sign
 * it"). A text is a rulebook, or an overlay; it is approved item by item: its head, each rule,
 * parameter, list, answer, each other section as a whole, each change of an overlay. Loading rules
 * judges every text by the approvals that lie beside it; the verdicts are in `rules->approved`, and
 * live as long as the rules. Pure, any thread, once it is made.
 */
#ifndef PRECARE_RULEBOOK_APPROVAL_APPROVAL_H
#define PRECARE_RULEBOOK_APPROVAL_APPROVAL_H

#include "base/buf.h"
#include "rulebook/load.h"

/* ---- what was approved ---- */

enum item_kind {
    ITEM_SECTION, /* "rulebook" and "overlay" are the heads; "body-sites", "working-days", ... */
    ITEM_RULE,
    ITEM_PARAMETER,
    ITEM_LIST,
    ITEM_ANSWER,
    ITEM_CHANGE, /* of an overlay: "set-parameter/botulinum-interval" */
    ITEM_KINDS
};
extern const char *const item_kind_words[ITEM_KINDS]; /* "rule": as in "rule/mn-keloid" */

enum item_state {
    ITEM_NEVER,     /* no approval names it */
    ITEM_CONFIRMED, /* the newest that names it names the fingerprint of what is written */
    ITEM_CHANGED,   /* the newest approved something else there, or that it is taken out */
    ITEM_GONE,      /* it was approved, and is no longer there */
    ITEM_STATES
};

struct approval { /* one sitting: a file approvals/ID.N.approval */
    const char *file;
    const char *of; /* the rulebook's or overlay's id */
    bool of_overlay;
    uint32_t number;          /* N */
    const char *by, *at;      /* "Dr. A.", "2026-11-20T09:30:00Z" */
    int64_t at_utc;           /* the same instant */
    const char *version;      /* of the rulebook or overlay */
    const char *hash;         /* the semantic hash of the rulebook; of an overlay its base's */
    const char *text;         /* names the copy of the whole text: approvals/TEXT.text */
    const struct item *items; /* kind, name, digest */
    uint32_t item_count;
    const struct item *gone; /* kind, name: taken out on purpose */
    uint32_t gone_count;
};

struct item {
    uint32_t kind;    /* enum item_kind */
    uint32_t state;   /* enum item_state */
    struct span name; /* "mn-keloid" */
    uint8_t digest[32];
    const struct approval *by; /* the newest that names it, or NULL */
    const char *file;          /* where it is written; NULL where it is gone */
    uint32_t line, column;
};

struct approved_text {
    const char *id, *version;
    bool of_overlay, lost;    /* lost: approved once, and the whole text is no longer there */
    uint32_t book;            /* the rulebook's number; of an overlay that of its base; or NONE */
    const struct item *items; /* as written; then those that are gone */
    uint32_t count;
    uint32_t counts[ITEM_STATES];
    const struct approval *last; /* the newest; NULL: there is none */
};

struct approved_texts {
    const struct approved_text *at; /* rulebooks in their order, overlays, then the lost */
    uint32_t count;
    uint32_t approval_count;
    const struct approval *approvals; /* by id, then by number */
};

/* ---- asking ---- */

/* The verdict of a rulebook or overlay; NULL: there is none of this id. */
const struct approved_text *approved_text_find(const struct rules *r, const char *id);

/* Whether every item is confirmed and none is gone. */
static inline bool approved_whole(const struct approved_text *t)
{
    return t->counts[ITEM_CONFIRMED] > 0 && t->counts[ITEM_NEVER] == 0 &&
           t->counts[ITEM_CHANGED] == 0 && t->counts[ITEM_GONE] == 0;
}

/* Whether it is approved as it stands, with every overlay that changes it. */
bool approved_with_overlays(const struct rules *r, uint32_t book);

/* Whether something of it that was approved has changed since, or is gone. */
static inline bool approved_stale(const struct approved_text *t)
{
    return t->counts[ITEM_CHANGED] > 0 || t->counts[ITEM_GONE] > 0;
}

/* By whose sittings what is in force of the rulebook is confirmed, the overlays that change it
 * among it: "Dr. A. and Dr. B.". */
void approved_people(const struct approved_texts *all, uint32_t book, struct buf *out);

/* The approval since which changes are told: the oldest that confirmed an item which has changed or
 * is gone since, lest a later sitting over other items hides them; else the newest. NULL: none. */
const struct approval *approved_since(const struct approved_text *t);

/* "approved by Dr. A. on 2026-11-20"; "approved by Dr. A. on 2026-11-20; since then changed: rule
 * mn-keloid; gone: list retinoids"; "never approved". Of a whole rulebook or overlay. What a change
 * is in words is review/since.h's to say. */
void approved_say(const struct approved_text *t, struct buf *out);

/* ---- for load.c, and the files of this room ---- */

struct loading;
/* Steps of the loader: what is written becomes items and is held against the approvals; then, where
 * the options ask for it, what is not approved does not act, or is a fault. */
void approval_judge(struct loading *ld, const struct rule_files *files);
void approval_act(struct loading *ld);

#endif
