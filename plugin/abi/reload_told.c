/* SPDX-License-Identifier: MIT
 *
 * What operations, the records and the host's log hear of a reload (reload_told.h). Ids, outcomes,
 * numbers and counts alone: no title, item, synonym or sentence of a rule. The sets are compared as
 * they were written, so that a change of a list's codes is told too; where the old one is gone from
 * the state directory, as they were compiled.
 */
#include "abi/reload_told.h"

#include <stdio.h>
#include <string.h>

#include "base/json_out.h"
#include "outbox/message.h"
#include "review/diff.h"
#include "review/standing.h"

#define DIFF_MOST 65536

struct telling {
    struct buf text; /* a line each, NUL-separated once it is cut */
    struct buf diff; /* the changes alone */
    uint32_t changes;
};

/* ---- what changed ---- */

static struct rules *before_review(struct door *door, const struct ruleset *before)
{
    struct rule_pack pack = {0};
    struct faults faults;
    const char *why = NULL;

    if (door->installation == NULL ||
        installation_read(door->installation, before->hash, &pack, &why) != 0) {
        return NULL;
    }
    faults_begin(&faults);
    struct rules *rules = ruleset_review(&pack, door->config, false, &faults);
    faults_end(&faults);
    pack_end(&pack);
    return rules;
}

/* What was refused is compared as it is written, whoever approved what of it: *after_r, to be
 * freed. */
static void changes_find(struct door *door, const struct reload_done *done, struct telling *t,
                         struct rules **after_r)
{
    bool refused = done->after == NULL;
    struct faults faults;

    faults_begin(&faults);
    struct rules *before = before_review(door, done->before);
    *after_r = before != NULL || refused
                   ? ruleset_review(&done->pack, door->config, refused, &faults)
                   : NULL;
    faults_end(&faults);
    t->diff.limit = DIFF_MOST;
    if (before != NULL && *after_r != NULL) {
        (void)diff_rules_brief(before, *after_r, &t->diff, &t->changes);
    } else if (!refused) {
        (void)diff_rules_brief(done->before->rules, done->after->rules, &t->diff, &t->changes);
    }
    rules_free(&before);
}

/* ---- the message ---- */

static const char *who_asked(const struct door *door, const struct reload_done *done)
{
    const char *host = door->host.name != NULL ? door->host.name : "a host";

    return done->asked->by != NULL ? done->asked->by : host;
}

static void approvals_say(const struct rules *rules, struct buf *out)
{
    for (uint32_t i = 0; i < rules->book_count; i++) {
        const struct rulebook *book = &rules->books[i];

        buf_printf(out, "%s%s %s ", i == 0 ? "" : "; ", book->id, book->version);
        if (book->approved_by != NULL) {
            buf_printf(out, "approved by %s", book->approved_by);
        } else {
            buf_text(out, "approved by nobody");
        }
    }
}

static void lost_say(const struct rules *before, const struct rules *after, const char *is_left,
                     struct buf *out)
{
    struct buf lost = {.at = NULL};

    if (standing_lost(before, after, &lost) > 0) {
        buf_printf(out, "No active rulebook %s for %s: nobody is told of anything.\n", is_left,
                   lost.at != NULL ? lost.at : "a procedure");
    }
    buf_end(&lost);
}

static void lines_make(struct door *door, const struct reload_done *done, struct telling *t)
{
    buf_printf(&t->text, "Rules %.12s are in use, %s by %s: ", done->after->hash,
               done->asked->restore != NULL ? "restored" : "reloaded", who_asked(door, done));
    approvals_say(done->after->rules, &t->text);
    bool stops = t->text.len > 0 && t->text.at[t->text.len - 1] == '.'; /* "Dr. A." */
    buf_text(&t->text, stops ? "\n" : ".\n");
    if (done->before == NULL) {
        buf_text(&t->text, "What was in use before is not known.\n");
        return;
    }
    standing_withdrawn(done->before->rules, done->after->rules, &t->text);
    standing_stale(done->after->rules, &t->text); /* changes of overlays that are left out */
    lost_say(done->before->rules, done->after->rules, "is left", &t->text);
    struct rules *after = NULL;
    changes_find(door, done, t, &after);
    rules_free(&after);
    if (t->changes == 0) {
        buf_text(&t->text, "Nothing changed in meaning.\n");
    }
    buf_add(&t->text, t->diff.at != NULL ? t->diff.at : "", t->diff.len);
}

static void lines_send(struct door *door, struct telling *t)
{
    const char *lines[MESSAGE_ITEMS];
    uint32_t count = 0, all = 0;

    for (char *at = t->text.at; at != NULL && *at != '\0'; all++) {
        char *end = strchr(at, '\n');

        if (end == NULL) {
            break;
        }
        *end = '\0';
        if (count < MESSAGE_ITEMS) {
            lines[count++] = at;
        }
        at = end + 1;
    }
    (void)outbox_announce(door->outbox, MESSAGE_RULES, lines, count, all);
}

