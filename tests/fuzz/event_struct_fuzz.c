/* SPDX-License-Identifier: MIT
 *
 * Fuzzes the hot way in: structs of any content, of any claimed size, in memory of exactly that size, with any counts
 * and strides; texts of any bytes. Whatever is not refused is judged and written as JSON.
 */
#include <stdlib.h>
#include <string.h>

#include "abi/event_struct.h"
#include "engine/engine.h"
#include "rulebook/load.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct bytes {
    const uint8_t *at;
    size_t len;
    void *pieces[4096];
    size_t count;
};

static uint8_t byte(struct bytes *b)
{
    if (b->len == 0) {
        return 0;
    }
    b->len--;
    return *b->at++;
}

static void *piece(struct bytes *b, size_t size)
{
    void *p = b->count < 4096 ? calloc(1, size > 0 ? size : 1) : NULL;

    if (p != NULL) {
        b->pieces[b->count++] = p;
    }
    return p;
}

static const char *text(struct bytes *b)
{
    static const char *const words[] = {"microneedling", "tretinoin 0.05% cream",
                                        "face",          "local:MN",
                                        "atc:D10AD01",   "physician",
                                        "recorded",      "cheek"};
    uint8_t kind = byte(b);
    size_t len = kind & 0x3f;

    if (kind >= 0xc0) {
        return kind == 0xff ? NULL : words[kind & 7];
    }
    if (kind >= 0x80) { /* a long one */
        len = 1000 + len;
    }
    char *s = piece(b, len + 1);
    for (size_t i = 0; s != NULL && i < len; i++) {
        uint8_t c = byte(b);
        s[i] = (char)(c != 0 ? c : 'a');
    }
    return s;
}

static uint32_t number(struct bytes *b)
{
    uint8_t kind = byte(b);

    return kind < 0xf0 ? kind % 8 : kind == 0xff ? UINT32_MAX : (uint32_t)byte(b) << (kind & 0xf);
}

static void time_fill(struct bytes *b, precare_time *t)
{
    uint8_t kind = byte(b);

    if (kind < 0x60) {
        *t = (precare_time){.precision = PRECARE_TIME_DAY,
                            .year = 2020 + kind % 10,
                            .month = 1 + kind % 12,
                            .day = 1 + kind % 28};
    } else if (kind < 0xc0) {
        *t = (precare_time){number(b),    1990 + byte(b), byte(b) % 14, byte(b) % 33,
                            byte(b) % 25, byte(b) % 61,   byte(b) % 61, (int32_t)number(b) - 300};
    } else if (kind < 0xe0) {
        *t = (precare_time){0};
    } else {
        for (size_t i = 0; i < sizeof *t; i++) {
            ((uint8_t *)t)[i] = byte(b);
        }
    }
}

static void array_set(struct bytes *b, precare_array *a, const void *items, uint32_t count, uint32_t stride)
{
    uint8_t kind = byte(b);

    *a = (precare_array){items, count, stride};
    if (kind > 0xf0) { /* a claim that must be refused before it is believed: never more than there is */
        a->stride = kind == 0xff ? 0 : kind == 0xfe ? stride - 8 : kind == 0xfd ? 4 : stride;
        a->items = kind == 0xfc ? NULL : items;
        a->count = kind == 0xfb ? 513u + byte(b) : count;
    }
}

static void sites_fill(struct bytes *b, precare_array *a)
{
    uint32_t count = byte(b) % 4;
    const char **texts = piece(b, count * sizeof *texts);

    for (uint32_t i = 0; texts != NULL && i < count; i++) {
        texts[i] = text(b);
    }
    array_set(b, a, texts, texts != NULL ? count : 0, sizeof *texts);
}

static uint32_t count_of(struct bytes *b)
{
    uint8_t n = byte(b);

    return n < 0xf0 ? n % 5 : n % 40;
}

#define ELEMENTS(name, type, fill)                                                                 \
    static void name(struct bytes *b, precare_array *a)                                            \
    {                                                                                              \
        uint32_t count = count_of(b);                                                              \
        type *at = piece(b, count * sizeof *at);                                                   \
        for (uint32_t i = 0; at != NULL && i < count; i++) {                                       \
            type *e = &at[i];                                                                      \
            fill;                                                                                  \
        }                                                                                          \
        array_set(b, a, at, at != NULL ? count : 0, sizeof *at);                                   \
    }
ELEMENTS(conditions, precare_condition, e->text = text(b); e->code = text(b); e->status = number(b);
         e->severity = number(b); sites_fill(b, &e->sites); time_fill(b, &e->onset);
         time_fill(b, &e->recorded); time_fill(b, &e->resolved))
ELEMENTS(medications, precare_medication, e->text = text(b); e->code = text(b); e->use = number(b);
         e->route = text(b); sites_fill(b, &e->sites); time_fill(b, &e->last_used);
         time_fill(b, &e->started))
ELEMENTS(allergies, precare_allergy, e->text = text(b); e->code = text(b); e->severity = number(b);
         time_fill(b, &e->recorded))
