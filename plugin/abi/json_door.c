/* SPDX-License-Identifier: MIT
 *
 * The JSON door: flat functions for hosts behind an FFI, written on the public table; only an event
 * takes the shorter way from its text to a visit. A handle is a small header that is never freed,
 * like an instance. Any thread may call; what a call answers is the caller's.
 */
#include <string.h>

#include <jansson.h>
#include <sqlite3.h>

#include "abi/door.h"
#include "abi/json_ack.h"
#include "abi/json_cds.h"
#include "abi/json_door.h"
#include "abi/json_form.h"
#include "abi/json_sheet.h"
#include "base/seam.h"
#include "base/words.h"
#include "engine/refused.h"
#include "visit/event_json.h"
#include "visit/event_keys.h"

#define HANDLE_MAGIC 0x706a736eu /* "pjsn" */
#define SCRATCH 16384
#define SCRATCH_MOST (256u << 20)
#define STOP_MS 500
#define ANSWERS_ASKED_MOST (8u << 20) /* an event, a form and its answers */

struct precare_json {
    uint32_t magic;
    uint32_t reserved;
    precare_instance *_Atomic instance; /* NULL: closed */
    precare_json *_Atomic next;
};

/* all there ever were: a stale one is an error, never a crash */
static precare_json *_Atomic handles;

struct call {
    precare_instance *instance;
    struct door *door;
    const char *in;
    size_t len;
    struct buf *out;
    precare_error *err;
};

/* ---- evaluate ---- */

static int32_t event_refuse(const struct call *c, const struct visit *visit,
                            const struct faults *faults, struct result **result_r)
{
    int32_t status = error_fault(c->err, PRECARE_E_DOCUMENT, faults);

    door_unread(c->door, snapshot_slot());
    *result_r = result_refused(visit, faults);
    return *result_r != NULL ? status : error_tell(c->err, PRECARE_E_MEMORY, NULL, "no memory");
}

static int32_t call_evaluate(const struct call *c)
{
    _Alignas(16) unsigned char scratch[SCRATCH];
    struct arena arena;
    struct faults faults;
    struct visit visit;
    struct result *result = NULL;

    arena_begin(&arena, scratch, sizeof scratch, SCRATCH_MOST);
    faults_begin(&faults);
    int32_t status =
        event_from_json(c->in, c->len, c->door->config->zone, &arena, &faults, &visit) == 0
            ? door_judge(c->door, &visit, &arena, &result, c->err)
            : event_refuse(c, &visit, &faults, &result);
    faults_end(&faults);
    arena_end(&arena);
    if (result != NULL) {
        result_json(&result->out, 0, c->out);
        result_drop(&result);
    }
    return status;
}

/* ---- the smaller methods ---- */

static int32_t document_refuse(const struct call *c, const char *path, const char *message)
{
    return error_tell(c->err, PRECARE_E_DOCUMENT, path, message);
}

static json_t *object_read_most(const struct call *c, size_t most)
{
    json_error_t fault;
    json_t *root = c->in != NULL && c->len <= most
                       ? json_loadb(c->in, c->len, JSON_REJECT_DUPLICATES, &fault)
                       : NULL;

    if (json_is_object(root)) {
        return root;
    }
    json_decref(root);
    (void)document_refuse(c, NULL,
                          most > EVENT_BYTES ? "a JSON object of at most 8 MiB is required"
                                             : "a JSON object of at most 1 MiB is required");
    return NULL;
}

/* An object of texts alone; NULL, told. */
static json_t *object_read(const struct call *c)
{
    return object_read_most(c, EVENT_BYTES);
}

static const char *text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static int32_t call_lookup(const struct call *c)
{
    json_t *object = object_read(c);

    if (object == NULL) {
        return PRECARE_E_DOCUMENT;
    }
    char room[2048];
    int32_t status =
        door_lookup(c->instance, text_of(object, "ref"), room, sizeof room, NULL, c->err);
    json_decref(object);
    if (status == PRECARE_OK) {
        buf_text(c->out, room);
    }
    return status;
}

