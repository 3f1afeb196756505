/* SPDX-License-Identifier: MIT
 *
 * Posts over HTTP by libcurl (courier/http.h). One thread. What fails is an answer with status 0
 * and a plain reason; libcurl's own texts are not used, for they may hold the address.
 */
#include "courier/http.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "courier/address.h"
#include "courier/certificate.h"
#include "courier/curl_table.h"
#include "courier/http_failure.h"
#include "courier/multi.h"
#include "base/quiet_memory.h"
#include "base/seam.h"

#define ANSWER_MOST (64 * 1024)
#define HEADERS_MOST (64 * 1024) /* libcurl itself ends a single one at 100 KiB */
struct http_limits http_limits = {5000, 15000};

struct request {
    struct request *next;
    void *owner;
    CURL *easy;
    struct curl_slist *headers;
    char *url; /* quiet memory: it is a secret */
    struct buf answer;
    int64_t wait_ms;               /* Retry-After; -1: none */
    const struct failure *refused; /* an address that may not be connected to */
    bool private_too, loopback_too, plain, done, long_answer;
    bool named, asked;  /* how far it came: the host has an address, the connection stands */
    size_t headers_len; /* of the answer's, so far */
    int status;
    const struct failure *failure;
    bool cut;
};

struct http {
    const struct curl_table *curl;
    CURLM *multi;
    struct request *requests, *spare, *told;
};

static void request_free(struct http *http, struct request *r)
{
    if (r == NULL) {
        return;
    }
    http->curl->slist_free_all(r->headers);
    if (r->easy != NULL) {
        http->curl->easy_cleanup(r->easy);
    }
    quiet_free(r->url);
    buf_end(&r->answer);
    mem_drop(r);
}

struct http *http_open(const char **error_r)
{
    const struct curl_table *curl = curl_table_open(error_r);
    struct http *http = curl != NULL ? mem_new(sizeof *http) : NULL;

    if (http == NULL) {
        *error_r = curl != NULL ? "there is no memory" : *error_r;
        return NULL;
    }
    http->curl = curl;
    http->multi = multi_make(curl);
    if (http->multi == NULL) {
        *error_r = "libcurl cannot be set up";
        mem_drop(http);
        return NULL;
    }
    (void)curl->multi_setopt(http->multi, CURLMOPT_MAXCONNECTS, 64L);
    (void)curl->multi_setopt(http->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_MULTIPLEX);
    return http;
}

static void list_free(struct http *http, struct request **list)
{
    while (*list != NULL) {
        struct request *r = *list;

        *list = r->next;
        if (!r->done && r->easy != NULL && list == &http->requests) {
            (void)http->curl->multi_remove_handle(http->multi, r->easy);
        }
        request_free(http, r);
    }
}

void http_close(struct http **http)
{
    if (*http != NULL) {
        list_free(*http, &(*http)->requests);
        list_free(*http, &(*http)->spare);
        request_free(*http, (*http)->told);
        (void)(*http)->curl->multi_cleanup((*http)->multi);
        mem_drop(*http);
        *http = NULL;
    }
}

/* ---- what libcurl calls ---- */

static bool address_allowed(struct request *r, const struct sockaddr *address)
{
    enum address_kind kind = address_judge(address);

    if (r->plain && kind != ADDRESS_LOOPBACK) {
        r->refused = &failure_plain_elsewhere;
        return false;
    }
    if (kind != ADDRESS_PUBLIC && !r->private_too &&
        !(kind == ADDRESS_LOOPBACK && r->loopback_too)) {
        r->refused = &failure_private_address;
        return false;
    }
    return true;
}

