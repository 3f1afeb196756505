/* SPDX-License-Identifier: MIT
 *
 * What a host can do wrong: NULLs everywhere, wrong sizes, stale and foreign handles, calls out of
 * order, results freed elsewhere and late. An error code and words each time, and never a crash
 * that the plugin could have prevented.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "support/clinic.h"
#include "test.h"

static struct clinic clinic;
static precare_instance *instance;
static precare_error err = {.struct_size = sizeof err};

static int misuse_setup(void)
{
    clinic_make(&clinic, (struct clinic){0});
    instance = clinic_open_started(&clinic);
    return 0;
}

static int misuse_teardown(void)
{
    return clinic_plugin()->close(instance) != PRECARE_OK;
}

static void the_table_says_what_it_is(void)
{
    const precare_api *p = clinic_plugin();

    CU_ASSERT_EQUAL(p->magic, PRECARE_MAGIC);
    CU_ASSERT_EQUAL(p->struct_size, sizeof *p);
    CU_ASSERT_EQUAL(p->abi_major, PRECARE_ABI_MAJOR);
    CU_ASSERT_STRING_EQUAL(p->name, "precare");
    CU_ASSERT(p->version[0] != '\0' && p->build[0] != '\0');
    CU_ASSERT_PTR_NULL(p->get_extension("precare.nothing/1"));
    CU_ASSERT_PTR_NULL(p->get_extension(NULL));
    precare_entry_fn *entry;
    void *symbol = clinic_symbol(PRECARE_ENTRY);
    memcpy(&entry, &symbol, sizeof entry);
    CU_ASSERT_PTR_EQUAL(entry(0), entry(UINT32_MAX)); /* newer and older hosts get the same table */
    CU_ASSERT_PTR_NULL(clinic_symbol("precare_entry_v2"));
}

static void open_with_nothing_or_the_wrong_sizes(void)
{
    precare_params params = {.struct_size = sizeof params, .config = clinic.config};
    precare_host host = {.struct_size = sizeof host - 1};
    precare_instance *other = (precare_instance *)8;

    CU_ASSERT_EQUAL(clinic_plugin()->open(NULL, &params, NULL, &err), PRECARE_E_ARGUMENT);
    CU_ASSERT_EQUAL(clinic_plugin()->open(&host, &params, &other, &err), PRECARE_E_SIZE);
    CU_ASSERT_PTR_NULL(other);
    CU_ASSERT(err.message[0] != '\0' && err.code == PRECARE_E_SIZE);
    params.struct_size = 4;
    CU_ASSERT_EQUAL(clinic_plugin()->open(NULL, &params, &other, &err), PRECARE_E_SIZE);
    params = (precare_params){.struct_size = sizeof params, .config = "/nowhere/at/all.yaml"};
    CU_ASSERT_EQUAL(clinic_plugin()->open(NULL, &params, &other, &err), PRECARE_E_CONFIG);
    CU_ASSERT_PTR_NOT_NULL(strstr(err.where, "/nowhere/at/all.yaml"));
    params.config = "";
    CU_ASSERT_EQUAL(clinic_plugin()->open(NULL, &params, &other, &err), PRECARE_E_ARGUMENT);
    CU_ASSERT_EQUAL(clinic_plugin()->open(NULL, &params, &other, NULL), PRECARE_E_ARGUMENT);
}

static void an_error_of_another_size_is_not_written_beyond_its_end(void)
{
    struct {
        precare_error err;
        unsigned char guard[64];
    } room;
    struct clinic_event e;
    const precare_result *r = NULL;

    memset(&room, 0x5a, sizeof room);
    room.err.struct_size = 32; /* a host that forgot, or a size that never was */
    clinic_event(&e, 1980, 1);
    CU_ASSERT_EQUAL(clinic_plugin()->booking(instance, &e.event, &r, &room.err), PRECARE_E_SIZE);
    CU_ASSERT_PTR_NULL(r);
    CU_ASSERT_EQUAL(room.err.message[0], 0x5a);
    CU_ASSERT_EQUAL(room.guard[0], 0x5a);
    room.err.struct_size = sizeof room; /* a host of the future: its end is not ours to write */
    e.event.moment = 0;
    CU_ASSERT_EQUAL(clinic_plugin()->booking(instance, &e.event, &r, &room.err), PRECARE_E_EVENT);
    CU_ASSERT_EQUAL(room.guard[0], 0x5a);
    CU_ASSERT_STRING_EQUAL(room.err.where, "moment");
    (void)clinic_plugin()->result_free(instance, r);
}

