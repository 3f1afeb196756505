/* SPDX-License-Identifier: MIT
 *
 * `set-status`: the way of a clinic to take a rulebook into use whose files a package owns. It is
 * put into effect when all is declared and nothing compiled, for it decides what has to be
 * approved; and held against the base with the other changes. For approval/act.c and
 * overlay_check.c; one thread.
 */
#include "base/words.h"
#include "rulebook/overlay/overlay.h"

/* How much a rulebook does. */
static uint32_t status_rank(uint32_t status)
{
    return status == BOOK_ACTIVE ? 2 : status == BOOK_SHADOW ? 1 : 0;
}

static bool has_ended(const struct loading *ld, const struct change_def *c)
{
    int32_t until = date_of_node(c->read.until);

    return until != DATE_NONE && ((ld->as_of != DATE_NONE && until < ld->as_of) ||
                                  (ld->options->today != DATE_NONE && until < ld->options->today));
}

static bool names_base(const struct loading *ld, const struct overlay_def *o,
                       const struct change_def *c)
{
    const struct node *id = ld->books.at[o->book].read.id, *named = c->fields.rulebook;

    return named != NULL && id != NULL && span_same(named->text, id->text);
}

void overlays_set_status(struct loading *ld)
{
    for (uint32_t i = 0; i < ld->overlays.count && !ld->bare; i++) {
        const struct overlay_def *o = &ld->overlays.at[i];

        for (uint32_t j = 0; j < o->changes.count && o->book != NONE; j++) {
            const struct change_def *c = &o->changes.at[j];

            if (c->op == OP_SET_STATUS && !c->left_out && !has_ended(ld, c) &&
                names_base(ld, o, c) &&
                word_of_node(&words_rulebook_status, c->fields.status) != 0) {
                ld->books.at[o->book].read.status = c->fields.status;
                ld->books.at[o->book].status_file = o->file;
            }
        }
    }
}

/* Into use for ever: no day may pass by which nobody is told of anything any more. */
static void end_refuse(struct loading *ld, const struct change_def *c)
{
    struct fault *f =
        tell(ld, FAULT_X308, c->read.until,
             "this change may not end: the rulebook would act on nobody from the next day on");

    fault_why(ld->faults, f, "Screening would go off on a day on which nobody did anything.");
    fault_fix(ld->faults, f,
              "Delete the line `until`. What takes the rulebook out of use is another status, "
              "approved when it is meant.");
}

enum direction status_direction(struct loading *ld, const struct overlay_def *o,
                                const struct change_def *c)
{
    uint32_t before = ld->books.at[o->book].base_status,
             after = word_of_node(&words_rulebook_status, c->fields.status);

    if (c->fields.rulebook == NULL || c->fields.rulebook->told || before == 0 || after == 0) {
        return DIRECTION_NEITHER;
    }
    if (!names_base(ld, o, c)) {
        struct fault *f =
            tell(ld, FAULT_X308, c->fields.rulebook, "this overlay changes another rulebook");

        fault_why(ld->faults, f, "An overlay changes the one that its `base` names.");
        fault_fix(ld->faults, f, "Write rulebook: %.*s", TEXT_SHOWN(ld->books.at[o->book].read.id));
        return DIRECTION_NEITHER;
    }
    if (before == after) {
        struct fault *f =
            tell(ld, FAULT_X308, c->fields.status, "the rulebook has this status already");

        fault_why(ld->faults, f, "The change would change nothing.");
        fault_fix(ld->faults, f, "Delete the change.");
    }
    if (after == BOOK_ACTIVE && c->read.until != NULL) {
        end_refuse(ld, c);
    }
    return status_rank(after) > status_rank(before)   ? DIRECTION_STRICTER
           : status_rank(after) < status_rank(before) ? DIRECTION_LOOSER
                                                      : DIRECTION_NEITHER;
}
