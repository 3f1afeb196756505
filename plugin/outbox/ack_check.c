/* SPDX-License-Identifier: MIT
 *
 * Whether an acknowledgement may be recorded, for every door: the rule was found for that visit,
 * somebody is named, and an override is one that the rule allows, by a role and for a reason of its
 * own. Read from what the records say that was found, so that it holds for the rules of that time.
 * A reason names rules, roles and reasons of the rules alone. Inside a transaction.
 */
#include <string.h>

#include "outbox/chain.h"
#include "outbox/outbox_inside.h"
#include "base/node.h"
#include "base/text.h"
#include "base/words.h"
#include "precare/precare.h"

#define RULES_MOST 512u
/* How far back a visit's records are looked for: whoever names one that is not there makes a hook
 * wait no longer than for this many. */
#define RECORDS_LOOKED 20000

struct checking {
    const struct outbox_ack *ack;
    struct arena arena;
    const char *rules[RULES_MOST]; /* that were found, for who means another */
    uint32_t count;
    const struct node *finding; /* of the rule; NULL: none yet */
    bool lost;                  /* something could not be read */
};

static const char *check_text(const struct node *map, const char *key)
{
    const struct node *at = map != NULL && map->kind == NODE_MAP ? node_get(map, key) : NULL;

    return at != NULL && at->kind == NODE_TEXT ? at->text.at : NULL;
}

static void findings_take(struct checking *c, const char *json, size_t len)
{
    struct faults faults;

    faults_begin(&faults);
    const struct node *top = json_read(json, len, NULL, &c->arena, &faults);
    c->lost |= top == NULL || c->arena.failed;
    for (uint32_t i = 0; top != NULL && top->kind == NODE_LIST && i < top->count; i++) {
        const char *rule = check_text(top->items[i], "rule");

        if (rule != NULL && c->count < RULES_MOST) {
            c->rules[c->count++] = rule;
        }
        if (rule != NULL && c->ack->rule != NULL && strcmp(rule, c->ack->rule) == 0) {
            c->finding = top->items[i];
        }
    }
    faults_end(&faults);
}

/* ---- what is wrong ---- */

/* What has no room for its words is wrong all the same, and no trouble of the database's. */
static int check_end(const struct buf *why)
{
    return why->len > 0 || why->failed ? OUTBOX_WRONG : 0;
}

static bool list_has(const struct node *list, const char *word)
{
    for (uint32_t i = 0; word != NULL && list != NULL && i < list->count; i++) {
        if (list->items[i]->kind == NODE_TEXT && strcmp(list->items[i]->text.at, word) == 0) {
            return true;
        }
    }
    return false;
}

/* As many as there is room for: they are the rules' own, and may be any number. */
static void list_say(const struct node *list, struct buf *why)
{
    const char *between = "";

    for (uint32_t i = 0; i < list->count; i++) {
        const struct span *text = &list->items[i]->text;

        if (list->items[i]->kind != NODE_TEXT) {
            continue;
        }
        if (why->limit != 0 && why->len + (size_t)text->len + sizeof ", , ..." > why->limit) {
            buf_printf(why, "%s...", between);
            return;
        }
        buf_printf(why, "%s%s", between, text->at);
        between = ", ";
    }
}

static const struct node *override_list(const struct node *override, const char *key)
{
    const struct node *list = override != NULL ? node_get(override, key) : NULL;

    return list != NULL && list->kind == NODE_LIST && list->count > 0 ? list : NULL;
}

static uint32_t finding_outcome(const struct node *finding)
{
    const char *word = check_text(finding, "outcome");

    return word != NULL ? word_number(&words_outcome, word) : 0;
}

static int override_check(const struct checking *c, struct buf *why)
{
    const struct outbox_ack *ack = c->ack;
    const struct node *override = node_get(c->finding, "override");
    const struct node *by = override_list(override, "by");
    const struct node *reasons = override_list(override, "reasons");
    const char *note = check_text(override, "note");

    if (by == NULL && finding_outcome(c->finding) <= PRECARE_WARN) {
        return 0; /* whoever reads a warning may go on */
    }
    if (by == NULL) {
        buf_printf(why, "the rule '%s' cannot be overridden", ack->rule);
    } else if (!list_has(by, ack->role)) {
        buf_printf(why, "who may override '%s': ", ack->rule);
        list_say(by, why);
    } else if (reasons != NULL && !list_has(reasons, ack->reason)) {
        buf_printf(why, "the reasons to override '%s' are: ", ack->rule);
        list_say(reasons, why);
    } else if (note != NULL && strcmp(note, "required") == 0 && ack->note == NULL) {
        buf_printf(why, "an override of '%s' needs a note", ack->rule);
    }
    return check_end(why);
}

int ack_check_alone(const struct outbox_ack *ack, struct buf *why)
{
    if (ack->actor == NULL || ack->actor[0] == '\0') {
        buf_text(why, "it does not say who acknowledges (the actor)");
    } else if (ack->action == PRECARE_OVERRODE && ack->rule == NULL) {
        buf_text(why, "an override names its rule");
    }
    return check_end(why);
}

static int findings_check(const struct checking *c, struct buf *why)
{
    if (c->lost && c->finding == NULL && (c->ack->rule != NULL || c->count == 0)) {
        return OUTBOX_NOT_RECORDED;
    }
    if (c->ack->rule == NULL) {
        if (c->count == 0) {
            buf_text(why, "nothing was found for this visit");
        }
    } else if (c->finding == NULL) {
        const char *near = text_nearest(c->ack->rule, c->rules, c->count);

        buf_text(why, "no finding of this visit is of that rule");
        if (near != NULL) {
            buf_printf(why, "; did you mean '%s'?", near);
        }
    } else if (c->ack->action == PRECARE_OVERRODE) {
        return override_check(c, why);
    }
    return check_end(why);
}

/* ---- by one evaluation, or by those of the visit ---- */

int ack_check_findings(const struct outbox_ack *ack, const char *json, size_t len, struct buf *why)
{
    struct checking c = {.ack = ack};
    int status = ack_check_alone(ack, why);

    if (status == 0) {
        arena_begin(&c.arena, NULL, 0, 4 * 1024 * 1024);
        findings_take(&c, json, len);
        status = findings_check(&c, why);
        arena_end(&c.arena);
    }
    return status;
}

/* Newest first, until the rule is found. */
static int visit_findings(struct store *store, const uint8_t key[VISIT_KEY], struct checking *c)
{
    sqlite3_stmt *s = store_ask(store, SQL_FINDINGS_OF, BIND_BYTES(key, VISIT_PREFIX),
                                BIND_NUMBER(RECORDS_LOOKED));
    int found = 0;

    while (c->finding == NULL && (c->ack->rule != NULL || c->count == 0) &&
           (found = store_step(store, s)) == 1) {
        const char *json = (const char *)sqlite3_column_text(s, 0);

        if (json != NULL) {
            findings_take(c, json, (size_t)sqlite3_column_bytes(s, 0));
        }
    }
    (void)sqlite3_reset(s);
    return found < 0 ? OUTBOX_NOT_RECORDED : 0;
}

int ack_check_visit(struct outbox *outbox, const struct ack_row *row, struct buf *why)
{
    struct checking c = {.ack = row->ack};
    int status = ack_check_alone(row->ack, why);

    if (status == 0) {
        arena_begin(&c.arena, NULL, 0, 16 * 1024 * 1024);
        status = visit_findings(outbox->store, row->key, &c);
        status = status == 0 ? findings_check(&c, why) : status;
        arena_end(&c.arena);
    }
    return status;
}