static int32_t call_told(const struct call *c)
{
    json_t *object = object_read(c);

    if (object == NULL) {
        return PRECARE_E_DOCUMENT;
    }
    int32_t status = door_told(c->instance, text_of(object, "ref"), text_of(object, "appointment"),
                               text_of(object, "occurrence"), c->out, c->err);
    json_decref(object);
    return status;
}

static int32_t call_acknowledge(const struct call *c)
{
    json_t *object = object_read(c);
    precare_acknowledgement ack;
    const char *path = NULL;

    if (object == NULL) {
        return PRECARE_E_DOCUMENT;
    }
    int32_t status = json_acknowledgement(object, c->door->config->zone, &ack, &path)
                         ? door_acknowledge(c->instance, &ack, c->err)
                         : document_refuse(c, path, "not what is expected here");
    json_decref(object);
    if (status >= 0) {
        buf_text(c->out, "{\"status\":\"recorded\"}");
    }
    return status;
}

/* "procedure_ended" as "procedure-ended"; nothing for a bit that no key of the event has. */
static bool need_write(struct buf *out, uint64_t bit, bool first)
{
    const struct event_key *key = event_key_needed(bit);

    if (key == NULL) {
        return false;
    }
    buf_text(out, first ? "\"" : ",\"");
    for (const char *s = key->json.name; *s != '\0'; s++) {
        buf_char(out, *s == '_' ? '-' : *s);
    }
    buf_char(out, '"');
    return true;
}

static int32_t call_needs(const struct call *c)
{
    json_t *object = object_read(c);
    uint64_t mask = 0;

    if (object == NULL) {
        return PRECARE_E_DOCUMENT;
    }
    const char *moment = text_of(object, "moment");
    uint32_t number = moment != NULL ? word_number(&words_moment, moment) : 0;
    int32_t status = number == 0
                         ? document_refuse(c, "moment", "booking, check-in, treatment or follow-up")
                         : door_needs(c->instance, number, text_of(object, "procedure"), &mask);
    json_decref(object);
    if (status != PRECARE_OK) {
        return status == PRECARE_E_ARGUMENT
                   ? error_tell(c->err, status, "procedure", "a text of at most 1 KiB is required")
                   : status;
    }
    buf_text(c->out, "{\"needs\":[");
    bool any = false;
    for (uint32_t i = 0; i < 64; i++) {
        if ((mask >> i & 1) != 0) {
            any = need_write(c->out, UINT64_C(1) << i, !any) || any;
        }
    }
    buf_text(c->out, "],\"mask\":");
    buf_int(c->out, (int64_t)mask);
    buf_char(c->out, '}');
    return status;
}

static int32_t call_sheet(const struct call *c)
{
    json_t *object = object_read(c);

    if (object == NULL) {
        return PRECARE_E_DOCUMENT;
    }
    int32_t status = json_sheet(c->door, object, c->out, c->err);
    json_decref(object);
    return status;
}

static int32_t call_form(const struct call *c)
{
    json_t *object = object_read(c);

    if (object == NULL) {
        return PRECARE_E_DOCUMENT;
    }
    int32_t status = json_form(c->door, object, c->out, c->err);
    json_decref(object);
    return status;
}

static int32_t call_answers(const struct call *c)
{
    json_t *object = object_read_most(c, ANSWERS_ASKED_MOST);

    if (object == NULL) {
        return PRECARE_E_DOCUMENT;
    }
    int32_t status = json_answers(c->door, object, c->out, c->err);
    json_decref(object);
    return status;
}

static int32_t call_discovery(const struct call *c)
{
    return json_discovery(c->door, c->out, c->err);
}

static int32_t call_cds_hooks(const struct call *c)
{
    return json_cds_hooks(c->door, c->in, c->len, c->out, c->err);
}

static int32_t call_cds_feedback(const struct call *c)
{
    return json_cds_feedback(c->door, c->in, c->len, c->out, c->err);
}

static int32_t call_reload(const struct call *c)
{
    uint64_t generation = 0;
    int32_t status = door_reload(c->instance, &generation, c->err);

    if (status >= 0) {
        buf_text(c->out, "{\"generation\":");
        buf_int(c->out, (int64_t)(generation & INT64_MAX));
        buf_char(c->out, '}');
    }
    return status;
}

