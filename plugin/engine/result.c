/* SPDX-License-Identifier: MIT
 *
 * Packs a public record into one block, in one walk over its layout: a table of where each struct's texts and arrays
 * stand. The block's room is guessed; where it was too small, the walk has measured, and is done again. Fails only
 * without memory, with NULL.
 */
#include "engine/result.h"

#include <stddef.h>
#include <string.h>

#include "base/seam.h"
#include "engine/build.h"

#define RESULT_MAGIC 0x70726573u /* "pres" */

struct layout;

struct layout_array {
    size_t at;                   /* of the precare_array */
    const struct layout *layout; /* of an element; NULL: const char * */
};

struct layout {
    size_t size;
    const size_t *texts;
    uint32_t text_count, array_count;
    const struct layout_array *arrays;
};

#define COUNT(a) (uint32_t)(sizeof(a) / sizeof(a)[0])
#define LAYOUT(type, texts_, arrays_)                                                              \
    {                                                                                              \
        sizeof(type), texts_, COUNT(texts_), COUNT(arrays_), arrays_                               \
    }
#define LEAVES(type, texts_)                                                                       \
    {                                                                                              \
        sizeof(type), texts_, COUNT(texts_), 0, NULL                                               \
    }

static const size_t task_texts[] = {offsetof(precare_task, what),
                                    offsetof(precare_task, tell_patient), offsetof(precare_task, due)};
static const struct layout task_layout = LEAVES(precare_task, task_texts);

static const size_t alert_texts[] = {offsetof(precare_alert, channel), offsetof(precare_alert, say)};
static const struct layout alert_layout = LEAVES(precare_alert, alert_texts);

static const size_t book_texts[] = {offsetof(precare_rulebook, id), offsetof(precare_rulebook, version),
                                    offsetof(precare_rulebook, status),
                                    offsetof(precare_rulebook, hash)};
static const struct layout book_layout = LEAVES(precare_rulebook, book_texts);

static const size_t question_texts[] = {offsetof(precare_question, about)};
static const struct layout_array question_arrays[] = {{offsetof(precare_question, rules), NULL},
                                                      {offsetof(precare_question, ask), NULL}};
static const struct layout question_layout = LAYOUT(precare_question, question_texts, question_arrays);

static const size_t finding_texts[] = {
    offsetof(precare_finding, finding_id), offsetof(precare_finding, rule),
    offsetof(precare_finding, rulebook),   offsetof(precare_finding, fingerprint),
    offsetof(precare_finding, title),      offsetof(precare_finding, topic),
    offsetof(precare_finding, say),        offsetof(precare_finding, move_to),
    offsetof(precare_finding, ask),        offsetof(precare_finding, basis),
    offsetof(precare_finding, because),    offsetof(precare_finding, detail),
    offsetof(precare_finding, cleared_by), offsetof(precare_finding, cleared_reason),
    offsetof(precare_finding, cleared_on), offsetof(precare_finding, changed_by),
};
static const struct layout_array finding_arrays[] = {
    {offsetof(precare_finding, matched), NULL},
    {offsetof(precare_finding, due), NULL},
    {offsetof(precare_finding, tasks), &task_layout},
    {offsetof(precare_finding, override_by), NULL},
    {offsetof(precare_finding, override_reasons), NULL},
    {offsetof(precare_finding, source_refs), NULL},
    {offsetof(precare_finding, statements), NULL},
    {offsetof(precare_finding, alerts), &alert_layout},
    {offsetof(precare_finding, missing), NULL},
};
static const struct layout finding_layout = LAYOUT(precare_finding, finding_texts, finding_arrays);

static const size_t result_texts[] = {
    offsetof(precare_result, evaluation_id),  offsetof(precare_result, event_id),
    offsetof(precare_result, reference_date), offsetof(precare_result, today),
    offsetof(precare_result, error_path),     offsetof(precare_result, error_message),
};
static const struct layout_array result_arrays[] = {
    {offsetof(precare_result, rulebooks), &book_layout},
    {offsetof(precare_result, findings), &finding_layout},
    {offsetof(precare_result, questions), &question_layout},
    {offsetof(precare_result, shadow), &finding_layout},
};
static const struct layout result_layout = LAYOUT(precare_result, result_texts, result_arrays);

struct packer {
    unsigned char *block;
    size_t room, used; /* used grows beyond room where the guess was too small: then it is what is needed */
};

/* NULL: no room; what follows is only measured. */
static inline void *pack_room(struct packer *p, size_t size, size_t align)
{
    size_t at = (p->used + align - 1) & ~(align - 1);
    p->used = at + size;
    return p->used <= p->room ? p->block + at : NULL;
}

static void pack_pieces(struct packer *p, const struct layout *layout, const unsigned char *from,
                        unsigned char *to);

/* In all of these `to` is the copy of `from`, or NULL while measuring. */
static inline void pack_text(struct packer *p, const unsigned char *from, unsigned char *to)
{
    const char *text;
    memcpy(&text, from, sizeof text);
    if (!text)
        return;
    size_t size = strlen(text) + 1;
    char *copy = pack_room(p, size, 1);
    if (copy && to) {
        memcpy(copy, text, size);
        memcpy(to, &copy, sizeof copy);
    }
}

