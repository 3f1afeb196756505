/* SPDX-License-Identifier: MIT
 *
 * A target: how one kind of team chat is spoken to. One file a kind, which fills one struct; the
 * rest of what is known of a kind stands in its row of config/channel_kinds.h. For plugin/chat/
 * alone. Pure.
 */
#ifndef PRECARE_CHAT_TARGET_H
#define PRECARE_CHAT_TARGET_H

#include "base/json_out.h"
#include "chat/chat.h"
#include "chat/escape.h"
#include "chat/wording.h"

enum says { /* where a word stands in an answer's body */
    SAYS_NOTHING,
    SAYS_LINE,  /* no JSON: the whole of it */
    SAYS_PART,  /* no JSON: somewhere in it */
    SAYS_VALUE, /* JSON: the text or number of `key`, at any depth */
    SAYS_KEY,   /* JSON: `key` is there at the top, and is a text */
    SAYS_TRUE   /* JSON: `key` is true at the top */
};

/* What the chat says in its own words. DONE: of a 2xx alone; the others: of a 2xx that says no, and
 * of a 4xx, where a pause goes before what the status says. */
struct answer_row {
    enum says says; /* SAYS_NOTHING: the last row */
    const char *key, *word;
    enum verdict verdict;
    const char *words, *remedy; /* NULL: the usual ones */
};

struct text_style {
    escape_fn escape;
    const char *bold; /* around the title and heads: "**", "" */
    const char *end;  /* of a line: "\n", "<br>" */
    const char *link; /* how a link is written, with @ for the address: "[Open](@)"; NULL: none */
    size_t most;      /* code points */
};

struct post {            /* a body that is one text */
    const char *members; /* before it: "\"a\":false"; NULL: none */
    const char *key;
    struct text_style style;
};

struct target {
    /* The body, JSON; and the same without any layout, after a refusal. Each one text, or where the
     * chat wants more, written by a function. */
    struct post rich, plain;
    void (*render)(const struct message *m, const struct wording *wording, struct buf *body);
    void (*render_plain)(const struct message *m, const struct wording *wording, struct buf *body);
    /* What is added to the address: "a=1&b=2". NULL: nothing. */
    void (*query)(const struct message *m, const struct wording *wording, struct buf *query);
    size_t limit;                     /* bytes of a body */
    const struct answer_row *answers; /* the first that fits; NULL: none */
    int yes_status;                   /* a 2xx that is a yes without a word; 0: none */
    bool any_yes;                     /* every 2xx is a yes, and a 409: it has the message */
    const char *wait_key;             /* of the body: seconds to wait, a number; NULL: none */
};

#define TARGET_DECLARED(constant, file, ...) extern const struct target target_##file;
CHANNEL_KIND_ROWS(TARGET_DECLARED)
#undef TARGET_DECLARED

const struct target *target_of(uint32_t kind); /* by enum channel_kind; NULL: no such kind */

/* ---- layout.c ---- */
/* The whole message as lines of text, escaped; findings that would make it longer than `most` are
 * counted in its place. */
void text_layout(const struct wording *wording, const struct text_style *style, struct buf *out);
/* As members of a JSON object (base/json_out.h): the message so laid out; a text, escaped; a text,
 * cleaned and cut. */
void json_layout(struct buf *out, const char *key, const struct wording *wording,
                 const struct text_style *style);
void json_escaped(struct buf *out, const char *key, escape_fn how, const char *text);
void json_clean(struct buf *out, const char *key, const char *text, size_t most);

#endif
