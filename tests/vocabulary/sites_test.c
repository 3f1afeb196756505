/* SPDX-License-Identifier: MIT
 *
 * Body sites: names, sides, overlap, regions, neighbours (rule-language.md#body-sites), and random
 * trees against walking up from each site.
 */
#include <string.h>

#include "vocabulary/sites_make.h"
#include "test.h"

static struct arena keep, scratch;
static struct sites *tree;

enum {
    FACE,
    CHEEK,
    LIP,
    FOREHEAD,
    ABDOMEN,
    NASOLABIAL,
    UPPER_LIP
};

static int sites_begin(void)
{
    static const char *const face_also[] = {"facial"}, *const cheek_also[] = {"cheeks",
                                                                              "Décolleté-like"};
    static const uint32_t cheek_adjacent[] = {NASOLABIAL};
    static const struct site_plan plan[] = {
        [FACE] = {"face", SITE_UNKNOWN, face_also, NULL, 1, 0},
        [CHEEK] = {"cheek", FACE, cheek_also, cheek_adjacent, 2, 1},
        [LIP] = {"lip", FACE, NULL, NULL, 0, 0},
        [FOREHEAD] = {"forehead", FACE, NULL, NULL, 0, 0},
        [ABDOMEN] = {"abdomen", SITE_UNKNOWN, NULL, NULL, 0, 0},
        [NASOLABIAL] = {"nasolabial", FACE, NULL, NULL, 0, 0},
        [UPPER_LIP] = {"upper-lip", LIP, NULL, NULL, 0, 0},
    };

    arena_begin(&keep, NULL, 0, 0);
    arena_begin(&scratch, NULL, 0, 0);
    tree = sites_new(plan, 7, &keep, &scratch);
    return tree != NULL ? 0 : 1;
}

static int sites_end(void)
{
    arena_end(&keep);
    arena_end(&scratch);
    return 0;
}

static bool sites_related(uint32_t relation, const char *a, const char *b)
{
    return site_related(tree, relation, site_find(tree, span_of(a)), site_find(tree, span_of(b)));
}

static void names_and_sides(void)
{
    CU_ASSERT_EQUAL(site_find(tree, SPAN("Cheeks")).site, CHEEK);
    CU_ASSERT_EQUAL(site_find(tree, SPAN("FACIAL")).site, FACE);
    CU_ASSERT_EQUAL(site_find(tree, SPAN("upper lip")).site, UPPER_LIP);
    CU_ASSERT_EQUAL(site_find(tree, SPAN("d\xc3\xa9"
                                         "collet\xc3\xa9 like"))
                        .site,
                    CHEEK);
    CU_ASSERT_EQUAL(site_find(tree, SPAN("left-cheek")).side, SIDE_LEFT);
    CU_ASSERT_EQUAL(site_find(tree, SPAN("Right  upper-lip")).site, UPPER_LIP);
    CU_ASSERT_EQUAL(site_find(tree, SPAN("Right  upper-lip")).side, SIDE_RIGHT);
    CU_ASSERT_EQUAL(site_find(tree, SPAN("the cheek")).site, SITE_UNKNOWN);
    CU_ASSERT_EQUAL(site_find(tree, SPAN("left")).site, SITE_UNKNOWN);
    CU_ASSERT_EQUAL(site_find(tree, SPAN("")).site, SITE_UNKNOWN);
}

static void test_overlap(void)
{
    CU_ASSERT_TRUE(sites_related(SITE_TREATMENT_AREA, "forehead", "face"));
    CU_ASSERT_TRUE(sites_related(SITE_TREATMENT_AREA, "face", "upper-lip"));
    CU_ASSERT_FALSE(sites_related(SITE_TREATMENT_AREA, "lip", "cheek"));
    CU_ASSERT_FALSE(sites_related(SITE_TREATMENT_AREA, "left cheek", "right cheek"));
    CU_ASSERT_TRUE(sites_related(SITE_TREATMENT_AREA, "left cheek", "cheek"));
    CU_ASSERT_TRUE(sites_related(SITE_TREATMENT_AREA, "left cheek", "face"));
    CU_ASSERT_FALSE(sites_related(SITE_TREATMENT_AREA, "left cheek", "right face"));
}

