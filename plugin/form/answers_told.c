/* SPDX-License-Identifier: MIT
 *
 * What is told of answers: a fault with its path, or an item that was left out. For
 * answers_parts.h.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "form/answers_parts.h"

void taking_fault(struct taking *t, enum fault_code code, const char *path, const char *what, ...)
{
    char text[256];
    va_list args;

    va_start(args, what);
    (void)vsnprintf(text, sizeof text, what, args);
    va_end(args);
    (void)fault_add(t->faults, code, (struct place){.path = path}, "%s", text);
}

void taking_leave(struct taking *t, const char *item, const char *why)
{
    if (t->left_count == t->left_room) {
        t->left = arena_more(t->arena, t->left, t->left_count, &t->left_room, sizeof *t->left);
    }
    if (t->left != NULL && t->left_count < t->left_room) {
        t->left[t->left_count++] = (struct answers_left){item, why};
    }
}

const struct said_item *taken_find(const struct taking *t, const char *id)
{
    for (uint32_t i = 0; i < t->said.count; i++) {
        if (strcmp(t->said.items[i].id, id) == 0) {
            return t->said.items[i].taken ? &t->said.items[i] : NULL;
        }
    }
    return NULL;
}
