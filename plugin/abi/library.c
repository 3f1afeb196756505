/* SPDX-License-Identifier: MIT
 *
 * Whether each library of the plugin is one library in this process. A host that exports functions
 * of the same names, some of them (a program with SQLite linked into it, in part), gets between us
 * and ours: half a call would run in its code, on our structs. So every function that the plugin
 * calls is asked where it comes from (dladdr), before the first is used, once a process. Called by
 * open; any thread; a failure names both files.
 */
#include "abi/library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>
#include <nettle/base16.h>
#include <nettle/base64.h>
#include <nettle/eddsa.h>
#include <nettle/hmac.h>
#include <nettle/sha2.h>
#include <nettle/version.h>
#include <sqlite3.h>
#include <utf8proc.h>
#include <yaml.h>

struct imported {
    const char *name;
    void (*function)(void);
};
/* What `nm -D precare.so` has undefined of each; a test compares. */
/* clang-format off */
#define IMPORTED(name) {#name, (void (*)(void))(name)}
static const struct imported sqlite_functions[] = {
    IMPORTED(sqlite3_bind_blob),
    IMPORTED(sqlite3_bind_int64),
    IMPORTED(sqlite3_bind_text),
    IMPORTED(sqlite3_busy_handler),
    IMPORTED(sqlite3_changes),
    IMPORTED(sqlite3_clear_bindings),
    IMPORTED(sqlite3_close),
    IMPORTED(sqlite3_column_blob),
    IMPORTED(sqlite3_column_bytes),
    IMPORTED(sqlite3_column_count),
    IMPORTED(sqlite3_column_int),
    IMPORTED(sqlite3_column_int64),
    IMPORTED(sqlite3_column_text),
    IMPORTED(sqlite3_column_type),
    IMPORTED(sqlite3_db_config),
    IMPORTED(sqlite3_errstr),
    IMPORTED(sqlite3_exec),
    IMPORTED(sqlite3_extended_errcode),
    IMPORTED(sqlite3_file_control),
    IMPORTED(sqlite3_finalize),
    IMPORTED(sqlite3_free),
    IMPORTED(sqlite3_get_autocommit),
    IMPORTED(sqlite3_last_insert_rowid),
    IMPORTED(sqlite3_libversion),
    IMPORTED(sqlite3_libversion_number),
    IMPORTED(sqlite3_mprintf),
    IMPORTED(sqlite3_open),
    IMPORTED(sqlite3_open_v2),
    IMPORTED(sqlite3_prepare_v2),
    IMPORTED(sqlite3_prepare_v3),
    IMPORTED(sqlite3_reset),
    IMPORTED(sqlite3_step),
    IMPORTED(sqlite3_wal_checkpoint_v2),
    IMPORTED(sqlite3_wal_hook),
};
static const struct imported yaml_functions[] = {
    IMPORTED(yaml_event_delete),
    IMPORTED(yaml_get_version_string),
    IMPORTED(yaml_parser_delete),
    IMPORTED(yaml_parser_initialize),
    IMPORTED(yaml_parser_parse),
    IMPORTED(yaml_parser_set_encoding),
    IMPORTED(yaml_parser_set_input_string),
};
static const struct imported jansson_functions[] = {
    IMPORTED(json_array),
    IMPORTED(json_array_append_new),
    IMPORTED(json_array_get),
    IMPORTED(json_array_set_new),
    IMPORTED(json_array_size),
    IMPORTED(json_deep_copy),
    IMPORTED(json_delete),
    IMPORTED(json_dump_callback),
    IMPORTED(json_dumpb),
    IMPORTED(json_dumps),
    IMPORTED(json_equal),
    IMPORTED(json_integer),
    IMPORTED(json_integer_value),
    IMPORTED(json_loadb),
    IMPORTED(json_object),
    IMPORTED(json_object_del),
    IMPORTED(json_object_get),
    IMPORTED(json_object_iter),
    IMPORTED(json_object_iter_key),
    IMPORTED(json_object_iter_next),
    IMPORTED(json_object_iter_value),
    IMPORTED(json_object_key_to_iter),
    IMPORTED(json_object_set_new),
    IMPORTED(json_object_size),
    IMPORTED(json_pack),
    IMPORTED(json_real_value),
    IMPORTED(json_string),
    IMPORTED(json_string_length),
    IMPORTED(json_string_value),
};
static const struct imported utf8proc_functions[] = {
    IMPORTED(utf8proc_category),
    IMPORTED(utf8proc_decompose_custom),
    IMPORTED(utf8proc_encode_char),
    IMPORTED(utf8proc_get_property),
    IMPORTED(utf8proc_normalize_utf32),
    IMPORTED(utf8proc_version),
};
static const struct imported nettle_functions[] = {
    IMPORTED(nettle_base16_encode_update),
    IMPORTED(nettle_base64_decode_final),
    IMPORTED(nettle_base64_decode_init),
    IMPORTED(nettle_base64_decode_update),
    IMPORTED(nettle_base64_encode_raw),
    IMPORTED(nettle_hmac_sha256_digest),
    IMPORTED(nettle_hmac_sha256_set_key),
    IMPORTED(nettle_hmac_sha256_update),
    IMPORTED(nettle_sha256_digest),
    IMPORTED(nettle_sha256_init),
    IMPORTED(nettle_sha256_update),
    IMPORTED(nettle_sha512_digest),
    IMPORTED(nettle_sha512_init),
    IMPORTED(nettle_sha512_update),
    IMPORTED(nettle_version_major),
};
static const struct imported hogweed_functions[] = {
    IMPORTED(nettle_ed25519_sha512_public_key), /* not called: to tell where the other is from */
    IMPORTED(nettle_ed25519_sha512_verify),
};
#define LIBRARY(name, rows) {name, rows, sizeof rows / sizeof rows[0]}
/* clang-format on */

