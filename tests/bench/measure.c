/* SPDX-License-Identifier: MIT
 *
 * See measure.h.
 */
#include "bench/measure.h"

#include <dlfcn.h>
#include <ftw.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "support/approve.h"

static void give_up(const char *what)
{
    perror(what);
    exit(1);
}

uint64_t now_ns(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

void measure(struct subject *subjects, uint32_t count, uint32_t rounds)
{
    for (uint32_t round = 0; round <= rounds; round++) { /* the first warms up and does not count */
        for (uint32_t i = 0; i < count; i++) {
            uint64_t began = now_ns();

            subjects[i].run(subjects[i].of);
            if (round > 0) {
                subjects[i].ns[round - 1] = (double)(now_ns() - began) / subjects[i].events;
            }
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        struct subject *s = &subjects[i];

        qsort(s->ns, rounds, sizeof s->ns[0], by_size);
        s->min = s->ns[0];
        s->median = s->ns[rounds / 2];
        s->max = s->ns[rounds - 1];
    }
}

void measure_print(const char *title, const struct subject *subjects, uint32_t count,
                   uint32_t against)
{
    printf("\n%-44s %9s %9s %9s  %s\n", title, "min", "median", "max", "ratio");
    for (uint32_t i = 0; i < count; i++) {
        printf("  %-42s %9.0f %9.0f %9.0f  %.2f\n", subjects[i].name, subjects[i].min,
               subjects[i].median, subjects[i].max, subjects[i].median / subjects[against].median);
    }
    (void)fflush(stdout);
}

/* ---- a directory ---- */

static char directory[256];

static int file_remove(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st;
    (void)kind;
    (void)ftw;
    return remove(path);
}

static void directory_remove(void)
{
    (void)nftw(directory, file_remove, 16, FTW_DEPTH | FTW_PHYS);
}

const char *bench_directory(void)
{
    if (directory[0] == '\0') {
        const char *base = getenv("TMPDIR");

        (void)snprintf(directory, sizeof directory, "%s/precare-bench-XXXXXX",
                       base != NULL && base[0] ? base : "/tmp");
        if (mkdtemp(directory) == NULL) {
            give_up(directory);
        }
        (void)atexit(directory_remove);
    }
    return directory;
}

const char *bench_subdirectory(const char *name)
{
    char path[512];

    (void)snprintf(path, sizeof path, "%s/%s", bench_directory(), name);
    if (mkdir(path, 0700) != 0) {
        give_up(path);
    }
    char *kept = strdup(path); /* until the program ends */
    if (kept == NULL) {
        give_up("strdup");
    }
    return kept;
}

/* ---- a clinic ---- */

void *bench_symbol(const char *name)
{
    static void *library;

    if (library == NULL) {
        library = dlopen(PRECARE_PLUGIN, RTLD_NOW | RTLD_LOCAL);
    }
    void *symbol = library != NULL ? dlsym(library, name) : NULL;
    if (symbol == NULL) {
        (void)fprintf(stderr, "bench: %s\n", dlerror());
        exit(1);
    }
    return symbol;
}

const precare_api *bench_plugin(void)
{
    precare_entry_fn *entry = NULL;
    void *symbol = bench_symbol(PRECARE_ENTRY);

    memcpy(&entry, &symbol, sizeof entry);
    return entry(PRECARE_ABI_MINOR);
}

const char *bench_config(const char *name)
{
    static char path[512];

    (void)snprintf(path, sizeof path, "%s/clinic-%s.yaml", bench_directory(), name);
    return path;
}

precare_instance *bench_open(const char *name, const char *rules)
{
    FILE *out = fopen(bench_config(name), "we");

    if (out == NULL) {
        give_up(bench_config(name));
    }
    (void)fprintf(out,
                  "format: precare-config/1\n"
                  "clinic: {name: \"Bench\", time-zone: UTC}\n"
                  "rules: [\"%s\"]\n"
                  "state: \"%s/state-%s\"\n"
                  "deliver: external\n"
                  "act-on: active\n"
                  "allow-plain-http: loopback\n"
                  "operations: ops\n"
                  "channels:\n"
                  "  ops: {kind: webhook, url-from: \"file:%s/url\", sign-with: \"file:%s/key\"}\n",
                  rules, directory, name, directory, directory);
    if (fclose(out) != 0 || chmod(bench_config(name), 0600) != 0) {
        give_up("config");
    }
    if (strncmp(rules, directory, strlen(directory)) == 0) { /* our own: active, so approved */
        approve_rules(rules, NULL, NULL);
    }
    char path[512];
    static const struct {
        const char *name, *text;
    } secrets[] = {{"url", "http://127.0.0.1:9/hook\n"},
                   {"key", "whsec_cHJlY2FyZS10ZXN0LXNpZ25pbmcta2V5LTMyYnl0ZXM=\n"}};
    for (uint32_t i = 0; i < 2; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", directory, secrets[i].name);
        FILE *secret = fopen(path, "we");
        if (secret == NULL || fputs(secrets[i].text, secret) < 0 || fclose(secret) != 0 ||
            chmod(path, 0600) != 0) {
            give_up(path);
        }
    }
    precare_params params = {.struct_size = sizeof params, .config = bench_config(name)};
    precare_error err = {.struct_size = sizeof err};
    precare_instance *instance = NULL;
    if (bench_plugin()->open(NULL, &params, &instance, &err) < 0) {
        (void)fprintf(stderr, "bench: open: %s:%u: %s\n", err.where, (unsigned)err.line,
                      err.message);
        exit(1);
    }
    return instance;
}

uint64_t kept_bytes(void)
{
    struct mallinfo2 m = mallinfo2();

    return m.uordblks + m.hblkhd;
}

long bench_resident_kb(pid_t pid)
{
    char path[64], line[256];
    long kb = 0;

    (void)snprintf(path, sizeof path, "/proc/%ld/status", (long)pid);
    FILE *file = fopen(path, "re");
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
