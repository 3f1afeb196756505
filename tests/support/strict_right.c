/* SPDX-License-Identifier: MIT
 *
 * See strict_host.h: right hosts, of whom nothing is told.
 */
#include "support/strict_host.h"

#include <pthread.h>
#include <stdio.h>

#include "support/child.h"

static void says_final_alone(struct strict_host *h)
{
    host_begin(h);
    host_raise(h, PRECARE_FINAL, 0);
    host_raise(h, PRECARE_FINAL, 0); /* a request that is tried again */
    MUST(host_acknowledge(h, PRECARE_SHOWN, "apt-1", NULL, "hold") == PRECARE_OK);
    h->e.event.action = PRECARE_RESCHEDULE;
    h->e.appointment.start.day = 19;
    h->e.event.event_id = "apt-1/2";
    host_raise(h, PRECARE_FINAL, 0);
    h->e.event.moment = PRECARE_CHECK_IN;
    h->e.event.action = 0;
    host_raise(h, PRECARE_FINAL, 0);
    h->e.event.moment = PRECARE_BOOKING;
    h->e.event.action = PRECARE_CANCEL;
    host_raise(h, PRECARE_FINAL, 0);
    host_end(h);
}

void right_previews_and_settles(struct strict_host *h)
{
    precare_acknowledgement ack = {.struct_size = sizeof ack,
                                   .action = PRECARE_OVERRODE,
                                   .actor = "u12",
                                   .role = "physician",
                                   .rule = "too-young",
                                   .reason = "benefit-outweighs"};

    host_begin(h);
    for (int i = 0; i < 4; i++) {
        host_raise(h, PRECARE_PREVIEW, 0);
    }
    host_raise(h, PRECARE_SETTLE, PRECARE_ABANDONED);
    host_raise(h, PRECARE_PREVIEW, 0);
    h->e.event.acknowledgements = (precare_array){&ack, 1, sizeof ack};
    host_raise(h, PRECARE_SETTLE, PRECARE_OVERRIDDEN);
    host_raise(h, PRECARE_SETTLE, PRECARE_OVERRIDDEN);
    host_end(h);
}

/* Before the save there is no id; the settle has it. */
static void learns_the_id_when_it_saves(struct strict_host *h)
{
    host_begin(h);
    h->e.appointment.id = "new";
    host_raise(h, PRECARE_PREVIEW, 0);
    h->e.appointment.id = "apt-1";
    host_raise(h, PRECARE_SETTLE, PRECARE_SAVED);
    host_end(h);
}

static void starts_and_books(struct strict_host *h)
{
    MUST(clinic_plugin()->start(h->instance, NULL) == PRECARE_OK);
    host_raise(h, PRECARE_FINAL, 0);
    host_end(h);
}

static void starts_in_each_child(struct strict_host *h)
{
    h->instance = clinic_open(&h->clinic);
    clinic_event(&h->e, 2010, 1);
    MUST(host_forks(h, starts_and_books) == 0);
    host_end(h);
}

/* The preview in one process, the settle in another, as under php-fpm. */
static void previews_here(struct strict_host *h)
{
    host_begin(h);
    host_raise(h, PRECARE_PREVIEW, 0);
    host_end(h);
}

static void settles_there(struct strict_host *h)
{
    host_begin(h);
    host_raise(h, PRECARE_SETTLE, PRECARE_SAVED);
    host_end(h);
}

static void settles_in_another_process(struct strict_host *h)
{
    MUST(host_forks(h, previews_here) == 0);
    MUST(host_forks(h, settles_there) == 0);
}

static void frees_after_close(struct strict_host *h)
{
    host_begin(h);
    const precare_result *r = host_result(h);
    host_end(h);
    MUST(clinic_plugin()->result_free(h->instance, r) == PRECARE_OK);
    MUST(clinic_plugin()->result_free(NULL, NULL) == PRECARE_OK);
}

static void books_a_series_by_occurrence(struct strict_host *h)
{
    host_begin(h);
    for (int32_t day = 12; day < 28; day += 7) {
        h->e.appointment.start.day = day;
        (void)snprintf(h->e.event_id, sizeof h->e.event_id, "apt-1/%d", day);
        h->e.appointment.occurrence = (precare_time){PRECARE_TIME_DAY, 2027, 1, day, 0, 0, 0, 0};
        host_raise(h, PRECARE_FINAL, 0);
    }
    host_end(h);
}

struct booking_thread {
    pthread_t thread;
    struct strict_host *h;
    uint32_t number;
};

static void *host_books(void *of)
{
    const struct booking_thread *t = of;

    for (uint32_t i = 0; i < STRICT_BOOKINGS; i++) {
        struct clinic_event own;

        clinic_event(&own, i % 2 == 0 ? 2010 : 1980, t->number * STRICT_BOOKINGS + i);
        own.event.phase = PRECARE_PREVIEW;
        MUST(clinic_raise(t->h->instance, &own, NULL) != UINT32_MAX);
        own.event.phase = PRECARE_SETTLE;
        own.event.disposition = PRECARE_SAVED;
        MUST(clinic_raise(t->h->instance, &own, NULL) != UINT32_MAX);
    }
    return NULL;
}

void right_books_on_threads(struct strict_host *h)
{
    struct booking_thread threads[STRICT_THREADS];

    host_begin(h);
    for (uint32_t i = 0; i < STRICT_THREADS; i++) {
        threads[i] = (struct booking_thread){.h = h, .number = i};
        MUST(pthread_create(&threads[i].thread, NULL, host_books, &threads[i]) == 0);
    }
    for (uint32_t i = 0; i < STRICT_THREADS; i++) {
        (void)pthread_join(threads[i].thread, NULL);
    }
    host_end(h);
}

void (*const strict_rights[])(struct strict_host *h) = {
    says_final_alone,
    right_previews_and_settles,
    learns_the_id_when_it_saves,
    starts_in_each_child,
    settles_in_another_process,
    frees_after_close,
    books_a_series_by_occurrence,
};
const size_t strict_right_count = sizeof strict_rights / sizeof *strict_rights;
