/* SPDX-License-Identifier: MIT
 *
 * All files of a set of rules as one text, and back (pack.h). Called by reload, open and `precare
 * approve`. Pure, any thread. Fails with -1: no memory, or it is no pack.
 */
#include "rulebook/pack.h"

#include <string.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/seam.h"

#define PACK_HEAD "precare-rules-set/1\n"
#define PACK_FILES 100000u

static void pack_hash(struct rule_pack *pack)
{
    struct sha256 sha;
    uint8_t digest[32];

    sha256_begin(&sha);
    sha256_add(&sha, pack->bytes, pack->len);
    sha256_end(&sha, digest);
    hex_of(digest, sizeof digest, pack->hash);
}

static void file_put(const struct rule_file *file, struct buf *out)
{
    buf_printf(out, "%zu %zu ", file->len, strlen(file->name));
    buf_text(out, file->name);
    buf_char(out, '\n');
    buf_add(out, file->bytes, file->len);
    buf_char(out, '\n');
}

int pack_make(const struct rule_files *files, struct rule_pack *pack_r)
{
    struct buf out = {0};

    buf_text(&out, PACK_HEAD);
    for (uint32_t i = 0; i < files->count; i++) {
        file_put(&files->at[i], &out);
    }
    for (uint32_t i = 0; i < files->approval_count; i++) {
        file_put(&files->approvals[i], &out);
    }
    *pack_r = (struct rule_pack){.len = out.len};
    pack_r->bytes = buf_take(&out);
    if (pack_r->bytes == NULL) {
        return -1;
    }
    pack_hash(pack_r);
    return 0;
}

/* A number and a space at *at; false: none, or more than `most`. */
static bool number_take(const char **at, const char *end, size_t most, size_t *n_r)
{
    size_t n = 0;
    const char *p = *at;

    while (p < end && *p >= '0' && *p <= '9' && n <= most) {
        n = n * 10 + (size_t)(*p++ - '0');
    }
    if (p == *at || p == end || *p != ' ' || n > most) {
        return false;
    }
    *at = p + 1;
    *n_r = n;
    return true;
}

/* The next file of a pack; name not NUL-terminated. */
static bool file_take(const char **at, const char *end, struct span *name_r,
                      struct rule_file *file_r)
{
    size_t len, name_len;

    if (!number_take(at, end, (size_t)(end - *at), &len) ||
        !number_take(at, end, 65536, &name_len)) {
        return false;
    }
    if (name_len + 2 > (size_t)(end - *at) || len > (size_t)(end - *at) - name_len - 2) {
        return false;
    }
    *name_r = (struct span){*at, (uint32_t)name_len};
    file_r->bytes = *at + name_len + 1;
    file_r->len = len;
    if (file_r->bytes[-1] != '\n' || file_r->bytes[len] != '\n') {
        return false;
    }
    *at = file_r->bytes + len + 1;
    return true;
}

static bool head_take(const struct rule_pack *pack, const char **at_r, const char **end_r)
{
    size_t head = sizeof PACK_HEAD - 1;

    *at_r = pack->bytes + head;
    *end_r = pack->bytes + pack->len;
    return pack->len >= head && memcmp(pack->bytes, PACK_HEAD, head) == 0;
}

int pack_files(const struct rule_pack *pack, struct rule_files *files_r)
{
    const char *at, *end;
    struct span name;
    struct rule_file file;
    uint32_t count = 0;

    memset(files_r, 0, sizeof *files_r);
    if (!head_take(pack, &at, &end)) {
        return -1;
    }
    for (const char *p = at; p < end; count++) {
        if (count == PACK_FILES || !file_take(&p, end, &name, &file)) {
            return -1;
        }
    }
    arena_begin(&files_r->arena, NULL, 0, 0);
    files_r->at = arena_array(&files_r->arena, count > 0 ? count : 1, sizeof *files_r->at);
    files_r->approvals = arena_array(&files_r->arena, count > 0 ? count : 1, sizeof *files_r->at);
    for (uint32_t i = 0; !files_r->arena.failed && i < count; i++) {
        (void)file_take(&at, end, &name, &file);
        file.name = arena_text(&files_r->arena, name.at, name.len);
        if (file.name != NULL && file_is_approval(file.name)) {
            files_r->approvals[files_r->approval_count++] = file;
        } else {
            files_r->at[files_r->count++] = file;
        }
    }
    if (files_r->arena.failed) {
        arena_end(&files_r->arena);
        return -1;
    }
    return 0;
}

int pack_of(char *bytes, size_t len, struct rule_pack *pack_r)
{
    struct rule_pack pack = {.bytes = bytes, .len = len};
    const char *at, *end;
    struct span name;
    struct rule_file file;

    if (!head_take(&pack, &at, &end)) {
        return -1;
    }
    while (at < end) {
        if (!file_take(&at, end, &name, &file)) {
            return -1;
        }
    }
    pack_hash(&pack);
    *pack_r = pack;
    return 0;
}

void pack_end(struct rule_pack *pack)
{
    mem_drop(pack->bytes);
    *pack = (struct rule_pack){0};
}
