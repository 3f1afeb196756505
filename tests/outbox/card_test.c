/* SPDX-License-Identifier: MIT
 *
 * Cards of CDS Hooks in the outbox: what is kept of them and for how long, what a feedback becomes,
 * whose feedback ends an escalation and whose does not, and that erasing a patient takes all of it.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/seam.h"
#include "outbox/delivery.h"
#include "support/alerts.h"
#include "test.h"

#define ESCALATED                                                                                  \
    "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\", escalate-after: 15 minutes, "          \
    "escalate-to: call}\n"                                                                         \
    "  call: {kind: webhook, url-from: \"env:ALERTS_CALL\"}\n"

static struct alerts a;
#define COUNT(what) alerts_number(&a, "SELECT count(*) FROM " what)

static const char *const roles[] = {"physician"};
static const char *const reasons[] = {"benefit-outweighs"};
static const precare_finding hold = {.rule = "mn-age",
                                     .fingerprint = "r-00000001",
                                     .outcome = PRECARE_HOLD,
                                     .matter = "m-41c09a7e",
                                     .override_by = {roles, 1, sizeof roles[0]},
                                     .override_reasons = {reasons, 1, sizeof reasons[0]}};
static const struct outbox_user physician = {"Practitioner/u1", "physician", true},
                                nurse = {"Practitioner/u2", "nurse", true},
                                stranger = {"Practitioner/u3", NULL, true},
                                patient = {"Patient/pt-88", NULL, false};

/* The visit that alerts_record records, before it is. */
static struct visit card_visit(const char *appointment)
{
    int64_t utc = seam.wall_ms() / 1000 + 10 * 86400;

    return (struct visit){.zone = zone_utc(),
                          .moment = PRECARE_BOOKING,
                          .action = PRECARE_CREATE,
                          .phase = PRECARE_PREVIEW,
                          .event_id = span_of("event-1"),
                          .subject = span_of("pt-88"),
                          .appointment = span_of(appointment),
                          .start = {.kind = WHEN_INSTANT, .utc = utc},
                          .reference = zone_date(zone_utc(), utc)};
}

static int card_show(const char *uuid, const struct outbox_user *user,
                     const precare_finding *finding)
{
    struct visit visit = card_visit("apt-1");
    struct outbox_card card = {NULL, uuid, &visit, finding};

    return outbox_cards_keep(a.outbox, &card, user);
}

/* What was heard of one: its count is the one that is 1. */
static enum outbox_heard card_hear(struct outbox_feedback feedback)
{
    uint32_t counts[HEARD_COUNT], heard = HEARD_COUNT;

    CU_ASSERT_TRUE(outbox_feedback(a.outbox, &feedback, 1, counts) >= 0);
    for (uint32_t i = 0; i < HEARD_COUNT; i++) {
        heard = counts[i] == 1 ? i : heard;
    }
    return (enum outbox_heard)heard;
}

#define WAITING COUNT("message WHERE kind = 4 AND state = 0")

static void whose_feedback_ends_an_escalation(void)
{
    const struct outbox_feedback overridden = {.card = "c", .reason = "benefit-outweighs"};
    struct outbox_feedback f = overridden;

    alerts_make(&a, ESCALATED, NULL);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    CU_ASSERT_EQUAL(WAITING, 1);
    static const struct outbox_user *const may_not[] = {&nurse, &stranger, &patient};
    for (size_t i = 0; i < 3; i++) {
        CU_ASSERT_EQUAL(card_show("c", may_not[i], &hold), 0);
        CU_ASSERT_EQUAL(card_hear(f), HEARD_DISMISSED);
    }
    CU_ASSERT_EQUAL(card_show("c", &patient, &hold), 0);
    CU_ASSERT_EQUAL(card_hear((struct outbox_feedback){.card = "c", .accepted = true}),
                    HEARD_RECORDED);
    CU_ASSERT_EQUAL(card_show("c", &physician, &hold), 0);
    f.reason = NULL; /* whoever may, but without a reason of the rule's */
    CU_ASSERT_EQUAL(card_hear(f), HEARD_DISMISSED);
    CU_ASSERT_EQUAL(WAITING, 1);
    CU_ASSERT_EQUAL(COUNT("record WHERE kind = 2 AND action = 3"), 4); /* dismissed */
    CU_ASSERT_EQUAL(COUNT("record WHERE kind = 2 AND action = 2"), 0); /* overridden */
    CU_ASSERT_EQUAL(card_hear(overridden), HEARD_RECORDED);
    CU_ASSERT_EQUAL(WAITING, 0);
    CU_ASSERT_EQUAL(COUNT("record WHERE kind = 2 AND action = 2 AND actor = 'Practitioner/u1'"
                          " AND role = 'physician' AND subject = 'pt-88' AND ref IS NOT NULL"),
                    1);
    alerts_end(&a);
}

