/* SPDX-License-Identifier: MIT
 *
 * `precare diff OLD NEW`: what changed between two sets of rules in words, and what it means for a
 * file of events. Called by main.c. Where NEW holds overlays alone (and tests of them), it is read
 * on top of OLD.
 */
#include "cli/cli.h"

#include <jansson.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "base/seam.h"
#include "cli/ruleset.h"
#include "review/diff.h"
#include "visit/event_json.h"

#define EVENT_BROKEN 1
#define EVENTS_BYTES ((size_t)1 << 30)

struct asked {
    const char *before, *after, *events, *zone, *config;
};

static int diff_arguments(int argc, char **argv, struct asked *a)
{
    for (int i = 1; i < argc; i++) {
        const char **at = strcmp(argv[i], "--events") == 0 ? &a->events
                          : strcmp(argv[i], "--zone") == 0 ? &a->zone
                                                           : NULL;

        if (at != NULL && i + 1 >= argc) {
            return cli_usage(&diff_command, "%s needs a value", argv[i]);
        }
        if (at != NULL) {
            *at = argv[++i];
        } else if (argv[i][0] == '-' && argv[i][1] != '\0') {
            return cli_usage(&diff_command, "there is no option '%s'", argv[i]);
        } else if (a->before == NULL) {
            a->before = argv[i];
        } else if (a->after == NULL) {
            a->after = argv[i];
        } else {
            return cli_usage(&diff_command, "there is no use for '%s'", argv[i]);
        }
    }
    return a->after == NULL ? cli_usage(&diff_command, "which rules, before and after?") : CLI_OK;
}

/* ---- rules ----------------------------------------------------------------------------------- */

/* Whether a file says on a line of its own that it is an overlay. */
static bool is_overlay(const struct rule_file *file)
{
    static const char word[] = "precare-overlay/1";
    size_t len = sizeof word - 1;

    for (size_t i = 0; file->bytes != NULL && i + len <= file->len; i++) {
        if (memcmp(file->bytes + i, word, len) == 0) {
            size_t from = i;

            while (from > 0 && file->bytes[from - 1] != '\n') {
                from--;
            }
            return i - from >= 7 && memcmp(file->bytes + from, "format:", 7) == 0;
        }
    }
    return false;
}

/* Whether a file holds tests for another file's rulebook: it may lie beside an overlay. */
static bool is_tests(const struct rule_file *file)
{
    static const char word[] = "\ntests-for:";
    size_t len = sizeof word - 1;

    for (size_t i = 0; file->bytes != NULL && i + len <= file->len; i++) {
        if (memcmp(file->bytes + i, word, len) == 0) {
            return true;
        }
    }
    return false;
}

static bool only_overlays(const char *path)
{
    bool any = false;
    struct faults faults;
    struct rule_files files = {0};
    bool all;

    faults_begin(&faults);
    all = files_read(&path, 1, &faults, &files) == 0 && files.count > 0;
    for (uint32_t i = 0; all && i < files.count; i++) {
        bool overlay = is_overlay(&files.at[i]);

        any |= overlay;
        all = overlay || is_tests(&files.at[i]);
    }
    files_end(&files);
    faults_end(&faults);
    return all && any;
}

static int open_both(const struct asked *a, struct ruleset *before, struct ruleset *after)
{
    const char *paths[2] = {a->before, a->after};
    bool overlay = only_overlays(a->after);
    struct ruleset_wanted old = {
        .paths = &paths[0], .path_count = 1, .keep_nodes = true, .today = DATE_NONE};
    struct ruleset_wanted new = {.paths = overlay ? &paths[0] : &paths[1],
                                 .path_count = overlay ? 2 : 1,
                                 .keep_nodes = true,
                                 .today = DATE_NONE};
    int code = ruleset_open(&old, before);
    int other = ruleset_open(&new, after);

    return code != 0 ? code : other;
}

/* ---- events ---------------------------------------------------------------------------------- */

struct events {
    struct visit *at;
    uint32_t count, room, broken, seen;
    struct arena arena;
    const struct zone *zone;
    bool lost;
};

static bool read_all(const char *path, struct buf *out)
{
    char block[65536];
    bool standard = strcmp(path, "-") == 0;
    FILE *file = standard ? stdin : fopen(path, "rbe");
    bool ok = file != NULL;

    out->limit = EVENTS_BYTES;
    for (size_t n; ok && (n = fread(block, 1, sizeof block, file)) > 0;) {
        buf_add(out, block, n);
    }
    ok = ok && !ferror(file) && !out->failed;
    if (file != NULL && !standard) {
        (void)fclose(file);
    }
    return ok;
}

