/* SPDX-License-Identifier: MIT
 *
 * precare-event/1 to a visit: what the whole example becomes, what is missing, and broken events by
 * example (tests/visit/golden/event: an event and the whole text of its faults). PRECARE_GOLDEN=1
 * writes the texts anew.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/seam.h"
#include "test.h"
#include "visit/event_json.h"

#define GOLDEN PRECARE_SOURCE "/tests/visit/golden/event/"
#define ROOM (2u * 1024u * 1024u)

struct reading {
    struct arena arena;
    struct faults faults;
    struct visit visit;
    struct zone *zone;
    char *bytes;
    int answer;
};

static void read_bytes(struct reading *r, const char *bytes, size_t len)
{
    const char *error;

    memset(r, 0, sizeof *r);
    r->bytes = malloc(len ? len : 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(r->bytes);
    memcpy(r->bytes, bytes, len);
    r->zone = zone_open("America/New_York", &error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(r->zone);
    arena_begin(&r->arena, NULL, 0, 0);
    faults_begin(&r->faults);
    r->answer = event_from_json(r->bytes, len, r->zone, &r->arena, &r->faults, &r->visit);
    memset(r->bytes, '#', len); /* the visit borrows from the arena alone */
    CU_ASSERT_EQUAL(r->answer, faults_any(&r->faults) ? -1 : 0);
}

static void event_json_done(struct reading *r)
{
    faults_end(&r->faults);
    arena_end(&r->arena);
    zone_close(&r->zone);
    free(r->bytes);
}

static char *file_bytes(const char *path, size_t *len_r)
{
    FILE *file = fopen(path, "rb");
    char *bytes = file != NULL ? malloc(ROOM) : NULL;

    *len_r = bytes != NULL ? fread(bytes, 1, ROOM, file) : 0;
    if (file != NULL) {
        (void)fclose(file);
    }
    return bytes;
}

static void read_golden(struct reading *r, const char *name)
{
    char path[4096];
    size_t len;

    (void)snprintf(path, sizeof path, GOLDEN "%s", name);
    char *bytes = file_bytes(path, &len);
    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    read_bytes(r, bytes, len);
    free(bytes);
}

static bool event_json_same(struct span span, const char *text)
{
    return span.at != NULL && span.len == strlen(text) && memcmp(span.at, text, span.len) == 0;
}

/* ---- goldens ---- */

static bool golden_holds(const char *name)
{
    char path[4096];
    struct reading r;
    struct buf out = {0};
    size_t len;

    read_golden(&r, name);
    faults_print(&r.faults, FAULTS_TEXT, &out);
    buf_text(&out, "event_id ");
    buf_add(&out, r.visit.event_id.at != NULL ? r.visit.event_id.at : "-",
            r.visit.event_id.at != NULL ? r.visit.event_id.len : 1);
    buf_text(&out, "\n");
    event_json_done(&r);
    CU_ASSERT(strstr(out.at, "secret") == NULL);
    (void)snprintf(path, sizeof path, GOLDEN "%.*s.txt", (int)(strlen(name) - 5), name);
    if (getenv("PRECARE_GOLDEN") != NULL) {
        FILE *file = fopen(path, "wb");

        if (file != NULL) {
            (void)fwrite(out.at, 1, out.len, file);
            (void)fclose(file);
        }
    }
    char *wanted = file_bytes(path, &len);
    bool holds = wanted != NULL && len == out.len && memcmp(wanted, out.at, len) == 0;
    if (!holds) {
        printf("%s: wanted\n%.*s\ngot\n%s\n", name, (int)len, wanted != NULL ? wanted : "", out.at);
    }
    free(wanted);
    buf_end(&out);
    return holds;
}

static void every_golden_event_is_told_as_its_text_says(void)
{
    struct dirent **entries = NULL;
    int count = scandir(GOLDEN, &entries, NULL, alphasort), ran = 0;

    for (int i = 0; i < count; i++) {
        size_t len = strlen(entries[i]->d_name);

        if (len > 5 && strcmp(entries[i]->d_name + len - 5, ".json") == 0) {
            CU_ASSERT(golden_holds(entries[i]->d_name));
            ran++;
        }
        free(entries[i]);
    }
    free(entries);
    CU_ASSERT(ran > 40);
}

