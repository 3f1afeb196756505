/* SPDX-License-Identifier: MIT
 *
 * One person's part of a form as a page: one file, no request, no script needed, for a phone, a
 * desk and paper. Written from the model alone (form.h). Pure; any thread. It fails only as its buf
 * does.
 *
 * What it sends, as application/x-www-form-urlencoded by POST, and, with a script, as the members
 * of `answers` of a precare-answers/1 document (several of one name as a list): _form        the
 * form's hash (the document: its key `form`) _by          whose part it is: patient, staff,
 * prescriber, provider (the document: `by`) _on          the day, where a script told it (the
 * document: `on`) ID           yes, no or unsure; of a choice its value; of choices one ID=value
 * for each, or unsure; digits; words. Empty: not answered ID.text      the words beside a yes
 *   ID.year, ID.month, ID.day   of a date, as digits: what is empty is not said, and a month or a
 *                day alone says nothing. Of a time also ID.hour ("14:00"). In the document one
 * text, ID: "2026-05-31", "2026-05", "2026", "2026-05-31T14:00" NONE         (form_group.none) yes:
 * a no to each tick of the group that has no answer of its own
 */
#ifndef PRECARE_FORM_FORM_PAGE_H
#define PRECARE_FORM_FORM_PAGE_H

#include "form/form.h"

struct form_page {
    const struct form *form;
    uint32_t of;        /* PRECARE_ASK_PATIENT..: whose part it is */
    const char *clinic; /* who will read it; NULL: nobody is named */
    const char *action; /* URL that takes the POST; NULL: it is saved by a script, or printed */
};

/* Nothing where the form has no group of that person. */
void form_page(const struct form_page *page, struct buf *out);

#endif