static void acceptance_by_staff_ends_it_too(void)
{
    alerts_make(&a, ESCALATED, NULL);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    CU_ASSERT_EQUAL(card_show("c", &stranger, &hold), 0);
    CU_ASSERT_EQUAL(card_hear((struct outbox_feedback){.card = "c", .accepted = true}),
                    HEARD_RECORDED);
    CU_ASSERT_EQUAL(WAITING, 0);
    alerts_end(&a);
}

static void each_is_recorded_once(void)
{
    struct outbox_feedback f = {.card = "c", .reason = "benefit-outweighs", .at = 1796182200};

    alerts_make(&a, NULL, NULL);
    CU_ASSERT_EQUAL(card_show("c", &physician, &hold), 0);
    CU_ASSERT_EQUAL(card_show("d", &physician, &hold), 0);
    CU_ASSERT_EQUAL(card_hear(f), HEARD_RECORDED);
    CU_ASSERT_EQUAL(card_hear(f), HEARD_REPEATED);
    f.at++; /* somebody thought again */
    CU_ASSERT_EQUAL(card_hear(f), HEARD_RECORDED);
    f.card = "d";
    CU_ASSERT_EQUAL(card_hear(f), HEARD_RECORDED);
    CU_ASSERT_EQUAL(card_hear(f), HEARD_REPEATED);
    CU_ASSERT_EQUAL(COUNT("record"), 3);
    CU_ASSERT_EQUAL(COUNT("record WHERE done_at = 1796182200000"), 1);
    f.card = "e";
    CU_ASSERT_EQUAL(card_hear(f), HEARD_UNKNOWN);
    CU_ASSERT_EQUAL(card_show("e", &physician, NULL), 0); /* a question */
    CU_ASSERT_EQUAL(card_hear(f), HEARD_OF_NOTHING);
    CU_ASSERT_EQUAL(COUNT("record"), 3);
    alerts_end(&a);
}

static void row_has_no_word_of_a_chart(void)
{
    precare_finding said = hold;
    const char *const matched[] = {"a secret word"};

    said.say = "a secret word in use";
    said.title = "a secret word";
    said.detail = "a secret word";
    said.matched = (precare_array){matched, 1, sizeof matched[0]};
    alerts_make(&a, NULL, NULL);
    CU_ASSERT_EQUAL(card_show("c", &physician, &said), 0);
    CU_ASSERT_EQUAL(COUNT("card WHERE rule = 'mn-age' AND length(visit) = 16"
                          " AND user = 'Practitioner/u1' AND role = 'physician'"),
                    1);
    CU_ASSERT_EQUAL(COUNT("card WHERE instr(found, 'secret') OR instr(found, 'm-41c09a7e')"), 0);
    CU_ASSERT_EQUAL(COUNT("card WHERE json_extract(found, '$[0].matter') <> ''"), 1);
    CU_ASSERT_EQUAL(COUNT("record"), 0); /* no evaluation */
    alerts_end(&a);
}

static int64_t ahead;
static int64_t wall_ahead(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000 + ahead;
}

static void cards_sweep(void)
{
    struct store *store = outbox_store(a.outbox);
    int64_t at = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(store);
    outbox_sweep(a.outbox, store, &at);
    outbox_store_done(a.outbox, store);
}

