/* SPDX-License-Identifier: MIT
 *
 * The outbox's one transaction: told once, never without its message; withdrawn, acknowledged,
 * escalated, recorded.
 */
#include "outbox/outbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "outbox/outbox_inside.h"
#include "base/seam.h"
#include "support/alerts.h"
#include "test.h"

#define ESCALATING                                                                                 \
    "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\", escalate-after: 15 minutes, "          \
    "escalate-to: call}\n"                                                                         \
    "  call: {kind: webhook, url-from: \"env:ALERTS_CALL\", escalate-after: 15 minutes, "          \
    "escalate-to: chief}\n"                                                                        \
    "  chief: {kind: webhook, url-from: \"env:ALERTS_CHIEF\", escalate-after: 15 minutes, "        \
    "escalate-to: owner}\n"                                                                        \
    "  owner: {kind: webhook, url-from: \"env:ALERTS_OWNER\"}\n"

static struct alerts a;

#define COUNT(what) alerts_number(&a, "SELECT count(*) FROM " what)

static void same_finding_once(void)
{
    struct happened h = {.told = {{.facts = 1}}, .told_count = 1};

    alerts_make(&a, NULL, NULL);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_EQUAL(strlen(h.ref), 9);
    char ref[24];
    memcpy(ref, h.ref, sizeof ref);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_STRING_EQUAL(h.ref, ref);
    CU_ASSERT_EQUAL(COUNT("message"), 1);
    CU_ASSERT_EQUAL(COUNT("told"), 1);
    CU_ASSERT_EQUAL(COUNT("record WHERE kind = 1"), 2);
    h.told[0].facts = 2;
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_EQUAL(COUNT("message"), 2);
    CU_ASSERT_EQUAL(COUNT("message WHERE kind = 2"), 1); /* updates REF */
    CU_ASSERT_STRING_EQUAL(h.ref, ref);
    alerts_end(&a);
}

static int draws;
static int (*random_before)(void *, size_t);

static int random_counted(void *out, size_t size)
{
    draws++;
    return random_before(out, size);
}

/* The first two draws are alike: a reference that is another visit's comes up. */
static int random_repeats(void *out, size_t size)
{
    uint8_t *at = out;

    draws++;
    for (size_t i = 0; i < size; i++) {
        at[i] = (uint8_t)(i * 37 + (draws > 2 ? (size_t)draws : 0));
    }
    return 0;
}

static void record_draws_once(void)
{
    struct happened h = {.told = {{.facts = 1}, {.facts = 2}}, .told_count = 2};

    alerts_make(&a, ESCALATING, NULL);
    random_before = seam.random;
    seam.random = random_counted;
    draws = 0;
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    seam.random = random_before;
    CU_ASSERT_EQUAL(draws, 1);
    CU_ASSERT_EQUAL(COUNT("message"), 3); /* with its two steps */
    CU_ASSERT_EQUAL(COUNT("(SELECT DISTINCT webhook_id FROM message)"), 3);
    alerts_end(&a);
}

/* Two appointments whose references begin alike, by the birthday of twenty bits. */
static void appointments_alike(char first[32], char second[32])
{
    static int seen[1 << 20];
    uint8_t key[VISIT_KEY];

    memset(seen, 0, sizeof seen);
    for (int n = 1; n < 1 << 20; n++) {
        (void)snprintf(second, 32, "apt-%d", n);
        visit_key_of_id(&a.outbox->keyed, span_of(second), key);
        int *at = &seen[ref_first(key) >> 20];
        if (*at != 0) {
            (void)snprintf(first, 32, "apt-%d", *at);
            return;
        }
        *at = n;
    }
}

static void reference_is_never_anothers(void)
{
    char first[32] = "", second[32] = "", ref[24];
    struct happened h = {.told_count = 1};

    alerts_make(&a, NULL, NULL);
    appointments_alike(first, second);
    random_before = seam.random;
    seam.random = random_repeats;
    draws = 0;
    h.appointment = first;
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    memcpy(ref, h.ref, sizeof ref);
    h.appointment = second;
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    seam.random = random_before;
    CU_ASSERT_STRING_NOT_EQUAL(h.ref, ref);
    CU_ASSERT_EQUAL(memcmp(h.ref, ref, 4), 0); /* the half that is of the key */
    CU_ASSERT_EQUAL(COUNT("visit"), 2);
    CU_ASSERT_EQUAL(COUNT("visit WHERE last > 0"), 2);
    alerts_end(&a);
}

