/* SPDX-License-Identifier: MIT
 *
 * Envelopes from JSON (relay/envelope.h). Read by the same strict tables as everything else, made
 * from the list of what leaves the house (relay/leaves.h); what is not known, too long, or could
 * not have been written by this program is refused.
 */
#include "relay/envelope.h"

#include <string.h>

#include "base/hash.h"
#include "base/reader.h"
#include "precare/precare.h"
#include "relay/leaves.h"

#define FAMILY "precare-relay/"
#define TEXT_MOST 4096u
#define DEPTH_MOST 6u
#define TIME_MOST INT64_C(253402300799000) /* the year 9999 */

/* ---- the keys ---- */

#define LEAF_MEMBER(member, ...) const struct node *member;
struct envelope_keys {
    LEAVES_MESSAGE(LEAF_MEMBER)
    const struct node *items;
};
struct item_keys {
    LEAVES_LINE(LEAF_MEMBER)
};
struct notice_keys {
    LEAVES_NOTICE(LEAF_MEMBER)
    const struct node *items;
};
#undef LEAF_MEMBER

#define LEAF_LINE(member, key, shape, flags, what)                                                 \
    KEY(item_keys, member, key, shape, flags, .doc = what),
static const struct key item_keys_at[] = {LEAVES_LINE(LEAF_LINE)};
static const struct table item_table = KEY_TABLE("line", item_keys_at, item_keys, "line");
#undef LEAF_LINE

#define ITEMS(type, flags, text)                                                                   \
    KEY(type, items, "items", MAPS, flags | KEY_MAY_BE_EMPTY, .table = &item_table, .doc = text)

#define LEAF_MESSAGE(member, key, shape, flags, what)                                              \
    KEY(envelope_keys, member, key, shape, flags, .doc = what),
static const struct key envelope_keys_at[] = {
    LEAVES_MESSAGE(LEAF_MESSAGE) ITEMS(envelope_keys, KEY_REQUIRED, "what it tells"),
};
static const struct table envelope_table =
    KEY_TABLE("message", envelope_keys_at, envelope_keys, "message");
#undef LEAF_MESSAGE

#define LEAF_NOTICE(member, key, shape, flags, what)                                               \
    KEY(notice_keys, member, key, shape, flags, .doc = what),
static const struct key notice_keys_at[] = {
    LEAVES_NOTICE(LEAF_NOTICE) ITEMS(notice_keys, 0, "what a dead message told"),
};
static const struct table notice_table = KEY_TABLE("notice", notice_keys_at, notice_keys, "notice");
#undef LEAF_NOTICE

/* ---- reading ---- */

static bool hex_in(const struct node *at, uint8_t *out, size_t len)
{
    return at != NULL && at->text.len == 2 * len && hex_read(at->text.at, 2 * len, out) == 0;
}

static bool number_in(const struct node *at, int64_t least, int64_t most, int64_t *n_r)
{
    if (at == NULL) {
        *n_r = 0;
        return least <= 0;
    }
    *n_r = at->integer;
    return at->integer >= least && at->integer <= most;
}

static bool small_number(const struct node *at, uint32_t most, uint32_t *n_r)
{
    int64_t n;
    bool good = number_in(at, 0, most, &n);

    *n_r = good ? (uint32_t)n : 0;
    return good;
}

static bool ref_in(const struct node *at, int64_t *ref_r)
{
    *ref_r = at != NULL ? ref_read(at->text.at) : 0;
    return at == NULL || *ref_r != 0;
}

static bool is_format(const struct node *top)
{
    const struct node *at = top->kind == NODE_MAP ? node_get(top, "format") : NULL;

    return at != NULL && at->kind == NODE_TEXT && strcmp(at->text.at, LEAVES_FORMAT) == 0;
}

static bool is_family(const struct node *top)
{
    const struct node *at = top->kind == NODE_MAP ? node_get(top, "format") : NULL;

    return at != NULL && at->kind == NODE_TEXT && strncmp(at->text.at, FAMILY, strlen(FAMILY)) == 0;
}

/* The tree, or NULL and why. */
static const struct node *tree_read(const char *bytes, size_t len, struct arena *arena,
                                    struct faults *faults, const char **why_r)
{
    static const struct node_limits limits = {ENVELOPE_BYTES, DEPTH_MOST, TEXT_MOST};
    const struct node *top = NULL;

    *why_r = NULL;
    if (len > ENVELOPE_BYTES) {
        *why_r = "it is too large";
    } else if ((top = json_read(bytes, len, &limits, arena, faults)) == NULL ||
               faults->errors > 0) {
        *why_r = "it is not JSON of this program's making";
    } else if (!is_format(top)) {
        *why_r = is_family(top) ? "it was made by a later version of precare"
                                : "it is not of format " LEAVES_FORMAT;
    }
    return *why_r == NULL ? top : NULL;
}

static bool items_take(struct reader *r, const struct node *list, struct message *m)
{
    uint32_t count = list != NULL ? list->count : 0;
    struct item_keys keys;

    if (count > MESSAGE_ITEMS) {
        return false;
    }
    m->items = arena_array(r->arena, count == 0 ? 1 : count, sizeof *m->items);
    for (uint32_t i = 0; i < count && m->items != NULL; i++) {
        struct item *item = &m->items[i];

        if (!reader_read(r, &item_table, list->items[i], &keys) ||
            !small_number(keys.severity, PRECARE_URGENT, &item->severity) ||
            !small_number(keys.by, BY_TODAY, &item->by)) {
            return false;
        }
        item->say = keys.say != NULL ? keys.say->text.at : NULL;
        item->who = keys.who != NULL ? keys.who->text.at : NULL;
        item->title = keys.title != NULL ? keys.title->text.at : NULL;
        item->ref = keys.ref != NULL ? keys.ref->text.at : NULL;
        m->item_count++;
    }
    return m->items != NULL;
}

