/* SPDX-License-Identifier: MIT
 *
 * One person's part of a form as a FHIR R4 Questionnaire, for renderers of others, and how their
 * QuestionnaireResponse becomes a precare-answers/1 document. Pure; any thread.
 *
 * The linkId of what can be answered is the name under which the page sends the same (form_page.h):
 * an item's id, "ID.text", a group's NONE, and "ID.unsure" (boolean) where the item's type has no
 * room for it. Sections and groups have linkIds of their own, and no answer. What is asked
 * sometimes has an enableWhen, but where somebody else answers what it hangs on. No question is
 * nested in a question: a follow-up stands beside its own, in the same group.
 */
#ifndef PRECARE_FORM_FORM_FHIR_H
#define PRECARE_FORM_FORM_FHIR_H

#include "base/fault.h"
#include "form/form.h"

/* One line without its newline; nothing where the form has no group of that person. */
void form_fhir(const struct form *form, uint32_t of, struct buf *out);

/* false with a fault and its path: no such resource, or not of a form of ours. */
bool answers_of_response(const char *bytes, size_t len, struct faults *faults, struct buf *out);

#define FHIR_FORM "urn:precare:form:" /* and the form's hash */

#endif
