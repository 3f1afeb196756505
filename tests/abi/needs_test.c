/* SPDX-License-Identifier: MIT
 *
 * What needs() does not name costs nothing to leave out: for each test that stands beside the rules
 * that we ship, the visit without those facts gives the same result, word for word. And what it
 * names is not simply everything.
 */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "engine/engine.h"
#include "rulebook/scenario.h"
#include "rulebook/load.h"
#include "abi/command_door.h"
#include "support/clinic.h"
#include "test.h"

static struct clinic clinic;
static precare_instance *instance;

static int needs_setup(void)
{
    static const char *const channels[] = {"clinical-lead", "physician-on-call"};
    char config[4096];
    int len;

    clinic_make(&clinic, (struct clinic){0});
    len =
        snprintf(config, sizeof config,
                 "format: precare-config/1\n"
                 "clinic: {name: \"Test\", time-zone: America/New_York}\n"
                 "rules: [\"%s/rules\"]\nstate: \"%s\"\ndeliver: external\nact-on: demonstration\n"
                 "allow-plain-http: loopback\nchannels:\n",
                 PRECARE_SOURCE, clinic.state);
    for (size_t i = 0; i < sizeof channels / sizeof *channels && len < 3500; i++) {
        len += snprintf(config + len, sizeof config - (size_t)len,
                        "  %s: {kind: slack, url-from: \"file:%s/lead.url\"}\n", channels[i],
                        clinic.dir);
    }
    clinic_write(clinic.config, config);
    instance = clinic_open(&clinic);
    return 0;
}

static int needs_teardown(void)
{
    return clinic_plugin()->close(instance) != PRECARE_OK;
}

/* ---- leaving out ---- */

static void chart_leave(struct visit *v, enum chart which)
{
    v->chart[which] = (struct entries){.at = NULL};
}

static void facts_leave(struct visit *v, uint64_t needed)
{
    static const struct {
        uint64_t bit;
        enum chart which;
    } charts[] = {{PRECARE_NEEDS_CONDITIONS, CHART_CONDITIONS},
                  {PRECARE_NEEDS_MEDICATIONS, CHART_MEDICATIONS},
                  {PRECARE_NEEDS_ALLERGIES, CHART_ALLERGIES},
                  {PRECARE_NEEDS_PROCEDURES, CHART_PROCEDURES},
                  {PRECARE_NEEDS_REACTIONS, CHART_REACTIONS},
                  {PRECARE_NEEDS_PRODUCTS, CHART_PRODUCTS}};
    uint64_t left = ~needed;

    for (size_t i = 0; i < sizeof charts / sizeof *charts; i++) {
        if ((left & charts[i].bit) != 0) {
            chart_leave(v, charts[i].which);
        }
    }
    v->birth = (left & PRECARE_NEEDS_BIRTH_DATE) != 0 ? (struct when){0} : v->birth;
    v->sex = (left & PRECARE_NEEDS_SEX) != 0 ? 0 : v->sex;
    v->pregnancy = (left & PRECARE_NEEDS_PREGNANCY) != 0 ? 0 : v->pregnancy;
    v->answer_count = (left & PRECARE_NEEDS_ANSWERS) != 0 ? 0 : v->answer_count;
    v->field_count = (left & PRECARE_NEEDS_FIELDS) != 0 ? 0 : v->field_count;
    v->site_count = (left & PRECARE_NEEDS_SITES) != 0 ? 0 : v->site_count;
    v->minutes = (left & PRECARE_NEEDS_MINUTES) != 0 ? 0 : v->minutes;
    v->modality = (left & PRECARE_NEEDS_MODALITY) != 0 ? (struct span){0} : v->modality;
    v->indication = (left & PRECARE_NEEDS_INDICATION) != 0 ? (struct span){0} : v->indication;
    v->price = (left & PRECARE_NEEDS_PRICE) != 0 ? (struct span){0} : v->price;
    v->state = (left & PRECARE_NEEDS_STATE) != 0 ? 0 : v->state;
    if ((left & PRECARE_NEEDS_PROVIDER) != 0) {
        v->provider = v->role = (struct span){0};
        v->training_count = 0;
        v->training_recorded = false;
    }
    if ((left & PRECARE_NEEDS_PROCEDURE_ENDED) != 0) {
        v->procedure_ended = (struct when){0};
    }
}

