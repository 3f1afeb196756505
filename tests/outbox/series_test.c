/* SPDX-License-Identifier: MIT
 *
 * Hosts whose id names a series: with an occurrence each visit is its own, for what was told, its
 * reference, an acknowledgement and a cancel; without one the days tell as far as they can, and a
 * note says so. And what a record keeps of a matter.
 */
#include <stdlib.h>
#include <string.h>

#include "outbox/outbox_inside.h"
#include "base/seam.h"
#include "support/alerts.h"
#include "test.h"

#define DAY 86400
#define NOTE "series-without-occurrence"

static struct alerts a;
static int64_t first_start; /* of the first session, in the middle of a day */

#define COUNT(what) alerts_number(&a, "SELECT count(*) FROM " what)

static int64_t (*wall_before)(void);
static int64_t wall_steps;

/* Nothing happens in the same millisecond. */
static int64_t wall_step(void)
{
    return wall_before() + 5 * wall_steps++;
}

static void series_begin(void)
{
    if (wall_before == NULL) {
        wall_before = seam.wall_ms;
        seam.wall_ms = wall_step;
    }
    alerts_make(&a, NULL, NULL);
    first_start = (seam.wall_ms() / 1000 / DAY + 10) * DAY + DAY / 2;
}

static struct happened session(uint32_t week, uint32_t action)
{
    return (struct happened){.appointment = "series-7",
                             .event = "event",
                             .action = action,
                             .start_s = first_start + (int64_t)week * 7 * DAY,
                             .told_count = action == PRECARE_CANCEL ? 0 : 1};
}

static struct when day_of(int64_t start)
{
    int32_t day = (int32_t)(start / DAY);

    return (struct when){.first = day, .last = day, .kind = WHEN_DAY};
}

/* Three sessions, a week apart, each with the same alert; their references. */
static void book_three(bool occurrences, char refs[3][24], const char *notes[3])
{
    for (uint32_t week = 0; week < 3; week++) {
        struct happened h = session(week, PRECARE_CREATE);

        if (occurrences) {
            h.occurrence = day_of(h.start_s);
        }
        CU_ASSERT(alerts_record(a.outbox, &h) >= 0);
        CU_ASSERT_STRING_EQUAL(h.note, notes[week]);
        memcpy(refs[week], h.ref, sizeof h.ref);
    }
    CU_ASSERT(strlen(refs[0]) == 9 && strlen(refs[1]) == 9 && strlen(refs[2]) == 9);
    CU_ASSERT(strcmp(refs[0], refs[1]) != 0 && strcmp(refs[1], refs[2]) != 0 &&
              strcmp(refs[0], refs[2]) != 0);
}

static void each_of_a_series_is_told_and_one_is_cancelled(bool occurrences)
{
    static const char *const with[] = {"", "", ""}, *const without[] = {"", NOTE, NOTE};
    char refs[3][24];

    series_begin();
    book_three(occurrences, refs, (const char **)(occurrences ? with : without));
    CU_ASSERT_EQUAL(COUNT("message WHERE kind = 1 AND state = 0"), 3);
    /* the same again is told of nobody twice */
    struct happened again = session(1, PRECARE_CREATE);
    again.occurrence = occurrences ? day_of(again.start_s) : (struct when){0};
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &again), 0);
    CU_ASSERT_STRING_EQUAL(again.ref, refs[1]);
    CU_ASSERT_STRING_EQUAL(again.note, "");
    CU_ASSERT_EQUAL(COUNT("message"), 3);
    /* one of them is cancelled, twice, for a request may be sent again */
    for (int i = 0; i < 2; i++) {
        struct happened cancel = session(1, PRECARE_CANCEL);

        cancel.occurrence = again.occurrence;
        CU_ASSERT_EQUAL(alerts_record(a.outbox, &cancel), 0);
        CU_ASSERT_EQUAL(COUNT("message WHERE state = 3"), 1);
        CU_ASSERT_EQUAL(COUNT("message WHERE state = 0"), 2);
        CU_ASSERT_EQUAL(COUNT("told"), 2);
    }
    /* the others were told, the cancelled one is told again once it is booked anew */
    for (uint32_t week = 0; week < 3; week++) {
        struct happened h = session(week, PRECARE_CREATE);

        h.occurrence = occurrences ? day_of(h.start_s) : (struct when){0};
        CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
        CU_ASSERT_STRING_EQUAL(h.ref, refs[week]);
    }
    CU_ASSERT_EQUAL(COUNT("message WHERE kind = 1"), 4);
    CU_ASSERT_EQUAL(COUNT("visit"), 3);
    alerts_end(&a);
}

static void with_occurrences(void)
{
    each_of_a_series_is_told_and_one_is_cancelled(true);
}

static void without_occurrences(void)
{
    each_of_a_series_is_told_and_one_is_cancelled(false);
}

