/* SPDX-License-Identifier: MIT
 *
 * Envelopes to JSON, and the mark of those who wrote them (relay/envelope.h). A message is written
 * row by row of the list of what leaves the house (relay/leaves.h). Pure.
 */
#include "relay/envelope.h"

#include <string.h>

#include "base/hash.h"
#include "base/json_out.h"
#include "base/words.h"
#include "relay/leaves.h"

/* ---- words ---- */

static const char *const notice_words_at[] = {NULL, "acknowledged", "cancelled", "dead"};
static const struct words notice_words = {notice_words_at, NOTICE_KINDS};
_Static_assert(sizeof notice_words_at / sizeof notice_words_at[0] == NOTICE_KINDS,
               "a word for each kind");

const char *notice_word(uint32_t kind)
{
    return word_of(&notice_words, kind);
}

uint32_t notice_kind(const char *word)
{
    return word_number(&notice_words, word);
}

/* ---- parts ---- */

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
}

/* ---- a message: one function a row of the list ---- */

static void leaf_format(struct buf *out, const char *key, const struct message *m)
{
    (void)m;
    json_text(out, key, LEAVES_FORMAT);
}

static void leaf_target(struct buf *out, const char *key, const struct message *m)
{
    json_text(out, key, m->target);
}

static void leaf_row(struct buf *out, const char *key, const struct message *m)
{
    json_int(out, key, m->id);
}

static void leaf_kind(struct buf *out, const char *key, const struct message *m)
{
    json_text(out, key, message_kind_word(m->kind));
}

static void leaf_severity(struct buf *out, const char *key, const struct message *m)
{
    json_int(out, key, m->severity);
}

static void leaf_rank(struct buf *out, const char *key, const struct message *m)
{
    json_int(out, key, m->rank);
}

static void leaf_count(struct buf *out, const char *key, const struct message *m)
{
    json_int(out, key, m->count);
}

static void leaf_id(struct buf *out, const char *key, const struct message *m)
{
    hex_pair(out, key, m->webhook_id, WEBHOOK_ID_BYTES);
}

static void leaf_ref(struct buf *out, const char *key, const struct message *m)
{
    (void)key;
    ref_pair(out, m->ref);
}

static void flag_said(struct buf *out, const char *key, bool is)
{
    if (is) {
        json_int(out, key, 1);
    }
}

static void leaf_demonstration(struct buf *out, const char *key, const struct message *m)
{
    flag_said(out, key, (m->flags & MESSAGE_DEMONSTRATION) != 0);
}

static void leaf_drill(struct buf *out, const char *key, const struct message *m)
{
    flag_said(out, key, (m->flags & MESSAGE_DRILL) != 0);
}

static void leaf_again(struct buf *out, const char *key, const struct message *m)
{
    flag_said(out, key, (m->flags & MESSAGE_REVIVED) != 0);
}

static void leaf_created(struct buf *out, const char *key, const struct message *m)
{
    json_int(out, key, m->created);
}

static void leaf_sent(struct buf *out, const char *key, const struct message *m)
{
    json_int(out, key, m->done_at);
}

static void leaf_expires(struct buf *out, const char *key, const struct message *m)
{
    json_int(out, key, m->expires);
}

bool envelope_write(const struct message *m, struct buf *out)
{
    envelope_open(out);
#define LEAF_WRITE(member, key, ...) leaf_##member(out, key, m);
    LEAVES_MESSAGE(LEAF_WRITE)
#undef LEAF_WRITE
    items_pair(out, m);
    json_close(out, '}');
    return !out->failed;
}

/* ---- a notice ---- */

bool envelope_notice_write(const struct notice *w, struct buf *out)
{
    envelope_open(out);
    json_text(out, "format", LEAVES_FORMAT);
    json_text(out, "notice", notice_word(w->kind));
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

/* ---- who wrote it ---- */

static void part_hash(const void *bytes, size_t len, uint8_t out[32])
{
    struct sha256 h;

    sha256_begin(&h);
    sha256_add(&h, bytes, len);
    sha256_end(&h, out);
}

void envelope_mac(const uint8_t site_key[32], const struct posting *p, char out[ENVELOPE_MAC])
{
    uint8_t parts[3][32], digest[32];

    part_hash(p->subject, strlen(p->subject), parts[0]);
    part_hash(p->id, strlen(p->id), parts[1]);
    part_hash(p->bytes, p->len, parts[2]);
    hmac_sha256(site_key, 32, parts, sizeof parts, digest);
    hex_of(digest, sizeof digest, out);
}

bool envelope_mac_good(const uint8_t site_key[32], const struct posting *p, const char *mac)
{
    char wanted[ENVELOPE_MAC];
    unsigned differs = 0;

    if (mac == NULL || p->id == NULL || strlen(mac) != ENVELOPE_MAC - 1) {
        return false;
    }
    envelope_mac(site_key, p, wanted);
    for (size_t i = 0; i < ENVELOPE_MAC - 1; i++) { /* in the same time, wherever it differs */
        differs |= (unsigned)((unsigned char)mac[i] ^ (unsigned char)wanted[i]);
    }
    return differs == 0;
}
