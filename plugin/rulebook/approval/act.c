/* SPDX-License-Identifier: MIT
 *
 * What follows from the verdicts (judge.c): an active rulebook that is not approved as it stands
 * does not act, a change of an overlay that nobody approved is left out, and where approvals are
 * demanded (check, reload, restore, the first open) each of them is X306. A step of the loader; one
 * thread.
 */
#include <string.h>

#include "rulebook/approval/items.h"

/* ---- overlays ---- */

static const struct item *head_of(const struct approved_text *t)
{
    return t->count > 0 && t->items[0].kind == ITEM_SECTION ? &t->items[0] : NULL;
}

/* Takes its rulebook out of use, whatever it was. */
static bool takes_out(const struct change_def *c)
{
    uint32_t status = word_of_node(&words_rulebook_status, c->fields.status);

    return c->op == OP_SET_STATUS && status != 0 && status != BOOK_ACTIVE;
}

/* Only what was approved acts, and nothing of an overlay whose head was not. A check looks at what
 * is to be approved as if it were, but a status that takes rules out of use: it would hide what
 * they lack, and say that nobody is told of anything. */
static void overlay_leave_out(struct overlay_def *o, const struct approved_text *t, bool checks)
{
    const struct item *head = head_of(t);
    bool good = head != NULL && head->state == ITEM_CONFIRMED;

    for (uint32_t i = 0; i < o->changes.count; i++) {
        struct change_def *c = &o->changes.at[i];

        c->left_out = (!checks || takes_out(c)) &&
                      (!good || c->item >= t->count || t->items[c->item].state != ITEM_CONFIRMED);
    }
}

static void stale_tell(struct loading *ld, const struct approved_text *t)
{
    const struct item *at = NULL;
    struct buf said = {.at = NULL};

    for (uint32_t i = 0; i < t->count && at == NULL; i++) {
        at = t->items[i].state == ITEM_CHANGED && t->items[i].file != NULL ? &t->items[i] : NULL;
    }
    struct place place = {.file = at != NULL ? at->file : t->last->file,
                          .line = at != NULL ? at->line : 0,
                          .column = at != NULL ? at->column : 0};
    struct fault *f = fault_add(
        ld->faults, FAULT_X306, place, "the %s \"%s\" %s", t->of_overlay ? "overlay" : "rulebook",
        t->id, t->lost ? "was approved, and is no longer there" : "is not as it was approved");
    approved_say(t, &said);
    fault_why(ld->faults, f, "It was %s.", said.failed || said.at == NULL ? "approved" : said.at);
    fault_fix(ld->faults, f,
              "See what changed, and put it back, or approve it: precare approve --rulebook "
              "%s --by \"Dr. A.\"",
              t->id);
    buf_end(&said);
}

/* ---- rulebooks ---- */

static void not_approved_tell(struct loading *ld, const struct book_def *def,
                              const struct approved_text *t)
{
    struct buf said = {.at = NULL};
    struct fault *f =
        t->last == NULL ? tell(ld, FAULT_X306, def->read.status,
                               "not ready for active: nobody has approved this rulebook")
                        : tell(ld, FAULT_X306, def->read.status,
                               "not ready for active: %u of %u items are not as they were approved",
                               t->count - t->counts[ITEM_CONFIRMED], t->count);

    approved_say(t, &said);
    fault_why(ld->faults, f, "%s%s%s", t->last != NULL && !said.failed ? "It was " : "",
              t->last != NULL && !said.failed
                  ? said.at
                  : "Rules that act on patients are read and approved by "
                    "somebody responsible for them.",
              t->last != NULL ? "." : "");
    fault_fix(ld->faults, f,
              "See what is to be approved, and approve it: precare approve --rulebook %s "
              "--by \"Dr. A.\"",
              t->id != NULL ? t->id : "ID");
    buf_end(&said);
}

/* Whether an overlay of the rulebook, or one that is lost, is not as it was approved. */
static bool changes_are_stale(const struct loading *ld, uint32_t book)
{
    for (uint32_t i = ld->books.count; i < ld->approved->count; i++) {
        const struct approved_text *t = &ld->approved->at[i];

        if (approved_stale(t) && (t->book == book || t->book == NONE)) {
            return true;
        }
    }
    return false;
}

