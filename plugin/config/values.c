/* SPDX-License-Identifier: MIT
 *
 * Single values of the configuration, each checked as no table can: paths, secrets' places, lengths
 * of time, lists of texts (config/values.h). Single-threaded; faults go to the reader's list.
 */
#include "config/values.h"

#include <string.h>

#include "config/duration.h"

bool choice_is(const struct node *at, const char *word)
{
    return at != NULL && strcmp(at->text.at, word) == 0;
}

/* "file:/path" or "env:NAME"; the place is told where it cannot be read, so that an address is
 * none. */
static bool place_good(const char *s)
{
    static const char name[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";

    if (strncmp(s, "env:", 4) == 0) {
        return s[4] != '\0' && s[4 + strspn(s + 4, name)] == '\0';
    }
    return strncmp(s, "file:/", 6) == 0 && s[6] != '\0' && strstr(s, "://") == NULL;
}

void secret_place_read(struct reader *r, const struct node *at, struct secret_place *place_r)
{
    const char *s = at->text.at;

    if (!place_good(s)) {
        struct fault *fault = reader_fault(
            r, FAULT_S205, at, "a secret must be kept in a file or in the environment, not here");

        fault_why(r->faults, fault, "Everybody who can read this file could read the secret.");
        fault_fix(r->faults, fault, "Write \"file:/etc/precare/secrets/NAME\" or \"env:NAME\".");
        return;
    }
    *place_r = (struct secret_place){s, at->line, at->column};
}

void duration_key(struct reader *r, const struct table *table, const char *name,
                  const struct node *at, int64_t *ms_r)
{
    const struct key *key = table_find(table, name);
    int64_t ms;

    if (at == NULL) {
        return;
    }
    ms = duration_read(at->text.at, at->text.len);
    if (ms < duration_read(key->least, strlen(key->least)) ||
        ms > duration_read(key->most, strlen(key->most))) {
        struct fault *fault = reader_fault(
            r, FAULT_S205, at, "this is not a length of time from %s to %s", key->least, key->most);

        fault_fix(r->faults, fault, "Write for example: %s", key->example);
        return;
    }
    *ms_r = ms;
}

void rate_key(struct reader *r, const struct node *at, uint32_t *count_r, int64_t *ms_r)
{
    uint32_t count;
    int64_t ms;

    if (at == NULL) {
        return;
    }
    if (rate_read(at->text.at, at->text.len, &count, &ms) != 0) {
        struct fault *fault = reader_fault(r, FAULT_S205, at, "this is not a rate");

        fault_fix(
            r->faults, fault,
            "Write for example: \"1 a second\", \"10 a minute\", \"60 an hour\" or \"none\".");
        return;
    }
    *count_r = count;
    *ms_r = ms;
}

/* Bytes; -1: it is no size. */
static int64_t size_read(const char *text)
{
    int64_t n = 0;
    size_t digits = strspn(text, "0123456789");
    const char *unit = text + digits;

    if (digits == 0 || digits > 6) {
        return -1;
    }
    for (size_t i = 0; i < digits; i++) {
        n = n * 10 + (text[i] - '0');
    }
    return strcmp(unit, " MB") == 0 ? n << 20 : strcmp(unit, " GB") == 0 ? n << 30 : -1;
}

void size_key(struct reader *r, const struct table *table, const char *name, const struct node *at,
              int64_t *bytes_r)
{
    const struct key *key = table_find(table, name);
    int64_t bytes;

    if (at == NULL) {
        return;
    }
    bytes = strlen(at->text.at) == at->text.len ? size_read(at->text.at) : -1;
    if (bytes < size_read(key->least) || bytes > size_read(key->most)) {
        struct fault *fault = reader_fault(r, FAULT_S205, at, "this is not a size from %s to %s",
                                           key->least, key->most);

        fault_fix(r->faults, fault, "Write for example: %s", key->example);
        return;
    }
    *bytes_r = bytes;
}

const char *const *config_texts(struct reader *r, const struct node *at, uint32_t *count_r)
{
    uint32_t count = at == NULL ? 0 : at->kind == NODE_LIST ? at->count : 1;
    const char **texts = count == 0 ? NULL : arena_array(r->arena, count, sizeof *texts);

    *count_r = texts != NULL ? count : 0;
    for (uint32_t i = 0; i < *count_r; i++) {
        texts[i] = at->kind == NODE_LIST ? at->items[i]->text.at : at->text.at;
    }
    return texts;
}

void path_key(struct reader *r, const struct node *at, const char **path_r)
{
    if (at == NULL) {
        return;
    }
    if (at->text.at[0] != '/' || strstr(at->text.at, "://") != NULL) {
        struct fault *fault = reader_fault(r, FAULT_S205, at, "this is not an absolute path");

        fault_why(r->faults, fault,
                  "The plugin runs in the host's working directory, which can change.");
        fault_fix(r->faults, fault, "Write a path that begins with /.");
        return;
    }
    *path_r = at->text.at;
}
