/* SPDX-License-Identifier: MIT
 *
 * Every allocation of open, booking, charting (all phases), reload and the JSON door fails in turn:
 * an error and words each time, nothing leaked, the instance as usable as before. The door is
 * linked into this binary, so that its memory goes through the seam of this test; jansson's comes
 * from there too.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "abi/config_kept.h"
#include "abi/ruleset.h"
#include "base/seam.h"
#include "support/clinic.h"
#include "test.h"

static struct clinic clinic;
static precare_instance *instance;
static precare_json *handle; /* another of the same site, from the first test of the JSON door on */
static const precare_api *precare;

/* ---- a seam that counts, and fails once ---- */

static void *(*real_grow)(void *, size_t);
static void (*real_drop)(void *);
static int64_t until_failure = -1; /* -1: never */
static int64_t alive;
static bool failed;
static uint64_t asked; /* how often, and for what last */
static const char *last_block;
static size_t last_size;

static void *memory_grow(void *old, size_t size)
{
    if (until_failure == 0) {
        until_failure = -1;
        failed = true;
        return NULL;
    }
    until_failure -= until_failure > 0 ? 1 : 0;
    void *new = real_grow(old, size);
    alive += old == NULL && new != NULL ? 1 : 0;
    if (old == NULL && new != NULL) {
        memset(new, 0x5a, size); /* what nobody wrote is told from what was */
    }
    asked++;
    last_block = new;
    last_size = size;
    return new;
}

static void memory_drop(void *old)
{
    alive -= old != NULL ? 1 : 0;
    real_drop(old);
}

static void *memory_fresh(size_t size)
{
    return memory_grow(NULL, size);
}

static void fail_at(int64_t n)
{
    until_failure = n;
    failed = false;
}

static int memory_setup(void)
{
    precare = precare_entry_v1(PRECARE_ABI_MINOR); /* this binary's own */
    real_grow = seam.grow;
    real_drop = seam.drop;
    seam.grow = memory_grow;
    seam.drop = memory_drop;
    json_set_alloc_funcs(memory_fresh, memory_drop);
    clinic_make(&clinic,
                (struct clinic){
                    .more = "map:\n"
                            "  procedures: {MN1: {procedure: microneedling, sites: [face]}}\n"
                            "  providers: {p7: {role: physician, training: [microneedling]}}\n"});
    precare_params params = {.struct_size = sizeof params, .config = clinic.config};
    return precare->open(NULL, &params, &instance, NULL) != PRECARE_OK;
}

static int memory_teardown(void)
{
    int code = precare->close(instance) != PRECARE_OK;

    json_set_alloc_funcs(malloc, free);
    seam.grow = real_grow;
    seam.drop = real_drop;
    return code;
}

static uint32_t memory_raise(struct clinic_event *e, int32_t *status_r, precare_error *err)
{
    const precare_result *r = NULL;
    precare_hook *hook = e->event.moment == PRECARE_BOOKING ? precare->booking : precare->charting;
    int32_t status = hook(instance, &e->event, &r, err);
    uint32_t overall = r != NULL ? r->overall : UINT32_MAX;

    if (status_r != NULL) {
        *status_r = status;
    }
    (void)precare->result_free(instance, r);
    return overall;
}

static void still_usable(void)
{
    struct clinic_event e;

    fail_at(-1);
    clinic_event(&e, 2010, 1);
    e.event.phase = PRECARE_PREVIEW;
    CU_ASSERT_EQUAL(memory_raise(&e, NULL, NULL), PRECARE_HOLD);
}

/* ---- the hooks ---- */