static void nothing_where_something_is_needed(void)
{
    const precare_result *r = (const precare_result *)8;
    struct clinic_event e;
    uint64_t mask = 0, need = 0;
    precare_acknowledgement ack = {.struct_size = sizeof ack};

    clinic_event(&e, 1980, 1);
    CU_ASSERT_EQUAL(clinic_plugin()->booking(instance, &e.event, NULL, &err), PRECARE_E_ARGUMENT);
    CU_ASSERT_EQUAL(clinic_plugin()->booking(instance, NULL, &r, &err), PRECARE_E_ARGUMENT);
    CU_ASSERT_PTR_NOT_NULL_FATAL(r);
    CU_ASSERT_EQUAL(r->overall, PRECARE_NOT_EVALUATED);
    (void)clinic_plugin()->result_free(instance, r);
    CU_ASSERT_EQUAL(clinic_plugin()->charting(instance, NULL, &r, NULL), PRECARE_E_ARGUMENT);
    (void)clinic_plugin()->result_free(instance, r);
    CU_ASSERT_EQUAL(clinic_plugin()->booking(NULL, &e.event, &r, &err), PRECARE_E_INSTANCE);
    CU_ASSERT_PTR_NULL(r);
    CU_ASSERT_EQUAL(clinic_plugin()->needs(instance, PRECARE_BOOKING, NULL, NULL),
                    PRECARE_E_ARGUMENT);
    CU_ASSERT_EQUAL(clinic_plugin()->needs(instance, 0, NULL, &mask), PRECARE_E_ARGUMENT);
    CU_ASSERT_EQUAL(clinic_plugin()->needs(instance, 5, NULL, &mask), PRECARE_E_ARGUMENT);
    CU_ASSERT_EQUAL(clinic_plugin()->needs(instance, 1, "bad \xff", &mask), PRECARE_E_ARGUMENT);
    CU_ASSERT_EQUAL(clinic_plugin()->needs(NULL, 1, NULL, &mask), PRECARE_E_INSTANCE);
    CU_ASSERT_EQUAL(mask, UINT64_MAX); /* on an error: fetch all */
    CU_ASSERT_EQUAL(clinic_plugin()->result_free(NULL, NULL), PRECARE_OK);
    CU_ASSERT_EQUAL(clinic_plugin()->lookup(instance, NULL, NULL, 0, &need, &err),
                    PRECARE_E_ARGUMENT);
    CU_ASSERT_EQUAL(clinic_plugin()->lookup(instance, "", NULL, 0, NULL, NULL), PRECARE_E_ARGUMENT);
    CU_ASSERT_EQUAL(clinic_plugin()->lookup(instance, "ZZZZ-ZZZZ", NULL, 0, NULL, &err),
                    PRECARE_E_NOT_FOUND);
    CU_ASSERT_EQUAL(clinic_plugin()->lookup(NULL, "ZZZZ-ZZZZ", NULL, 0, NULL, &err),
                    PRECARE_E_INSTANCE);
    CU_ASSERT_EQUAL(clinic_plugin()->acknowledge(instance, NULL, &err), PRECARE_E_ARGUMENT);
    CU_ASSERT_EQUAL(clinic_plugin()->acknowledge(NULL, &ack, &err), PRECARE_E_INSTANCE);
    CU_ASSERT_EQUAL(clinic_plugin()->acknowledge(instance, &ack, &err), PRECARE_E_EVENT);
    CU_ASSERT_STRING_EQUAL(err.where, "action");
    ack.struct_size = 8;
    CU_ASSERT_EQUAL(clinic_plugin()->acknowledge(instance, &ack, &err), PRECARE_E_SIZE);
    CU_ASSERT_EQUAL(clinic_plugin()->reload(NULL, NULL, NULL), PRECARE_E_INSTANCE);
    CU_ASSERT_EQUAL(clinic_plugin()->start(NULL, NULL), PRECARE_E_INSTANCE);
    CU_ASSERT_EQUAL(clinic_plugin()->stop(NULL, 0, NULL), PRECARE_E_INSTANCE);
    CU_ASSERT_EQUAL(clinic_plugin()->close(NULL), PRECARE_E_INSTANCE);
    CU_ASSERT_EQUAL(clinic_plugin()->stats(NULL, NULL, 0, NULL), PRECARE_E_INSTANCE);
    CU_ASSERT_EQUAL(clinic_plugin()->stats(instance, NULL, 0, NULL), PRECARE_E_ROOM);
}

