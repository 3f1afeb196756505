/* SPDX-License-Identifier: MIT
 *
 * `precare approve`: shows what changed since the last approval, in the words of `precare diff`,
 * asks, and writes who confirmed which items of a rulebook or an overlay. Called by main.c.
 * Single-threaded. Where anything fails, nothing is approved.
 */
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/seam.h"
#include "cli/rules_given.h"
#include "cli/clinic.h"
#include "cli/since.h"
#include "cli/sitting.h"
#include "rulebook/approval/signers.h"

struct asked {
    struct option_texts rules;
    const char *config, *rulebook, *by, *only, *key;
    bool yes;
};

struct approving {
    const struct asked *asked;
    const struct rules_given *set;
    const struct approved_text *text;
    const char *folder;
    struct item *chosen, *gone;
    uint32_t chosen_count, gone_count;
};

/* ---- which items ---- */

static bool name_asks(struct span name, const struct item *item)
{
    const char *kind = item_kind_words[item->kind];
    size_t len = strlen(kind);

    if (span_same(name, item->name)) {
        return true;
    }
    return name.len == len + 1 + item->name.len && memcmp(name.at, kind, len) == 0 &&
           name.at[len] == '/' && memcmp(name.at + len + 1, item->name.at, item->name.len) == 0;
}

/* The next of "a,b,c"; false: there is none. */
static bool name_next(const char **at, struct span *name_r)
{
    *at += strspn(*at, ", ");
    size_t len = strcspn(*at, ",");

    *name_r = (struct span){*at, (uint32_t)len};
    *at += len;
    return len > 0;
}

static bool is_chosen(const struct approving *a, const struct item *item)
{
    const char *at = a->asked->only;
    struct span name;

    if (at == NULL || (a->text->of_overlay && item->kind == ITEM_SECTION)) {
        return true; /* changes mean nothing without the head of their overlay */
    }
    while (name_next(&at, &name)) {
        if (name_asks(name, item)) {
            return true;
        }
    }
    return false;
}

/* Every name is an item's, and of one kind alone. */
static int names_check(const struct approving *a)
{
    const char *at = a->asked->only;
    struct span name;

    while (at != NULL && name_next(&at, &name)) {
        uint32_t found = 0;

        for (uint32_t i = 0; i < a->text->count; i++) {
            found += name_asks(name, &a->text->items[i]);
        }
        if (found == 0) {
            return cli_usage("%s has no item \"%.*s\"; an item is named as rule/mn-keloid, or "
                             "mn-keloid",
                             a->text->id, (int)name.len, name.at);
        }
        if (found > 1) {
            return cli_usage("\"%.*s\" is the name of several items of %s: say which, as "
                             "rule/%.*s or list/%.*s",
                             (int)name.len, name.at, a->text->id, (int)name.len, name.at,
                             (int)name.len, name.at);
        }
    }
    return CLI_OK;
}

static int items_choose(struct approving *a)
{
    const struct approved_text *t = a->text;
    int code = names_check(a);

    a->chosen = mem_new(((size_t)t->count + 1) * sizeof *a->chosen);
    a->gone = mem_new(((size_t)t->count + 1) * sizeof *a->gone);
    if (a->chosen == NULL || a->gone == NULL) {
        return cli_memory();
    }
    for (uint32_t i = 0; i < t->count; i++) {
        if (is_chosen(a, &t->items[i])) {
            bool gone = t->items[i].state == ITEM_GONE;

            *(gone ? &a->gone[a->gone_count++] : &a->chosen[a->chosen_count++]) = t->items[i];
        }
    }
    return code;
}

/* ---- what is shown ---- */

/* Of what is no longer there it is the last that was approved. */
static const char *version_of(const struct approved_text *t)
{
    return t->version == NULL && t->last != NULL ? t->last->version : t->version;
}

static void counts_say(const struct approving *a, struct buf *out)
{
    static const char *const many[ITEM_KINDS] = {"sections", "rules",   "numbers",
                                                 "lists",    "answers", "changes"};

    uint32_t said = 0;

    buf_printf(out, "\n%s confirms of %s %s: ", a->asked->by, a->text->id, version_of(a->text));
    for (uint32_t kind = 0; kind < ITEM_KINDS; kind++) {
        uint32_t all = 0, chosen = 0;

        for (uint32_t i = 0; i < a->text->count; i++) {
            all += a->text->items[i].kind == kind && a->text->items[i].state != ITEM_GONE;
        }
        for (uint32_t i = 0; i < a->chosen_count; i++) {
            chosen += a->chosen[i].kind == kind;
        }
        if (all > 0) {
            buf_printf(out, "%s%u of %u %s", said++ > 0 ? ", " : "", chosen, all, many[kind]);
        }
    }
    if (a->gone_count > 0) {
        buf_printf(out, "%sthat %u item%s taken out", said > 0 ? "; and " : "", a->gone_count,
                   a->gone_count == 1 ? " was" : "s were");
    }
    buf_text(out, ".\n");
}

static bool is_agreed(const struct asked *asked)
{
    char line[16] = "";

    if (asked->yes) {
        return true;
    }
    (void)fputs("Approve? Type yes: ", stdout);
    (void)fflush(stdout);
    return fgets(line, sizeof line, stdin) != NULL && strcmp(line, "yes\n") == 0;
}

/* ---- approving ---- */

