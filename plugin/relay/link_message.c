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

natsMsg *link_message(const uint8_t site_key[32], const char *subject, const char *bytes,
                      size_t len)
{
    char mac[ENVELOPE_MAC];
    natsMsg *message = NULL;

    envelope_mac(site_key, subject, bytes, len, mac);
    if (natsMsg_Create(&message, subject, NULL, bytes, (int)len) != NATS_OK ||
        natsMsgHeader_Set(message, LINK_MAC, mac) != NATS_OK) {
        natsMsg_Destroy(message);
        return NULL;
    }
    return message;
}

bool link_publish(struct link *link, natsMsg *message, const char *id)
{
    jsPubOptions options;
    jsErrCode code = 0;
    natsStatus s;

    if (message == NULL || link->js == NULL) {
        return false;
    }
    (void)jsPubOptions_Init(&options);
    options.MsgId = id;
    options.MaxWait = LINK_WAIT_MS;
    s = js_PublishMsg(NULL, link->js, message, &options, &code);
    return s == NATS_OK;
}
