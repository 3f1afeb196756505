/* SPDX-License-Identifier: MIT
 *
 * Which messages came before (relay/post.h). Who may publish can send a signed message once more:
 * under its own id, since the mark is of that too. The relay itself keeps one of an id for a day,
 * but forgets those that were taken when it starts anew; so each that comes is noted in the second
 * stream, whose notes stay, and all couriers of the chain see them. A note bears our mark, and the
 * number of the message that it is of: so a message that is given out once more is no other, and a
 * note that somebody else put there is none. On the posting courier's thread.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "relay/post.h"

#define ID_MOST 200

/* Whether the note of number `first` in the second stream is ours, and of another message. */
static enum seen note_read(struct post *p, uint64_t first, uint64_t number)
{
    jsDirectGetMsgOptions which;
    struct posting posting;
    natsMsg *note = NULL;
    const char *mac;
    enum seen seen = SEEN_FIRST;

    (void)jsDirectGetMsgOptions_Init(&which);
    which.Sequence = first;
    if (js_DirectGetMsg(&note, p->link.js, p->link.back, NULL, &which) != NATS_OK) {
        natsMsg_Destroy(note);
        return SEEN_UNKNOWN;
    }
    link_posting(note, &posting, &mac);
    if (envelope_mac_good(outbox_site_key(p->outbox), &posting, mac)) {
        char text[24] = "";

        (void)snprintf(text, sizeof text, "%.*s", (int)(posting.len < 20 ? posting.len : 20),
                       posting.bytes);
        seen = strtoull(text, NULL, 10) == number ? SEEN_FIRST : SEEN_BEFORE;
    }
    natsMsg_Destroy(note);
    return seen;
}

enum seen taken_seen(struct post *p, const struct taken *t)
{
    char subject[LINK_SUBJECT], id[ID_MOST + 8], body[24];
    struct posting came, note = {subject, id, body, 0};
    const char *mac;
    natsMsg *message;
    uint64_t first = 0;
    bool good;

    link_posting(t->message, &came, &mac);
    if (came.id == NULL || strlen(came.id) > ID_MOST) {
        return SEEN_BEFORE;
    }
    link_subject(&p->link, "seen", t->from->target->channel->name, subject);
    (void)snprintf(id, sizeof id, "seen-%s", came.id);
    note.len = (size_t)snprintf(body, sizeof body, "%llu", (unsigned long long)t->number);
    message = link_message(outbox_site_key(p->outbox), &note);
    good = link_publish(&p->link, message, id, &first);
    natsMsg_Destroy(message);
    return !good ? SEEN_UNKNOWN : first == 0 ? SEEN_FIRST : note_read(p, first, t->number);
}