static void event_with_everything(struct clinic_event *e, uint32_t phase, uint32_t moment,
                                  uint32_t n)
{
    static precare_medication many[100]; /* more than fits on the stack */
    static precare_answer answer = {.name = "consent", .value = "recorded"};
    static precare_acknowledgement ack = {.struct_size = sizeof ack,
                                          .action = PRECARE_ACCEPTED,
                                          .rule = "too-young",
                                          .actor = "u12",
                                          .role = "physician"};

    clinic_event(e, 2010, n);
    for (size_t i = 0; i < 100; i++) {
        many[i] = (precare_medication){.text = i % 2 == 0 ? "tretinoin 0.05% cream"
                                                          : "Ibuprof\xc3\xa8ne 400",
                                       .use = PRECARE_USE_ONGOING};
    }
    e->event.medications.entries = (precare_array){many, 100, sizeof many[0]};
    e->event.answers = (precare_array){&answer, 1, sizeof answer};
    e->appointment.procedure_code = "local:MN1";
    e->event.phase = phase;
    e->event.moment = moment;
    if (phase == PRECARE_SETTLE) {
        e->event.disposition = PRECARE_OVERRIDDEN;
        e->event.acknowledgements = (precare_array){&ack, 1, sizeof ack};
    }
}

static void a_hook(uint32_t phase, uint32_t moment)
{
    struct clinic_event e;
    precare_error err = {.struct_size = sizeof err};
    int64_t n = 0, before;

    event_with_everything(&e, phase, moment, 10);
    (void)memory_raise(&e, NULL, NULL); /* what stays in the process is there */
    for (; n < 10000; n++) {
        int32_t status = 99;

        event_with_everything(&e, phase, moment, 100 + (uint32_t)n);
        before = alive;
        err.message[0] = '\0';
        fail_at(n);
        uint32_t overall = memory_raise(&e, &status, &err);
        until_failure = -1;
        CU_ASSERT_EQUAL(alive, before);
        if (!failed) {
            CU_ASSERT_EQUAL(overall, PRECARE_HOLD);
            break;
        }
        /* no result and an error; or the result, and a note that it was not recorded */
        if (overall == UINT32_MAX) {
            CU_ASSERT_EQUAL(status, PRECARE_E_MEMORY);
        } else {
            CU_ASSERT(overall == PRECARE_HOLD || overall == PRECARE_NOT_EVALUATED);
            /* a settle may leave an escalation unstruck */
            CU_ASSERT(status != PRECARE_OK || phase != PRECARE_FINAL);
        }
        CU_ASSERT(status == PRECARE_OK || err.message[0] != '\0' || status == PRECARE_NOTED);
    }
    printf("    %lld allocations\n", (long long)n);
    CU_ASSERT(n > 0 && n < 10000);
    still_usable();
}

static void every_allocation_of_a_preview_fails(void)
{
    a_hook(PRECARE_PREVIEW, PRECARE_BOOKING);
}

static void every_allocation_of_a_final_booking_fails(void)
{
    a_hook(PRECARE_FINAL, PRECARE_BOOKING);
}

static void every_allocation_of_a_settle_fails(void)
{
    a_hook(PRECARE_SETTLE, PRECARE_BOOKING);
}

static void every_allocation_of_a_charting_fails(void)
{
    a_hook(PRECARE_FINAL, PRECARE_CHECK_IN);
}

static void every_allocation_of_a_charting_preview_fails(void)
{
    a_hook(PRECARE_PREVIEW, PRECARE_CHECK_IN);
}

static void every_allocation_of_a_settled_charting_fails(void)
{
    a_hook(PRECARE_SETTLE, PRECARE_CHECK_IN);
}

/* ---- one block for each result ---- */

static bool is_mapped(uintptr_t at)
{
    char line[512];
    unsigned long from = 0, to = 0;
    bool found = false;
    FILE *maps = fopen("/proc/self/maps", "re");

    while (maps != NULL && !found && fgets(line, sizeof line, maps) != NULL) {
        found = sscanf(line, "%lx-%lx", &from, &to) == 2 && at >= from && at < to;
    }
    if (maps != NULL) {
        (void)fclose(maps);
    }
    return found;
}

/* Looks at every word of the block, whatever the result holds: one that is an address must be one
 * of the block's. */
static uint32_t addresses_outside(const char *block, size_t size)
{
    uint32_t inside = 0, outside = 0;

    for (size_t i = 0; i + sizeof(uintptr_t) <= size; i += sizeof(uintptr_t)) {
        uintptr_t word;

        memcpy(&word, block + i, sizeof word);
        if (word >= (uintptr_t)block && word < (uintptr_t)block + size) {
            inside++;
        } else if (is_mapped(word)) {
            outside++;
        }
    }
    CU_ASSERT(inside > 20); /* so it would have seen one outside */
    return outside;
}