static void one_message_worst_first(void)
{
    struct happened h = {.told = {{.rule = "a", .outcome = PRECARE_URGENT},
                                  {.rule = "b"},
                                  {.rule = "c", .outcome = PRECARE_INFO}},
                         .told_count = 3};

    alerts_make(&a, NULL, NULL);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_EQUAL(COUNT("message"), 1);
    CU_ASSERT_EQUAL(COUNT("told"), 2); /* info never reaches chat */
    CU_ASSERT_EQUAL(alerts_number(&a, "SELECT severity FROM message"), PRECARE_URGENT);
    CU_ASSERT_EQUAL(alerts_number(&a, "SELECT rank FROM message"), 0);
    alerts_end(&a);
}

static void preview_writes_nothing(void)
{
    struct happened h = {.phase = PRECARE_PREVIEW, .told_count = 1};

    alerts_make(&a, NULL, NULL);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), OUTBOX_NOTHING);
    CU_ASSERT_EQUAL(COUNT("message"), 0);
    CU_ASSERT_EQUAL(COUNT("record WHERE kind = 1"), 0);
    h.phase = PRECARE_SETTLE;
    h.disposition = PRECARE_ABANDONED;
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_EQUAL(COUNT("message"), 0);
    CU_ASSERT_EQUAL(COUNT("record WHERE kind = 1"), 1);
    h.disposition = PRECARE_SAVED;
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_EQUAL(COUNT("message"), 1);
    alerts_end(&a);
}

static void cancel_gives_keys_back(void)
{
    struct happened h = {.told_count = 1}, cancel = {.action = PRECARE_CANCEL};

    alerts_make(&a, NULL, NULL);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &cancel), 0);
    CU_ASSERT_EQUAL(COUNT("message WHERE state = 3 AND items IS NULL"), 1);
    /* nothing was sent: nothing to withdraw in chat */
    CU_ASSERT_EQUAL(COUNT("message WHERE kind = 3"), 0);
    CU_ASSERT_EQUAL(COUNT("told"), 0);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_EQUAL(COUNT("message WHERE state = 0 AND kind = 1"), 1);
    alerts_end(&a);
}

static void cancel_of_sent_says_withdrawn(void)
{
    struct happened h = {.told_count = 1}, cancel = {.state = PRECARE_CANCELLED};
    struct receiver_request q;

    alerts_make(&a, NULL, NULL);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_EQUAL(alerts_run_once(&a), COURIER_OK);
    CU_ASSERT_EQUAL(receiver_count(a.receiver), 1);
    CU_ASSERT_EQUAL(COUNT("message WHERE state = 1 AND items IS NULL"), 1);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &cancel), 0);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &cancel), 0); /* once */
    CU_ASSERT_EQUAL(alerts_run_once(&a), COURIER_OK);
    CU_ASSERT_EQUAL_FATAL(receiver_count(a.receiver), 2);
    CU_ASSERT_TRUE(receiver_get(a.receiver, 1, &q));
    CU_ASSERT_PTR_NOT_NULL(strstr(q.body, "WITHDRAWN "));
    CU_ASSERT_PTR_NOT_NULL(strstr(q.body, h.ref));
    receiver_request_end(&q);
    alerts_end(&a);
}

static void abandoned_withdraws_its_own_event_alone(void)
{
    struct happened one = {.event = "one", .told = {{.facts = 1}}, .told_count = 1};
    struct happened two = {.event = "two", .told = {{.facts = 2}}, .told_count = 1};
    struct happened end = {
        .event = "two", .phase = PRECARE_SETTLE, .disposition = PRECARE_ABANDONED, .told_count = 1};

    alerts_make(&a, NULL, NULL);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &one), 0);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &two), 0);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &end), 0);
    CU_ASSERT_EQUAL(COUNT("message WHERE state = 0"), 1);
    CU_ASSERT_EQUAL(COUNT("told"), 1);
    alerts_end(&a);
}

