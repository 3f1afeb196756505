/* SPDX-License-Identifier: MIT
 *
 * The cold side of reading an event: what is wrong, with its path, and what is rare: long texts,
 * other scripts, partial dates, instants. Any thread; nothing fails but by a fault.
 */
#include "abi/event_reading.h"

#include <stdio.h>

/* ---- faults ---- */

__attribute__((cold, noinline)) bool fault_at(struct reading *r, int32_t code, const char *field,
                                              int64_t item, const char *message)
{
    char *out = r->fault->where;
    size_t room = sizeof r->fault->where;
    int used = 0;

    r->fault->code = code;
    r->fault->message = message;
    if (r->list != NULL) {
        used = snprintf(out, room, "%s[%u]%s", r->list, (unsigned)r->index,
                        field[0] != '\0' ? "." : "");
    } else if (r->inside != NULL) {
        used = snprintf(out, room, "%s%s", r->inside, field[0] != '\0' ? "." : "");
    }
    size_t at = used > 0 && (size_t)used < room ? (size_t)used : 0;
    if (item < 0) {
        (void)snprintf(out + at, room - at, "%s", field);
    } else {
        (void)snprintf(out + at, room - at, "%s[%lld]", field, (long long)item);
    }
    return false;
}

bool fault_in(struct reading *r, const char *field, const char *message)
{
    return fault_at(r, PRECARE_E_EVENT, field, -1, message);
}

bool memory_fault(struct reading *r)
{
    return fault_at(r, PRECARE_E_MEMORY, "", -1, "no memory");
}

/* ---- texts ---- */

/* NULL: fine, though not plain; else what is wrong with it. */
__attribute__((cold, noinline)) static const char *text_wrong(const char *s, size_t len)
{
    if (!utf8_valid(s, len, NULL)) {
        return "the text is not UTF-8";
    }
    for (size_t i = 0; i < len;) {
        uint32_t bytes = 1;
        uint32_t c = utf8_next(s + i, len - i, &bytes);

        if (c < 0x20 || (c >= 0x7f && c <= 0x9f)) {
            return "the text holds a control character";
        }
        i += bytes;
    }
    return NULL;
}

const char *text_slow(const char *s, uint32_t limit, struct span *out)
{
    size_t len = strnlen(s, (size_t)limit + 1);

    if (len > limit) {
        return limit == EVENT_ID ? "the id is longer than 128 bytes"
                                 : "the text is longer than 1 KiB";
    }
    const char *wrong = text_wrong(s, len);
    if (wrong == NULL && len > 0) {
        *out = (struct span){s, (uint32_t)len};
    }
    return wrong;
}

bool host_text(const char *s, uint32_t limit, struct span *span_r)
{
    *span_r = (struct span){0};
    return text_read(s, limit, span_r) == NULL;
}

bool texts_take(struct reading *r, const char *field, const precare_array *a,
                const struct span **at_r, uint32_t *count_r)
{
    struct walk w;

    if (a->count == 0) {
        return true;
    }
    if (!array_take(r, field, a, sizeof(const char *), &w)) {
        return false;
    }
    struct span *spans = arena_array(r->arena, w.count, sizeof *spans);
    if (spans == NULL) {
        return memory_fault(r);
    }
    for (uint32_t i = 0; i < w.count; i++) {
        const char *s = *(const char *const *)(const void *)(w.at + (size_t)i * w.stride);
        const char *wrong = text_read(s, EVENT_TEXT, &spans[i]);

        if (wrong != NULL || spans[i].at == NULL) {
            return fault_at(r, PRECARE_E_EVENT, field, i, wrong != NULL ? wrong : "an empty text");
        }
    }
    *at_r = spans;
    *count_r = w.count;
    return true;
}

/* ---- names with values ---- */

static const struct span *name_at(const void *at, uint32_t i, size_t each)
{
    return (const void *)((const char *)at + i * each);
}

bool names_differ(struct reading *r, const char *field, const void *at, uint32_t count, size_t each)
{
    for (uint32_t i = 1; i < count; i++) {
        for (uint32_t j = 0; j < i; j++) {
            if (span_same(*name_at(at, i, each), *name_at(at, j, each))) {
                r->index = i;
                return fault_in(r, field, "this name was given before");
            }
        }
    }
    return true;
}

uint32_t answers_given(struct answer *at, uint32_t count)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < count; i++) {
        at[kept] = at[i];
        kept += at[i].value.at != NULL && !answer_is_missing(at[i].value) ? 1 : 0;
    }
    return kept;
}

static const char *field_read(const precare_field *from, const struct answer *before,
                              uint32_t count, struct answer *to)
{
    const char *wrong = text_read(from->name, EVENT_TEXT, &to->name);

    wrong = wrong == NULL && to->name.at == NULL ? "a name is required" : wrong;
    wrong = wrong == NULL ? text_read(from->value, EVENT_TEXT, &to->value) : wrong;
    for (uint32_t i = 0; wrong == NULL && i < count; i++) {
        wrong = span_same(before[i].name, to->name) ? "this name was given before" : NULL;
    }
    return wrong;
}

bool fields_take(struct reading *r, const char *field, const precare_array *a,
                 const struct answer **at_r, uint32_t *count_r)
{
    struct walk w;

    if (!array_take(r, field, a, FIELD_1_0, &w)) {
        return false;
    }
    struct answer *fields = arena_array(r->arena, w.count, sizeof *fields);
    if (fields == NULL) {
        return memory_fault(r);
    }
    for (uint32_t i = 0; i < w.count; i++) {
        precare_field room;
        const char *wrong =
            field_read(reading_element(&w, i, &room, sizeof room), fields, i, &fields[i]);

        if (wrong != NULL) {
            return fault_at(r, PRECARE_E_EVENT, field, i, wrong);
        }
    }
    *at_r = fields;
    *count_r = answers_given(fields, w.count);
    return true;
}

/* ---- times ---- */

bool time_slow(struct reading *r, const char *field, const precare_time *t, struct when *out)
{
    int32_t parts[6] = {t->year, 0, 0, -1, 0, 0};

    if (t->precision > PRECARE_TIME_INSTANT) {
        return fault_in(r, field, "not a precision of a time");
    }
    if (t->precision >= PRECARE_TIME_MONTH) {
        parts[1] = t->month;
    }
    if (t->precision >= PRECARE_TIME_DAY) {
        parts[2] = t->day;
    }
    if (t->precision >= PRECARE_TIME_LOCAL) {
        parts[3] = t->hour;
        parts[4] = t->minute;
        parts[5] = t->second;
    }
    bool named = (t->precision < PRECARE_TIME_MONTH || t->month != 0) &&
                 (t->precision < PRECARE_TIME_DAY || t->day != 0) &&
                 (t->precision < PRECARE_TIME_LOCAL || t->hour >= 0) &&
                 /* to when_of: none */
                 (t->precision < PRECARE_TIME_INSTANT || t->offset_minutes != INT32_MIN);
    int32_t offset = t->precision == PRECARE_TIME_INSTANT ? t->offset_minutes : INT32_MIN;
    if (!named || when_of(parts, offset, r->zone, out) != 0) {
        return fault_in(r, field, "a date or time that does not exist");
    }
    return true;
}
