/* SPDX-License-Identifier: MIT
 *
 * The file of one sitting (approval_file.h): its keys as a table, its seal, its items. Called by
 * judge.c for what lies beside the rules, and by `precare approve`. Pure, any thread. Whatever is
 * wrong with a file is A505: nothing of it counts.
 */
#include "rulebook/approval/approval_file.h"

#include <string.h>

#include "base/hash.h"
#include "base/reader.h"

#define SEAL_HEAD "seal: \""
#define SEAL_LINE (sizeof SEAL_HEAD - 1 + 64 + 2) /* with its end */

WORDS(approval_format, NULL, "precare-approval/1");

struct approval_read {
    const struct node *format, *rulebook, *overlay, *sitting, *by, *at, *version, *hash, *text,
        *items, *gone, *seal;
};

static const struct key approval_keys[] = {
    KEY(approval_read, format, "format", CHOICE, KEY_REQUIRED, .words = &words_approval_format,
        .doc = "The first line of every approval"),
    KEY(approval_read, rulebook, "rulebook", ID, 0, .doc = "The rulebook that is approved"),
    KEY(approval_read, overlay, "overlay", ID, 0, .doc = "Or the overlay"),
    KEY(approval_read, sitting, "sitting", NUMBER, KEY_REQUIRED,
        .doc = "Its number, as in the file's name"),
    KEY(approval_read, by, "by", TEXT, KEY_REQUIRED, .doc = "Who approved"),
    KEY(approval_read, at, "at", WHEN, KEY_REQUIRED, .doc = "When"),
    KEY(approval_read, version, "version", TEXT, KEY_REQUIRED, .doc = "The version then"),
    KEY(approval_read, hash, "hash", TEXT, KEY_REQUIRED, .doc = "The semantic hash then"),
    KEY(approval_read, text, "text", TEXT, KEY_REQUIRED,
        .doc = "The copy of what was read, approvals/TEXT.text"),
    KEY(approval_read, items, "items", ANY, 0, .doc = "What is confirmed, with its fingerprint"),
    KEY(approval_read, gone, "gone", TEXTS, 0, .doc = "What was taken out"),
    KEY(approval_read, seal, "seal", TEXT, KEY_REQUIRED, .doc = "The hash of all lines above"),
};
static const struct table approval_table =
    KEY_TABLE("approval", approval_keys, approval_read, "One sitting in which rules are approved");

/* ---- reading ---- */

struct approval_reading {
    const struct rule_file *file;
    struct arena *arena;
    struct faults *faults;
};

static bool file_refuse(struct approval_reading *r, const char *what, const char *why)
{
    struct fault *f =
        fault_add(r->faults, FAULT_A505, (struct place){.file = r->file->name}, "%s", what);

    fault_why(r->faults, f, "%s", why);
    fault_fix(r->faults, f,
              "Put the file back as it was, or move it away and approve again: precare approve");
    return false;
}

static void seal_of(const char *bytes, size_t len, char hex_r[65])
{
    struct sha256 sha;
    uint8_t digest[32];

    sha256_begin(&sha);
    sha256_add(&sha, bytes, len);
    sha256_end(&sha, digest);
    hex_of(digest, sizeof digest, hex_r);
}

static bool seal_holds(const struct rule_file *file)
{
    char line[SEAL_LINE + 1] = SEAL_HEAD;

    if (file->len < SEAL_LINE || file->bytes == NULL) {
        return false;
    }
    size_t body = file->len - SEAL_LINE;
    seal_of(file->bytes, body, line + sizeof SEAL_HEAD - 1);
    memcpy(line + SEAL_LINE - 2, "\"\n", 3);
    return memcmp(file->bytes + body, line, SEAL_LINE) == 0;
}

