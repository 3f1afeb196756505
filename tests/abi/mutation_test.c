/* SPDX-License-Identifier: MIT
 *
 * Edits of the shipped rules and of an overlay, generated from what is written in them (each
 * severity, number and word, each entry that is taken out, each list that gets one more): none of
 * them is as it was approved, a reload refuses it and tells operations, and what ran runs on.
 * Written in another order, or otherwise, everything stays approved. A sample; PRECARE_EDITS=I/N
 * takes the I-th of N parts of all, which tests/long asks for.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "review/run.h"
#include "rulebook/approval/approval.h"
#include "support/approve.h"
#include "support/clinic.h"
#include "support/look.h"
#include "support/mutation.h"
#include "test.h"

#define FILES_MOST 64
#define OPENED 8 /* of so many edits one is met by an open too */

static struct clinic clinic;
static precare_instance *instance;
static char database[512], current[512];
static struct rule_files shipped; /* as they lie in the clinic's directory */
static struct faults told;
static struct arena trees;
static struct node *tops[FILES_MOST];

/* ---- the site ---- */

static void file_write(const char *path, const char *bytes, size_t len)
{
    FILE *file = fopen(path, "we");

    CU_ASSERT_FATAL(file != NULL);
    CU_ASSERT_EQUAL(fwrite(bytes, 1, len, file), len);
    CU_ASSERT_EQUAL(fclose(file), 0);
}

/* A file of the source as a file of the clinic, active; in the directory `mark`. */
static void file_take(const struct rule_file *f, const char *mark, uint32_t number)
{
    const char *base = strrchr(f->name, '/') + 1, *draft = strstr(f->bytes, "status: shadow");
    char path[512];
    struct buf text = {.at = NULL};

    (void)snprintf(path, sizeof path, "%.280s/%s/%02u-%.100s", clinic.rules, mark, number, base);
    if (draft != NULL && strcmp(base, "rulebook.yaml") == 0) {
        buf_add(&text, f->bytes, (size_t)(draft - f->bytes));
        buf_text(&text, "status: active");
        buf_text(&text, draft + strlen("status: shadow"));
    } else {
        buf_add(&text, f->bytes, f->len);
    }
    file_write(path, text.at, text.len);
    buf_end(&text);
}

static void directory_take(const char *from, const char *mark)
{
    struct rule_files files;
    char path[512];

    (void)snprintf(path, sizeof path, "%.280s/%s", clinic.rules, mark);
    CU_ASSERT_EQUAL(mkdir(path, 0700), 0);
    CU_ASSERT_FATAL(files_read(&from, 1, &told, &files) == 0);
    CU_ASSERT_FATAL(files.count < FILES_MOST);
    for (uint32_t i = 0; i < files.count; i++) {
        file_take(&files.at[i], mark, i);
    }
    files_end(&files);
}

static void shipped_take(bool overlay)
{
    const char *rules = clinic.rules;
    char path[512];

    (void)snprintf(path, sizeof path, "%.280s/clinic.yaml", clinic.rules);
    CU_ASSERT_EQUAL(unlink(path), 0);
    (void)snprintf(path, sizeof path, "%.280s/approvals/clinic.1.approval", clinic.rules);
    CU_ASSERT_EQUAL(unlink(path), 0);
    directory_take(PRECARE_SOURCE "/rules", "base");
    if (overlay) {
        directory_take(PRECARE_SOURCE "/packaging/examples/elm-street", "elm");
    }
    CU_ASSERT_FATAL(files_read(&rules, 1, &told, &shipped) == 0);
    approve_rules(clinic.rules, shipped.at[0].name, shipped.at[0].bytes);
    files_end(&shipped);
    CU_ASSERT_FATAL(files_read(&rules, 1, &told, &shipped) == 0);
    for (uint32_t i = 0; i < shipped.count; i++) {
        tops[i] = yaml_read(shipped.at[i].bytes, shipped.at[i].len, shipped.at[i].name, NULL,
                            &trees, &told);
        CU_ASSERT_FATAL(tops[i] != NULL);
    }
}

static int mutation_setup(void)
{
    instance = NULL;
    faults_begin(&told);
    arena_begin(&trees, NULL, 0, 0);
    clinic_make(&clinic,
                (struct clinic){.more = "  clinical-lead: {kind: webhook, url-from: \"env:NONE\", "
                                        "addresses: private-too}\n"
                                        "  physician-on-call: {kind: webhook, url-from: "
                                        "\"env:NONE\", addresses: private-too}\n"});
    (void)snprintf(database, sizeof database, "%.280s/outbox.db", clinic.state);
    (void)snprintf(current, sizeof current, "%.280s/rules/current", clinic.state);
    return 0;
}

