/* SPDX-License-Identifier: MIT
 *
 * The reference: every key and every condition is in it, and its links lead somewhere.
 */
#include <stdio.h>
#include <string.h>

#include "config/keys.h"
#include "engine/result_keys.h"
#include "review/reference.h"
#include "rulebook/kinds.h"
#include "rulebook/tables.h"
#include "test.h"
#include "visit/event_keys.h"

static struct buf reference_text(const char *name)
{
    struct buf out = {0};

    reference_named(name)->print(&out);
    CU_ASSERT_FATAL(!out.failed && out.at != NULL);
    return out;
}

/* Every table from this one on has a section, and each of its keys a row. */
static void keys_have_rows(const char *text, const struct table *table, int deep)
{
    char wanted[128];

    (void)snprintf(wanted, sizeof wanted, "\n### %s", table->name);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, wanted));
    for (uint32_t i = 0; i < table_count(table); i++) {
        const struct key *key = table_key(table, i);

        if (key->name == NULL) {
            continue;
        }
        (void)snprintf(wanted, sizeof wanted, "| `%s` |", key->name);
        if (strstr(text, wanted) == NULL) {
            (void)fprintf(stderr, "%s.%s is not told\n", table->name, key->name);
            CU_FAIL("a key is not told");
        }
        if (key->table != NULL && deep > 0) {
            keys_have_rows(text, key->table, deep - 1);
        }
    }
}

static void every_key_has_a_row(void)
{
    static const struct {
        const char *name;
        const struct table *table;
    } all[] = {{"rules", &table_file},
               {"rules", &table_overlay_file},
               {"event", &event_table.table},
               {"result", &result_table},
               {"config", &config_table}};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct buf out = reference_text(all[i].name);

        keys_have_rows(out.at, all[i].table, 8);
        buf_end(&out);
    }
}

static void every_condition_has_a_row(void)
{
    struct buf out = reference_text("rules");
    const struct kind *kind;

    for (uint32_t i = 0; (kind = kind_listed(i)) != NULL; i++) {
        char wanted[128];

        (void)snprintf(wanted, sizeof wanted, "| `%s` | ", kind->table.name);
        CU_ASSERT_PTR_NOT_NULL(strstr(out.at, wanted));
        if (kind->sort == SORT_FACT) {
            keys_have_rows(out.at, &kind->table, 0);
        }
    }
    buf_end(&out);
}

/* The heading, as Markdown's readers make a link's end of it, is `slug`. */
static bool heading_is(const char *heading, const char *slug, size_t len)
{
    size_t at = 0;

    for (; *heading != '\n'; heading++) {
        char c = *heading == ' ' ? '-' : *heading;

        if (c == '-' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
            (c >= 'A' && c <= 'Z')) {
            c = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
            if (at == len || slug[at++] != c) {
                return false;
            }
        }
    }
    return at == len;
}

static bool leads_somewhere(const char *text, const char *slug, size_t len)
{
    for (const char *at = strstr(text, "\n### "); at != NULL; at = strstr(at + 1, "\n### ")) {
        if (heading_is(at + 5, slug, len)) {
            return true;
        }
    }
    return false;
}

static void every_link_leads_to_a_heading(void)
{
    uint32_t links = 0;

    for (uint32_t i = 0; i < reference_count; i++) {
        struct buf out = reference_text(references[i].name);

        for (const char *at = strstr(out.at, "](#"); at != NULL; at = strstr(at + 1, "](#")) {
            CU_ASSERT(leads_somewhere(out.at, at + 3, strcspn(at + 3, ")")));
            links++;
        }
        buf_end(&out);
    }
    CU_ASSERT(links > 50); /* one of a single table has none */
}

static void there_is_no_other_reference(void)
{
    CU_ASSERT_PTR_NULL(reference_named("rule"));
    CU_ASSERT_PTR_NULL(reference_named(""));
}

static const struct test tests[] = {
    {"Every key of every table has a row", every_key_has_a_row},
    {"Every condition has a row and a section", every_condition_has_a_row},
    {"Every link leads to a heading", every_link_leads_to_a_heading},
    {"There is no other reference", there_is_no_other_reference},
    {0},
};

const struct test_suite test_suites[] = {{"reference", NULL, NULL, tests}, {0}};