static void cards_go_after_30_days(void)
{
    int64_t (*before)(void) = seam.wall_ms;
    const struct outbox_feedback late = {.card = "c", .accepted = true, .at = 1796182200};

    seam.wall_ms = wall_ahead;
    ahead = 0;
    alerts_make(&a, NULL, NULL);
    CU_ASSERT_EQUAL(card_show("c", &physician, &hold), 0);
    ahead = INT64_C(29) * 86400000;
    CU_ASSERT_EQUAL(card_show("d", &physician, &hold), 0);
    cards_sweep();
    CU_ASSERT_EQUAL(card_hear(late), HEARD_RECORDED);
    ahead = INT64_C(31) * 86400000;
    cards_sweep();
    CU_ASSERT_EQUAL(COUNT("card"), 1);
    CU_ASSERT_EQUAL(card_hear(late), HEARD_UNKNOWN);
    CU_ASSERT_EQUAL(COUNT("record"), 1);
    seam.wall_ms = before;
    alerts_end(&a);
}

static void erasing_takes_cards_and_what_was_said_of_them(void)
{
    const struct outbox_erasure erasure = {"pt-88", "lead", "asked"};
    struct records_check check = {0};
    struct records_verdict verdict;
    uint32_t count;

    alerts_make(&a, NULL, NULL);
    CU_ASSERT_EQUAL(card_show("c", &physician, &hold), 0);
    CU_ASSERT_EQUAL(outbox_erase(a.outbox, &erasure, &count), 0); /* of a preview alone */
    CU_ASSERT_EQUAL(COUNT("card"), 0);
    CU_ASSERT_EQUAL(count, 0);
    CU_ASSERT_EQUAL(card_show("c", &physician, &hold), 0);
    CU_ASSERT_EQUAL(card_hear((struct outbox_feedback){.card = "c", .accepted = true}),
                    HEARD_RECORDED);
    CU_ASSERT_EQUAL(outbox_erase(a.outbox, &erasure, &count), 0);
    CU_ASSERT_EQUAL(count, 1);
    CU_ASSERT_EQUAL(COUNT("card"), 0);
    CU_ASSERT_EQUAL(COUNT("record WHERE subject = 'pt-88' OR actor = 'Practitioner/u1'"), 0);
    CU_ASSERT_EQUAL(outbox_erase(a.outbox, &erasure, &count), OUTBOX_UNKNOWN);
    CU_ASSERT_EQUAL(outbox_records_verify(a.outbox, &check, &verdict), 0);
    CU_ASSERT_EQUAL(verdict.wrong, 0);
    alerts_end(&a);
}

static void feedback_is_whole_or_not_at_all(void)
{
    const struct outbox_feedback two[] = {{.card = "c", .accepted = true},
                                          {.card = "d", .accepted = true}};
    uint32_t counts[HEARD_COUNT];

    alerts_make(&a, NULL, NULL);
    CU_ASSERT_EQUAL(card_show("c", &physician, &hold), 0);
    CU_ASSERT_EQUAL(card_show("d", &physician, &hold), 0);
    outbox_close(&a.outbox);
    CU_ASSERT_EQUAL(alerts_number(&a, "UPDATE card SET visit = x'00' WHERE uuid = 'd'"), -1);
    alerts_reopen(&a);
    CU_ASSERT_TRUE(outbox_feedback(a.outbox, two, 2, counts) < 0);
    CU_ASSERT_EQUAL(counts[HEARD_RECORDED], 0);
    CU_ASSERT_EQUAL(COUNT("record"), 0);
    alerts_end(&a);
}

static const struct test tests[] = {
    {"an override by whoever may not, or without a reason, is recorded and ends no escalation; "
     "nor does a patient's acceptance",
     whose_feedback_ends_an_escalation},
    {"what staff accept is acknowledged", acceptance_by_staff_ends_it_too},
    {"each outcome of each card is recorded once; of an unknown card, or of none of a finding, "
     "nothing is",
     each_is_recorded_once},
    {"a card's row has its rule, keyed visit and matter, and user; no word of a chart",
     row_has_no_word_of_a_chart},
    {"cards go after 30 days; feedback on the 29th is heard", cards_go_after_30_days},
    {"erasing a patient takes the cards and what was said of them, and the chain stays whole",
     erasing_takes_cards_and_what_was_said_of_them},
    {"a body of feedback is recorded whole or not at all", feedback_is_whole_or_not_at_all},
    {0}};

const struct test_suite test_suites[] = {{"cards", NULL, NULL, tests}, {0}};
