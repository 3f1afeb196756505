/* SPDX-License-Identifier: MIT
 *
 * What operations read of a change of rules: ids, outcomes, numbers and counts, looser first; never
 * a title, an item, a synonym or a sentence of a rule.
 */
#include "review/diff.h"
#include "small.h"

static void brief_is(const char *const *changes, const char *wanted)
{
    struct small before, after;
    struct buf out = {0};
    uint32_t count = 0, lines = 0;

    small_begin(&before, NULL);
    small_begin(&after, changes);
    CU_ASSERT_TRUE(diff_rules_brief(before.rules, after.rules, &out, &count));
    if (strcmp(out.at != NULL ? out.at : "", wanted) != 0) {
        printf("wanted:\n%sbut is:\n%s", wanted, out.at != NULL ? out.at : "");
        CU_FAIL("another text");
    }
    for (const char *at = wanted; *at != '\0'; at++) {
        lines += *at == '\n';
    }
    CU_ASSERT_EQUAL(count, lines);
    buf_end(&out);
    small_end(&before);
    small_end(&after);
}

static void test_looser_first(void)
{
    static const char *const changes[] = {"{severity: warn, say: \"Keloid",
                                          "{severity: hold, say: \"Keloid",
                                          "title: \"Redness for too long\"",
                                          "title: \"Secret\"",
                                          "{booking: hold, check-in: block}",
                                          "{booking: info, check-in: block}",
                                          "value: 7 days",
                                          "value: 5 days",
                                          "later-than: 7 days",
                                          "later-than: 9 days",
                                          NULL};

    brief_is(changes, "retinoid-stop: 7 days became 5 days (looser)\n"
                      "sm-retinoid: hold at booking, block at check-in became info at booking, "
                      "block at check-in (looser)\n"
                      "sm-redness: later-than 7 days became 9 days (looser)\n"
                      "sm-redness: its title changed\n"
                      "sm-keloid-or-peel: warn became hold (stricter)\n");
}

static void test_lists_by_count(void)
{
    static const char *const changes[] = {"items: [tretinoin, adapalene]",
                                          "items: [tretinoin, tazarotene, trifarotene]",
                                          "[\"Retin-A\"]",
                                          "[\"Retin-A\", \"Secret\"]",
                                          "[\"D10AD\"]",
                                          "[\"D10AD\", \"D10BA\"]",
                                          "plain: keloid",
                                          "plain: secret",
                                          NULL};

    brief_is(changes, "topical-retinoids: added 2 items\n"
                      "topical-retinoids: removed 1 item\n"
                      "topical-retinoids: its other names changed\n"
                      "topical-retinoids: its codes changed\n"
                      "keloids: its word in sentences changed\n"
                      "sm-keloid-or-peel: \"If\" changed\n");
}

static void test_sentences_are_not_told(void)
{
    static const char *const changes[] = {"\"The skin heals badly.\"",
                                          "\"Secret.\"",
                                          "say: \"Too young on the day.\"",
                                          "say: \"Secret.\"",
                                          "A pre-care stop was missed.",
                                          "Secret.",
                                          "tell-patient: \"No makeup until {due}.\"",
                                          "tell-patient: \"Secret {due}.\"",
                                          "ask: \"When did the redness begin?\"",
                                          "ask: \"Secret?\"",
                                          "{in: keloids, site: anywhere}",
                                          "{in: keloids, site: treatment-area}",
                                          NULL};

    brief_is(changes, "sm-retinoid: the reason for its block changed\n"
                      "sm-retinoid: \"Tells the team\" changed\n"
                      "sm-minor: its words changed\n"
                      "sm-keloid-or-peel: \"If\" changed\n"
                      "sm-aftercare: \"To do\" changed\n"
                      "sm-redness: \"If not known\" changed\n");
}

static void test_rulebook(void)
{
    static const char *const changes[] = {
        "sm-minor",       "sm-child", "version: \"1.0.0\"", "version: \"1.1.0\"", "status: draft",
        "status: shadow", NULL};

    brief_is(changes, "sm-minor: removed, hold (looser)\n"
                      "small: version: 1.0.0 became 1.1.0\n"
                      "small: status: draft became shadow\n"
                      "sm-child: new, hold (stricter)\n");
}

static void test_nothing(void)
{
    static const char *const changes[] = {"# A small", "# A  small", NULL};

    brief_is(changes, "");
}

static const struct test tests[] = {
    {"looser changes come first, by id, with old and new", test_looser_first},
    {"lists are told by id and count", test_lists_by_count},
    {"that a sentence changed is told, and never the sentence", test_sentences_are_not_told},
    {"rules that came or went, and the rulebook", test_rulebook},
    {"comments are no change", test_nothing},
    {0},
};

const struct test_suite test_suites[] = {{"brief", NULL, NULL, tests}, {0}};