/* ---- what a visit holds ---- */

static void the_head_of_the_example_is_all_there(void)
{
    struct reading r;

    read_golden(&r, "whole.json");
    const struct visit *v = &r.visit;
    CU_ASSERT_EQUAL_FATAL(r.answer, 0);
    CU_ASSERT(event_json_same(v->event_id, "apt-1042/3") && event_json_same(v->subject, "pt-88") &&
              event_json_same(v->appointment, "apt-1042"));
    CU_ASSERT_EQUAL(v->moment, PRECARE_BOOKING);
    CU_ASSERT_EQUAL(v->action, PRECARE_CREATE);
    CU_ASSERT_EQUAL(v->phase, PRECARE_FINAL);
    CU_ASSERT_EQUAL(v->today, date_of(2026, 11, 23));
    CU_ASSERT_EQUAL(v->reference, date_of(2026, 12, 7));
    CU_ASSERT_EQUAL(v->start.kind, WHEN_INSTANT);
    CU_ASSERT_EQUAL(v->start.utc, 1796670000); /* 2026-12-07T19:00:00Z */
    CU_ASSERT_EQUAL(v->birth.first, date_of(1992, 3, 14));
    CU_ASSERT_EQUAL(v->pregnancy, PRECARE_NOT_PREGNANT);
    CU_ASSERT_EQUAL(v->minutes, 60);
    CU_ASSERT_EQUAL(v->state, PRECARE_PLANNED);
    CU_ASSERT(event_json_same(v->procedure.text, "microneedling") &&
              event_json_same(v->procedure.code, "local:MN1"));
    CU_ASSERT(event_json_same(v->modality, "mechanical") &&
              event_json_same(v->indication, "acne-scar") && event_json_same(v->price, "450 USD"));
    CU_ASSERT(v->site_count == 1 && event_json_same(v->sites[0], "face"));
    CU_ASSERT(event_json_same(v->provider, "p7") && event_json_same(v->role, "dermatologist"));
    CU_ASSERT(v->training_recorded && v->training_count == 1 &&
              event_json_same(v->training[0], "microneedling"));
    event_json_done(&r);
}

static void the_chart_of_the_example_is_all_there(void)
{
    struct reading r;

    read_golden(&r, "whole.json");
    CU_ASSERT_EQUAL_FATAL(r.answer, 0);
    for (int chart = 0; chart < CHART_COUNT; chart++) {
        CU_ASSERT_EQUAL_FATAL(r.visit.chart[chart].count, 1);
    }
    const struct entry *condition = &r.visit.chart[CHART_CONDITIONS].at[0];
    CU_ASSERT(event_json_same(condition->text, "cold sore") &&
              event_json_same(condition->code, "icd-10:B00.1"));
    CU_ASSERT_EQUAL(condition->status, PRECARE_STATUS_ACTIVE);
    CU_ASSERT_EQUAL(condition->severity, PRECARE_MODERATE);
    CU_ASSERT(condition->site_count == 1 && event_json_same(condition->sites[0], "lip"));
    CU_ASSERT_EQUAL(condition->at.first, date_of(2026, 11, 18));
    CU_ASSERT_EQUAL(condition->noted.first, date_of(2026, 11, 20));
    CU_ASSERT_EQUAL(r.visit.chart[CHART_CONDITIONS].reviewed.first, date_of(2026, 11, 20));
    const struct entry *medication = &r.visit.chart[CHART_MEDICATIONS].at[0];
    CU_ASSERT_EQUAL(medication->status, PRECARE_USE_ONGOING);
    CU_ASSERT(event_json_same(medication->route, "topical"));
    CU_ASSERT_EQUAL(medication->at.first, date_of(2026, 11, 22));
    CU_ASSERT_EQUAL(medication->noted.first, date_of(2026, 1, 10));
    const struct entry *history = &r.visit.chart[CHART_PROCEDURES].at[0];
    CU_ASSERT_EQUAL(history->status, PRECARE_PLANNED);
    CU_ASSERT_EQUAL(history->at.first, date_of(2026, 11, 30));
    const struct entry *reaction = &r.visit.chart[CHART_REACTIONS].at[0];
    CU_ASSERT_EQUAL(reaction->severity, PRECARE_MILD);
    CU_ASSERT_EQUAL(reaction->at.kind, WHEN_INSTANT);
    CU_ASSERT(event_json_same(r.visit.chart[CHART_PRODUCTS].at[0].text, "sunscreen"));
    CU_ASSERT_EQUAL(r.visit.procedure_ended.kind, WHEN_INSTANT);
    event_json_done(&r);
}

