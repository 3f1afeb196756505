/* SPDX-License-Identifier: MIT
 *
 * The words that only rule files know; the others are those of base/words.h. A word's number is
 * what the compiled rule holds. Used by tables, kinds and compile. Pure data.
 */
#include "base/words.h"
#include "precare/precare.h"
#include "rulebook/rulebook.h"
#include "rulebook/tables.h"

WORDS(rule_severity, [PRECARE_INFO] = "info", [PRECARE_WARN] = "warn", [PRECARE_HOLD] = "hold",
      [PRECARE_BLOCK] = "block", [PRECARE_URGENT] = "urgent");
WORDS(otherwise, [1] = "ignore", [PRECARE_WARN] = "warn", [PRECARE_HOLD] = "hold",
      [PRECARE_BLOCK] = "block");
WORDS(rule_status, NULL, [RULE_ACTIVE + 1] = "active", [RULE_SHADOW + 1] = "shadow",
      [RULE_RETIRED + 1] = "retired");
WORDS(site_relation, NULL, [SITE_ANYWHERE] = "anywhere", [SITE_TREATMENT_AREA] = "treatment-area",
      [SITE_SAME_REGION] = "same-region", [SITE_ADJACENT] = "adjacent");
WORDS(cond_status, NULL, [STATUS_EVER + 1] = "ever", [STATUS_ACTIVE + 1] = "active",
      [STATUS_FAMILY + 1] = "family");
WORDS(count, NULL, "done", "done-and-booked");
WORDS(planned_or_done, NULL, [PRECARE_DONE] = "done", [PRECARE_PLANNED] = "planned");
WORDS(source_kind, NULL, "consumer-article", "guideline", "label", "regulation", "paper",
      "device-manual", "clinic-policy");
WORDS(after_review, NULL, "keep-and-warn", "stop");
WORDS(
    anchor, NULL, [ANCHOR_BEFORE_APPOINTMENT] = "before appointment",
    [ANCHOR_AFTER_APPOINTMENT] = "after appointment", [ANCHOR_AFTER_PROCEDURE] = "after procedure",
    [ANCHOR_AFTER_TODAY] = "after today", [ANCHOR_AFTER_MATCH] = "after match");
WORDS(before_appointment, NULL, "before appointment");
WORDS(around_appointment, NULL, "before appointment", "after appointment");
WORDS(answer_date, NULL, "past", "planned");
WORDS(answer_text, NULL, "any");
WORDS(after_appointment, NULL, "after appointment");
WORDS(after_procedure, NULL, "after procedure");
WORDS(asked_pregnancy, NULL, [PRECARE_PREGNANT] = "pregnant",
      [PRECARE_BREASTFEEDING] = "breastfeeding", [PRECARE_TRYING] = "trying");
WORDS(chart, [CHART_CONDITIONS] = "conditions", [CHART_MEDICATIONS] = "medications",
      [CHART_ALLERGIES] = "allergies", [CHART_PROCEDURES] = "procedures");
WORDS(on_file, NULL, "any", "ever");
WORDS(ongoing, NULL, "ongoing");
WORDS(weekday, NULL, "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday");
