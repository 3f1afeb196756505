/* SPDX-License-Identifier: MIT
 *
 * See bytes.h.
 */
#include "support/bytes.h"

#include <stdlib.h>
#include <string.h>

uint8_t bytes_byte(struct bytes *b)
{
    if (b->len == 0) {
        return 0;
    }
    b->len--;
    return *b->at++;
}

static void *bytes_piece(struct bytes *b, size_t size)
{
    void *p = b->count < 4096 ? calloc(1, size > 0 ? size : 1) : NULL;

    if (p != NULL) {
        b->pieces[b->count++] = p;
    }
    return p;
}

const char *bytes_text(struct bytes *b)
{
    static const char *const words[] = {"microneedling", "tretinoin 0.05% cream",
                                        "face",          "local:MN",
                                        "atc:D10AD01",   "physician",
                                        "recorded",      "cheek"};
    uint8_t kind = bytes_byte(b);
    size_t len = kind & 0x3f;

    if (kind >= 0xc0) {
        return kind == 0xff ? NULL : words[kind & 7];
    }
    if (kind >= 0x80) { /* a long one */
        len = 1000 + len;
    }
    char *s = bytes_piece(b, len + 1);
    for (size_t i = 0; s != NULL && i < len; i++) {
        uint8_t c = bytes_byte(b);

        s[i] = (char)(c != 0 ? c : 'a');
    }
    return s;
}

uint32_t bytes_number(struct bytes *b)
{
    uint8_t kind = bytes_byte(b);

    return kind < 0xf0    ? kind % 8
           : kind == 0xff ? UINT32_MAX
                          : (uint32_t)bytes_byte(b) << (kind & 0xf);
}

static void time_fill(struct bytes *b, precare_time *t)
{
    uint8_t kind = bytes_byte(b);

    if (kind < 0x60) {
        *t = (precare_time){.precision = PRECARE_TIME_DAY,
                            .year = 2020 + kind % 10,
                            .month = 1 + kind % 12,
                            .day = 1 + kind % 28};
    } else if (kind < 0xc0) {
        *t = (precare_time){bytes_number(b),    1990 + bytes_byte(b),
                            bytes_byte(b) % 14, bytes_byte(b) % 33,
                            bytes_byte(b) % 25, bytes_byte(b) % 61,
                            bytes_byte(b) % 61, (int32_t)bytes_number(b) - 300};
    } else if (kind < 0xe0) {
        *t = (precare_time){0};
    } else {
        for (size_t i = 0; i < sizeof *t; i++) {
            ((uint8_t *)t)[i] = bytes_byte(b);
        }
    }
}

static void array_set(struct bytes *b, precare_array *a, const void *items, uint32_t count,
                      uint32_t stride)
{
    uint8_t kind = bytes_byte(b);

    *a = (precare_array){items, count, stride};
    /* a claim that must be refused before it is believed: never more than there is */
    if (kind > 0xf0) {
        a->stride = kind == 0xff ? 0 : kind == 0xfe ? stride - 8 : kind == 0xfd ? 4 : stride;
        a->items = kind == 0xfc ? NULL : items;
        a->count = kind == 0xfb ? 513u + bytes_byte(b) : count;
    }
}

static void sites_fill(struct bytes *b, precare_array *a)
{
    uint32_t count = bytes_byte(b) % 4;
    const char **texts = bytes_piece(b, count * sizeof *texts);

    for (uint32_t i = 0; texts != NULL && i < count; i++) {
        texts[i] = bytes_text(b);
    }
    array_set(b, a, texts, texts != NULL ? count : 0, sizeof *texts);
}

static uint32_t count_of(struct bytes *b)
{
    uint8_t n = bytes_byte(b);

    return n < 0xf0 ? n % 5 : n % 40;
}

#define ELEMENTS(name, type, fill)                                                                 \
    static void name##_fill(struct bytes *b, precare_array *a)                                     \
    {                                                                                              \
        uint32_t count = count_of(b);                                                              \
        type *at = bytes_piece(b, count * sizeof *at);                                             \
        for (uint32_t i = 0; at != NULL && i < count; i++) {                                       \
            type *e = &at[i];                                                                      \
            fill;                                                                                  \
        }                                                                                          \
        array_set(b, a, at, at != NULL ? count : 0, sizeof *at);                                   \
    }
ELEMENTS(fields, precare_field, e->name = bytes_text(b); e->value = bytes_text(b))
ELEMENTS(asked, precare_asked, e->list = bytes_text(b); time_fill(b, &e->on))
ELEMENTS(also, precare_booked, e->text = bytes_text(b); e->code = bytes_text(b);
         e->checked = bytes_number(b))
ELEMENTS(conditions, precare_condition, e->text = bytes_text(b); e->code = bytes_text(b);
         e->status = bytes_number(b); e->severity = bytes_number(b); sites_fill(b, &e->sites);
         time_fill(b, &e->onset); time_fill(b, &e->recorded); time_fill(b, &e->resolved);
         e->list = bytes_text(b); e->checked = bytes_number(b))
ELEMENTS(medications, precare_medication, e->text = bytes_text(b); e->code = bytes_text(b);
         e->use = bytes_number(b); e->route = bytes_text(b); sites_fill(b, &e->sites);
         time_fill(b, &e->last_used); time_fill(b, &e->started); e->list = bytes_text(b);
         e->checked = bytes_number(b))
ELEMENTS(allergies, precare_allergy, e->text = bytes_text(b); e->code = bytes_text(b);
         e->severity = bytes_number(b); time_fill(b, &e->recorded); e->list = bytes_text(b);
         e->checked = bytes_number(b))
