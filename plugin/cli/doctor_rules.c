/* SPDX-License-Identifier: MIT
 *
 * Checks of `precare doctor`: the rules in use against those that are edited, who approved each
 * text, when it is to be reviewed, and when an overlay's changes end (doctor.h).
 */
#include <string.h>

#include "base/calendar.h"
#include "cli/doctor.h"
#include "cli/rules_current.h"
#include "review/standing.h"
#include "rulebook/approval/approval.h"

#define SOON_DAYS 30

/* ---- in use ---- */

static void edited_say(struct doctor *d)
{
    const struct faults *faults = &d->given.faults;

    for (uint32_t i = 0; i < faults->count; i++) {
        if (!faults->items[i].warning) {
            doctor_say(d, DOCTOR_WRONG, "precare check",
                       "the edited rules cannot be used: %u error%s, the first: %s", faults->errors,
                       faults->errors == 1 ? "" : "s", faults->items[i].what);
            return;
        }
    }
    doctor_say(d, DOCTOR_WRONG, "precare check", "the edited rules cannot be read");
}

void doctor_rules_in_use(struct doctor *d)
{
    char hash[SET_HASH];

    if (!d->rules_read) {
        edited_say(d);
        return;
    }
    switch (rules_current(&d->given, hash)) {
    case RULES_CURRENT:
        doctor_say(d, DOCTOR_OK, NULL, "the edited rules are in use (%.12s)", hash);
        break;
    case RULES_EDITED:
        doctor_say(d, DOCTOR_LOOK, "precare reload, or put the files back (precare rules history)",
                   "the edited rules are not those in use (%.12s)", hash);
        break;
    case RULES_NONE: doctor_say(d, DOCTOR_LOOK, "precare reload", "no rules are in use yet"); break;
    case RULES_HIDDEN:
        doctor_say(d, DOCTOR_LOOK, "run precare doctor as root",
                   "it was not looked at: access is refused");
        break;
    case RULES_UNKNOWN:
        doctor_say(d, DOCTOR_LOOK, "see \"state directory\"",
                   "it was not looked at: the rules in use cannot be read");
        break;
    }
}

/* ---- each rulebook ---- */

/* true: the rules are there to be looked at; else it was said. */
static bool rules_there(struct doctor *d)
{
    if (!d->rules_read) {
        doctor_say(d, DOCTOR_LOOK, "precare check",
                   "it was not looked at: the edited rules cannot be used");
    }
    return d->rules_read;
}

static void book_approval(struct doctor *d, uint32_t number)
{
    const struct rulebook *book = &d->given.rules->books[number];
    const struct approved_text *text = approved_text_find(d->given.rules, book->id);
    bool whole = text != NULL && approved_whole(text);
    bool silent = book->status == BOOK_DRAFT || book->status == BOOK_SHADOW;
    bool demonstrates = d->config->act_on == ACT_ON_DEMONSTRATION;
    struct buf words = {0};
    struct doctor_mend mend;

    standing_write(d->given.rules, number, demonstrates, &words);
    if (text != NULL) {
        buf_text(&words, "; ");
        approved_say(text, &words);
    }
    if (book->status == BOOK_RETIRED || (whole && !silent)) {
        doctor_say(d, DOCTOR_OK, NULL, "%s", words.at);
    } else if (silent) {
        doctor_say(d, DOCTOR_LOOK,
                   doctor_mend(&mend, "%s; what is missing: precare check --for-active",
                               demonstrates ? "each message says DEMONSTRATION"
                                            : "nobody is told of what it finds"),
                   "%s", words.at);
    } else {
        doctor_say(d, DOCTOR_WRONG,
                   doctor_mend(&mend, "precare approve --rulebook %s --by WHO", book->id), "%s",
                   words.at);
    }
    buf_end(&words);
}

void doctor_approval(struct doctor *d)
{
    if (!rules_there(d)) {
        return;
    }
    if (d->given.rules->book_count == 0) {
        doctor_say(d, DOCTOR_WRONG, "name their directories under `rules:` in the configuration",
                   "there is no rulebook");
    }
    for (uint32_t i = 0; i < d->given.rules->book_count; i++) {
        book_approval(d, i);
    }
}

static void book_review(struct doctor *d, const struct rulebook *book)
{
    struct doctor_mend mend;
    char day[11];

    date_iso(book->review_by, day);
    if (book->review_by < d->today) {
        doctor_say(d, book->stop_after_review ? DOCTOR_WRONG : DOCTOR_LOOK,
                   doctor_mend(&mend, "have %s review it, and write a later `review-by`",
                               book->owner_name != NULL ? book->owner_name : "its owner"),
                   "%s was to be reviewed by %s%s", book->id, day,
                   book->stop_after_review ? ": it evaluates nothing any more" : "");
    } else if (book->review_by - d->today <= SOON_DAYS) {
        doctor_say(d, DOCTOR_LOOK,
                   doctor_mend(&mend, "have %s review it before",
                               book->owner_name != NULL ? book->owner_name : "its owner"),
                   "%s is to be reviewed by %s, in %d days", book->id, day,
                   book->review_by - d->today);
    } else {
        doctor_say(d, DOCTOR_OK, NULL, "%s is to be reviewed by %s", book->id, day);
    }
}

void doctor_review(struct doctor *d)
{
    for (uint32_t i = 0; rules_there(d) && i < d->given.rules->book_count; i++) {
        book_review(d, &d->given.rules->books[i]);
    }
}

void doctor_overlays(struct doctor *d)
{
    uint32_t ends = 0;
    char day[11];

    if (!rules_there(d)) {
        return;
    }
    for (const struct rules *r = d->given.rules; r->later != NULL; r = r->later, ends++) {
        int32_t left = r->last_day - d->today;

        date_iso(r->last_day, day);
        if (left > SOON_DAYS) {
            doctor_say(d, DOCTOR_OK, NULL, "a change ends on %s, in %d days", day, left);
        } else if (left >= 0) {
            doctor_say(d, DOCTOR_LOOK, "decide whether it is to last: its `until` says how long",
                       "a change ends on %s, in %d day%s", day, left, left == 1 ? "" : "s");
        } else {
            doctor_say(d, DOCTOR_LOOK, "take it out, or write a later `until`",
                       "a change ended on %s", day);
        }
    }
    if (ends == 0) {
        doctor_say(d, DOCTOR_OK, NULL, "no change of an overlay ends");
    }
}