static void regions_and_neighbours(void)
{
    CU_ASSERT_TRUE(sites_related(SITE_SAME_REGION, "lip", "cheek"));
    CU_ASSERT_TRUE(sites_related(SITE_SAME_REGION, "left lip", "right cheek"));
    CU_ASSERT_FALSE(sites_related(SITE_SAME_REGION, "lip", "abdomen"));
    CU_ASSERT_TRUE(sites_related(SITE_ADJACENT, "cheek", "nasolabial"));
    CU_ASSERT_TRUE(sites_related(SITE_ADJACENT, "nasolabial", "cheek"));
    CU_ASSERT_TRUE(sites_related(SITE_ADJACENT, "upper-lip", "face"));
    CU_ASSERT_FALSE(sites_related(SITE_ADJACENT, "lip", "cheek"));
    CU_ASSERT_FALSE(sites_related(SITE_ADJACENT, "left cheek", "right nasolabial"));
    CU_ASSERT_TRUE(sites_related(SITE_ANYWHERE, "lip", "abdomen"));
    CU_ASSERT_EQUAL(site_region(tree, UPPER_LIP), FACE);
    CU_ASSERT_STRING_EQUAL(site_name(tree, UPPER_LIP), "upper-lip");
}

static uint64_t seed = 7;
static uint32_t sites_chance(uint32_t below)
{
    seed = seed * UINT64_C(6364136223846793005) + 1;
    return (uint32_t)(seed >> 33) % below;
}

static bool walk_inside(const struct site_plan *plan, uint32_t site, uint32_t outer)
{
    for (; site != SITE_UNKNOWN; site = plan[site].parent) {
        if (site == outer) {
            return true;
        }
    }
    return false;
}

static void random_trees(void)
{
    enum {
        COUNT = 40
    };
    static char names[COUNT][8];
    uint32_t wrong = 0;

    for (uint32_t round = 0; round < 300; round++) {
        struct site_plan plan[COUNT] = {0};

        for (uint32_t i = 0; i < COUNT; i++) {
            names[i][0] = (char)('a' + i % 26);
            names[i][1] = (char)('a' + i / 26);
            plan[i].name = names[i];
            /* Parents before and after their parts, so that the order of writing means nothing. */
            plan[i].parent = sites_chance(5) == 0 || i == COUNT / 2 ? SITE_UNKNOWN
                             : i < COUNT / 2 ? i + 1 + sites_chance(COUNT / 2 - i)
                                             : COUNT / 2 + sites_chance(i - COUNT / 2);
        }
        struct sites *s = sites_new(plan, COUNT, &keep, &scratch);
        CU_ASSERT_PTR_NOT_NULL_FATAL(s);
        for (uint32_t a = 0; a < COUNT; a++) {
            wrong += site_find(s, span_of(names[a])).site != a;
            wrong += !walk_inside(plan, a, site_region(s, a)) ||
                     plan[site_region(s, a)].parent != SITE_UNKNOWN;
            for (uint32_t b = 0; b < COUNT; b++) {
                wrong += site_inside(s, a, b) != walk_inside(plan, a, b);
            }
        }
    }
    CU_ASSERT_EQUAL(wrong, 0);
}

static const struct test tests[] = {
    {"a site is found by its names, with a side before it", names_and_sides},
    {"the treatment area is the site, what contains it and what lies in it", test_overlap},
    {"a region is the top of the tree, neighbours are named pairs both ways",
     regions_and_neighbours},
    {"random trees: inside is what walking up finds", random_trees},
    {0},
};
const struct test_suite test_suites[] = {{"sites", sites_begin, sites_end, tests}, {0}};
