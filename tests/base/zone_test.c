/* SPDX-License-Identifier: MIT
 *
 * Time zones against the C library, over every zone of the system: at each change of the clocks and
 * a second to either side, and on to the year 2100. This process alone sets TZ; the plugin never
 * does. Also wall-clock times at changes, rules of the footer without a table, and damaged files.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/calendar.h"
#include "base/seam.h"
#include "base/zone.h"
#include "base/zone_rule.h"
#include "test.h"

#define ROOT "/usr/share/zoneinfo"

/* ---- the C library's answer ---- */

static void libc_zone(const char *name)
{
    setenv("TZ", name, 1);
    tzset();
}

static int32_t libc_offset(int64_t utc)
{
    time_t t = (time_t)utc;
    struct tm tm;

    return localtime_r(&t, &tm) != NULL ? (int32_t)tm.tm_gmtoff : INT32_MIN;
}

/* ---- all files, each content once ---- */

struct file {
    char name[80];
    unsigned char bytes[65536];
    size_t len;
};

static struct file file;
static uint64_t seen[2000];
static unsigned seen_count;

static bool file_load(const char *name)
{
    char path[200];

    snprintf(path, sizeof path, ROOT "/%s", name);
    FILE *f = fopen(path, "rb");
    if (f == NULL) {
        return false;
    }
    file.len = fread(file.bytes, 1, sizeof file.bytes, f);
    fclose(f);
    snprintf(file.name, sizeof file.name, "%.79s", name);
    return file.len > 44 && memcmp(file.bytes, "TZif", 4) == 0;
}

static bool file_is_new(void)
{
    uint64_t sum = 1469598103934665603u;

    for (size_t i = 0; i < file.len; i++) {
        sum = (sum ^ file.bytes[i]) * 1099511628211u;
    }
    for (unsigned i = 0; i < seen_count; i++) {
        if (seen[i] == sum) {
            return false;
        }
    }
    if (seen_count < 2000) {
        seen[seen_count++] = sum;
    }
    return true;
}

static uint32_t zone_file_big4(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* The second block of the file: where its times begin, and how many. */
static const unsigned char *file_times(uint32_t *count_r)
{
    const unsigned char *h = file.bytes;
    size_t skip = 44 + zone_file_big4(h + 20) + zone_file_big4(h + 24) +
                  zone_file_big4(h + 28) * 8 + zone_file_big4(h + 32) * 5 +
                  zone_file_big4(h + 36) * 6 + zone_file_big4(h + 40);

    *count_r = zone_file_big4(h + skip + 32);
    return h + skip + 44;
}

static int64_t file_time(uint32_t i)
{
    uint32_t count;
    const unsigned char *p = file_times(&count) + (size_t)i * 8;

    return (int64_t)((uint64_t)zone_file_big4(p) << 32 | zone_file_big4(p + 4));
}

static void each_zone(const char *under, void (*look)(void))
{
    char path[200];

    snprintf(path, sizeof path, ROOT "/%s", under);
    DIR *directory = opendir(path);
    struct dirent *entry;
    while (directory != NULL && (entry = readdir(directory)) != NULL) {
        char name[120];
        struct stat about;

        if (entry->d_name[0] == '.' || strcmp(entry->d_name, "right") == 0 ||
            strcmp(entry->d_name, "localtime") == 0) {
            continue;
        }
        snprintf(name, sizeof name, "%s%s%.64s", under, under[0] != '\0' ? "/" : "", entry->d_name);
        snprintf(path, sizeof path, ROOT "/%s", name);
        if (stat(path, &about) != 0) {
            continue;
        }
        if (S_ISDIR(about.st_mode)) {
            each_zone(name, look);
        } else if (file_load(name) && file_is_new()) {
            look();
        }
    }
    if (directory != NULL) {
        closedir(directory);
    }
}

/* ---- offsets ---- */

static unsigned zones, wrong;

static void check_at(const struct zone *zone, int64_t utc)
{
    int32_t want = libc_offset(utc), got = zone_offset(zone, utc);
    int64_t local = utc + want;
    int64_t date = local >= 0 ? local / 86400 : -((-local + 86399) / 86400);

    if (want == got && (date < DATE_MIN || zone_date(zone, utc) == date)) {
        return;
    }
    if (wrong++ < 20) {
        fprintf(stderr, "%s at %lld: %d, the C library says %d\n", file.name, (long long)utc, got,
                want);
    }
}

/* Every change between two instants that the C library knows, found by halving. */
static void check_between(const struct zone *zone, int64_t low, int64_t high)
{
    int32_t before = libc_offset(low);

    if (libc_offset(high) == before) {
        return;
    }
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;

        if (libc_offset(middle) == before) {
            low = middle;
        } else {
            high = middle;
        }
    }
    check_at(zone, low - 1);
    check_at(zone, low);
    check_at(zone, high);
    check_at(zone, high + 1);
}

