/* SPDX-License-Identifier: MIT
 *
 * See unread.h: one function for each part of the event that may hold such words. Called once a
 * result, mostly with nothing to tell.
 */
#include "engine/unread.h"

#include "engine/waiting.h"

static void unread_patient(struct judge *j)
{
    const struct view *v = &j->view;

    if ((v->needs & PRECARE_NEEDS_SEX) != 0 && v->visit->sex_said && v->visit->sex == 0) {
        (void)strings_add(&j->unread, v->arena, "patient.sex");
    }
}

/* Entries, and value sets that nobody defines. */
static void unread_chart(struct judge *j)
{
    const struct strings *paths = &j->view.unread_paths;

    for (uint32_t i = 0; i < paths->count; i++) {
        (void)strings_add(&j->unread, j->view.arena, paths->at[i]);
    }
}

void unread_gather(struct judge *j)
{
    unread_patient(j);
    waiting_unread(j);
    unread_chart(j);
}
