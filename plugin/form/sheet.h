/* SPDX-License-Identifier: MIT
 *
 * The sheet for the patient: what all findings of a visit tell the patient to do, by date, in the
 * words of `tell-patient` (events.md, "A sheet for the patient"). No diagnosis, and no finding's
 * `say`. Called by `precare sheet` and the JSON door; pure, any thread.
 */
#ifndef PRECARE_FORM_SHEET_H
#define PRECARE_FORM_SHEET_H

#include "base/buf.h"
#include "rulebook/rulebook.h"
#include "visit/visit.h"

enum sheet_format {
    SHEET_TEXT,
    SHEET_HTML,
    SHEET_ICS,
    SHEET_FORMATS
};

struct sheet_order {
    const struct rules *rules;
    const struct visit *visit;
    const char *clinic; /* who gives it; NULL: nobody is named */
    bool draft;         /* draft and shadow rules act, and the sheet says so first */
    enum sheet_format format;
};

enum sheet_outcome {
    SHEET_WHOLE,
    SHEET_LOOK, /* written, and staff must know what `why` says */
    SHEET_NONE, /* there is none; `why` says why */
    SHEET_LOST  /* no memory */
};

/* `why`: for staff, in English, a sentence a line; empty after SHEET_WHOLE. */
enum sheet_outcome sheet_write(const struct sheet_order *order, struct buf *out, struct buf *why);

#endif
