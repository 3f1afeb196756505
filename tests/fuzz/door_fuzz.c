/* SPDX-License-Identifier: MIT
 *
 * Fuzzes the whole door: any calls of the table and of the JSON door in any order, with open,
 * stale, foreign and absent handles, any structs, texts, buffers and errors of any claimed size, on
 * a real state directory. What must hold: a negative status has its code and its words in the
 * error; what is not a result is NULL; "not checked" is never "clear".
 */
#include <ftw.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "precare/precare.h"
#include "support/approve.h"
#include "support/bytes.h"

#define CALLS_MOST 32

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const precare_api *api;
static precare_instance *opened, *validating, *closed;
static precare_json *handle, *closed_handle;
static char directory[128], config[160];
static uint64_t foreign[64];

#define HOLDS(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            (void)fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                  \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/* ---- a site of its own ---- */

static int door_gone(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st;
    (void)kind;
    (void)at;
    return remove(path);
}

static void site_end(void)
{
    (void)nftw(directory, door_gone, 16, FTW_DEPTH | FTW_PHYS);
}

static void file_write(const char *name, const char *text)
{
    char path[192];

    (void)snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "w");
    HOLDS(file != NULL && fputs(text, file) >= 0 && fchmod(fileno(file), 0600) == 0 &&
          fclose(file) == 0);
}

/* Active rules, and what approves them, in the site's own directory. */
static void rules_make(void)
{
    static char rules[1 << 16];
    char folder[160], path[192];
    FILE *file = fopen(PRECARE_SOURCE "/tests/abi/baseline/rules.yaml", "r");

    HOLDS(file != NULL);
    rules[fread(rules, 1, sizeof rules - 1, file)] = '\0';
    (void)fclose(file);
    (void)snprintf(folder, sizeof folder, "%s/rules", directory);
    (void)snprintf(path, sizeof path, "%s/rules.yaml", folder);
    HOLDS(mkdir(folder, 0700) == 0);
    approve_rules(folder, path, rules);
    file_write("rules/rules.yaml", rules);
}

static precare_instance *instance_open(uint32_t flags)
{
    precare_host host = {.struct_size = sizeof host, .flags = flags};
    precare_params params = {.struct_size = sizeof params, .config = config};
    precare_error err = {.struct_size = sizeof err};
    precare_instance *instance = NULL;

    if (api->open(&host, &params, &instance, &err) < 0) {
        (void)fprintf(stderr, "%s: %s\n", err.where, err.message);
        abort();
    }
    return instance;
}

static void site_make(void)
{
    char text[1024];
    const char *base = getenv("TMPDIR");

    (void)snprintf(directory, sizeof directory, "%.90s/precare-fuzz-XXXXXX",
                   base != NULL ? base : "/tmp");
    HOLDS(mkdtemp(directory) != NULL);
    (void)atexit(site_end);
    (void)snprintf(config, sizeof config, "%s/precare.yaml", directory);
    file_write("url", "http://127.0.0.1:9/\n");
    (void)snprintf(text, sizeof text,
                   "format: precare-config/1\nclinic: {name: T, time-zone: America/New_York}\n"
                   "rules: [\"%s/rules\"]\nstate: \"%s/state\"\n"
                   "deliver: external\nallow-plain-http: loopback\n"
                   "channels: {lead: {kind: webhook, url-from: \"file:%s/url\"}}\n"
                   "map: {procedures: {MN: {procedure: microneedling, sites: [face]}}}\n",
                   directory, directory, directory);
    file_write("precare.yaml", text);
    rules_make();
    api = precare_entry_v1(PRECARE_ABI_MINOR);
    opened = instance_open(0);
    validating = instance_open(PRECARE_HOST_VALIDATE);
    closed = instance_open(0);
    HOLDS(api->close(closed) == PRECARE_OK);
    HOLDS(precare_json_open(config, &handle, NULL) == PRECARE_OK);
    HOLDS(precare_json_open(config, &closed_handle, NULL) == PRECARE_OK);
    HOLDS(precare_json_close(closed_handle) == PRECARE_OK);
}

/* ---- what is passed ---- */

static precare_instance *any_instance(struct bytes *b)
{
    uint8_t kind = bytes_byte(b);

    return kind < 0xc0   ? opened
           : kind < 0xe0 ? validating
           : kind < 0xf0 ? closed
           : kind < 0xf8 ? (precare_instance *)(void *)foreign
           : kind < 0xfc ? (precare_instance *)(void *)((char *)foreign + 4)
           : kind < 0xfe ? (precare_instance *)(void *)handle
                         : NULL;
}

struct told { /* an error, and room behind it that is not to be touched */
    precare_error err;
    uint64_t guard;
};

static precare_error *any_error(struct bytes *b, struct told *told)
{
    uint8_t kind = bytes_byte(b);

    memset(told, 0x5a, sizeof *told);
    told->err.struct_size = kind < 0xe0   ? sizeof told->err
                            : kind < 0xf0 ? sizeof *told
                                          : kind & 0xf;
    return kind == 0xff ? NULL : &told->err;
}

