/* SPDX-License-Identifier: MIT
 *
 * A chat receiver for tests: a real HTTP server on a free loopback port, which keeps every request
 * and answers as it is told. Answers are taken in order, the last one is given for ever after.
 * Threads: its own; all functions any thread.
 */
#ifndef TESTS_SUPPORT_RECEIVER_H
#define TESTS_SUPPORT_RECEIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct receiver;

enum receiver_fault {
    RECEIVER_ANSWERS,
    RECEIVER_HANGS,      /* reads the request and says nothing */
    RECEIVER_DRIPS,      /* a byte a second */
    RECEIVER_BREAKS_OFF, /* closes in the middle of its answer */
    RECEIVER_CLOSES      /* closes without an answer */
};

struct receiver_answer {
    int status; /* 0: 200 */
    uint32_t fault;
    uint32_t delay_ms;
    const char *body;    /* NULL: "ok" */
    const char *headers; /* "Retry-After: 3\r\n"; NULL: none */
    const char *path;    /* is kept for a request to it, others are well; NULL: for whoever comes */
};

struct receiver_request {
    int64_t at_ms, at_us; /* steady */
    bool refused;         /* by the limit */
    char path[256];
    char *head; /* its lines, as they came */
    char *body;
    size_t body_len;
};

/* NULL ends the test binary: never. port 0: a free one. */
struct receiver *receiver_start(uint16_t port);
void receiver_stop(struct receiver **r);
uint16_t receiver_port(const struct receiver *r);
/* From now on these answers (borrowed), the last for ever. */
void receiver_script(struct receiver *r, const struct receiver_answer *answers, uint32_t count);
#define RECEIVER_SCRIPT(r, ...)                                                                    \
    do {                                                                                           \
        static const struct receiver_answer script_[] = {__VA_ARGS__};                             \
        receiver_script(r, script_, sizeof script_ / sizeof script_[0]);                           \
    } while (0)
/* From now on more than so many are refused with 429 and Retry-After: 1, as a chat does; 0: no
 * limit. */
void receiver_limit(struct receiver *r, uint32_t a_second, uint32_t burst);
uint32_t receiver_refused(struct receiver *r); /* so many of them */
uint32_t receiver_count(struct receiver *r);
uint32_t receiver_count_path(struct receiver *r, const char *path);
uint32_t receiver_connections(struct receiver *r); /* most at one time */
/* A copy that receiver_request_end frees; false: there is no such request. */
bool receiver_get(struct receiver *r, uint32_t i, struct receiver_request *request_r);
void receiver_request_end(struct receiver_request *request);
/* A header's value into out; false: it is not there. */
bool receiver_header(const struct receiver_request *request, const char *name, char *out,
                     size_t room);
/* Waits until there are so many requests; false: not within TEST_PATIENCE_MS of that time. */
bool receiver_wait(struct receiver *r, uint32_t count, int64_t ms);
void receiver_forget(struct receiver *r); /* all requests so far */

#endif
