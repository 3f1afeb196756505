/* SPDX-License-Identifier: MIT
 *
 * The system that a code of a chart is of, by any of the names that charts and their interfaces
 * give it (rule-language.md#lists): rules write the short names alone. Called where a code is
 * looked up; pure, any thread. An unknown system is 0.
 */
#include <string.h>

#include "base/words.h"
#include "vocabulary/vocabulary.h"

/* What else a system is called, in lower case. */
#define NAMED(name, system)                                                                        \
    {                                                                                              \
        name, sizeof name - 1, system                                                              \
    }
static const struct {
    const char *name;
    uint32_t len, system;
} code_system_names[] = {
    NAMED("icd-10", CODE_ICD_10),
    NAMED("icd-10-cm", CODE_ICD_10),
    NAMED("icd10", CODE_ICD_10),
    NAMED("icd10cm", CODE_ICD_10),
    NAMED("http://hl7.org/fhir/sid/icd-10", CODE_ICD_10),
    NAMED("http://hl7.org/fhir/sid/icd-10-cm", CODE_ICD_10),
    NAMED("urn:oid:2.16.840.1.113883.6.90", CODE_ICD_10),
    NAMED("urn:oid:2.16.840.1.113883.6.3", CODE_ICD_10),
    NAMED("atc", CODE_ATC),
    NAMED("http://www.whocc.no/atc", CODE_ATC),
    NAMED("snomed", CODE_SNOMED),
    NAMED("sct", CODE_SNOMED),
    NAMED("http://snomed.info/sct", CODE_SNOMED),
    NAMED("rxnorm", CODE_RXNORM),
    NAMED("rxcui", CODE_RXNORM),
    NAMED("http://www.nlm.nih.gov/research/umls/rxnorm", CODE_RXNORM),
    NAMED("cpt", CODE_CPT),
    NAMED("http://www.ama-assn.org/go/cpt", CODE_CPT),
    NAMED("local", CODE_LOCAL),
};

static bool begins_with(struct span code, const char *name, uint32_t len)
{
    for (uint32_t i = 0; i < len; i++) {
        char c = code.at[i];

        if ((c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c) != name[i]) {
            return false;
        }
    }
    return true;
}

/* A colon follows the name, so that no two names fit. */
uint32_t code_system_of(struct span code, struct span *rest_r)
{
    for (size_t i = 0; i < sizeof code_system_names / sizeof *code_system_names; i++) {
        uint32_t len = code_system_names[i].len;

        if (code.len > len && code.at[len] == ':' &&
            begins_with(code, code_system_names[i].name, len)) {
            *rest_r = (struct span){code.at + len + 1, code.len - len - 1};
            return code_system_names[i].system;
        }
    }
    return 0;
}