static void answers_fields_and_clearances_of_the_example_are_all_there(void)
{
    struct reading r;

    read_golden(&r, "whole.json");
    const struct visit *v = &r.visit;
    CU_ASSERT_EQUAL_FATAL(r.answer, 0);
    CU_ASSERT_EQUAL_FATAL(v->answer_count, 3); /* one is missing */
    CU_ASSERT(event_json_same(v->answers[0].name, "antiviral-decision") &&
              event_json_same(v->answers[0].value, "prescribed"));
    CU_ASSERT_EQUAL(v->answers[0].on.first, date_of(2026, 11, 20));
    CU_ASSERT(event_json_same(v->answers[2].value, "no"));
    CU_ASSERT_EQUAL(v->answers[2].on.kind, WHEN_UNKNOWN);
    CU_ASSERT_EQUAL_FATAL(v->field_count, 3);
    CU_ASSERT(event_json_same(v->fields[0].name, "device-lot") &&
              event_json_same(v->fields[0].value, "A1B2"));
    CU_ASSERT_EQUAL_FATAL(v->clearance_count, 1);
    CU_ASSERT(event_json_same(v->clearances[0].rule, "mn-keloid") &&
              event_json_same(v->clearances[0].statement, "S24"));
    CU_ASSERT(event_json_same(v->clearances[0].reason, "cleared-by-specialist") &&
              event_json_same(v->clearances[0].appointment, "apt-1042"));
    CU_ASSERT(event_json_same(v->clearances[0].matter, "m-41c09a7e"));
    event_json_done(&r);
}

static void what_was_asked_one_by_one_and_further_procedures_are_there(void)
{
    struct reading r;

    read_golden(&r, "whole.json");
    const struct visit *v = &r.visit;
    CU_ASSERT_EQUAL_FATAL(r.answer, 0);
    const struct entries *medications = &v->chart[CHART_MEDICATIONS];
    CU_ASSERT_EQUAL_FATAL(medications->asked_count, 1);
    CU_ASSERT(event_json_same(medications->asked[0].list, "blood-thinners"));
    CU_ASSERT_EQUAL(medications->asked[0].on.first, date_of(2026, 11, 20));
    CU_ASSERT_EQUAL_FATAL(v->also_count, 1);
    CU_ASSERT(event_json_same(visit_procedure(v, 0)->text, "microneedling") &&
              event_json_same(visit_procedure(v, 1)->text, "LED mask"));
    const struct entry *botox = &v->chart[CHART_PROCEDURES].at[0];
    CU_ASSERT_EQUAL_FATAL(botox->field_count, 1);
    CU_ASSERT(event_json_same(botox->fields[0].name, "units") &&
              event_json_same(botox->fields[0].value, "20"));
    event_json_done(&r);
}

static void a_value_that_is_null_or_missing_is_not_there(void)
{
    struct reading r;

    read_golden(&r, "fine-new-keys.json");
    const struct visit *v = &r.visit;
    CU_ASSERT_EQUAL_FATAL(r.answer, 0);
    CU_ASSERT(v->sex == 0 && v->sex_said);
    CU_ASSERT(v->occurrence.kind == WHEN_UNKNOWN && v->also_count == 0);
    CU_ASSERT_EQUAL(v->chart[CHART_PROCEDURES].asked_count, 0);
    const struct entry *botox = &v->chart[CHART_PROCEDURES].at[0];
    CU_ASSERT(botox->field_count == 0 && botox->occurrence.kind == WHEN_UNKNOWN);
    const struct entry *latex = &v->chart[CHART_ALLERGIES].at[0];
    CU_ASSERT(latex->list.at == NULL && latex->checked == 0);
    CU_ASSERT(latex->severity == PRECARE_MILD && latex->noted.kind == WHEN_PARTIAL);
    event_json_done(&r);
}

