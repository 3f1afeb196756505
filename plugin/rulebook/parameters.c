/* SPDX-License-Identifier: MIT
 *
 * Parameters, and every number with its unit in a rule: written out, or by the name of a parameter
 * of its rulebook. Steps of the loader; one thread. A parameter whose own value is at fault is
 * known by name and causes no further fault where it is used.
 */
#include <string.h>

#include "rulebook/loading.h"

/* ---- forms ---- */

#define MILLION INT64_C(1000000)

/* Up to six decimals, in millionths. */
static bool decimal_read(struct span text, int64_t *number_r)
{
    bool negative = text.len > 0 && text.at[0] == '-';
    int64_t number = 0, scale = MILLION;
    bool point = false;
    uint32_t i = negative ? 1 : 0, digits = 0;

    for (; i < text.len; i++) {
        char c = text.at[i];

        if (c == '.' && !point && digits > 0) {
            point = true;
            continue;
        }
        if (c < '0' || c > '9' || digits++ >= 15) {
            return false;
        }
        if (!point) {
            if (number > INT64_MAX / 10 / MILLION - 10) {
                return false;
            }
            number = number * 10 + (c - '0');
        } else {
            scale /= 10;
            if (scale == 0) {
                return false;
            }
            if (scale == MILLION / 10) {
                number *= MILLION;
            }
            number += (c - '0') * scale;
        }
    }
    if (digits == 0 || text.at[text.len - 1] == '.') {
        return false;
    }
    if (!point) {
        number *= MILLION;
    }
    *number_r = negative ? -number : number;
    return true;
}

bool value_read(struct span text, struct value *value_r)
{
    *value_r = (struct value){0};
    struct length length;
    if (length_read(text.at, text.len, &length) == 0) {
        value_r->length = length;
        value_r->number = length.n;
        value_r->forms = length.unit == UNIT_MINUTES ? FORM_MINUTES : FORM_LENGTH;
        if (length.unit == UNIT_YEARS) {
            value_r->forms |= FORM_AGE;
        }
    } else if (reader_is_price(text) &&
               decimal_read((struct span){text.at, text.len - 4}, &value_r->number)) {
        memcpy(value_r->currency, text.at + text.len - 3, 3);
        value_r->forms = FORM_PRICE;
    } else if (reader_is_number(text) && decimal_read(text, &value_r->number)) {
        value_r->forms = FORM_NUMBER;
    }
    return value_r->forms != 0;
}

/* How long, roughly, in hours: to compare days with months. */
double value_rough(const struct value *v)
{
    static const double hours[] = {0, 1.0 / 60, 1, 24, 168, 730.485, 8765.82};

    if ((v->forms & (FORM_LENGTH | FORM_MINUTES)) != 0 && v->length.unit <= UNIT_YEARS) {
        return v->length.n * hours[v->length.unit];
    }
    return (double)v->number;
}

static bool same_sort(const struct value *a, const struct value *b)
{
    return (a->forms & b->forms) != 0 && strcmp(a->currency, b->currency) == 0;
}

/* ---- declaring ---- */

static void section_declare(struct loading *ld, uint32_t file, const struct node *section)
{
    uint32_t book = ld->files[file].book;

    for (uint32_t i = 0; i < section->count; i++) {
        const struct node *key = section->keys[i];
        struct parameter_def *def = PUSH(ld, ld->parameters);

        if (def == NULL) {
            return;
        }
        *def = (struct parameter_def){
            .file = file, .book = book, .key = key, .node = section->items[i]};
        def->bad = !map_read(ld, &table_parameter, def->node, &def->read);
        if (book == NONE || key->text.len == 0) {
            continue;
        }
        uint32_t number = ld->parameters.count - 1;
        uint32_t first = names_add(&ld->books.at[book].parameters, key->text, number);
        if (first != number && first != NAMES_NOT) {
            tell_twice(ld, key, "parameter", ld->parameters.at[first].file,
                       ld->parameters.at[first].key);
            ld->parameters.count--;
        }
    }
}

void parameters_declare(struct loading *ld)
{
    for (uint32_t i = 0; i < ld->file_count; i++) {
        const struct node *section = ld->files[i].read.parameters;

        if (section == NULL) {
            continue;
        }
        file_enter(ld, i);
        if (ld->files[i].book == NONE && ld->files[i].read.rulebook == NULL &&
            ld->files[i].read.rules_for == NULL) {
            struct fault *f =
                tell_at_key(ld, FAULT_S203, section, "these parameters belong to no rulebook");

            fault_why(ld->faults, f, "Parameters belong to a rulebook, and this file has none.");
            fault_fix(
                ld->faults, f,
                "Move them into the file with the rulebook, or add a line: rules-for: RULEBOOK");
        }
        section_declare(ld, i, section);
    }
}

