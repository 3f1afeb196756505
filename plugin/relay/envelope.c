/* SPDX-License-Identifier: MIT
 *
 * Envelopes to JSON and back (relay/envelope.h). Read by the same strict tables as everything else;
 * what is not known, too long, or could not have been written by this program is refused.
 */
#include "relay/envelope.h"

#include <string.h>

#include "base/hash.h"
#include "base/json_out.h"
#include "base/reader.h"
#include "precare/precare.h"

#define FORMAT "precare-relay/1"
#define FAMILY "precare-relay/"
#define TEXT_MOST 4096u
#define DEPTH_MOST 6u
#define TIME_MOST INT64_C(253402300799000) /* the year 9999 */

/* ---- the keys ---- */

struct envelope_keys {
    const struct node *format, *target, *row, *id, *kind, *severity, *rank, *ref, *demonstration,
        *count, *created, *deadline, *items;
};
struct item_keys {
    const struct node *severity, *by, *say, *who, *title, *ref;
};
struct notice_keys {
    const struct node *format, *notice, *hash, *at, *visit, *ref, *rule, *action, *event, *only,
        *day, *row, *id, *answer, *items;
};

static const char *const notice_words_at[] = {NULL, "acknowledged", "cancelled", "dead"};
static const struct words notice_words = {notice_words_at, NOTICE_KINDS};
_Static_assert(sizeof notice_words_at / sizeof notice_words_at[0] == NOTICE_KINDS,
               "a word for each kind");

#define ITEMS(type, flags, text)                                                                   \
    KEY(type, items, "items", MAPS, flags | KEY_MAY_BE_EMPTY, .table = &item_table, .doc = text)

static const struct key item_keys_at[] = {
    KEY(item_keys, severity, "severity", INTEGER, KEY_REQUIRED, .doc = "severity"),
    KEY(item_keys, by, "by", INTEGER, KEY_REQUIRED, .doc = "by"),
    KEY(item_keys, say, "say", TEXT, 0, .doc = "say"),
    KEY(item_keys, who, "who", TEXT, 0, .doc = "who"),
    KEY(item_keys, title, "title", TEXT, 0, .doc = "title"),
    KEY(item_keys, ref, "ref", TEXT, 0, .doc = "ref"),
};
static const struct table item_table = KEY_TABLE("line", item_keys_at, item_keys, "line");

static const struct key envelope_keys_at[] = {
    KEY(envelope_keys, format, "format", TEXT, KEY_REQUIRED, .doc = "format"),
    KEY(envelope_keys, target, "target", TEXT, KEY_REQUIRED, .doc = "target"),
    KEY(envelope_keys, row, "row", INTEGER, KEY_REQUIRED, .doc = "row"),
    KEY(envelope_keys, id, "id", TEXT, KEY_REQUIRED, .doc = "id"),
    KEY(envelope_keys, kind, "kind", TEXT, KEY_REQUIRED, .doc = "kind"),
    KEY(envelope_keys, severity, "severity", INTEGER, KEY_REQUIRED, .doc = "severity"),
    KEY(envelope_keys, rank, "rank", INTEGER, KEY_REQUIRED, .doc = "rank"),
    KEY(envelope_keys, ref, "ref", TEXT, 0, .doc = "ref"),
    KEY(envelope_keys, demonstration, "demonstration", INTEGER, 0, .doc = "demonstration"),
    KEY(envelope_keys, count, "count", INTEGER, KEY_REQUIRED, .doc = "count"),
    KEY(envelope_keys, created, "created", INTEGER, KEY_REQUIRED, .doc = "created"),
    KEY(envelope_keys, deadline, "deadline", INTEGER, KEY_REQUIRED, .doc = "deadline"),
    ITEMS(envelope_keys, KEY_REQUIRED, "what it tells"),
};
static const struct table envelope_table =
    KEY_TABLE("message", envelope_keys_at, envelope_keys, "message");

static const struct key notice_keys_at[] = {
    KEY(notice_keys, format, "format", TEXT, KEY_REQUIRED, .doc = "format"),
    KEY(notice_keys, notice, "notice", CHOICE, KEY_REQUIRED, .words = &notice_words,
        .doc = "what it says"),
    KEY(notice_keys, hash, "hash", TEXT, KEY_REQUIRED, .doc = "hash"),
    KEY(notice_keys, at, "at", INTEGER, KEY_REQUIRED, .doc = "at"),
    KEY(notice_keys, visit, "visit", TEXT, 0, .doc = "visit"),
    KEY(notice_keys, ref, "ref", TEXT, 0, .doc = "ref"),
    KEY(notice_keys, rule, "rule", TEXT, 0, .doc = "rule"),
    KEY(notice_keys, action, "action", INTEGER, 0, .doc = "action"),
    KEY(notice_keys, event, "event", TEXT, 0, .doc = "event"),
    KEY(notice_keys, only, "only", INTEGER, 0, .doc = "only"),
    KEY(notice_keys, day, "day", TEXT, 0, .doc = "day"),
    KEY(notice_keys, row, "row", INTEGER, 0, .doc = "row"),
    KEY(notice_keys, id, "id", TEXT, 0, .doc = "id"),
    KEY(notice_keys, answer, "answer", INTEGER, 0, .doc = "answer"),
    ITEMS(notice_keys, 0, "what a dead message told"),
};
static const struct table notice_table = KEY_TABLE("notice", notice_keys_at, notice_keys, "notice");

