/* SPDX-License-Identifier: MIT
 *
 * What changed in rulebooks, numbers and lists, in words. Called by diff.c; pure. Whether more of a
 * number is stricter is asked of every place that uses it.
 */
#include "review/diff_parts.h"

#include <string.h>

#include "review/plain.h"
#include "review/sentence.h"

/* ---- rulebooks ---- */

static const struct rulebook *book_named(const struct rules *rules, const char *id)
{
    for (uint32_t i = 0; i < rules->book_count; i++) {
        if (strcmp(rules->books[i].id, id) == 0) {
            return &rules->books[i];
        }
    }
    return NULL;
}

static void text_changed(struct diff *d, const char *what, const char *a, const char *b)
{
    if (!same_text(a, b)) {
        buf_printf(diff_line(d), "%s: %s became %s", what, a != NULL ? a : "nothing",
                   b != NULL ? b : "nothing");
    }
}

void diff_date(struct diff *d, const char *what, int32_t a, int32_t b)
{
    if (a == b) {
        return;
    }
    struct buf *out = diff_line(d);
    buf_printf(out, "%s: ", what);
    if (a == DATE_NONE) {
        buf_text(out, "open");
    } else {
        plain_date(out, a);
    }
    buf_text(out, " became ");
    if (b == DATE_NONE) {
        buf_text(out, "open");
    } else {
        plain_date(out, b);
    }
}

void diff_length(struct diff *d, const char *what, const char *of, struct length a, struct length b)
{
    char was[32] = "for ever", is[32] = "for ever";

    if (a.n == b.n && (a.unit == b.unit || a.n == 0)) {
        return;
    }
    if (a.n > 0) {
        length_in_words(a, was);
    }
    if (b.n > 0) {
        length_in_words(b, is);
    }
    buf_printf(diff_line(d), "%s %s: %s became %s", what, of, was, is);
    if (a.unit == b.unit || a.n == 0 || b.n == 0) {
        diff_direction(d, b.n == 0 || (a.n != 0 && b.n > a.n) ? -1 : 1);
    }
}

static const char *status_of(const struct rulebook *b)
{
    static const char *const words[] = {"?", "draft", "shadow", "active", "retired"};

    return words[b->status <= BOOK_RETIRED ? b->status : 0];
}

static void book_changed(struct diff *d, const struct rulebook *a, const struct rulebook *b)
{
    d->of = d->brief ? a->id : NULL;
    text_changed(d, "version", a->version, b->version);
    if (!d->brief) {
        text_changed(d, "title", a->title, b->title);
        text_changed(d, "owner", a->owner_name, b->owner_name);
    }
    if (a->status != b->status) {
        buf_printf(diff_line(d), "status: %s became %s", status_of(a), status_of(b));
        diff_direction(d, a->status == BOOK_ACTIVE ? -1 : b->status == BOOK_ACTIVE ? 1 : 0);
    }
    diff_date(d, "effective from", a->effective_from, b->effective_from);
    diff_date(d, "effective until", a->effective_until, b->effective_until);
    diff_date(d, "review by", a->review_by, b->review_by);
    for (uint32_t i = 0; i < CHART_ASKED; i++) {
        diff_length(d, "lists stay good,", plain_chart(i), a->stays_good[i], b->stays_good[i]);
    }
    d->of = NULL;
}

static void working_changed(struct diff *d)
{
    struct buf was = {0}, is = {0};

    plain_working_days(&was, &d->before->working);
    plain_working_days(&is, &d->after->working);
    if (was.at != NULL && is.at != NULL) {
        d->section = "Working days";
        text_changed(d, "staff work on", was.at, is.at);
    }
    buf_end(&was);
    buf_end(&is);
}

void diff_books(struct diff *d)
{
    for (uint32_t i = 0; i < d->before->book_count; i++) {
        const struct rulebook *a = &d->before->books[i];
        const struct rulebook *b = book_named(d->after, a->id);
        struct buf heading = {0};

        buf_printf(&heading, "The rulebook %s", a->id);
        d->section = heading.at != NULL ? arena_text(&d->arena, heading.at, heading.len) : "";
        part_end(d->out, &heading);
        if (b == NULL) {
            d->of = d->brief ? a->id : NULL;
            buf_text(diff_line(d), "was removed");
            d->of = NULL;
            diff_direction(d, -1);
        } else {
            book_changed(d, a, b);
        }
    }
    for (uint32_t i = 0; i < d->after->book_count; i++) {
        const struct rulebook *b = &d->after->books[i];

        d->section = "Rulebooks";
        if (book_named(d->before, b->id) == NULL) {
            buf_printf(diff_line(d), "new: %s %s%s%s", b->id, b->version, d->brief ? "" : ", ",
                       d->brief ? "" : b->title);
        }
    }
    working_changed(d);
}

