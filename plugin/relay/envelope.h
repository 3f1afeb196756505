/* SPDX-License-Identifier: MIT
 *
 * What travels between the machines of a chain: a message for a chat, or a notice between outboxes,
 * as versioned JSON (precare-relay/1), with a keyed hash of it and of its subject, so that only the
 * machines that share the site's key are believed. The fields of a row and no more: no address, no
 * payload, nothing of a patient's, no rule's name. Pure, any thread.
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

void envelope_mac(const uint8_t site_key[32], const char *subject, const char *bytes, size_t len,
                  char out[ENVELOPE_MAC]);
bool envelope_mac_good(const uint8_t site_key[32], const char *subject, const char *bytes,
                       size_t len, const char *mac); /* mac NULL: no */

#endif