static int approval_make(struct approving *a)
{
    const struct rules *rules = a->set->rules;
    const struct rules *base = rules->bare != NULL ? rules->bare : rules;
    struct buf name = {.at = NULL}, out = {.at = NULL};
    char at[32];
    struct sitting s = {.folder = a->folder,
                        .files = &a->set->files,
                        .key = a->asked->key,
                        .judged = &a->set->approval};

    instant_iso(seam.wall_ms() / 1000, NULL, at);
    s.approval = (struct approval){.of = a->text->id,
                                   .of_overlay = a->text->of_overlay,
                                   .by = a->asked->by,
                                   .at = at,
                                   .version = version_of(a->text),
                                   .hash = "",
                                   .items = a->chosen,
                                   .item_count = a->chosen_count,
                                   .gone = a->gone,
                                   .gone_count = a->gone_count};
    if (a->text->book != NONE) {
        s.approval.hash = base->books[a->text->book].hash;
    } else if (a->text->last != NULL) {
        s.approval.hash = a->text->last->hash;
    }
    int code = sitting_keep(&s, &name);
    if (code == CLI_OK) {
        buf_printf(&out, "%s: approved by %s%s\n", name.at, a->asked->by,
                   a->asked->key != NULL ? ", signed" : "");
        code = cli_print(&out);
    }
    buf_end(&name);
    buf_end(&out);
    return code;
}

static int approving_run(struct approving *a)
{
    struct buf out = {.at = NULL};
    int code = items_choose(a);

    if (code == CLI_OK && a->chosen_count + a->gone_count == 0) {
        code = cli_usage("--only names no item");
    }
    if (code == CLI_OK) {
        since_say(a->text, a->set->rules, a->folder, &out);
        counts_say(a, &out);
        code = cli_print(&out);
    }
    if (code == CLI_OK) {
        code = is_agreed(a->asked) ? approval_make(a)
                                   : cli_fail(CLI_FALSE, "nothing is approved: nobody said yes");
    }
    buf_end(&out);
    return code;
}

static int text_unknown(const struct rules *rules, const char *id)
{
    uint32_t count = rules->approved->count;
    const char **names = mem_new(((size_t)count + 1) * sizeof *names);

    if (names == NULL) {
        return cli_memory();
    }
    for (uint32_t i = 0; i < count; i++) {
        names[i] = rules->approved->at[i].id;
    }
    int code = cli_unknown("rulebook or overlay", id, names, count);
    mem_drop(names);
    return code;
}

/* What `reload` would refuse is not written. */
static int signer_check(const struct asked *a, const struct approval_options *options)
{
    struct faults faults;

    if (options->signers == NULL) {
        return CLI_OK;
    }
    faults_begin(&faults);
    bool readable = signers_good(options, &faults);
    if (!readable) {
        cli_faults(&faults);
    }
    faults_end(&faults);
    if (!readable) {
        return CLI_UNREADABLE;
    }
    if (options->signature_required && a->key == NULL) {
        return cli_usage("the configuration asks for signed approvals: add --sign KEY");
    }
    if (a->key != NULL && !signers_know(options, a->by)) {
        return cli_usage("\"%s\" is not among those who may sign: %s has no line with this "
                         "principal",
                         a->by, options->signers_file);
    }
    return CLI_OK;
}

static int approve_with(const void *asked, const struct rules_given *set)
{
    struct approving a = {.asked = asked, .set = set};

    a.text = approved_text_find(set->rules, a.asked->rulebook);
    if (a.text == NULL) {
        return text_unknown(set->rules, a.asked->rulebook);
    }
    int code = signer_check(a.asked, &set->approval);
    if (code != CLI_OK) {
        return code;
    }
    struct buf folder = {.at = NULL};
    a.folder = approvals_folder(set->paths, set->path_count, &folder) ? folder.at : NULL;
    code = a.folder != NULL ? approving_run(&a) : cli_memory();
    buf_end(&folder);
    mem_drop(a.chosen);
    mem_drop(a.gone);
    return code;
}

static int approve_run(void *of)
{
    const struct asked *a = of;
    const struct rules_wanted wanted = {
        .paths = &a->rules, .config = a->config, .for_review = true, .today = DATE_NONE};

    if (a->rulebook == NULL || a->by == NULL) {
        return cli_usage("--rulebook ID and --by WHO are needed");
    }
    if (!approval_by_good(a->by)) {
        return cli_usage("--by is a name of at most 200 characters without quotation marks");
    }
    return rules_given_run(&wanted, approve_with, a);
}

static const struct option_row approve_options[] = {
    RULES_WORDS_ROW,
    CLINIC_CONFIG_ROW,
    OPTION_TEXT("rulebook", rulebook, "ID", "approve this rulebook, or this overlay"),
    OPTION_TEXT("by", by, "WHO",
                "who approves; with signatures a principal of the file of allowed signers"),
    OPTION_TEXT("only", only, "ITEM,...",
                "confirm these items alone: mn-keloid, or rule/mn-keloid, parameter/..., list/..., "
                "answer/..., section/..., change/...",
                .fallback = "all of it"),
    OPTION_TEXT("sign", key, "KEY",
                "sign with this SSH key: run ssh-keygen -Y sign -n precare-rules"),
    OPTION_SWITCH("yes", yes, "do not ask"),
};

static const struct cli_exit approve_exits[] = {
    {CLI_OK, "approved"},
    {CLI_UNREADABLE, "the rules do not load, or ssh-keygen did not sign; nothing is approved"},
    {CLI_FALSE, "nobody said yes; nothing is approved"},
};

const struct cli_command approve_command = {
    .name = "approve",
    .run = approve_run,
    .summary = "say what changed since the last approval, and approve the rules as they are",
    .about = "An approval is of a text, item by item: any later change of a confirmed item makes "
             "it stale, and comments, spacing and order do not. It is a file in the directory "
             "`approvals` of the last directory of the rules.",
    .options = OPTION_SET(approve_options),
    CLI_EXITS_OF(approve_exits),
};
