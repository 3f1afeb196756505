/* SPDX-License-Identifier: MIT
 *
 * The days on which staff work (rule-language.md#windows): the section `working-days`, once a
 * directory, and the working day beside another day. Its reading is a step of the loader, one
 * thread; the question is pure, any thread. Cannot fail but for memory.
 */
#include <string.h>

#include "base/words.h"
#include "rulebook/loading.h"

/* The same day again: harmless, and more likely a slip for another day. */
static void working_twice(struct loading *ld, const struct node *n, uint32_t day)
{
    struct fault *f =
        tell(ld, FAULT_W404, n->items[day], "\"%.*s\" is there twice", TEXT_SHOWN(n->items[day]));

    fault_why(ld->faults, f, "One of them is too many, or stands for another day.");
    fault_fix(ld->faults, f, "Delete one of them, or correct it.");
}

static void working_twice_check(struct loading *ld, const struct node *n)
{
    for (uint32_t i = 1; n != NULL && n->kind == NODE_LIST && i < n->count; i++) {
        for (uint32_t k = 0; k < i; k++) {
            if (span_same(n->items[i]->text, n->items[k]->text)) {
                working_twice(ld, n, i);
                break;
            }
        }
    }
}

static void working_compile(struct loading *ld, const struct node *n)
{
    struct working_read read;

    (void)map_read(ld, &table_working, n, &read);
    working_twice_check(ld, read.days);
    working_twice_check(ld, read.holidays);
    for (uint32_t i = 0; i < each_text(read.days); i++) {
        uint32_t day = word_of_node(&words_weekday, text_at(read.days, i));

        ld->working.days |= day > 0 ? 1u << (day - 1) : 0;
    }
    uint32_t count = read.holidays != NULL ? read.holidays->count : 0;
    int32_t *holidays = arena_array(ld->keep, (size_t)count + 1, sizeof *holidays);
    for (uint32_t i = 0; holidays != NULL && i < count; i++) {
        holidays[i] = date_of_node(read.holidays->items[i]);
    }
    ld->working.holidays = holidays;
    ld->working.count = holidays != NULL ? count : 0;
}

void working_declare(struct loading *ld)
{
    const struct node *first = NULL;
    uint32_t first_file = 0;

    for (uint32_t i = 0; i < ld->file_count; i++) {
        const struct node *n = ld->files[i].read.working;

        if (n == NULL) {
            continue;
        }
        file_enter(ld, i);
        if (first != NULL) {
            struct fault *f =
                tell_at_key(ld, FAULT_X301, n,
                            "the working days are defined twice: first at %s:%u:%u, and again here",
                            ld->files[first_file].name, first->line, first->column);

            fault_why(ld->faults, f,
                      "Only one of the two could be used, and nobody would see which.");
            fault_fix(ld->faults, f, "Keep them in one place.");
            continue;
        }
        first = n->up->keys[n->index];
        first_file = i;
        working_compile(ld, n);
    }
}

/* Whether people work on it. */
static bool working_is(const struct working_days *w, int32_t day)
{
    bool works = (w->days >> date_weekday(day) & 1u) != 0;

    for (uint32_t i = 0; i < w->count && works; i++) {
        works = w->holidays[i] != day;
    }
    return works;
}

int32_t working_day(const struct working_days *w, int32_t day, bool back)
{
    int32_t moved = day;

    for (uint32_t left = 7 * (w->count + 1); left > 0 && !working_is(w, moved); left--) {
        moved += back ? -1 : 1;
    }
    return moved;
}
