/* SPDX-License-Identifier: MIT
 *
 * A form's page: that nothing of the rules can become HTML, that it asks no server, whose questions
 * are on it, and what it sends. How it looks and works in a browser: tests/faces.
 */
#include <string.h>

#include "form/form_page.h"
#include "form/shipped.h"

static const char bare[] =
    "{\"format\":\"precare-event/1\",\"event_id\":\"e\",\"moment\":\"booking\","
    "\"now\":\"2026-12-01T10:00:00-05:00\",\"appointment\":{\"id\":\"a\","
    "\"start\":\"2027-01-12T14:00:00-05:00\",\"procedure\":{\"text\":\"microneedling\"},"
    "\"sites\":[\"face\"]}}";

static struct buf page_of(const struct form *form, uint32_t of, const char *action)
{
    struct form_page page = {
        .form = form, .of = of, .clinic = "Elm <Street> & \"Sons\"", .action = action};
    struct buf out = {0};

    form_page(&page, &out);
    CU_ASSERT_FALSE(out.failed);
    return out;
}

static bool page_holds(const struct buf *page, const char *text)
{
    return page->at != NULL && strstr(page->at, text) != NULL;
}

static bool page_asks(const struct buf *page, const char *id)
{
    char name[256];

    (void)snprintf(name, sizeof name, " name=\"%s\"", id);
    return page_holds(page, name);
}

static void the_page_of_a_person_asks_all_of_theirs_and_nothing_else(void)
{
    struct arena arena;

    arena_begin(&arena, NULL, 0, 0);
    struct form form = form_of(shipped, bare, &arena);
    uint32_t asked = 0;
    for (uint32_t of = PRECARE_ASK_PATIENT; of <= PRECARE_ASK_PROVIDER; of++) {
        struct buf page = page_of(&form, of, NULL);

        for (uint32_t i = 0; i < form.group_count; i++) {
            const struct form_group *group = &form.groups[i];

            for (uint32_t k = 0; k < group->item_count; k++) {
                CU_ASSERT_EQUAL(page_asks(&page, group->items[k].id), group->of == of);
                asked += group->of == of;
                for (uint32_t j = 0; j < group->items[k].follow_count; j++) {
                    CU_ASSERT_EQUAL(page_asks(&page, group->items[k].follow[j].id),
                                    group->of == of);
                }
            }
            if (group->none != NULL) {
                CU_ASSERT_EQUAL(page_asks(&page, group->none), group->of == of);
            }
        }
        buf_end(&page);
    }
    CU_ASSERT(asked > 40);
    arena_end(&arena);
}

static void it_asks_no_server_and_says_whose_answers_they_are(void)
{
    static const char *const never[] = {"http", "src=", "url(", "@import", "<link", "//"};
    struct arena arena;

    arena_begin(&arena, NULL, 0, 0);
    struct form form = form_of(shipped, bare, &arena);
    struct buf page = page_of(&form, PRECARE_ASK_PATIENT, NULL);
    char *equiv = strstr(page.at, "http-equiv");
    CU_ASSERT_PTR_NOT_NULL_FATAL(equiv);
    memset(equiv, ' ', 4);
    for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
        CU_ASSERT_FALSE(page_holds(&page, never[i]));
    }
    CU_ASSERT_TRUE(page_holds(&page, form.hash));
    CU_ASSERT_TRUE(page_holds(&page, "name=\"by\" value=\"patient\""));
    CU_ASSERT_TRUE(page_holds(&page, "form-action &#39;none&#39;"));
    CU_ASSERT_TRUE(page_holds(&page, "Elm &lt;Street&gt; &amp; &quot;Sons&quot;"));
    CU_ASSERT_FALSE(page_holds(&page, "type=\"submit\""));
    buf_end(&page);
    page = page_of(&form, PRECARE_ASK_PATIENT, "https://pm.example/a?b=\"c\"&d");
    CU_ASSERT_TRUE(page_holds(&page, "action=\"https://pm.example/a?b=&quot;c&quot;&amp;d\""));
    CU_ASSERT_TRUE(page_holds(&page, "type=\"submit\""));
    buf_end(&page);
    arena_end(&arena);
}

#define HOSTILE "</style><script>\"'\\&\n"