static void a_sex_in_another_word_is_unknown_and_no_fault(void)
{
    static const struct {
        const char *written;
        uint32_t sex;
    } words[] = {{"\"female\"", 1}, {"\"male\"", 2},    {"\"other\"", 3}, {"\"unknown\"", 4},
                 {"\"Female\"", 0}, {"\"diverse\"", 0}, {"\"\"", 0},      {"null", 0}};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct reading r;
        char text[512];
        int len = snprintf(text, sizeof text,
                           "{\"format\":\"precare-event/1\",\"event_id\":\"e\",\"moment\":"
                           "\"booking\",\"action\":\"create\",\"now\":\"2026-12-01\","
                           "\"subject\":\"s\",\"patient\":{\"sex\":%s},\"appointment\":"
                           "{\"id\":\"a\",\"start\":\"2027-01-12\"}}",
                           words[i].written);

        read_bytes(&r, text, (size_t)len);
        CU_ASSERT_EQUAL(r.answer, 0);
        CU_ASSERT_EQUAL(r.visit.sex, words[i].sex);
        event_json_done(&r);
    }
}

static void disposition_and_acknowledgements_are_carried_by_a_settle_alone(void)
{
    static const char text[] = "{\"format\":\"precare-event/"
                               "1\",\"moment\":\"booking\",\"phase\":\"%s\",\"now\":\"2026-11-23\","
                               "\"appointment\":{\"start\":\"2026-12-07\"},\"disposition\":"
                               "\"saved\",\"acknowledgements\":[{\"rule\":\"a\","
                               "\"action\":\"overridden\",\"at\":\"2026-11-23T10:01:00-05:00\"}]}";
    struct reading r;
    char event[1024];

    (void)snprintf(event, sizeof event, text, "settle");
    read_bytes(&r, event, strlen(event));
    CU_ASSERT_EQUAL(r.answer, 0);
    CU_ASSERT_EQUAL(r.visit.disposition, PRECARE_SAVED);
    CU_ASSERT_EQUAL_FATAL(r.visit.acknowledgement_count, 1);
    CU_ASSERT_EQUAL(r.visit.acknowledgements[0].action, PRECARE_OVERRODE);
    event_json_done(&r);
    (void)snprintf(event, sizeof event, text, "preview");
    read_bytes(&r, event, strlen(event));
    CU_ASSERT_EQUAL(r.answer, 0);
    CU_ASSERT_EQUAL(r.visit.disposition, 0);
    CU_ASSERT_EQUAL(r.visit.acknowledgement_count, 0);
    event_json_done(&r);
}

static void what_is_absent_null_or_empty_is_not_known(void)
{
    static const char *const events[] = {
        "\"conditions\":null,\"provider\":null,\"answers\":null,\"chart\":null,\"patient\":null",
        "\"conditions\":{},\"provider\":{},\"answers\":{},\"chart\":{},\"patient\":{}",
        "\"conditions\":{\"reviewed\":null,\"entries\":null},\"provider\":{\"training\":null},"
        "\"answers\":{\"a\":null}",
        "\"conditions\":{\"entries\":[]},\"provider\":{\"role\":\"\"},\"answers\":{\"x-a\":1},"
        "\"chart\":{\"fields\":{}}",
    };

    for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
        struct reading r;
        char event[1024];

        (void)snprintf(event, sizeof event,
                       "{\"format\":\"precare-event/"
                       "1\",\"moment\":\"booking\",\"now\":\"2026-11-23\",\"appointment\":"
                       "{\"start\":\"2026-12-07\",\"sites\":[]},%s}",
                       events[i]);
        read_bytes(&r, event, strlen(event));
        CU_ASSERT_EQUAL(r.answer, 0);
        CU_ASSERT_EQUAL(r.visit.chart[CHART_CONDITIONS].reviewed.kind, WHEN_UNKNOWN);
        CU_ASSERT_EQUAL(r.visit.chart[CHART_CONDITIONS].count, 0);
        CU_ASSERT(!r.visit.training_recorded);
        CU_ASSERT_PTR_NULL(r.visit.role.at);
        CU_ASSERT_EQUAL(r.visit.answer_count, 0);
        CU_ASSERT_EQUAL(r.visit.site_count, 0);
        event_json_done(&r);
    }
}

