/* SPDX-License-Identifier: MIT
 *
 * The database's lock between the threads of a host: first come, first served, however busy the
 * machine is; who waits for too long says so.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "outbox/turn.h"
#include "support/alerts.h"
#include "support/look.h"
#include "test.h"

#define CROWD 64

static struct turn turn;
static atomic_int waiting, served;
static int order[CROWD];

static void *turn_wait_and_note(void *number)
{
    (void)atomic_fetch_add(&waiting, 1);
    if (turn_take(&turn, TURN_EVER)) {
        order[atomic_fetch_add(&served, 1)] = (int)(intptr_t)number;
        turn_give(&turn);
    }
    return NULL;
}

static void first_come_first_served(void)
{
    pthread_t threads[8];

    turn_make(&turn);
    atomic_store(&waiting, 0);
    atomic_store(&served, 0);
    CU_ASSERT_TRUE(turn_take(&turn, 0));
    for (int i = 0; i < 8; i++) {
        CU_ASSERT_EQUAL(pthread_create(&threads[i], NULL, turn_wait_and_note, (void *)(intptr_t)i),
                        0);
        while (atomic_load(&waiting) <= i) {
            pause_ms(1);
        }
        pause_ms(20); /* it stands in the queue */
    }
    turn_give(&turn);
    for (int i = 0; i < 8; i++) {
        (void)pthread_join(threads[i], NULL);
        CU_ASSERT_EQUAL(order[i], i);
    }
    turn_end(&turn);
}

static void who_is_late_leaves_the_queue(void)
{
    pthread_t thread;

    turn_make(&turn);
    atomic_store(&waiting, 0);
    atomic_store(&served, 0);
    CU_ASSERT_TRUE(turn_take(&turn, 0));
    CU_ASSERT_FALSE(turn_take(&turn, 1000));
    CU_ASSERT_EQUAL(pthread_create(&thread, NULL, turn_wait_and_note, NULL), 0);
    while (atomic_load(&waiting) == 0) {
        pause_ms(1);
    }
    pause_ms(20);
    CU_ASSERT_FALSE(turn_take(&turn, 1000)); /* behind it */
    turn_give(&turn);
    (void)pthread_join(thread, NULL);
    CU_ASSERT_EQUAL(atomic_load(&served), 1);
    CU_ASSERT_TRUE(turn_take(&turn, 0));
    turn_give(&turn);
    turn_end(&turn);
}

/* ---- a full machine ---- */

static struct alerts a;
static atomic_int over, refused, booked;
static int each;

static void *machine_fill(void *none)
{
    (void)none;
    while (atomic_load(&over) == 0) {
    }
    return NULL;
}

static void *visits_book(void *number)
{
    for (int i = 0; i < each; i++) {
        char id[32];

        (void)snprintf(id, sizeof id, "apt-%d-%d", (int)(intptr_t)number, i);
        int status = alerts_hold(a.outbox, id, "main");
        (void)atomic_fetch_add(status < 0 ? &refused : &booked, 1);
    }
    return NULL;
}

static void crowd_book(int count)
{
    pthread_t threads[CROWD], load[16];
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    int loads = cores < 1 ? 2 : cores > 8 ? 16 : (int)cores * 2;

    atomic_store(&over, 0);
    for (int i = 0; i < loads; i++) {
        CU_ASSERT_EQUAL(pthread_create(&load[i], NULL, machine_fill, NULL), 0);
    }
    for (int i = 0; i < count; i++) {
        CU_ASSERT_EQUAL(pthread_create(&threads[i], NULL, visits_book, (void *)(intptr_t)i), 0);
    }
    for (int i = 0; i < count; i++) {
        (void)pthread_join(threads[i], NULL);
    }
    atomic_store(&over, 1);
    for (int i = 0; i < loads; i++) {
        (void)pthread_join(load[i], NULL);
    }
}

static void none_is_refused_on_a_full_machine(void)
{
    if (test_watched(NULL)) {
        test_elsewhere("a checker takes longer for a booking than a host waits");
        return;
    }
    alerts_make(&a, NULL, "wait-for-disk: 2 seconds\n");
    atomic_store(&refused, 0);
    atomic_store(&booked, 0);
    each = getenv("PRECARE_LONG") != NULL ? 500 : 20;
    int64_t began = now_ms();
    crowd_book(CROWD);
    printf("    64 threads, %d bookings, %d not recorded, %lld ms\n", CROWD * each,
           atomic_load(&refused), (long long)(now_ms() - began));
    CU_ASSERT_EQUAL(atomic_load(&refused), 0);
    CU_ASSERT_EQUAL(alerts_number(&a, "SELECT count(*) FROM message WHERE kind = 1"),
                    atomic_load(&booked));
    alerts_end(&a);
}

static const struct test tests[] = {
    {"first come, first served", first_come_first_served},
    {"whose time is over leaves the queue, and nobody behind is passed over",
     who_is_late_leaves_the_queue},
    {"64 threads on a full machine: not one booking is refused within two seconds",
     none_is_refused_on_a_full_machine},
    {0},
};

const struct test_suite test_suites[] = {{"turn", NULL, NULL, tests}, {0}};