static void check_zone(void)
{
    const char *error = NULL;
    struct zone *zone = zone_open(file.name, &error);

    CU_ASSERT_PTR_NOT_NULL(zone);
    if (zone == NULL) {
        fprintf(stderr, "%s: %s\n", file.name, error);
        return;
    }
    libc_zone(file.name);
    uint32_t count;
    file_times(&count);
    for (uint32_t i = 0; i < count; i++) {
        for (int64_t by = -1; by <= 1; by++) {
            check_at(zone, file_time(i) + by);
        }
    }
    check_at(zone, -62135596800); /* year 1 */
    check_at(zone, -4000000000);
    const int64_t step = 86400 * 10, end = 4133980800; /* 2101 */
    for (int64_t utc = 1735689600; utc < end; utc += step) {
        check_at(zone, utc);
        check_between(zone, utc, utc + step);
    }
    zones++;
    zone_close(&zone);
}

static void every_zone_agrees_with_the_c_library_to_2100(void)
{
    zones = wrong = seen_count = 0;
    each_zone("", check_zone);
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT_TRUE(zones > 250);
}

/* ---- wall clocks ---- */

static void check_wall_clock(void)
{
    const char *error = NULL;
    struct zone *zone = zone_open(file.name, &error);

    if (zone == NULL) {
        return;
    }
    uint32_t count;
    file_times(&count);
    for (uint32_t i = 1; i + 1 < count; i++) {
        int64_t at = file_time(i);

        if (at < -3000000000 || at - file_time(i - 1) < 4 * 86400 ||
            file_time(i + 1) - at < 4 * 86400) {
            continue;
        }
        int32_t before = zone_offset(zone, at - 1), after = zone_offset(zone, at);
        /* From here on the new offset is meant. */
        int64_t from = at + (before > after ? before : after);
        for (int64_t by = -100000; by <= 100000; by += 1801) {
            wrong += zone_instant(zone, from + by) != from + by - (by < 0 ? before : after);
        }
        wrong += zone_instant(zone, from - 1) != from - 1 - before;
        wrong += zone_instant(zone, from) != from - after;
    }
    zones++;
    zone_close(&zone);
}

static void a_wall_clock_time_is_meant_as_before_the_change(void)
{
    zones = wrong = seen_count = 0;
    each_zone("", check_wall_clock);
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT_TRUE(zones > 250);
}

/* ---- the footer alone ---- */

/* A file without a table: one type of local time, and the rule. */
static struct zone *zone_of_rule(const char *rule)
{
    static const unsigned char header[44] = {'T', 'Z', 'i', 'f', '3', [39] = 1, [43] = 4};
    unsigned char bytes[400];
    size_t len = 0;

    for (int i = 0; i < 2; i++) {
        memcpy(bytes + len, header, 44);
        memcpy(bytes + len + 44, "\0\0\0\0\0\0LMT\0", 10);
        len += 54;
    }
    len += (size_t)snprintf((char *)bytes + len, sizeof bytes - len, "\n%.200s\n", rule);
    const char *error = NULL;
    return zone_of_bytes(bytes, len, "Test/Rule", &error);
}

static void rules_without_a_table_agree_with_the_c_library(void)
{
    static const char *const rules[] = {"EST5EDT,M3.2.0,M11.1.0",
                                        "AEST-10AEDT,M10.1.0,M4.1.0/3",
                                        "<+03>-3",
                                        "IST-1GMT0,M10.5.0,M3.5.0/1",
                                        "<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
                                        "EET-2EEST,M3.4.4/50,M10.4.4/50",
                                        "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
                                        "AAA3BBB,J60/0,J300/2:30:15",
                                        "AAA3BBB,59,299/-5",
                                        "<+1245>-12:45<+1345>,M9.5.0/2:45,M4.1.0/3:45",
                                        "UTC0",
                                        "CET-1CEST,M3.5.0,M10.5.0/3"};

    wrong = 0;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        struct zone *zone = zone_of_rule(rules[i]);

        CU_ASSERT_PTR_NOT_NULL_FATAL(zone);
        snprintf(file.name, sizeof file.name, "%s", rules[i]);
        libc_zone(rules[i]);
        for (int64_t utc = 0; utc < INT64_C(5000000000); utc += 86400 * 9 + 1) {
            check_at(zone, utc);
            check_between(zone, utc, utc + 86400 * 9 + 1);
        }
        zone_close(&zone);
    }
    CU_ASSERT_EQUAL(wrong, 0);
}