static void an_evaluation_is_one_allocation_and_points_at_nothing_else(void)
{
    static const uint32_t moments[] = {PRECARE_BOOKING, PRECARE_CHECK_IN};
    const precare_result *r = NULL;
    struct clinic_event e;

    for (size_t i = 0; i < 2; i++) {
        clinic_event(&e, 2010, 1);
        e.event.medications.entries.count = 1;
        e.event.phase = PRECARE_PREVIEW;
        e.event.moment = moments[i];
        (void)memory_raise(&e, NULL, NULL); /* what stays in the process is there */
        int64_t before = alive;
        uint64_t asked_before = asked;
        CU_ASSERT_EQUAL(
            (i == 0 ? precare->booking : precare->charting)(instance, &e.event, &r, NULL),
            PRECARE_OK);
        CU_ASSERT_EQUAL(asked - asked_before, 1);
        CU_ASSERT_EQUAL(alive - before, 1);
        CU_ASSERT_FATAL(r != NULL);
        CU_ASSERT_EQUAL(r->overall, PRECARE_HOLD);
        CU_ASSERT_EQUAL(r->findings.count, 2);
        CU_ASSERT((const char *)r >= last_block && (const char *)r < last_block + last_size);
        uint32_t outside = addresses_outside(last_block, last_size);
        /* to them all is mapped */
        CU_ASSERT(outside == 0 || test_watched("asan") || test_watched("tsan"));
        CU_ASSERT_EQUAL(precare->result_free(instance, r), PRECARE_OK);
        CU_ASSERT_EQUAL(alive, before);
    }
}

/* ---- open and reload ---- */

static void every_allocation_of_open_fails(void)
{
    precare_params params = {.struct_size = sizeof params, .config = clinic.config};
    precare_error err = {.struct_size = sizeof err};
    int64_t n = 0;

    for (; n < 100000; n++) {
        precare_instance *other = NULL;

        rulesets_forget(); /* so that it reads and compiles, too */
        configs_forget();
        int64_t before = alive;
        fail_at(n);
        int32_t status = precare->open(NULL, &params, &other, &err);
        until_failure = -1;
        if (status >= 0) {
            CU_ASSERT_EQUAL(precare->close(other), PRECARE_OK);
        } else {
            CU_ASSERT(err.message[0] != '\0');
            CU_ASSERT_PTR_NULL(other);
        }
        rulesets_forget();
        configs_forget();
        /* the small header of an instance */
        CU_ASSERT(alive - before == 0 || (status >= 0 && alive - before == 1));
        if (!failed) {
            CU_ASSERT_EQUAL(status, PRECARE_OK);
            break;
        }
    }
    printf("    %lld allocations\n", (long long)n);
    CU_ASSERT(n > 20 && n < 100000);
    still_usable();
}

/* What is alive with version 1 in use and no set kept for later. */
static int64_t alive_at_rest(void)
{
    fail_at(-1);
    clinic_write_rules(&clinic, 1);
    CU_ASSERT_EQUAL(precare->reload(instance, NULL, NULL), PRECARE_OK);
    if (handle != NULL) {
        char *out = NULL;

        CU_ASSERT_EQUAL(precare_json_call(handle, "reload", NULL, 0, &out, NULL, NULL), PRECARE_OK);
        precare_json_free(out);
    }
    rulesets_forget();
    configs_forget();
    return alive;
}

static void a_reload(int32_t (*reload)(uint64_t *generation_r, precare_error *err))
{
    precare_error err = {.struct_size = sizeof err};
    int64_t n = 0, before;

    before = alive_at_rest();

    for (; n < 100000; n++) {
        uint64_t generation = 0;

        clinic_write_rules(&clinic, (uint32_t)n % 5 + 1);
        rulesets_forget();
        err.message[0] = '\0';
        fail_at(n);
        int32_t status = reload(&generation, &err);
        until_failure = -1;
        CU_ASSERT(status == PRECARE_OK ? generation > 0 : err.message[0] != '\0');
        if (n % 16 == 0) {
            still_usable();
        }
        if (status == PRECARE_OK && !failed) {
            break;
        }
    }
    printf("    %lld allocations\n", (long long)n);
    CU_ASSERT(n > 20 && n < 100000);
    still_usable();
    CU_ASSERT_EQUAL(alive_at_rest(), before);
}

