/* SPDX-License-Identifier: MIT
 *
 * The table of delivery's goals (delivery.h), and small helpers of the measurements.
 */
#include "bench/delivery.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum goal {
    AT_MOST,
    AT_LEAST,
    TIMES_FLOOR /* at most so many times the floor of the same run */
};

static const struct {
    const char *what;
    int digits;
    enum goal goal;
    double limit;
    double floor; /* by arithmetic; 0: measured, or none */
} rows[] = {
    [LOST_HANGS] = {"lost of 1,000 accepted: `kill -9` while the receiver hangs", 0, AT_MOST, 0, 0},
    [LOST_ERRORS] = {"the same while it answers 500", 0, AT_MOST, 0, 0},
    [LOST_DOWN] = {"the same while it is down", 0, AT_MOST, 0, 0},
    [TWICE] = {"came twice of 1,000: `kill -9` after delivery, then the same events again", 0,
               AT_MOST, 4, 0}, /* at most what was in flight: 4 connections */
    [TWICE_OTHER_ID] = {"of these, under another `webhook-id`", 0, AT_MOST, 0, 0},
    [ACCEPT_P50] = {"accept on the host's thread, back to back, p50, us", 0, TIMES_FLOOR, 1.5, 0},
    [ACCEPT_P99] = {"the same, p99, us", 0, AT_MOST, 1000, 0},
    [APART_P50] = {"accept, 10 ms apart, p50, us", 0, TIMES_FLOOR, 1.5, 0},
    [APART_P99] = {"the same, p99, us", 0, AT_MOST, 1000, 0},
    [ARRIVAL_P50] = {"accept to arrival, idle, p50, ms", 2, AT_MOST, 0.8, 0},
    [ARRIVAL_P99] = {"the same, p99, ms", 2, AT_MOST, 8, 0},
    [A_SECOND] = {"distinct alerts a second, 16 connections; ours durable and marked", 0, AT_LEAST,
                  7000, 0},
    [SLOW_A_SECOND] = {"receiver that takes 100 ms, 16 connections: a second", 0, AT_LEAST, 150,
                       160},
    [SLOW_CONNECTIONS] = {"the same: connections", 0, AT_MOST, 16, 16},
    [LIMIT_ARRIVED] = {"60 alerts into 1 a second, burst 5: in by 60 s", 0, AT_LEAST, 60, 60},
    [LIMIT_LAST] = {"the same: the last one after, s", 1, AT_MOST, 57, 55},
    [LIMIT_REFUSED] = {"the same: refused with 429", 0, AT_MOST, 2, 0},
    [STUCK_MB] = {"10,000 alerts for a receiver that hangs: memory, MB", 0, AT_MOST, 20, 0},
    [STUCK_CONNECTIONS] = {"the same: connections; 4 allowed", 0, AT_MOST, 4, 0},
    [RETRY_TRIES] = {"503 with `Retry-After: 30`: tries in 45 s", 0, AT_MOST, 2, 2},
    [FULL_TOLD] = {"disk full: of 100 alerts not accepted, the host is told of", 0, AT_LEAST, 100,
                   0},
    [FULL_SENT] = {"disk full: of 100 alerts stored before, sent and marked", 0, AT_LEAST, 100, 0},
};
_Static_assert(sizeof rows / sizeof rows[0] == ROWS, "one row each");

static struct figure {
    double runs[RUNS_MOST];
    uint32_t count;
} figures[ROWS][SIDES];

void table_add(enum row row, enum side side, double value)
{
    struct figure *f = &figures[row][side];

    if (f->count < RUNS_MOST) {
        f->runs[f->count++] = value;
    }
}

static int by_value(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;

    return (a > b) - (a < b);
}

static double table_median(const struct figure *f, double *least_r, double *most_r)
{
    double sorted[RUNS_MOST];

    memcpy(sorted, f->runs, sizeof sorted);
    qsort(sorted, f->count, sizeof sorted[0], by_value);
    *least_r = sorted[0];
    *most_r = sorted[f->count - 1];
    return sorted[f->count / 2];
}

