/* SPDX-License-Identifier: MIT
 *
 * When a certificate ends, as the libraries of TLS write it.
 */
#include "courier/certificate.h"

#include "tests/test.h"

static void ends_are_read(void)
{
    CU_ASSERT_EQUAL(certificate_end("Expire date:Jan  1 00:00:00 2099 GMT"), INT64_C(4070908800));
    CU_ASSERT_EQUAL(certificate_end("Expire date:Feb 29 23:59:59 2028 GMT"), INT64_C(1835481599));
    CU_ASSERT_EQUAL(certificate_end("Expire date:2099-01-01 00:00:00 GMT"), INT64_C(4070908800));
}

static void others_are_none(void)
{
    CU_ASSERT_EQUAL(certificate_end("Start date:Jan  1 00:00:00 2020 GMT"), 0);
    CU_ASSERT_EQUAL(certificate_end("Expire date:"), 0);
    CU_ASSERT_EQUAL(certificate_end("Expire date:anJ  1 00:00:00 2099 GMT"), 0);
    CU_ASSERT_EQUAL(certificate_end("Expire date:2099-13-01 00:00:00 GMT"), 0);
}

static const struct test tests[] = {
    {"the end of a certificate is read as each library writes it", ends_are_read},
    {"what is no end is none", others_are_none},
    {0},
};

const struct test_suite test_suites[] = {{"certificate", NULL, NULL, tests}, {0}};