static void escalation_waits_and_stops(void)
{
    struct happened h = {.told = {{.rule = "a"}, {.rule = "b"}}, .told_count = 2};
    struct outbox_ack ack = {.action = PRECARE_ACCEPTED, .rule = "a", .actor = "u12"};

    alerts_make(&a, ESCALATING, NULL);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_EQUAL(COUNT("message WHERE kind = 4"), 2); /* at most two steps */
    CU_ASSERT_EQUAL(alerts_number(&a, "SELECT max(due) - min(due) FROM message WHERE kind = 4"),
                    15 * 60 * 1000);
    CU_ASSERT_EQUAL(alerts_number(&a, "SELECT min(due) - (SELECT created FROM message WHERE kind = "
                                      "1) FROM message WHERE kind = 4"),
                    15 * 60 * 1000);
    ack.ref = h.ref;
    CU_ASSERT_EQUAL(outbox_acknowledge(a.outbox, &ack, NULL), 0);
    CU_ASSERT_EQUAL(outbox_acknowledge(a.outbox, &ack, NULL), OUTBOX_NOTHING);
    CU_ASSERT_EQUAL(COUNT("message WHERE kind = 4 AND state = 0"), 2); /* b is still open */
    ack.rule = "b";
    CU_ASSERT_EQUAL(outbox_acknowledge(a.outbox, &ack, NULL), 0);
    CU_ASSERT_EQUAL(COUNT("message WHERE kind = 4 AND state = 0"), 0);
    CU_ASSERT_EQUAL(COUNT("record WHERE kind = 2"), 2);
    ack.ref = "0000-0000";
    CU_ASSERT_EQUAL(outbox_acknowledge(a.outbox, &ack, NULL), OUTBOX_UNKNOWN);
    alerts_end(&a);
}

static void warning_does_not_escalate(void)
{
    struct happened h = {.told = {{.outcome = PRECARE_WARN}}, .told_count = 1};

    alerts_make(&a, ESCALATING, NULL);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_EQUAL(COUNT("message"), 1);
    alerts_end(&a);
}

static void settle_records_overrides(void)
{
    struct happened h = {.phase = PRECARE_SETTLE,
                         .disposition = PRECARE_OVERRIDDEN,
                         .told = {{.rule = "a"}},
                         .told_count = 1,
                         .ack_count = 1};

    h.ack[0] = (struct acknowledgement){.rule = span_of("a"),
                                        .role = span_of("physician"),
                                        .actor = span_of("u12"),
                                        .reason = span_of("benefit-outweighs"),
                                        .action = PRECARE_OVERRODE};
    alerts_make(&a, ESCALATING, NULL);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_EQUAL(COUNT("message WHERE kind = 1 AND state = 0"), 1);
    CU_ASSERT_EQUAL(COUNT("message WHERE kind = 4 AND state = 0"), 0);
    CU_ASSERT_EQUAL(
        COUNT("record WHERE kind = 2 AND reason = 'benefit-outweighs' AND ref IS NOT NULL"), 1);
    alerts_end(&a);
}

