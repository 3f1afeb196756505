/* SPDX-License-Identifier: MIT
 *
 * The JSON Schemas of precare-form/1 and precare-answers/1, for `precare schema`. Pure data.
 */
#ifndef PRECARE_FORM_FORM_SCHEMA_H
#define PRECARE_FORM_FORM_SCHEMA_H

#include "review/document_schema.h"

extern const struct document document_form, document_answers;

#endif