static void event_add(struct events *e, json_t *event)
{
    struct faults faults;
    struct visit visit = {0};
    char *text = json_dumps(event, JSON_COMPACT);

    e->seen++;
    if (e->count == e->room) {
        uint32_t room = e->room * 2 + 256;
        struct visit *at = mem_grow(e->at, room * sizeof *at);

        e->lost |= at == NULL;
        e->at = at != NULL ? at : e->at;
        e->room = at != NULL ? room : e->room;
    }
    faults_begin(&faults);
    if (e->lost || text == NULL) {
        e->lost = true;
    } else if (event_from_json(text, strlen(text), e->zone, &e->arena, &faults, &visit) == 0) {
        e->at[e->count++] = visit;
    } else {
        e->broken++;
        (void)fprintf(stderr, "event %u: ", e->seen);
        ruleset_complain(&faults);
    }
    faults_end(&faults);
    free(text);
}

/* One document: an event, a case that holds one under "event", or a list of either. */
static void document_add(struct events *e, json_t *document)
{
    json_t *inner = json_is_object(document) && json_object_get(document, "format") == NULL
                        ? json_object_get(document, "event")
                        : NULL;

    if (json_is_array(document)) {
        size_t count = json_array_size(document);

        for (size_t i = 0; i < count; i++) {
            json_t *one = json_array_get(document, i);

            if (!json_is_array(one)) {
                document_add(e, one);
            }
        }
    } else {
        event_add(e, inner != NULL ? inner : document);
    }
}

static int events_read(const struct asked *a, struct events *e)
{
    struct buf text = {0};
    size_t at = 0;

    if (!read_all(a->events, &text)) {
        buf_end(&text);
        return cli_fault(&diff_command, "%s cannot be read", a->events);
    }
    while (at < text.len && !e->lost) {
        json_error_t error;
        size_t blank = strspn(text.at + at, " \t\r\n");

        at += blank;
        if (at >= text.len) {
            break;
        }
        json_t *document = json_loadb(text.at + at, text.len - at,
                                      JSON_DISABLE_EOF_CHECK | JSON_REJECT_DUPLICATES, &error);
        if (document == NULL) {
            (void)fprintf(stderr, "event %u is not JSON: %s\n", e->seen + 1, error.text);
            e->broken++;
            break;
        }
        document_add(e, document);
        json_decref(document);
        at += (size_t)error.position;
    }
    buf_end(&text);
    return e->lost ? cli_fault(&diff_command, "there is not enough memory") : CLI_OK;
}

/* ---- both ------------------------------------------------------------------------------------ */

static int diff_print(struct buf *out, bool ok)
{
    if (!ok) {
        return cli_fault(&diff_command, "there is not enough memory");
    }
    (void)fwrite(out->at, 1, out->len, stdout);
    return CLI_OK;
}

static int over_events(const struct asked *a, const struct ruleset *before,
                       const struct ruleset *after)
{
    struct buf out = {0};
    const char *why = NULL;
    struct zone *zone = a->zone != NULL ? zone_open(a->zone, &why) : NULL;
    struct events e = {.zone = zone != NULL ? zone : zone_utc()};
    int code;

    if (a->zone != NULL && zone == NULL) {
        return cli_usage(&diff_command, "--zone %s: %s", a->zone, why);
    }
    arena_begin(&e.arena, NULL, 0, 0);
    code = events_read(a, &e);
    if (code == CLI_OK) {
        buf_char(&out, '\n');
        code = diff_print(&out, diff_events(before->rules, after->rules, e.at, e.count, &out));
    }
    code = code == CLI_OK && e.broken > 0 ? EVENT_BROKEN : code;
    buf_end(&out);
    mem_drop(e.at);
    arena_end(&e.arena);
    zone_close(&zone);
    return code;
}

static int diff_run(int argc, char **argv)
{
    struct asked a = {0};
    struct ruleset before = {0}, after = {0};
    struct buf out = {0};
    uint32_t changes = 0;
    int code = diff_arguments(argc, argv, &a);

    if (code != CLI_OK) {
        return code;
    }
    code = open_both(&a, &before, &after);
    if (code == 0) {
        code = diff_print(&out, diff_rules(before.rules, after.rules, &out, &changes));
    }
    if (code == 0 && a.events != NULL) {
        code = over_events(&a, &before, &after);
    }
    buf_end(&out);
    ruleset_end(&before);
    ruleset_end(&after);
    return code;
}

const struct cli_command diff_command = {
    .name = "diff",
    .run = diff_run,
    .summary = "what changed between two sets of rules, in words",
    .help = "Usage: precare diff OLD NEW [--events FILE] [--zone NAME]\n\n"
            "Says what changed: numbers, lists, rules, and which way (stricter, looser). OLD and "
            "NEW are\n"
            "directories or files of rules; where NEW holds overlays alone, it is read on top of "
            "OLD.\n\n"
            "  --events FILE  JSON events, one after the other (\"-\": standard input): which "
            "findings are\n"
            "                 new, gone or changed, per rule and per 100 appointments. Draft and "
            "shadow\n"
            "                 rules count as active.\n"
            "  --zone NAME    the clinic's time zone (else UTC)\n\n"
            "Exit: 0 compared (changes or none); 1 an event could not be read (the others are "
            "counted);\n"
            "2 rules do not load; 64 wrong usage.\n",
};
