/* SPDX-License-Identifier: MIT
 *
 * What chats are known to answer (support/chat_answers.h), row by row through a real receiver and
 * the real courier: what becomes of the message and of its channel.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/alerts.h"
#include "support/chat_answers.h"
#include "support/look.h"
#include "test.h"

#define ROWS_MOST 160u
#define ROW_ROOM 96u /* of one channel's line */

static struct alerts a;
static struct receiver *receivers[ROWS_MOST];
static struct receiver_answer scripts[ROWS_MOST][2];

static void name_of(size_t i, char out[32])
{
    (void)snprintf(out, 32, "row-%03zu", i);
}

static void walk_begin(void)
{
    static char channels[ROWS_MOST * ROW_ROOM];
    size_t len = 0;

    for (size_t i = 0; i < chat_answer_count; i++) {
        char name[32], url[64];

        receivers[i] = receiver_start(0);
        scripts[i][0] = (struct receiver_answer){
            .status = chat_answers[i].status,
            .body = chat_answers[i].body,
            .headers =
                chat_answers[i].status / 100 == 3 ? "Location: http://127.0.0.1:1/\r\n" : NULL};
        receiver_script(receivers[i], scripts[i], 1);
        (void)snprintf(name, sizeof name, "ROW_%03zu", i);
        (void)snprintf(url, sizeof url, "http://127.0.0.1:%u/hook",
                       (unsigned)receiver_port(receivers[i]));
        (void)setenv(name, url, 1);
        len += (size_t)snprintf(channels + len, sizeof channels - len,
                                "  row-%03zu: {kind: %s, url-from: \"env:ROW_%03zu\"}\n", i,
                                chat_answers[i].kind, i);
    }
    alerts_make(&a, channels, NULL);
}

static void messages_make(const char *appointment, bool dead_alone)
{
    for (size_t i = 0; i < chat_answer_count; i++) {
        char name[32], id[32];

        name_of(i, name);
        (void)snprintf(id, sizeof id, "%s-%zu", appointment, i);
        if (!dead_alone || chat_answers[i].outcome == CHAT_DEAD) {
            CU_ASSERT_EQUAL(alerts_hold(a.outbox, id, name), 0);
        }
    }
}

/* What must stand in the database of a row: of its message, of its channel; and how often it was
 * posted, at least and at most. */
static const struct {
    const char *word, *message, *target;
    uint32_t least, most;
} expected[] = {
    [CHAT_DELIVERED] = {"delivered", "state = 1 AND flags & 32 = 0", "state <> 0", 1, 1},
    [CHAT_UNCLEAR] = {"delivered, answer not understood", "state = 1 AND flags & 32", "state <> 4",
                      1, 1},
    [CHAT_RETRIED] = {"retried", "state = 0 AND tries > 0 AND flags & 18 = 0 AND due < deadline",
                      "state NOT IN (0, 1)", 1, 100},
    [CHAT_PAUSED] = {"paused", "state = 0 AND flags & 18 = 0", "state <> 2", 1, 1},
    [CHAT_DEAD] = {"dead", "state = 2 AND items IS NOT NULL", "state <> 0", 3, 3},
};

/* Where the rows of an outcome stand before a second message comes. */
static const char *first_state(enum chat_outcome outcome)
{
    return outcome == CHAT_DEAD ? "state = 0 AND flags & 16 AND due = deadline"
                                : expected[outcome].message;
}

static uint32_t rows_of(enum chat_outcome outcome)
{
    uint32_t n = 0;

    for (size_t i = 0; i < chat_answer_count; i++) {
        n += chat_answers[i].outcome == outcome ? 1 : 0;
    }
    return n;
}

/* The names of the channels of an outcome, for SQL. */
static const char *names_of(enum chat_outcome outcome)
{
    static char names[ROWS_MOST * 16];
    size_t len = 0;

    names[0] = '\0';
    for (size_t i = 0; i < chat_answer_count; i++) {
        if (chat_answers[i].outcome == outcome) {
            len += (size_t)snprintf(names + len, sizeof names - len, "%s'row-%03zu'",
                                    len > 0 ? "," : "", i);
        }
    }
    return names;
}

