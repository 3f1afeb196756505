/* SPDX-License-Identifier: MIT
 *
 * When a message is due: backoff and its jitter, quiet hours and digests in the clinic's zone
 * across changes of the clocks; and which addresses are private.
 */
#include "outbox/schedule.h"

#include <arpa/inet.h>
#include <string.h>

#include "courier/address.h"
#include "base/calendar.h"
#include "test.h"

static struct zone *zone;

static int open_zone(void)
{
    const char *error;

    zone = zone_open("America/New_York", &error);
    return zone == NULL;
}

static int close_zone(void)
{
    zone_close(&zone);
    return 0;
}

static int64_t ms_of(const char *text)
{
    struct when when;

    CU_ASSERT_EQUAL(when_read(text, strlen(text), zone, &when), 0);
    return when.utc * 1000;
}

static void test_backoff(void)
{
    static const int64_t seconds[] = {1, 2, 5, 10, 30, 60, 60, 60};
    int64_t all = 0;

    for (uint32_t tries = 1; tries <= 8; tries++) {
        int64_t ms = seconds[tries - 1] * 1000;

        CU_ASSERT_EQUAL(schedule_backoff(SCHEDULE_CLINIC, tries, 0), ms * 4 / 5);
        CU_ASSERT_EQUAL(schedule_backoff(SCHEDULE_CLINIC, tries, 1000), ms * 6 / 5);
        for (uint32_t random = 0; random < 5000; random += 37) {
            int64_t wait = schedule_backoff(SCHEDULE_CLINIC, tries, random);

            CU_ASSERT_TRUE(wait >= ms * 4 / 5 && wait <= ms * 6 / 5);
        }
    }
    for (uint32_t tries = 1; tries <= 9; tries++) {
        all += schedule_backoff(SCHEDULE_STANDARD_WEBHOOKS, tries, 500);
    }
    CU_ASSERT_TRUE(all > INT64_C(74) * 3600000 && all < INT64_C(76) * 3600000);
}

static void quiet_hours(void)
{
    struct channel channel = {.quiet_from = 20 * 60, .quiet_until = 7 * 60};

    CU_ASSERT_EQUAL(schedule_after_quiet(&channel, zone, ms_of("2026-12-01T12:00:00")),
                    ms_of("2026-12-01T12:00:00"));
    CU_ASSERT_EQUAL(schedule_after_quiet(&channel, zone, ms_of("2026-12-01T20:00:00")),
                    ms_of("2026-12-02T07:00:00"));
    CU_ASSERT_EQUAL(schedule_after_quiet(&channel, zone, ms_of("2026-12-01T23:59:59")),
                    ms_of("2026-12-02T07:00:00"));
    CU_ASSERT_EQUAL(schedule_after_quiet(&channel, zone, ms_of("2026-12-02T06:59:59")),
                    ms_of("2026-12-02T07:00:00"));
    CU_ASSERT_EQUAL(schedule_after_quiet(&channel, zone, ms_of("2026-12-02T07:00:00")),
                    ms_of("2026-12-02T07:00:00"));
    CU_ASSERT_EQUAL(schedule_after_quiet(&channel, zone, ms_of("2027-03-13T22:00:00")),
                    ms_of("2027-03-14T07:00:00")); /* a night of 23 hours */
    CU_ASSERT_EQUAL(schedule_after_quiet(&channel, zone, ms_of("2026-10-31T22:00:00")),
                    ms_of("2026-11-01T07:00:00")); /* and of 25 */
    channel = (struct channel){.quiet_from = 12 * 60, .quiet_until = 13 * 60};
    CU_ASSERT_EQUAL(schedule_after_quiet(&channel, zone, ms_of("2026-12-01T12:30:00")),
                    ms_of("2026-12-01T13:00:00"));
    CU_ASSERT_EQUAL(schedule_after_quiet(&channel, zone, ms_of("2026-12-01T13:00:00")),
                    ms_of("2026-12-01T13:00:00"));
    channel = (struct channel){.quiet_from = -1, .quiet_until = -1};
    CU_ASSERT_EQUAL(schedule_after_quiet(&channel, zone, 12345), 12345);
}

static void test_digests(void)
{
    struct channel channel = {.digest_minute = 7 * 60 + 30};

    CU_ASSERT_EQUAL(schedule_digest(&channel, zone, ms_of("2026-12-01T07:29:00")),
                    ms_of("2026-12-01T07:30:00"));
    CU_ASSERT_EQUAL(schedule_digest(&channel, zone, ms_of("2026-12-01T07:30:00")),
                    ms_of("2026-12-02T07:30:00"));
    CU_ASSERT_EQUAL(schedule_digest(&channel, zone, ms_of("2027-03-13T12:00:00")),
                    ms_of("2027-03-14T07:30:00"));
    channel.digest_minute = 2 * 60 + 30; /* does not exist on that day */
    CU_ASSERT_EQUAL(schedule_digest(&channel, zone, ms_of("2027-03-13T12:00:00")),
                    ms_of("2027-03-14T03:30:00"));
    channel.digest_minute = -1;
    CU_ASSERT_EQUAL(schedule_digest(&channel, zone, 0), 0);
}

static enum address_kind schedule_judge(const char *text)
{
    struct sockaddr_in in4 = {.sin_family = AF_INET};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};

    if (inet_pton(AF_INET, text, &in4.sin_addr) == 1) {
        return address_judge((struct sockaddr *)&in4);
    }
    CU_ASSERT_EQUAL(inet_pton(AF_INET6, text, &in6.sin6_addr), 1);
    return address_judge((struct sockaddr *)&in6);
}

static void test_addresses(void)
{
    static const char *const private[] = {
        "10.1.2.3",        "172.16.0.1",        "172.31.255.255",   "192.168.1.1",
        "169.254.169.254", "100.64.0.1",        "0.0.0.0",          "224.0.0.1",
        "255.255.255.255", "198.18.0.1",        "192.0.2.1",        "::",
        "fe80::1",         "fc00::1",           "fd12::1",          "ff02::1",
        "::ffff:10.0.0.1", "64:ff9b::10.0.0.1", "2002:0a00:0001::", "2001:db8::1",
        "::10.0.0.1"};
    static const char *const loopback[] = {"127.0.0.1", "127.255.255.254", "::1",
                                           "::ffff:127.0.0.1"};
    static const char *const public[] = {"8.8.8.8",     "172.32.0.1",   "172.15.0.1",
                                         "100.128.0.1", "2a00:1450::1", "::ffff:8.8.8.8"};

    for (size_t i = 0; i < sizeof private / sizeof private[0]; i++) {
        CU_ASSERT_EQUAL(schedule_judge(private[i]), ADDRESS_PRIVATE);
    }
    for (size_t i = 0; i < sizeof loopback / sizeof loopback[0]; i++) {
        CU_ASSERT_EQUAL(schedule_judge(loopback[i]), ADDRESS_LOOPBACK);
    }
    for (size_t i = 0; i < sizeof public / sizeof public[0]; i++) {
        CU_ASSERT_EQUAL(schedule_judge(public[i]), ADDRESS_PUBLIC);
    }
}

static const struct test tests[] = {
    {"tries are 1, 2, 5, 10, 30, 60 seconds apart, 20 % either way; or 75 hours in all",
     test_backoff},
    {"quiet hours end in the morning, whatever the clocks do", quiet_hours},
    {"the digest is due once a day, whatever the clocks do", test_digests},
    {"addresses are public, private or this machine's", test_addresses},
    {0},
};

const struct test_suite test_suites[] = {{"schedule", open_zone, close_zone, tests}, {0}};
