/* SPDX-License-Identifier: MIT
 *
 * The names that a Questionnaire and its response share. For plugin/form/ alone.
 */
#ifndef PRECARE_FORM_FHIR_PARTS_H
#define PRECARE_FORM_FHIR_PARTS_H

#define FHIR_ANSWERS "urn:precare:answers" /* the system of the codings */

#endif
