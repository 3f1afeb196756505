/* SPDX-License-Identifier: MIT
 *
 * Tests beside the rules, and what they expect; what they say of a visit is in visit/event_keys.c.
 * Read by the loader, printed by schema and reference (see tables.c). Pure data.
 */
#include "base/words.h"
#include "rulebook/tables.h"
#include "visit/event_keys.h"

static const struct key finding_keys[] = {
    KEY(finding_read, rule, "rule", TEXT, KEY_REQUIRED, .choices_of = "rules", .doc = "The rule",
        .example = "mn-stop-retinoid"),
    KEY(finding_read, outcome, "outcome", CHOICE, KEY_REQUIRED, .words = &words_outcome,
        .doc = "Its outcome", .example = "task"),
    KEY(finding_read, due, "due", WORDS, 0, .doc = "When its tasks are due",
        .example = "\"2027-01-07\""),
    KEY(finding_read, until, "until", WORDS, 0, .doc = "The last day of what lasts",
        .example = "\"2027-01-13\""),
    KEY(finding_read, move_to, "move-to", WHEN, 0, .doc = "The day it suggests",
        .example = "\"2027-01-17\""),
    KEY(finding_read, alert, "alert", WORDS, 0, .choices_of = "channels",
        .doc = "The channel it alerts", .example = "clinical-lead"),
};
const struct table table_finding =
    KEY_TABLE("finding", finding_keys, finding_read, "A finding that must be there");

static const struct key expect_keys[] = {
    KEY(expect_read, overall, "overall", CHOICE, KEY_REQUIRED, .words = &words_overall,
        .doc = "The overall outcome", .example = "tasks"),
    KEY(expect_read, coverage, "coverage", CHOICE, 0, .words = &words_coverage,
        .doc = "Whether everything was evaluated", .example = "complete"),
    KEY(expect_read, findings, "findings", MAPS, KEY_REQUIRED | KEY_MAY_BE_EMPTY,
        .table = &table_finding, .doc = "All findings, and no others",
        .example = "[{rule: mn-stop-retinoid, outcome: task}]"),
    KEY(expect_read, later, "later", WORDS, 0, .choices_of = "rules",
        .doc = "All rules that ask at a later moment, and no others", .unset = "(not looked at)",
        .example = "[mn-sunburn]"),
    KEY(expect_read, not_these, "not", WORDS, 0, .choices_of = "rules",
        .doc = "Rules that were evaluated and stay quiet", .example = "[mn-age]"),
};
const struct table table_expect =
    KEY_TABLE_OF("expect", expect_keys, expect_read, "What must come out");

static const struct key test_keys[] = {
    KEY(test_read, name, "name", TEXT, KEY_REQUIRED, .doc = "What it shows, in a sentence"),
    KEY(test_read, at, "at", CHOICE, KEY_REQUIRED, .words = &words_moment,
        .doc = "The moment of the event", .example = "booking"),
    KEY(test_read, today, "today", WHEN, KEY_REQUIRED, .doc = "The day (or instant) of the event",
        .example = "\"2026-12-01\""),
    KEY(test_read, zone, "zone", TEXT, 0, .doc = "The clinic's time zone", .unset = "UTC",
        .example = "America/New_York"),
    KEY(test_read, patient, "patient", MAP, 0, .table = &said_patient.table,
        .doc = "What is known of the patient", .example = "{like: well-adult}"),
    KEY(test_read, appointment, "appointment", MAP, KEY_REQUIRED, .table = &said_appointment.table,
        .doc = "The appointment that the rules look at",
        .example = "{procedure: microneedling, date: \"2027-01-12\", site: cheek}"),
    KEY(test_read, provider, "provider", MAP, 0, .table = &said_provider.table,
        .doc = "Who gives the treatment", .example = "{role: physician}"),
    KEY(test_read, charted, "charted", MAP, 0, .table = &said_charted.table,
        .doc = "What was charted"),
    KEY(test_read, clearances, "clearances", MAPS, 0, .table = &said_clearance.table,
        .doc = "Documented decisions to go on"),
    KEY(test_read, in_no_list, "in-no-list", CHOICE, 0, .words = &words_in_no_list,
        .doc = "It is meant that no list knows some of its facts", .example = "meant"),
    KEY(test_read, expect, "expect", MAP, KEY_REQUIRED, .table = &table_expect,
        .doc = "The result that is expected", .example = "{overall: clear, findings: []}"),
};
const struct table table_test =
    KEY_TABLE("test", test_keys, test_read, "A visit and what must come out");
