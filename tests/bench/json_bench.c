/* SPDX-License-Identifier: MIT
 *
 * `make bench-json`: a precare-event/1 document in, a precare-result/1 document out through the
 * JSON door, against jansson's own parse and dump of the same bytes in the same run. Events of
 * named entries, about 2 KB and more each.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/measure.h"
#include "bench/workload.h"

#define DOCUMENTS 2000u

typedef int32_t json_open_fn(const char *config, precare_json **handle_r, precare_error *err);
typedef int32_t json_call_fn(precare_json *handle, const char *method, const char *in,
                             uint64_t in_len, char **out_r, uint64_t *out_len_r,
                             precare_error *err);
typedef void json_free_fn(char *out);

static struct {
    char *at[DOCUMENTS];
    size_t len[DOCUMENTS];
    precare_json *handle;
    json_call_fn *call;
    json_free_fn *free;
} bench;

static void json_stop(const char *why)
{
    (void)fprintf(stderr, "json_bench: %s\n", why);
    exit(1);
}

static void through_the_door(void *of)
{
    (void)of;
    for (uint32_t i = 0; i < DOCUMENTS; i++) {
        char *out = NULL;
        uint64_t len = 0;

        if (bench.call(bench.handle, "evaluate", bench.at[i], bench.len[i], &out, &len, NULL) < 0) {
            json_stop(out != NULL ? out : "a document was refused");
        }
        bench.free(out);
    }
}

static void by_jansson(void *of)
{
    (void)of;
    for (uint32_t i = 0; i < DOCUMENTS; i++) {
        json_t *json = json_loadb(bench.at[i], bench.len[i], JSON_REJECT_DUPLICATES, NULL);
        char *text = json_dumps(json, JSON_COMPACT);

        if (text == NULL) {
            json_stop("jansson");
        }
        free(text);
        json_decref(json);
    }
}

static void documents_make(void)
{
    const struct work_event *base = work_events(EVENTS_BASE);
    size_t total = 0;

    for (uint32_t i = 0; i < DOCUMENTS; i++) {
        FILE *out = open_memstream(&bench.at[i], &bench.len[i]);

        if (out == NULL) {
            json_stop("no memory");
        }
        work_event_json(&base[i], out);
        (void)fclose(out);
        total += bench.len[i];
    }
    printf("%u documents of %zu bytes on average\n", DOCUMENTS, total / DOCUMENTS);
}

int main(void)
{
    json_open_fn *json_open;
    void *symbols[3] = {bench_symbol("precare_json_open"), bench_symbol("precare_json_call"),
                        bench_symbol("precare_json_free")};

    memcpy(&json_open, &symbols[0], sizeof json_open);
    memcpy(&bench.call, &symbols[1], sizeof bench.call);
    memcpy(&bench.free, &symbols[2], sizeof bench.free);
    documents_make();
    const char *rules = bench_subdirectory("json");
    (void)work_write_rules(&work_sizes[0], rules);
    (void)bench_plugin()->close(bench_open("json", rules));
    if (json_open(bench_config("json"), &bench.handle, NULL) < 0) {
        json_stop("the door does not open");
    }
    struct subject subjects[2] = {
        {.name = "jansson: parse and dump", .run = by_jansson, .events = DOCUMENTS},
        {.name = "precare: evaluate, JSON in and out",
         .run = through_the_door,
         .events = DOCUMENTS}};
    measure(subjects, 2, 9);
    measure_print("ns a document, ratio to jansson", subjects, 2, 0);
    return 0;
}
