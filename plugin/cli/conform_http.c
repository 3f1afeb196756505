/* SPDX-License-Identifier: MIT
 *
 * An adapter behind an address: each scenario is POSTed, and what answers it is the body. By
 * libcurl, as the courier has it. No redirects, no proxy: what is asked is the host itself.
 */
#include <string.h>

#include "base/seam.h"
#include "cli/conform.h"
#include "courier/curl_table.h"

struct exchange {
    const struct curl_table *curl;
    CURL *easy;
    CURLM *multi;
    struct curl_slist *headers;
    struct buf *answer;
};

static size_t body_take(char *at, size_t size, size_t count, void *of)
{
    struct buf *answer = of;

    buf_add(answer, at, size * count);
    return answer->failed ? 0 : size * count;
}

static bool exchange_begin(struct exchange *x, const char *url, const struct buf *line)
{
    const struct curl_table *c = x->curl;

    x->easy = c->easy_init();
    x->multi = c->multi_init();
    x->headers = c->slist_append(NULL, "Content-Type: application/json");
    if (x->easy == NULL || x->multi == NULL || x->headers == NULL) {
        return false;
    }
    (void)c->easy_setopt(x->easy, CURLOPT_URL, url);
    (void)c->easy_setopt(x->easy, CURLOPT_NOSIGNAL, 1L);
    (void)c->easy_setopt(x->easy, CURLOPT_PROXY, "");
    (void)c->easy_setopt(x->easy, CURLOPT_HTTPHEADER, x->headers);
    (void)c->easy_setopt(x->easy, CURLOPT_POSTFIELDS, line->at);
    (void)c->easy_setopt(x->easy, CURLOPT_POSTFIELDSIZE, (long)line->len);
    (void)c->easy_setopt(x->easy, CURLOPT_WRITEFUNCTION, body_take);
    (void)c->easy_setopt(x->easy, CURLOPT_WRITEDATA, x->answer);
    return c->multi_add_handle(x->multi, x->easy) == CURLM_OK;
}

static void exchange_end(struct exchange *x)
{
    const struct curl_table *c = x->curl;

    if (x->multi != NULL && x->easy != NULL) {
        (void)c->multi_remove_handle(x->multi, x->easy);
    }
    if (x->easy != NULL) {
        c->easy_cleanup(x->easy);
    }
    if (x->multi != NULL) {
        (void)c->multi_cleanup(x->multi);
    }
    c->slist_free_all(x->headers);
}

/* CURLE_OK, or what ended it; CURLE_OPERATION_TIMEDOUT: the time. */
static CURLcode exchange_run(struct exchange *x, int64_t until)
{
    int running = 1, left = 0;

    while (running > 0 && seam.steady_ms() < until) {
        (void)x->curl->multi_perform(x->multi, &running);
        if (running > 0) {
            (void)x->curl->multi_poll(x->multi, NULL, 0, 100, NULL);
        }
    }
    const CURLMsg *end = x->curl->multi_info_read(x->multi, &left);
    return end != NULL ? end->data.result : CURLE_OPERATION_TIMEDOUT;
}

bool http_ask(const char *url, const struct buf *line, int64_t until, struct buf *answer,
              struct buf *why)
{
    const char *error = NULL;
    struct exchange x = {.curl = curl_table_open(&error), .answer = answer};
    long status = 0;

    if (x.curl == NULL) {
        buf_printf(why, "libcurl cannot be opened: %s", error);
        return false;
    }
    CURLcode end = exchange_begin(&x, url, line) ? exchange_run(&x, until) : CURLE_OUT_OF_MEMORY;
    if (end == CURLE_OK) {
        (void)x.curl->easy_getinfo(x.easy, CURLINFO_RESPONSE_CODE, &status);
    }
    exchange_end(&x);
    if (answer->failed) {
        buf_printf(why, "the answer is longer than %zu bytes", answer->limit);
    } else if (end == CURLE_OPERATION_TIMEDOUT) {
        buf_text(why, "the host did not answer in time");
    } else if (end != CURLE_OK) {
        buf_printf(why, "the host cannot be reached, or broke off (libcurl: %d)", (int)end);
    } else if (status != 200) {
        buf_printf(why, "the host answered with status %ld, not 200", status);
    }
    return why->len == 0;
}
