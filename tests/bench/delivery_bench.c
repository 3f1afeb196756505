/* SPDX-License-Identifier: MIT
 *
 * The goals of delivery, measured in one run on this machine: from accept to arrival, alerts a second, a slow receiver,
 * memory of what is stuck, a rate that holds, Retry-After. `make bench-delivery`; PRECARE_LONG=1 adds what takes a minute.
 */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "support/alerts.h"
#include "test.h"

#define MAIN(more)                                                                                 \
    "  main: {kind: webhook, url-from: \"env:ALERTS_MAIN\", digest-above: none, " more "}\n"

static char directory[256];
static struct alerts a;

const char *test_directory(void)
{
    return directory;
}

void test_skip(const char *why)
{
    (void)why;
}

static int drop(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st;
    (void)kind;
    (void)ftw;
    return remove(path), 0;
}

static int64_t now_us(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int by_value(const void *x, const void *y)
{
    int64_t a_ = *(const int64_t *)x, b_ = *(const int64_t *)y;

    return (a_ > b_) - (a_ < b_);
}

static void insert(int count, const char *name)
{
    for (int i = 0; i < count; i++) {
        char id[32];
        struct happened h = {.appointment = id, .told = {{.facts = 1}, {.facts = 2}}, .told_count = 2};

        (void)snprintf(id, sizeof id, "%s-%d", name, i);
        if (alerts_record(a.outbox, &h) < 0) {
            printf("not recorded\n");
            exit(1);
        }
    }
}

static int64_t arrival_us(uint32_t i)
{
    struct receiver_request q;
    int64_t at = 0;

    if (receiver_get(a.receiver, i, &q)) {
        at = q.at_us;
        receiver_request_end(&q);
    }
    return at;
}

static void accept_to_arrival(void)
{
    enum {
        COUNT = 300
    };
    static int64_t us[COUNT];

    alerts_make(&a, MAIN("rate: none"), NULL);
    alerts_start(&a);
    insert(1, "first");
    (void)receiver_wait(a.receiver, 1, 2000);
    for (uint32_t i = 0; i < COUNT; i++) {
        char name[16];
        int64_t began;

        (void)usleep(10000);
        (void)snprintf(name, sizeof name, "n%u", i);
        began = now_us();
        insert(1, name);
        (void)receiver_wait(a.receiver, i + 2, 2000);
        us[i] = arrival_us(i + 1) - began;
    }
    qsort(us, COUNT, sizeof us[0], by_value);
    printf("  accept to arrival, idle: min %.2f p50 %.2f p99 %.2f max %.2f ms (goal: p50 <= 0.8, "
           "p99 <= 8)\n",
           (double)us[0] / 1e3, (double)us[COUNT / 2] / 1e3, (double)us[COUNT * 99 / 100] / 1e3,
           (double)us[COUNT - 1] / 1e3);
    alerts_end(&a);
}

static void alerts_a_second(const char *what, const char *channels, int count,
                            const struct receiver_answer *answers, const char *goal)
{
    int64_t began;
    double seconds;

    alerts_make(&a, channels, NULL);
    if (answers != NULL) {
        receiver_script(a.receiver, answers, 1);
    }
    insert(count, "n");
    began = now_us();
    (void)alerts_run_once(&a);
    seconds = (double)(now_us() - began) / 1e6;
    printf("  %s: %.0f a second, delivered and marked, %u connections (goal: %s)\n", what,
           (double)receiver_count(a.receiver) / seconds, receiver_connections(a.receiver), goal);
    alerts_end(&a);
}

static long resident_kb(void)
{
    char line[256];
    long kb = 0;
    FILE *file = fopen("/proc/self/status", "r");

    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, "VmRSS:", 6) == 0) {
            kb = strtol(line + 6, NULL, 10);
        }
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    return kb;
}

static void stuck(void)
{
    long before = resident_kb();

    alerts_make(&a, MAIN("rate: none"), NULL);
    (void)setenv("ALERTS_MAIN", "http://127.0.0.1:1/", 1);
    insert(10000, "stuck");
    alerts_start(&a);
    (void)sleep(3);
    printf("  10,000 stuck alerts: %ld MB more than before (goal: <= 20 MB)\n",
           (resident_kb() - before + 512) / 1024);
    alerts_end(&a);
}

static void rate_holds(void)
{
    int64_t began;

    alerts_make(&a, MAIN("rate: 1 a second, burst: 5"), NULL);
    insert(60, "n");
    began = now_us();
    alerts_start(&a);
    (void)receiver_wait(a.receiver, 60, 70000);
    printf("  60 alerts into 1/s, burst 5: %u in %.1f s (goal: all in <= 57 s)\n",
           receiver_count(a.receiver), (double)(now_us() - began) / 1e6);
    alerts_end(&a);
}

static void retry_after(void)
{
    static const struct receiver_answer busy[] = {{.status = 503, .headers = "Retry-After: 30\r\n"}};

    alerts_make(&a, MAIN("rate: none"), NULL);
    receiver_script(a.receiver, busy, 1);
    insert(1, "n");
    alerts_start(&a);
    (void)sleep(45);
    printf("  503 with Retry-After: 30, in 45 s: %u tries (goal: 2)\n", receiver_count(a.receiver));
    alerts_end(&a);
}

int main(void)
{
    static const struct receiver_answer slow[] = {{.delay_ms = 100}};

    (void)snprintf(directory, sizeof directory, "%s/precare-bench-XXXXXX",
                   getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp");
    if (mkdtemp(directory) == NULL) {
        return 1;
    }
    printf("delivery, one run on this machine\n");
    accept_to_arrival();
    alerts_a_second("distinct alerts, 16 connections", MAIN("rate: none, connections: 16"), 20000,
                    NULL, ">= 7,000");
    alerts_a_second("distinct alerts, 4 connections", MAIN("rate: none"), 10000, NULL, "-");
    alerts_a_second("receiver of 100 ms, 16 connections", MAIN("rate: none, connections: 16"), 600,
                    slow, ">= 150, never more than 16");
    stuck();
    if (getenv("PRECARE_LONG") != NULL) {
        rate_holds();
        retry_after();
    } else {
        printf("  skipped without PRECARE_LONG=1: 60 alerts into 1/s; Retry-After\n");
    }
    if (system("command -v prometheus-alertmanager >/dev/null 2>&1") != 0) {
        printf("  SKIPPED: the peer prometheus-alertmanager is not installed: nothing is compared "
               "with it\n");
    }
    (void)nftw(directory, drop, 16, FTW_DEPTH | FTW_PHYS);
    return 0;
}
