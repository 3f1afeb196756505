/* SPDX-License-Identifier: MIT
 *
 * The page: text of rule files never becomes markup, every link has its place, nothing is fetched,
 * and every section says what a lead must see before signing. What it looks like is for
 * page_test.sh and for eyes.
 */
#include "review/page.h"
#include "review/statements.h"
#include "rulebook/approval/approval.h"
#include "small.h"

static void page_of(const struct small *s, struct buf *out)
{
    CU_ASSERT_TRUE_FATAL(page_print(&(struct page_wanted){.run = &s->run}, out));
}

static void short_of(const struct small *s, struct buf *out)
{
    CU_ASSERT_TRUE_FATAL(page_print(&(struct page_wanted){.run = &s->run, .brief = true}, out));
}

static uint32_t page_times(const char *text, const char *word)
{
    uint32_t count = 0;

    while ((text = strstr(text, word)) != NULL) {
        count++;
        text += strlen(word);
    }
    return count;
}

static void test_escaped(void)
{
    static const char *const changes[] = {
        "title: \"Too young\"", "title: \"<script>alert('1')</script> & \\\"2\\\"\"", NULL};
    struct small s;
    struct buf out = {0};

    small_begin(&s, changes);
    page_of(&s, &out);
    CU_ASSERT_PTR_NULL(strstr(out.at, "<script"));
    CU_ASSERT_TRUE(
        small_says(&out, "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;2&quot;"));
    CU_ASSERT_TRUE(small_says(&out,
                              "<strong>Has a dermatologist cleared it?</strong> "
                              "<code>cleared-by-dermatologist</code></dt><dd>Asked of the staff. "
                              "<strong>yes</strong> (also cleared), <strong>no</strong>.<br><span "
                              "class=\"tick\"></span>To be confirmed</dd>"));
    CU_ASSERT_TRUE(
        small_says(&out, "<title>Small: needling &lt;for tests&gt; &amp; reports</title>"));
    buf_end(&out);
    small_end(&s);
}

/* Every href="#x" has exactly one id="x"; no id stands twice. */
static void links_hold(const char *text)
{
    for (const char *at = text; (at = strstr(at, "href=\"#")) != NULL;) {
        char id[256];
        size_t len = strcspn(at += 7, "\"");

        (void)snprintf(id, sizeof id, " id=\"%.*s\"", (int)len, at);
        CU_ASSERT_EQUAL(page_times(text, id), 1);
    }
    for (const char *at = text; (at = strstr(at, " id=\"")) != NULL; at += 5) {
        char id[256];

        (void)snprintf(id, sizeof id, "%.*s\"", (int)(5 + strcspn(at + 5, "\"")), at);
        CU_ASSERT_EQUAL(page_times(text, id), 1);
    }
}

static void test_links(void)
{
    struct small s;
    struct buf whole = {0}, brief = {0};

    small_begin(&s, NULL);
    page_of(&s, &whole);
    short_of(&s, &brief);
    links_hold(whole.at);
    links_hold(brief.at);
    buf_end(&whole);
    buf_end(&brief);
    small_end(&s);
}

static void nothing_fetched(void)
{
    static const char *const words[] = {"<script", "<link",  "<img",    "<iframe",
                                        "src=",    "url(",   "@import", "href=\"http",
                                        "<object", "<embed", "onclick", "javascript:"};
    struct small s;
    struct buf out = {0};

    small_begin(&s, NULL);
    page_of(&s, &out);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        CU_ASSERT_PTR_NULL(strstr(out.at, words[i]));
    }
    buf_end(&out);
    small_end(&s);
}