static curl_socket_t socket_open(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct request *r = context;

    (void)purpose;
    r->named = true;
    if (!address_allowed(r, &address->addr)) {
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* Before the request goes out: a connection that another channel opened may be used again, and that
 * one may have been allowed more. */
static int connection_check(void *context, char *to, char *from, int to_port, int from_port)
{
    struct request *r = context;
    struct sockaddr_in in4 = {.sin_family = AF_INET};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
    const struct sockaddr *address = (const struct sockaddr *)&in4;

    (void)from;
    (void)to_port;
    (void)from_port;
    r->asked = true;
    if (inet_pton(AF_INET, to, &in4.sin_addr) != 1) {
        if (inet_pton(AF_INET6, to, &in6.sin6_addr) != 1) {
            in6.sin6_family = AF_UNSPEC;
        }
        address = (const struct sockaddr *)&in6;
    }
    return address_allowed(r, address) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

static size_t body_take(char *at, size_t size, size_t count, void *context)
{
    struct request *r = context;
    size_t len = size * count;

    if (r->answer.len + len > ANSWER_MOST) {
        buf_add(&r->answer, at, ANSWER_MOST - r->answer.len);
        r->long_answer = true;
        return 0; /* ends the transfer: what it says at such length does not matter */
    }
    buf_add(&r->answer, at, len);
    return len;
}

static size_t header_take(char *at, size_t size, size_t count, void *context)
{
    struct request *r = context;

    (void)at;
    r->headers_len += size * count;
    return r->headers_len > HEADERS_MOST ? 0 : size * count; /* 0 ends the transfer */
}

/* After libcurl has made the connection's TLS ready, and had its own key log written into it. */
static CURLcode keylog_forbid(CURL *easy, void *tls_context, void *context)
{
    const struct curl_table *curl = context;

    (void)easy;
    curl->keylog_set(tls_context, NULL);
    return CURLE_OK;
}

/* Whether a text begins with an ASCII word in lower case, in any case; not strncasecmp, which asks
 * the locale. */
static bool begins_with(const char *at, const char *word)
{
    for (; *word != '\0'; at++, word++) {
        char c = *at >= 'A' && *at <= 'Z' ? (char)(*at + ('a' - 'A')) : *at;

        if (c != *word) {
            return false;
        }
    }
    return true;
}

/* ---- sending ---- */

const char *http_address_check(const char *url, const struct config *config)
{
    bool plain = begins_with(url, "http://");

    if (!plain && !begins_with(url, "https://")) {
        return "the address is not an https address";
    }
    if (plain && !config->plain_http_loopback) {
        return "the address is plain http, which `allow-plain-http: none` forbids";
    }
    if (plain && config->proxy != NULL) {
        return "the address is plain http, which does not go through a proxy";
    }
    return strchr(url, '#') != NULL ? "the address has a fragment (#)" : NULL;
}

#define SET(option, value) (void)curl->easy_setopt(r->easy, option, value)

static void options_set(struct http *http, struct request *r, const struct http_request *q)
{
    const struct curl_table *curl = http->curl;

    SET(CURLOPT_URL, r->url);
    SET(CURLOPT_PROTOCOLS_STR, r->plain ? "http" : "https");
    SET(CURLOPT_PROXY, q->config->proxy != NULL ? q->config->proxy : "");
    SET(CURLOPT_NOPROXY, q->config->proxy != NULL ? "" : "*");
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    if (q->config->ca_file != NULL) {
        SET(CURLOPT_CAINFO, q->config->ca_file);
        SET(CURLOPT_CAPATH, NULL);
    }
    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    SET(CURLOPT_CONNECTTIMEOUT_MS, (long)http_limits.connect_ms);
    SET(CURLOPT_TIMEOUT_MS, (long)http_limits.total_ms);
    SET(CURLOPT_NOSIGNAL, 1L);
    /* else a name server that hangs holds the whole loop, and `stop` */
    SET(CURLOPT_QUICK_EXIT, 1L);
    SET(CURLOPT_OPENSOCKETFUNCTION, socket_open);
    SET(CURLOPT_OPENSOCKETDATA, r);
    SET(CURLOPT_PREREQFUNCTION, connection_check);
    SET(CURLOPT_PREREQDATA, r);
    SET(CURLOPT_HEADERFUNCTION, header_take);
    SET(CURLOPT_HEADERDATA, r);
    if (curl->keylog_set != NULL) {
        SET(CURLOPT_SSL_CTX_FUNCTION, keylog_forbid);
        SET(CURLOPT_SSL_CTX_DATA, (void *)(uintptr_t)curl);
    }
    SET(CURLOPT_WRITEFUNCTION, body_take);
    SET(CURLOPT_WRITEDATA, r);
    SET(CURLOPT_PRIVATE, r);
    SET(CURLOPT_USERAGENT, "precare/" PRECARE_VERSION);
    SET(CURLOPT_HTTPHEADER, r->headers);
    if (q->look) {
        SET(CURLOPT_CONNECT_ONLY, 1L);
        SET(CURLOPT_CERTINFO, 1L);
        return;
    }
    SET(CURLOPT_POST, 1L);
    SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)q->body_len);
    SET(CURLOPT_COPYPOSTFIELDS, q->body);
}

static struct request *request_new(struct http *http)
{
    struct request *r = http->spare;

    if (r != NULL) {
        http->spare = r->next;
        http->curl->slist_free_all(r->headers);
        quiet_free(r->url);
        r->answer.len = 0;
        if (r->answer.at != NULL) {
            r->answer.at[0] = '\0';
        }
        http->curl->easy_reset(r->easy);
        *r = (struct request){.easy = r->easy, .answer = r->answer};
        return r;
    }
    r = mem_new(sizeof *r);
    if (r != NULL && (r->easy = http->curl->easy_init()) == NULL) {
        mem_drop(r);
        r = NULL;
    }
    return r;
}

static bool header_add(struct http *http, struct request *r, const char *header)
{
    struct curl_slist *list = http->curl->slist_append(r->headers, header);

    if (list == NULL) {
        return false;
    }
    r->headers = list;
    return true;
}

/* The address with what is added to it; NULL: no memory. */
static char *url_make(const struct http_request *q)
{
    size_t len = strlen(q->url), more = strlen(q->query);
    char *url = quiet_alloc(len + more + 2);

    if (url != NULL) {
        memcpy(url, q->url, len + 1);
    }
    if (url != NULL && more > 0) {
        url[len] = strchr(q->url, '?') != NULL ? '&' : '?';
        memcpy(url + len + 1, q->query, more + 1);
    }
    return url;
}

const char *http_send(struct http *http, const struct http_request *q)
{
    const char *why = http_address_check(q->url, q->config);
    struct request *r = why == NULL ? request_new(http) : NULL;
    bool good;

    if (r == NULL) {
        return why != NULL ? why : "there is no memory";
    }
    r->owner = q->owner;
    /* then the address is the proxy's */
    r->private_too = q->private_too || q->config->proxy != NULL;
    r->loopback_too = q->config->plain_http_loopback;
    r->plain = begins_with(q->url, "http://");
    r->url = url_make(q);
    good = r->url != NULL && header_add(http, r, "Content-Type: application/json; charset=utf-8") &&
           header_add(http, r, "Expect:");
    for (const char *const *h = q->headers; good && h != NULL && *h != NULL; h++) {
        good = header_add(http, r, *h);
    }
    if (good) {
        options_set(http, r, q);
        good = http->curl->multi_add_handle(http->multi, r->easy) == CURLM_OK;
    }
    if (!good) {
        request_free(http, r);
        return "there is no memory";
    }
    r->next = http->requests;
    http->requests = r;
    return NULL;
}

void http_forget(struct http *http, const void *owner)
{
    struct request **at = &http->requests;

    while (*at != NULL) {
        struct request *r = *at;

        if (r->owner == owner) {
            *at = r->next;
            if (!r->done) {
                (void)http->curl->multi_remove_handle(http->multi, r->easy);
            }
            request_free(http, r);
        } else {
            at = &r->next;
        }
    }
}

/* ---- answers ---- */

static void request_ended(struct http *http, struct request *r, CURLcode code)
{
    long status = 0;
    curl_off_t wait = 0; /* seconds, of a number or a date */

    r->done = true;
    r->wait_ms = -1;
    (void)http->curl->multi_remove_handle(http->multi, r->easy);
    (void)http->curl->easy_getinfo(r->easy, CURLINFO_RESPONSE_CODE, &status);
    if (http->curl->easy_getinfo(r->easy, CURLINFO_RETRY_AFTER, &wait) == CURLE_OK && wait > 0) {
        r->wait_ms = wait < TARGET_WAIT_MOST_MS / 1000 ? (int64_t)wait * 1000 : TARGET_WAIT_MOST_MS;
    }
    if (code == CURLE_OK || (r->long_answer && code == CURLE_WRITE_ERROR)) {
        r->status = (int)status;
        return;
    }
    const struct failure_seen seen = {.code = code,
                                      .named = r->named,
                                      .asked = r->asked,
                                      .answering = status > 0,
                                      .headers_endless = r->headers_len > HEADERS_MOST};
    r->failure = r->refused != NULL ? r->refused : failure_of(&seen);
    /* it said no, and then the connection broke: the no counts */
    if (status >= 300 && status < 600) {
        r->status = (int)status;
    } else {
        r->cut = true;
    }
}

static void answers_read(struct http *http)
{
    CURLMsg *message;
    int left;

    while ((message = http->curl->multi_info_read(http->multi, &left)) != NULL) {
        char *private_r = NULL;
        CURLcode code = message->data.result;

        if (message->msg == CURLMSG_DONE) {
            (void)http->curl->easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &private_r);
            request_ended(http, (struct request *)(void *)private_r, code);
        }
    }
}

