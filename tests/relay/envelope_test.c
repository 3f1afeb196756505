/* SPDX-License-Identifier: MIT
 *
 * What leaves the house for the relay: every byte of it, held to the one list (relay/leaves.h); and
 * a notice is read as it was written, whatever it carries.
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "precare/precare.h"
#include "relay/envelope.h"
#include "relay/leaves.h"
#include "test.h"

/* ---- byte by byte ---- */

static const char message_bytes[] =
    "{\"format\":\"precare-relay/1\",\"target\":\"clinical-lead\",\"row\":7,\"kind\":\"update\","
    "\"severity\":60,\"rank\":1,\"count\":3,\"id\":\"a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5\","
    "\"ref\":\"000B-RRAE\",\"demonstration\":1,\"drill\":1,\"again\":1,\"created\":1000,\"sent\":"
    "1500,"
    "\"expires\":172800000,\"items\":[{\"severity\":60,\"by\":2,\"say\":\"Say this\","
    "\"who\":\"physician\",\"title\":\"A title\",\"ref\":\"7K3M-9QXT\"}]}";

static void message_sample(struct buf *out)
{
    static struct item item = {.rule = "secret-rule",
                               .say = "Say this",
                               .who = "physician",
                               .title = "A title",
                               .ref = "7K3M-9QXT",
                               .severity = PRECARE_HOLD,
                               .by = BY_VISIT};
    struct message m = {.id = 7,
                        .ref = 12345678,
                        .prev = 987654321,
                        .due = 987654322,
                        .deadline = 987654323,
                        .kind = MESSAGE_UPDATE,
                        .severity = PRECARE_HOLD,
                        .rank = 1,
                        .count = 3,
                        .tries = 76543,
                        .answer = 54321,
                        .created = 1000,
                        .done_at = 1500,
                        .expires = 172800000,
                        .flags = ~(uint32_t)0,
                        .target = "clinical-lead",
                        .items = &item,
                        .item_count = 1};

    memset(m.webhook_id, 0xa5, sizeof m.webhook_id);
    memset(m.event, 0x5b, sizeof m.event);
    CU_ASSERT_TRUE(envelope_write(&m, out));
}

/* The keys of an object are the rows of its list, all of them and no other, and `items`. */
static void keys_are(const json_t *object, const char *const *keys, size_t count, bool items)
{
    CU_ASSERT_EQUAL(json_object_size(object), count + (items ? 1 : 0));
    for (size_t i = 0; i < count; i++) {
        if (json_object_get(object, keys[i]) == NULL) {
            printf("no \"%s\"\n", keys[i]);
            CU_FAIL("a row of the list is not written");
        }
    }
}

#define LEAF_KEY(member, key, ...) key,
static const char *const message_keys[] = {LEAVES_MESSAGE(LEAF_KEY)};
static const char *const line_keys[] = {LEAVES_LINE(LEAF_KEY)};
static const char *const notice_keys[] = {LEAVES_NOTICE(LEAF_KEY)};
#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static void a_message_leaves_byte_by_byte(void)
{
    struct buf out = {0};
    json_t *tree;

    message_sample(&out);
    CU_ASSERT_STRING_EQUAL(out.at, message_bytes);
    tree = json_loadb(out.at, out.len, JSON_REJECT_DUPLICATES, NULL);
    keys_are(tree, message_keys, COUNT(message_keys), true);
    keys_are(json_array_get(json_object_get(tree, "items"), 0), line_keys, COUNT(line_keys), false);
    json_decref(tree);
    buf_end(&out);
}