/* ---- writing ---- */

static void hex_pair(struct buf *out, const char *key, const void *bytes, size_t len)
{
    char hex[2 * 32 + 1];

    hex_of(bytes, len, hex);
    json_text(out, key, hex);
}

static void ref_pair(struct buf *out, int64_t ref)
{
    char text[REF_TEXT];

    if (ref != 0) {
        ref_write(ref, text);
        json_text(out, "ref", text);
    }
}

/* Without the rules' names: they can say what a patient has. */
static void items_pair(struct buf *out, const struct message *m)
{
    struct item items[MESSAGE_ITEMS];
    uint32_t count = m->item_count < MESSAGE_ITEMS ? m->item_count : MESSAGE_ITEMS;

    for (uint32_t i = 0; i < count; i++) {
        items[i] = m->items[i];
        items[i].rule = NULL;
    }
    json_next(out, "items");
    items_write(items, count, out);
}

static void envelope_open(struct buf *out)
{
    out->limit = ENVELOPE_BYTES;
    json_open(out, NULL, '{');
    json_text(out, "format", FORMAT);
}

bool envelope_write(const struct message *m, struct buf *out)
{
    envelope_open(out);
    json_text(out, "target", m->target);
    json_int(out, "row", m->id);
    json_text(out, "kind", message_kind_word(m->kind));
    json_int(out, "severity", m->severity);
    json_int(out, "rank", m->rank);
    json_int(out, "count", m->count);
    hex_pair(out, "id", m->webhook_id, WEBHOOK_ID_BYTES);
    ref_pair(out, m->ref);
    if ((m->flags & MESSAGE_DEMONSTRATION) != 0) {
        json_int(out, "demonstration", 1);
    }
    json_int(out, "created", m->created);
    json_int(out, "deadline", m->deadline);
    items_pair(out, m);
    json_close(out, '}');
    return !out->failed;
}

bool envelope_notice_write(const struct notice *w, struct buf *out)
{
    envelope_open(out);
    json_text(out, "notice", word_of(&notice_words, w->kind));
    json_int(out, "at", w->at);
    hex_pair(out, "hash", w->hash, NOTICE_KEY);
    if (w->visit_known) {
        hex_pair(out, "visit", w->visit, VISIT_KEY);
    }
    ref_pair(out, w->ref);
    switch (w->kind) {
    case NOTICE_ACKNOWLEDGED:
        json_int(out, "action", w->action);
        if (w->one_rule) {
            hex_pair(out, "rule", w->rule, NOTICE_KEY);
        }
        break;
    case NOTICE_CANCELLED:
        hex_pair(out, "event", w->event, EVENT_KEY);
        json_int(out, "only", w->one_event ? 1 : 0);
        if (w->day_known) {
            hex_pair(out, "day", w->of_day, VISIT_KEY);
        }
        break;
    default:
        hex_pair(out, "id", w->letter.webhook_id, WEBHOOK_ID_BYTES);
        json_int(out, "row", w->row);
        json_int(out, "answer", w->answer);
        items_pair(out, &w->letter);
        break;
    }
    json_close(out, '}');
    return !out->failed;
}

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

    return at != NULL && at->kind == NODE_TEXT && strcmp(at->text.at, FORMAT) == 0;
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
                                : "it is not of format " FORMAT;
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
    uint32_t demonstration;

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
        !number_in(keys.created, 1, TIME_MOST, &m->created) ||
        !number_in(keys.deadline, 1, TIME_MOST, &m->deadline)) {
        return false;
    }
    m->flags = demonstration != 0 ? MESSAGE_DEMONSTRATION : 0;
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
    w->kind = word_number(&notice_words, keys.notice->text.at);
    w->visit_known = keys.visit != NULL;
    w->one_rule = keys.rule != NULL;
    w->day_known = keys.day != NULL;
    if (!hex_in(keys.hash, w->hash, NOTICE_KEY) || !number_in(keys.at, 1, TIME_MOST, &w->at) ||
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

/* ---- who wrote it ---- */

void envelope_mac(const uint8_t site_key[32], const char *subject, const char *bytes, size_t len,
                  char out[ENVELOPE_MAC])
{
    struct sha256 h;
    uint8_t parts[2][32], digest[32];

    sha256_begin(&h);
    sha256_add(&h, subject, strlen(subject));
    sha256_end(&h, parts[0]);
    sha256_begin(&h);
    sha256_add(&h, bytes, len);
    sha256_end(&h, parts[1]);
    hmac_sha256(site_key, 32, parts, sizeof parts, digest);
    hex_of(digest, sizeof digest, out);
}

bool envelope_mac_good(const uint8_t site_key[32], const char *subject, const char *bytes,
                       size_t len, const char *mac)
{
    char wanted[ENVELOPE_MAC];
    unsigned differs = 0;

    if (mac == NULL || strlen(mac) != ENVELOPE_MAC - 1) {
        return false;
    }
    envelope_mac(site_key, subject, bytes, len, wanted);
    for (size_t i = 0; i < ENVELOPE_MAC - 1; i++) { /* in the same time, wherever it differs */
        differs |= (unsigned)((unsigned char)mac[i] ^ (unsigned char)wanted[i]);
    }
    return differs == 0;
}