/* "52 (48-61)", or the number alone where all runs are the same. */
static void table_cell(const struct figure *f, int digits, const char *none)
{
    double least, most, middle;

    if (f->count == 0) {
        printf(" %s |", none);
        return;
    }
    middle = table_median(f, &least, &most);
    printf(" %.*f", digits, middle);
    if (most > least) {
        printf(" (%.*f-%.*f)", digits, least, digits, most);
    }
    printf(" |");
}

/* The goal in words, and whether the median of the runs meets it. */
static void table_verdict(enum row row)
{
    const struct figure *ours = &figures[row][OURS], *floor = &figures[row][FLOOR];
    double least, most, value = ours->count > 0 ? table_median(ours, &least, &most) : 0;
    bool met = ours->count > 0;

    switch (rows[row].goal) {
    case AT_MOST:
        printf(rows[row].limit > 0 ? " at most %g |" : " %g |", rows[row].limit);
        met = met && value <= rows[row].limit;
        break;
    case AT_LEAST:
        printf(" at least %g |", rows[row].limit);
        met = met && value >= rows[row].limit;
        break;
    case TIMES_FLOOR: {
        struct figure ratio = {.count = ours->count < floor->count ? ours->count : floor->count};

        for (uint32_t i = 0; i < ratio.count; i++) {
            ratio.runs[i] = ours->runs[i] / floor->runs[i];
        }
        met = ratio.count > 0;
        value = met ? table_median(&ratio, &least, &most) : 0;
        printf(" at most %g x the floor |", rows[row].limit);
        printf(met && value <= rows[row].limit ? " yes, %.2f x |\n" : " **no**, %.2f x |\n", value);
        return;
    }
    }
    printf(met ? " yes |\n" : " **no** |\n");
}

void table_print(bool peer)
{
    printf("| same work | precare | %s | floor | goal | met |\n|---|---|---|---|---|---|\n",
           peer ? "Alertmanager" : "Alertmanager: NOT INSTALLED");
    for (uint32_t row = 0; row < ROWS; row++) {
        if (rows[row].floor > 0) {
            figures[row][FLOOR] = (struct figure){{rows[row].floor}, 1};
        }
        printf("| %s |", rows[row].what);
        table_cell(&figures[row][OURS], rows[row].digits, "**not measured**");
        table_cell(&figures[row][THEIRS], rows[row].digits, "-");
        table_cell(&figures[row][FLOOR], rows[row].digits, "-");
        table_verdict((enum row)row);
    }
}

/* ---- helpers ---- */

double arrival_us(struct receiver *r, uint32_t i)
{
    struct receiver_request q;
    double at = 0;

    if (receiver_get(r, i, &q)) {
        at = (double)q.at_us;
        receiver_request_end(&q);
    }
    return at;
}

static int by_text(const void *x, const void *y)
{
    return strcmp(x, y);
}

uint32_t receiver_distinct(struct receiver *r, const char *mark)
{
    enum {
        WIDTH = 32
    };
    uint32_t count = receiver_count(r), kept = 0, distinct = 0;
    char *texts = calloc(count + 1, WIDTH);

    for (uint32_t i = 0; texts != NULL && i < count; i++) {
        struct receiver_request q;

        if (receiver_get(r, i, &q)) {
            const char *at = strstr(q.body, mark);
            size_t len = at != NULL ? strcspn(at += strlen(mark), "\"") : WIDTH;

            if (len < WIDTH) {
                memcpy(texts + (size_t)WIDTH * kept++, at, len);
            }
            receiver_request_end(&q);
        }
    }
    qsort(texts, kept, WIDTH, by_text);
    for (uint32_t i = 0; i < kept; i++) {
        distinct +=
            i == 0 || strcmp(texts + (size_t)WIDTH * i, texts + (size_t)WIDTH * (i - 1)) != 0;
    }
    free(texts);
    return distinct;
}
