/* SPDX-License-Identifier: MIT
 *
 * The sections that are not rules: files and what they belong to, rulebooks, roles, override
 * reasons. Steps of the loader; one thread. Each fault is told where it is, and nothing is left out
 * because of it.
 */
#include <stdio.h>
#include <string.h>

#include "base/language.h"

#include "rulebook/loading.h"

/* ---- files ---- */

/* It may hold a secret by mistake, and would be quoted line by line. */
static bool file_is_config(const struct rule_file *file)
{
    static const char format[] = "precare-config/";

    return file->bytes != NULL &&
           memmem(file->bytes, file->len < 4096 ? file->len : 4096, format, sizeof format - 1) !=
               NULL &&
           memmem(file->bytes, file->len, "precare-rules/", 14) == NULL &&
           memmem(file->bytes, file->len, "precare-overlay/", 16) == NULL;
}

static void file_parse(struct loading *ld, uint32_t i, const struct rule_file *file)
{
    struct load_file *f = &ld->files[i];
    const struct node_limits limits = {0};

    *f = (struct load_file){.name = file->name,
                            .bytes = file->bytes,
                            .len = file->len,
                            .book = NONE,
                            .tests_book = NONE};
    f->kept = text_keep(ld, span_of(file->name));
    file_enter(ld, i);
    if (file_is_config(file)) {
        struct fault *fault = fault_add(ld->faults, FAULT_S204,
                                        (struct place){.file = file->name, .line = 1, .column = 1},
                                        "this is a configuration, not a file of rules");

        fault_fix(ld->faults, fault, "Name the rules; the configuration goes behind --config.");
        ld->incomplete = true;
        return;
    }
    f->top = yaml_read(file->bytes != NULL ? file->bytes : "", file->len, file->name, &limits,
                       &ld->nodes, ld->faults);
    if (f->top == NULL) {
        ld->incomplete = true;
        return;
    }
    const struct node *format = node_get(f->top, "format");
    f->is_overlay = format != NULL && format->kind == NODE_TEXT &&
                    strncmp(format->text.at, "precare-overlay", 15) == 0;
    if (f->top->kind != NODE_MAP) {
        struct fault *fault =
            tell(ld, FAULT_S206, f->top, "a file of rules must be keys with values, not %s",
                 f->top->kind == NODE_LIST ? "a list" : "a text");

        fault_why(ld->faults, fault, "There is nothing in it to read.");
        fault_fix(ld->faults, fault, "Begin with the line: format: precare-rules/1");
        f->top = NULL;
        ld->incomplete = true;
        return;
    }
    if (f->is_overlay) {
        (void)map_read(ld, &table_overlay_file, f->top, &f->overlay);
    } else {
        (void)map_read(ld, &table_file, f->top, &f->read);
    }
}

void files_parse(struct loading *ld, const struct rule_files *files)
{
    ld->files = arena_array(&ld->scratch, (size_t)files->count + 1, sizeof *ld->files);
    if (ld->files == NULL) {
        return;
    }
    ld->file_count = files->count;
    for (uint32_t i = 0; i < files->count; i++) {
        file_parse(ld, i, &files->at[i]);
    }
}

/* ---- rulebooks ---- */

static void book_declare(struct loading *ld, uint32_t file)
{
    const struct node *node = ld->files[file].read.rulebook;
    struct book_def *def = PUSH(ld, ld->books);

    if (def == NULL) {
        return;
    }
    uint32_t number = ld->books.count - 1;
    *def = (struct book_def){.file = file, .node = node, .status_file = file};
    names_begin(&def->parameters, &ld->scratch);
    names_begin(&def->sources, &ld->scratch);
    (void)map_read(ld, &table_rulebook, node, &def->read);
    def->base_status = word_of_node(&words_rulebook_status, def->read.status);
    ld->files[file].book = ld->files[file].tests_book = number;
    const struct node *id = def->read.id;
    if (id == NULL || id->text.len == 0) {
        ld->incomplete = true; /* what belongs to it cannot name it */
        return;
    }
    uint32_t first = names_add(&ld->book_names, id->text, number);
    if (first != number && first != NAMES_NOT) {
        tell_twice(ld, id, "rulebook", ld->books.at[first].file, ld->books.at[first].read.id);
    }
}

static uint32_t book_named(struct loading *ld, const struct node *name)
{
    if (name == NULL || name->told) {
        return NONE;
    }
    uint32_t book = names_find(&ld->book_names, name->text);
    if (book == NAMES_NOT) {
        tell_unknown(ld, name, "rulebook", &ld->book_names);
    }
    return book == NAMES_NOT ? NONE : book;
}

static void belongs_declare(struct loading *ld, uint32_t i)
{
    struct load_file *f = &ld->files[i];
    const struct node *both[] = {f->read.rules_for, f->read.tests_for};

    file_enter(ld, i);
    if (f->read.rulebook != NULL && both[0] != NULL) {
        struct fault *fault =
            tell_at_key(ld, FAULT_S202, both[0], "\"rules-for\" in a file that has a rulebook");

        fault_why(ld->faults, fault,
                  "The rules of a file belong to its own rulebook or to another one, not to both.");
        fault_fix(ld->faults, fault,
                  "Delete the line, or move the rules into a file without a rulebook.");
    } else if (both[0] != NULL) {
        f->book = f->tests_book = book_named(ld, both[0]);
    }
    if (both[1] != NULL) {
        f->tests_book = book_named(ld, both[1]);
    }
}

void books_declare(struct loading *ld)
{
    for (uint32_t i = 0; i < ld->file_count; i++) {
        file_enter(ld, i);
        if (ld->files[i].read.rulebook != NULL) {
            book_declare(ld, i);
        }
    }
    for (uint32_t i = 0; i < ld->file_count; i++) {
        belongs_declare(ld, i);
    }
}