static const struct {
    struct outbox_ack ack;
    const char *why; /* NULL: it is taken */
} ack_rows[] = {
    {{.action = PRECARE_ACCEPTED, .rule = "a"}, "it does not say who acknowledges (the actor)"},
    {{.action = PRECARE_ACCEPTED, .rule = "b", .actor = "u"},
     "no finding of this visit is of that rule; did you mean 'a'?"},
    {{.action = PRECARE_ACCEPTED, .rule = "mn-something", .actor = "u"},
     "no finding of this visit is of that rule"},
    {{.action = PRECARE_OVERRODE, .actor = "u", .role = "physician"}, "an override names its rule"},
    {{.action = PRECARE_OVERRODE, .rule = "a", .actor = "u", .reason = "benefit-outweighs"},
     "who may override 'a': physician, lead-nurse"},
    {{.action = PRECARE_OVERRODE,
      .rule = "a",
      .actor = "u",
      .role = "nurse",
      .reason = "benefit-outweighs"},
     "who may override 'a': physician, lead-nurse"},
    {{.action = PRECARE_OVERRODE, .rule = "a", .actor = "u", .role = "physician"},
     "the reasons to override 'a' are: benefit-outweighs, record-is-wrong"},
    {{.action = PRECARE_OVERRODE,
      .rule = "a",
      .actor = "u",
      .role = "physician",
      .reason = "because"},
     "the reasons to override 'a' are: benefit-outweighs, record-is-wrong"},
    {{.action = PRECARE_OVERRODE,
      .rule = "a",
      .actor = "u",
      .role = "physician",
      .reason = "benefit-outweighs"},
     NULL},
    {{.action = PRECARE_DISMISSED, .rule = "a", .actor = "u"}, NULL},
};

/* By the record, and by what a settle has just found: the same words. */
static void acknowledgements_are_checked_by_every_door(void)
{
    alerts_make(&a, ESCALATING, NULL);
    for (size_t i = 0; i < sizeof ack_rows / sizeof ack_rows[0]; i++) {
        struct outbox_ack ack = ack_rows[i].ack;
        struct happened h = {.phase = PRECARE_SETTLE,
                             .disposition = PRECARE_OVERRIDDEN,
                             .told = {{.rule = "a"}},
                             .told_count = 1};
        struct buf why = {0};
        int64_t before = COUNT("record WHERE kind = 2");

        CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
        ack.ref = h.ref;
        CU_ASSERT_EQUAL(outbox_acknowledge(a.outbox, &ack, &why),
                        ack_rows[i].why != NULL ? OUTBOX_WRONG : 0);
        if (ack_rows[i].why != NULL) {
            CU_ASSERT_STRING_EQUAL(why.at != NULL ? why.at : "", ack_rows[i].why);
        }
        buf_end(&why);
        h.ack[0] = (struct acknowledgement){.rule = span_of(ack.rule),
                                            .role = span_of(ack.role),
                                            .actor = span_of(ack.actor),
                                            .reason = span_of(ack.reason),
                                            .action = ack.action};
        h.ack_count = 1;
        CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
        CU_ASSERT_STRING_EQUAL(h.note, ack_rows[i].why != NULL ? "acknowledgement-refused" : "");
        CU_ASSERT_EQUAL(COUNT("record WHERE kind = 2"), before + (ack_rows[i].why != NULL ? 0 : 1));
    }
    struct outbox_ack stranger = {
        .action = PRECARE_ACCEPTED, .appointment = "apt-nobody-knows", .actor = "u"};
    CU_ASSERT_EQUAL(outbox_acknowledge(a.outbox, &stranger, NULL), OUTBOX_WRONG);
    alerts_end(&a);
}

/* More reasons than a line has room for: the alert is told all the same, and some of them. */
static void long_list_of_reasons_loses_nothing(void)
{
    static const char reason[] = "a-reason-of-a-good-thirty-two-letters";
    const char *reasons[64]; /* 2 KB */
    struct happened h = {.told = {{.rule = "a", .reasons = reasons, .reason_count = 64}},
                         .told_count = 1,
                         .ack = {{.rule = span_of("a"),
                                  .role = span_of("physician"),
                                  .actor = span_of("u"),
                                  .action = PRECARE_OVERRODE}},
                         .ack_count = 2};
    struct outbox_ack ack = {
        .rule = "a", .role = "physician", .actor = "u", .action = PRECARE_OVERRODE};
    struct buf why = {0};

    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        reasons[i] = reason;
    }
    h.ack[1] = h.ack[0];
    alerts_make(&a, ESCALATING, NULL);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_STRING_EQUAL(h.note, "acknowledgement-refused");
    CU_ASSERT(COUNT("message") > 0);
    ack.ref = h.ref;
    CU_ASSERT_EQUAL(outbox_acknowledge(a.outbox, &ack, &why), OUTBOX_WRONG);
    CU_ASSERT_PTR_NOT_NULL_FATAL(why.at);
    CU_ASSERT_PTR_NOT_NULL(strstr(why.at, "are: a-reason-of-a-good-thirty-two-letters, a-reason"));
    CU_ASSERT_PTR_NOT_NULL(strstr(why.at, "letters, ..."));
    buf_end(&why);
    alerts_end(&a);
}

