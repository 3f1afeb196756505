/* SPDX-License-Identifier: MIT
 *
 * Reading what a host wrote, piece by piece: texts, words, times, arrays, structs that carry their
 * size. The common case is inline; what is wrong, and what is rare, is in event_reading.c. For the
 * files that make a visit of structs.
 */
#ifndef PRECARE_ABI_EVENT_READING_H
#define PRECARE_ABI_EVENT_READING_H

#include <string.h>

#include "abi/event_struct.h"
#include "abi/plain.h"
#include "abi/sizes.h"

#define MARCH_1900 (-25508) /* 1900-03-01 */

struct reading {
    const struct zone *zone;
    struct arena *arena;
    struct event_fault *fault;
    const char *list; /* "medications.entries"; NULL: at the top, or `inside` */
    uint32_t index;
    const char *inside; /* "appointment"; NULL: at the top */
};

/* ---- what is wrong; each returns false ---- */
bool fault_at(struct reading *r, int32_t code, const char *field, int64_t item,
              const char *message);
bool fault_in(struct reading *r, const char *field, const char *message);
bool memory_fault(struct reading *r);

/* ---- texts ---- */

/* NULL: kept in *out; else what is wrong: for a text that is not short and plain. */
const char *text_slow(const char *s, uint32_t limit, struct span *out);
/* An array of texts, one at least each; into the arena. */
bool texts_take(struct reading *r, const char *field, const precare_array *a,
                const struct span **at_r, uint32_t *count_r);

/* Fields of the procedure note, or of an earlier procedure: answers without a date. */
bool fields_take(struct reading *r, const char *field, const precare_array *a,
                 const struct answer **at_r, uint32_t *count_r);
/* Structs that begin with their name, a span. A name twice would be two truths; JSON refuses it
 * too. */
bool names_differ(struct reading *r, const char *field, const void *at, uint32_t count,
                  size_t each);
/* How many are left of them, moved to the front: without a value, or with the word `missing`, it is
 * not there. */
uint32_t answers_given(struct answer *at, uint32_t count);

/* NULL: kept in *out; else what is wrong. An empty text is as none. */
__attribute__((unused)) static inline const char *text_read(const char *s, uint32_t limit,
                                                            struct span *out)
{
    if (s == NULL) {
        return NULL;
    }
    uint32_t len = plain_length(s);
    if (len > PLAIN_MOST) {
        return text_slow(s, limit, out);
    }
    *out = (struct span){len > 0 ? s : NULL, len};
    return NULL;
}

__attribute__((unused)) static inline bool text_take(struct reading *r, const char *field,
                                                     const char *s, struct span *out)
{
    const char *wrong = s != NULL ? text_read(s, EVENT_TEXT, out) : NULL;

    return wrong == NULL || fault_in(r, field, wrong);
}

__attribute__((unused)) static inline bool id_take(struct reading *r, const char *field,
                                                   const char *s, struct span *out)
{
    const char *wrong = s != NULL ? text_read(s, EVENT_ID, out) : NULL;

    return wrong == NULL || fault_in(r, field, wrong);
}

/* ---- words and times ---- */

bool time_slow(struct reading *r, const char *field, const precare_time *t, struct when *out);

__attribute__((unused)) static inline bool word_take(struct reading *r, const char *field,
                                                     uint32_t number, uint32_t last, uint32_t *out)
{
    *out = number;
    return number <= last || fault_in(r, field, "not a number of this vocabulary");
}

/* A day, which is most of what a chart holds: of the years in which every fourth is a leap year
 * (the others are time_slow's). A year is counted from its March, so that the leap day is its last.
 */
__attribute__((unused)) static inline bool day_take(const precare_time *t, struct when *out)
{
    static const int16_t before[12] = {306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275};
    uint32_t month = (uint32_t)t->month - 1, day = (uint32_t)t->day - 1;
    uint32_t year = (uint32_t)t->year - 1900 - (month < 2);

    if (month >= 12 || year >= 200 || (day >= 28 && !date_exists(t->year, t->month, t->day))) {
        return false;
    }
    out->first = out->last = (int32_t)(year * 1461 / 4) + before[month] + (int32_t)day + MARCH_1900;
    out->kind = WHEN_DAY;
    return true;
}

