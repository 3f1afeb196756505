/* SPDX-License-Identifier: MIT
 *
 * Messages in the relay for a channel that no courier of the chain has: a configuration that lacks
 * it, or somebody who wrote into the stream. They would wait for ever, unseen; so after two looks
 * they are put aside, and operations hear it. A subject that has a consumer is another courier's,
 * and left alone.
 */
#include <string.h>

#include "base/hash.h"
#include "relay/post.h"
#include "relay/relay.h"

#define ASIDE_MOST 100

static const char *name_of(const struct post *p, const char *subject)
{
    static const char *const what[] = {"urgent", "send"};
    char prefix[LINK_SUBJECT];

    for (size_t i = 0; i < sizeof what / sizeof what[0]; i++) {
        link_subject(&p->link, what[i], "", prefix);
        if (strncmp(subject, prefix, strlen(prefix)) == 0) {
            return subject + strlen(prefix);
        }
    }
    return NULL;
}

static bool strangers_somebodys(struct post *p, const char *name)
{
    jsConsumerInfo *info = NULL;
    natsStatus s;

    if (config_channel(p->lanes.config, name) != CHANNEL_NONE) {
        return true;
    }
    s = js_GetConsumerInfo(&info, p->link.js, p->link.stream, name, NULL, NULL);
    jsConsumerInfo_Destroy(info);
    return s != NATS_NOT_FOUND; /* what is not known is left alone */
}

static void all_aside(struct post *p, const char *subject, const char *name)
{
    for (int i = 0; i < ASIDE_MOST; i++) {
        natsMsg *message = NULL;
        bool good =
            js_GetLastMsg(&message, p->link.js, p->link.stream, subject, NULL, NULL) == NATS_OK;

        if (good) {
            uint64_t number = natsMsg_GetSequence(message);

            good = put_aside(p, name, message, number, "no courier has this channel") &&
                   js_DeleteMsg(p->link.js, p->link.stream, number, NULL, NULL) == NATS_OK;
        }
        natsMsg_Destroy(message);
        if (!good) {
            return;
        }
    }
}

void strangers_look(struct post *p, int64_t steady)
{
    char subject[LINK_SUBJECT];
    jsStreamInfo *info = NULL;
    jsStreamStateSubjects *all;
    uint64_t now = 0;
    jsOptions options;

    if (steady < p->next_strangers) {
        return;
    }
    p->next_strangers = steady + relay_limits.strangers_ms;
    link_subject(&p->link, "*", "*", subject);
    (void)jsOptions_Init(&options);
    options.Stream.Info.SubjectsFilter = subject;
    if (js_GetStreamInfo(&info, p->link.js, p->link.stream, &options, NULL) != NATS_OK) {
        jsStreamInfo_Destroy(info);
        return;
    }
    all = info->State.Subjects;
    for (int i = 0; all != NULL && i < all->Count; i++) {
        const char *name = name_of(p, all->List[i].Subject);

        if (name == NULL || strangers_somebodys(p, name)) {
            continue;
        }
        now ^= hash_bytes(1, name, strlen(name)) | 1;
        /* at the last look there were some: a new courier has had its time */
        if ((p->strange & 1) != 0) {
            all_aside(p, all->List[i].Subject, name);
        }
    }
    p->strange = (uint32_t)now | (now != 0 ? 1u : 0u);
    jsStreamInfo_Destroy(info);
}
