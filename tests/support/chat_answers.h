/* SPDX-License-Identifier: MIT
 *
 * What chats are known to answer, and what becomes of the message: one table, which tests walk
 * through a real receiver and a real courier. Each row names the page it was read in. Pure data.
 */
#ifndef TESTS_SUPPORT_CHAT_ANSWERS_H
#define TESTS_SUPPORT_CHAT_ANSWERS_H

#include <stddef.h>

enum chat_outcome {
    CHAT_DELIVERED,
    CHAT_UNCLEAR, /* delivered, answer not understood */
    CHAT_RETRIED,
    CHAT_PAUSED, /* the target; nothing is lost */
    CHAT_DEAD    /* refused as plain text too, while the next message is taken */
};

struct chat_answer {
    const char *kind; /* of the channel */
    int status;
    const char *body;
    enum chat_outcome outcome;
    const char *page; /* NULL: not read */
};

extern const struct chat_answer chat_answers[];
extern const size_t chat_answer_count;

const char *chat_yes(const char *kind); /* a body with which it says yes, with 200 */

#endif