/* Its day changes, and what it is does not. */
static void an_occurrence_that_is_moved_stays_itself(void)
{
    struct happened h, moved, other;

    series_begin();
    h = session(0, PRECARE_CREATE);
    moved = session(0, PRECARE_RESCHEDULE);
    other = session(1, PRECARE_CREATE);
    h.occurrence = moved.occurrence = day_of(h.start_s);
    other.occurrence = day_of(other.start_s);
    moved.start_s += 7 * DAY; /* to the day of the other one */
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &other), 0);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &moved), 0);
    CU_ASSERT_STRING_EQUAL(moved.ref, h.ref);
    CU_ASSERT_STRING_NOT_EQUAL(moved.ref, other.ref);
    CU_ASSERT_EQUAL(COUNT("message"), 2);
    alerts_end(&a);
}

/* An instant tells two of one day apart. */
static void two_of_one_day_are_two(void)
{
    struct happened h, later;

    series_begin();
    h = later = session(0, PRECARE_CREATE);
    later.start_s += 7200;
    h.occurrence = (struct when){.kind = WHEN_INSTANT, .utc = h.start_s};
    later.occurrence = (struct when){.kind = WHEN_INSTANT, .utc = later.start_s};
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &later), 0);
    CU_ASSERT_STRING_NOT_EQUAL(h.ref, later.ref);
    CU_ASSERT_EQUAL(COUNT("message"), 2);
    alerts_end(&a);
}

/* Of the visit of its day, else of the one opened last. */
static void what_is_no_booking_is_of_the_visit_of_its_day(void)
{
    static const char *const notes[] = {"", NOTE, NOTE};
    struct happened moved, charted;
    char refs[3][24];

    series_begin();
    book_three(false, refs, (const char **)notes);
    charted = session(1, 0);
    charted.moment = PRECARE_CHECK_IN;
    charted.event = "charted";
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &charted), 0);
    CU_ASSERT_STRING_EQUAL(charted.ref, refs[1]);
    moved = session(5, PRECARE_RESCHEDULE);
    moved.event = "moved";
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &moved), 0);
    CU_ASSERT_STRING_EQUAL(moved.ref, refs[2]);
    CU_ASSERT_STRING_EQUAL(moved.note, "");
    /* its day is the new one now */
    struct happened cancel = session(5, PRECARE_CANCEL);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &cancel), 0);
    CU_ASSERT_EQUAL(COUNT("visit WHERE closed = 1"), 1);
    struct happened first = session(0, PRECARE_CANCEL);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &first), 0);
    CU_ASSERT_EQUAL(COUNT("visit WHERE closed = 1"), 2);
    alerts_end(&a);
}

/* A host that books the same appointment again after a cancel has one visit, not a series. */
static void a_visit_that_was_cancelled_may_be_booked_on_another_day(void)
{
    struct happened h, cancel, anew;

    series_begin();
    h = session(0, PRECARE_CREATE);
    cancel = session(0, PRECARE_CANCEL);
    anew = session(2, PRECARE_CREATE);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &cancel), 0);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &anew), 0);
    CU_ASSERT_STRING_EQUAL(anew.ref, h.ref);
    CU_ASSERT_STRING_EQUAL(anew.note, "");
    CU_ASSERT_EQUAL(COUNT("message WHERE state = 0"), 1);
    CU_ASSERT_EQUAL(COUNT("visit"), 1);
    alerts_end(&a);
}

/* A cancel that was said where nobody knows the visit: of that day, whatever else has the id. */
static void a_cancel_of_another_machine_touches_one_alone(void)
{
    struct happened cancel;
    struct notice w;
    char refs[3][24];
    static const char *const notes[] = {"", NOTE, NOTE};

    (void)setenv("SERIES_SITE_KEY",
                 "e6d1f24c8b7a90351f4e2d6c9b8a7f0e13243546576879809aabbccddeef0f1e", 1);
    alerts_make(&a, NULL,
                "deliver: external\nsite-key-from: \"env:SERIES_SITE_KEY\"\n"
                "relay: {kind: nats, stream: PRECARE, servers: [\"nats://127.0.0.1:9\"]}\n");
    first_start = (seam.wall_ms() / 1000 / DAY + 10) * DAY + DAY / 2;
    cancel = session(1, PRECARE_CANCEL);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &cancel), 0);
    CU_ASSERT_EQUAL_FATAL(notice_next(a.outbox, &w), 1);
    CU_ASSERT(w.kind == NOTICE_CANCELLED && w.day_known);
    book_three(false, refs, (const char **)notes);
    w.at = INT64_C(4000000000000);
    CU_ASSERT_EQUAL(notice_apply(a.outbox, &w, 0), 0);
    CU_ASSERT_EQUAL(COUNT("visit WHERE closed = 1"), 1);
    CU_ASSERT_EQUAL(COUNT("message WHERE state = 3"), 1);
    struct happened again = session(1, PRECARE_CREATE);
    CU_ASSERT(alerts_record(a.outbox, &again) >= 0);
    CU_ASSERT_STRING_EQUAL(again.ref, refs[1]);
    CU_ASSERT_EQUAL(COUNT("message WHERE kind = 1"), 4);
    notice_end(&w);
    alerts_end(&a);
}