static void a_reviewed_list_without_entries_is_none_known(void)
{
    static const char event[] =
        "{\"format\":\"precare-event/"
        "1\",\"moment\":\"booking\",\"now\":\"2026-11-23\",\"appointment\":{\"start\":"
        "\"2026-12-07\"},\"medications\":{\"reviewed\":\"2026-11\",\"entries\":[]},\"provider\":{"
        "\"training\":[]}}";
    struct reading r;

    read_bytes(&r, event, sizeof event - 1);
    CU_ASSERT_EQUAL(r.answer, 0);
    CU_ASSERT_EQUAL(r.visit.chart[CHART_MEDICATIONS].reviewed.kind, WHEN_PARTIAL);
    CU_ASSERT_EQUAL(r.visit.chart[CHART_MEDICATIONS].reviewed.first, date_of(2026, 11, 1));
    CU_ASSERT(r.visit.training_recorded);
    CU_ASSERT_EQUAL(r.visit.training_count, 0);
    event_json_done(&r);
}

static void an_instant_without_an_offset_is_clinic_local(void)
{
    static const char event[] =
        "{\"format\":\"precare-event/"
        "1\",\"moment\":\"booking\",\"now\":\"2026-11-23T02:00:00Z\",\"appointment\":"
        "{\"start\":\"2026-12-07T14:00\"}}";
    struct reading r;

    read_bytes(&r, event, sizeof event - 1);
    CU_ASSERT_EQUAL(r.answer, 0);
    CU_ASSERT_EQUAL(r.visit.today, date_of(2026, 11, 22));
    CU_ASSERT_EQUAL(r.visit.start.utc, 1796670000);
    event_json_done(&r);
}

static void the_order_of_keys_changes_nothing(void)
{
    static const char one[] =
        "{\"format\":\"precare-event/1\",\"moment\":\"booking\",\"now\":\"2026-11-23\","
        "\"appointment\":{\"start\":\"2026-12-07\",\"minutes\":5}}";
    static const char other[] =
        "{\"appointment\":{\"minutes\":5,\"start\":\"2026-12-07\"},\"now\":\"2026-11-23\","
        "\"moment\":\"booking\",\"format\":\"precare-event/1\"}";
    struct reading a, b;

    read_bytes(&a, one, sizeof one - 1);
    read_bytes(&b, other, sizeof other - 1);
    b.visit.zone = a.visit.zone;
    CU_ASSERT_EQUAL(memcmp(&a.visit, &b.visit, sizeof a.visit), 0);
    event_json_done(&a);
    event_json_done(&b);
}

/* An event with `entries` conditions of `text` bytes each, owned by the caller. */
static char *big_event(uint32_t entries, uint32_t text)
{
    static const char head[] =
        "{\"format\":\"precare-event/1\",\"moment\":\"booking\",\"now\":\"2026-11-23\","
        "\"appointment\":{\"start\":\"2026-12-07\"},\"conditions\":{\"entries\":[";
    struct buf b = {0};

    buf_text(&b, head);
    for (uint32_t i = 0; i < entries; i++) {
        buf_text(&b, i ? ",{\"text\":\"" : "{\"text\":\"");
        for (uint32_t n = 0; n < text; n++) {
            buf_char(&b, 'a');
        }
        buf_text(&b, "\"}");
    }
    buf_text(&b, "]}}");
    return buf_take(&b);
}

static void limits_hold_to_the_entry_and_the_byte(void)
{
    static const struct {
        uint32_t entries, text;
        int answer;
    } sizes[] = {{512, 1024, 0}, {513, 1, -1}, {1, 1025, -1}, {512, 2040, -1}};

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct reading r;
        char *event = big_event(sizes[i].entries, sizes[i].text);

        CU_ASSERT_PTR_NOT_NULL_FATAL(event);
        read_bytes(&r, event, strlen(event));
        CU_ASSERT_EQUAL(r.answer, sizes[i].answer);
        CU_ASSERT(sizes[i].answer == 0 ||
                  strcmp(fault_code_name(r.faults.items[0].code), "E402") == 0);
        event_json_done(&r);
        mem_drop(event);
    }
}

