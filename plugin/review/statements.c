/* SPDX-License-Identifier: MIT
 *
 * The coverage of the source, statement by statement. Called by page_sources.c and by `precare page
 * --statements`; pure.
 */
#include "review/statements.h"

#include <string.h>

#include "review/coverage.h"
#include "review/plain.h"
#include "review/sentence.h"

#define NUMBER_MOST 2000 /* of a letter: a typing slip must not fill a page */

/* "S31" as its letter and number; 0: not such an id. */
static uint32_t number_of(const char *id, size_t len)
{
    uint32_t n = 0;

    if (len < 2 || id[0] < 'A' || id[0] > 'Z') {
        return 0;
    }
    for (size_t i = 1; i < len; i++) {
        if (id[i] < '0' || id[i] > '9' || n > NUMBER_MOST) {
            return 0;
        }
        n = n * 10 + (uint32_t)(id[i] - '0');
    }
    return n <= NUMBER_MOST ? n : 0;
}

/* The next id of "S3, S10: reason"; its length, 0 at the colon or where it is no such entry. */
static size_t entry_id(const char **at)
{
    size_t len = 0;

    while (**at == ' ' || **at == ',') {
        ++*at;
    }
    while ((*at)[len] != '\0' && strchr(" ,:", (*at)[len]) == NULL) {
        len++;
    }
    return number_of(*at, len) > 0 ? len : 0;
}

bool statement_entry(const char *entry, const char **reason_r)
{
    const char *at = entry;
    size_t len, count = 0;

    while ((len = entry_id(&at)) > 0) {
        at += len;
        count++;
    }
    if (count == 0 || *at != ':') {
        return false;
    }
    *reason_r = at + 1 + strspn(at + 1, " ");
    return true;
}

static const char *reason_of(const struct rulebook *book, const char *id)
{
    for (uint32_t i = 0; i < book->not_covered.count; i++) {
        const char *at = book->not_covered.at[i], *reason;
        size_t len;

        if (!statement_entry(at, &reason)) {
            continue;
        }
        for (; (len = entry_id(&at)) > 0; at += len) {
            if (strlen(id) == len && memcmp(at, id, len) == 0) {
                return reason;
            }
        }
    }
    return NULL;
}

/* The highest number of each letter, by rules and by reasons. */
static void statements_highest(const struct rules *rules, uint32_t book, uint32_t most[26])
{
    const struct rulebook *b = &rules->books[book];

    for (uint32_t i = 0; i < rules->rule_count; i++) {
        const struct rule *r = &rules->rules[i];

        for (uint32_t k = 0; r->rulebook == book && k < r->statements.count; k++) {
            const char *id = r->statements.at[k];
            uint32_t n = number_of(id, strlen(id));

            if (n > 0 && n > most[id[0] - 'A']) {
                most[id[0] - 'A'] = n;
            }
        }
    }
    for (uint32_t i = 0; i < b->not_covered.count; i++) {
        const char *at = b->not_covered.at[i], *reason;
        size_t len;

        if (!statement_entry(at, &reason)) {
            continue;
        }
        for (; (len = entry_id(&at)) > 0; at += len) {
            uint32_t n = number_of(at, len);

            most[at[0] - 'A'] = n > most[at[0] - 'A'] ? n : most[at[0] - 'A'];
        }
    }
}

static bool rests_on(const struct rule *r, const char *id)
{
    for (uint32_t i = 0; i < r->statements.count; i++) {
        if (strcmp(r->statements.at[i], id) == 0) {
            return true;
        }
    }
    return false;
}

static bool only_informs(const struct rule *r)
{
    for (uint32_t m = PRECARE_BOOKING; m <= PRECARE_FOLLOW_UP; m++) {
        if (r->severity[m] > PRECARE_INFO) {
            return false;
        }
    }
    return r->instruct.count == 0;
}

static bool did_something(const struct trace_rule *t)
{
    return t->fate >= FATE_FIRED && t->fate != FATE_UNKNOWN_IGNORED && t->fate != FATE_ASKED_LATER;
}