/* ---- numbers ---- */

/* What more of a parameter means, by all places that use it: 1 stricter, -1 looser, 0 both or none.
 */
static int parameter_sense(const struct copy *c, const struct parameter *p)
{
    bool stricter = false, looser = false;

    for (uint32_t i = 0; i < c->slot_count; i++) {
        const struct slot *s = &c->slots[i];

        if (s->at->parameter != NULL && c->all[s->rule].rulebook == p->rulebook &&
            strcmp(s->at->parameter, p->name) == 0) {
            stricter |= s->sense > 0;
            looser |= s->sense < 0;
        }
    }
    return stricter == looser ? 0 : stricter ? 1 : -1;
}

/* "21 days" as something to compare with: seconds, roughly for months and years; else the number
 * itself. */
static int64_t size_of(const char *value)
{
    static const int64_t seconds[] = {
        [UNIT_NONE] = 1,       [UNIT_MINUTES] = 60,     [UNIT_HOURS] = 3600,    [UNIT_DAYS] = 86400,
        [UNIT_WEEKS] = 604800, [UNIT_MONTHS] = 2629800, [UNIT_YEARS] = 31557600};
    struct length length;
    int64_t n = 0, unit = 1000000;
    const char *s = value;

    if (length_read(value, strlen(value), &length) == 0 && length.unit <= UNIT_YEARS) {
        return length.n * seconds[length.unit];
    }
    for (; *s >= '0' && *s <= '9' && n < 1000000000; s++) {
        n = n * 10 + (*s - '0');
    }
    n *= unit;
    for (s += *s == '.'; *s >= '0' && *s <= '9' && unit > 1; s++) {
        unit /= 10;
        n += (*s - '0') * unit;
    }
    return n;
}

static const struct parameter *parameter_named(const struct rules *rules, const char *book,
                                               const char *name)
{
    for (uint32_t i = 0; i < rules->parameter_count; i++) {
        const struct parameter *p = &rules->parameters[i];

        if (strcmp(p->name, name) == 0 && strcmp(rules->books[p->rulebook].id, book) == 0) {
            return p;
        }
    }
    return NULL;
}

/* The rules that take their number from it. */
static void users_say(const struct copy *c, const struct parameter *p, struct buf *out)
{
    uint32_t last = NONE;
    bool any = false;

    for (uint32_t i = 0; i < c->slot_count; i++) {
        const struct slot *s = &c->slots[i];

        if (s->at->parameter == NULL || s->rule == last ||
            c->all[s->rule].rulebook != p->rulebook || strcmp(s->at->parameter, p->name) != 0) {
            continue;
        }
        buf_printf(out, "%s%s", any ? ", " : "; used by ", c->all[s->rule].id);
        any = true;
        last = s->rule;
    }
}

static void parameter_name(const struct diff *d, struct buf *out, const char *name)
{
    if (d->brief) {
        buf_text(out, name); /* its id */
    } else {
        plain_name(out, name, true);
    }
}

static void parameter_changed(struct diff *d, const struct parameter *a, const struct parameter *b)
{
    struct buf *out;

    if (!same_text(a->value, b->value)) {
        int64_t was = size_of(a->value), is = size_of(b->value);

        out = diff_line(d);
        parameter_name(d, out, b->name);
        buf_printf(out, ": %s became %s", a->value, b->value);
        diff_direction(d, is == was  ? 0
                          : is > was ? parameter_sense(&d->is, b)
                                     : -parameter_sense(&d->is, b));
        if (b->changed_by != NULL) {
            buf_printf(out, ", by %s", b->changed_by);
        }
        if (!d->brief) {
            users_say(&d->is, b, out);
        }
    }
    if (!same_text(a->lowest, b->lowest) || !same_text(a->highest, b->highest)) {
        out = diff_line(d);
        parameter_name(d, out, b->name);
        buf_printf(out, ": allowed was %s to %s, is now %s to %s",
                   a->lowest != NULL ? a->lowest : "anything",
                   a->highest != NULL ? a->highest : "anything",
                   b->lowest != NULL ? b->lowest : "anything",
                   b->highest != NULL ? b->highest : "anything");
    }
}

