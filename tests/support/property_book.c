/* SPDX-License-Identifier: MIT
 *
 * See property_book.h.
 */
#include "support/property_book.h"

#include "base/buf.h"
#include "base/seam.h"
#include "support/book.h"
#include "support/judge.h"

static const char book[] = BOOK_HEAD
    "lists-stay-good: {conditions: 30 days, medications: 60 days}\n"
    "lists:\n"
    "  needling: {kind: procedure, plain: \"needling\", items: [microneedling]}\n"
    "  toxin: {kind: procedure, plain: \"toxin\", items: [botox, dysport]}\n"
    "  retinoids: {kind: medication, plain: \"retinoid\", items: [tretinoin, retinol], routes: "
    "[topical]}\n"
    "  thinners: {kind: medication, plain: \"blood thinner\", items: [apixaban, warfarin], codes: "
    "{atc: [B01AA]}, except: {items: [\"warfarin cream\"], codes: {rxnorm: [\"99\"]}}}\n"
    "  all-medicines: {kind: medication, plain: \"medicine\", items: [minoxidil], includes: "
    "[retinoids, thinners]}\n"
    "  acne: {kind: condition, plain: \"acne\", items: [acne], codes: {icd-10: [\"L70\"]}}\n"
    "  herpes: {kind: condition, plain: \"herpes\", items: [\"cold sore\"], short-lived: 21 days}\n"
    "  skin: {kind: condition, plain: \"skin disease\", items: [psoriasis], includes: [acne, "
    "herpes]}\n"
    "  nickel: {kind: allergy, plain: \"metal\", items: [nickel]}\n"
    "  hives: {kind: reaction, plain: \"reaction\", items: [hives, redness]}\n"
    "  screens: {kind: product, plain: \"sunscreen\", items: [sunscreen]}\n"
    "body-sites:\n"
    "  face: {parts: [forehead, glabella, cheek, lip]}\n"
    "  forehead: {adjacent: [glabella]}\n"
    "  glabella: {}\n"
    "  cheek: {}\n"
    "  lip: {}\n"
    "  abdomen: {}\n"
    "answers:\n"
    "  hsv-history: {ask: \"Cold sores?\", of: patient, words: {\"yes\": [\"y\"], \"no\": "
    "[\"n\"]}, "
    "good-for: 6 months}\n"
    "  platelets: {ask: \"How many?\", of: staff, number: \"1000/uL\"}\n"
    "  event: {ask: \"When?\", of: patient, date: planned}\n"
    "  cream: {ask: \"Which?\", of: staff, names: medication, good-for: 2 weeks}\n"
    "words:\n"
    "  modality: {mechanical: [pen], radiofrequency: [RF]}\n"
    "  training: {microneedling: [course], laser: []}\n"
    "  indication: [acne-scar, wrinkles]\n"
    "  fields: {max-pain: {number: \"of 10\"}, sterile: {words: [\"yes\", \"no\"]}}\n"
    "override-reasons: {fine: {say: \"It is fine\", points-to: clinical-judgement}}\n"
    "rules:\n";