static int mutation_teardown(void)
{
    int32_t status = clinic_plugin()->close(instance);

    files_end(&shipped);
    faults_end(&told);
    arena_end(&trees);
    return status != PRECARE_OK;
}

static void the_shipped_rules_are_in_use(void)
{
    shipped_take(false);
    instance = clinic_open(&clinic);
}

static void an_overlay_of_theirs_is_in_use(void)
{
    shipped_take(true);
    instance = clinic_open(&clinic);
}

/* ---- how it stands ---- */

/* The files with one other text, loaded: *whole_r whether all is approved. false: it loads not. */
static bool loads_with(uint32_t file, const char *text, size_t len, uint32_t demand, bool *whole_r)
{
    const struct load_options options = {.today = DATE_NONE, .approval = {.demand = demand}};
    struct rule_file before = shipped.at[file];
    struct faults faults;

    shipped.at[file].bytes = text;
    shipped.at[file].len = len;
    faults_begin(&faults);
    struct rules *rules = rules_load(&shipped, &options, &faults);
    shipped.at[file] = before;
    *whole_r = rules != NULL;
    for (uint32_t i = 0; rules != NULL && i < rules->approved->count; i++) {
        *whole_r = *whole_r && approved_whole(&rules->approved->at[i]);
    }
    bool loads = rules != NULL;
    rules_free(&rules);
    faults_end(&faults);
    return loads;
}

static void name_read(char name_r[65])
{
    FILE *file = fopen(current, "re");

    name_r[0] = '\0';
    CU_ASSERT_FATAL(file != NULL);
    CU_ASSERT_EQUAL(fread(name_r, 1, 64, file), 64);
    name_r[64] = '\0';
    (void)fclose(file);
}

/* ---- edits ---- */

struct edits {
    uint32_t file, tried, loaded, unseen, untold, ran;
    uint32_t of_kind[MUTATION_KINDS];
    char name[65]; /* of the set in use */
};

/* What operations have been told: of rules each time, of what cannot be read once. */
static int64_t told_rules(void)
{
    return database_number(database, "SELECT count(*) FROM message WHERE kind = 10 AND items LIKE "
                                     "'%were refused: rules%stay in use%'");
}

static int64_t told_unreadable(void)
{
    return database_number(database, "SELECT count(*) FROM meta WHERE key = "
                                     "'operations reload-failed'");
}

static int32_t opened_status(void)
{
    precare_params params = {.struct_size = sizeof params, .config = clinic.config};
    precare_instance *other = NULL;
    int32_t status = clinic_plugin()->open(NULL, &params, &other, NULL);

    (void)clinic_plugin()->close(other);
    return status;
}

static void edit_reload(struct edits *e, const struct mutation *m, bool loads)
{
    const struct rule_file *f = &shipped.at[e->file];
    precare_error err = {.struct_size = sizeof err};
    char name[65];
    int64_t before = loads ? told_rules() : 0;

    file_write(f->name, m->text, strlen(m->text));
    int32_t status = clinic_plugin()->reload(instance, NULL, &err);
    bool said = loads ? told_rules() == before + 1 : told_unreadable() == 1;
    bool runs = status >= 0 || (e->tried % OPENED == 0 && opened_status() != PRECARE_LAST_GOOD);
    name_read(name);
    if (runs || strcmp(name, e->name) != 0) {
        e->ran++;
        printf("    runs: %s %s (reload: %d)\n", f->name, m->place, status);
    }
    if (!said) {
        e->untold++;
        printf("    not told: %s %s\n", f->name, m->place);
    }
}

static void edit_try(void *of, const struct mutation *m)
{
    struct edits *e = of;
    bool whole, loads = loads_with(e->file, m->text, strlen(m->text), APPROVAL_LOOK, &whole);

    e->tried++;
    e->of_kind[m->kind]++;
    e->loaded += loads;
    if (whole) {
        e->unseen++;
        printf("    not seen: %s %s\n", shipped.at[e->file].name, m->place);
    }
    edit_reload(e, m, loads);
}

/* The part of all edits that is asked for: of N parts the I-th; else a sample: one of so many. */
static void part_of(struct mutating *m, unsigned sample)
{
    const char *asked = getenv("PRECARE_EDITS");
    unsigned part = 0, parts = test_watched(NULL) ? sample * 10 : sample;

    if (asked != NULL && sscanf(asked, "%u/%u", &part, &parts) == 2 && part > 0) {
        part--;
    }
    m->step = parts;
    m->offset = part % parts;
}