/* Elements that open must close: counted for those that the page nests. */
static void elements_close(const char *text)
{
    static const char *const tags[] = {
        "div", "ul", "ol",      "li",      "table", "tr",     "td",  "th",   "dl",     "dd",
        "dt",  "p",  "article", "section", "span",  "figure", "svg", "main", "header", "nav",
        "a",   "h2", "h3",      "h4",      "h5",    "strong", "em",  "code", "tbody",  "thead"};

    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
        char open[16], with[16], close[16];

        (void)snprintf(open, sizeof open, "<%s>", tags[i]);
        (void)snprintf(with, sizeof with, "<%s ", tags[i]);
        (void)snprintf(close, sizeof close, "</%s>", tags[i]);
        uint32_t opened = page_times(text, open) + page_times(text, with),
                 ended = page_times(text, close);
        if (opened != ended) {
            printf("<%s>: %u opened, %u closed\n", tags[i], opened, ended);
        }
        CU_ASSERT_EQUAL(opened, ended);
    }
}

static void test_closed(void)
{
    struct small s;
    struct buf whole = {0}, brief = {0};

    small_begin(&s, NULL);
    page_of(&s, &whole);
    short_of(&s, &brief);
    elements_close(whole.at);
    elements_close(brief.at);
    buf_end(&whole);
    buf_end(&brief);
    small_end(&s);
}

/* Each of the texts, in this order. */
static bool stands_in_order(const char *text, const char *const *words)
{
    for (size_t i = 0; words[i] != NULL; i++) {
        const char *at = strstr(text, words[i]);

        if (at == NULL) {
            printf("not there, or not in this order: %s\n", words[i]);
            return false;
        }
        text = at;
    }
    return true;
}

static void contraindications_first(void)
{
    static const char *const order[] = {"<h3 id=\"group-block\">", "id=\"rule-sm-retinoid\"",
                                        "<h3 id=\"group-hold\">", "<h3 id=\"group-booking\">",
                                        NULL};
    struct small s;
    struct buf out = {0};

    small_begin(&s, NULL);
    page_of(&s, &out);
    CU_ASSERT_TRUE(stands_in_order(out.at, order));
    buf_end(&out);
    small_end(&s);
}

/* The name and the hand come after all that they confirm. */
static void signature_last(void)
{
    static const char *const order[] = {"<span>Signature</span>", "</main>", NULL};
    struct small s;
    struct buf out = {0};

    small_begin(&s, NULL);
    page_of(&s, &out);
    const char *sign = strstr(out.at, "<h2 id=\"sign\">");
    CU_ASSERT_PTR_NOT_NULL_FATAL(sign);
    CU_ASSERT_TRUE(stands_in_order(sign, order));
    CU_ASSERT_EQUAL(page_times(sign, "<section"), 0);
    CU_ASSERT_EQUAL(page_times(out.at, "<span>Signature</span>"), 1);
    CU_ASSERT_TRUE(small_says(&out, "<li>section rulebook"));
    buf_end(&out);
    small_end(&s);
}

/* Whatever is approved has its box somewhere, and nothing has two. */
static void box_for_each_item(void)
{
    struct small s;
    struct buf out = {0};

    small_begin(&s, NULL);
    page_of(&s, &out);
    const struct approved_text *text = approved_text_find(s.rules, s.rules->books[0].id);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CU_ASSERT_TRUE(text->count > 10);
    CU_ASSERT_EQUAL(page_times(out.at, "<span class=\"tick\">"), text->count);
    buf_end(&out);
    small_end(&s);
}

/* What a link shows goes by classes: those of the card, and of the sections around it. */
static void views_by_links(void)
{
    struct small s;
    struct buf out = {0};

    small_begin(&s, NULL);
    page_of(&s, &out);
    CU_ASSERT_TRUE(small_says(&out, "<a href=\"#only-at-check-in\">check-in</a>"));
    CU_ASSERT_TRUE(small_says(&out, "#only-is-block:target~.cards "
                                    ":is(.rule,.topic,.group):not(.is-block)"));
    CU_ASSERT_TRUE(small_says(&out, "<p class=\"only\" id=\"only-is-block\">Only what blocks."));
    for (const char *at = out.at; (at = strstr(at, "<article class=\"rule")) != NULL; at++) {
        const char *end = strchr(at, '>'), *moment = strstr(at, " at-"),
                   *outcome = strstr(at, " is-");

        CU_ASSERT_TRUE(moment != NULL && moment < end && outcome != NULL && outcome < end);
    }
    buf_end(&out);
    small_end(&s);
}

