/* SPDX-License-Identifier: MIT
 *
 * One table of keys as one Markdown table (reference_parts.h). What may stand at a key is told by
 * its shape, and by a word for what only the clinic knows: its lists, sites, roles. Called by
 * reference.c; pure.
 */
#include <string.h>

#include "precare/precare.h"
#include "review/reference_parts.h"
#include "rulebook/kinds.h"
#include "rulebook/tables.h"

/* ---- cells ---- */

static void reference_cell(struct buf *out, const char *text)
{
    for (const char *s = text; *s != '\0'; s++) {
        if (*s == '|') {
            buf_char(out, '\\');
        }
        buf_char(out, *s);
    }
}

static void reference_code(struct buf *out, const char *text)
{
    buf_char(out, '`');
    reference_cell(out, text);
    buf_char(out, '`');
}

static bool word_shown(const struct words *words, uint32_t i)
{
    return words->at[i] != NULL && !(words == &words_outcome && i <= PRECARE_CLEAR);
}

static void reference_words(struct buf *out, const struct words *words)
{
    uint32_t left = 0;

    for (uint32_t i = 0; i < words->count; i++) {
        left += word_shown(words, i) ? 1 : 0;
    }
    for (uint32_t i = 0; i < words->count; i++) {
        if (word_shown(words, i)) {
            reference_code(out, words->at[i]);
            left--;
            buf_text(out, left > 1 ? ", " : left == 1 ? " or " : "");
        }
    }
}

/* ---- titles and links ---- */

static uint32_t table_number(struct reference_page *p, const struct table *table)
{
    uint32_t same = 0;

    for (uint32_t i = 0; i < p->count; i++) {
        if (p->tables[i] == table) {
            return i;
        }
        same += strcmp(p->tables[i]->name, table->name) == 0 ? 1 : 0;
    }
    if (p->count == REFERENCE_TABLES) {
        p->out->failed = true;
        return 0;
    }
    /* "condition" is one of a rule, and one of a test's patient */
    struct buf title = {.limit = sizeof *p->titles - 1};
    buf_text(&title, table->name);
    if (same > 0) {
        buf_printf(&title, " (%u)", same + 1);
    }
    if (title.at != NULL) {
        memcpy(p->titles[p->count], title.at, title.len + 1);
    }
    buf_end(&title);
    p->tables[p->count] = table;
    return p->count++;
}

/* As Markdown's readers make it from a heading: small letters, digits and dashes. */
static void slug_print(struct buf *out, const char *title)
{
    for (const char *s = title; *s != '\0'; s++) {
        if (*s == ' ') {
            buf_char(out, '-');
        } else if (*s >= 'A' && *s <= 'Z') {
            buf_char(out, (char)(*s - 'A' + 'a'));
        } else if (*s == '-' || (*s >= 'a' && *s <= 'z') || (*s >= '0' && *s <= '9')) {
            buf_char(out, *s);
        }
    }
}

static void link_print(struct buf *out, const char *title)
{
    buf_printf(out, "[%s](#", title);
    slug_print(out, title);
    buf_char(out, ')');
}

static void reference_link(struct reference_page *p, const struct table *table)
{
    link_print(p->out, p->titles[table_number(p, table)]);
}

/* ---- what may stand at a key ---- */

/* What only the clinic knows, and what the loader checks by hand; by the key's `choices_of`. */
static const struct {
    const char *of, *text;
} chosen[] = {
    {"lists/condition", "a list of conditions"},
    {"lists/medication", "a list of medications"},
    {"lists/procedure", "a list of procedures"},
    {"lists/reaction", "a list of reactions"},
    {"lists/allergy+medication+product", "a list of allergies, medications or products"},
    {"lists/product+medication", "a list of products or medications"},
    {"lists", "a list"},
    {"sites", "a body site"},
    {"roles", "a role"},
    {"roles or any", "a role"},
    {"reasons", "an override reason"},
    {"rules", "a rule's id"},
    {"rulebooks", "a rulebook's id"},
    {"sources", "a source of the rulebook"},
    {"personas", "a persona"},
    {"channels", "a channel"},
    {"parameters", "a parameter"},
    {"items", "a name as the chart writes it"},
    {"answer", "a word"},
    {"answer names", "an answer's name"},
    {"fields declared", "a field's name"},
    {"training", "a training"},
    {"modality", "a modality"},
    {"indication", "an indication"},
    {"words", "a list of words, or a map from words to their synonyms"},
    {"also", "a map from an item to its other names"},
    {"fields", "a map from a field's name to its value"},
    {"answers", "a map from an answer's name to a word, or to `{value, date}`"},
    {"asked", "a map from a value set's name to the day it was asked about"},
    {"date", "a date"},
    {"count", "a whole number"},
    {"rate", "a number and `a second`, `a minute` or `an hour`, or `none`"},
    {"duration", "a length of time"},
    {"size", "a size"},
    {"secret", "`file:/path` or `env:NAME`"},
    {"path", "a whole path"},
    {"paths", "a path"},
    {"path or system", "a whole path, or `system`"},
};

