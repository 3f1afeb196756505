/* SPDX-License-Identifier: MIT
 *
 * What no program of ours would put into the streams: everybody who can reach the relay may write
 * there. It is refused, said and put aside; nothing crashes, and the alert behind it goes its way.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "outbox/outbox_inside.h"
#include "base/seam.h"
#include "precare/precare.h"
#include "relay/envelope.h"
#include "relay/relay.h"
#include "support/chain.h"
#include "support/look.h"
#include "test.h"

static struct nats nats;
static struct alerts a;

static int server_up(void)
{
    nats_make(&nats, "hostile", NULL);
    return 0;
}

static int server_down(void)
{
    nats_stop(&nats);
    return 0;
}

/* As somebody who has the site's key, or (`forged`) has not. */
static void hostile_put(const char *name, const char *what, const char *body, size_t len,
                        bool forged)
{
    static unsigned number;
    char subject[128], mac[ENVELOPE_MAC], headers[200], id[32];

    (void)snprintf(subject, sizeof subject, "precare.PRECARE.%s.%s", what, name);
    (void)snprintf(id, sizeof id, "hostile-%u", ++number);
    envelope_mac(a.outbox->site_key, &(struct posting){subject, id, body, len}, mac);
    (void)snprintf(headers, sizeof headers, "Nats-Msg-Id: %s\r\nPrecare-Mac: %s\r\n", id, mac);
    nats_publish(&nats, subject, forged ? NULL : headers, body, len);
}

static int64_t hostile_aside(void)
{
    char answer[8192];
    static const char subject[] = "\"precare.PRECARE.aside.main\":";
    const char *at;

    if (!nats_ask(&nats, "$JS.API.STREAM.INFO.PRECARE_BACK",
                  "{\"subjects_filter\":\"precare.PRECARE.aside.*\"}", answer, sizeof answer)) {
        return -1;
    }
    at = strstr(answer, subject);
    return at != NULL ? strtoll(at + strlen(subject), NULL, 10) : 0;
}

static void wait_aside(int64_t n)
{
    for (int i = 0; i < 1000 && hostile_aside() != n; i++) {
        pause_ms(50);
    }
    CU_ASSERT_EQUAL(hostile_aside(), n);
}

#define ENVELOPE(format, target)                                                                   \
    "{\"format\":\"" format "\",\"target\":\"" target                                              \
    "\",\"row\":1,\"kind\":\"alert\",\"severity\":40,\"rank\":1,\"count\":0,"                      \
    "\"id\":\"00112233445566778899aabbccddeeff\",\"created\":1,\"sent\":1,\"expires\":2,"          \
    "\"items\":[]}"

static void junk_is_put_aside(void)
{
    static const char later[] = ENVELOPE("precare-relay/2", "main");
    char stray[400]; /* sent now, and all as it should be */
    static const char good[] = ENVELOPE("precare-relay/1", "main");
    static char huge[ENVELOPE_BYTES + 100];
    pid_t carries, posts;

    chain_machine(&a, &nats, 1, CHAIN_FAST, NULL);
    carries = chain_start(&a, CHAIN_CARRIES);
    CU_ASSERT_TRUE(chain_said(&a, "the relay is reachable", 5000));
    memset(huge, 'x', sizeof huge);
    (void)snprintf(
        stray, sizeof stray,
        "{\"format\":\"precare-relay/1\",\"target\":\"ops\",\"row\":1,\"kind\":\"alert\","
        "\"severity\":40,\"rank\":1,\"count\":0,\"id\":"
        "\"00112233445566778899aabbccddeeff\",\"created\":1,\"sent\":%lld,\"expires\":"
        "2,\"items\":[]}",
        (long long)seam.wall_ms());
    hostile_put("main", "send", good, strlen(good), true);
    hostile_put("main", "send", "{\"format\":", 10, false);
    hostile_put("main", "send", later, strlen(later), false);
    hostile_put("main", "send", stray, strlen(stray), false);
    hostile_put("main", "send", huge, sizeof huge, false);
    hostile_put("main", "send", "\0\xff\x80", 3, false);
    hostile_put("main", "send", "", 0, false);
    hostile_put("main", "send", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", 30, false);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    posts = chain_start(&a, CHAIN_POSTS);
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 1, 8000));
    wait_aside(8);
    CU_ASSERT_TRUE(chain_said(&a, "it does not bear our site key's mark", 1000));
    CU_ASSERT_TRUE(chain_said(&a, "it is not JSON of this program's making", 1000));
    CU_ASSERT_TRUE(chain_said(&a, "it was made by a later version of precare", 1000));
    CU_ASSERT_TRUE(chain_said(&a, "it is for another channel than its subject says", 1000));
    CU_ASSERT_TRUE(chain_said(&a, "it is too large", 1000));
    CU_ASSERT_EQUAL(receiver_count(a.receiver), 1);
    CU_ASSERT_EQUAL(chain_told(&a, "A pre-care stop was missed"), 1);
    chain_stop(&posts);
    chain_stop(&carries);
    alerts_end(&a);
}