/* ---- values ---- */

/* Whether it is a length that a rule can mean. */
static bool value_in_reason(struct loading *ld, const struct node *n, const struct value *value)
{
    const char *limit =
        (value->forms & (FORM_LENGTH | FORM_MINUTES)) != 0 ? length_beyond(value->length) : NULL;

    if (limit == NULL) {
        return true;
    }
    struct fault *f = tell(ld, FAULT_S205, n, "\"%.*s\" is more than %s", TEXT_SHOWN(n), limit);
    fault_why(ld->faults, f, "It is a digit too many, or another unit.");
    fault_fix(ld->faults, f, "Correct the number, or the unit.");
    return false;
}

static bool bound_read(struct loading *ld, const struct parameter_def *def, struct span text,
                       struct value *value_r)
{
    if (value_read(text, value_r) && (def->value.forms == 0 || same_sort(&def->value, value_r))) {
        return value_in_reason(ld, def->read.allowed, value_r);
    }
    struct fault *f = tell(ld, FAULT_S205, def->read.allowed, "\"%.*s\" is not a range of values",
                           TEXT_SHOWN(def->read.allowed));
    fault_why(ld->faults, f, "Both ends must have the same unit as the value.");
    fault_fix(ld->faults, f, "Write for example: allowed: 1 day to 14 days");
    return false;
}

static void allowed_read(struct loading *ld, struct parameter_def *def)
{
    const struct node *n = def->read.allowed;
    const char *to = n != NULL && !n->told ? strstr(n->text.at, " to ") : NULL;

    if (n == NULL || n->told) {
        return;
    }
    struct span low = {n->text.at, to != NULL ? (uint32_t)(to - n->text.at) : n->text.len};
    struct span high = {to != NULL ? to + 4 : "", to != NULL ? n->text.len - low.len - 4 : 0};
    if (!bound_read(ld, def, low, &def->lowest) ||
        (to != NULL && !bound_read(ld, def, high, &def->highest))) {
        return;
    }
    if (to == NULL || value_rough(&def->lowest) > value_rough(&def->highest)) {
        struct fault *f =
            tell(ld, FAULT_S205, n, "\"%.*s\" is not a range of values", TEXT_SHOWN(n));

        fault_why(ld->faults, f, "The lowest value comes first, then the highest.");
        fault_fix(ld->faults, f, "Write for example: allowed: 1 day to 14 days");
        def->lowest = def->highest = (struct value){0};
    }
}

/* Also for the value that an overlay sets. */
bool parameter_in_range(struct loading *ld, const struct parameter_def *def, const struct node *at,
                        const struct value *value)
{
    if (def->lowest.forms == 0 || def->highest.forms == 0 || at->told) {
        return true;
    }
    if (value_rough(value) >= value_rough(&def->lowest) &&
        value_rough(value) <= value_rough(&def->highest)) {
        return true;
    }
    struct fault *f = tell(ld, FAULT_X304, at, "%.*s is outside the allowed range, %.*s",
                           TEXT_SHOWN(at), TEXT_SHOWN(def->read.allowed));
    fault_why(ld->faults, f,
              "The owner of the rulebook has limited how far this number may be changed.");
    fault_fix(ld->faults, f,
              "Choose a value inside the range, or ask the owner to change `allowed`.");
    return false;
}

bool parameter_value(struct loading *ld, struct parameter_def *def, const struct node *at,
                     struct value *value_r)
{
    if (value_read(at->text, value_r)) {
        return value_in_reason(ld, at, value_r);
    }
    struct fault *f =
        tell(ld, FAULT_S205, at, "\"%.*s\" is not a number with a unit", TEXT_SHOWN(at));
    (void)def;
    fault_why(
        ld->faults, f,
        "A parameter is a length of time, an age, a number of minutes, a price or a plain number.");
    fault_fix(ld->faults, f,
              "Write for example: value: 7 days (or 22 years, 45 minutes, 200 USD, \"4\")");
    return false;
}

static void parameter_compile(struct loading *ld, struct parameter_def *def)
{
    file_enter(ld, def->file);
    if (def->read.value == NULL || def->read.value->told ||
        !parameter_value(ld, def, def->read.value, &def->value)) {
        def->bad = true;
    }
    allowed_read(ld, def);
    if (!def->bad) {
        (void)parameter_in_range(ld, def, def->read.value, &def->value);
    }
}

