/* SPDX-License-Identifier: MIT
 *
 * `precare diff OLD NEW`: what changed between two sets of rules in words, and what it means for a
 * file of events. Called by main.c. Where NEW holds overlays and no rulebook, it is read on top of
 * OLD.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/seam.h"
#include "cli/clinic.h"
#include "cli/input.h"
#include "cli/rules_given.h"
#include "review/diff.h"
#include "visit/event_json.h"

#define EVENTS_BYTES ((size_t)1 << 30)

struct asked {
    const char *before, *after, *config, *events, *zone;
    struct option_texts rules; /* read with both */
};

/* ---- rules ---- */

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

/* Whether a file holds a rulebook: what does not, such as tests or answers, may lie beside an
 * overlay. */
static bool is_rulebook(const struct rule_file *file)
{
    static const char word[] = "\nrulebook:";
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
        all = overlay || !is_rulebook(&files.at[i]);
    }
    files_end(&files);
    faults_end(&faults);
    return all && any;
}

static void paths_add(struct option_texts *paths, const char *path)
{
    if (paths->count < OPTION_TEXTS_MOST) {
        paths->at[paths->count++] = path;
    }
}

static int open_both(const struct asked *a, struct rules_given *before, struct rules_given *after)
{
    struct option_texts old = a->rules, new = a->rules;
    struct rules_wanted wanted = {
        .paths = &old, .config = a->config, .for_review = true, .today = DATE_NONE};

    paths_add(&old, a->before);
    if (only_overlays(a->after)) {
        paths_add(&new, a->before);
    }
    paths_add(&new, a->after);
    int code = rules_given_open(&wanted, before);
    wanted.paths = &new;
    int other = rules_given_open(&wanted, after);
    return code != CLI_OK ? code : other;
}

/* ---- events ---- */

struct events {
    struct visit *at;
    uint32_t count, room, broken, seen;
    struct arena arena;
    const struct zone *zone;
    bool lost;
};

static void event_add(struct events *e, json_t *event)
{
    struct faults faults;
    struct visit visit = {0};
    char *text = json_dumps(event, JSON_COMPACT);

    e->seen++;
    struct visit *at = mem_more(e->at, e->count, &e->room, sizeof *at);
    e->lost |= at == NULL;
    e->at = at != NULL ? at : e->at;
    faults_begin(&faults);
    if (e->lost || text == NULL) {
        e->lost = true;
    } else if (event_from_json(text, strlen(text), e->zone, &e->arena, &faults, &visit) == 0) {
        e->at[e->count++] = visit;
    } else {
        e->broken++;
        (void)fprintf(stderr, "event %u: ", e->seen);
        cli_faults(&faults);
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

    if (!input_read(a->events, EVENTS_BYTES, &text)) {
        buf_end(&text);
        return cli_unreadable(a->events);
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
            /* its text quotes the event: a patient's */
            (void)fprintf(stderr, "event %u is not JSON: line %d, column %d of it\n", e->seen + 1,
                          error.line, error.column);
            e->broken++;
            break;
        }
        document_add(e, document);
        json_decref(document);
        at += (size_t)error.position;
    }
    buf_end(&text);
    return e->lost ? cli_memory() : CLI_OK;
}

/* ---- both ---- */

static int over_events(const struct asked *a, const struct rules_given *before,
                       const struct rules_given *after)
{
    struct buf out = {0};
    struct zone *zone = NULL;
    struct events e = {.zone = clinic_zone(before->config, a->zone, &zone)};
    int code;

    if (e.zone == NULL) {
        return CLI_USAGE;
    }
    arena_begin(&e.arena, NULL, 0, 0);
    code = events_read(a, &e);
    if (code == CLI_OK) {
        buf_char(&out, '\n');
        code = diff_events(before->rules, after->rules, e.at, e.count, &out) ? cli_print(&out)
                                                                             : cli_memory();
    }
    code = code == CLI_OK && e.broken > 0 ? CLI_LOOK : code;
    buf_end(&out);
    mem_drop(e.at);
    arena_end(&e.arena);
    zone_close(&zone);
    return code;
}

static int diff_run(void *of)
{
    const struct asked *a = of;
    struct rules_given before, after;
    struct buf out = {0};
    uint32_t changes = 0;
    int code = open_both(a, &before, &after);

    if (code == CLI_OK) {
        code =
            diff_rules(before.rules, after.rules, &out, &changes) ? cli_print(&out) : cli_memory();
    }
    if (code == CLI_OK && a->events != NULL) {
        code = over_events(a, &before, &after);
    }
    buf_end(&out);
    rules_given_end(&before);
    rules_given_end(&after);
    return code;
}

static const struct option_row diff_options[] = {
    OPTION_WORD("OLD", before, "a directory or file with the rules as they were"),
    OPTION_WORD("NEW", after,
                "a directory or file with the rules as they are now; if it holds overlays and "
                "no rulebook, it is read on top of OLD"),
    OPTION_TEXTS("rules", rules, "RULES",
                 "read this directory or file of rules together with OLD, and with NEW"),
    CLINIC_CONFIG_ROW,
    OPTION_TEXT(
        "events", events, "FILE",
        "evaluate these JSON events (one after the other; - is standard input) by both, and "
        "say which findings are new, gone or changed, per rule and per 100 appointments; draft "
        "and shadow rules are treated as active"),
    CLINIC_ZONE_ROW,
};

static const struct cli_exit diff_exits[] = {
    {CLI_OK, "compared, whether or not anything changed"},
    {CLI_LOOK, "an event could not be read; the others are counted"},
    {CLI_UNREADABLE, "the rules do not load, or the file with the events cannot be read"},
};

const struct cli_command diff_command = {
    .name = "diff",
    .run = diff_run,
    .summary = "say in words what changed between two sets of rules",
    .about = "Name the numbers, lists and rules that changed, and whether each became stricter or "
             "looser.",
    .options = OPTION_SET(diff_options),
    CLI_EXITS_OF(diff_exits),
};
