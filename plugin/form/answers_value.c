/* SPDX-License-Identifier: MIT
 *
 * Whether what was said fits its item. A value of another kind is a fault; words that nobody can
 * take for a date are a slip of somebody's pen: they are left out, and said. For answers_parts.h.
 */
#include <string.h>

#include "form/answers_parts.h"

#define DATE_PARTS 3 /* day, month and year */

static bool holds_control_character(const char *s)
{
    for (; *s != '\0'; s++) {
        unsigned char c = (unsigned char)*s;

        if (c < 0x20 || c == 0x7F || (c == 0xC2 && (unsigned char)s[1] < 0xA0)) {
            return true;
        }
    }
    return false;
}

static void value_fault(struct taking *t, const struct said_item *said, enum fault_code code,
                        const char *what)
{
    struct buf path = {0};

    buf_printf(&path, "answers.%s", said->id);
    taking_fault(t, code, path.failed ? "answers" : path.at, "%s", what);
    buf_end(&path);
}

static bool value_is_choice(const struct form_item *item, const char *value)
{
    bool found = false;

    for (uint32_t i = 0; i < item->choice_count && !found; i++) {
        found = strcmp(item->choices[i].value, value) == 0;
    }
    return found;
}

static void value_choices(struct taking *t, const struct said_item *said)
{
    for (uint32_t i = 0; i < said->count; i++) {
        bool none = said->count == 1 && strcmp(said->values[i], FORM_NO) == 0 &&
                    said->item->kind == FORM_CHOICES;

        if (!none && !value_is_choice(said->item, said->values[i])) {
            value_fault(t, said, FAULT_E413, "this is none of the item's choices");
            return;
        }
    }
}

/* Text that begins like a date of a calendar is meant as one. */
static void value_date(struct taking *t, struct said_item *said)
{
    const char *value = said->values[0];
    int32_t parts[3], first = 0, last = 0;
    char iso[11];

    if (date_parts_read(value, strlen(value), parts) == -2) {
        value_fault(t, said, FAULT_E413, "no calendar has this date");
    } else if (!typed_date(value, iso) || !date_read(iso, strlen(iso), &first, &last)) {
        said->taken = false;
        taking_leave(t, said->id, "its words are not understood as a date");
    } else if (said->item->past && first > t->on_day) {
        said->taken = false;
        taking_leave(t, said->id, "its date is after the day of the answers");
    } else {
        said->date = arena_text(t->arena, iso, strlen(iso));
    }
}

static void value_time(struct taking *t, const struct said_item *said)
{
    struct when when;

    if (when_read(said->values[0], strlen(said->values[0]), t->setting->zone, &when) != 0 ||
        when.first != when.last) {
        value_fault(t, said, FAULT_E413, "a time such as 2026-11-23T14:30 is required");
    }
}

static void value_number(struct taking *t, const struct said_item *said)
{
    int64_t number = 0;
    bool minutes = said->item->whole;
    struct span text = span_of(said->values[0]);
    size_t whole = strspn(text.at, "0123456789");

    if (!answer_number(text, &number, NULL) || (minutes && (whole != text.len || whole > 4))) {
        value_fault(t, said, FAULT_E413, "a number is required");
    }
}

static void value_by_kind(struct taking *t, struct said_item *said)
{
    switch ((enum form_kind)said->item->kind) {
    case FORM_TICK:
        if (strcmp(said->values[0], FORM_YES) != 0 && strcmp(said->values[0], FORM_NO) != 0) {
            value_fault(t, said, FAULT_E413, "yes, no or unsure is required");
        }
        break;
    case FORM_CHOICE:
    case FORM_CHOICES: value_choices(t, said); break;
    case FORM_DIGITS: value_number(t, said); break;
    case FORM_DATE: value_date(t, said); break;
    case FORM_TIME: value_time(t, said); break;
    case FORM_TEXT:
    case FORM_KINDS: break;
    }
}

/* A page without a script cannot keep a person from both. */
static bool value_beside_unsure(struct taking *t, struct said_item *said)
{
    for (uint32_t i = 0; i < said->count && said->count > 1; i++) {
        if (strcmp(said->values[i], FORM_UNSURE) == 0) {
            said->taken = false;
            taking_leave(t, said->id, "it was said, and that nobody is sure of it");
            return true;
        }
    }
    return false;
}

/* A page sends a date in its parts: "14", "May", "2026". false: no memory, told. */
static bool value_join(struct taking *t, struct said_item *said)
{
    struct buf whole = {0};

    if (said->item->kind != FORM_DATE || said->count > DATE_PARTS) {
        return true;
    }
    for (uint32_t i = 0; i < said->count; i++) {
        buf_printf(&whole, "%s%s", i > 0 ? " " : "", said->values[i]);
    }
    const char **values = arena_array(t->arena, 1, sizeof *values);
    const char *text = whole.failed ? NULL : arena_text(t->arena, whole.at, whole.len);
    buf_end(&whole);
    if (values == NULL || text == NULL) {
        t->faults->lost = true;
        return false;
    }
    values[0] = text;
    said->values = values;
    said->count = 1;
    said->list = false;
    return true;
}

void answers_value_check(struct taking *t, struct said_item *said)
{
    for (uint32_t i = 0; i < said->count; i++) {
        if (strlen(said->values[i]) > EVENT_TEXT) {
            value_fault(t, said, FAULT_E414, "a text of more than 1 KiB");
            return;
        }
        if (holds_control_character(said->values[i])) {
            value_fault(t, said, FAULT_E413, "a control character");
            return;
        }
    }
    if (said->list && said->item != NULL &&
        (value_beside_unsure(t, said) || !value_join(t, said))) {
        return;
    }
    if (said->list && (said->words || (said->item != NULL && said->item->kind != FORM_CHOICES))) {
        value_fault(t, said, FAULT_E413, "one value is required here, not a list of them");
        return;
    }
    bool unsure = said->count == 1 && strcmp(said->values[0], FORM_UNSURE) == 0;
    if (said->item != NULL && said->count > 0 && !unsure) {
        value_by_kind(t, said);
    }
}
