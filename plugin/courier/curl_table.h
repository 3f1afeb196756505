/* SPDX-License-Identifier: MIT
 *
 * libcurl, opened and never linked: a table of the functions used, filled when a deliverer first
 * starts. Linking would map thirty libraries into every host.
 */
#ifndef PRECARE_COURIER_CURL_TABLE_H
#define PRECARE_COURIER_CURL_TABLE_H

#include <curl/curl.h>

struct curl_table {
    __typeof__(curl_global_init) *global_init;
    __typeof__(curl_global_init_mem) *global_init_mem;
    __typeof__(curl_version_info) *version_info;
    __typeof__(curl_easy_init) *easy_init;
    CURLcode (*easy_setopt)(CURL *handle, CURLoption option, ...);
    CURLcode (*easy_getinfo)(CURL *handle, CURLINFO info, ...);
    __typeof__(curl_easy_cleanup) *easy_cleanup;
    __typeof__(curl_easy_reset) *easy_reset;
    __typeof__(curl_slist_append) *slist_append;
    __typeof__(curl_slist_free_all) *slist_free_all;
    __typeof__(curl_multi_init) *multi_init;
    CURLMcode (*multi_setopt)(CURLM *handle, CURLMoption option, ...);
    __typeof__(curl_multi_add_handle) *multi_add_handle;
    __typeof__(curl_multi_remove_handle) *multi_remove_handle;
    __typeof__(curl_multi_perform) *multi_perform;
    __typeof__(curl_multi_poll) *multi_poll;
    __typeof__(curl_multi_wakeup) *multi_wakeup;
    __typeof__(curl_multi_info_read) *multi_info_read;
    __typeof__(curl_multi_cleanup) *multi_cleanup;
    /* OpenSSL's, as libcurl uses it: takes the writer of a key log from a TLS context; NULL: a
     * libcurl with another TLS library, which has none of our settings to take */
    void (*keylog_set)(void *tls_context, void (*writer)(const void *tls, const char *line));
};

/* What the process must do first when it exits; set before the table is opened. Whoever sets it
 * registers it with atexit too: the table does so once more, behind OpenSSL's own handler, so that
 * ours runs before that one. */
extern void (*curl_at_exit)(void);
void curl_table_exiting(void); /* from now on nothing is opened or set up */

/* Opens libcurl.so.4 and sets it up, once a process; never torn down. NULL with a plain reason
 * (static). One thread at a time. */
const struct curl_table *curl_table_open(const char **error_r);

#endif