static uint32_t kind_of(const struct node *at)
{
    uint32_t kind = MESSAGE_ALERT;

    while (kind < MESSAGE_KINDS && strcmp(message_kind_word(kind), at->text.at) != 0) {
        kind++;
    }
    return kind < MESSAGE_KINDS ? kind : 0;
}

static bool message_take(struct reader *r, const struct node *top, struct message *m)
{
    struct envelope_keys keys;
    uint32_t demonstration, again, drill;

    if (!reader_read(r, &envelope_table, top, &keys) || keys.target->text.len >= sizeof m->target ||
        keys.target->text.len == 0) {
        return false;
    }
    memcpy(m->target, keys.target->text.at, keys.target->text.len + 1);
    m->kind = kind_of(keys.kind);
    if (m->kind == 0 || !number_in(keys.row, 0, INT64_MAX, &m->id) ||
        !hex_in(keys.id, m->webhook_id, WEBHOOK_ID_BYTES) ||
        !small_number(keys.severity, PRECARE_URGENT, &m->severity) ||
        !small_number(keys.rank, 1, &m->rank) || !small_number(keys.count, 1000000, &m->count) ||
        !small_number(keys.demonstration, 1, &demonstration) || !ref_in(keys.ref, &m->ref) ||
        !small_number(keys.again, 1, &again) || !small_number(keys.drill, 1, &drill) ||
        !number_in(keys.created, 1, TIME_MOST, &m->created) ||
        !number_in(keys.sent, 1, TIME_MOST, &m->done_at) ||
        !number_in(keys.expires, 1, TIME_MOST, &m->expires)) {
        return false;
    }
    m->flags = (demonstration != 0 ? MESSAGE_DEMONSTRATION : 0) |
               (again != 0 ? MESSAGE_REVIVED : 0) | (drill != 0 ? MESSAGE_DRILL : 0);
    return items_take(r, keys.items, m);
}

static bool notice_take(struct reader *r, const struct node *top, struct notice *w)
{
    struct notice_keys keys;
    uint32_t only;
    int64_t answer;

    if (!reader_read(r, &notice_table, top, &keys)) {
        return false;
    }
    w->kind = notice_kind(keys.notice->text.at);
    w->visit_known = keys.visit != NULL;
    w->one_rule = keys.rule != NULL;
    w->day_known = keys.day != NULL;
    if (w->kind == 0 || !hex_in(keys.hash, w->hash, NOTICE_KEY) ||
        !number_in(keys.at, 1, TIME_MOST, &w->at) ||
        (w->visit_known && !hex_in(keys.visit, w->visit, VISIT_KEY)) ||
        (w->one_rule && !hex_in(keys.rule, w->rule, NOTICE_KEY)) ||
        (w->day_known && !hex_in(keys.day, w->of_day, VISIT_KEY)) || !ref_in(keys.ref, &w->ref) ||
        !small_number(keys.action, PRECARE_DISMISSED, &w->action) ||
        !small_number(keys.only, 1, &only) || !number_in(keys.row, 0, INT64_MAX, &w->row) ||
        !number_in(keys.answer, -1, 999, &answer)) {
        return false;
    }
    w->one_event = only != 0;
    w->answer = (int32_t)answer;
    switch (w->kind) {
    case NOTICE_ACKNOWLEDGED:
        return w->action >= PRECARE_ACCEPTED && (w->visit_known || w->ref != 0);
    case NOTICE_CANCELLED: return w->visit_known && hex_in(keys.event, w->event, EVENT_KEY);
    default:
        return w->row != 0 && hex_in(keys.id, w->letter.webhook_id, WEBHOOK_ID_BYTES) &&
               items_take(r, keys.items, &w->letter);
    }
}

const char *envelope_read(const char *bytes, size_t len, struct message *m_r)
{
    struct faults faults;
    struct reader r = {.faults = &faults, .arena = &m_r->arena, .json = true};
    const struct node *top;
    const char *why;

    memset(m_r, 0, sizeof *m_r);
    arena_begin(&m_r->arena, NULL, 0, 4 * ENVELOPE_BYTES);
    faults_begin(&faults);
    top = tree_read(bytes, len, &m_r->arena, &faults, &why);
    if (top != NULL && (!message_take(&r, top, m_r) || faults.errors > 0)) {
        why = "it is not a message of this program's making";
    }
    faults_end(&faults);
    return why;
}

const char *envelope_notice_read(const char *bytes, size_t len, struct notice *notice_r)
{
    struct faults faults;
    struct reader r = {.faults = &faults, .arena = &notice_r->letter.arena, .json = true};
    const struct node *top;
    const char *why;

    memset(notice_r, 0, sizeof *notice_r);
    arena_begin(&notice_r->letter.arena, NULL, 0, 4 * ENVELOPE_BYTES);
    faults_begin(&faults);
    top = tree_read(bytes, len, &notice_r->letter.arena, &faults, &why);
    if (top != NULL && (!notice_take(&r, top, notice_r) || faults.errors > 0)) {
        why = "it is not a notice of this program's making";
    }
    faults_end(&faults);
    return why;
}
