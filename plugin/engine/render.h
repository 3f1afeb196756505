/* SPDX-License-Identifier: MIT
 *
 * The words of a finding: placeholders filled in (rule-language.md#sentences). Never chart text:
 * items of lists, names of the site tree, dates.
 */
#ifndef PRECARE_ENGINE_RENDER_H
#define PRECARE_ENGINE_RENDER_H

#include "engine/judge.h"
#include "engine/window.h"

struct wording {
    struct view *view;
    const struct draft *draft;
    struct moment_of due, until, move_to;
};

/* In the arena; NULL: no memory (or no template). */
const char *render_text(const struct wording *w, const char *template);
/* ISO, for machines; NULL: not known */
const char *render_moment(struct view *v, const struct moment_of *m);

#endif