void parameters_compile(struct loading *ld)
{
    for (uint32_t i = 0; i < ld->parameters.count; i++) {
        parameter_compile(ld, &ld->parameters.at[i]);
    }
}

/* ---- use ---- */

static const char *form_name(uint32_t form)
{
    switch (form) {
    case FORM_AGE: return "an age in years";
    case FORM_MINUTES: return "a length in minutes";
    case FORM_PRICE: return "a price";
    case FORM_NUMBER: return "a number";
    default: return "a length of time";
    }
}

static void wrong_sort(struct loading *ld, const struct node *n, const struct parameter_def *def,
                       struct span name, uint32_t form)
{
    struct fault *f =
        tell(ld, FAULT_S205, n, "the parameter \"%.*s\" is %.*s, but expected here is %s",
             SPAN_SHOWN(name), TEXT_SHOWN(def->read.value), form_name(form));

    fault_why(ld->faults, f, "This place cannot use a number with that unit.");
    fault_fix(ld->faults, f, "Use a parameter with the right unit, or write the value itself.");
}

static bool from_parameter(struct loading *ld, uint32_t book, const struct node *n,
                           struct span name, uint32_t form, struct threshold *t,
                           struct value *value_r)
{
    const struct names *known = book != NONE ? &ld->books.at[book].parameters : NULL;
    uint32_t number = known != NULL ? names_find(known, name) : NAMES_NOT;

    if (number == NAMES_NOT) {
        struct node word = *n; /* the hint is about the name alone */
        const char *text = arena_text(&ld->scratch, name.at, name.len);

        word.text = span_of(text);
        if (text != NULL && known != NULL) {
            tell_unknown(ld, &word, "parameter", known);
        }
        return false;
    }
    struct parameter_def *def = &ld->parameters.at[number];
    def->used = true;
    if (def->bad) {
        return false;
    }
    if ((def->value.forms & form) == 0) {
        wrong_sort(ld, n, def, name, form);
        return false;
    }
    if (form == FORM_AGE && def->value.length.n > AGE_MOST) {
        struct fault *f =
            tell(ld, FAULT_S205, n, "the parameter \"%.*s\" is %.*s, more than %d years",
                 SPAN_SHOWN(name), TEXT_SHOWN(def->read.value), AGE_MOST);

        fault_why(ld->faults, f, "Nobody is as old.");
        fault_fix(ld->faults, f, "Correct the parameter.");
        return false;
    }
    t->set = true;
    t->length = def->value.length;
    t->number = def->value.number;
    t->parameter = text_keep(ld, name);
    *value_r = def->value;
    return true;
}

bool threshold_read(struct loading *ld, uint32_t book, const struct node *n, struct span text,
                    uint32_t form, struct threshold *threshold_r, struct value *value_r)
{
    struct value here;
    struct value *value = value_r != NULL ? value_r : &here;

    *threshold_r = (struct threshold){0};
    if (n->told) {
        return false;
    }
    if (value_read(text, value)) {
        if ((value->forms & form) == 0) {
            return false; /* told by its shape */
        }
        *threshold_r =
            (struct threshold){.set = true, .length = value->length, .number = value->number};
        return true;
    }
    bool is_name = text.len > 0 && text.at[0] >= 'a' && text.at[0] <= 'z';
    if (is_name) {
        return from_parameter(ld, book, n, text, form, threshold_r, value);
    }
    struct fault *f = tell(ld, FAULT_S205, n, "\"%.*s\" is too large a number", SPAN_SHOWN(text));
    fault_fix(ld->faults, f, "Write a smaller number.");
    return false;
}

uint32_t span_read(struct loading *ld, uint32_t book, const struct node *n,
                   struct threshold *threshold_r)
{
    *threshold_r = (struct threshold){0};
    if (n == NULL || n->kind != NODE_TEXT || n->told) {
        return 0;
    }
    const char *s = n->text.at, *space = strchr(s, ' ');
    if (space != NULL && s[0] >= '0' && s[0] <= '9') {
        space = strchr(space + 1, ' ');
    }
    if (space == NULL) {
        return 0;
    }
    struct span length = {s, (uint32_t)(space - s)};
    return threshold_read(ld, book, n, length, FORM_LENGTH, threshold_r, NULL)
               ? word_number(&words_anchor, space + 1)
               : 0;
}