static void strangers_are_put_aside(void)
{
    static const char stray[] = ENVELOPE("precare-relay/1", "nobody");
    pid_t posts;

    relay_limits.strangers_ms = 500;
    chain_machine(&a, &nats, 1, CHAIN_FAST, "operations: main\n");
    posts = chain_start(&a, CHAIN_POSTS);
    CU_ASSERT_TRUE(chain_said(&a, "the relay is reachable", 5000));
    hostile_put("nobody", "send", stray, strlen(stray), false);
    CU_ASSERT_TRUE(chain_said(&a, "no courier has this channel", 8000));
    CU_ASSERT_TRUE(receiver_wait(a.receiver, 1, 4000)); /* operations hear it */
    CU_ASSERT_EQUAL(chain_told(&a, "precare.operations"), 1);
    chain_stop(&posts);
    alerts_end(&a);
}

static void forged_words_do_nothing(void)
{
    struct happened h = {.appointment = "apt-9", .told_count = 1};
    struct notice w = {.kind = NOTICE_CANCELLED, .at = INT64_C(4000000000000), .visit_known = true};
    struct buf cancel = {0};
    pid_t carries;

    chain_machine(&a, &nats, 1, CHAIN_FAST, NULL);
    CU_ASSERT_EQUAL(alerts_record(a.outbox, &h), 0);
    visit_key_of_id(&a.outbox->keyed, SPAN("apt-9"), w.visit);
    CU_ASSERT_TRUE(envelope_notice_write(&w, &cancel));
    carries = chain_start(&a, CHAIN_CARRIES);
    CU_ASSERT_TRUE(alerts_becomes(&a, "SELECT count(*) FROM message WHERE state = 1", 1, 5000));
    hostile_put("cancelled", "back", cancel.at, cancel.len, true);
    hostile_put("cancelled", "back", "{", 1, false);
    hostile_put("acknowledged", "back", "{\"format\":\"precare-relay/9\"}", 28, false);
    CU_ASSERT_TRUE(
        chain_said(&a, "a notice of another machine is refused: it does not bear", 3000));
    CU_ASSERT_TRUE(chain_said(&a, "is refused: it is not JSON", 3000));
    CU_ASSERT_TRUE(chain_said(&a, "is refused: it was made by a later version", 3000));
    CU_ASSERT_EQUAL(alerts_number(&a, "SELECT count(*) FROM message"), 1);
    CU_ASSERT_EQUAL(alerts_number(&a, "SELECT count(*) FROM told"), 1);
    /* the same with the key: it is believed */
    hostile_put("cancelled", "back", cancel.at, cancel.len, false);
    CU_ASSERT_TRUE(alerts_becomes(&a, "SELECT count(*) FROM message WHERE kind = 3", 1, 3000));
    CU_ASSERT_EQUAL(alerts_number(&a, "SELECT count(*) FROM told"), 0);
    buf_end(&cancel);
    chain_stop(&carries);
    alerts_end(&a);
}

static void other_settings(void)
{
    static const char wrong[] =
        "{\"name\":\"PRECARE\",\"subjects\":[\"precare.PRECARE.send.*\",\"precare.PRECARE.urgent.*"
        "\"],\"retention\":\"limits\","
        "\"storage\":\"memory\",\"num_replicas\":1,\"max_consumers\":-1,\"max_msgs\":-1,\"max_"
        "bytes\":-1,\"max_age\":0,\"discard\":\"old\"}";
    char answer[8192];
    pid_t carries;

    (void)nats_ask(&nats, "$JS.API.STREAM.DELETE.PRECARE", "", answer, sizeof answer);
    CU_ASSERT_TRUE(nats_ask(&nats, "$JS.API.STREAM.CREATE.PRECARE", wrong, answer, sizeof answer));
    chain_machine(&a, &nats, 1, CHAIN_FAST, NULL);
    CU_ASSERT_EQUAL(alerts_hold(a.outbox, "apt-1", "main"), 0);
    carries = chain_start(&a, CHAIN_CARRIES);
    CU_ASSERT_TRUE(chain_said(
        &a,
        "the relay's stream PRECARE was made with other settings: its retention is not workqueue",
        5000));
    CU_ASSERT_TRUE(chain_said(&a, "alerts wait in the outbox", 1000));
    CU_ASSERT_EQUAL(alerts_number(&a, "SELECT count(*) FROM message WHERE state = 0 AND tries = 0"),
                    1);
    (void)nats_ask(&nats, "$JS.API.STREAM.DELETE.PRECARE", "", answer, sizeof answer);
    /* mended: by itself */
    CU_ASSERT_TRUE(alerts_becomes(&a, "SELECT count(*) FROM message WHERE state = 1", 1, 6000));
    chain_stop(&carries);
    alerts_end(&a);
}

/* ---- envelopes alone ---- */