static void book_act(struct loading *ld, uint32_t number)
{
    struct book_def *def = &ld->books.at[number];
    const struct approved_text *t = &ld->approved->at[number];
    uint32_t demand = ld->options->approval.demand;
    uint32_t status = word_of_node(&words_rulebook_status, def->read.status);
    bool wanted = status == BOOK_ACTIVE || (ld->options->for_active && status != BOOK_RETIRED) ||
                  def->base_status == BOOK_ACTIVE; /* acts again when an overlay's change ends */

    def->unapproved =
        demand >= APPROVAL_ACT && (!approved_whole(t) || changes_are_stale(ld, number));
    if (demand >= APPROVAL_CHECK && wanted && def->read.status != NULL && !approved_whole(t)) {
        file_enter(ld, def->status_file);
        not_approved_tell(ld, def, t);
    }
}

/* The rulebook acts, or would if this overlay were approved. */
static bool is_to_act(const struct loading *ld, const struct overlay_def *o)
{
    bool acts =
        word_of_node(&words_rulebook_status, ld->books.at[o->book].read.status) == BOOK_ACTIVE;

    for (uint32_t i = 0; i < o->changes.count; i++) {
        acts = acts ||
               word_of_node(&words_rulebook_status, o->changes.at[i].fields.status) == BOOK_ACTIVE;
    }
    return acts;
}

/* Of an overlay whose rulebook acts: what nobody approved is left out, and said. */
static void left_out_tell(struct loading *ld, const struct overlay_def *o,
                          const struct approved_text *t)
{
    bool none = head_of(t) == NULL || head_of(t)->state != ITEM_CONFIRMED;
    const struct item *at = NULL;
    uint32_t count = 0;

    if (o->book == NONE || !is_to_act(ld, o)) {
        return;
    }
    for (uint32_t i = 0; i < t->count; i++) {
        if (t->items[i].kind == ITEM_CHANGE && (none || t->items[i].state == ITEM_NEVER)) {
            at = at == NULL ? &t->items[i] : at;
            count++;
        }
    }
    if (at == NULL) {
        return;
    }
    struct place place = {.file = at->file, .line = at->line, .column = at->column};
    struct fault *f = fault_add(
        ld->faults, FAULT_W411, place, "%u change%s of the overlay \"%s\" %s left out", count,
        count == 1 ? "" : "s", t->id != NULL ? t->id : "?", count == 1 ? "is" : "are");
    fault_why(ld->faults, f, "Nobody approved %s.", count == 1 ? "it" : "them");
    fault_fix(ld->faults, f, "If it is meant: precare approve --rulebook %s --by \"Dr. A.\"",
              t->id != NULL ? t->id : "ID");
}

void approval_act(struct loading *ld)
{
    uint32_t demand = ld->options->approval.demand;

    for (uint32_t i = 0; i < ld->overlays.count; i++) {
        if (demand >= APPROVAL_ACT) {
            overlay_leave_out(&ld->overlays.at[i], &ld->approved->at[ld->books.count + i],
                              demand == APPROVAL_CHECK);
        }
    }
    overlays_set_status(ld); /* by what was approved */
    for (uint32_t i = 0; i < ld->books.count; i++) {
        book_act(ld, i);
    }
    for (uint32_t i = ld->books.count; i < ld->approved->count; i++) {
        const struct approved_text *t = &ld->approved->at[i];

        if (demand >= APPROVAL_CHECK && (t->lost || t->of_overlay) && approved_stale(t)) {
            stale_tell(ld, t);
        }
    }
    for (uint32_t i = 0; i < ld->overlays.count; i++) {
        const struct approved_text *t = &ld->approved->at[ld->books.count + i];

        if (demand >= APPROVAL_CHECK && !approved_stale(t)) {
            left_out_tell(ld, &ld->overlays.at[i], t);
        }
    }
}
