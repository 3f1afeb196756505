/* SPDX-License-Identifier: MIT
 *
 * A result's head, its notes and its end; what stands in it is build.c's. Fails only without
 * memory, with NULL, or without room for a note, which is then left out.
 */
#include "engine/result.h"

#include <stddef.h>
#include <string.h>

#include "base/seam.h"
#include "engine/build.h"

#define RESULT_MAGIC 0x70726573u /* "pres" */

#define NOTES_ROOM (RESULT_NOTES * sizeof(precare_note) + RESULT_NOTE_BYTES)

struct result *result_begin(struct block *b, size_t guess, bool notes)
{
    struct result *r;
    size_t room = sizeof *r + (notes ? NOTES_ROOM : 0) + guess;

    *b = (struct block){.at = room <= UINT32_MAX ? mem_grow(NULL, room) : NULL,
                        .room = (uint32_t)room};
    r = b->at != NULL ? block_cut(b, sizeof *r, sizeof(void *)) : NULL;
    if (r == NULL) {
        return NULL;
    }
    *r = (struct result){.magic = RESULT_MAGIC, .out = {.struct_size = sizeof r->out}};
    if (notes) {
        r->notes = block_cut(b, RESULT_NOTES * sizeof *r->notes, sizeof(void *));
        r->note_text = block_cut(b, RESULT_NOTE_BYTES, 1);
    }
    r->out.notes = (precare_array){r->notes, 0, sizeof *r->notes};
    return r;
}

bool result_end(struct result **r, const struct block *b)
{
    if (*r != NULL && !b->full) {
        (*r)->size = b->used;
        return true;
    }
    result_drop(r);
    return false;
}

static size_t text_size(const char *s)
{
    return s != NULL ? strlen(s) + 1 : 0;
}

struct result *result_not_evaluated(const char *event_id, const char *evaluation_id,
                                    const char *error_path, const char *error_message)
{
    struct block b;
    size_t room = text_size(event_id) + text_size(evaluation_id) + text_size(error_path) +
                  text_size(error_message);
    struct result *r = result_begin(&b, room, true);

    if (r == NULL) {
        return NULL;
    }
    r->out.overall = PRECARE_NOT_EVALUATED;
    r->out.coverage = PRECARE_NOT_EVALUATED;
    r->out.evaluation_id = block_text(&b, evaluation_id);
    r->out.event_id = block_text(&b, event_id);
    r->out.error_path = block_text(&b, error_path);
    r->out.error_message = block_text(&b, error_message);
    return result_end(&r, &b) ? r : NULL;
}

static const char *note_copy(struct result *r, const char *text)
{
    size_t len = strlen(text) + 1;

    if (len > RESULT_NOTE_BYTES - r->note_used) {
        return NULL;
    }
    char *copy = memcpy(r->note_text + r->note_used, text, len);
    r->note_used += (uint32_t)len;
    return copy;
}

bool result_note(struct result *r, const char *code, const char *text)
{
    if (r->notes == NULL || r->out.notes.count == RESULT_NOTES) {
        return false;
    }
    const char *own_code = note_copy(r, code);
    const char *own_text = own_code != NULL ? note_copy(r, text) : NULL;
    if (own_text == NULL) {
        return false;
    }
    r->notes[r->out.notes.count++] = (precare_note){own_code, own_text};
    return true;
}

void result_ref(struct result *r, const char *ref)
{
    size_t len = strlen(ref);

    if (len >= sizeof r->ref) {
        len = sizeof r->ref - 1;
    }
    memcpy(r->ref, ref, len);
    r->ref[len] = '\0';
    r->out.ref = r->ref;
}

struct result *result_of(const precare_result *out)
{
    if (out == NULL) {
        return NULL;
    }
    struct result *r = (struct result *)((uintptr_t)out - offsetof(struct result, out));
    return r->magic == RESULT_MAGIC ? r : NULL;
}

void result_drop(struct result **r)
{
    if (*r != NULL) {
        (*r)->magic = 0;
    }
    mem_drop(*r);
    *r = NULL;
}
