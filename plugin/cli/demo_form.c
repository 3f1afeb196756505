/* SPDX-License-Identifier: MIT
 *
 * The seventh visit of `precare demo`: a bare booking, the form that asks what it lacks, its
 * answers, and the same booking judged with them. All of it through the plugin's JSON door, as a
 * host behind an FFI does it. Called by demo.c; single-threaded, prints to stdout.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/demo.h"
#include "cli/plugin.h"

#define DAYS_AHEAD 14

/* false: it was told why. */
static bool json_plugin_begin(struct plugin_door *p, const char *config)
{
    precare_error err = {.struct_size = sizeof err};

    if (!plugin_door_find(p)) {
        return false;
    }
    if (p->open(config, &p->handle, &err) < 0) {
        (void)fputs("precare demo: ", stderr);
        plugin_complain(&err, "the plugin");
        return false;
    }
    return true;
}

/* NULL: it failed, and that was told. Takes over what is asked. */
static json_t *json_plugin_ask(struct plugin_door *p, const char *method, json_t *asked)
{
    precare_error err = {.struct_size = sizeof err};
    char *text = json_dumps(asked, JSON_COMPACT), *out = NULL;
    uint64_t len = 0;
    json_t *answer = NULL;

    if (text != NULL && p->call(p->handle, method, text, strlen(text), &out, &len, &err) >= 0 &&
        out != NULL) {
        answer = json_loadb(out, len, 0, NULL);
    }
    if (answer == NULL) {
        const char *why = text == NULL             ? "there is not enough memory"
                          : err.message[0] != '\0' ? err.message
                                                   : "what it answered cannot be read";

        (void)fprintf(stderr, "precare demo: %s: %s\n", method, why);
    }
    if (out != NULL) {
        p->free(out);
    }
    free(text);
    json_decref(asked);
    return answer;
}

/* ---- the booking ---- */

static const char *day_text(time_t t, char out[32])
{
    struct tm parts;

    (void)gmtime_r(&t, &parts);
    (void)strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return out;
}

static json_t *bare_booking(time_t now)
{
    char at[32], start[32];

    return json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:{s:s,s:s,s:{s:s},s:[s]}}", "format",
                     "precare-event/1", "event_id", "apt-7/1", "subject", "pt-7", "moment",
                     "booking", "phase", "preview", "now", day_text(now, at), "appointment", "id",
                     "apt-7", "start", day_text(now + DAYS_AHEAD * 86400, start), "procedure",
                     "text", "microneedling", "sites", "face");
}

/* ---- the answers of somebody who is well, and of a desk that is ready ---- */

static const char *const well[][2] = {
    {"patient.pregnancy", "not-pregnant"},
    {"patient.sex", "female"},
    {"patient.birth_date", "1992-03-14"},
    {"hsv-history", "no"},
    {"instructions-acknowledged", "yes"},
    {"consultation", "done"},
    {"consent", "signed"},
    {"treatment-plan", "agreed"},
    {"planned-anesthetic", "lidocaine 4% topical"},
    {"provider.role", "dermatologist"},
    {"provider.training", "microneedling"},
    {"appointment.modality", "mechanical"},
    {"appointment.minutes", "60"},
    {"appointment.indication", "acne-scar"},
};

static void group_answer(const json_t *group, json_t *answers)
{
    const char *none = json_string_value(json_object_get(group, "none"));
    const char *id = json_string_value(json_object_get(group, "id"));

    if (none != NULL) {
        (void)json_object_set_new(answers, none, json_string("yes"));
    }
    for (size_t i = 0; id != NULL && i < sizeof well / sizeof *well; i++) {
        if (strcmp(well[i][0], id) == 0) {
            (void)json_object_set_new(answers, id, json_string(well[i][1]));
        }
    }
}

static json_t *form_answer(const json_t *form)
{
    const json_t *group;
    size_t i;
    json_t *answers = json_object();

    json_array_foreach(json_object_get(form, "groups"), i, group) group_answer(group, answers);
    return json_pack("{s:s,s:O,s:s,s:o}", "format", "precare-answers/1", "form",
                     json_object_get(form, "form"), "by", "staff", "answers", answers);
}