/* ---- compiling ---- */

static void sources_compile(struct loading *ld, struct book_def *def, struct rulebook *book)
{
    const struct node *n = def->read.sources;

    if (n == NULL) {
        return;
    }
    if (n->count == 0) {
        struct fault *f = tell(ld, FAULT_S203, n, "there is no source");

        fault_why(ld->faults, f, "Every rule names the source it comes from.");
        fault_fix(ld->faults, f,
                  "Add one, such as: article: {title: \"...\", kind: consumer-article}");
    }
    struct source *at = arena_array(ld->keep, (size_t)n->count + 1, sizeof *at);
    for (uint32_t i = 0; at != NULL && i < n->count; i++) {
        struct source_read read;

        (void)map_read(ld, &table_source, n->items[i], &read);
        (void)names_add(&def->sources, n->keys[i]->text, i);
        at[i] = (struct source){.id = text_of(ld, n->keys[i]),
                                .title = text_of(ld, read.title),
                                .kind = text_of(ld, read.kind),
                                .link = text_of(ld, read.link),
                                .read_on = text_of(ld, read.read_on)};
    }
    book->sources = at;
    book->source_count = n->count;
}

static void dates_compile(struct loading *ld, const struct rulebook_read *read,
                          struct rulebook *book)
{
    book->effective_from = date_of_node(read->from);
    book->effective_until = date_of_node(read->until);
    book->review_by = date_of_node(read->review_by);
    if (book->effective_from == DATE_NONE || book->effective_until == DATE_NONE ||
        book->effective_until >= book->effective_from) {
        return;
    }
    struct fault *f = tell(ld, FAULT_S205, read->until, "the last day is earlier than the first");
    fault_why(ld->faults, f, "The rulebook would never be in force.");
    fault_fix(ld->faults, f, "Correct effective-from or effective-until.");
}

void owner_check(struct loading *ld, const struct node *owner, struct owner_read *read_r)
{
    (void)map_read(ld, &table_owner, owner, read_r);
    (void)role_named(ld, read_r->role);
}

/* What a patient reads beside the rulebook's own sentences is there in some languages alone. */
static void language_check(struct loading *ld, const struct node *n, const char *said)
{
    enum language spoken;

    if (n == NULL || said == NULL || language_read(said, &spoken)) {
        return;
    }
    struct fault *f = tell(ld, FAULT_W413, n, "there are no fixed words for the language \"%.*s\"",
                           TEXT_SHOWN(n));
    char tags[LANGUAGES * 4] = "";

    for (uint32_t i = 0; i < LANGUAGES; i++) {
        size_t len = strlen(tags);

        (void)snprintf(tags + len, sizeof tags - len, "%s%s", i > 0 ? ", " : "",
                       language_tag((enum language)i));
    }
    fault_why(ld->faults, f, "Forms and the patient's sheet have theirs in English then.");
    fault_fix(ld->faults, f, "There are some for: %s.", tags);
}

static void book_compile(struct loading *ld, struct book_def *def, struct rulebook *book)
{
    const struct rulebook_read *read = &def->read;
    struct owner_read owner;

    file_enter(ld, def->file);
    owner_check(ld, read->owner, &owner);
    book->id = text_of(ld, read->id);
    book->title = text_of(ld, read->title);
    book->version = text_of(ld, read->version);
    book->status = word_of_node(&words_rulebook_status, read->status);
    book->approved = !def->unapproved;
    book->stop_after_review = word_of_node(&words_after_review, read->after_review) == 2;
    book->owner_name = text_of(ld, owner.name);
    book->owner_role = text_of(ld, owner.role);
    book->owner_contact = text_of(ld, owner.contact);
    book->language = text_of(ld, read->language);
    language_check(ld, read->language, book->language);
    book->not_covered = texts_of(ld, read->not_covered);
    book->file = ld->files[def->file].kept;
    if (read->status != NULL) {
        book->status_file = ld->files[def->status_file].kept;
        book->status_line = read->status->line;
        book->status_column = read->status->column;
    }
    dates_compile(ld, read, book);
    sources_compile(ld, def, book);
}

void books_compile(struct loading *ld)
{
    ld->compiled_books =
        arena_array(ld->keep, (size_t)ld->books.count + 1, sizeof *ld->compiled_books);
    if (ld->compiled_books == NULL) {
        return;
    }
    for (uint32_t i = 0; i < ld->books.count; i++) {
        book_compile(ld, &ld->books.at[i], &ld->compiled_books[i]);
    }
    freshness_compile(ld);
}

/* ---- override reasons ---- */

static void reasons_section(struct loading *ld, uint32_t file, const struct node *n)
{
    for (uint32_t i = 0; i < n->count; i++) {
        uint32_t number = ld->reasons.count;
        uint32_t first = names_add(&ld->reason_names, n->keys[i]->text, number);

        if (first != number && first != NAMES_NOT) {
            tell_twice(ld, n->keys[i], "override reason", ld->reasons.at[first].file,
                       ld->reasons.at[first].key);
            continue;
        }
        struct reason_def *def = PUSH(ld, ld->reasons);
        if (def != NULL) {
            *def = (struct reason_def){file, n->keys[i], n->items[i]};
        }
    }
}

void reasons_declare(struct loading *ld)
{
    for (uint32_t i = 0; i < ld->file_count; i++) {
        file_enter(ld, i);
        if (ld->files[i].read.reasons != NULL) {
            reasons_section(ld, i, ld->files[i].read.reasons);
        }
    }
}
