/* SPDX-License-Identifier: MIT
 *
 * The head of a rulebook, its parameters, and the reasons for going on: keys, what they mean, what
 * to type. Read by the loader, printed by schema and reference (see tables.c). Pure data.
 */
#include "base/words.h"
#include "rulebook/tables.h"

static const struct key owner_keys[] = {
    KEY(owner_read, name, "name", TEXT, KEY_REQUIRED,
        .doc = "The person or team responsible for it", .example = "\"Clinical lead\""),
    KEY(owner_read, role, "role", TEXT, KEY_REQUIRED, .choices_of = "roles",
        .doc = "A role of the clinic", .example = "clinical-lead"),
    KEY(owner_read, contact, "contact", TEXT, 0, .doc = "Where to reach them",
        .example = "\"lead@clinic.example\""),
};
const struct table table_owner =
    KEY_TABLE("owner", owner_keys, owner_read, "Who answers for these rules");

static const struct key source_keys[] = {
    KEY(source_read, title, "title", TEXT, KEY_REQUIRED, .doc = "Its title",
        .example = "\"What Is Microneedling?\""),
    KEY(source_read, kind, "kind", CHOICE, KEY_REQUIRED, .words = &words_source_kind,
        .doc = "What sort of source it is", .example = "guideline"),
    KEY(source_read, link, "link", TEXT, 0, .doc = "Where it can be read",
        .example = "\"https://...\""),
    KEY(source_read, read_on, "read-on", DATE, 0, .doc = "The day it was read",
        .example = "\"2026-11-22\""),
};
const struct table table_source =
    KEY_TABLE("source", source_keys, source_read, "A source that rules refer to");

static const struct key rulebook_keys[] = {
    KEY(rulebook_read, id, "id", ID, KEY_REQUIRED,
        .doc = "Its name: lower-case letters, digits and dashes", .example = "microneedling"),
    KEY(rulebook_read, title, "title", TEXT, KEY_REQUIRED,
        .doc = "What it is about, as people say it",
        .example = "\"Microneedling: who can be treated\""),
    KEY(rulebook_read, version, "version", TEXT, KEY_REQUIRED,
        .doc = "Three numbers, raised with every change", .example = "\"1.0.0\""),
    KEY(rulebook_read, status, "status", CHOICE, KEY_REQUIRED, .words = &words_rulebook_status,
        .doc = "draft: tests only; shadow: recorded, shown to nobody; active: in use; retired: no "
               "longer used",
        .example = "shadow"),
    KEY(rulebook_read, owner, "owner", MAP, KEY_REQUIRED, .table = &table_owner,
        .doc = "Who is responsible for these rules",
        .example = "{name: \"Clinical lead\", role: clinical-lead}"),
    KEY(rulebook_read, from, "effective-from", DATE, 0, .doc = "The first day it is in force",
        .unset = "(at once)", .example = "\"2026-12-01\""),
    KEY(rulebook_read, until, "effective-until", DATE, 0, .doc = "The last day it is in force",
        .unset = "(no end)", .example = "\"2028-12-01\""),
    KEY(rulebook_read, review_by, "review-by", DATE, KEY_REQUIRED,
        .doc = "The day by which it must be reviewed", .example = "\"2027-06-01\""),
    KEY(rulebook_read, after_review, "after-review-date", CHOICE, 0, .words = &words_after_review,
        .doc = "After that day: go on and mark every result, or stop", .unset = "keep-and-warn",
        .example = "keep-and-warn"),
    KEY(rulebook_read, language, "language", TEXT, 0,
        .doc = "The language its sentences are written in", .example = "en"),
    KEY(rulebook_read, sources, "sources", NAMED, KEY_REQUIRED | KEY_IDS, .table = &table_source,
        .doc = "What the rules are based on, each under a short name"),
    KEY(rulebook_read, not_covered, "not-covered", TEXTS, 0,
        .doc = "What these rules do not cover, in sentences",
        .example = "[\"Needle depth: the sources are silent.\"]"),
};
const struct table table_rulebook =
    KEY_TABLE("rulebook", rulebook_keys, rulebook_read,
              "Who owns the rules, their version and status, and their sources", .gone = "approved",
              .gone_fix = GONE_FIX);

static const struct key parameter_keys[] = {
    KEY(parameter_read, value, "value", TEXT, KEY_REQUIRED, .doc = "The number, with its unit",
        .example = "5 days"),
    KEY(parameter_read, allowed, "allowed", TEXT, 0, .doc = "The range in which it may be changed",
        .example = "1 day to 14 days"),
    KEY(parameter_read, means, "means", TEXT, 0, .doc = "What it means, in a sentence"),
    KEY(parameter_read, basis, "basis", CHOICE, 0, .words = &words_basis, .doc = BASIS_WHAT,
        .example = "clinic-decision"),
    KEY(parameter_read, note, "note", TEXT, 0, .doc = "Why this number"),
};
const struct table table_parameter =
    KEY_TABLE("parameter", parameter_keys, parameter_read, "A number that a clinic may change",
              .gone = "confirmed", .gone_fix = GONE_FIX);

static const struct key working_keys[] = {
    KEY(working_read, days, "days", CHOICES, KEY_REQUIRED, .words = &words_weekday,
        .doc = "The days of the week on which staff work",
        .example = "[monday, tuesday, wednesday, thursday, friday]"),
    KEY(working_read, holidays, "holidays", DATES, 0, .doc = "Days on which nobody works",
        .example = "[\"2026-12-25\"]"),
};
const struct table table_working =
    KEY_TABLE("calendar of work", working_keys, working_read, "When staff can do a thing");

static const struct key reason_keys[] = {
    KEY(reason_read, say, "say", TEXT, KEY_REQUIRED, .doc = "The reason, as people read it",
        .example = "\"The record is wrong\""),
    KEY(reason_read, points_to, "points-to", CHOICE, KEY_REQUIRED, .words = &words_points_to,
        .doc = "What the reason tells about the rule or the record", .example = "data-problem"),
};
const struct table table_reason =
    KEY_TABLE("override reason", reason_keys, reason_read, "A coded reason for going on");
