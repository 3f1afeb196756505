/* SPDX-License-Identifier: MIT
 *
 * Who may change a file, as owners and modes tell.
 */
#include "base/trust.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test.h"

static const char *trust_at(const char *name)
{
    static char text[400];

    (void)snprintf(text, sizeof text, "%s/%s", test_directory(), name);
    return text;
}

static void modes_tell_who_may_write(void)
{
    struct stat st = {.st_mode = S_IFREG | 0644};

    CU_ASSERT_FALSE(trust_anybody(&st));
    st.st_mode = S_IFREG | 0664;
    CU_ASSERT_FALSE(trust_anybody(&st));
    st.st_mode = S_IFREG | 0646;
    CU_ASSERT_TRUE(trust_anybody(&st));
    st.st_mode = S_IFREG | S_ISVTX | 0646; /* means nothing of a file */
    CU_ASSERT_TRUE(trust_anybody(&st));
    st.st_mode = S_IFDIR | 0777;
    CU_ASSERT_TRUE(trust_anybody(&st));
    st.st_mode = S_IFDIR | S_ISVTX | 0777;
    CU_ASSERT_FALSE(trust_anybody(&st));
}

static void root_and_we_are_no_strangers(void)
{
    struct stat st = {.st_uid = 0};

    CU_ASSERT_FALSE(trust_stranger(&st));
    st.st_uid = geteuid();
    CU_ASSERT_FALSE(trust_stranger(&st));
    st.st_uid = geteuid() + 12345;
    CU_ASSERT_TRUE(trust_stranger(&st));
}

static void a_directory_above_that_all_may_write_is_found(void)
{
    char above[PATH_MAX], wanted[400];

    CU_ASSERT_EQUAL(mkdir(trust_at("loose"), 0755), 0);
    CU_ASSERT_EQUAL(mkdir(trust_at("loose/in"), 0755), 0);
    CU_ASSERT_FALSE(trust_above(trust_at("loose/in/file"), above));
    CU_ASSERT_FALSE(trust_above("/etc/passwd", above));
    CU_ASSERT_FALSE(trust_above("/", above));
    CU_ASSERT_FALSE(trust_above("", above));
    CU_ASSERT_EQUAL(chmod(trust_at("loose"), 0777), 0);
    (void)snprintf(wanted, sizeof wanted, "%s", trust_at("loose"));
    CU_ASSERT_TRUE(trust_above(trust_at("loose/in/file"), above));
    CU_ASSERT_STRING_EQUAL(above, wanted);
    CU_ASSERT_TRUE(trust_above(trust_at("loose//in//"), above));
    CU_ASSERT_STRING_EQUAL(above, wanted);
    CU_ASSERT_FALSE(trust_above(trust_at("loose"), above)); /* itself is not above itself */
    CU_ASSERT_EQUAL(chmod(trust_at("loose"), 01777), 0);
    CU_ASSERT_FALSE(trust_above(trust_at("loose/in/file"), above));

    /* of a path that is not whole: from where we stand */
    char before[PATH_MAX];
    CU_ASSERT_PTR_NOT_NULL_FATAL(getcwd(before, sizeof before));
    CU_ASSERT_EQUAL(chmod(trust_at("loose"), 0777), 0);
    CU_ASSERT_EQUAL(chdir(trust_at("loose")), 0);
    CU_ASSERT_TRUE(trust_above("in/file", above));
    CU_ASSERT_STRING_EQUAL(above, ".");
    CU_ASSERT_EQUAL(chdir(before), 0);
}

static const struct test tests[] = {
    {"modes tell who may write", modes_tell_who_may_write},
    {"root and we are no strangers", root_and_we_are_no_strangers},
    {"a directory above that all may write is found",
     a_directory_above_that_all_may_write_is_found},
    {0},
};

const struct test_suite test_suites[] = {{"trust", NULL, NULL, tests}, {0}};