/* The whole of it, to be read; the hash follows the compiled form, which is not what this is about.
 */
static void short_golden(void)
{
    struct small s;
    struct buf out = {0}, main_part = {0};

    small_begin(&s, NULL);
    short_of(&s, &out);
    char *hash = strstr(out.at, "sha256:"), *begin = strstr(out.at, "<main");
    for (; hash != NULL; hash = strstr(hash, "sha256:")) {
        hash += strlen("sha256:");
        memset(hash, '#', strspn(hash, "0123456789abcdef"));
    }
    CU_ASSERT_PTR_NOT_NULL_FATAL(begin);
    buf_text(&main_part, begin);
    small_golden("short.html", &main_part);
    buf_end(&main_part);
    buf_end(&out);
    small_end(&s);
}

/* What warns or informs is not of the short edition; what is, has its box. */
static void short_edition(void)
{
    struct small s;
    struct buf out = {0};
    uint32_t told = 0;

    small_begin(&s, NULL);
    short_of(&s, &out);
    for (uint32_t i = 0; i < s.rules->rule_count; i++) {
        const struct rule *r = &s.rules->rules[i];
        bool wanted = false;
        char id[128];

        for (uint32_t m = PRECARE_BOOKING; m <= PRECARE_FOLLOW_UP; m++) {
            wanted = wanted || r->severity[m] >= PRECARE_HOLD;
        }
        wanted = wanted && r->status != RULE_RETIRED;
        (void)snprintf(id, sizeof id, "<li id=\"rule-%s\">", r->id);
        CU_ASSERT_EQUAL(page_times(out.at, id), wanted ? 1 : 0);
        told += wanted;
    }
    CU_ASSERT_TRUE(told > 0 && told < s.rules->rule_count);
    CU_ASSERT_EQUAL(page_times(out.at, "<span class=\"tick\"></span>"), told);
    CU_ASSERT_TRUE(small_says(&out, "<span>Signature</span>"));
    buf_end(&out);
    small_end(&s);
}

static void test_sections(void)
{
    static const char *const words[] = {
        "It is <strong>not approved yet</strong>.",
        "19 tests come with these rules; all of them pass.",
        "<th scope=\"row\">Retinoid stop<br><code>retinoid-stop</code></th><td",
        "data-label=\"Now\"><strong>7 days</strong>",
        "1 day to 14 days",
        "<span>Signature</span>",
        "“retinoid” used</a></span> <span class=\"len\">7 days before - block",
        "If not known</dt><dd>ask the patient: &quot;Does the patient use a retinoid?",
        "<span class=\"sev block\">Block <small>at check-in</small></span>",
        "Seen in tests: fired 2, stayed quiet 9, asked 2, with time left 1.",
        "<tr><th scope=\"row\">S1</th><td><a href=\"#rule-sm-retinoid\">",
        "<tr><th scope=\"row\">S2</th><td>No rule: patient text only, nothing to check.",
        "<li>Needle depth: the sources are silent.</li>",
        "tretinoin (also Retin-A), adapalene",
        "<th scope=\"row\">Rules</th><td>0 of 5</td><td>0</td>",
        "<code>sha256:"};
    struct small s;
    struct buf out = {0};

    small_begin(&s, NULL);
    page_of(&s, &out);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        CU_ASSERT_TRUE(strstr(out.at, words[i]) != NULL);
        if (strstr(out.at, words[i]) == NULL) {
            printf("not there: %s\n", words[i]);
        }
    }
    buf_end(&out);
    small_end(&s);
}

static void failing_tests_are_told(void)
{
    static const char *const changes[] = {"overall: tasks, findings: [{rule: sm-retinoid",
                                          "overall: clear, findings: [{rule: sm-retinoid", NULL};
    struct small s;
    struct buf out = {0};

    small_begin(&s, changes);
    page_of(&s, &out);
    CU_ASSERT_PTR_NOT_NULL(
        strstr(out.at, "1 of the 19 tests that come with these rules <strong>fail</strong>"));
    buf_end(&out);
    small_end(&s);
}

