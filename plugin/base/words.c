/* SPDX-License-Identifier: MIT
 *
 * The closed vocabularies, each with the numbers of the public header. Read by every room. Pure
 * data, any thread. A word that is not known is 0, a number without a word NULL.
 */
#include "base/words.h"

#include <precare/precare.h>
#include <string.h>

/* clang-format off */
WORDS(moment,
    [PRECARE_BOOKING] = "booking",
    [PRECARE_CHECK_IN] = "check-in",
    [PRECARE_TREATMENT] = "treatment",
    [PRECARE_FOLLOW_UP] = "follow-up");
WORDS(action,
    [PRECARE_CREATE] = "create",
    [PRECARE_RESCHEDULE] = "reschedule",
    [PRECARE_CONFIRM] = "confirm",
    [PRECARE_CANCEL] = "cancel");
WORDS(phase,
    [PRECARE_PREVIEW] = "preview",
    [PRECARE_FINAL] = "final",
    [PRECARE_SETTLE] = "settle");
WORDS(disposition,
    [PRECARE_SAVED] = "saved",
    [PRECARE_ABANDONED] = "abandoned",
    [PRECARE_OVERRIDDEN] = "overridden");
WORDS(severity,
    [PRECARE_MILD] = "mild",
    [PRECARE_MODERATE] = "moderate",
    [PRECARE_SEVERE] = "severe");
WORDS(status,
    [PRECARE_STATUS_ACTIVE] = "active",
    [PRECARE_STATUS_RESOLVED] = "resolved",
    [PRECARE_STATUS_HISTORY] = "history",
    [PRECARE_STATUS_FAMILY] = "family",
    [PRECARE_STATUS_NEVER] = "never");
WORDS(use,
    [PRECARE_USE_ONGOING] = "ongoing",
    [PRECARE_USE_AS_NEEDED] = "as-needed",
    [PRECARE_USE_PRESCRIBED] = "prescribed",
    [PRECARE_USE_STOPPED] = "stopped",
    [PRECARE_USE_NEVER] = "never");
WORDS(state,
    [PRECARE_DONE] = "done",
    [PRECARE_PLANNED] = "planned",
    [PRECARE_CANCELLED] = "cancelled");
WORDS(pregnancy,
    [PRECARE_PREGNANT] = "pregnant",
    [PRECARE_BREASTFEEDING] = "breastfeeding",
    [PRECARE_TRYING] = "trying",
    [PRECARE_NOT_PREGNANT] = "not-pregnant",
    [PRECARE_NOT_APPLICABLE] = "not-applicable");
/* Here 0 has a word of its own. */
WORDS(outcome,
    [PRECARE_NOT_EVALUATED] = "not-evaluated",
    [PRECARE_NO_RULES] = "no-rules",
    [PRECARE_PARTIAL] = "partial",
    [PRECARE_OUT_OF_REVIEW] = "out-of-review",
    [PRECARE_CLEAR] = "clear",
    [PRECARE_INFO] = "info",
    [PRECARE_TASK] = "task",
    [PRECARE_ASK] = "ask",
    [PRECARE_WARN] = "warn",
    [PRECARE_HOLD] = "hold",
    [PRECARE_BLOCK] = "block",
    [PRECARE_URGENT] = "urgent");
WORDS(overall,
    [PRECARE_NOT_EVALUATED] = "not-evaluated",
    [PRECARE_NO_RULES] = "no-rules",
    [PRECARE_PARTIAL] = "partial",
    [PRECARE_OUT_OF_REVIEW] = "out-of-review",
    [PRECARE_CLEAR] = "clear",
    [PRECARE_INFO] = "info",
    [PRECARE_TASK] = "tasks",
    [PRECARE_ASK] = "ask",
    [PRECARE_WARN] = "warn",
    [PRECARE_HOLD] = "hold",
    [PRECARE_BLOCK] = "block",
    [PRECARE_URGENT] = "urgent");
WORDS(coverage,
    [PRECARE_NOT_EVALUATED] = "not-evaluated",
    [PRECARE_NO_RULES] = "no-rules",
    [PRECARE_PARTIAL] = "partial",
    [PRECARE_OUT_OF_REVIEW] = "out-of-review",
    [PRECARE_COMPLETE] = "complete");
WORDS(asked_of,
    [PRECARE_ASK_PATIENT] = "patient",
    [PRECARE_ASK_STAFF] = "staff",
    [PRECARE_ASK_PRESCRIBER] = "prescriber",
    [PRECARE_ASK_PROVIDER] = "provider");
WORDS(note_rule,
    [PRECARE_NOTE_OPTIONAL] = "optional",
    [PRECARE_NOTE_REQUIRED] = "required");
WORDS(acknowledgement,
    [PRECARE_ACCEPTED] = "accepted",
    [PRECARE_OVERRODE] = "overridden",
    [PRECARE_DISMISSED] = "dismissed");
/* These have no number outside the plugin. */
WORDS(list_kind,
    [LIST_CONDITION] = "condition",
    [LIST_MEDICATION] = "medication",
    [LIST_PROCEDURE] = "procedure",
    [LIST_REACTION] = "reaction",
    [LIST_PRODUCT] = "product",
    [LIST_ALLERGY] = "allergy");
WORDS(code_system,
    [CODE_ICD_10] = "icd-10",
    [CODE_ATC] = "atc",
    [CODE_SNOMED] = "snomed",
    [CODE_RXNORM] = "rxnorm",
    [CODE_CPT] = "cpt",
    [CODE_LOCAL] = "local");
WORDS(rulebook_status, NULL, "draft", "shadow", "active", "retired");
WORDS(basis, NULL, "stated", "interpreted", "clinic-decision");
WORDS(points_to, NULL, "clinical-judgement", "data-problem", "rule-problem");
/* clang-format on */

uint32_t word_number(const struct words *w, const char *word)
{
    if (word == NULL) {
        return 0;
    }
    for (uint32_t i = 0; i < w->count; i++) {
        if (w->at[i] != NULL && w->at[i][0] == word[0] && strcmp(w->at[i], word) == 0) {
            return i;
        }
    }
    return 0;
}

const char *word_of(const struct words *w, uint32_t number)
{
    return number < w->count ? w->at[number] : NULL;
}