static void pack_array(struct packer *p, const struct layout_array *one, const unsigned char *from,
                       unsigned char *to)
{
    precare_array array;
    memcpy(&array, from, sizeof array);
    size_t size = one->layout ? one->layout->size : sizeof(char *);
    const unsigned char *items = array.items;
    unsigned char *copy = pack_room(p, size * array.count, sizeof(void *));
    if (copy && array.count)
        memcpy(copy, items, size * array.count);
    for (uint32_t i = 0; i < array.count; i++) {
        unsigned char *element = copy ? copy + i * size : NULL;
        if (one->layout)
            pack_pieces(p, one->layout, items + i * size, element);
        else
            pack_text(p, items + i * size, element);
    }
    array.items = array.count ? copy : NULL;
    array.stride = (uint32_t)size;
    if (to)
        memcpy(to, &array, sizeof array);
}

static void pack_pieces(struct packer *p, const struct layout *layout, const unsigned char *from,
                        unsigned char *to)
{
    for (uint32_t i = 0; i < layout->text_count; i++)
        pack_text(p, from + layout->texts[i], to ? to + layout->texts[i] : NULL);
    for (uint32_t i = 0; i < layout->array_count; i++)
        pack_array(p, &layout->arrays[i], from + layout->arrays[i].at,
                   to ? to + layout->arrays[i].at : NULL);
}

/* The paths stand one behind the other: they are copied at once, and pointed at anew. */
static void pack_paths(struct packer *p, const struct paths *paths, precare_array *to)
{
    const char **at = pack_room(p, paths->count * sizeof *at, sizeof(void *));
    char *text = pack_room(p, paths->len, 1);
    if (!text || !paths->count)
        return;
    memcpy(text, paths->text, paths->len);
    for (uint32_t i = 0; i < paths->count; i++)
        at[i] = text + (paths->at[i] - paths->text);
    *to = (precare_array){at, paths->count, sizeof *at};
}

/* Everything into the packer's block, whose head is `r`. */
static void pack_all(struct packer *p, const struct packing *from, struct result *r)
{
    size_t facts_size = from->facts ? from->out.findings.count * sizeof *from->facts : 0;
    struct finding_facts *facts = pack_room(p, facts_size, sizeof(uint64_t));
    *r = (struct result){.magic = RESULT_MAGIC, .facts = facts, .out = from->out};
    if (facts && facts_size)
        memcpy(facts, from->facts, facts_size);
    pack_pieces(p, &result_layout, (const unsigned char *)&from->out, (unsigned char *)&r->out);
    r->out.unmatched = (precare_array){NULL, 0, sizeof(char *)};
    pack_paths(p, &from->unmatched, &r->out.unmatched);
    r->out.notes = (precare_array){r->notes, 0, sizeof *r->notes};
    const precare_note *notes = from->out.notes.items;
    for (uint32_t i = 0; i < from->out.notes.count; i++)
        result_note(r, notes[i].code, notes[i].text);
    r->size = (uint32_t)p->used;
}

#define ROOM_ALONE 640   /* what a result without findings needs beside its head, mostly */
#define ROOM_FINDING 896 /* and each finding */

struct result *result_pack(const struct packing *from)
{
    const precare_result *out = &from->out;
    struct packer p = {NULL, sizeof(struct result) + ROOM_ALONE + from->unmatched.len,
                       sizeof(struct result)};
    p.room += ((size_t)out->findings.count + out->shadow.count) * ROOM_FINDING +
              from->unmatched.count * sizeof(char *);
    for (int pass = 0; pass < 2; pass++) {
        p.block = mem_grow(NULL, p.room);
        if (!p.block)
            return NULL;
        p.used = sizeof(struct result);
        pack_all(&p, from, (struct result *)(void *)p.block);
        if (p.used <= p.room)
            return (struct result *)(void *)p.block;
        mem_drop(p.block);
        p.room = p.used;
        if (p.room > UINT32_MAX)
            break;
    }
    return NULL;
}

struct result *result_not_evaluated(const char *event_id, const char *evaluation_id,
                                    const char *error_path, const char *error_message)
{
    struct packing packing = {.out = {.struct_size = sizeof packing.out,
                                      .overall = PRECARE_NOT_EVALUATED,
                                      .coverage = PRECARE_NOT_EVALUATED,
                                      .evaluation_id = evaluation_id,
                                      .event_id = event_id,
                                      .error_path = error_path,
                                      .error_message = error_message}};
    return result_pack(&packing);
}

static const char *note_copy(struct result *r, const char *text)
{
    size_t len = strlen(text) + 1;
    if (len > sizeof r->note_text - r->note_used)
        return NULL;
    char *copy = memcpy(r->note_text + r->note_used, text, len);
    r->note_used += (uint32_t)len;
    return copy;
}

bool result_note(struct result *r, const char *code, const char *text)
{
    if (r->out.notes.count == RESULT_NOTES)
        return false;
    const char *own_code = note_copy(r, code);
    const char *own_text = own_code ? note_copy(r, text) : NULL;
    if (!own_text)
        return false;
    r->notes[r->out.notes.count++] = (precare_note){own_code, own_text};
    return true;
}

void result_ref(struct result *r, const char *ref)
{
    size_t len = strlen(ref);
    if (len >= sizeof r->ref)
        len = sizeof r->ref - 1;
    memcpy(r->ref, ref, len);
    r->ref[len] = '\0';
    r->out.ref = r->ref;
}

struct result *result_of(const precare_result *out)
{
    if (!out)
        return NULL;
    struct result *r = (struct result *)((uintptr_t)out - offsetof(struct result, out));
    return r->magic == RESULT_MAGIC ? r : NULL;
}

void result_drop(struct result **r)
{
    if (*r)
        (*r)->magic = 0;
    mem_drop(*r);
    *r = NULL;
}
