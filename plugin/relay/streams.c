/* SPDX-License-Identifier: MIT
 *
 * The two streams of a chain (relay/link.h), made by whoever comes first and checked by all. One
 * with other settings is an error that is said in plain words and not mended: it may be somebody's.
 * Replicas: three where a cluster has three, else one, and three as soon as it can.
 */
#include <stdio.h>
#include <string.h>

#include "relay/envelope.h"
#include "relay/link.h"

#define SECOND_NS INT64_C(1000000000)
/* the default of two minutes is shorter than an outage */
#define DUPLICATES_NS (LINK_ONE_MS * 1000000)
#define BACK_KEPT_NS (30 * 24 * 3600 * SECOND_NS)
#define SIZE_MOST ((int32_t)ENVELOPE_BYTES + 8192) /* with its headers */
#define REPLICAS 3

struct wanted {
    jsStreamConfig config;
    char subjects[3][LINK_SUBJECT];
    const char *at[3];
};

static void wanted_make(const struct link *link, bool back, struct wanted *w)
{
    jsStreamConfig *c = &w->config;
    static const char *const what[2][3] = {{"send", "urgent", NULL}, {"back", "aside", "seen"}};

    (void)jsStreamConfig_Init(c);
    c->Name = back ? link->back : link->stream;
    c->Subjects = w->at;
    for (int i = 0; i < 3 && what[back ? 1 : 0][i] != NULL; i++) {
        link_subject(link, what[back ? 1 : 0][i], "*", w->subjects[i]);
        w->at[i] = w->subjects[i];
        c->SubjectsLen++;
    }
    c->Retention = back ? js_LimitsPolicy : js_WorkQueuePolicy;
    c->Storage = js_FileStorage;
    /* a full queue refuses: nothing is lost silently */
    c->Discard = back ? js_DiscardOld : js_DiscardNew;
    c->MaxAge = back ? BACK_KEPT_NS : 0;
    c->AllowDirect = back;
    c->MaxMsgSize = SIZE_MOST;
    c->Duplicates = DUPLICATES_NS;
    c->Replicas = REPLICAS;
}

static bool subject_in(const jsStreamConfig *is, const char *subject)
{
    for (int i = 0; i < is->SubjectsLen; i++) {
        if (strcmp(is->Subjects[i], subject) == 0) {
            return true;
        }
    }
    return false;
}

/* NULL, or what is otherwise than it must be. */
static const char *streams_differs(const jsStreamConfig *is, const jsStreamConfig *wanted)
{
    for (int i = 0; i < wanted->SubjectsLen; i++) {
        if (!subject_in(is, wanted->Subjects[i])) {
            return "its subjects are others";
        }
    }
    if (is->Retention != wanted->Retention) {
        return wanted->Retention == js_WorkQueuePolicy ? "its retention is not workqueue"
                                                       : "its retention is not limits";
    }
    if (is->Storage != js_FileStorage) {
        return "it is not stored in files";
    }
    if (is->Duplicates < wanted->Duplicates) {
        return "its duplicate window is shorter than 24 hours";
    }
    if (is->MaxMsgSize >= 0 && is->MaxMsgSize < wanted->MaxMsgSize) {
        return "it takes no messages of the size that alerts can have";
    }
    if (wanted->Retention == js_WorkQueuePolicy &&
        (is->MaxAge != 0 || is->MaxMsgs > 0 || is->MaxBytes > 0) && is->Discard != js_DiscardNew) {
        return "it throws old messages away";
    }
    if (wanted->Retention == js_WorkQueuePolicy && is->MaxAge != 0) {
        return "it throws messages away when they are old";
    }
    if (wanted->AllowDirect && !is->AllowDirect) {
        return "it does not allow direct reading";
    }
    return is->NoAck ? "it acknowledges nothing" : NULL;
}

/* A stream that was made while the cluster had fewer servers. */
static void replicas_more(struct link *link, const jsStreamInfo *info)
{
    jsStreamInfo *now = NULL;
    jsStreamConfig config;

    if (info->Config->Replicas >= REPLICAS || info->Cluster == NULL ||
        info->Cluster->Name == NULL || info->Cluster->Name[0] == '\0') {
        return;
    }
    config = *info->Config;
    config.Replicas = REPLICAS;
    if (js_UpdateStream(&now, link->js, &config, NULL, NULL) == NATS_OK) {
        link_say(link, "the relay's stream %s is now kept on three servers", config.Name);
    }
    jsStreamInfo_Destroy(now);
}

static bool none_placed(jsErrCode code)
{
    return code == JSStreamReplicasNotSupportedErr || code == JSClusterNoPeersErr ||
           code == JSInsufficientResourcesErr;
}

static bool stream_make(struct link *link, struct wanted *w, jsStreamInfo **info_r)
{
    jsErrCode code = 0;
    natsStatus s = js_AddStream(info_r, link->js, &w->config, NULL, &code);

    if (s != NATS_OK && none_placed(code)) {
        w->config.Replicas = 1;
        code = 0;
        s = js_AddStream(info_r, link->js, &w->config, NULL, &code);
        if (s == NATS_OK) {
            link_say(link, "the relay's stream %s is kept on one server: there are no three",
                     w->config.Name);
        }
    }
    /* another was first: it is looked at again */
    if (s == NATS_OK || code == JSStreamNameExistErr) {
        return s == NATS_OK;
    }
    link_trouble(link, "the relay's stream %s cannot be made: %s (%d)", w->config.Name,
                 natsStatus_GetText(s), (int)code);
    return false;
}

static bool stream_look(struct link *link, bool back)
{
    jsStreamInfo *info = NULL;
    struct wanted w;
    jsErrCode code = 0;
    const char *why = NULL;
    natsStatus s;

    wanted_make(link, back, &w);
    s = js_GetStreamInfo(&info, link->js, w.config.Name, NULL, &code);
    if (s == NATS_NOT_FOUND || code == JSStreamNotFoundErr) {
        if (!stream_make(link, &w, &info)) {
            return false;
        }
    } else if (s != NATS_OK) {
        link_trouble(link, "the relay answers, but not its JetStream: %s", natsStatus_GetText(s));
        return false;
    }
    if (info != NULL && (why = streams_differs(info->Config, &w.config)) == NULL) {
        replicas_more(link, info);
    }
    if (why != NULL) {
        link_trouble(
            link,
            "the relay's stream %s was made with other settings: %s. Name another `stream`, or "
            "let its administrator remove it",
            w.config.Name, why);
    }
    if (back && info != NULL) {
        link->back_created = info->Created;
    }
    jsStreamInfo_Destroy(info);
    return why == NULL;
}

bool streams_look(struct link *link)
{
    return stream_look(link, false) && stream_look(link, true);
}