static void reschedule_moves_deadline(void)
{
    int64_t soon = seam.wall_ms() / 1000 + 2 * 86400;
    struct happened h = {.start_s = soon, .told_count = 1};

    alerts_make(&a, NULL, NULL);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_EQUAL(alerts_number(&a, "SELECT deadline FROM message"), soon * 1000);
    h.start_s = soon + 86400;
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_EQUAL(COUNT("message"), 1);
    CU_ASSERT_EQUAL(alerts_number(&a, "SELECT deadline FROM message"), (soon + 86400) * 1000);
    CU_ASSERT_EQUAL(alerts_number(&a, "SELECT start FROM visit"), (soon + 86400) * 1000);
    alerts_end(&a);
}

static void deadline_never_less_than_give_up(void)
{
    int64_t past = seam.wall_ms() / 1000 - 3600;
    struct happened h = {.moment = PRECARE_FOLLOW_UP,
                         .start_s = past,
                         .told = {{.outcome = PRECARE_URGENT}},
                         .told_count = 1};

    alerts_make(&a, NULL, NULL);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_EQUAL(alerts_number(&a, "SELECT deadline - created FROM message"), 24 * 3600 * 1000);
    alerts_end(&a);
}

static void late_is_told(void)
{
    struct happened h = {.told_count = 1};

    alerts_make(&a, NULL, "late-after: 1 second\n");
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_EQUAL(alerts_number(&a, "UPDATE message SET due = due - 5000 RETURNING 1"), 1);
    alerts_reopen(&a);
    h.appointment = "apt-2";
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), OUTBOX_LATE);
    CU_ASSERT_STRING_EQUAL(h.note, "late");
    alerts_end(&a);
}

static void unknown_channel_goes_to_operations(void)
{
    struct happened h = {.told = {{.channel = "nobody"}}, .told_count = 1};

    alerts_make(&a, NULL, "operations: main\n");
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_STRING_EQUAL(h.note, "unknown-channel");
    CU_ASSERT_EQUAL(COUNT("message WHERE target = 'main'"), 1);
    alerts_end(&a);
}

static void lookup_resolves_reference(void)
{
    struct happened h = {.told_count = 1};
    struct buf json = {0};
    char lower[24];

    alerts_make(&a, NULL, NULL);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_EQUAL(outbox_lookup(a.outbox, h.ref, &json), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(json.at, "\"appointment\":\"apt-1\""));
    buf_end(&json);
    for (size_t i = 0; i < sizeof lower; i++) {
        lower[i] = (char)(h.ref[i] >= 'A' && h.ref[i] <= 'Z' ? h.ref[i] + 32 : h.ref[i]);
    }
    CU_ASSERT_EQUAL(outbox_lookup(a.outbox, lower, &json), 0);
    buf_end(&json);
    CU_ASSERT_EQUAL(outbox_lookup(a.outbox, "nonsense", &json), OUTBOX_UNKNOWN);
    alerts_end(&a);
}

static void no_value_of_the_event_in_a_row(void)
{
    struct happened h = {.told_count = 1};

    alerts_make(&a, NULL, NULL);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_EQUAL(COUNT("message WHERE items LIKE '%sensitive%' OR items LIKE '%pt-88%' OR items "
                          "LIKE '%apt-1%'"),
                    0);
    CU_ASSERT_EQUAL(COUNT("record WHERE kind = 1 AND findings LIKE '%sensitive%'"), 0);
    alerts_end(&a);
}

static int records_seen;
static int record_seen(void *context, const char *json, size_t len)
{
    (void)context;
    (void)len;
    records_seen += strstr(json, "\"told\":[{\"channel\":\"main\"") != NULL ? 1 : 100;
    return 0;
}