static void error_holds(const precare_error *err, const struct told *told, int32_t status)
{
    HOLDS(told->guard == 0x5a5a5a5a5a5a5a5au);
    if (err == NULL || err->struct_size < sizeof *err) {
        HOLDS(err == NULL || status == PRECARE_E_SIZE || status == PRECARE_E_ARGUMENT);
        return;
    }
    HOLDS(err->code == status);
    if (status != PRECARE_OK) {
        HOLDS(memchr(err->where, '\0', sizeof err->where) != NULL);
        HOLDS(memchr(err->message, '\0', sizeof err->message) != NULL && err->message[0] != '\0');
    }
}

/* ---- the calls ---- */

static void call_hook(struct bytes *b)
{
    struct told told;
    precare_instance *instance = any_instance(b);
    precare_error *err = any_error(b, &told);
    bool booking = bytes_byte(b) % 2 == 0;
    precare_event *event = bytes_byte(b) > 0xfa ? NULL : bytes_event(b);
    const precare_result *result = (const precare_result *)(const void *)foreign;
    int32_t status = (booking ? api->booking : api->charting)(instance, event, &result, err);

    error_holds(err, &told, status);
    if (result == NULL) {
        HOLDS(status == PRECARE_E_INSTANCE || status == PRECARE_E_SIZE ||
              status == PRECARE_E_MEMORY);
        return;
    }
    HOLDS(result->struct_size == sizeof *result);
    HOLDS(status >= 0 ||
          (result->overall == PRECARE_NOT_EVALUATED && result->error_message != NULL));
    HOLDS(result->overall != PRECARE_CLEAR || result->coverage == PRECARE_COMPLETE);
    HOLDS(api->result_free(bytes_byte(b) % 2 == 0 ? instance : NULL, result) == PRECARE_OK);
}

static void call_acknowledge(struct bytes *b)
{
    struct told told;
    precare_instance *instance = any_instance(b);
    precare_error *err = any_error(b, &told);
    precare_acknowledgement *ack = bytes_byte(b) > 0xfa ? NULL : bytes_acknowledgement(b);

    error_holds(err, &told, api->acknowledge(instance, ack, err));
}

static void call_lookup(struct bytes *b)
{
    struct told told;
    char room[64];
    uint64_t need = 0;
    precare_instance *instance = any_instance(b);
    precare_error *err = any_error(b, &told);

    error_holds(
        err, &told,
        api->lookup(instance, bytes_text(b), room, bytes_byte(b) % sizeof room, &need, err));
}

static void call_small(struct bytes *b)
{
    struct told told;
    char room[512];
    uint64_t mask = 0, need = 0;
    precare_instance *instance = any_instance(b);

    (void)api->needs(instance, bytes_number(b), bytes_text(b), &mask);
    (void)api->stats(instance, room, bytes_number(b) % sizeof room, &need);
    (void)api->get_extension(bytes_text(b));
    precare_error *err = any_error(b, &told);
    error_holds(err, &told, api->stop(instance == closed ? closed : validating, 0, err));
    err = any_error(b, &told);
    error_holds(err, &told, api->start(instance, err));
    if (instance == closed || instance == NULL || instance == (precare_instance *)(void *)foreign) {
        HOLDS(api->close(instance) == PRECARE_E_INSTANCE);
    }
}

static const char *any_method(struct bytes *b)
{
    static const char *const methods[] = {"evaluate", "acknowledge", "lookup", "needs",
                                          "stats",    "describe",    "reload"};
    uint8_t kind = bytes_byte(b);

    return kind < 0xf0 ? methods[kind % 7 == 6 && kind != 6 ? 0 : kind % 7] : bytes_text(b);
}

static void call_json(struct bytes *b)
{
    struct told told;
    uint8_t kind = bytes_byte(b);
    precare_json *of = kind < 0xf0   ? handle
                       : kind < 0xf8 ? closed_handle
                       : kind < 0xfc ? (precare_json *)(void *)foreign
                                     : NULL;
    precare_error *err = any_error(b, &told);
    const char *method = any_method(b);
    size_t len = b->len < 2048 ? b->len : 2048;
    char *out = (char *)foreign, *in = malloc(len > 0 ? len : 1); /* exact: not NUL-terminated */
    uint64_t out_len = 7;

    HOLDS(in != NULL);
    memcpy(in, b->at, len);
    int32_t status = precare_json_call(of, method, in, len, &out, &out_len, err);
    b->at += len;
    b->len -= len;
    free(in);
    error_holds(err, &told, status);
    HOLDS(out != NULL || (status < 0 && out_len == 0));
    if (out != NULL) {
        HOLDS(strlen(out) == out_len);
        json_t *answer = json_loads(out, JSON_REJECT_DUPLICATES, NULL);
        HOLDS(answer != NULL);
        json_decref(answer);
        precare_json_free(out);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const calls[])(struct bytes * b) = {call_hook,   call_hook,  call_acknowledge,
                                                      call_lookup, call_small, call_json};
    struct bytes b = {.at = data, .len = size};

    if (api == NULL) {
        site_make();
    }
    for (int i = 0; i < CALLS_MOST && b.len > 0; i++) {
        calls[bytes_byte(&b) % (sizeof calls / sizeof *calls)](&b);
        bytes_end(&b);
    }
    return 0;
}
