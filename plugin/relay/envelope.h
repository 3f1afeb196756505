/* SPDX-License-Identifier: MIT
 *
 * What travels between the machines of a chain: a message for a chat, or a notice between outboxes,
 * as versioned JSON (precare-relay/1), with a keyed hash of it and of its subject, so that only the
 * machines that share the site's key are believed. The fields of a row and no more: no address, no
 * payload, nothing of a patient's, no rule's name: relay/leaves.h is the whole list. In a message
 * `done_at` is when it was given to the relay, and `expires` stands for its deadline. Pure, any
 * thread.
 */
#ifndef PRECARE_RELAY_ENVELOPE_H
#define PRECARE_RELAY_ENVELOPE_H

#include "outbox/message.h"
#include "outbox/notice.h"

#define ENVELOPE_BYTES (256u * 1024u) /* at most, on both sides */
#define ENVELOPE_MAC 65               /* text, with its end */

/* False: no memory, or larger than an envelope may be. */
bool envelope_write(const struct message *m, struct buf *out);
bool envelope_notice_write(const struct notice *notice, struct buf *out);
/* NULL, or why it is refused, in plain words (static). The caller ends the message, or the notice,
 * either way. */
const char *envelope_read(const char *bytes, size_t len, struct message *m_r);
const char *envelope_notice_read(const char *bytes, size_t len, struct notice *notice_r);

const char *notice_word(uint32_t kind); /* "cancelled": of the subject, too */
uint32_t notice_kind(const char *word); /* 0: no such word */

/* What the mark is of: the subject, the id under which the relay keeps one of a kind, the bytes. So
 * who may publish there, and has no key, can neither say anything nor say it again as another. */
struct posting {
    const char *subject;
    const char *id; /* Nats-Msg-Id; NULL: it has none */
    const char *bytes;
    size_t len;
};
void envelope_mac(const uint8_t site_key[32], const struct posting *p, char out[ENVELOPE_MAC]);
bool envelope_mac_good(const uint8_t site_key[32], const struct posting *p,
                       const char *mac); /* mac, or its id, NULL: no */

#endif