static const char *chosen_text(const struct key *key, const char *otherwise)
{
    for (size_t i = 0; key->choices_of != NULL && i < sizeof chosen / sizeof *chosen; i++) {
        if (strcmp(key->choices_of, chosen[i].of) == 0 &&
            ((key->flags & KEY_PARAMETER) == 0 || strcmp(key->choices_of, "parameters") != 0)) {
            return chosen[i].text;
        }
    }
    return otherwise;
}

static const char *const shape_texts[] = {
    [SHAPE_TEXT] = "text",
    [SHAPE_ID] = "a short name",
    [SHAPE_TEXTS] = "a list of texts",
    [SHAPE_WORDS] = "text",
    [SHAPE_LENGTH] = "a length of time",
    [SHAPE_SPAN] = "a length of time and an anchor: ",
    [SHAPE_AGE] = "an age",
    [SHAPE_MINUTES] = "minutes",
    [SHAPE_PRICE] = "a number and a currency",
    [SHAPE_NUMBER] = "a number",
    [SHAPE_DATE] = "a date in quotes",
    [SHAPE_DATES] = "a list of dates in quotes",
    [SHAPE_WHEN] = "a date, also in part, or an instant",
    [SHAPE_INTEGER] = "a whole number",
};

static void list_print(struct reference_page *p, const struct key *key)
{
    bool vowel = strchr("aeio", key->table->name[0]) != NULL;

    buf_text(p->out, vowel ? "a list, each an " : "a list, each a ");
    reference_link(p, key->table);
}

/* A map of names, each with a table or (an answer, a field) with text. */
static void named_print(struct reference_page *p, const struct key *key)
{
    buf_text(p->out, "a map of names, each with ");
    if (key->table != NULL) {
        reference_link(p, key->table);
    } else {
        buf_text(p->out, "text");
    }
}

/* Checked by hand where it is read: a condition, a word or a map, entries. */
static void any_print(struct reference_page *p, const struct key *key)
{
    const char *text = chosen_text(key, NULL);
    bool entries = key->choices_of != NULL && strcmp(key->choices_of, "facts") == 0;

    if (key->choices_of != NULL && strcmp(key->choices_of, "condition") == 0) {
        link_print(p->out, "Conditions");
        return;
    }
    buf_text(p->out, text);
    if (key->words != NULL) {
        reference_words(p->out, key->words);
    }
    if (key->table != NULL) {
        buf_text(p->out, text != NULL || key->words != NULL
                             ? ", or "
                             : "a map of names, each with text or with ");
        if (entries) {
            list_print(p, key);
        } else {
            reference_link(p, key->table);
        }
    } else if (text == NULL && key->words == NULL) {
        buf_text(p->out, "a map");
    }
}

static void shape_print(struct reference_page *p, const struct key *key)
{
    bool several = key->shape == SHAPE_WORDS || key->shape == SHAPE_CHOICES;

    switch (key->shape) {
    case SHAPE_CHOICE:
    case SHAPE_CHOICES: reference_words(p->out, key->words); break;
    case SHAPE_MAP: reference_link(p, key->table); break;
    case SHAPE_MAPS: list_print(p, key); break;
    case SHAPE_NAMED: named_print(p, key); break;
    case SHAPE_ANY: any_print(p, key); break;
    case SHAPE_SPAN:
        buf_text(p->out, shape_texts[SHAPE_SPAN]);
        reference_words(p->out, key->words);
        break;
    default: buf_text(p->out, chosen_text(key, shape_texts[key->shape])); break;
    }
    if (key->least != NULL) {
        buf_printf(p->out, ", from %s to %s", key->least, key->most);
    }
    buf_text(p->out, several ? ", or several" : "");
    buf_text(p->out, (key->flags & KEY_PARAMETER) != 0 ? ", or a parameter" : "");
}