static void without_memory_nothing_is_taken_for_well(void)
{
    struct reading whole;
    char *event = big_event(300, 30);

    CU_ASSERT_PTR_NOT_NULL_FATAL(event);
    read_bytes(&whole, event, strlen(event));
    size_t taken = whole.arena.taken;
    event_json_done(&whole);
    for (size_t limit = 64; limit < taken; limit += taken / 50) {
        struct arena arena;
        struct faults faults;
        struct visit visit;

        arena_begin(&arena, NULL, 0, limit);
        faults_begin(&faults);
        CU_ASSERT_EQUAL(event_from_json(event, strlen(event), zone_utc(), &arena, &faults, &visit),
                        -1);
        CU_ASSERT(faults_any(&faults));
        faults_end(&faults);
        arena_end(&arena);
    }
    mem_drop(event);
}

static uint32_t grows_left;
static void *(*grow_before)(void *old, size_t size);

static void *grow_for_a_while(void *old, size_t size)
{
    if (grows_left == 0) {
        return NULL;
    }
    grows_left--;
    return grow_before(old, size);
}

static void every_allocation_may_fail_and_no_half_visit_is_judged(void)
{
    char *event = big_event(100, 100);
    struct seam before = seam;
    uint32_t allowed = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(event);
    grow_before = seam.grow;
    for (bool whole = false; !whole && allowed < 1000; allowed++) {
        struct arena arena;
        struct faults faults;
        struct visit visit;

        grows_left = allowed;
        seam.grow = grow_for_a_while;
        arena_begin(&arena, NULL, 0, 0);
        faults_begin(&faults);
        int answer = event_from_json(event, strlen(event), zone_utc(), &arena, &faults, &visit);
        seam = before;
        whole = grows_left > 0;
        CU_ASSERT_EQUAL(answer, whole ? 0 : allowed == 0 ? -1 : answer);
        CU_ASSERT_EQUAL(answer, faults_any(&faults) ? -1 : 0);
        CU_ASSERT(answer != 0 || visit.chart[CHART_CONDITIONS].count == 100);
        faults_end(&faults);
        arena_end(&arena);
    }
    CU_ASSERT(allowed > 2 && allowed < 1000);
    mem_drop(event);
}

static const struct test tests[] = {
    {"every golden event is told as its text says", every_golden_event_is_told_as_its_text_says},
    {"the head of the example is all there", the_head_of_the_example_is_all_there},
    {"the chart of the example is all there", the_chart_of_the_example_is_all_there},
    {"answers, fields and clearances of the example are all there",
     answers_fields_and_clearances_of_the_example_are_all_there},
    {"what was asked one by one, and further procedures, are there",
     what_was_asked_one_by_one_and_further_procedures_are_there},
    {"a value that is null, or the word missing, is not there",
     a_value_that_is_null_or_missing_is_not_there},
    {"a sex in another word is unknown, and no fault",
     a_sex_in_another_word_is_unknown_and_no_fault},
    {"disposition and acknowledgements are carried by a settle alone",
     disposition_and_acknowledgements_are_carried_by_a_settle_alone},
    {"what is absent, null or empty is not known", what_is_absent_null_or_empty_is_not_known},
    {"a reviewed list without entries is none known",
     a_reviewed_list_without_entries_is_none_known},
    {"an instant without an offset is clinic-local", an_instant_without_an_offset_is_clinic_local},
    {"the order of keys changes nothing", the_order_of_keys_changes_nothing},
    {"limits hold to the entry and the byte", limits_hold_to_the_entry_and_the_byte},
    {"without memory nothing is taken for well", without_memory_nothing_is_taken_for_well},
    {"every allocation may fail and no half visit is judged",
     every_allocation_may_fail_and_no_half_visit_is_judged},
    {0},
};

const struct test_suite test_suites[] = {{"event_json", NULL, NULL, tests}, {0}};
