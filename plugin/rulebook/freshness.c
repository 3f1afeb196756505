/* SPDX-License-Identifier: MIT
 *
 * How old a reviewed list may be (`lists-stay-good`): of a rulebook, else of the directory, else
 * what an overlay sets (`set-freshness`). A step of the loader, called with the rulebooks; one
 * thread.
 */
#include "base/words.h"
#include "rulebook/loading.h"

struct freshness { /* of the directory */
    struct length good[CHART_ASKED];
    const struct node *told[CHART_ASKED]; /* the key that says it */
    uint32_t file[CHART_ASKED];
};

static void length_read_here(struct loading *ld, uint32_t book, const struct node *n,
                             struct length *length_r)
{
    struct threshold t;
    bool is_name =
        n->kind == NODE_TEXT && n->text.len > 0 && n->text.at[0] >= 'a' && n->text.at[0] <= 'z';

    if (book == NONE && is_name) {
        tell_unknown(ld, n, "parameter", NULL);
        return;
    }
    if (!threshold_read(ld, book, n, n->text, FORM_LENGTH, &t, NULL)) {
        return;
    }
    *length_r = t.length;
    uint32_t parameter = is_name ? names_find(&ld->books.at[book].parameters, n->text) : NAMES_NOT;
    if (parameter != NAMES_NOT) {
        ld->parameters.at[parameter].stays_good = true;
    }
}

/* Of a file with a rulebook: that rulebook's. */
static void own_read(struct loading *ld, uint32_t book, const struct stays_good_read *read)
{
    for (uint32_t c = 0; c < CHART_ASKED; c++) {
        if (read->chart[c] != NULL) {
            length_read_here(ld, book, read->chart[c], &ld->compiled_books[book].stays_good[c]);
        }
    }
}

static void directory_read(struct loading *ld, uint32_t file, const struct stays_good_read *read,
                           struct freshness *all)
{
    for (uint32_t c = 0; c < CHART_ASKED; c++) {
        const struct node *n = read->chart[c];

        if (n == NULL) {
            continue;
        }
        const struct node *key = n->up->keys[n->index];
        if (all->told[c] != NULL) {
            tell_twice(ld, key, "lists-stay-good", all->file[c], all->told[c]);
        }
        all->told[c] = key;
        all->file[c] = file;
        length_read_here(ld, NONE, n, &all->good[c]);
    }
}

void freshness_compile(struct loading *ld)
{
    struct freshness directory = {{{0}}, {0}, {0}};

    for (uint32_t i = 0; i < ld->file_count; i++) {
        const struct load_file *f = &ld->files[i];
        struct stays_good_read read;

        if (f->read.stays_good == NULL) {
            continue;
        }
        file_enter(ld, i);
        (void)map_read(ld, &table_stays_good, f->read.stays_good, &read);
        if (f->read.rulebook != NULL) {
            own_read(ld, f->book, &read);
        } else {
            directory_read(ld, i, &read, &directory);
        }
    }
    for (uint32_t b = 0; b < ld->books.count; b++) {
        for (uint32_t c = 0; c < CHART_ASKED; c++) {
            struct length *good = &ld->compiled_books[b].stays_good[c];
            struct length set = ld->books.at[b].fresh[c].length;

            *good = good->unit == UNIT_NONE ? directory.good[c] : *good;
            *good = set.unit != UNIT_NONE ? set : *good;
        }
    }
}
