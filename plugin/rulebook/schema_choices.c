/* SPDX-License-Identifier: MIT
 *
 * What may stand at a key whose words are the clinic's own: its lists, sites, roles, reasons,
 * rules, parameters, as an enum with what each means. Called by schema_shape.c; one thread. Without
 * memory the buf stays failed.
 */
#include <string.h>

#include "base/json_out.h"
#include "rulebook/schema_parts.h"

void schema_words(struct printing *p, const struct words *words)
{
    json_raw(p->out, "type", "\"string\"");
    schema_enum(p->out, words, words == &words_outcome ? PRECARE_CLEAR + 1 : 0, false);
}

/* "lists/product+medication" holds the kind. */
static bool kind_wanted(const char *choices, uint32_t kind)
{
    const char *name = word_of(&words_list_kind, kind), *kinds = strchr(choices, '/');

    return kinds == NULL || (name != NULL && strstr(kinds, name) != NULL);
}

typedef const char *choice_at(const struct rules *r, const char *choices, uint32_t i,
                              const char **means_r);

static const char *list_at(const struct rules *r, const char *choices, uint32_t i,
                           const char **means_r)
{
    *means_r = r->lists[i].plain;
    return kind_wanted(choices, r->lists[i].kind) ? r->lists[i].id : NULL;
}

static const char *site_at(const struct rules *r, const char *choices, uint32_t i,
                           const char **means_r)
{
    uint32_t region = site_region(r->sites, i);

    (void)choices;
    *means_r = region != i ? site_name(r->sites, region) : NULL;
    return site_name(r->sites, i);
}

static const char *role_at(const struct rules *r, const char *choices, uint32_t i,
                           const char **means_r)
{
    (void)choices;
    *means_r = NULL;
    return r->words[WORDS_ROLE].at[i].word;
}

static const char *training_at(const struct rules *r, const char *choices, uint32_t i,
                               const char **means_r)
{
    (void)choices;
    *means_r = NULL;
    return r->words[WORDS_TRAINING].at[i].word;
}

static const char *modality_at(const struct rules *r, const char *choices, uint32_t i,
                               const char **means_r)
{
    (void)choices;
    *means_r = NULL;
    return r->words[WORDS_MODALITY].at[i].word;
}

static const char *indication_at(const struct rules *r, const char *choices, uint32_t i,
                                 const char **means_r)
{
    (void)choices;
    *means_r = NULL;
    return r->words[WORDS_INDICATION].at[i].word;
}

static const char *answer_at(const struct rules *r, const char *choices, uint32_t i,
                             const char **means_r)
{
    (void)choices;
    *means_r = r->answers[i].ask;
    return r->answers[i].name;
}

static const char *field_at(const struct rules *r, const char *choices, uint32_t i,
                            const char **means_r)
{
    (void)choices;
    *means_r = r->fields[i].understood;
    return r->fields[i].name;
}

static const char *reason_at(const struct rules *r, const char *choices, uint32_t i,
                             const char **means_r)
{
    (void)choices;
    *means_r = r->reasons[i].say;
    return r->reasons[i].id;
}

static const char *rule_at(const struct rules *r, const char *choices, uint32_t i,
                           const char **means_r)
{
    (void)choices;
    *means_r = r->rules[i].title;
    return r->rules[i].id;
}

static const char *parameter_at(const struct rules *r, const char *choices, uint32_t i,
                                const char **means_r)
{
    (void)choices;
    *means_r = r->parameters[i].means;
    return r->parameters[i].name;
}

static const char *book_at(const struct rules *r, const char *choices, uint32_t i,
                           const char **means_r)
{
    (void)choices;
    *means_r = r->books[i].title;
    return r->books[i].id;
}

static const char *source_at(const struct rules *r, const char *choices, uint32_t i,
                             const char **means_r)
{
    (void)choices;
    for (uint32_t b = 0; b < r->book_count; b++) {
        if (i < r->books[b].source_count) {
            *means_r = r->books[b].sources[i].title;
            return r->books[b].sources[i].id;
        }
        i -= r->books[b].source_count;
    }
    return NULL;
}

static uint32_t source_count(const struct rules *r)
{
    uint32_t count = 0;

    for (uint32_t b = 0; b < r->book_count; b++) {
        count += r->books[b].source_count;
    }
    return count;
}

struct choices {
    choice_at *at;
    uint32_t count;
};

static struct choices choices_named(const struct rules *r, const char *choices)
{
    if (r == NULL || choices == NULL) {
        return (struct choices){NULL, 0};
    }
    if (strncmp(choices, "lists", 5) == 0) {
        return (struct choices){list_at, r->list_count};
    }
    if (is_of(choices, "sites")) {
        return (struct choices){site_at, sites_count(r->sites)};
    }
    if (is_of(choices, "roles")) {
        return (struct choices){role_at, r->words[WORDS_ROLE].count};
    }
    if (is_of(choices, "training")) {
        return (struct choices){training_at, r->words[WORDS_TRAINING].count};
    }
    if (is_of(choices, "modality")) {
        return (struct choices){modality_at, r->words[WORDS_MODALITY].count};
    }
    if (is_of(choices, "indication")) {
        return (struct choices){indication_at, r->words[WORDS_INDICATION].count};
    }
    if (is_of(choices, "answer names")) {
        return (struct choices){answer_at, r->answer_count};
    }
    if (is_of(choices, "fields declared")) {
        return (struct choices){field_at, r->field_count};
    }
    if (is_of(choices, "reasons")) {
        return (struct choices){reason_at, r->reason_count};
    }
    if (is_of(choices, "rules")) {
        return (struct choices){rule_at, r->rule_count};
    }
    if (is_of(choices, "rulebooks")) {
        return (struct choices){book_at, r->book_count};
    }
    if (is_of(choices, "parameters")) {
        return (struct choices){parameter_at, r->parameter_count};
    }
    if (is_of(choices, "sources")) {
        return (struct choices){source_at, source_count(r)};
    }
    return (struct choices){NULL, 0};
}

/* The same id in two rulebooks (a parameter, a source) is one choice. */
static bool said_before(const struct printing *p, const char *choices, const struct choices *c,
                        uint32_t i, const char *id)
{
    const char *means;

    if (c->at != parameter_at && c->at != source_at) {
        return false;
    }
    for (uint32_t k = 0; k < i; k++) {
        if (c->at(p->rules, choices, k, &means) == id) {
            return true;
        }
    }
    return false;
}

bool schema_own_choices(struct printing *p, const char *choices)
{
    struct choices c = choices_named(p->rules, choices);
    const char *means;
    uint32_t known = 0;

    for (uint32_t i = 0; i < c.count; i++) {
        known += c.at(p->rules, choices, i, &means) != NULL;
    }
    if (known == 0) {
        return false;
    }
    json_raw(p->out, "type", "\"string\"");
    for (int pass = 0; pass < (p->editor ? 2 : 1); pass++) {
        json_open(p->out, pass == 0 ? "enum" : "enumDescriptions", '[');
        for (uint32_t i = 0; i < c.count; i++) {
            const char *id = c.at(p->rules, choices, i, &means);

            if (id != NULL && !said_before(p, choices, &c, i, id)) {
                json_text(p->out, NULL, pass == 0 ? id : means != NULL ? means : "");
            }
        }
        json_close(p->out, ']');
    }
    return true;
}

bool schema_parameter_said(const struct printing *p, uint32_t i)
{
    const struct choices all = {parameter_at, p->rules->parameter_count};

    return said_before(p, NULL, &all, i, p->rules->parameters[i].name);
}