/* Edits of the files of one directory. */
static void no_edit_runs(const char *mark, unsigned sample, uint32_t least)
{
    struct edits e = {.file = 0};
    struct mutating m = {.each = edit_try, .of = &e};

    part_of(&m, sample);
    name_read(e.name);
    for (uint32_t i = 0; i < shipped.count; i++) {
        if (strncmp(shipped.at[i].name + strlen(clinic.rules) + 1, mark, strlen(mark)) == 0) {
            e.file = i;
            mutations_each(&m, tops[i]);
            file_write(shipped.at[i].name, shipped.at[i].bytes, shipped.at[i].len);
        }
    }
    printf("    %u of %u edits:", e.tried, m.count);
    for (uint32_t k = 0; k < MUTATION_KINDS; k++) {
        printf(" %u %s", e.of_kind[k], mutation_words[k]);
    }
    printf("; %u load\n    %u not seen, %u not told, %u run\n", e.loaded, e.unseen, e.untold,
           e.ran);
    CU_ASSERT(m.count > least && e.tried > 0);
    CU_ASSERT_EQUAL(e.unseen + e.untold + e.ran, 0);
    CU_ASSERT_EQUAL(clinic_plugin()->reload(instance, NULL, NULL), PRECARE_OK);
}

static void no_edit_of_the_shipped_rules_runs(void)
{
    no_edit_runs("base", 800, 5000);
}

static void no_edit_of_an_overlay_runs(void)
{
    no_edit_runs("elm", 15, 100);
}

/* ---- what is no edit ---- */

/* Whether all tests beside the rules pass: what an approval takes for the same judges the same. */
static bool tests_pass(void)
{
    const struct load_options options = {.today = DATE_NONE, .for_review = true};
    struct faults faults;
    struct run run;

    faults_begin(&faults);
    struct rules *rules = rules_load(&shipped, &options, &faults);
    CU_ASSERT_FATAL(rules != NULL);
    run_tests(rules, &faults, &run);
    bool all = !run.lost && run.failed == 0 && run.passed > 500;
    run_end(&run);
    rules_free(&rules);
    faults_end(&faults);
    return all;
}

static void another_order_and_another_way_of_writing_need_no_approval(void)
{
    static const struct {
        const char *says;
        uint32_t turned;
    } ways[] = {{"written otherwise", TURN_NOTHING},
                {"maps turned round", TURN_MAPS},
                {"lists turned round", TURN_LISTS},
                {"both", TURN_MAPS | TURN_LISTS}};
    uint32_t alarms = 0;

    for (size_t k = 0; k < sizeof ways / sizeof *ways; k++) {
        struct buf texts[FILES_MOST] = {{.at = NULL}};
        struct rule_file before[FILES_MOST];

        for (uint32_t i = 0; i < shipped.count; i++) {
            before[i] = shipped.at[i];
            mutation_write(tops[i], ways[k].turned, &texts[i]);
            shipped.at[i].bytes = texts[i].at;
            shipped.at[i].len = texts[i].len;
        }
        bool whole = false,
             loads = loads_with(0, texts[0].at, texts[0].len, APPROVAL_DEMAND, &whole);
        if (!loads || !whole) {
            alarms++;
            printf("    %s: %s\n", ways[k].says, loads ? "not approved" : "does not load");
        }
        CU_ASSERT_TRUE(tests_pass());
        for (uint32_t i = 0; i < shipped.count; i++) {
            shipped.at[i] = before[i];
            buf_end(&texts[i]);
        }
    }
    printf("    %u files written anew in four ways, %u false alarms\n", shipped.count, alarms);
    CU_ASSERT_EQUAL(alarms, 0);
}

static const struct test base_tests[] = {
    {"the shipped rules, approved, are in use", the_shipped_rules_are_in_use},
    {"another order and another way of writing need no approval",
     another_order_and_another_way_of_writing_need_no_approval},
    {"no edit that nobody approved runs, and operations are told of each",
     no_edit_of_the_shipped_rules_runs},
    {0},
};

static const struct test overlay_tests[] = {
    {"an overlay of theirs, approved, is in use", an_overlay_of_theirs_is_in_use},
    {"another order and another way of writing it need no approval",
     another_order_and_another_way_of_writing_need_no_approval},
    {"no edit of it that nobody approved runs, and operations are told of each",
     no_edit_of_an_overlay_runs},
    {0},
};

const struct test_suite test_suites[] = {
    {"mutations of rules", mutation_setup, mutation_teardown, base_tests},
    {"mutations of an overlay", mutation_setup, mutation_teardown, overlay_tests},
    {0}};