static bool needs_judged(const struct rules *rules, const struct visit *visit, struct buf *out)
{
    struct engine_options options = {.draft = true, .evaluation_id = "test"};
    struct result *result = engine_evaluate(rules, visit, &options, NULL);

    if (result == NULL) {
        return false;
    }
    result_json(&result->out, 0, out);
    buf_char(out, '\0');
    result_drop(&result);
    return !out->failed;
}

static uint64_t needed_for(const struct visit *v)
{
    char name[256] = "";
    struct span procedure = v->procedure.text.at != NULL ? v->procedure.text : v->procedure.code;
    uint64_t mask = 0;

    (void)snprintf(name, sizeof name, "%.*s", (int)procedure.len,
                   procedure.at != NULL ? procedure.at : "");
    CU_ASSERT_EQUAL(
        clinic_plugin()->needs(instance, v->moment, name[0] != '\0' ? name : NULL, &mask),
        PRECARE_OK);
    return mask;
}

static void what_needs_does_not_name_changes_nothing(void)
{
    const char *const paths[] = {PRECARE_SOURCE "/rules"};
    struct load_options options = {.today = DATE_NONE, .for_review = true};
    struct rule_files files;
    struct faults faults;
    uint32_t differ = 0;
    uint64_t all = 0, some = ~UINT64_C(0);

    faults_begin(&faults);
    CU_ASSERT_EQUAL_FATAL(files_read(paths, 1, &faults, &files), 0);
    struct rules *rules = rules_load(&files, &options, &faults);
    CU_ASSERT_FATAL(rules != NULL);
    const struct scenarios *scenarios = rules->scenarios;
    CU_ASSERT(scenarios->count > 500);
    for (uint32_t i = 0; i < scenarios->count; i++) {
        struct visit less = scenarios->at[i].visit;
        struct buf full = {.limit = 1u << 20}, rest = {.limit = 1u << 20};
        uint64_t mask = needed_for(&less);

        all |= mask;
        some &= mask;
        facts_leave(&less, mask);
        CU_ASSERT_FATAL(needs_judged(rules, &scenarios->at[i].visit, &full) &&
                        needs_judged(rules, &less, &rest));
        if (strcmp(full.at, rest.at) != 0 && differ++ < 3) {
            printf("    \"%s\" without %#llx:\n%s\n%s\n", scenarios->at[i].name,
                   (unsigned long long)~mask, full.at, rest.at);
        }
        buf_end(&full);
        buf_end(&rest);
    }
    printf("    %u visits, %u differ; bits of all %#llx, of each %#llx\n", scenarios->count, differ,
           (unsigned long long)all, (unsigned long long)some);
    CU_ASSERT_EQUAL(differ, 0);
    CU_ASSERT(all != some); /* it says which, not merely all */
    rules_free(&rules);
    files_end(&files);
    faults_end(&faults);
}

/* ---- one rule at a time: what another rule would name anyway is not missed ---- */