/* Notices of three kinds; together they have every row. */
static const struct {
    uint32_t kind;
    const char *bytes;
} notices[] = {
    {NOTICE_ACKNOWLEDGED,
     "{\"format\":\"precare-relay/1\",\"notice\":\"acknowledged\",\"at\":1700000000000,"
     "\"hash\":\"01010101010101010101010101010101\","
     "\"visit\":\"02020202020202020202020202020202\",\"ref\":\"000B-RRAE\",\"action\":1,"
     "\"rule\":\"05050505050505050505050505050505\"}"},
    {NOTICE_CANCELLED,
     "{\"format\":\"precare-relay/1\",\"notice\":\"cancelled\",\"at\":1700000000000,"
     "\"hash\":\"01010101010101010101010101010101\","
     "\"visit\":\"02020202020202020202020202020202\",\"ref\":\"000B-RRAE\","
     "\"event\":\"0303030303030303\",\"only\":1,\"day\":\"04040404040404040404040404040404\"}"},
    {NOTICE_DEAD,
     "{\"format\":\"precare-relay/1\",\"notice\":\"dead\",\"at\":1700000000000,"
     "\"hash\":\"01010101010101010101010101010101\","
     "\"visit\":\"02020202020202020202020202020202\",\"ref\":\"000B-RRAE\","
     "\"id\":\"06060606060606060606060606060606\",\"row\":9,\"answer\":400,\"items\":[]}"},
};

static void notice_sample(uint32_t kind, struct notice *w)
{
    *w = (struct notice){.kind = kind,
                         .at = 1700000000000,
                         .ref = 12345678,
                         .action = PRECARE_ACCEPTED,
                         .row = 9,
                         .answer = 400,
                         .visit_known = true,
                         .one_event = true,
                         .one_rule = true,
                         .day_known = true};
    memset(w->hash, 1, sizeof w->hash);
    memset(w->visit, 2, sizeof w->visit);
    memset(w->event, 3, sizeof w->event);
    memset(w->of_day, 4, sizeof w->of_day);
    memset(w->rule, 5, sizeof w->rule);
    memset(w->letter.webhook_id, 6, sizeof w->letter.webhook_id);
}

static void notices_leave_byte_by_byte(void)
{
    json_t *all = json_object();

    for (size_t i = 0; i < COUNT(notices); i++) {
        struct notice w;
        struct buf out = {0};
        json_t *tree;

        notice_sample(notices[i].kind, &w);
        CU_ASSERT_TRUE(envelope_notice_write(&w, &out));
        CU_ASSERT_STRING_EQUAL(out.at, notices[i].bytes);
        tree = json_loadb(out.at, out.len, JSON_REJECT_DUPLICATES, NULL);
        CU_ASSERT_EQUAL(json_object_update(all, tree), 0);
        json_decref(tree);
        buf_end(&out);
    }
    keys_are(all, notice_keys, COUNT(notice_keys), true);
    json_decref(all);
}

/* ---- there and back ---- */

static void a_cancel_is_read_as_it_was_written(void)
{
    for (int day = 0; day < 2; day++) {
        struct notice w = {.kind = NOTICE_CANCELLED,
                           .at = 1700000000000,
                           .visit_known = true,
                           .one_event = day == 0,
                           .day_known = day == 1};
        struct notice read;
        struct buf out = {0};

        memset(w.hash, 1, sizeof w.hash);
        memset(w.visit, 2, sizeof w.visit);
        memset(w.event, 3, sizeof w.event);
        memset(w.of_day, day == 1 ? 4 : 0, sizeof w.of_day);
        CU_ASSERT_TRUE(envelope_notice_write(&w, &out));
        CU_ASSERT_PTR_NULL(envelope_notice_read(out.at, out.len, &read));
        CU_ASSERT_EQUAL(read.kind, w.kind);
        CU_ASSERT_EQUAL(read.at, w.at);
        CU_ASSERT_EQUAL(read.one_event, w.one_event);
        CU_ASSERT_EQUAL(read.day_known, w.day_known);
        CU_ASSERT_EQUAL(memcmp(read.visit, w.visit, sizeof w.visit), 0);
        CU_ASSERT_EQUAL(memcmp(read.event, w.event, sizeof w.event), 0);
        CU_ASSERT_EQUAL(memcmp(read.of_day, w.of_day, sizeof w.of_day), 0);
        notice_end(&read);
        buf_end(&out);
    }
}

static const struct test tests[] = {
    {"a message leaves byte by byte as the list says", a_message_leaves_byte_by_byte},
    {"so do notices, of every kind", notices_leave_byte_by_byte},
    {"a cancel is read as it was written", a_cancel_is_read_as_it_was_written},
    {0},
};

const struct test_suite test_suites[] = {{"envelope", NULL, NULL, tests}, {0}};