static void a_wall_clock_time_is_meant_as_before_the_change_in_the_footer_too(void)
{
    struct zone *zone = zone_of_rule("EST5EDT,M3.2.0,M11.1.0");

    CU_ASSERT_PTR_NOT_NULL_FATAL(zone);
    int64_t spring = (int64_t)date_of(2050, 3, 13) * 86400,
            autumn = (int64_t)date_of(2050, 11, 6) * 86400;
    CU_ASSERT_EQUAL(zone_instant(zone, spring + 7199), spring + 7199 + 5 * 3600);
    CU_ASSERT_EQUAL(zone_instant(zone, spring + 9000), spring + 9000 + 5 * 3600);
    CU_ASSERT_EQUAL(zone_instant(zone, spring + 10800), spring + 10800 + 4 * 3600);
    CU_ASSERT_EQUAL(zone_instant(zone, autumn + 5400), autumn + 5400 + 4 * 3600);
    CU_ASSERT_EQUAL(zone_instant(zone, autumn + 7200), autumn + 7200 + 5 * 3600);
    zone_close(&zone);
}

static void summer_time_all_the_year_is_summer_time_all_the_year(void)
{
    struct zone *zone = zone_of_rule("XXX3EDT4,0/0,J365/23"); /* RFC 9636's own example */

    CU_ASSERT_PTR_NOT_NULL_FATAL(zone);
    for (int64_t utc = 1700000000; utc < 1800000000; utc += 3600) {
        CU_ASSERT_EQUAL_FATAL(zone_offset(zone, utc), -4 * 3600);
    }
    zone_close(&zone);
}

static void rules_that_are_not_understood_are_refused(void)
{
    static const char *const rules[] = {"E5",
                                        "EST",
                                        "EST5EDT",
                                        "EST5EDT,M3.2.0",
                                        "EST25",
                                        "<EST5",
                                        "EST5EDT,M13.1.0,M11.1.0",
                                        "EST5EDT,M3.6.0,M11.1.0",
                                        "EST5EDT,M3.2.7,M11.1.0",
                                        "EST5EDT,J0,J365",
                                        "EST5EDT,J1,J366",
                                        "EST5EDT,366,1",
                                        "EST5EDT,M3.2.0/168,M11.1.0",
                                        "EST5EDT,M3.2.0,M11.1.0x",
                                        "5",
                                        "EST5:60",
                                        "EST5 "};

    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        struct zone *zone = zone_of_rule(rules[i]);

        CU_ASSERT_PTR_NULL(zone);
        if (zone != NULL) {
            fprintf(stderr, "understood: %s\n", rules[i]);
        }
        zone_close(&zone);
    }
}

/* ---- opening ---- */

static void names_that_lead_elsewhere_are_refused(void)
{
    static const char *const names[] = {
        "",
        "/etc/passwd",
        "../../etc/passwd",
        "America/../UTC",
        "America/New York",
        "Mars/Olympus",
        "America",
        "zone.tab",
        ".",
        "a\nb",
        "America/New_York/",
        "Europe//Berlin/x",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *error = NULL;
        struct zone *zone = zone_open(names[i], &error);

        CU_ASSERT_PTR_NULL(zone);
        CU_ASSERT_PTR_NOT_NULL(error);
        zone_close(&zone);
    }
    const char *error = NULL;
    CU_ASSERT_PTR_NULL(zone_open(NULL, &error));
}