static int32_t call_stats(const struct call *c)
{
    return stats_write(c->door, c->out) ? PRECARE_OK : PRECARE_E_MEMORY;
}

static int32_t call_describe(const struct call *c)
{
    return describe_write(c->door, c->out) ? PRECARE_OK : PRECARE_E_MEMORY;
}

#define METHOD(name, run, in, example, out) {name, run},
static const struct {
    const char *name;
    int32_t (*run)(const struct call *c);
} methods[] = {
#include "abi/methods.def"
};
#undef METHOD

/* ---- the door ---- */

precare_instance *json_door_instance(precare_json *handle)
{
    if (handle == NULL || (uintptr_t)handle % _Alignof(precare_json) != 0 ||
        handle->magic != HANDLE_MAGIC) {
        return NULL;
    }
    return atomic_load(&handle->instance);
}

int32_t json_door_open(const char *config, precare_json **handle_r, precare_error *err)
{
    precare_params params = {.struct_size = sizeof params, .config = config};
    precare_instance *instance = NULL;

    if (handle_r == NULL) {
        return error_tell(err, PRECARE_E_ARGUMENT, "handle_r", "NULL");
    }
    *handle_r = NULL;
    if (!error_usable(err)) {
        return PRECARE_E_SIZE;
    }
    precare_json *handle = mem_new(sizeof *handle);
    if (handle == NULL) {
        return error_tell(err, PRECARE_E_MEMORY, NULL, "no memory");
    }
    int32_t status = door_open(NULL, &params, &instance, err);
    if (status < 0) {
        mem_drop(handle);
        return status;
    }
    (void)door_start(instance, NULL); /* no note of it may hide one of open */
    handle->magic = HANDLE_MAGIC;
    atomic_store(&handle->instance, instance);
    precare_json *first = atomic_load(&handles);
    do {
        atomic_store(&handle->next, first);
    } while (!atomic_compare_exchange_weak(&handles, &first, handle));
    *handle_r = handle;
    return status;
}

static int32_t method_run(const struct call *c, const char *method)
{
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        if (strcmp(methods[i].name, method) == 0) {
            return methods[i].run(c);
        }
    }
    return error_tell(c->err, PRECARE_E_METHOD, "method", "there is no such method");
}

int32_t json_door_call(precare_json *handle, const char *method, const char *in, uint64_t in_len,
                       char **out_r, uint64_t *out_len_r, precare_error *err)
{
    struct buf out = {0};
    uint64_t len = 0;

    if (out_len_r != NULL) {
        *out_len_r = 0;
    }
    if (out_r == NULL || method == NULL || (in == NULL && in_len > 0)) {
        if (out_r != NULL) {
            *out_r = NULL;
        }
        return error_tell(err, PRECARE_E_ARGUMENT, NULL,
                          "a method, out_r, and in for its length are required");
    }
    *out_r = NULL;
    if (!error_usable(err)) {
        return PRECARE_E_SIZE;
    }
    struct call call = {json_door_instance(handle), NULL, in, (size_t)in_len, &out, err};
    call.door = door_of(call.instance);
    if (call.door == NULL) {
        return error_tell(err, PRECARE_E_INSTANCE, NULL, "not an open handle");
    }
    (void)error_clear(err);
    int32_t status = method_run(&call, method);
    len = out.len;
    *out_r = len > 0 ? buf_take(&out) : NULL;
    if ((*out_r == NULL && status >= 0) || status == PRECARE_E_MEMORY) {
        status = error_tell(err, PRECARE_E_MEMORY, NULL, "no memory");
    }
    buf_end(&out);
    if (out_len_r != NULL) {
        *out_len_r = *out_r != NULL ? len : 0;
    }
    return status;
}

void json_door_free(char *out)
{
    mem_drop(out);
}

int32_t json_door_close(precare_json *handle)
{
    precare_instance *instance = json_door_instance(handle);

    if (instance == NULL || !atomic_compare_exchange_strong(&handle->instance, &instance, NULL)) {
        return PRECARE_E_INSTANCE;
    }
    (void)door_stop(instance, STOP_MS, NULL);
    return door_close(instance);
}