static void stale_and_foreign_instances_are_errors(void)
{
    precare_instance *closed = clinic_open(&clinic);
    static uint64_t foreign[64];
    precare_instance *handles[3];
    struct clinic_event e;
    const precare_result *r = NULL;
    uint64_t mask;

    CU_ASSERT_EQUAL(clinic_plugin()->close(closed), PRECARE_OK);
    handles[0] = closed;
    handles[1] = (precare_instance *)(void *)foreign;
    handles[2] = (precare_instance *)(void *)((char *)foreign + 3);
    clinic_event(&e, 1980, 1);
    for (int i = 0; i < 3; i++) {
        CU_ASSERT_EQUAL(clinic_plugin()->booking(handles[i], &e.event, &r, &err),
                        PRECARE_E_INSTANCE);
        CU_ASSERT_EQUAL(clinic_plugin()->charting(handles[i], &e.event, &r, &err),
                        PRECARE_E_INSTANCE);
        CU_ASSERT_EQUAL(clinic_plugin()->start(handles[i], &err), PRECARE_E_INSTANCE);
        CU_ASSERT_EQUAL(clinic_plugin()->stop(handles[i], 1, &err), PRECARE_E_INSTANCE);
        CU_ASSERT_EQUAL(clinic_plugin()->close(handles[i]), PRECARE_E_INSTANCE);
        CU_ASSERT_EQUAL(clinic_plugin()->reload(handles[i], NULL, &err), PRECARE_E_INSTANCE);
        CU_ASSERT_EQUAL(clinic_plugin()->needs(handles[i], 1, NULL, &mask), PRECARE_E_INSTANCE);
    }
    precare_instance *again = clinic_open(&clinic);
    CU_ASSERT_PTR_NOT_EQUAL(again, closed); /* a stale one never becomes good again */
    CU_ASSERT_EQUAL(clinic_plugin()->close(again), PRECARE_OK);
}

static void calls_out_of_order_are_harmless(void)
{
    struct clinic_event e;
    precare_instance *other = clinic_open(&clinic);

    CU_ASSERT_EQUAL(clinic_plugin()->stop(other, 0, &err), PRECARE_OK); /* never started */
    clinic_event(&e, 2010, 31);
    /* without start: recorded, queued */
    CU_ASSERT_EQUAL(clinic_raise(other, &e, NULL), PRECARE_HOLD);
    CU_ASSERT_EQUAL(clinic_plugin()->start(other, &err), PRECARE_OK);
    CU_ASSERT_EQUAL(clinic_plugin()->start(other, &err), PRECARE_OK);
    CU_ASSERT_EQUAL(clinic_plugin()->stop(other, 0, &err), PRECARE_OK);
    CU_ASSERT_EQUAL(clinic_plugin()->stop(other, UINT32_MAX, &err), PRECARE_OK);
    CU_ASSERT_EQUAL(clinic_plugin()->start(other, &err), PRECARE_OK);
    CU_ASSERT_EQUAL(clinic_plugin()->close(other), PRECARE_OK);
}

static void *free_elsewhere(void *result)
{
    CU_ASSERT_EQUAL(clinic_plugin()->result_free(NULL, result), PRECARE_OK);
    return NULL;
}

static void results_may_be_freed_on_another_thread_and_after_close(void)
{
    struct clinic_event e;
    const precare_result *first = NULL, *second = NULL;
    pthread_t thread;
    precare_instance *other = clinic_open(&clinic);

    clinic_event(&e, 2010, 41);
    e.event.phase = PRECARE_PREVIEW;
    CU_ASSERT_EQUAL(clinic_plugin()->booking(other, &e.event, &first, NULL), PRECARE_OK);
    CU_ASSERT_EQUAL(clinic_plugin()->booking(other, &e.event, &second, NULL), PRECARE_OK);
    CU_ASSERT_EQUAL(clinic_plugin()->close(other), PRECARE_OK);
    CU_ASSERT_EQUAL_FATAL(pthread_create(&thread, NULL, free_elsewhere, (void *)(uintptr_t)first),
                          0);
    (void)pthread_join(thread, NULL);
    CU_ASSERT_EQUAL(clinic_plugin()->result_free(other, second), PRECARE_OK);
}