static void a_zone_knows_its_name_and_utc_needs_no_file(void)
{
    const char *error = NULL;
    struct zone *zone = zone_open("Europe/Berlin", &error);

    CU_ASSERT_PTR_NOT_NULL_FATAL(zone);
    CU_ASSERT_STRING_EQUAL(zone_name(zone), "Europe/Berlin");
    zone_close(&zone);
    CU_ASSERT_PTR_NULL(zone);
    zone_close(&zone);
    zone = zone_open("UTC", &error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(zone);
    CU_ASSERT_STRING_EQUAL(zone_name(zone), "UTC");
    CU_ASSERT_EQUAL(zone_offset(zone, 1234567890), 0);
    zone_close(&zone);
    CU_ASSERT_EQUAL(zone_date(zone_utc(), -1), -1);
    CU_ASSERT_EQUAL(zone_date(zone_utc(), INT64_MAX), DATE_MAX);
    CU_ASSERT_EQUAL(zone_date(zone_utc(), INT64_MIN), DATE_MIN);
    CU_ASSERT_EQUAL(zone_instant(zone_utc(), 5), 5);
}

static void leap_seconds_are_refused_in_words(void)
{
    if (!file_load("right/Europe/Berlin")) {
        fprintf(stderr, "SKIP: no right/ zones on this system\n");
        return;
    }
    const char *error = NULL;
    CU_ASSERT_PTR_NULL(zone_of_bytes(file.bytes, file.len, "right/Europe/Berlin", &error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "leap"));
}

static int grows_left;

static void *failing_grow(void *old, size_t size)
{
    return grows_left-- > 0 ? realloc(old, size) : NULL;
}

static void no_memory_is_an_error_in_words(void)
{
    struct seam real = seam;

    for (int i = 0; i < 2; i++) {
        const char *error = NULL;

        grows_left = i;
        seam.grow = failing_grow;
        struct zone *zone = zone_open(i == 0 ? "UTC" : "Europe/Berlin", &error);
        CU_ASSERT_PTR_NULL(zone);
        seam = real;
        CU_ASSERT_PTR_NOT_NULL_FATAL(error);
        CU_ASSERT_PTR_NOT_NULL(strstr(error, "memory"));
    }
}

static void use_zone(struct zone *zone)
{
    static const int64_t times[] = {INT64_MIN,  INT64_MIN / 2,         -62135596800,  -1,       0,
                                    1800000000, INT64_C(253402300799), INT64_MAX / 2, INT64_MAX};

    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        zone_offset(zone, times[i]);
        int32_t date = zone_date(zone, times[i]);
        CU_ASSERT_TRUE(date >= DATE_MIN && date <= DATE_MAX);
        zone_instant(zone, times[i]);
    }
}

static void a_table_out_of_order_is_refused(void)
{
    CU_ASSERT_TRUE_FATAL(file_load("America/New_York"));
    uint32_t count;
    size_t at = (size_t)(file_times(&count) - file.bytes);
    const char *error;
    CU_ASSERT_TRUE_FATAL(count > 2);
    memcpy(file.bytes + at + 8, file.bytes + at, 8); /* two changes at one instant */
    CU_ASSERT_PTR_NULL(zone_of_bytes(file.bytes, file.len, "Test/Order", &error));
}

/* For the sanitizers to watch: whatever the bytes are, an answer or a refusal. */
static void damaged_files_are_refused_or_harmless(void)
{
    CU_ASSERT_TRUE_FATAL(file_load("America/New_York"));
    const char *error;
    unsigned refused = 0;
    for (size_t len = 0; len < file.len; len++) {
        unsigned char *cut = malloc(len + 1);

        CU_ASSERT_PTR_NOT_NULL_FATAL(cut);
        memcpy(cut, file.bytes, len);
        struct zone *zone = zone_of_bytes(cut, len, "Test/Cut", &error);
        refused += zone == NULL;
        zone_close(&zone);
        free(cut);
    }
    CU_ASSERT_EQUAL(refused, file.len);
    for (size_t at = 0; at < file.len; at++) {
        static const unsigned char turns[] = {0x01, 0x80, 0xff};

        for (size_t t = 0; t < sizeof turns; t++) {
            file.bytes[at] ^= turns[t];
            struct zone *zone = zone_of_bytes(file.bytes, file.len, "Test/Turned", &error);
            if (zone != NULL) {
                use_zone(zone);
            }
            zone_close(&zone);
            file.bytes[at] ^= turns[t];
        }
    }
}

static const struct test tests[] = {
    {"every zone agrees with the C library, to 2100", every_zone_agrees_with_the_c_library_to_2100},
    {"a wall-clock time is meant as before the change",
     a_wall_clock_time_is_meant_as_before_the_change},
    {"rules without a table agree with the C library",
     rules_without_a_table_agree_with_the_c_library},
    {"a wall-clock time is meant as before the change in the footer too",
     a_wall_clock_time_is_meant_as_before_the_change_in_the_footer_too},
    {"summer time all the year is summer time all the year",
     summer_time_all_the_year_is_summer_time_all_the_year},
    {"rules that are not understood are refused", rules_that_are_not_understood_are_refused},
    {"names that lead elsewhere are refused", names_that_lead_elsewhere_are_refused},
    {"a zone knows its name, and UTC needs no file", a_zone_knows_its_name_and_utc_needs_no_file},
    {"leap seconds are refused in words", leap_seconds_are_refused_in_words},
    {"no memory is an error in words", no_memory_is_an_error_in_words},
    {"a table out of order is refused", a_table_out_of_order_is_refused},
    {"damaged files are refused or harmless", damaged_files_are_refused_or_harmless},
    {0}};

const struct test_suite test_suites[] = {{"zone", NULL, NULL, tests}, {0}};
