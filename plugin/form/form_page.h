/* SPDX-License-Identifier: MIT
 *
 * One person's part of a form as a page: one file, no request, no script needed, for a phone, a
 * desk and paper. Written from the model alone (form.h). Pure; any thread. It fails only as its buf
 * does.
 *
 * What it sends, as application/x-www-form-urlencoded by POST, or with a script as the members of
 * `answers` of a precare-answers/1 document, several of one name as a list:
 *
 * form, by, on: the form's hash; whose part it is; the day, where a script told it.
 *
 * ID: yes, no or unsure; of a choice its value; of choices one for each, or unsure; digits; words;
 * of a time "2026-05-31T14:00". Empty: not answered.
 *
 * ID of a date: up to three of this name in this order: day, month by its name, year. One that is
 * not known is empty. In the document one text: "31 May 2026", "May 2026", "2026".
 *
 * ID.text: the words beside a yes.
 *
 * NONE (form_group.none): yes, a no to each tick of the group; or others (FORM_OTHERS), beside a
 * yes: a no to each of them that has no answer of its own.
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

/* Whether a page may post to it: what begins with https://, http:// or /. */
bool form_page_action(const char *action);
/* Nothing where the form has no group of that person. */
void form_page(const struct form_page *page, struct buf *out);

#endif
