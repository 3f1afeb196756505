/* SPDX-License-Identifier: MIT
 *
 * How a message reads to a team chat of each kind, and what the chat's answer means. Pure, any
 * thread: sending is courier/http.h's. A new kind of chat is a row of config/channel_kinds.h and a
 * file beside this one (chat/target.h).
 */
#ifndef PRECARE_CHAT_CHAT_H
#define PRECARE_CHAT_CHAT_H

#include "base/buf.h"
#include "outbox/message.h"

struct outgoing {     /* what is to be posted; owned by the caller: outgoing_end */
    struct buf body;  /* application/json */
    struct buf query; /* "a=1&b=2", added to the address; may be empty */
};

struct reply {          /* what came back */
    int status;         /* HTTP; 0: the network failed */
    const char *why;    /* status 0: in plain words, static, no address; else NULL */
    const char *remedy; /* what to do about it, static; may be NULL */
    const char *body;   /* NUL-terminated, at most 64 KiB; never NULL */
    int64_t wait_ms;    /* what Retry-After asks to wait; -1: nothing */
    bool cut;           /* the connection closed in the middle of the answer */
};

enum verdict {
    VERDICT_DONE,
    VERDICT_UNCLEAR, /* delivered, answer not understood: never posted again */
    VERDICT_RETRY,   /* later: the network, the server, a rate limit */
    VERDICT_REFUSED, /* this message: once more as plain text */
    VERDICT_PAUSE    /* the address itself: nothing more until a person has mended it */
};

struct judgement {
    enum verdict verdict;
    int64_t wait_ms;    /* asked for by the target; -1: nothing asked */
    const char *words;  /* what happened, plain, static */
    const char *remedy; /* what to do; static */
};

#define TARGET_WAIT_MOST_MS (15 * 60 * 1000) /* what a target can ask for */

/* Renders, plain where the message asks for it or where the layout would be too long for the
 * target. `kind`: enum channel_kind. 0, or -1: no memory, or no such kind. */
int target_render(const struct config *config, uint32_t kind, const struct message *m,
                  struct outgoing *out);
void outgoing_end(struct outgoing *out);
void target_judge(uint32_t kind, const struct reply *answer, struct judgement *judgement_r);

#endif