static const struct library {
    const char *name;
    const struct imported *functions;
    size_t count;
} libraries[] = {LIBRARY("sqlite3", sqlite_functions),  LIBRARY("yaml", yaml_functions),
                 LIBRARY("jansson", jansson_functions), LIBRARY("utf8proc", utf8proc_functions),
                 LIBRARY("nettle", nettle_functions),   LIBRARY("hogweed", hogweed_functions)};

static pthread_once_t looked = PTHREAD_ONCE_INIT;
static struct {
    const struct library *library; /* NULL: each is one */
    const struct imported *one, *other;
    const char *one_from, *other_from;
} mixed;

static const char *library_of(const struct imported *f, const void **base_r)
{
    Dl_info info = {0};
    void *address;

    memcpy(&address, &f->function, sizeof address);
    if (dladdr(address, &info) == 0 || info.dli_fname == NULL) {
        info.dli_fname = "?";
    }
    *base_r = info.dli_fbase;
    return info.dli_fname;
}

static bool library_whole(const struct library *library)
{
    const void *base, *first;
    const char *from = library_of(&library->functions[0], &first);

    for (size_t i = 1; i < library->count; i++) {
        const char *here = library_of(&library->functions[i], &base);

        if (base != first) {
            mixed.one = &library->functions[0];
            mixed.other = &library->functions[i];
            mixed.one_from = from;
            mixed.other_from = here;
            mixed.library = library;
            return false;
        }
    }
    return true;
}

static void libraries_look(void)
{
    for (size_t i = 0; i < sizeof libraries / sizeof libraries[0]; i++) {
        if (!library_whole(&libraries[i])) {
            return;
        }
    }
}

int32_t library_check(precare_error *err)
{
    char message[480];
    const void *base;

    (void)pthread_once(&looked, libraries_look);
    if (mixed.library != NULL) {
        (void)snprintf(
            message, sizeof message,
            "two libraries of one name are mixed in this process: %s comes from %.120s and "
            "%s from %.120s. The host must export all functions of its own, or none",
            mixed.one->name, mixed.one_from, mixed.other->name, mixed.other_from);
        return error_tell(err, PRECARE_E_LIBRARY, mixed.library->name, message);
    }
    if (sqlite3_libversion_number() / 1000000 == SQLITE_VERSION_NUMBER / 1000000 &&
        sqlite3_libversion_number() >= SQLITE_VERSION_NUMBER) {
        return PRECARE_OK;
    }
    (void)snprintf(message, sizeof message,
                   "this process has SQLite %s (from %s), and the plugin was built for %s",
                   sqlite3_libversion(), library_of(&sqlite_functions[0], &base), SQLITE_VERSION);
    return error_tell(err, PRECARE_E_LIBRARY, "sqlite3", message);
}