ELEMENTS(procedures, precare_procedure, e->text = bytes_text(b); e->code = bytes_text(b);
         e->state = bytes_number(b); e->appointment = bytes_text(b); sites_fill(b, &e->sites);
         time_fill(b, &e->date); time_fill(b, &e->occurrence); e->list = bytes_text(b);
         e->checked = bytes_number(b); fields_fill(b, &e->fields))
ELEMENTS(answers, precare_answer, e->name = bytes_text(b); e->value = bytes_text(b);
         time_fill(b, &e->on))
ELEMENTS(reactions, precare_reaction, e->text = bytes_text(b); e->code = bytes_text(b);
         e->severity = bytes_number(b); sites_fill(b, &e->sites); time_fill(b, &e->at);
         e->checked = bytes_number(b))
ELEMENTS(products, precare_product, e->text = bytes_text(b); e->code = bytes_text(b);
         sites_fill(b, &e->sites); time_fill(b, &e->at); e->checked = bytes_number(b))
ELEMENTS(clearances, precare_clearance, e->rule = bytes_text(b); e->statement = bytes_text(b);
         e->role = bytes_text(b); e->reason = bytes_text(b); e->appointment = bytes_text(b);
         time_fill(b, &e->on); time_fill(b, &e->occurrence); e->matter = bytes_text(b))
ELEMENTS(acknowledgements, precare_acknowledgement, e->action = bytes_number(b);
         e->rule = bytes_text(b); e->role = bytes_text(b); e->actor = bytes_text(b);
         e->reason = bytes_text(b); e->note = bytes_text(b); time_fill(b, &e->at);
         time_fill(b, &e->occurrence))

/* A copy in memory of exactly the size that it claims. */
static void *bytes_alone(struct bytes *b, void *from, size_t size)
{
    uint8_t kind = bytes_byte(b);
    uint32_t claimed = kind < 0xf0    ? (uint32_t)size
                       : kind == 0xff ? 0
                                      : (uint32_t)size - (kind & 0xf);
    void *to = bytes_piece(b, claimed < 4 ? 4 : claimed);

    if (to != NULL) {
        memcpy(to, from, claimed);
        memcpy(to, &claimed, sizeof claimed);
    }
    return to;
}

precare_event *bytes_event(struct bytes *b)
{
    precare_event e = {.moment = bytes_number(b),
                       .action = bytes_number(b),
                       .phase = bytes_number(b),
                       .disposition = bytes_number(b)};
    precare_patient p = {.pregnancy = bytes_number(b), .sex = bytes_text(b)};
    precare_appointment a = {
        .state = bytes_number(b), .id = bytes_text(b), .minutes = (int32_t)bytes_number(b)};
    precare_provider v = {
        .training_recorded = bytes_number(b), .id = bytes_text(b), .role = bytes_text(b)};

    time_fill(b, &p.birth_date);
    time_fill(b, &a.start);
    a.procedure_text = bytes_text(b);
    a.procedure_code = bytes_text(b);
    a.modality = bytes_text(b);
    a.indication = bytes_text(b);
    a.price = bytes_text(b);
    a.procedure_checked = bytes_number(b);
    time_fill(b, &a.occurrence);
    also_fill(b, &a.also);
    sites_fill(b, &a.sites);
    sites_fill(b, &v.training);
    e.event_id = bytes_text(b);
    e.subject = bytes_text(b);
    time_fill(b, &e.now);
    e.patient = bytes_byte(b) > 0xf0 ? NULL : bytes_alone(b, &p, sizeof p);
    e.appointment = bytes_byte(b) > 0xf0 ? NULL : bytes_alone(b, &a, sizeof a);
    e.provider = bytes_byte(b) > 0xf0 ? NULL : bytes_alone(b, &v, sizeof v);
    time_fill(b, &e.conditions.reviewed);
    time_fill(b, &e.medications.reviewed);
    time_fill(b, &e.allergies.reviewed);
    time_fill(b, &e.procedures.reviewed);
    time_fill(b, &e.procedure_ended);
    asked_fill(b, &e.conditions.asked);
    asked_fill(b, &e.medications.asked);
    asked_fill(b, &e.allergies.asked);
    asked_fill(b, &e.procedures.asked);
    conditions_fill(b, &e.conditions.entries);
    medications_fill(b, &e.medications.entries);
    allergies_fill(b, &e.allergies.entries);
    procedures_fill(b, &e.procedures.entries);
    answers_fill(b, &e.answers);
    reactions_fill(b, &e.reactions);
    products_fill(b, &e.products);
    fields_fill(b, &e.fields);
    clearances_fill(b, &e.clearances);
    acknowledgements_fill(b, &e.acknowledgements);
    return bytes_alone(b, &e, sizeof e);
}

precare_acknowledgement *bytes_acknowledgement(struct bytes *b)
{
    precare_acknowledgement a = {.action = bytes_number(b),
                                 .rule = bytes_text(b),
                                 .role = bytes_text(b),
                                 .actor = bytes_text(b),
                                 .reason = bytes_text(b),
                                 .note = bytes_text(b),
                                 .ref = bytes_text(b),
                                 .subject = bytes_text(b),
                                 .appointment = bytes_text(b)};

    time_fill(b, &a.at);
    time_fill(b, &a.occurrence);
    return bytes_alone(b, &a, sizeof a);
}

void bytes_end(struct bytes *b)
{
    while (b->count > 0) {
        free(b->pieces[--b->count]);
    }
}
