/* SPDX-License-Identifier: MIT
 *
 * The sets of rules that were in use last (history.h): which there are, what is in them. Called by
 * the command alone, through command_door.h. Nothing here changes anything.
 */
#include "abi/history.h"

#include <string.h>

#include "base/json_out.h"
#include "review/standing.h"

#define NAME_LEAST 8

/* ---- by name ---- */

static int32_t name_complain(precare_error *err, const char *what)
{
    return error_tell(err, PRECARE_E_NOT_FOUND, "rules", what);
}

int32_t history_pack(struct door *door, const char *name, struct rule_pack *pack_r,
                     precare_error *err)
{
    struct set_list sets = {.count = 0};
    const char *found = NULL, *why = NULL;
    size_t len = strnlen(name, SET_HASH);
    uint32_t fit = 0;

    if (door->installation == NULL || installation_sets(door->installation, &sets) != 0) {
        return name_complain(err, "the state directory's sets of rules cannot be listed");
    }
    if (len < NAME_LEAST) {
        return name_complain(err,
                             "write at least 8 letters of the set's name: precare rules history "
                             "lists those that are kept");
    }
    for (uint32_t i = 0; i < sets.count; i++) {
        bool fits = strncmp(sets.at[i].hash, name, len) == 0;

        found = fits ? sets.at[i].hash : found;
        fit += fits;
    }
    if (fit != 1) {
        return name_complain(err, fit == 0 ? "there is no such set of rules: precare rules history "
                                             "lists those that are kept"
                                           : "more than one set of rules begins so: write more of "
                                             "its name");
    }
    if (installation_read(door->installation, found, pack_r, &why) != 0) {
        return error_tell(err, PRECARE_E_STATE, "rules",
                          "this set of rules is damaged: it cannot be used any more");
    }
    return PRECARE_OK;
}

/* ---- listing ---- */

/* A line for each rulebook; false: the set is not whole. */
static bool set_describe(struct door *door, const char *hash, struct buf *out)
{
    struct rule_pack pack = {0};
    struct faults faults;
    struct buf line = {0};
    const char *why = NULL;
    bool whole = installation_read(door->installation, hash, &pack, &why) == 0;

    faults_begin(&faults);
    struct ruleset *set = whole ? ruleset_of(&pack, door->config, DATE_NONE, &faults) : NULL;
    json_open(out, "rulebooks", '[');
    for (uint32_t i = 0; set != NULL && i < set->rules->book_count; i++) {
        line.len = 0;
        standing_write(set->rules, i, door->config->act_on == ACT_ON_DEMONSTRATION, &line);
        json_open(out, NULL, '{');
        json_text(out, "say", line.at);
        json_text(out, "hash", set->rules->books[i].hash);
        json_close(out, '}');
    }
    json_close(out, ']');
    ruleset_drop(&set);
    faults_end(&faults);
    pack_end(&pack);
    buf_end(&line);
    return whole;
}

static void sets_write(struct door *door, struct buf *out)
{
    struct set_list sets = {.count = 0};
    char current[SET_HASH] = "";

    (void)installation_current(door->installation, current);
    (void)installation_sets(door->installation, &sets);
    json_open(out, "sets", '[');
    for (uint32_t i = 0; i < sets.count; i++) {
        json_open(out, NULL, '{');
        json_text(out, "hash", sets.at[i].hash);
        json_int(out, "at", sets.at[i].used.tv_sec);
        json_bool(out, "current", strcmp(sets.at[i].hash, current) == 0);
        json_bool(out, "whole", set_describe(door, sets.at[i].hash, out));
        json_close(out, '}');
    }
    json_close(out, ']');
}

int32_t door_history(precare_instance *instance, char *buf, uint64_t cap, uint64_t *need_r)
{
    struct door *door = door_of(instance);
    struct buf out = {0};

    if (door == NULL) {
        return PRECARE_E_INSTANCE;
    }
    json_open(&out, NULL, '{');
    if (door->installation != NULL) {
        sets_write(door, &out);
    }
    json_close(&out, '}');
    int32_t status = text_hand_over(&out, buf, cap, need_r);
    buf_end(&out);
    return status;
}

/* ---- the text of one ---- */

int32_t door_show(precare_instance *instance, const char *set, char *buf, uint64_t cap,
                  uint64_t *need_r, precare_error *err)
{
    struct door *door = door_of(instance);
    struct rule_pack pack = {0};
    struct rule_files files;
    struct buf out = {0};
    int32_t status = door_asked(door, err);

    status = status == PRECARE_OK ? history_pack(door, set, &pack, err) : status;
    if (status != PRECARE_OK) {
        return status;
    }
    if (pack_files(&pack, &files) == 0) {
        for (uint32_t i = 0; i < files.count; i++) {
            buf_printf(&out, "# ---- %s ----\n", files.at[i].name);
            buf_add(&out, files.at[i].bytes, files.at[i].len);
        }
        files_end(&files);
    }
    status = text_hand_over(&out, buf, cap, need_r);
    buf_end(&out);
    pack_end(&pack);
    return status;
}