ELEMENTS(procedures, precare_procedure, e->text = text(b); e->code = text(b); e->state = number(b);
         e->appointment = text(b); sites_fill(b, &e->sites); time_fill(b, &e->date))
ELEMENTS(answers, precare_answer, e->name = text(b); e->value = text(b); time_fill(b, &e->on))
ELEMENTS(reactions, precare_reaction, e->text = text(b); e->code = text(b); e->severity = number(b);
         sites_fill(b, &e->sites); time_fill(b, &e->at))
ELEMENTS(products, precare_product, e->text = text(b); e->code = text(b); sites_fill(b, &e->sites);
         time_fill(b, &e->at))
ELEMENTS(fields, precare_field, e->name = text(b); e->value = text(b))
ELEMENTS(clearances, precare_clearance, e->rule = text(b); e->statement = text(b);
         e->role = text(b); e->reason = text(b); e->appointment = text(b); time_fill(b, &e->on))
ELEMENTS(acknowledgements, precare_acknowledgement, e->action = number(b); e->rule = text(b);
         e->role = text(b); e->actor = text(b); e->reason = text(b); e->note = text(b);
         time_fill(b, &e->at))

/* A copy in memory of exactly the size that it claims. */
static void *alone(struct bytes *b, void *from, size_t size)
{
    uint8_t kind = byte(b);
    uint32_t claimed = kind < 0xf0    ? (uint32_t)size
                       : kind == 0xff ? 0
                                      : (uint32_t)size - (kind & 0xf);
    void *to = piece(b, claimed < 4 ? 4 : claimed);

    if (to != NULL) {
        memcpy(to, from, claimed);
        memcpy(to, &claimed, sizeof claimed);
    }
    return to;
}

static precare_event *event_make(struct bytes *b)
{
    precare_event e = {
        .moment = number(b), .action = number(b), .phase = number(b), .disposition = number(b)};
    precare_patient p = {.pregnancy = number(b), .sex = text(b)};
    precare_appointment a = {.state = number(b), .id = text(b), .minutes = (int32_t)number(b)};
    precare_provider v = {.training_recorded = number(b), .id = text(b), .role = text(b)};

    time_fill(b, &p.birth_date);
    time_fill(b, &a.start);
    a.procedure_text = text(b);
    a.procedure_code = text(b);
    a.modality = text(b);
    a.indication = text(b);
    a.price = text(b);
    sites_fill(b, &a.sites);
    sites_fill(b, &v.training);
    e.event_id = text(b);
    e.subject = text(b);
    time_fill(b, &e.now);
    e.patient = byte(b) > 0xf0 ? NULL : alone(b, &p, sizeof p);
    e.appointment = byte(b) > 0xf0 ? NULL : alone(b, &a, sizeof a);
    e.provider = byte(b) > 0xf0 ? NULL : alone(b, &v, sizeof v);
    time_fill(b, &e.conditions.reviewed);
    time_fill(b, &e.medications.reviewed);
    time_fill(b, &e.allergies.reviewed);
    time_fill(b, &e.procedures.reviewed);
    time_fill(b, &e.procedure_ended);
    conditions(b, &e.conditions.entries);
    medications(b, &e.medications.entries);
    allergies(b, &e.allergies.entries);
    procedures(b, &e.procedures.entries);
    answers(b, &e.answers);
    reactions(b, &e.reactions);
    products(b, &e.products);
    fields(b, &e.fields);
    clearances(b, &e.clearances);
    acknowledgements(b, &e.acknowledgements);
    return alone(b, &e, sizeof e);
}

static struct rules *rules_make(void)
{
    const char *path = getenv("PRECARE_FUZZ_RULES");
    struct load_options options = {.today = DATE_NONE};
    struct rule_files files;
    struct faults faults;

    path = path != NULL ? path : PRECARE_SOURCE "/tests/abi/baseline";
    faults_begin(&faults);
    if (files_read(&path, 1, &faults, &files) != 0) {
        abort();
    }
    struct rules *rules = rules_load(&files, &options, &faults);
    files_end(&files);
    faults_end(&faults);
    return rules;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct rules *rules;
    struct bytes b = {.at = data, .len = size};
    struct event_fault fault;
    struct visit visit;
    struct arena arena;

    rules = rules == NULL ? rules_make() : rules;
    arena_begin(&arena, NULL, 0, 0);
    precare_event *e = event_make(&b);
    if (e != NULL && event_from_struct(e, zone_utc(), &arena, &visit, &fault) == PRECARE_OK) {
        struct buf json = {0};
        struct result *result = engine_evaluate(rules, &visit, NULL, NULL);
        result_json(&result->out, 0, &json);
        if (json.failed || strlen(json.at) != json.len) {
            abort();
        }
        buf_end(&json);
        result_drop(&result);
    } else if (e != NULL && (fault.code >= 0 || fault.message == NULL ||
                             strlen(fault.where) >= sizeof fault.where)) {
        abort();
    }
    arena_end(&arena);
    while (b.count > 0) {
        free(b.pieces[--b.count]);
    }
    return 0;
}