static uint64_t needed_by(const char *rule)
{
    static const char lists[] =
        "format: precare-rules/1\n"
        "rulebook:\n"
        "  id: one\n"
        "  title: \"One rule\"\n"
        "  version: \"1.0.0\"\n"
        "  status: shadow\n"
        "  owner: {name: \"Lead\", role: clinical-lead}\n"
        "  review-by: \"2099-01-01\"\n"
        "  sources:\n"
        "    house: {title: \"House rules\", kind: clinic-policy}\n"
        "lists:\n"
        "  needling: {kind: procedure, plain: \"needling\", items: [microneedling]}\n"
        "  retinoids: {kind: medication, plain: \"retinoid\", items: [tretinoin]}\n"
        "  pus: {kind: reaction, plain: \"infection\", items: [pus]}\n"
        "body-sites:\n"
        "  face: {parts: [cheek]}\n"
        "words: {training: [microneedling]}\n"
        "rules:\n"
        "  - id: one\n"
        "    title: \"One\"\n"
        "    source: {ref: house, basis: clinic-decision}\n";
    char path[512], text[4096];
    uint64_t mask = 0;

    (void)snprintf(path, sizeof path, "%.287s/clinic.yaml", clinic.rules);
    (void)snprintf(text, sizeof text, "%s%s", lists, rule);
    clinic_write(path, text);
    precare_error err = {.struct_size = sizeof err};
    const struct command_door *door = clinic_plugin()->get_extension(COMMAND_DOOR);
    const struct reload_asked yes = {.yes = 1}; /* some of these rules are for nothing */
    int32_t status = door->reload(instance, &yes, NULL, &err);
    if (status != PRECARE_OK) {
        printf("    line %u: %s\n", err.line, err.message);
    }
    CU_ASSERT_EQUAL(status, PRECARE_OK);
    for (uint32_t moment = PRECARE_BOOKING; moment <= PRECARE_FOLLOW_UP; moment++) {
        uint64_t more = 0;

        CU_ASSERT_EQUAL(clinic_plugin()->needs(instance, moment, "microneedling", &more),
                        PRECARE_OK);
        mask |= more;
    }
    return mask;
}

#define AT(moment) "    when: {at: " moment ", procedure: needling}\n"
#define THEN "    then: {severity: info, say: \"So.\"}\n"

static void each_rule_names_exactly_what_it_looks_at(void)
{
    static const struct {
        uint64_t mask;
        const char *rule;
    } rules[] = {
        {PRECARE_NEEDS_BIRTH_DATE, AT("booking") "    if: {patient.age: {below: 22 years}}\n" THEN},
        {PRECARE_NEEDS_MEDICATIONS,
         AT("booking") "    if: {medication: {in: retinoids, use: ongoing}}\n" THEN},
        {PRECARE_NEEDS_MEDICATIONS | PRECARE_NEEDS_SITES,
         AT("booking") "    if: {medication: {in: retinoids, use: ongoing, site: "
                       "treatment-area}}\n" THEN},
        {PRECARE_NEEDS_BIRTH_DATE | PRECARE_NEEDS_MEDICATIONS,
         AT("booking") "    if: {patient.age: {below: 22 years}}\n"
                       "    unless: {medication: {in: retinoids, use: ongoing}}\n" THEN},
        {PRECARE_NEEDS_MINUTES,
         AT("booking") "    if: {appointment.length: {below: 45 minutes}}\n" THEN},
        {PRECARE_NEEDS_PROVIDER,
         AT("booking") "    if: {provider.training: {lacks: microneedling}}\n" THEN},
        {PRECARE_NEEDS_REACTIONS | PRECARE_NEEDS_PROCEDURE_ENDED,
         AT("follow-up") "    if: {charted.reaction: {in: pus}}\n" THEN},
        {0, AT("treatment") "    if: {always: \"All.\"}\n" THEN},
        {PRECARE_NEEDS_PROCEDURE_ENDED,
         AT("treatment") "    if: {always: \"All.\"}\n"
                         "    then:\n"
                         "      severity: info\n"
                         "      say: \"So.\"\n"
                         "      instruct:\n"
                         "        - {do: wait, for: patient, tell-patient: \"Not until {due}.\", "
                         "due: 24 hours after procedure}\n"},
    };

    CU_ASSERT_EQUAL_FATAL(clinic_plugin()->close(instance), PRECARE_OK);
    clinic_make(&clinic, (struct clinic){.act_on = "demonstration"});
    instance = clinic_open(&clinic);
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        uint64_t mask = needed_by(rules[i].rule);

        if (mask != rules[i].mask) {
            printf("    %#llx, not %#llx:\n%s", (unsigned long long)mask,
                   (unsigned long long)rules[i].mask, rules[i].rule);
        }
        CU_ASSERT_EQUAL(mask, rules[i].mask);
    }
}

static const struct test tests[] = {
    {"what needs does not name changes nothing", what_needs_does_not_name_changes_nothing},
    {"each rule names exactly what it looks at", each_rule_names_exactly_what_it_looks_at},
    {0},
};

const struct test_suite test_suites[] = {{"needs", needs_setup, needs_teardown, tests}, {0}};