static void envelope_sample(struct buf *out)
{
    static struct item items[2] = {{.rule = "secret-rule",
                                    .say = "Say \"this\" \xc3\xa9",
                                    .who = "physician",
                                    .severity = PRECARE_HOLD,
                                    .by = BY_VISIT},
                                   {.say = "And this", .severity = PRECARE_WARN}};
    struct message m = {.id = 7,
                        .ref = 12345678,
                        .kind = MESSAGE_UPDATE,
                        .severity = PRECARE_HOLD,
                        .rank = 1,
                        .created = 1000,
                        .done_at = 1500,
                        .expires = 2000,
                        .flags = MESSAGE_DEMONSTRATION | 3u << MESSAGE_ROUND_SHIFT,
                        .target = "clinical-lead",
                        .items = items,
                        .item_count = 2};

    memset(m.webhook_id, 0xa5, sizeof m.webhook_id);
    CU_ASSERT_TRUE(envelope_write(&m, out));
}

static void there_and_back(void)
{
    struct buf text = {0};
    struct message m;

    envelope_sample(&text);
    CU_ASSERT_PTR_NULL(strstr(text.at, "secret-rule"));
    CU_ASSERT_PTR_NULL(envelope_read(text.at, text.len, &m));
    CU_ASSERT_STRING_EQUAL(m.target, "clinical-lead");
    CU_ASSERT_EQUAL(m.id, 7);
    CU_ASSERT_EQUAL(m.ref, 12345678);
    CU_ASSERT_EQUAL(m.kind, MESSAGE_UPDATE);
    CU_ASSERT_EQUAL(m.flags, MESSAGE_DEMONSTRATION);
    CU_ASSERT_EQUAL(m.done_at, 1500);
    CU_ASSERT_EQUAL(m.expires, 2000);
    CU_ASSERT_EQUAL(m.webhook_id[15], 0xa5);
    CU_ASSERT_EQUAL(m.item_count, 2);
    CU_ASSERT_STRING_EQUAL(m.items[0].say, "Say \"this\" \xc3\xa9");
    CU_ASSERT_EQUAL(m.items[0].by, BY_VISIT);
    CU_ASSERT_PTR_NULL(m.items[0].rule);
    message_end(&m);
    buf_end(&text);
}

static void every_part_of_it_is_refused(void)
{
    struct buf text = {0};
    uint32_t random = 7, taken = 0;

    envelope_sample(&text);
    for (size_t len = 0; len < text.len; len++) {
        struct message m;

        CU_ASSERT_PTR_NOT_NULL(envelope_read(text.at, len, &m));
        message_end(&m);
    }
    for (int i = 0; i < 20000; i++) { /* one byte of it another: refused, or read, never worse */
        char *copy = mem_text(text.at, text.len);
        struct message m;

        random = random * 1664525u + 1013904223u;
        copy[(random >> 8) % text.len] = (char)(random >> 24);
        taken += envelope_read(copy, text.len, &m) == NULL;
        CU_ASSERT_TRUE(m.item_count <= MESSAGE_ITEMS);
        message_end(&m);
        mem_drop(copy);
    }
    CU_ASSERT_TRUE(taken > 0);
    buf_end(&text);
}

static bool mark_good(const uint8_t key[32], const char *subject, const char *id, const char *body,
                      const char *mac)
{
    return envelope_mac_good(key, &(struct posting){subject, id, body, strlen(body)}, mac);
}

static void the_mark_is_of_subject_id_and_bytes(void)
{
    uint8_t key[32] = {1}, other[32] = {2};
    char mac[ENVELOPE_MAC];

    envelope_mac(key, &(struct posting){"precare.P.send.a", "id", "body", 4}, mac);
    CU_ASSERT_TRUE(mark_good(key, "precare.P.send.a", "id", "body", mac));
    CU_ASSERT_FALSE(mark_good(key, "precare.P.send.b", "id", "body", mac));
    CU_ASSERT_FALSE(mark_good(key, "precare.P.send.a", "iD", "body", mac));
    CU_ASSERT_FALSE(mark_good(key, "precare.P.send.a", "", "body", mac));
    CU_ASSERT_FALSE(mark_good(key, "precare.P.send.a", NULL, "body", mac));
    CU_ASSERT_FALSE(mark_good(key, "precare.P.send.a", "id", "bodY", mac));
    CU_ASSERT_FALSE(mark_good(other, "precare.P.send.a", "id", "body", mac));
    CU_ASSERT_FALSE(mark_good(key, "precare.P.send.a", "id", "body", NULL));
    mac[0] ^= 1;
    CU_ASSERT_FALSE(mark_good(key, "precare.P.send.a", "id", "body", mac));
}

static const struct test tests[] = {
    {"what is refused is put aside and said, and the alert behind it arrives", junk_is_put_aside},
    {"a message for a channel that no courier has is put aside, operations hear it",
     strangers_are_put_aside},
    {"a word without the site key's mark withdraws nothing", forged_words_do_nothing},
    {"a stream with other settings is told in plain words, and alerts wait", other_settings},
    {"an envelope is read as it was written, without the rules' names", there_and_back},
    {"every part of an envelope is refused", every_part_of_it_is_refused},
    {"the mark is of subject, id and bytes", the_mark_is_of_subject_id_and_bytes},
    {0},
};

const struct test_suite test_suites[] = {{"hostile", server_up, server_down, tests}, {0}};