static void a_field_of_ten_megabytes_is_read_no_further_than_its_limit(void)
{
    size_t len = 10u << 20;
    char *big = malloc(len);
    struct clinic_event e;
    const precare_result *r = NULL;

    memset(big, 'a', len); /* and it does not even end */
    clinic_event(&e, 1980, 1);
    e.event.medications.entries.count = 1;
    e.medication[0].text = big;
    CU_ASSERT_EQUAL(clinic_plugin()->booking(instance, &e.event, &r, &err), PRECARE_E_EVENT);
    CU_ASSERT_STRING_EQUAL(err.where, "medications.entries[0].text");
    (void)clinic_plugin()->result_free(instance, r);
    e.event.subject = big;
    CU_ASSERT_EQUAL(clinic_plugin()->booking(instance, &e.event, &r, &err), PRECARE_E_EVENT);
    CU_ASSERT_STRING_EQUAL(err.where, "subject");
    (void)clinic_plugin()->result_free(instance, r);
    free(big);
}

static int32_t misuse_refuse(void *ctx, uint32_t which, precare_hook *hook, precare_instance *of)
{
    (void)hook;
    *(precare_instance **)ctx = of;
    return which == PRECARE_HOOK_CHARTING ? -1 : 0;
}

static void a_host_that_takes_no_hook_gets_no_instance(void)
{
    precare_instance *other = NULL, *seen = NULL;
    precare_params params = {.struct_size = sizeof params, .config = clinic.config};
    precare_host host = {.struct_size = sizeof host, .ctx = &seen, .register_hook = misuse_refuse};

    CU_ASSERT_EQUAL(clinic_plugin()->open(&host, &params, &other, &err), PRECARE_E_HOST);
    CU_ASSERT_PTR_NULL(other);
    CU_ASSERT_PTR_NOT_NULL(seen);
    CU_ASSERT_EQUAL(clinic_plugin()->start(seen, &err), PRECARE_E_INSTANCE);
}

static precare_hook *hooks[3];
static int32_t misuse_keep(void *ctx, uint32_t which, precare_hook *hook, precare_instance *of)
{
    (void)ctx;
    (void)of;
    hooks[which] = hook;
    return 0;
}

static void registered_hooks_are_the_tables_functions(void)
{
    precare_instance *other = NULL;
    precare_params params = {.struct_size = sizeof params, .config = clinic.config};
    precare_host host = {.struct_size = sizeof host, .register_hook = misuse_keep};

    CU_ASSERT_EQUAL(clinic_plugin()->open(&host, &params, &other, &err), PRECARE_OK);
    CU_ASSERT(hooks[PRECARE_HOOK_BOOKING] == clinic_plugin()->booking);
    CU_ASSERT(hooks[PRECARE_HOOK_CHARTING] == clinic_plugin()->charting);
    CU_ASSERT_EQUAL(clinic_plugin()->close(other), PRECARE_OK);
}

static const struct test tests[] = {
    {"the table says what it is", the_table_says_what_it_is},
    {"open with nothing, or the wrong sizes", open_with_nothing_or_the_wrong_sizes},
    {"an error of another size is not written beyond its end",
     an_error_of_another_size_is_not_written_beyond_its_end},
    {"nothing where something is needed", nothing_where_something_is_needed},
    {"stale and foreign instances are errors", stale_and_foreign_instances_are_errors},
    {"calls out of order are harmless", calls_out_of_order_are_harmless},
    {"results may be freed on another thread and after close",
     results_may_be_freed_on_another_thread_and_after_close},
    {"a field of ten megabytes is read no further than its limit",
     a_field_of_ten_megabytes_is_read_no_further_than_its_limit},
    {"a host that takes no hook gets no instance", a_host_that_takes_no_hook_gets_no_instance},
    {"registered hooks are the table's functions", registered_hooks_are_the_tables_functions},
    {0},
};

const struct test_suite test_suites[] = {{"misuse", misuse_setup, misuse_teardown, tests}, {0}};