static int32_t reload_plainly(uint64_t *generation_r, precare_error *err)
{
    return precare->reload(instance, generation_r, err);
}

static void every_allocation_of_a_reload_fails(void)
{
    a_reload(reload_plainly);
}

/* ---- the JSON door ---- */

static void json_opened(void)
{
    if (handle == NULL) {
        fail_at(-1);
        CU_ASSERT_EQUAL_FATAL(precare_json_open(clinic.config, &handle, NULL), PRECARE_OK);
    }
}

static int32_t memory_json(const char *method, const char *in, char **out_r, precare_error *err)
{
    uint64_t len = 0;

    return precare_json_call(handle, method, in, in != NULL ? strlen(in) : 0, out_r, &len, err);
}

/* With the number of a visit for each #. */
static void memory_numbered(const char *in, unsigned number, char document_r[1024])
{
    size_t len = 0;

    for (; *in != '\0' && len < 1000; in++) {
        len += (size_t)(*in == '#' ? snprintf(document_r + len, 16, "%u", number)
                                   : snprintf(document_r + len, 16, "%c", *in));
    }
}

/* With `held`, an answer may say nothing but that, or that it does not know. */
static void a_method(const char *method, const char *in, bool held)
{
    precare_error err = {.struct_size = sizeof err};
    char document[1024], *out = NULL;
    int64_t n = 0;

    json_opened();
    for (; n < 10000; n++) {
        memory_numbered(in, 1000 + (unsigned)n, document);
        int64_t before = alive;
        err.message[0] = '\0';
        fail_at(n);
        int32_t status = memory_json(method, document, &out, &err);
        until_failure = -1;
        CU_ASSERT(status >= 0 || err.message[0] != '\0');
        CU_ASSERT(status < 0 || out != NULL);
        CU_ASSERT(out == NULL || !held || strstr(out, "\"overall\":\"hold\"") != NULL ||
                  strstr(out, "\"overall\":\"not-evaluated\"") != NULL);
        precare_json_free(out);
        CU_ASSERT_EQUAL(alive, before);
        if (!failed) {
            CU_ASSERT(status >= 0);
            break;
        }
    }
    printf("    %s: %lld allocations\n", method, (long long)n);
    CU_ASSERT(n > 0 && n < 10000);
    still_usable();
}

#define EVENT(phase)                                                                               \
    "{\"format\":\"precare-event/"                                                                 \
    "1\",\"event_id\":\"j-#\",\"moment\":\"booking\",\"phase\":\"" phase                           \
    "\",\"now\":\"2026-12-01T10:00:00-05:00\",\"subject\":\"pt-88\",\"patient\":{\"birth_date\":"  \
    "\"2010-05-04\"},\"appointment\":{\"id\":\"j-#\",\"start\":\"2027-01-12T14:00:00-05:00\","     \
    "\"procedure\":{\"text\":\"microneedling\"},\"sites\":[\"cheek\"]}"

#define SETTLED                                                                                    \
    ",\"disposition\":\"overridden\",\"acknowledgements\":[{\"rule\":\"too-young\",\"action\":"    \
    "\"overridden\",\"role\":\"physician\",\"actor\":\"u12\",\"reason\":\"benefit-outweighs\","    \
    "\"at\":\"2026-12-01T10:01:00-05:00\"}]}"

static void every_allocation_of_evaluate_fails(void)
{
    a_method("evaluate", EVENT("preview") "}", true);
    a_method("evaluate", EVENT("final") "}", true);
    a_method("evaluate", EVENT("settle") SETTLED, true);
}