static bool all_become(enum chat_outcome outcome, const char *state)
{
    static char sql[ROWS_MOST * 16 + 400];

    (void)snprintf(sql, sizeof sql,
                   "SELECT count(DISTINCT target) FROM message WHERE target IN (%s) AND %s",
                   names_of(outcome), state);
    return alerts_becomes(&a, sql, (int64_t)rows_of(outcome), 4000);
}

/* Which rows are otherwise: said one by one. */
static void rows_name(enum chat_outcome outcome, const char *state)
{
    for (size_t i = 0; i < chat_answer_count; i++) {
        char sql[400];

        if (chat_answers[i].outcome != outcome) {
            continue;
        }
        (void)snprintf(sql, sizeof sql,
                       "SELECT count(*) FROM message WHERE target = 'row-%03zu' AND %s", i, state);
        if (alerts_number(&a, sql) == 0) {
            printf("row %zu: %s, %d %s: not %s\n", i, chat_answers[i].kind, chat_answers[i].status,
                   chat_answers[i].body, expected[outcome].word);
        }
    }
}

static void outcome_check(enum chat_outcome outcome, const char *state)
{
    if (!all_become(outcome, state)) {
        rows_name(outcome, state);
        CU_FAIL("what became of the message");
    }
}

static void channels_check(enum chat_outcome outcome)
{
    static char sql[ROWS_MOST * 16 + 400];

    (void)snprintf(sql, sizeof sql, "SELECT count(*) FROM target WHERE name IN (%s) AND %s",
                   names_of(outcome), expected[outcome].target);
    CU_ASSERT_EQUAL(alerts_number(&a, sql), 0);
}

static void posts_check(size_t i)
{
    enum chat_outcome outcome = chat_answers[i].outcome;
    uint32_t posts = receiver_count(receivers[i]);

    if (posts < expected[outcome].least || posts > expected[outcome].most) {
        printf("row %zu: %s, %d %s: posted %u times\n", i, chat_answers[i].kind,
               chat_answers[i].status, chat_answers[i].body, posts);
        CU_FAIL("how often it was posted");
    }
}

static void every_answer_has_its_outcome(void)
{
    CU_ASSERT_TRUE_FATAL(chat_answer_count <= ROWS_MOST);
    walk_begin();
    messages_make("first", false);
    alerts_start(&a);
    for (int o = CHAT_DELIVERED; o <= CHAT_DEAD; o++) {
        outcome_check((enum chat_outcome)o, first_state((enum chat_outcome)o));
    }
    for (size_t i = 0; i < chat_answer_count; i++) {
        if (chat_answers[i].outcome == CHAT_DEAD) { /* the next message is taken */
            scripts[i][1] = (struct receiver_answer){.body = chat_yes(chat_answers[i].kind)};
            receiver_script(receivers[i], &scripts[i][1], 1);
        }
    }
    messages_make("next", true);
    outcome_check(CHAT_DEAD, expected[CHAT_DEAD].message);
    outcome_check(CHAT_DEAD, "state = 1");
    for (int o = CHAT_DELIVERED; o <= CHAT_DEAD; o++) {
        channels_check((enum chat_outcome)o);
    }
    alerts_stop(&a);
    for (size_t i = 0; i < chat_answer_count; i++) {
        posts_check(i);
        receiver_stop(&receivers[i]);
    }
    alerts_end(&a);
}

static void table_was_read(void)
{
    uint32_t read = 0, unread = 0;

    for (size_t i = 0; i < chat_answer_count; i++) {
        const char *page = chat_answers[i].page;

        read += page != NULL && strncmp(page, "https://", 8) == 0 ? 1 : 0;
        unread += page == NULL ? 1 : 0;
    }
    CU_ASSERT_TRUE(read >= 60);
    CU_ASSERT_TRUE(unread <= 10);
    CU_ASSERT_EQUAL(read + unread, chat_answer_count);
    for (int o = CHAT_DELIVERED; o <= CHAT_DEAD; o++) {
        CU_ASSERT_TRUE(rows_of((enum chat_outcome)o) > 0);
    }
}

static const struct test tests[] = {
    {"each answer that a chat is known to give has its outcome: delivered, not understood, "
     "retried, paused, dead",
     every_answer_has_its_outcome},
    {"60 rows of the table and more were read in a page; at most ten were not", table_was_read},
    {0},
};

const struct test_suite test_suites[] = {{"answers", NULL, NULL, tests}, {0}};
