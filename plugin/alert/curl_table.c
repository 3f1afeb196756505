/* SPDX-License-Identifier: MIT
 *
 * Opens libcurl (alert/curl_table.h): private to us (RTLD_LOCAL), all names resolved at once. The deliverer calls it on
 * its own thread when it first has something to do. Failure is told, and everything stays in the outbox.
 */
#include "alert/curl_table.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

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
    ROW(global_init),         ROW(version_info),  ROW(easy_init),    ROW(easy_setopt),
    ROW(easy_getinfo),        ROW(easy_cleanup),  ROW(easy_reset),   ROW(slist_append),
    ROW(slist_free_all),      ROW(multi_init),    ROW(multi_setopt), ROW(multi_add_handle),
    ROW(multi_remove_handle), ROW(multi_perform), ROW(multi_poll),   ROW(multi_wakeup),
    ROW(multi_info_read),     ROW(multi_cleanup),
};

const struct curl_table *curl_table_open(const char **error_r)
{
    void *library;

    if (ready) {
        return &table;
    }
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
    if (table.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        *error_r = "libcurl cannot be set up";
        return NULL;
    }
    ready = true;
    return &table;
}