static void records_tell_who_was_told(void)
{
    struct happened h = {.told_count = 1};

    alerts_make(&a, NULL, NULL);
    records_seen = 0;
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    CU_ASSERT_EQUAL(outbox_records(a.outbox, &(struct records_wanted){0}, record_seen, NULL), 0);
    CU_ASSERT_EQUAL(records_seen, 1);
    alerts_end(&a);
}

static void memory_and_null_outboxes(void)
{
    struct happened h = {.told_count = 1};
    struct faults faults;
    struct outbox *memory, *null;

    alerts_make(&a, NULL, NULL);
    faults_begin(&faults);
    memory = outbox_open_memory(a.config, &faults);
    CU_ASSERT_PTR_NOT_NULL_FATAL(memory);
    CU_ASSERT_EQUAL(alerts_record(memory, &h), 0);
    CU_ASSERT_EQUAL(strlen(h.ref), 9);
    outbox_close(&memory);
    null = outbox_open_null(a.config);
    CU_ASSERT_EQUAL(alerts_record(null, &h), OUTBOX_NOTHING);
    CU_ASSERT_STRING_EQUAL(h.ref, "");
    outbox_close(&null);
    faults_end(&faults);
    alerts_end(&a);
}

static void operations_hear_once(void)
{
    alerts_make(&a, NULL, "operations: main\n");
    CU_ASSERT_EQUAL(outbox_operations_over(a.outbox, "reload-failed", "They load again."),
                    OUTBOX_NOTHING);
    CU_ASSERT_EQUAL(outbox_operations(a.outbox, "reload-failed", "The edited rules do not load."),
                    0);
    CU_ASSERT_EQUAL(outbox_operations(a.outbox, "reload-failed", "The edited rules do not load."),
                    OUTBOX_NOTHING);
    CU_ASSERT_EQUAL(outbox_operations_over(a.outbox, "reload-failed", "They load again."), 0);
    CU_ASSERT_EQUAL(COUNT("message WHERE kind IN (7, 8)"), 2);
    CU_ASSERT_EQUAL(COUNT("message WHERE kind = 8 AND items LIKE '%They load again.%'"), 1);
    alerts_end(&a);
}

static const struct test tests[] = {
    {"the same finding is told once, a changed fact again as an update", same_finding_once},
    {"a record asks the system for chance once, every message has its own id", record_draws_once},
    {"a reference is never another visit's", reference_is_never_anothers},
    {"findings of one event are one message, worst first; info never", one_message_worst_first},
    {"a preview writes nothing, an abandoned one tells nobody, a saved one tells",
     preview_writes_nothing},
    {"a cancel drops what is unsent and gives the keys back", cancel_gives_keys_back},
    {"a cancel of what was sent says withdrawn, once", cancel_of_sent_says_withdrawn},
    {"an abandoned event takes back its own messages alone",
     abandoned_withdraws_its_own_event_alone},
    {"an escalation waits, at most two steps, and stops when all is acknowledged",
     escalation_waits_and_stops},
    {"a warning does not escalate", warning_does_not_escalate},
    {"settle records overrides, which end the escalation", settle_records_overrides},
    {"who acknowledges what, as whom and why, is checked by every door",
     acknowledgements_are_checked_by_every_door},
    {"a list of reasons longer than a line loses no alert", long_list_of_reasons_loses_nothing},
    {"a reschedule moves the deadline of what waits", reschedule_moves_deadline},
    {"what is charted after the visit is tried for a day", deadline_never_less_than_give_up},
    {"a hook says so when nobody delivers", late_is_told},
    {"an unknown channel goes to operations, with a note", unknown_channel_goes_to_operations},
    {"a reference is resolved, however it is typed", lookup_resolves_reference},
    {"a row holds no title and no id of the event", no_value_of_the_event_in_a_row},
    {"records tell who was told", records_tell_who_was_told},
    {"in memory and null outboxes behave", memory_and_null_outboxes},
    {"operations hear of one trouble once, and of its end", operations_hear_once},
    {0},
};

const struct test_suite test_suites[] = {{"outbox", NULL, NULL, tests}, {0}};
