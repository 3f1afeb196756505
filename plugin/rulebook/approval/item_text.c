/* SPDX-License-Identifier: MIT
 *
 * What is written, as bytes without comments, spacing and order (item_text.h). Called by items.c;
 * pure. A document has at most sixteen levels, so the functions may call themselves. Without memory
 * the bufs or the arena stay failed.
 */
#include "rulebook/approval/item_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

#define ITEM_WORDS "precare item 1"

struct piece { /* of a list or a map, written already */
    const char *at;
    size_t len;
};

static int piece_order(const void *a, const void *b)
{
    const struct piece *x = a, *y = b;
    size_t len = x->len < y->len ? x->len : y->len;
    int order = memcmp(x->at, y->at, len);

    return order != 0 ? order : (x->len > y->len) - (x->len < y->len);
}

static void length_write(struct buf *out, size_t len)
{
    char bytes[4] = {(char)(len >> 24), (char)(len >> 16), (char)(len >> 8), (char)len};

    buf_add(out, bytes, sizeof bytes);
}

static void text_write(struct buf *out, struct span text)
{
    buf_char(out, 't');
    length_write(out, text.len);
    buf_add(out, text.at, text.len);
}

/* Puts what was written from starts[0] on into the order of its pieces. */
static void pieces_sort(struct item_writer *w, const size_t *starts, uint32_t count)
{
    struct piece *at = arena_array(w->scratch, count, sizeof *at);
    bool sorted = true;

    if (at == NULL || w->out.failed) {
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        at[i] = (struct piece){w->out.at + starts[i], starts[i + 1] - starts[i]};
        sorted = sorted && (i == 0 || piece_order(&at[i - 1], &at[i]) <= 0);
    }
    if (sorted) {
        return;
    }
    qsort(at, count, sizeof *at, piece_order);
    w->aside.len = 0;
    for (uint32_t i = 0; i < count; i++) {
        buf_add(&w->aside, at[i].at, at[i].len);
    }
    if (!w->aside.failed) {
        memcpy(w->out.at + starts[0], w->aside.at, w->aside.len);
    }
}

static void node_write(struct item_writer *w, const struct node *n, const char *leave_out);

static void entries_write(struct item_writer *w, const struct node *const *places, uint32_t count,
                          const char *leave_out)
{
    size_t *starts;
    uint32_t most = 0, written = 0;

    for (uint32_t p = 0; p < count; p++) {
        most += places[p]->count;
    }
    starts = arena_array(w->scratch, (size_t)most + 1, sizeof *starts);
    for (uint32_t p = 0; starts != NULL && p < count; p++) {
        const struct node *n = places[p];

        for (uint32_t i = 0; i < n->count; i++) {
            bool named = n->kind == NODE_MAP;

            if (named && leave_out != NULL && span_same(n->keys[i]->text, span_of(leave_out))) {
                continue;
            }
            starts[written++] = w->out.len;
            if (named) {
                text_write(&w->out, n->keys[i]->text);
            }
            node_write(w, n->items[i], NULL);
        }
    }
    if (starts != NULL && written > 1) {
        starts[written] = w->out.len;
        pieces_sort(w, starts, written);
    }
}

static void node_write(struct item_writer *w, const struct node *n, const char *leave_out)
{
    if (n->kind == NODE_TEXT) {
        text_write(&w->out, n->text);
        return;
    }
    buf_char(&w->out, n->kind == NODE_MAP ? '{' : '[');
    entries_write(w, &n, 1, leave_out);
    buf_char(&w->out, n->kind == NODE_MAP ? '}' : ']');
}

/* Several things of one name: each whole, in any order. */
static void things_write(struct item_writer *w, const struct node *const *places, uint32_t count)
{
    size_t *starts = arena_array(w->scratch, (size_t)count + 1, sizeof *starts);

    for (uint32_t i = 0; starts != NULL && i < count; i++) {
        starts[i] = w->out.len;
        node_write(w, places[i], NULL);
    }
    if (starts != NULL) {
        starts[count] = w->out.len;
        pieces_sort(w, starts, count);
    }
}

void item_digest(struct item_writer *w, const char *kind, struct span name,
                 const struct node *const *places, uint32_t count, uint8_t digest_r[32])
{
    struct sha256 sha;

    w->out.len = 0;
    buf_add(&w->out, ITEM_WORDS, sizeof ITEM_WORDS);
    text_write(&w->out, span_of(kind));
    text_write(&w->out, name);
    if (count == 1) {
        node_write(w, places[0], w->leave_out);
    } else if (w->apart) {
        things_write(w, places, count);
    } else {
        buf_char(&w->out, '{');
        entries_write(w, places, count, w->leave_out);
        buf_char(&w->out, '}');
    }
    sha256_begin(&sha);
    sha256_add(&sha, w->out.at != NULL ? w->out.at : "", w->out.len);
    sha256_end(&sha, digest_r);
}
