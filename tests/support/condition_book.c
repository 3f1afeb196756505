/* SPDX-License-Identifier: MIT
 *
 * See condition_book.h.
 */
#include "support/condition_book.h"

#include "support/book.h"

static const char book[] = BOOK_HEAD
    "lists-stay-good: {conditions: 30 days, medications: 30 days}\n"
    "lists:\n"
    "  needling: {kind: procedure, plain: \"needling\", items: [microneedling], codes: {local: "
    "[\"MN1\"]}}\n"
    "  toxin: {kind: procedure, plain: \"toxin\", items: [botox]}\n"
    "  retinoids:\n"
    "    kind: medication\n"
    "    plain: \"retinoid\"\n"
    "    items: [tretinoin, retinol, retinal]\n"
    "    also: {tretinoin: [\"Retin-A\"]}\n"
    "    codes: {atc: [\"D10AD\"]}\n"
    "    routes: [topical]\n"
    "  thinners: {kind: medication, plain: \"blood thinner\", items: [apixaban, warfarin]}\n"
    "  acne: {kind: condition, plain: \"acne\", items: [acne], codes: {icd-10: [\"L70\"]},\n"
    "    except: {codes: {icd-10: [\"L70.4\"]}, items: [\"acne scar\"]}}\n"
    "  herpes: {kind: condition, plain: \"herpes\", items: [\"cold sore\"], short-lived: 21 days}\n"
    "  skin: {kind: condition, plain: \"skin disease\", items: [psoriasis], includes: [acne, "
    "herpes]}\n"
    "  nickel: {kind: allergy, plain: \"metal\", items: [nickel]}\n"
    "  hives: {kind: reaction, plain: \"allergic reaction\", items: [hives, \"lip swelling\"]}\n"
    "  screens: {kind: product, plain: \"sunscreen\", items: [sunscreen]}\n"
    "body-sites:\n"
    "  face: {parts: [forehead, glabella, cheek, lip, nasolabial], also: [\"facial\"]}\n"
    "  forehead: {adjacent: [glabella]}\n"
    "  glabella: {}\n"
    "  cheek: {also: [\"cheeks\"], adjacent: [nasolabial]}\n"
    "  lip: {}\n"
    "  nasolabial: {}\n"
    "  abdomen: {}\n"
    "override-reasons: {benefit-outweighs: {say: \"Benefit\", points-to: clinical-judgement}}\n"
    "answers:\n"
    "  consent: {ask: \"Signed?\", of: staff, words: {signed: [\"yes\", on file], refused: "
    "[declined, withdrawn]}}\n"
    "  hsv-history: {ask: \"Cold sores?\", of: patient, words: {\"yes\": [\"y\", positive], "
    "\"no\": "
    "[\"n\", never]}, good-for: 30 days}\n"
    "  hair: {ask: \"Which treatment?\", of: patient, words: [none, minoxidil]}\n"
    "  platelets: {ask: \"How many?\", of: staff, number: \"1000/uL\"}\n"
    "  event: {ask: \"When?\", of: patient, date: planned}\n"
    "  last-peel: {ask: \"When?\", of: patient, date: past}\n"
    "  cream: {ask: \"Which?\", of: provider, names: medication}\n"
    "  note: {ask: \"What else?\", of: staff, text: any}\n"
    "words:\n"
    "  modality: {mechanical: [manual, pen], radiofrequency: [RF]}\n"
    "  training: {microneedling: [needling course, micro needling], laser: []}\n"
    "  indication: {acne-scar: [acne scarring], hair-loss: [], wrinkles: [fine lines]}\n"
    "  fields: {max-pain: {number: \"of 10\"}, device-lot: {text: any}, sterile: {words: {\"yes\": "
    "[], \"no\": [reused]}}}\n"
    "roles: {nurse-practitioner: [APRN]}\n" BOOK_RULE;

void condition_rows(const struct value_row *rows)
{
    judge_conditions(book, BOOK_RULE_ENDS(", ask-from: booking"), rows);
}
