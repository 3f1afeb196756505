/* SPDX-License-Identifier: MIT
 *
 * Lists, body sites, and how long a reviewed list stays good: keys, what they mean, what to type.
 * Read by the loader, printed by schema and reference (see tables.c). Pure data.
 */
#include "base/words.h"
#include "rulebook/rulebook.h"
#include "rulebook/tables.h"

static const struct key codes_keys[] = {
    KEY(codes_read, system[CODE_ICD_10], "icd-10", TEXTS, KEY_MAY_BE_EMPTY,
        .doc = "Beginnings of ICD-10 codes: L40 covers L40.5", .example = "[L40]"),
    KEY(codes_read, system[CODE_ATC], "atc", TEXTS, KEY_MAY_BE_EMPTY,
        .doc = "Beginnings of ATC codes: D10AD covers D10AD01", .example = "[\"D10AD\"]"),
    KEY(codes_read, system[CODE_SNOMED], "snomed", TEXTS, KEY_MAY_BE_EMPTY,
        .doc = "Complete SNOMED CT codes"),
    KEY(codes_read, system[CODE_RXNORM], "rxnorm", TEXTS, KEY_MAY_BE_EMPTY,
        .doc = "Complete RxNorm codes"),
    KEY(codes_read, system[CODE_CPT], "cpt", TEXTS, KEY_MAY_BE_EMPTY, .doc = "Complete CPT codes"),
    KEY(codes_read, system[CODE_LOCAL], "local", TEXTS, KEY_MAY_BE_EMPTY,
        .doc = "The clinic's own codes, complete", .example = "[MN1]"),
};
const struct table table_codes =
    KEY_TABLE("set of codes", codes_keys, codes_read, "Codes by their system");

static const struct key except_keys[] = {
    KEY(except_read, codes, "codes", MAP, 0, .table = &table_codes,
        .doc = "Codes that are never in the list"),
    KEY(except_read, items, "items", TEXTS, KEY_MAY_BE_EMPTY,
        .doc = "Names that are never in the list"),
};
const struct table table_except = KEY_TABLE("exception", except_keys, except_read,
                                            "What is never in the list, whatever else says so");

static const struct key list_keys[] = {
    KEY(list_read, kind, "kind", CHOICE, KEY_REQUIRED, .words = &words_list_kind,
        .doc = "What its items are", .example = "medication"),
    KEY(list_read, plain, "plain", TEXT, KEY_REQUIRED, .doc = "The word used for it in sentences",
        .example = "\"retinoid\""),
    KEY(list_read, items, "items", TEXTS, 0, .doc = "The names, as people write them in charts",
        .example = "[tretinoin, adapalene]"),
    KEY(list_read, also, "also", ANY, 0, .choices_of = "also", .doc = "Other names of an item",
        .example = "{tretinoin: [\"Retin-A\"]}"),
    KEY(list_read, codes, "codes", MAP, 0, .table = &table_codes, .doc = "Codes by their system",
        .example = "{atc: [\"D10AD\"]}"),
    KEY(list_read, except, "except", MAP, 0, .table = &table_except,
        .doc = "What is never in the list"),
    KEY(list_read, routes, "routes", WORDS, 0,
        .doc = "For medications: an entry given another way does not match",
        .example = "[topical]"),
    KEY(list_read, short_lived, "short-lived", LENGTH, 0,
        .doc = "For conditions: how long an active entry is taken to last", .example = "21 days"),
    KEY(list_read, includes, "includes", WORDS, 0, .choices_of = "lists",
        .doc = "Lists of the same kind that are part of it", .example = "[other-list]"),
    KEY(list_read, meant, "meant", TEXTS, 0,
        .doc = "Names that are right as they are, where the check asks whether they are",
        .example = "[\"hand and foot\"]"),
    KEY(list_read, whole_chapters, "whole-chapters", TEXTS, 0,
        .doc = "Codes of one letter, which cover a whole chapter, that are meant",
        .example = "[O]"),
};
const struct table table_list =
    KEY_TABLE("list", list_keys, list_read, "Names and codes that mean one thing to the rules",
              .gone = "codes-checked", .gone_fix = GONE_FIX);

static const struct key site_keys[] = {
    KEY(site_read, parts, "parts", WORDS, 0, .choices_of = "sites",
        .doc = "The sites it is made of", .example = "[forehead, cheek]"),
    KEY(site_read, also, "also", WORDS, 0, .doc = "Its other names", .example = "[\"cheeks\"]"),
    KEY(site_read, adjacent, "adjacent", WORDS, 0, .choices_of = "sites",
        .doc = "Its neighbours, both ways", .example = "[nasolabial]"),
};
const struct table table_site = KEY_TABLE("body site", site_keys, site_read,
                                          "A site of the body: its parts, other names, neighbours");

static const struct key stays_good_keys[] = {
    KEY(stays_good_read, chart[CHART_CONDITIONS], "conditions", LENGTH, KEY_PARAMETER,
        .choices_of = "parameters", .doc = "How long the reviewed list of conditions stays good",
        .example = "180 days"),
    KEY(stays_good_read, chart[CHART_MEDICATIONS], "medications", LENGTH, KEY_PARAMETER,
        .choices_of = "parameters", .doc = "How long the reviewed list of medications stays good",
        .example = "90 days"),
    KEY(stays_good_read, chart[CHART_ALLERGIES], "allergies", LENGTH, KEY_PARAMETER,
        .choices_of = "parameters", .doc = "How long the reviewed list of allergies stays good",
        .example = "365 days"),
    KEY(stays_good_read, chart[CHART_PROCEDURES], "procedures", LENGTH, KEY_PARAMETER,
        .choices_of = "parameters", .doc = "How long the reviewed list of procedures stays good",
        .example = "90 days"),
};
const struct table table_stays_good = KEY_TABLE_OF(
    "lists-stay-good", stays_good_keys, stays_good_read, "How old a reviewed list may be");