static void every_allocation_of_acknowledge_fails(void)
{
    char document[1024], *out = NULL;

    json_opened();
    memory_numbered(EVENT("final") "}", 7, document);
    fail_at(-1);
    CU_ASSERT_FATAL(memory_json("evaluate", document, &out, NULL) >= 0 && out != NULL);
    precare_json_free(out);
    a_method("acknowledge",
             "{\"appointment\":\"j-7\",\"subject\":\"pt-88\",\"rule\":\"too-young\",\"action\":"
             "\"accepted\","
             "\"role\":\"physician\",\"actor\":\"u#\",\"at\":\"2026-12-01T10:05:00-05:00\"}",
             false);
}

static void every_allocation_of_the_smaller_methods_fails(void)
{
    a_method("needs", "{\"moment\":\"booking\",\"procedure\":\"microneedling\"}", false);
    a_method("form", "{\"format\":\"html\",\"of\":\"staff\",\"event\":" EVENT("preview") "}}",
             false);
    a_method("form", "{\"format\":\"fhir\",\"of\":\"staff\",\"event\":" EVENT("preview") "}}",
             false);
    a_method("sheet", "{\"format\":\"html\",\"event\":" EVENT("preview") "}}", false);
    a_method("stats", "{}", false);
    a_method("describe", "{}", false);
}

static int32_t reload_by_json(uint64_t *generation_r, precare_error *err)
{
    char *out = NULL;
    int32_t status = memory_json("reload", NULL, &out, err);

    *generation_r = out != NULL && strncmp(out, "{\"generation\":", 14) == 0 ? 1 : 0;
    precare_json_free(out);
    return status;
}

static void every_allocation_of_a_reload_by_json_fails(void)
{
    json_opened();
    a_reload(reload_by_json);
}

static void every_allocation_of_opening_the_json_door_fails(void)
{
    precare_error err = {.struct_size = sizeof err};
    int64_t n = 0;

    for (; n < 100000; n++) {
        precare_json *other = NULL;

        rulesets_forget();
        configs_forget();
        int64_t before = alive;
        err.message[0] = '\0';
        fail_at(n);
        int32_t status = precare_json_open(clinic.config, &other, &err);
        until_failure = -1;
        CU_ASSERT(status >= 0 ? other != NULL && precare_json_close(other) == PRECARE_OK
                              : other == NULL && err.message[0] != '\0');
        rulesets_forget();
        configs_forget();
        /* the small headers of an instance and of a handle */
        CU_ASSERT_EQUAL(alive - before, status >= 0 ? 2 : 0);
        if (!failed) {
            break;
        }
    }
    printf("    %lld allocations\n", (long long)n);
    CU_ASSERT(n > 20 && n < 100000);
    still_usable();
    if (handle != NULL) {
        CU_ASSERT_EQUAL(precare_json_close(handle), PRECARE_OK);
        handle = NULL;
    }
}

static const struct test tests[] = {
    {"every allocation of a preview fails in turn", every_allocation_of_a_preview_fails},
    {"every allocation of a final booking fails in turn",
     every_allocation_of_a_final_booking_fails},
    {"every allocation of a settle fails in turn", every_allocation_of_a_settle_fails},
    {"every allocation of a charting fails in turn", every_allocation_of_a_charting_fails},
    {"every allocation of a preview of a charting fails in turn",
     every_allocation_of_a_charting_preview_fails},
    {"every allocation of a settled charting fails in turn",
     every_allocation_of_a_settled_charting_fails},
    {"an evaluation is one allocation, and points at nothing else",
     an_evaluation_is_one_allocation_and_points_at_nothing_else},
    {"every allocation of open fails in turn", every_allocation_of_open_fails},
    {"every allocation of a reload fails in turn", every_allocation_of_a_reload_fails},
    {"every allocation of evaluate, as JSON, fails in turn", every_allocation_of_evaluate_fails},
    {"every allocation of acknowledge, as JSON, fails in turn",
     every_allocation_of_acknowledge_fails},
    {"every allocation of needs, form, sheet, stats and describe, as JSON, fails in turn",
     every_allocation_of_the_smaller_methods_fails},
    {"every allocation of a reload by JSON fails in turn",
     every_allocation_of_a_reload_by_json_fails},
    {"every allocation of opening the JSON door fails in turn",
     every_allocation_of_opening_the_json_door_fails},
    {0},
};

const struct test_suite test_suites[] = {{"memory", memory_setup, memory_teardown, tests}, {0}};
