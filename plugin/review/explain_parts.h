/* SPDX-License-Identifier: MIT
 *
 * What the files of explain share: whose rule it is, and how its words are laid out. For
 * plugin/review/ alone.
 */
#ifndef PRECARE_REVIEW_EXPLAIN_PARTS_H
#define PRECARE_REVIEW_EXPLAIN_PARTS_H

#include "base/buf.h"
#include "engine/engine.h"

struct telling {
    const struct rules *rules;
    const struct rule *rule;
    uint32_t index;
    const struct visit *visit;
    struct trace trace;
    struct arena arena;
    struct buf *out;
    bool as_active;
};

/* explain_layout.c */
/* Words wrapped at the width, later lines indented. */
void explain_wrapped(struct buf *out, const char *text, size_t indent);
void explain_labelled(struct buf *out, const char *label, const char *text);
void explain_heading(struct buf *out, const char *text);

/* explain_visit.c: how the rule judged the visit. false: no memory. */
bool explain_visit(struct telling *t);

#endif
