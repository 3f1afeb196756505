/* SPDX-License-Identifier: MIT
 *
 * What a page posts of a form: the same as the document, its dates in parts, and as people type
 * them.
 */
#include "form/answers_parts.h"
#include "form/taken.h"

static void a_posted_page_is_the_same_as_the_document(void)
{
    char posted[1024];
    struct taken page, document;

    (void)snprintf(posted, sizeof posted,
                   "form=%s&on=2026-11-22&blood-thinners=yes&blood-thinners.text=Eliquis+5%%20mg&"
                   "blood-thinners.use=ongoing&active-acne=yes&active-acne.status=active&"
                   "active-acne.sites=cheek&active-acne.sites=forehead&diabetes=&hsv-history=no",
                   hash_of(bare));
    take_posted(&page, posted);
    take_bare(&document, "patient",
              "\"blood-thinners\":\"yes\",\"blood-thinners.text\":\"Eliquis 5 mg\""
              ",\"blood-thinners.use\":\"ongoing\",\"active-acne\":\"yes\","
              "\"active-acne.status\":\"active\",\"active-acne.sites\":[\"cheek\","
              "\"forehead\"],\"hsv-history\":\"no\"");
    CU_ASSERT_EQUAL(page.status, 0);
    CU_ASSERT_EQUAL(document.status, 0);
    CU_ASSERT_STRING_EQUAL(page.event.at, document.event.at);
    taken_end(&page);
    taken_end(&document);

    /* a date in its parts, and a no to the others of a group */
    struct arena arena;
    arena_begin(&arena, NULL, 0, 0);
    struct form form = form_of(shipped, bare, &arena);
    const struct form_group *g = &form.groups[0];
    while (g->none == NULL || g->section != FORM_MEDICINES) {
        g++;
    }
    (void)snprintf(posted, sizeof posted,
                   "form=%s&blood-thinners=yes&blood-thinners.use=stopped&%s=others&"
                   "blood-thinners.last_used=&blood-thinners.last_used=May&blood-thinners.last_used"
                   "=2026",
                   hash_of(bare), g->none);
    take_posted(&page, posted);
    CU_ASSERT_EQUAL_FATAL(page.status, 0);
    CU_ASSERT_EQUAL(page.taken.left_count, 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(page.event.at, "\"last_used\":\"2026-05\""));
    CU_ASSERT_PTR_NOT_NULL(strstr(page.event.at, "\"topical-retinoids\":\"2026-11-23\""));
    taken_end(&page);
    arena_end(&arena);

    static const char *const hostile[] = {
        "form=%zz",      "form=%", "form=%c3", "a=%00&form=x", "form=a&form=b",
        "by=god&form=x", "",       "&&&=&",    "diabetes=no"};
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        struct taken t;

        take_posted(&t, hostile[i]);
        CU_ASSERT_EQUAL(t.status, -1);
        CU_ASSERT_EQUAL(t.event.len, 0);
        CU_ASSERT_TRUE(t.faults.count > 0);
        taken_end(&t);
    }
}

static void a_page_sends_a_date_in_its_parts(void)
{
    static const struct {
        const char *parts, *becomes; /* NULL: it is left out */
    } rows[] = {{"14&@=May&@=2026", "2026-05-14"},
                {"&@=May&@=2026", "2026-05"},
                {"&@=&@=2026", "2026"},
                {"14&@=&@=2026", NULL},
                {"&@=May&@=", NULL},
                {"&@=May&@=2026&@=unsure", NULL}};
    static const char name[] = "blood-thinners.last_used";

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf sent = {0};
        struct taken t;

        buf_printf(&sent, "form=%s&by=patient&blood-thinners=yes&blood-thinners.use=stopped&%s=",
                   hash_of(bare), name);
        for (const char *c = rows[i].parts; *c != '\0'; c++) {
            buf_add(&sent, *c == '@' ? name : c, *c == '@' ? strlen(name) : 1);
        }
        take_posted(&t, sent.at);
        CU_ASSERT_EQUAL(t.status, 0);
        CU_ASSERT_EQUAL(t.taken.left_count, rows[i].becomes == NULL);
        const char *date = t.event.at != NULL ? strstr(t.event.at, "\"last_used\":\"") : NULL;
        CU_ASSERT_EQUAL(date != NULL, rows[i].becomes != NULL);
        if (date != NULL && rows[i].becomes != NULL) {
            size_t len = strlen(rows[i].becomes);

            CU_ASSERT_TRUE(strncmp(date + 13, rows[i].becomes, len) == 0 && date[13 + len] == '"');
        }
        taken_end(&t);
        buf_end(&sent);
    }
}

static void what_is_said_beside_unsure_is_left_out_and_nothing_else(void)
{
    struct taken t;
    struct buf sent = {0};

    buf_printf(&sent,
               "form=%s&by=staff&appointment.minutes=60&appointment.minutes=unsure&consent=signed",
               hash_of(bare));
    take_posted(&t, sent.at);
    CU_ASSERT_EQUAL(t.status, 0);
    CU_ASSERT_EQUAL_FATAL(t.taken.left_count, 1);
    CU_ASSERT_STRING_EQUAL(t.taken.left[0].item, "appointment.minutes");
    CU_ASSERT_PTR_NOT_NULL(strstr(t.event.at, "signed"));
    CU_ASSERT_PTR_NULL(strstr(t.event.at, "minutes"));
    taken_end(&t);
    buf_end(&sent);
}

static void a_typed_date_is_understood_or_it_is_none(void)
{
    static const struct {
        const char *typed, *iso; /* NULL: not understood */
    } rows[] = {{"2026", "2026"},
                {"2026-11", "2026-11"},
                {"2026-11-23", "2026-11-23"},
                {"about May 2026", "2026-05"},
                {"May 2026", "2026-05"},
                {"5 May 2026", "2026-05-05"},
                {"May 5th, 2026", "2026-05-05"},
                {"in 2025", "2025"},
                {"Sept. 2025", "2025-09"},
                {"14 de mayo de 2026", "2026-05-14"},
                {"3 ene 2026", "2026-01-03"},
                {"3 sept 2026", "2026-09-03"},
                {"3 janu 2026", NULL},
                {"hacia marzo de 2026", "2026-03"},
                {"5/6/2026", NULL},
                {"last summer", NULL},
                {"31 February 2026", NULL},
                {"May", NULL},
                {"5 2026", NULL},
                {"2026 2025", NULL},
                {"May June 2026", NULL},
                {"99999", NULL},
                {"", NULL}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char iso[11] = "";
        bool understood = typed_date(rows[i].typed, iso);

        CU_ASSERT_EQUAL(understood, rows[i].iso != NULL);
        if (understood && rows[i].iso != NULL) {
            CU_ASSERT_STRING_EQUAL(iso, rows[i].iso);
        }
    }
}

static const struct test tests[] = {
    {"a posted page is the same as the document, and a hostile one is refused",
     a_posted_page_is_the_same_as_the_document},
    {"a page sends a date in its parts", a_page_sends_a_date_in_its_parts},
    {"what is said beside unsure is left out, and nothing else",
     what_is_said_beside_unsure_is_left_out_and_nothing_else},
    {"a date as people type it is understood, or it is none",
     a_typed_date_is_understood_or_it_is_none},
    {0},
};

const struct test_suite test_suites[] = {
    {.name = "posted answers", .setup = shipped_begin, .teardown = shipped_end, .tests = tests},
    {0},
};