void http_push(struct http *http)
{
    int running;

    (void)http->curl->multi_perform(http->multi, &running);
    answers_read(http);
}

void http_wait(struct http *http, const int *fds, uint32_t fd_count, int64_t timeout_ms)
{
    struct curl_waitfd extra[16];
    uint32_t count = fd_count < 16 ? fd_count : 16;

    for (uint32_t i = 0; i < count; i++) {
        extra[i] = (struct curl_waitfd){fds[i], CURL_WAIT_POLLIN, 0};
    }
    (void)http->curl->multi_poll(http->multi, extra, count,
                                 timeout_ms > 60000 ? 60000 : (int)timeout_ms, NULL);
    http_push(http);
}

void *http_answer(struct http *http, struct reply *answer_r)
{
    struct request **at = &http->requests;
    struct request *r;

    if (http->told != NULL) {
        http->told->next = http->spare;
        http->spare = http->told;
        http->told = NULL;
    }
    while (*at != NULL && !(*at)->done) {
        at = &(*at)->next;
    }
    r = *at;
    if (r == NULL) {
        return NULL;
    }
    *at = r->next;
    http->told = r;
    *answer_r = (struct reply){.status = r->status,
                               .why = r->failure != NULL ? r->failure->why : NULL,
                               .remedy = r->failure != NULL ? r->failure->remedy : NULL,
                               .body = r->answer.at != NULL ? r->answer.at : "",
                               .wait_ms = r->wait_ms,
                               .cut = r->cut};
    return r->owner;
}

int64_t http_certificate_ends(const struct http *http)
{
    struct curl_certinfo *chain = NULL;
    int64_t first = 0;

    if (http->told == NULL ||
        http->curl->easy_getinfo(http->told->easy, CURLINFO_CERTINFO, &chain) != CURLE_OK) {
        return 0;
    }
    for (int i = 0; chain != NULL && i < chain->num_of_certs; i++) {
        for (const struct curl_slist *field = chain->certinfo[i]; field != NULL;
             field = field->next) {
            int64_t ends = certificate_end(field->data);

            first = ends != 0 && (first == 0 || ends < first) ? ends : first;
        }
    }
    return first;
}
