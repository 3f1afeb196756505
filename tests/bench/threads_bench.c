/* SPDX-License-Identifier: MIT
 *
 * `make bench-threads`: two threads, each pinned to a core of its own, raising previews through one
 * instance, against one thread. Reported, not a gate: the other work of the machine counts in it.
 * And what a result and loaded rules take.
 */
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/measure.h"
#include "bench/workload.h"

#define ROUNDS 7

static struct {
    const struct work_event *events;
    precare_instance *instance;
    pthread_barrier_t barrier;
} bench;

static void *raise_all(void *core)
{
    const precare_api *plugin = bench_plugin();
    cpu_set_t set;

    CPU_ZERO(&set);
    CPU_SET((unsigned)(uintptr_t)core, &set);
    (void)pthread_setaffinity_np(pthread_self(), sizeof set, &set);
    (void)pthread_barrier_wait(&bench.barrier);
    for (uint32_t i = 0; i < EVENTS; i++) {
        const precare_result *result = NULL;

        (void)plugin->booking(bench.instance, &bench.events[i].event, &result, NULL);
        (void)plugin->result_free(bench.instance, result);
    }
    return NULL;
}

static double events_a_second(uint32_t threads)
{
    pthread_t thread[2];

    (void)pthread_barrier_init(&bench.barrier, NULL, threads + 1);
    for (uintptr_t i = 0; i < threads; i++) {
        if (pthread_create(&thread[i], NULL, raise_all, (void *)i) != 0) {
            exit(1);
        }
    }
    (void)pthread_barrier_wait(&bench.barrier);
    uint64_t from = now_ns();
    for (uint32_t i = 0; i < threads; i++) {
        (void)pthread_join(thread[i], NULL);
    }
    double seconds = (double)(now_ns() - from) / 1e9;
    (void)pthread_barrier_destroy(&bench.barrier);
    return (double)threads * EVENTS / seconds;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void memory_print(void)
{
    for (const struct work_size *s = work_sizes; s->name != NULL; s++) {
        char name[32];

        (void)snprintf(name, sizeof name, "memory-%s", s->name);
        const char *rules = bench_subdirectory(name);
        uint64_t bytes = work_write_rules(s, rules), before = kept_bytes();
        precare_instance *instance = bench_open(name, rules);
        printf("  %-8s %6u rules, %8.2f MB of YAML: %8.2f MB kept by an open instance\n", s->name,
               s->rules, (double)bytes / 1e6, (double)(kept_bytes() - before) / 1e6);
        (void)bench_plugin()->close(instance);
    }
}

int main(void)
{
    double one[ROUNDS], two[ROUNDS];
    const char *rules = bench_subdirectory("threads");

    (void)work_write_rules(&work_sizes[0], rules);
    bench.instance = bench_open("threads", rules);
    bench.events = work_events(EVENTS_BASE);
    for (uint32_t i = 0; i < ROUNDS; i++) {
        one[i] = events_a_second(1);
        two[i] = events_a_second(2);
    }
    qsort(one, ROUNDS, sizeof one[0], by_size);
    qsort(two, ROUNDS, sizeof two[0], by_size);
    printf("events a second%25s %10s %10s\n", "min", "median", "max");
    printf("  one thread %27.0f %10.0f %10.0f\n", one[0], one[ROUNDS / 2], one[ROUNDS - 1]);
    printf("  two threads, pinned %18.0f %10.0f %10.0f\n", two[0], two[ROUNDS / 2],
           two[ROUNDS - 1]);
    printf("  ratio of the medians %.2f, of the best %.2f\n\n", two[ROUNDS / 2] / one[ROUNDS / 2],
           two[ROUNDS - 1] / one[ROUNDS - 1]);
    memory_print();
    return 0;
}