/* "a93b024f31b6 (microneedling 1.0.0: ACTIVE, 149 rules, approved by Dr. A.)" */
void rules_in_use_say(struct door *door, const struct ruleset *set)
{
    struct buf say = {0};

    buf_printf(&say, "%.12s (", set->hash);
    for (uint32_t i = 0; i < set->rules->book_count; i++) {
        const struct rulebook *book = &set->rules->books[i];

        buf_text(&say, i == 0 ? "" : "; ");
        standing_write(set->rules, i, door->config->act_on == ACT_ON_DEMONSTRATION, &say);
        if (book->status == BOOK_ACTIVE && book->approved && book->approved_by != NULL) {
            buf_printf(&say, ", approved by %s", book->approved_by);
        }
    }
    buf_char(&say, ')');
    if (!say.failed) {
        (void)outbox_rules_in_use(door->outbox, say.at);
    }
    buf_end(&say);
}

/* ---- a refusal ---- */

/* What was refused, and what it would have changed; false: the rules cannot be read, or it was
 * something else. */
static bool refusal_make(struct door *door, int32_t status, const struct reload_done *done,
                         struct telling *t)
{
    struct rules *after = NULL;

    if ((status != PRECARE_E_RULES && status != PRECARE_E_SCREENING) || done->before == NULL ||
        done->pack.bytes == NULL) {
        return false;
    }
    changes_find(door, done, t, &after);
    if (after == NULL) {
        return false;
    }
    buf_printf(&t->text, "Rules %.12s, %s by %s, were refused: rules %.12s stay in use.\n",
               done->pack.hash, done->asked->restore != NULL ? "restored" : "reloaded",
               who_asked(door, done), done->before->hash);
    standing_stale(after, &t->text);
    lost_say(done->before->rules, after, "would be left", &t->text);
    buf_text(&t->text, t->changes == 0 ? "" : "They would have changed:\n");
    buf_add(&t->text, t->diff.at != NULL ? t->diff.at : "", t->diff.len);
    rules_free(&after);
    return !t->text.failed;
}

/* ---- the record ---- */

static void record_keep(struct door *door, const struct reload_done *done, const char *what,
                        const struct telling *t)
{
    struct buf books = {0};

    json_open(&books, NULL, '[');
    for (uint32_t i = 0; done->after != NULL && i < done->after->rules->book_count; i++) {
        const struct rulebook *book = &done->after->rules->books[i];

        json_open(&books, NULL, '{');
        json_text(&books, "id", book->id);
        json_text(&books, "version", book->version);
        json_text(&books, "hash", book->hash);
        json_close(&books, '}');
    }
    json_close(&books, ']');
    const struct outbox_reload record = {.what = what,
                                         .by = who_asked(door, done),
                                         .hash = done->pack.bytes != NULL ? done->pack.hash : NULL,
                                         .books = books.failed ? NULL : books.at,
                                         .diff = t->diff.failed ? NULL : t->diff.at};
    (void)outbox_reloaded(door->outbox, &record);
    buf_end(&books);
}

void first_told(struct door *door, const struct rule_pack *pack, struct ruleset *set,
                const char *by)
{
    const struct reload_asked asked = {.by = by};
    const struct reload_done done = {.asked = &asked, .pack = *pack, .after = set};
    const struct telling nothing = {.changes = 0};

    record_keep(door, &done, "first", &nothing);
}

/* ---- both ---- */

/* The very set that was in use already is no news. */
static bool is_news(const struct reload_done *done)
{
    return done->after != NULL &&
           (done->before == NULL || strcmp(done->before->hash, done->after->hash) != 0);
}

void reload_told(struct door *door, int32_t status, const struct reload_done *done)
{
    struct telling t = {.changes = 0};
    const char *what = status < 0 ? "refused" : done->asked->restore != NULL ? "restore" : "reload";

    if (status == PRECARE_E_NOT_FOUND) { /* a slip of the hand */
        return;
    }
    if (status < 0 && refusal_make(door, status, done, &t)) {
        lines_send(door, &t);
    } else if (status < 0) {
        (void)outbox_operations(door->outbox, "reload-failed",
                                "A reload of the rules failed: the last good rules stay in use.");
    } else {
        (void)outbox_operations_over(door->outbox, "reload-failed",
                                     "A reload of the rules has not failed again.");
    }
    if (status == PRECARE_OK) {
        (void)outbox_operations_over(door->outbox, "rules-damaged",
                                     "The rules in use can be read again.");
    }
    if (status == PRECARE_OK && done->after != NULL) {
        rules_in_use_say(door, done->after);
    }
    if (is_news(done)) {
        lines_make(door, done, &t);
        lines_send(door, &t);
    }
    if (is_news(done) || status < 0) {
        record_keep(door, done, what, &t);
    }
    buf_end(&t.text);
    buf_end(&t.diff);
    door_log(door, status < 0 ? PRECARE_LOG_ERROR : PRECARE_LOG_INFO, "rules",
             status < 0 ? "a reload failed: the rules in use stay"
                        : "edited rules were taken into use");
}
