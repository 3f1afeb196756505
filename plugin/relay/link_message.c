/* SPDX-License-Identifier: MIT
 *
 * Messages of the link (relay/link.h): their subjects, their keyed hash, and publishing one that
 * must be kept before going on.
 */
#include <stdio.h>

#include "relay/envelope.h"
#include "relay/link.h"

void link_subject(const struct link *link, const char *what, const char *name,
                  char out[LINK_SUBJECT])
{
    (void)snprintf(out, LINK_SUBJECT, "precare.%s.%s.%s", link->stream, what, name);
}

natsMsg *link_message(const uint8_t site_key[32], const struct posting *p)
{
    char mac[ENVELOPE_MAC];
    natsMsg *message = NULL;

    envelope_mac(site_key, p, mac);
    if (natsMsg_Create(&message, p->subject, NULL, p->bytes, (int)p->len) != NATS_OK ||
        natsMsgHeader_Set(message, LINK_MAC, mac) != NATS_OK) {
        natsMsg_Destroy(message);
        return NULL;
    }
    return message;
}

void link_posting(natsMsg *message, struct posting *p_r, const char **mac_r)
{
    *p_r = (struct posting){.subject = natsMsg_GetSubject(message),
                            .bytes = natsMsg_GetData(message),
                            .len = (size_t)natsMsg_GetDataLength(message)};
    *mac_r = NULL;
    (void)natsMsgHeader_Get(message, LINK_MAC, mac_r);
    (void)natsMsgHeader_Get(message, LINK_ID, &p_r->id);
}

bool link_publish(struct link *link, natsMsg *message, const char *id, uint64_t *first_r)
{
    jsPubOptions options;
    jsPubAck *kept = NULL;
    jsErrCode code = 0;
    natsStatus s;

    if (message == NULL || link->js == NULL) {
        return false;
    }
    (void)jsPubOptions_Init(&options);
    options.MsgId = id;
    options.MaxWait = LINK_WAIT_MS;
    s = js_PublishMsg(&kept, link->js, message, &options, &code);
    if (first_r != NULL) {
        *first_r = s == NATS_OK && kept != NULL && kept->Duplicate ? kept->Sequence : 0;
    }
    jsPubAck_Destroy(kept);
    return s == NATS_OK;
}
