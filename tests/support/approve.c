/* SPDX-License-Identifier: MIT
 *
 * Approves what lies in a directory (approve.h), as `precare approve` does, without asking.
 */
#include "support/approve.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rulebook/approval/approval_file.h"

static void give_up(const char *what)
{
    (void)fprintf(stderr, "approve: %s\n", what);
    _exit(1);
}

/* One sitting for each text, the first: the same rules are the same set whenever they are approved.
 */
static void others_drop(const struct rules *rules, const char *id)
{
    for (uint32_t i = 0; i < rules->approved->approval_count; i++) {
        const struct approval *a = &rules->approved->approvals[i];

        if (strcmp(a->of, id) == 0 && a->number != 1) {
            (void)unlink(a->file);
        }
    }
}

static void text_approve(const char *folder, const struct rules *rules,
                         const struct approved_text *t)
{
    struct approval approval = {.of = t->id,
                                .of_overlay = t->of_overlay,
                                .number = 1,
                                .by = "Lead",
                                .at = "2026-01-01T08:00:00Z",
                                .version = "1",
                                .hash = "-",
                                .text = "-",
                                .items = t->items};
    struct buf text = {.at = NULL};
    char fresh[600], path[600];

    others_drop(rules, t->id);
    approval.item_count = t->count - t->counts[ITEM_GONE];
    approval_write(&approval, &text);
    (void)snprintf(fresh, sizeof fresh, "%s/approvals/.%s.new", folder, t->id);
    (void)snprintf(path, sizeof path, "%s/approvals/%s.%u.approval", folder, t->id,
                   approval.number);
    FILE *file = text.failed ? NULL : fopen(fresh, "we");
    if (file == NULL || fwrite(text.at, 1, text.len, file) != text.len || fclose(file) != 0 ||
        rename(fresh, path) != 0) {
        give_up(path);
    }
    buf_end(&text);
}

/* Approvals of a text that is not there would say that it is gone. */
static void lost_drop(const struct rules *rules)
{
    for (uint32_t i = 0; i < rules->approved->approval_count; i++) {
        const struct approved_text *t = approved_text_find(rules, rules->approved->approvals[i].of);

        if (t != NULL && t->lost) {
            (void)unlink(rules->approved->approvals[i].file);
        }
    }
}

/* The file of this name as it is going to be. */
static void file_put(struct rule_files *files, const char *path, const char *text)
{
    uint32_t at = 0;

    while (at < files->count && strcmp(files->at[at].name, path) != 0) {
        at++;
    }
    if (at == files->count) {
        struct rule_file *more = arena_array(&files->arena, files->count + 1u, sizeof *more);

        if (more == NULL) {
            give_up("no memory");
            return;
        }
        if (at > 0) {
            memcpy(more, files->at, at * sizeof *more);
        }
        files->at = more;
        files->count++;
    }
    files->at[at] = (struct rule_file){.name = path, .bytes = text, .len = strlen(text)};
}

void approve_rules(const char *folder, const char *path, const char *text)
{
    struct rule_files files;
    struct faults faults;
    char approvals[600];

    faults_begin(&faults);
    (void)snprintf(approvals, sizeof approvals, "%s/approvals", folder);
    (void)mkdir(approvals, 0700);
    (void)files_read(&folder, 1, &faults, &files);
    faults_end(&faults);
    faults_begin(&faults);
    if (path != NULL) {
        file_put(&files, path, text);
    }
    struct rules *rules = rules_load(&files, NULL, &faults);
    if (rules != NULL) {
        lost_drop(rules);
    }
    for (uint32_t i = 0; rules != NULL && i < rules->approved->count; i++) {
        const struct approved_text *t = &rules->approved->at[i];

        if (!t->lost && !approved_whole(t)) {
            text_approve(folder, rules, t);
        }
    }
    rules_free(&rules);
    files_end(&files);
    faults_end(&faults);
}
