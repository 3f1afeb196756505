/* SPDX-License-Identifier: MIT
 *
 * A process may have loaded another SQLite than the plugin was built for (it has no symbol
 * versions): open refuses, and says which and from where. The door is linked into this binary,
 * whose own sqlite3_libversion_number stands before the library's.
 */
#include <sqlite3.h>
#include <string.h>

#include "support/clinic.h"
#include "test.h"

static struct clinic clinic;
static int version = SQLITE_VERSION_NUMBER;

int sqlite3_libversion_number(void)
{
    return version;
}

static int32_t library_opens(int as, precare_error *err)
{
    const precare_api *precare = precare_entry_v1(PRECARE_ABI_MINOR); /* this binary's own */
    precare_params params = {.struct_size = sizeof params, .config = clinic.config};
    precare_instance *instance = NULL;

    *err = (precare_error){.struct_size = sizeof *err};
    version = as;
    int32_t status = precare->open(NULL, &params, &instance, err);
    version = SQLITE_VERSION_NUMBER;
    CU_ASSERT_EQUAL(status >= 0, instance != NULL);
    CU_ASSERT_EQUAL(precare->close(instance), status >= 0 ? PRECARE_OK : PRECARE_E_INSTANCE);
    return status;
}

static void an_older_sqlite_than_the_builds_is_refused_by_name_and_place(void)
{
    precare_error err;

    clinic_make(&clinic, (struct clinic){0});
    CU_ASSERT_EQUAL(library_opens(SQLITE_VERSION_NUMBER - 1, &err), PRECARE_E_LIBRARY);
    CU_ASSERT_EQUAL(err.code, PRECARE_E_LIBRARY);
    CU_ASSERT_STRING_EQUAL(err.where, "sqlite3");
    CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "this process has SQLite 3."));
    CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "libsqlite3.so"));
    CU_ASSERT_PTR_NOT_NULL(strstr(err.message, "the plugin was built for " SQLITE_VERSION));
}

static void another_major_version_is_refused_too_and_a_newer_minor_is_not(void)
{
    precare_error err;

    CU_ASSERT_EQUAL(library_opens(4000000, &err), PRECARE_E_LIBRARY);
    CU_ASSERT_EQUAL(library_opens(SQLITE_VERSION_NUMBER + 1000, &err), PRECARE_OK);
}

static const struct test tests[] = {
    {"an older SQLite than the build's is refused, by name and place",
     an_older_sqlite_than_the_builds_is_refused_by_name_and_place},
    {"another major version is refused too, and a newer minor is not",
     another_major_version_is_refused_too_and_a_newer_minor_is_not},
    {0},
};

const struct test_suite test_suites[] = {{"libraries", NULL, NULL, tests}, {0}};