static void statements_fill(const struct run *run, uint32_t book, struct arena *arena,
                            struct statement *s)
{
    const struct rules *rules = run->rules;
    uint32_t *at = arena_array(arena, rules->rule_count, sizeof *at), count = 0;

    s->information = true;
    for (uint32_t i = 0; at != NULL && i < rules->rule_count; i++) {
        const struct rule *r = &rules->rules[i];

        if (r->rulebook == book && r->status != RULE_RETIRED && rests_on(r, s->id)) {
            at[count++] = i;
            s->information &= only_informs(r);
        }
    }
    s->rules = (struct numbers){.at = at, .count = count};
    s->information &= count > 0;
    s->reason = count == 0 ? reason_of(&rules->books[book], s->id) : NULL;
    for (uint32_t i = 0; i < run->scenarios->count; i++) {
        for (uint32_t k = 0; k < count; k++) {
            if (did_something(&run->at[i].trace.rules[at[k]])) {
                s->tests++;
                break;
            }
        }
    }
}

bool statements_of(const struct run *run, uint32_t book, struct arena *arena,
                   struct statements *all)
{
    uint32_t most[26] = {0}, total = 0;

    *all = (struct statements){0};
    statements_highest(run->rules, book, most);
    for (size_t i = 0; i < 26; i++) {
        total += most[i];
    }
    all->at = arena_array(arena, total, sizeof *all->at);
    for (uint32_t letter = 0; all->at != NULL && letter < 26; letter++) {
        for (uint32_t n = 1; n <= most[letter]; n++) {
            struct statement *s = &all->at[all->count++];
            struct buf id = {0};

            buf_printf(&id, "%c%u", (int)('A' + letter), n);
            s->id = id.at != NULL ? arena_text(arena, id.at, id.len) : "?";
            arena->failed |= id.failed;
            buf_end(&id);
            statements_fill(run, book, arena, s);
            all->open += s->rules.count == 0 && s->reason == NULL;
        }
    }
    return !arena->failed;
}

static void statements_cell(struct buf *out, const char *text)
{
    for (; text != NULL && *text != '\0'; text++) {
        buf_text(out, *text == '|' ? "\\|" : "");
        if (*text != '|') {
            buf_char(out, *text == '\n' ? ' ' : *text);
        }
    }
}

void statements_markdown(const struct rules *rules, const struct statements *all, struct buf *out)
{
    buf_text(out, "| statement | rules | strongest outcome | basis | seen in a test "
                  "|\n|---|---|---|---|---|\n");
    for (uint32_t i = 0; i < all->count; i++) {
        const struct statement *s = &all->at[i];

        buf_printf(out, "| %s | ", s->id);
        for (uint32_t k = 0; k < s->rules.count; k++) {
            const struct rule *r = &rules->rules[s->rules.at[k]];

            buf_printf(out, "%s`%s` ", k > 0 ? "<br>" : "", r->id);
            statements_cell(out, r->title);
        }
        if (s->rules.count == 0) {
            buf_text(out, s->reason != NULL ? "no rule: " : "**no rule and no reason given**");
            statements_cell(out, s->reason);
        }
        buf_text(out, " | ");
        uint32_t worst = 0;
        for (uint32_t k = 0; k < s->rules.count; k++) {
            for (uint32_t m = PRECARE_BOOKING; m <= PRECARE_FOLLOW_UP; m++) {
                uint32_t severity = sentence_outcome(&rules->rules[s->rules.at[k]], m);

                worst = severity > worst ? severity : worst;
            }
        }
        buf_text(out, s->rules.count == 0 ? "-"
                      : s->information    ? "information only"
                                          : plain_outcome(worst));
        buf_printf(out, " | %s | ",
                   s->rules.count > 0 && rules->rules[s->rules.at[0]].basis != NULL
                       ? rules->rules[s->rules.at[0]].basis
                       : "-");
        if (s->rules.count > 0) {
            buf_text(out, s->tests > 0 ? "yes |\n" : "**no** |\n");
        } else {
            buf_text(out, "- |\n");
        }
    }
}
