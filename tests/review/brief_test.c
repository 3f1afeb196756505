/* SPDX-License-Identifier: MIT
 *
 * What operations read of a change of rules: ids, outcomes, numbers and counts, looser first; never
 * a title, an item, a synonym or a sentence of a rule.
 */
#include "review/diff.h"
#include "review/nudge_copy.h"
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

static void test_answers_by_count(void)
{
    static const char *const changes[] = {"answers: {cleared-by-dermatologist: cleared}",
                                          "answers: {cleared-by-dermatologist: \"yes\"}",
                                          "{\"yes\": [\"cleared\"], \"no\": []}",
                                          "{\"yes\": [], \"no\": [\"secret\"], \"other\": []}",
                                          "ask: \"Was the peel a light one?\"",
                                          "ask: \"Secret?\"",
                                          NULL};

    brief_is(changes, "peel-was-light: its question changed\n"
                      "cleared-by-dermatologist: added 1 word and 1 synonym\n"
                      "cleared-by-dermatologist: removed 0 words and 1 synonym\n");
}

static void test_nothing(void)
{
    static const char *const changes[] = {"# A small", "# A  small", NULL};

    brief_is(changes, "");
}

/* What a copy of compiled rules can show of an edit: parameters and synonyms are told by their text
 * (test_looser_first, test_answers_by_count). */
static bool edit_is_written(const struct copy *copy, const struct nudge *n)
{
    bool shared = n->kind == NUDGE_THRESHOLD && copy->slots[n->slot].was.parameter != NULL;

    return n->kind != NUDGE_PARAMETER && n->kind != NUDGE_SYNONYM && !shared;
}

/* A generated set of edits: every window, number, severity, site, status and excuse of these rules,
 * a little changed. */
static uint32_t edits_told(const struct rules *rules, uint32_t stride)
{
    struct nudges all = {.count = 0};
    struct arena arena;
    struct copy copy;
    uint32_t tried = 0;

    arena_begin(&arena, NULL, 0, 0);
    arena_begin(&all.arena, NULL, 0, 0);
    CU_ASSERT_FATAL(copy_begin(&copy, rules, &arena) && nudges_list(&copy, false, &all));
    for (uint32_t i = 0; i < all.count; i += stride) {
        struct buf out = {0};
        uint32_t count = 0;

        if (!edit_is_written(&copy, &all.at[i])) {
            continue;
        }
        nudge_do(&copy, &all.at[i]);
        CU_ASSERT_TRUE(diff_rules_brief(rules, &copy.rules, &out, &count));
        nudge_undo(&copy, &all.at[i]);
        if (count == 0) {
            printf("    not told: %s\n", all.at[i].what);
        }
        CU_ASSERT(count > 0);
        buf_end(&out);
        tried++;
    }
    nudges_end(&all);
    arena_end(&arena);
    return tried;
}

static void test_every_edit_is_told(void)
{
    struct small small;

    small_begin(&small, NULL);
    CU_ASSERT(edits_told(small.rules, 1) > 20);
    small_end(&small);
}

/* Every edit with PRECARE_LONG=1; else one in many. */
static void test_edits_of_the_shipped_rules(void)
{
    static const char *const path = PRECARE_SOURCE "/rules";
    const struct load_options options = {.today = DATE_NONE, .for_review = true};
    struct faults faults;
    struct rule_files files;

    faults_begin(&faults);
    CU_ASSERT_EQUAL_FATAL(files_read(&path, 1, &faults, &files), 0);
    struct rules *rules = rules_load(&files, &options, &faults);
    CU_ASSERT_FATAL(rules != NULL);
    uint32_t tried = edits_told(rules, getenv("PRECARE_LONG") != NULL ? 1 : 7);
    printf("    %u edits of the shipped rules, each told\n", tried);
    CU_ASSERT(tried > 20);
    rules_free(&rules);
    files_end(&files);
    faults_end(&faults);
}

static const struct test tests[] = {
    {"looser changes come first, by id, with old and new", test_looser_first},
    {"lists are told by id and count", test_lists_by_count},
    {"answers are told by id and count", test_answers_by_count},
    {"that a sentence changed is told, and never the sentence", test_sentences_are_not_told},
    {"rules that came or went, and the rulebook", test_rulebook},
    {"comments are no change", test_nothing},
    {"every edit of a generated set is told", test_every_edit_is_told},
    {"every edit of the shipped rules is told", test_edits_of_the_shipped_rules},
    {0},
};

const struct test_suite test_suites[] = {{"brief", NULL, NULL, tests}, {0}};