/* A form of one tick with a follow-up, in which every text is hostile. */
static struct form hostile_form(void)
{
    static const struct form_choice choices[] = {{HOSTILE, HOSTILE}};
    static const char *const examples[] = {HOSTILE};
    static const struct form_when when[] = {{"i" HOSTILE, HOSTILE}};
    static const struct form_item follow[] = {{.id = "f" HOSTILE,
                                               .asks = HOSTILE,
                                               .kind = FORM_CHOICE,
                                               .of = PRECARE_ASK_PATIENT,
                                               .choices = choices,
                                               .choice_count = 1,
                                               .when = when,
                                               .when_count = 1}};
    static const struct form_item items[] = {{.id = "i" HOSTILE,
                                              .asks = HOSTILE,
                                              .examples = {examples, 1, 0},
                                              .kind = FORM_TICK,
                                              .of = PRECARE_ASK_PATIENT,
                                              .words = true,
                                              .unit = HOSTILE,
                                              .follow = follow,
                                              .follow_count = 1}};
    static const struct form_group groups[] = {{.asks = HOSTILE,
                                                .none = HOSTILE,
                                                .section = FORM_MEDICINES,
                                                .of = PRECARE_ASK_PATIENT,
                                                .items = items,
                                                .item_count = 1}};

    return (struct form){.coverage = PRECARE_COMPLETE,
                         .hash = "sha256:0",
                         .language = "es",
                         .procedure = HOSTILE,
                         .groups = groups,
                         .group_count = 1};
}

static void nothing_of_the_rules_becomes_html(void)
{
    struct form form = hostile_form();
    struct buf page = page_of(&form, PRECARE_ASK_PATIENT, "https://pm.example/" HOSTILE);
    uint32_t scripts = 0, styles = 0;

    for (const char *at = page.at; (at = strstr(at, "<script")) != NULL; at++) {
        scripts++;
    }
    for (const char *at = page.at; (at = strstr(at, "</style")) != NULL; at++) {
        styles++;
    }
    CU_ASSERT_EQUAL(scripts, 1);
    CU_ASSERT_EQUAL(styles, 1);
    CU_ASSERT_TRUE(page_holds(&page, "&lt;/style&gt;&lt;script&gt;&quot;&#39;\\&amp;"));
    CU_ASSERT_TRUE(
        page_holds(&page, "[name=\"i\\3c /style\\3e \\3c script\\3e \\22 '\\5c \\26 \\a "));
    buf_end(&page);
}

static void a_page_in_spanish_has_no_english_word(void)
{
    static const char *const english[] = {"None of these", "I am not sure", ">Save", "such as",
                                          ">Month"};
    struct form form = hostile_form();
    struct buf page = page_of(&form, PRECARE_ASK_PATIENT, NULL);

    CU_ASSERT_TRUE(page_holds(&page, "<html lang=\"es\">"));
    CU_ASSERT_TRUE(page_holds(&page, "Nada de esto"));
    CU_ASSERT_TRUE(page_holds(&page, "Guardar mis respuestas"));
    for (size_t i = 0; i < sizeof english / sizeof *english; i++) {
        CU_ASSERT_FALSE(page_holds(&page, english[i]));
    }
    buf_end(&page);
}

static void of_whom_nothing_is_asked_there_is_no_page(void)
{
    struct form form = hostile_form();
    struct buf page = page_of(&form, PRECARE_ASK_STAFF, NULL);

    CU_ASSERT_EQUAL(page.len, 0);
    buf_end(&page);
}

static const struct test tests[] = {
    {"the page of a person asks all of theirs, and nothing else",
     the_page_of_a_person_asks_all_of_theirs_and_nothing_else},
    {"it asks no server, and says whose answers they are",
     it_asks_no_server_and_says_whose_answers_they_are},
    {"nothing of the rules becomes HTML", nothing_of_the_rules_becomes_html},
    {"a page in Spanish has no English word", a_page_in_spanish_has_no_english_word},
    {"of whom nothing is asked there is no page", of_whom_nothing_is_asked_there_is_no_page},
    {0}};

const struct test_suite test_suites[] = {{"form page", shipped_begin, shipped_end, tests}, {0}};
