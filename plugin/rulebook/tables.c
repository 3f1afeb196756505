/* SPDX-License-Identifier: MIT
 *
 * The sections of a rule file. The loader reads by these tables (base/reader.h), the editor's
 * schema and the manual are printed from them; a file a document: tables_book.c, tables_list.c,
 * tables_answer.c, tables_rule.c, tables_test.c, tables_overlay.c, and tables_words.c with their
 * words. A new key is one line in one of them and a field in tables.h. Pure data.
 */
#include "rulebook/tables.h"

#include "base/words.h"
#include "visit/event_keys.h"

WORDS(rules_format, NULL, "precare-rules/1");

static const struct key file_keys[] = {
    KEY(file_read, format, "format", CHOICE, KEY_REQUIRED, .words = &words_rules_format,
        .doc = "The first line of every file", .example = "precare-rules/1"),
    KEY(file_read, rulebook, "rulebook", MAP, 0, .table = &table_rulebook,
        .doc = "Who owns the rules, their version and status, and their sources"),
    KEY(file_read, parameters, "parameters", NAMED, KEY_IDS, .table = &table_parameter,
        .doc = "The numbers that a clinic may change"),
    KEY(file_read, lists, "lists", NAMED, KEY_IDS, .table = &table_list,
        .doc = "Conditions, medications, procedures, reactions, products, allergies"),
    KEY(file_read, body_sites, "body-sites", NAMED, KEY_IDS, .table = &table_site,
        .doc = "The tree of body sites"),
    KEY(file_read, answers, "answers", NAMED, KEY_IDS, .table = &table_answer,
        .doc = "What is asked: the words, numbers or dates that an answer may be"),
    KEY(file_read, words, "words", MAP, 0, .table = &table_words,
        .doc = "The closed words of trainings, methods, reasons for treatment and fields"),
    KEY(file_read, stays_good, "lists-stay-good", MAP, 0, .table = &table_stays_good,
        .doc = "How old a reviewed list may be",
        .example = "{conditions: 180 days, medications: 90 days}"),
    KEY(file_read, working, "working-days", MAP, 0, .table = &table_working,
        .doc = "The days on which staff work", .example = "{days: [monday, tuesday, wednesday]}"),
    KEY(file_read, reasons, "override-reasons", NAMED, KEY_IDS, .table = &table_reason,
        .doc = "Coded reasons for going on"),
    KEY(file_read, roles, "roles", ANY, 0, .choices_of = "words",
        .doc = "The clinic's roles in the place of the built-in ones; or a map from roles to "
               "further words for them, beside the built-in ones",
        .unset = "(the built-in ones)", .example = "{nurse-practitioner: [\"APRN\"]}"),
    KEY(file_read, rules, "rules", MAPS, 0, .table = &table_rule, .doc = "The rules"),
    KEY(file_read, rules_for, "rules-for", TEXT, 0, .choices_of = "rulebooks",
        .doc = "The rulebook that the rules belong to", .example = "microneedling"),
    KEY(file_read, personas, "personas", NAMED, KEY_IDS, .table = &said_persona.table,
        .doc = "Invented patients"),
    KEY(file_read, tests, "tests", MAPS, 0, .table = &table_test, .doc = "Tests beside the rules"),
    KEY(file_read, tests_for, "tests-for", TEXT, 0, .choices_of = "rulebooks",
        .doc = "The rulebook that the tests belong to", .example = "microneedling"),
};
const struct table table_file = KEY_TABLE("file", file_keys, file_read, "A file of rules");