/* ---- on the screen ---- */

struct questions {
    int now, later;
};

static struct questions questions_of(const json_t *result)
{
    struct questions q = {0, 0};
    const json_t *group;
    size_t i;

    json_array_foreach(json_object_get(result, "questions"), i, group)
    {
        bool later = json_is_string(json_object_get(group, "from"));
        int asks = (int)json_array_size(json_object_get(group, "ask"));

        q.now += later ? 0 : asks;
        q.later += later ? asks : 0;
    }
    return q;
}

static const char *overall_of(const json_t *result)
{
    const char *overall = json_string_value(json_object_get(result, "overall"));

    return overall != NULL ? overall : "?";
}

static void form_show(const json_t *form)
{
    static const char *const persons[] = {"patient", "staff", "prescriber", "provider"};
    const json_t *counts = json_object_get(form, "counts");

    const char *between = "   The form: questions";

    for (size_t i = 0; i < sizeof persons / sizeof *persons; i++) {
        const json_t *count = json_object_get(counts, persons[i]);
        int asked = (int)json_integer_value(json_object_get(count, "questions"));
        int ticks = (int)json_integer_value(json_object_get(count, "ticks"));

        if (asked > 0) {
            (void)printf("%s for the %s: %d", between, persons[i], asked);
            between = ",";
        }
        if (ticks > 0) {
            (void)printf(" (%d to tick)", ticks);
        }
    }
    (void)puts(".");
}

static void result_show(const char *when, const json_t *result)
{
    struct questions q = questions_of(result);
    bool so_far = strcmp(overall_of(result), "clear") == 0 && q.later > 0;

    (void)printf("   %s: %s%s, questions now: %d, at check-in: %d.\n", when, overall_of(result),
                 so_far ? " so far" : "", q.now, q.later);
}

/* ---- the visit ---- */

static bool is_as_expected(const json_t *before, const json_t *after)
{
    const char *overall = overall_of(after);
    bool clear = strcmp(overall, "clear") == 0 || strcmp(overall, "out-of-review") == 0;

    return strcmp(overall_of(before), "ask") == 0 && clear && questions_of(after).now == 0;
}

static enum demo_form_end visit_play(struct plugin_door *p, json_t *event)
{
    enum demo_form_end end = DEMO_FORM_FAILED;
    json_t *before = json_plugin_ask(p, "evaluate", json_incref(event));
    json_t *form = json_plugin_ask(p, "form", json_pack("{s:O}", "event", event));
    json_t *answered =
        form != NULL
            ? json_plugin_ask(p, "answers",
                              json_pack("{s:O,s:o}", "event", event, "answers", form_answer(form)))
            : NULL;
    json_t *filled = json_object_get(answered, "event");
    json_t *after = filled != NULL ? json_plugin_ask(p, "evaluate", json_incref(filled)) : NULL;

    if (answered != NULL && filled == NULL) {
        (void)fputs("precare demo: answers: no event came back\n", stderr);
    }
    if (before != NULL && form != NULL && after != NULL) {
        result_show("A bare booking", before);
        form_show(form);
        (void)puts("   Filled in: none of these, and a desk that is ready.");
        result_show("The same booking with the answers", after);
        end = is_as_expected(before, after) ? DEMO_FORM_WELL : DEMO_FORM_WRONG;
    }
    json_decref(before);
    json_decref(form);
    json_decref(answered);
    json_decref(after);
    return end;
}

enum demo_form_end demo_form(uint32_t number, const char *config, time_t now)
{
    struct plugin_door p = {.handle = NULL};
    json_t *event = bare_booking(now);
    enum demo_form_end end = DEMO_FORM_FAILED;

    (void)printf("\n%u. A bare booking, a form before the visit, and its answers\n", number);
    if (event == NULL) {
        (void)cli_memory();
    } else if (json_plugin_begin(&p, config)) {
        end = visit_play(&p, event);
        (void)p.close(p.handle);
    }
    json_decref(event);
    return end;
}