__attribute__((unused)) static inline bool time_take(struct reading *r, const char *field,
                                                     const precare_time *t, struct when *out)
{
    if (t->precision == 0) {
        return true;
    }
    return (t->precision == PRECARE_TIME_DAY && day_take(t, out)) || time_slow(r, field, t, out);
}

/* Never a part of a date. */
__attribute__((unused)) static inline bool day_or_instant_take(struct reading *r, const char *field,
                                                               const precare_time *t,
                                                               struct when *out)
{
    return t->precision == 0 ||
           (time_take(r, field, t, out) &&
            (out->kind >= WHEN_DAY || fault_in(r, field, "a part of a date is not enough")));
}

/* ---- arrays, and structs that carry their size ---- */

#define STRIDE_MOST                                                                                \
    4096u /* no element grows so large: a number that was never set is not believed */

struct walk { /* over an array that was checked */
    const unsigned char *at;
    uint32_t count, stride;
};

__attribute__((unused)) static inline bool array_take(struct reading *r, const char *field,
                                                      const precare_array *a, uint32_t least,
                                                      struct walk *walk_r)
{
    *walk_r = (struct walk){a->items, a->count, a->stride};
    if (a->count == 0) {
        return true;
    }
    if (a->stride < least || a->stride > STRIDE_MOST ||
        ((uintptr_t)a->items | a->stride) % 8 != 0) {
        return fault_at(r, PRECARE_E_SIZE, field, -1,
                        "the stride is not that of an element (its size, aligned, at most 4096)");
    }
    if (a->items == NULL) {
        return fault_in(r, field, "a count without items");
    }
    return a->count <= EVENT_ENTRIES || fault_in(r, field, "more than 512 entries");
}

/* Element i; through `room` where the host knows less of it than we do. */
__attribute__((unused)) static inline const void *reading_element(const struct walk *w, uint32_t i,
                                                                  void *room, size_t size)
{
    const unsigned char *at = w->at + (size_t)i * w->stride;

    if (w->stride >= size) {
        return at;
    }
    memset(room, 0, size);
    return memcpy(room, at, w->stride);
}

/* A struct that begins with its size; through `room` where the host knows less of it than we do. */
__attribute__((unused)) static inline const void *reading_alone(struct reading *r, const char *name,
                                                                const void *from, uint32_t least,
                                                                void *room, size_t size)
{
    uint32_t given;

    if ((uintptr_t)from % 8 != 0) {
        (void)fault_at(r, PRECARE_E_SIZE, name, -1, "not aligned");
        return NULL;
    }
    memcpy(&given, from, sizeof given);
    if (given >= size) {
        return from;
    }
    if (given < least) {
        (void)fault_at(r, PRECARE_E_SIZE, name, -1, "struct_size is below that of version 1.0");
        return NULL;
    }
    memset(room, 0, size);
    return memcpy(room, from, given);
}

/* ---- event_chart.c; none of them is called for an array that is empty, as most are ---- */

bool entries_take(struct reading *r, uint32_t chart, const precare_array *a, struct entries *out);
/* Value sets of a list that were asked about by themselves. */
bool asked_take(struct reading *r, uint32_t chart, const precare_array *a, struct entries *out);
/* Further procedures of the visit. */
bool also_take(struct reading *r, const precare_array *a, struct visit *v);
bool answers_take(struct reading *r, const precare_array *a, struct visit *v);
bool clearances_take(struct reading *r, const precare_array *a, struct visit *v);
bool acknowledgements_take(struct reading *r, const precare_array *a, struct visit *v);
bool acknowledgement_take(struct reading *r, const precare_acknowledgement *from,
                          struct acknowledgement *to);

#endif