static const char *text_copy(struct approval_reading *r, const struct node *n)
{
    return n != NULL ? arena_text(r->arena, n->text.at, n->text.len) : NULL;
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool digest_read(struct span hex, uint8_t digest_r[32])
{
    for (uint32_t i = 0; hex.len == 64 && i < 32; i++) {
        int high = hex_digit(hex.at[2 * i]), low = hex_digit(hex.at[2 * i + 1]);

        if (high < 0 || low < 0) {
            return false;
        }
        digest_r[i] = (uint8_t)(high * 16 + low);
    }
    return hex.len == 64;
}

/* "rule/mn-keloid" */
static bool item_name_read(struct approval_reading *r, struct span text, struct item *item_r)
{
    for (uint32_t kind = 0; kind < ITEM_KINDS; kind++) {
        size_t len = strlen(item_kind_words[kind]);

        if (text.len > len + 1 && memcmp(text.at, item_kind_words[kind], len) == 0 &&
            text.at[len] == '/') {
            char *name = arena_text(r->arena, text.at + len + 1, text.len - len - 1);

            *item_r = (struct item){.kind = kind, .name = {name, text.len - (uint32_t)len - 1}};
            return name != NULL;
        }
    }
    return false;
}

static bool items_read(struct approval_reading *r, const struct node *n, struct approval *a)
{
    struct item *at = n != NULL ? arena_array(r->arena, (size_t)n->count + 1, sizeof *at) : NULL;

    a->items = at;
    for (uint32_t i = 0; at != NULL && i < n->count; i++) {
        if (n->kind != NODE_MAP || n->items[i]->kind != NODE_TEXT ||
            !item_name_read(r, n->keys[i]->text, &at[i]) ||
            !digest_read(n->items[i]->text, at[i].digest)) {
            return false;
        }
        a->item_count++;
    }
    return n == NULL || (at != NULL && n->kind == NODE_MAP);
}

static bool gone_read(struct approval_reading *r, const struct node *n, struct approval *a)
{
    struct item *at = n != NULL ? arena_array(r->arena, (size_t)n->count + 1, sizeof *at) : NULL;

    a->gone = at;
    for (uint32_t i = 0; at != NULL && i < n->count; i++) {
        if (!item_name_read(r, n->items[i]->text, &at[i])) {
            return false;
        }
        a->gone_count++;
    }
    return n == NULL || at != NULL;
}

static bool head_fits(struct approval_reading *r, const struct approval_read *read,
                      struct approval *a)
{
    struct span id;
    const struct node *of = read->overlay != NULL ? read->overlay : read->rulebook;
    struct when at;
    char number[12];

    if (!approval_name_read(r->file->name, &id, &a->number)) {
        return file_refuse(r, "the name of this approval is not ID.NUMBER.approval",
                           "Approvals are counted by their names: one that was renamed could stand "
                           "for another.");
    }
    struct buf text = {.at = NULL};
    buf_int(&text, a->number);
    bool named = text.at != NULL && text.len < sizeof number && of != NULL &&
                 (read->overlay == NULL) != (read->rulebook == NULL) && span_same(id, of->text) &&
                 span_same(read->sitting->text, span_of(text.at));
    buf_end(&text);
    if (!named) {
        return file_refuse(r, "this approval is of another text than its name says",
                           "A file that was copied or renamed would approve what nobody read.");
    }
    if (when_read(read->at->text.at, read->at->text.len, NULL, &at) != 0 ||
        at.kind != WHEN_INSTANT) {
        return file_refuse(r, "this approval does not say when it was given",
                           "Its day is needed to hold it against the keys of that day.");
    }
    a->of_overlay = read->overlay != NULL;
    a->of = text_copy(r, of);
    a->by = text_copy(r, read->by);
    a->at = text_copy(r, read->at);
    a->at_utc = at.utc;
    a->version = text_copy(r, read->version);
    a->hash = text_copy(r, read->hash);
    a->text = text_copy(r, read->text);
    return true;
}

static bool tree_read(struct approval_reading *r, const struct node *top, struct faults *own,
                      struct approval *a)
{
    struct approval_read read;
    struct reader reader = {.faults = own, .arena = r->arena, .file = r->file->name};

    if (top == NULL || top->kind != NODE_MAP ||
        !reader_read(&reader, &approval_table, top, &read) || faults_any(own)) {
        const char *why = own->count > 0 ? own->items[0].what : "it is no map of keys";

        return file_refuse(r, "this approval cannot be read", why);
    }
    if (!head_fits(r, &read, a)) {
        return false;
    }
    if (!items_read(r, read.items, a) || !gone_read(r, read.gone, a)) {
        return file_refuse(r, "an item of this approval cannot be read",
                           "Each is a kind and a name, as rule/mn-keloid, with its fingerprint.");
    }
    return true;
}

bool approval_read(const struct rule_file *file, struct arena *arena, struct faults *faults,
                   struct approval *approval_r)
{
    const struct node_limits limits = {.bytes = APPROVAL_BYTES};
    struct approval_reading r = {file, arena, faults};
    struct arena nodes;
    struct faults own;

    *approval_r = (struct approval){.file = arena_text(arena, file->name, strlen(file->name))};
    if (!seal_holds(file)) {
        return file_refuse(&r, "this approval is not as it was written: its seal does not hold",
                           "A byte of it was changed, or a part of it is missing, since it was "
                           "given.");
    }
    arena_begin(&nodes, NULL, 0, 0);
    faults_begin(&own);
    struct node *top = yaml_read(file->bytes, file->len, file->name, &limits, &nodes, &own);
    bool good = tree_read(&r, top, &own, approval_r);
    faults->lost = faults->lost || own.lost || arena->failed;
    faults_end(&own);
    arena_end(&nodes);
    return good && !arena->failed;
}

bool approval_name_read(const char *path, struct span *id_r, uint32_t *number_r)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    const char *end = strstr(name, ".approval");
    uint32_t number = 0;

    if (end == NULL || strcmp(end, ".approval") != 0) {
        return false;
    }
    const char *dot = memchr(name, '.', (size_t)(end - name));
    if (dot == NULL || dot + 1 == end || dot[1] == '0' || end - dot > 7) {
        return false;
    }
    for (const char *p = dot + 1; p < end; p++) {
        if (*p < '0' || *p > '9') {
            return false;
        }
        number = number * 10 + (uint32_t)(*p - '0');
    }
    *id_r = (struct span){name, (uint32_t)(dot - name)};
    *number_r = number;
    return reader_is_id(*id_r);
}

