/* SPDX-License-Identifier: MIT
 *
 * Feedback to cards: what a client says that its users did with them, of one call or of many, soon
 * or days later, once or again. Called once a body. What the specification leaves open, or clients
 * leave out, is taken as far as it says something: an override without a reason, a code without a
 * system, no time. On failure: faults with their paths, and nothing of the body counts.
 */
#include <string.h>

#include "base/calendar.h"
#include "cds/cds_parts.h"

#define COMMENT_MOST 1024u /* as any text of an event */
#define TIME_MOST 64u
static const struct node_limits feedback_limits = {
    .bytes = CDS_BYTES, .depth = CDS_DEPTH, .text = CDS_BYTES};

#define CUT "\xE2\x80\xA6" /* ... */

/* In one line, for people write several into a field for them; a long one is cut between
 * characters, and shows it: what else the body says is not lost for it. */
static const char *line_of(struct reader *r, struct span text)
{
    bool cut = text.len > COMMENT_MOST;
    size_t len = cut ? COMMENT_MOST - (sizeof CUT - 1) : text.len;
    char *line = arena_new(r->arena, len + sizeof CUT);

    while (cut && len > 0 && ((unsigned char)text.at[len] & 0xC0) == 0x80) {
        len--;
    }
    for (size_t i = 0; line != NULL && i < len; i++) {
        unsigned char c = (unsigned char)text.at[i];

        line[i] = c < 0x20 || c == 0x7F ? ' ' : text.at[i];
    }
    if (line != NULL && cut) {
        memcpy(line + len, CUT, sizeof CUT);
    }
    return line;
}

static const char *uuid_of(struct reader *r, const char *text)
{
    char *lower = arena_text(r->arena, text, strlen(text));

    for (char *c = lower; c != NULL && *c != '\0'; c++) {
        *c = *c >= 'A' && *c <= 'Z' ? (char)(*c + ('a' - 'A')) : *c;
    }
    return lower;
}

/* A code of another system's is no reason of ours; one without a system may be. */
static void reason_read(struct reader *r, const struct node *why, struct cds_outcome *o)
{
    const struct node *reason = cds_part(r, why, "reason", NODE_MAP);
    const struct node *system = reason != NULL ? cds_part(r, reason, "system", NODE_TEXT) : NULL;
    const struct node *code = reason != NULL ? cds_part(r, reason, "code", NODE_TEXT) : NULL;

    if (code != NULL && code->text.len > 0 && code->text.len <= EVENT_ID &&
        (system == NULL || strcmp(system->text.at, CDS_REASONS) == 0)) {
        o->reason = line_of(r, code->text);
    }
}

static void override_read(struct reader *r, const struct node *entry, struct cds_outcome *o)
{
    const struct node *why = cds_part(r, entry, "overrideReason", NODE_MAP);
    const struct node *comment = why != NULL ? cds_part(r, why, "userComment", NODE_TEXT) : NULL;

    if (why != NULL) {
        reason_read(r, why, o);
    }
    if (comment != NULL && comment->text.len > 0) {
        o->comment = line_of(r, comment->text);
    }
}

/* Without an offset it is the clinic's time, as everywhere. */
static void time_read(struct reader *r, const struct zone *zone, const struct node *entry,
                      struct cds_outcome *o)
{
    const struct node *at = cds_part(r, entry, "outcomeTimestamp", NODE_TEXT);
    struct when when;

    if (at == NULL) {
        return;
    }
    if (at->text.len > TIME_MOST || when_read(at->text.at, at->text.len, zone, &when) != 0 ||
        when.kind != WHEN_INSTANT) {
        (void)reader_fault(r, FAULT_E417, at, "an instant is required, like 2026-12-07T14:00:00Z");
        return;
    }
    o->at = when.utc;
}

/* What was accepted of a card is the client's to do: looked at, and not kept. */
static void suggestions_look(struct reader *r, const struct node *entry)
{
    const struct node *all = cds_part(r, entry, "acceptedSuggestions", NODE_LIST);

    for (uint32_t i = 0; all != NULL && i < all->count; i++) {
        if (all->items[i]->kind != NODE_MAP) {
            (void)reader_fault(r, FAULT_E417, all->items[i],
                               "an object with an \"id\" is required");
        }
    }
}

static void outcome_read(struct reader *r, const struct zone *zone, const struct node *entry,
                         struct cds_outcome *o)
{
    if (entry->kind != NODE_MAP) {
        (void)reader_fault(r, FAULT_E417, entry, "an object is required, not %s",
                           node_kind_name(entry));
        return;
    }
    const char *card = cds_text(r, entry, "card", EVENT_ID);
    const char *outcome = cds_text(r, entry, "outcome", EVENT_ID);
    bool overridden = outcome != NULL && strcmp(outcome, "overridden") == 0;

    o->card = card != NULL ? uuid_of(r, card) : NULL;
    o->accepted = outcome != NULL && strcmp(outcome, "accepted") == 0;
    if (outcome != NULL && !overridden && !o->accepted) {
        (void)reader_fault(r, FAULT_E417, node_get(entry, "outcome"),
                           "\"accepted\" or \"overridden\" is required");
    }
    if (overridden) {
        override_read(r, entry, o);
    }
    suggestions_look(r, entry);
    time_read(r, zone, entry, o);
}

static void outcomes_read(struct reader *r, const struct zone *zone, const struct node *root,
                          struct cds_feedback *feedback)
{
    const struct node *list = cds_part(r, root, "feedback", NODE_LIST);

    if (list == NULL) {
        cds_part_missing(r, root, "feedback");
        return;
    }
    if (list->count > CDS_OUTCOMES) {
        (void)reader_fault(r, FAULT_E417, list, "more than %u of them in one body", CDS_OUTCOMES);
        return;
    }
    feedback->count = list->count;
    feedback->outcomes = arena_array(r->arena, list->count + 1, sizeof *feedback->outcomes);
    for (uint32_t i = 0; feedback->outcomes != NULL && i < list->count; i++) {
        outcome_read(r, zone, list->items[i], &feedback->outcomes[i]);
    }
}

bool cds_feedback_read(struct span body, const struct zone *zone, struct arena *arena,
                       struct faults *faults, struct cds_feedback *feedback_r)
{
    struct reader r = {.faults = faults, .arena = arena, .json = true};

    *feedback_r = (struct cds_feedback){0};
    const struct node *root = json_read(body.at, body.len, &feedback_limits, arena, faults);
    if (root != NULL && root->kind != NODE_MAP) {
        (void)reader_fault(&r, FAULT_E417, root, "a feedback must be an object, not %s",
                           node_kind_name(root));
    } else if (root != NULL) {
        outcomes_read(&r, zone, root, feedback_r);
    }
    faults->lost = faults->lost || arena->failed;
    return !faults_any(faults);
}