/* ---- acknowledgements, references, records ---- */

static void an_acknowledgement_ends_the_escalation_of_its_occurrence(void)
{
    struct happened h;
    struct outbox_ack ack = {.action = PRECARE_ACCEPTED, .appointment = "series-7", .actor = "u12"};

    alerts_make(
        &a,
        "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\", escalate-after: 15 minutes, "
        "escalate-to: later}\n"
        "  later: {kind: webhook, url-from: \"env:ALERTS_LATER\"}\n",
        NULL);
    first_start = (seam.wall_ms() / 1000 / DAY + 10) * DAY + DAY / 2;
    for (uint32_t week = 0; week < 2; week++) {
        h = session(week, PRECARE_CREATE);
        h.occurrence = day_of(h.start_s);
        CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    }
    CU_ASSERT_EQUAL(COUNT("message WHERE kind = 4 AND state = 0"), 2);
    ack.occurrence = day_of(first_start);
    CU_ASSERT_EQUAL(outbox_acknowledge(a.outbox, &ack, NULL), 0);
    CU_ASSERT_EQUAL(COUNT("message WHERE kind = 4 AND state = 0"), 1);
    CU_ASSERT_EQUAL(outbox_acknowledge(a.outbox, &ack, NULL), OUTBOX_NOTHING);
    /* without one it is of the visit that was opened last */
    ack.occurrence = (struct when){0};
    CU_ASSERT_EQUAL(outbox_acknowledge(a.outbox, &ack, NULL), 0);
    CU_ASSERT_EQUAL(COUNT("message WHERE kind = 4 AND state = 0"), 0);
    alerts_end(&a);
}

static char record_text[8192];

static int record_keep(void *context, const char *json, size_t len)
{
    (void)context;
    (void)snprintf(record_text, sizeof record_text, "%.*s", (int)len, json);
    return 0;
}

static void references_and_records_tell_the_occurrence(void)
{
    struct happened h;
    struct buf json = {0};
    char iso[11], wanted[64];

    series_begin();
    h = session(0, PRECARE_CREATE);
    h.occurrence = day_of(h.start_s);
    date_iso(h.occurrence.first, iso);
    (void)snprintf(wanted, sizeof wanted, "\"occurrence\":\"%s\"", iso);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_EQUAL(outbox_lookup(a.outbox, h.ref, &json), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(json.at, wanted));
    CU_ASSERT_PTR_NOT_NULL(strstr(json.at, "\"appointment\":\"series-7\""));
    buf_end(&json);
    CU_ASSERT_EQUAL(outbox_records(a.outbox, &(struct records_wanted){0}, record_keep, NULL), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(record_text, wanted));
    h = (struct happened){.appointment = "apt-9", .told_count = 1};
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_EQUAL(outbox_lookup(a.outbox, h.ref, &json), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(json.at, "\"occurrence\":null"));
    buf_end(&json);
    alerts_end(&a);
}

/* Kept as a keyed hash: the same matter is seen to be the same, and nothing else. */
static void a_record_keeps_the_matter_as_a_keyed_hash(void)
{
    struct happened h = {.told = {{.matter = "m-41c09a7e"}}, .told_count = 1};
    uint8_t key[MATTER_KEY];
    char hex[2 * MATTER_KEY + 1], wanted[64];

    series_begin();
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_EQUAL(outbox_records(a.outbox, &(struct records_wanted){0}, record_keep, NULL), 0);
    CU_ASSERT_PTR_NULL(strstr(record_text, "41c09a7e"));
    matter_key(&a.outbox->keyed, "m-41c09a7e", key);
    hex_of(key, sizeof key, hex);
    (void)snprintf(wanted, sizeof wanted, "\"matter\":\"%s\"", hex);
    CU_ASSERT_PTR_NOT_NULL(strstr(record_text, wanted));
    CU_ASSERT_EQUAL(COUNT("message WHERE items LIKE '%41c09a7e%'"), 0);
    alerts_end(&a);
}

static const struct test tests[] = {
    {"each of a series is told, and one is cancelled alone", with_occurrences},
    {"without occurrences the days tell, and a note says so", without_occurrences},
    {"an occurrence that is moved stays itself", an_occurrence_that_is_moved_stays_itself},
    {"two of one day are two", two_of_one_day_are_two},
    {"what is no booking is of the visit of its day, else of the one opened last",
     what_is_no_booking_is_of_the_visit_of_its_day},
    {"a visit that was cancelled may be booked on another day",
     a_visit_that_was_cancelled_may_be_booked_on_another_day},
    {"a cancel of another machine touches one alone",
     a_cancel_of_another_machine_touches_one_alone},
    {"an acknowledgement ends the escalation of its occurrence",
     an_acknowledgement_ends_the_escalation_of_its_occurrence},
    {"references and records tell the occurrence", references_and_records_tell_the_occurrence},
    {"a record keeps the matter as a keyed hash", a_record_keeps_the_matter_as_a_keyed_hash},
    {0},
};

const struct test_suite test_suites[] = {{"series", NULL, NULL, tests}, {0}};