/* ---- writing ---- */

bool approval_by_good(const char *by)
{
    size_t len = strlen(by);

    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)by[i] < 0x20 || by[i] == 0x7f || by[i] == '"' || by[i] == '\\') {
            return false;
        }
    }
    return len > 0 && len <= 200 && by[0] != ' ' && by[len - 1] != ' ' && utf8_valid(by, len, NULL);
}

static void quoted_line(struct buf *out, const char *key, const char *value)
{
    buf_printf(out, "%s: \"%s\"\n", key, value != NULL ? value : "");
}

void approval_write(const struct approval *a, struct buf *out)
{
    char hex[65];

    buf_printf(out, "format: precare-approval/1\n%s: %s\nsitting: %u\n",
               a->of_overlay ? "overlay" : "rulebook", a->of, a->number);
    quoted_line(out, "by", a->by);
    quoted_line(out, "at", a->at);
    quoted_line(out, "version", a->version);
    quoted_line(out, "hash", a->hash);
    quoted_line(out, "text", a->text);
    buf_text(out, a->item_count > 0 ? "items:\n" : "");
    for (uint32_t i = 0; i < a->item_count; i++) {
        hex_of(a->items[i].digest, 32, hex);
        buf_printf(out, "  \"%s/%.*s\": \"%s\"\n", item_kind_words[a->items[i].kind],
                   (int)a->items[i].name.len, a->items[i].name.at, hex);
    }
    buf_text(out, a->gone_count > 0 ? "gone:\n" : "");
    for (uint32_t i = 0; i < a->gone_count; i++) {
        buf_printf(out, "  - \"%s/%.*s\"\n", item_kind_words[a->gone[i].kind],
                   (int)a->gone[i].name.len, a->gone[i].name.at);
    }
    seal_of(out->at != NULL ? out->at : "", out->len, hex);
    buf_printf(out, SEAL_HEAD "%s\"\n", hex);
}
