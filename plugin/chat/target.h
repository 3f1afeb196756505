/* SPDX-License-Identifier: MIT
 *
 * A target: how one kind of team chat is spoken to. One row a kind: how a message is laid out, and
 * what an answer means. One file a kind. Pure: sending is http.h's.
 */
#ifndef PRECARE_CHAT_TARGET_H
#define PRECARE_CHAT_TARGET_H

#include "outbox/message.h"
#include "chat/escape.h"
#include "chat/wording.h"

struct outgoing {     /* what is to be posted */
    struct buf body;  /* application/json */
    struct buf query; /* "a=1&b=2", added to the address; may be empty */
};

struct reply {               /* what came back */
    int status;              /* HTTP; 0: the network failed */
    const char *why;         /* status 0: in plain words, static, no address; else NULL */
    const char *remedy;      /* what to do about it, static; may be NULL */
    const char *body;        /* NUL-terminated, at most 64 KiB; never NULL */
    const char *retry_after; /* the header; "" */
    bool cut;                /* the connection closed in the middle of the answer */
};

enum verdict {
    VERDICT_DONE,
    VERDICT_RETRY,   /* later: the network, the server, a rate limit */
    VERDICT_REFUSED, /* this message: once more as plain text, then dead */
    VERDICT_PAUSE    /* the address itself: nothing more until a person has mended it */
};

struct judgement {
    enum verdict verdict;
    int64_t wait_ms;    /* asked for by the target; -1: nothing asked */
    const char *words;  /* what happened, plain, static */
    const char *remedy; /* what to do; static */
};

struct target_kind {
    void (*render)(const struct message *m, const struct view *view, struct outgoing *out);
    /* The same without any layout, after a refusal. */
    void (*render_plain)(const struct message *m, const struct view *view, struct outgoing *out);
    /* Looks at the body of a 2xx: DONE unless it says otherwise. NULL: 2xx is enough. */
    enum verdict (*body_check)(const struct reply *answer);
    size_t limit; /* bytes of a body, the target's own */
};

extern const struct target_kind target_slack, target_teams, target_google_chat, target_mattermost,
    target_discord, target_rocket_chat, target_matrix, target_webhook;

/* Renders, plain where the message asks for it or where the layout would be too long for the
 * target. 0, or -1: no memory. */
int target_render(const struct config *config, uint32_t kind, const struct message *m,
                  struct outgoing *out);
void outgoing_end(struct outgoing *out);
void target_judge(uint32_t kind, const struct reply *answer, int64_t now_ms,
                  struct judgement *judgement_r);

/* ---- for the targets' own files ---- */
void json_text_of(struct buf *out, const char *text);
/* The body of a 2xx says that it was none: an object with an `error`, or `ok` or `success` false;
 * or a page of HTML (of a login, of a proxy). */
enum verdict body_check_plain(const struct reply *answer);
/* A JSON string of the escaped text. */
void json_escaped(struct buf *out, escape_fn how, const char *text);
/* The whole message as lines of text, escaped, each part cut so that all of it has at most `most`
 * code points. */
struct text_style {
    escape_fn escape;
    const char *bold; /* around the title and heads: "**", "" */
    const char *end;  /* of a line: "\n", "<br>" */
    /* printf-like: how a link is written: "%s: %s" of words and address; NULL: none */
    const char *link;
    size_t most; /* code points */
};
void text_layout(const struct view *view, const struct text_style *style, struct buf *out);

#define TARGET_WAIT_MOST_MS (15 * 60 * 1000)

#endif