static void same_bytes(void)
{
    struct small s;
    struct buf a = {0}, b = {0};

    small_begin(&s, NULL);
    page_of(&s, &a);
    page_of(&s, &b);
    CU_ASSERT_STRING_EQUAL(a.at, b.at);
    buf_end(&a);
    buf_end(&b);
    small_end(&s);
}

static void test_statements(void)
{
    struct small s;
    struct statements all;
    struct arena arena;
    struct buf out = {0};

    small_begin(&s, NULL);
    arena_begin(&arena, NULL, 0, 0);
    CU_ASSERT_TRUE_FATAL(statements_of(&s.run, 0, &arena, &all));
    CU_ASSERT_EQUAL(all.count, 7);
    CU_ASSERT_EQUAL(all.open, 0);
    statements_markdown(s.rules, &all, &out);
    small_golden("statements.md", &out);
    buf_end(&out);
    arena_end(&arena);
    small_end(&s);
}

static void statement_without_reason(void)
{
    static const char *const changes[] = {
        "    - \"S2, S4: patient text only, nothing to check.\"\n", "", NULL};
    struct small s;
    struct statements all;
    struct arena arena;

    small_begin(&s, changes);
    arena_begin(&arena, NULL, 0, 0);
    CU_ASSERT_TRUE_FATAL(statements_of(&s.run, 0, &arena, &all));
    CU_ASSERT_EQUAL(all.count, 7);
    CU_ASSERT_EQUAL(all.open, 2);
    arena_end(&arena);
    small_end(&s);
}

/* What a list never takes is signed like what it takes. */
static void exceptions_of_lists(void)
{
    static const char *const changes[] = {
        "items: [keloid]}",
        "items: [keloid], codes: {icd-10: [L91]}, "
        "except: {items: [\"keloid <acne>\"], codes: {icd-10: [L91.8, \"L91.9\"]}}}",
        NULL};
    struct small s;
    struct buf out = {0};

    small_begin(&s, changes);
    page_of(&s, &out);
    CU_ASSERT_TRUE(small_says(&out, "<br>But not: keloid &lt;acne&gt;<br>But not icd-10: L91.8 "
                                    "L91.9<br>"));
    buf_end(&out);
    small_end(&s);
}

/* An instruction that lasts is no task, and is due on no day. */
static void what_lasts_is_no_task(void)
{
    static const char *const changes[] = {"No makeup until {due}.", "No makeup until {until}.",
                                          "due: 24 hours after procedure",
                                          "until: 24 hours after procedure", NULL};
    struct small s;
    struct buf out = {0};

    small_begin(&s, changes);
    page_of(&s, &out);
    CU_ASSERT_TRUE(small_says(&out, "Wait with makeup (the patient), until</a></span> "
                                    "<span class=\"len\">24 hours after - info</span>"));
    buf_end(&out);
    small_end(&s);
}

static const struct test tests[] = {
    {"text of a rule file never becomes markup", test_escaped},
    {"every link has its place, and no place stands twice", test_links},
    {"the page asks nothing of any network", nothing_fetched},
    {"every element is closed", test_closed},
    {"numbers to sign, sentences, statements, lists and gaps are all there", test_sections},
    {"failing tests are told before anybody signs", failing_tests_are_told},
    {"the same rules give the same bytes", same_bytes},
    {"each statement has its rules and tests, or the reason why not", test_statements},
    {"a statement without rule and reason is counted as open", statement_without_reason},
    {"what a list never takes is shown beside what it takes", exceptions_of_lists},
    {"what lasts until a day is no task of the calendar", what_lasts_is_no_task},
    {"contraindications stand first, then the order of a visit", contraindications_first},
    {"the signature stands after all that is signed", signature_last},
    {"each item of the text has one box", box_for_each_item},
    {"links alone show the rules of a moment or an outcome", views_by_links},
    {"the short edition has what blocks, holds or is urgent, each with its box", short_edition},
    {"the short edition reads as it is kept", short_golden},
    {0}};

const struct test_suite test_suites[] = {{"review page", NULL, NULL, tests}, {0}};
