/* SPDX-License-Identifier: MIT
 *
 * The reader of the header's structs is written by hand, and held to the table of the event's keys:
 * an event that says every key gives the same visit as JSON and as structs, whole, and without each
 * key in turn. A field that is forgotten there fails here.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi/event_struct.h"
#include "support/event_build.h"
#include "support/visit_said.h"
#include "test.h"
#include "visit/event_json.h"

static void by_json(const char *text, struct buf *said)
{
    struct arena arena;
    struct faults faults;
    struct visit visit;

    arena_begin(&arena, NULL, 0, 0);
    faults_begin(&faults);
    if (event_from_json(text, strlen(text), zone_utc(), &arena, &faults, &visit) == 0) {
        visit_said(&visit, said);
    } else {
        buf_text(said, "refused");
    }
    faults_end(&faults);
    arena_end(&arena);
}

static void by_structs(const char *text, struct buf *said)
{
    char why[256];
    struct arena arena;
    struct event_fault fault;
    struct visit visit;
    struct event_build *b = event_build_new(text, strlen(text), why);

    if (b == NULL) {
        (void)fprintf(stderr, "    %s\n", why);
        return;
    }
    arena_begin(&arena, NULL, 0, 0);
    if (event_from_struct(event_build_event(b), zone_utc(), &arena, &visit, &fault) == PRECARE_OK) {
        visit_said(&visit, said);
    } else {
        buf_text(said, "refused");
    }
    arena_end(&arena);
    event_build_free(&b);
}

static bool both_say_the_same(const json_t *event, const char *without)
{
    char *text = json_dumps(event, 0);
    struct buf json = {0}, structs = {0};

    by_json(text, &json);
    by_structs(text, &structs);
    bool same = json.at != NULL && structs.at != NULL && strcmp(json.at, structs.at) == 0;
    if (!same) {
        (void)fprintf(stderr, "    without %s\n    as JSON:\n%s\n    as structs:\n%s\n", without,
                      json.at != NULL ? json.at : "", structs.at != NULL ? structs.at : "");
    }
    buf_end(&json);
    buf_end(&structs);
    free(text);
    return same;
}

static void both_ways_say_every_key(void)
{
    json_t *event = event_of_examples();
    char *text = json_dumps(event, 0);
    struct buf said = {0};

    by_structs(text, &said);
    CU_ASSERT(said.at != NULL && strcmp(said.at, "refused") != 0);
    CU_ASSERT(both_say_the_same(event, "nothing"));
    buf_end(&said);
    free(text);
    json_decref(event);
}

/* The object or list at a path: "conditions.entries[].text" is in the first entry. The last name
 * stands in *name_r. */
static json_t *object_at(json_t *event, const char *path, char name_r[64])
{
    json_t *at = event;

    for (;;) {
        size_t len = strcspn(path, ".[");

        (void)snprintf(name_r, 64, "%.*s", (int)len, path);
        if (path[len] == '\0') {
            return at;
        }
        at = json_object_get(at, name_r);
        path += len;
        if (path[0] == '[') {
            at = json_array_get(at, 0);
            path += 2;
        }
        path += path[0] == '.' ? 1 : 0;
    }
}

struct leaving {
    uint32_t keys, wrong;
};

static void left_out(void *of, const char *path, const struct event_key *key)
{
    struct leaving *l = of;
    char name[64];
    json_t *event = event_of_examples();

    if ((key->json.flags & KEY_REQUIRED) == 0 && strncmp(path, "answers.NAME", 12) != 0 &&
        strcmp(path, "disposition") != 0) {
        json_t *object = object_at(event, path, name);

        l->keys++;
        CU_ASSERT_EQUAL(json_object_del(object, name), 0);
        l->wrong += both_say_the_same(event, path) ? 0 : 1;
    }
    json_decref(event);
}

static void both_ways_agree_without_each_key(void)
{
    struct leaving l = {0};

    event_keys_each(left_out, &l);
    CU_ASSERT_EQUAL(l.wrong, 0);
    CU_ASSERT(l.keys > 80);
}

static const struct test tests[] = {
    {"an event with every key is the same visit as JSON and as structs", both_ways_say_every_key},
    {"it is the same without each key in turn", both_ways_agree_without_each_key},
    {0}};

const struct test_suite test_suites[] = {{"event keys of the header", NULL, NULL, tests}, {0}};