/* ---- rows and sections ---- */

static const char *const third_column[] = {
    [REFERENCE_YAML] = "when left out",
    [REFERENCE_EVENT] = "when left out",
    [REFERENCE_RESULT] = "null",
};

static void unset_print(struct reference_page *p, const struct key *key)
{
    bool required = (key->flags & KEY_REQUIRED) != 0;

    if (p->kind == REFERENCE_RESULT) {
        buf_text(p->out, !required                      ? "left out"
                         : (key->flags & KEY_NULL) != 0 ? "may be"
                                                        : "never");
    } else if (required) {
        buf_text(p->out, "*required*");
    } else if (key->unset != NULL && key->unset[0] == '(') {
        reference_cell(p->out, key->unset + 1);
        p->out->len -= p->out->failed ? 0 : 1; /* the closing bracket */
    } else {
        reference_cell(p->out, key->unset != NULL ? key->unset : "optional");
    }
}

static void key_row(struct reference_page *p, const struct key *key)
{
    buf_text(p->out, "| ");
    reference_code(p->out, key->name);
    buf_text(p->out, " | ");
    shape_print(p, key);
    buf_text(p->out, " | ");
    unset_print(p, key);
    buf_text(p->out, " | ");
    reference_cell(p->out, key->doc != NULL ? key->doc : "");
    buf_text(p->out, " | ");
    if (key->example != NULL) {
        reference_code(p->out, key->example);
    }
    buf_text(p->out, " |\n");
}

static void conditions_section(struct reference_page *p)
{
    const struct kind *kind;

    p->conditions = true;
    buf_text(p->out, "\n### Conditions\n\nA condition is a map with one key, which says what is "
                     "looked at. Several stand in a list below `all`, `any` or `none`.\n\n"
                     "| key | what stands there | what it means | example |\n"
                     "|---|---|---|---|\n");
    for (uint32_t i = 0; (kind = kind_listed(i)) != NULL; i++) {
        buf_text(p->out, "| ");
        reference_code(p->out, kind->table.name);
        buf_text(p->out, " | ");
        if (kind->sort == SORT_FACT) {
            reference_link(p, &kind->table);
        } else {
            buf_text(p->out, kind->example != NULL ? "a sentence" : "a list of conditions");
        }
        buf_text(p->out, " | ");
        reference_cell(p->out, kind->table.doc);
        buf_text(p->out, " | ");
        if (kind->example != NULL) {
            reference_code(p->out, kind->example);
        }
        buf_text(p->out, " |\n");
    }
    for (uint32_t i = 0; (kind = kind_listed(i)) != NULL; i++) {
        if (kind->sort == SORT_FACT) {
            reference_section(p, &kind->table);
        }
    }
}

void reference_section(struct reference_page *p, const struct table *table)
{
    uint32_t number = table_number(p, table);

    if (p->printed[number] || p->out->failed) {
        return;
    }
    p->printed[number] = true;
    buf_printf(p->out, "\n### %s\n\n", p->titles[number]);
    if (table->doc != NULL) {
        buf_printf(p->out, "%s.\n\n", table->doc);
    }
    buf_printf(p->out, "| key | what stands there | %s | what it means | example |\n",
               third_column[p->kind]);
    buf_text(p->out, "|---|---|---|---|---|\n");
    for (uint32_t i = 0; i < table_count(table); i++) {
        if (table_key(table, i)->name != NULL) {
            key_row(p, table_key(table, i));
        }
    }
    for (uint32_t i = 0; i < table_count(table); i++) {
        const struct key *key = table_key(table, i);

        if (key->name == NULL) {
            continue;
        }
        if (key->table != NULL) {
            reference_section(p, key->table);
        } else if (!p->conditions && key->choices_of != NULL &&
                   strcmp(key->choices_of, "condition") == 0) {
            conditions_section(p);
        }
    }
}