void diff_parameters(struct diff *d)
{
    d->section = "Numbers";
    for (uint32_t i = 0; i < d->before->parameter_count; i++) {
        const struct parameter *a = &d->before->parameters[i];
        const struct parameter *b =
            parameter_named(d->after, d->before->books[a->rulebook].id, a->name);

        if (b == NULL) {
            struct buf *out = diff_line(d);

            parameter_name(d, out, a->name);
            buf_text(out, " was removed");
        } else {
            parameter_changed(d, a, b);
        }
    }
    for (uint32_t i = 0; i < d->after->parameter_count; i++) {
        const struct parameter *b = &d->after->parameters[i];

        if (parameter_named(d->before, d->after->books[b->rulebook].id, b->name) == NULL) {
            struct buf *out = diff_line(d);

            buf_text(out, "new: ");
            parameter_name(d, out, b->name);
            buf_printf(out, ", %s", b->value);
        }
    }
}

/* ---- lists ---- */

static bool has_item(const struct list *list, const char *item)
{
    for (uint32_t i = 0; i < list->items.count; i++) {
        if (strcmp(list->items.at[i], item) == 0) {
            return true;
        }
    }
    return false;
}

static void items_missing(struct diff *d, const struct list *in, const struct list *other,
                          const char *what)
{
    struct buf *out = NULL;
    uint32_t missing = 0;

    for (uint32_t i = 0; i < in->items.count; i++) {
        if (has_item(other, in->items.at[i])) {
            continue;
        }
        missing++;
        if (d->brief) {
            continue;
        }
        if (out == NULL) {
            out = diff_line(d);
            buf_printf(out, "%s: %s ", in->id, what);
        } else {
            buf_text(out, ", ");
        }
        buf_text(out, in->items.at[i]);
    }
    if (d->brief && missing > 0) {
        buf_printf(diff_line(d), "%s: %s %u item%s", in->id, what, missing,
                   missing == 1 ? "" : "s");
    }
}

static bool same_part(const struct list *a, const struct list *b, uint32_t part)
{
    const char *x = a->written != NULL ? a->written->parts[part] : NULL;
    const char *y = b->written != NULL ? b->written->parts[part] : NULL;

    return strcmp(x != NULL ? x : "", y != NULL ? y : "") == 0;
}

static void list_changed(struct diff *d, const struct list *a, const struct list *b)
{
    static const char *const parts[LIST_PARTS] = {[LIST_ALSO] = "other names",
                                                  [LIST_CODES] = "codes",
                                                  [LIST_EXCEPT] = "exceptions",
                                                  [LIST_ROUTES] = "routes",
                                                  [LIST_INCLUDES] = "included lists"};

    items_missing(d, b, a, "added");
    items_missing(d, a, b, "removed");
    if (!diff_brief(d, a->id, "its word in sentences", a->plain, b->plain) &&
        !same_text(a->plain, b->plain)) {
        buf_printf(diff_line(d), "%s: the word in sentences was “%s”, is now “%s”", a->id, a->plain,
                   b->plain);
    }
    if (a->short_lived.n != b->short_lived.n || a->short_lived.unit != b->short_lived.unit) {
        diff_length(d, "short-lived,", a->id, a->short_lived, b->short_lived);
    }
    for (uint32_t i = 0; i < LIST_PARTS; i++) {
        if (!same_part(a, b, i)) {
            buf_printf(diff_line(d), "%s: its %s changed", a->id, parts[i]);
        }
    }
}

void diff_lists(struct diff *d)
{
    d->section = "Lists";
    for (uint32_t i = 0; i < d->before->list_count; i++) {
        const struct list *a = &d->before->lists[i];
        uint32_t k = rules_list(d->after, a->id);

        if (k == NONE) {
            buf_printf(diff_line(d), "%s was removed", a->id);
        } else {
            list_changed(d, a, &d->after->lists[k]);
        }
    }
    for (uint32_t i = 0; i < d->after->list_count; i++) {
        const struct list *b = &d->after->lists[i];

        if (rules_list(d->before, b->id) == NONE) {
            struct buf *out = diff_line(d);

            if (d->brief) {
                buf_printf(out, "new: %s, %u item%s", b->id, b->items.count,
                           b->items.count == 1 ? "" : "s");
                continue;
            }
            buf_printf(out, "new: %s (", b->id);
            plain_list(out, b->items, " and ");
            buf_char(out, ')');
        }
    }
}