const char *const property_conditions[] = {
    "{patient.age: {below: 22 years}}",
    "{patient.age: {at-least: 18 years, below: 65 years}}",
    "{patient.pregnancy: {is: [pregnant, trying]}}",
    "{patient.sex: {is: [female, other]}}",
    "{condition: {in: acne, status: active, site: treatment-area}}",
    "{condition: {in: skin, at-least: moderate, site: anywhere}}",
    "{condition: {in: skin, status: active, site: same-region}}",
    "{condition: {in: herpes, status: active, site: adjacent}}",
    "{condition: {in: herpes, status: family, site: anywhere}}",
    "{condition: {in: acne, onset-within: 2 months before appointment, site: anywhere}}",
    "{medication: {in: retinoids, taken-within: 7 days before appointment, site: treatment-area}}",
    "{medication: {in: all-medicines, taken-within: 1 month before appointment}}",
    "{medication: {in: thinners, use: ongoing}}",
    "{medication: {in: thinners, on-file: any}}",
    "{medication: {in: thinners, on-file: ever}}",
    "{medication: {in: all-medicines, started-within: 2 weeks before appointment}}",
    "{medication: {in: retinoids, used-for: 10 days before appointment, site: same-region}}",
    "{medication: {in: retinoids, taken-within: 36 hours before appointment}}",
    "{allergy: {in: nickel}}",
    "{procedure.history: {in: toxin, within: 14 days before appointment, site: adjacent}}",
    "{procedure.history: {in: toxin, within: 14 days before appointment, planned-within: 1 week "
    "after appointment, "
    "site: anywhere}}",
    "{procedure.history: {in: needling, within: 28 days before appointment, count: done, site: "
    "same-region}}",
    "{procedure.history: {in: toxin, times: {at-least: 2}, count: done, site: same-region}}",
    "{procedure.history: {in: toxin, times: {below: 3}, site: anywhere}}",
    "{procedure.history: {in: toxin, within: 1 month before appointment, planned-within: 2 weeks "
    "after appointment, times: {at-least: 2}, site: anywhere}}",
    "{procedure.history: {in: toxin, field: {name: max-pain, above: 4}, site: anywhere}}",
    "{appointment.site: {in: face}}",
    "{appointment.procedure: {in: toxin}}",
    "{appointment.length: {below: 45 minutes}}",
    "{appointment.indication: {in: [acne-scar]}}",
    "{appointment.price: {below: 200 USD}}",
    "{provider.training: {lacks: microneedling}}",
    "{provider.role: {not-in: [physician]}}",
    "{answer: {to: hsv-history, is: \"yes\"}}",
    "{answer: {to: hsv-history, is: [unsure, \"no\"]}}",
    "{answer: {to: hsv-history, is: \"no\", within: 90 days before appointment}}",
    "{answer: {to: hsv-history, is: \"yes\", within: 7 days before appointment}}",
    "{answer: {to: platelets, below: 150}}",
    "{answer: {to: platelets, is: none}}",
    "{answer: {to: event, date-within: 2 weeks after appointment}}",
    "{answer: {to: cream, in: retinoids}}",
    "{charted.reaction: {in: hives, at-least: moderate}}",
    "{charted.reaction: {in: hives, later-than: 7 days after procedure, site: treatment-area}}",
    "{charted.reaction: {in: hives, no-later-than: 24 hours after procedure}}",
    "{charted.product: {in: screens, used-before: 24 hours after procedure}}",
    "{charted.field: {name: max-pain, above: 4}}",
    "{charted.field: {name: sterile, is: [\"no\", unsure]}}",
    "{all: [{condition: {in: skin, site: anywhere}}, {medication: {in: thinners, use: ongoing}}]}",
    "{any: [{condition: {in: acne, site: anywhere}}, {allergy: {in: nickel}}, {patient.age: "
    "{below: 30 years}}]}",
    "{none: [{condition: {in: skin, status: active, site: treatment-area}}, {provider.role: {in: "
    "physician}}]}",
    "{all: [{none: [{medication: {in: thinners, on-file: any}}]}, {any: [{appointment.site: {in: "
    "lip}}, "
    "{condition: {in: herpes, site: anywhere}}]}]}",
};
_Static_assert(sizeof property_conditions / sizeof *property_conditions == PROPERTY_RULES,
               "PROPERTY_RULES counts them");
struct rules *property_rules(void)
{
    struct buf text = {0};
    struct rules *rules = NULL;

    buf_text(&text, book);
    for (size_t i = 0; i < PROPERTY_RULES; i++) {
        buf_printf(
            &text,
            "  - id: r%zu\n    title: \"Rule\"\n    source: {ref: article, basis: stated}\n"
            "    when: {at: [booking, follow-up], procedure: needling%s}\n    if: %s\n"
            "    then: {severity: hold, say: \"Said.\", suggest: {move-to: 7 days after match}}\n"
            "    if-unknown: {ask: \"What?\", of: patient%s}\n"
            "    override: {by: [physician], reasons: [fine], lasts: 30 days}\n",
            i, i % 9 == 4 ? ", modality: [mechanical]" : "", property_conditions[i],
            i % 7 == 5 ? ", ask-from: follow-up" : "");
    }
    char *yaml = buf_take(&text);
    rules = yaml != NULL ? judge_rules(yaml) : NULL;
    mem_drop(yaml);
    return rules;
}
