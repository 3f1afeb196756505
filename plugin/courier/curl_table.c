/* SPDX-License-Identifier: MIT
 *
 * Opens libcurl (courier/curl_table.h): private to us (RTLD_LOCAL), all names resolved at once. The
 * deliverer calls it on its own thread when it first has something to do. Failure is told, and
 * everything stays in the outbox.
 */
#include "courier/curl_table.h"

#include <dlfcn.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/quiet_memory.h"

static struct curl_table table;
static bool ready;

#define ROW(name)                                                                                  \
    {                                                                                              \
        "curl_" #name, offsetof(struct curl_table, name)                                           \
    }
static const struct {
    const char *name;
    size_t offset;
} rows[] = {
    ROW(global_init),      ROW(global_init_mem),     ROW(version_info),  ROW(easy_init),
    ROW(easy_setopt),      ROW(easy_getinfo),        ROW(easy_cleanup),  ROW(easy_reset),
    ROW(slist_append),     ROW(slist_free_all),      ROW(multi_init),    ROW(multi_setopt),
    ROW(multi_add_handle), ROW(multi_remove_handle), ROW(multi_perform), ROW(multi_poll),
    ROW(multi_wakeup),     ROW(multi_info_read),     ROW(multi_cleanup),
};

void (*curl_at_exit)(void);
static atomic_bool exiting;

#define OPENSSL_NO_ATEXIT                                                                          \
    UINT64_C(0x00080000) /* OPENSSL_INIT_NO_ATEXIT; we do not build against OpenSSL */

void curl_table_exiting(void)
{
    atomic_store(&exiting, true);
}

/* OpenSSL frees, in an exit handler of its own, what a transfer is using. Where nobody in this
 * process has used it yet, it is woken without that handler: the end of the process frees as well.
 * Where the host has, its handler is there by now, and ours comes behind it, so runs first. An exit
 * that began while libcurl was being opened is seen by `exiting`: then nothing is woken at all. */
static bool exit_care(void *library)
{
    static bool registered;
    int (*wake)(uint64_t options, const void *settings) = NULL;
    /* NULL: a libcurl with another TLS library */
    void *function = dlsym(library, "OPENSSL_init_crypto");

    if (atomic_load(&exiting)) {
        return false;
    }
    if (function != NULL) {
        memcpy(&wake, &function, sizeof function);
        (void)wake(OPENSSL_NO_ATEXIT, NULL);
    }
    if (!registered && curl_at_exit != NULL) {
        registered = atexit(curl_at_exit) == 0;
    }
    return !atomic_load(&exiting);
}

/* Its copies of secret addresses are kept out of core dumps, where nobody else in this process has
 * brought libcurl: a host that has keeps the memory it chose. */
static CURLcode set_up(bool theirs)
{
    return theirs ? table.global_init(CURL_GLOBAL_DEFAULT)
                  : table.global_init_mem(CURL_GLOBAL_DEFAULT, quiet_alloc, quiet_free, quiet_grow,
                                          quiet_text, quiet_zeroed);
}

/* libcurl writes the keys of every connection to the file that SSLKEYLOGFILE names, whoever set it
 * for the host: what is sent could be read from the wire. The variable is the host's, and stays. */
static void keylog_find(void *library)
{
    void *function = dlsym(library, "SSL_CTX_set_keylog_callback");

    if (function != NULL) {
        memcpy(&table.keylog_set, &function, sizeof function);
    }
}

const struct curl_table *curl_table_open(const char **error_r)
{
    void *library, *theirs;

    if (ready) {
        return &table;
    }
    theirs = dlopen("libcurl.so.4", RTLD_NOW | RTLD_NOLOAD);
    library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        *error_r = "libcurl.so.4 cannot be opened: install libcurl4";
        return NULL;
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        void *function = dlsym(library, rows[i].name);

        if (function == NULL) {
            *error_r = "libcurl.so.4 is too old: 7.66 is needed";
            return NULL;
        }
        memcpy((char *)&table + rows[i].offset, &function, sizeof function);
    }
    keylog_find(library);
    if (!exit_care(library)) {
        *error_r = "the process is ending";
        return NULL;
    }
    if (set_up(theirs != NULL) != CURLE_OK) {
        *error_r = "libcurl cannot be set up";
        return NULL;
    }
    ready = true;
    return &table;
}
