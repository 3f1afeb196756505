/* SPDX-License-Identifier: MIT
 *
 * Packs a public record into one block: the same walk over its layout measures first and copies then. The layout is a
 * table of where each struct's texts and arrays stand. Fails only without memory, with NULL.
 */
#include "engine/result.h"

#include <stddef.h>
#include <string.h>

#include "base/hash.h"
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
    {offsetof(precare_result, unmatched), NULL},
};
static const struct layout result_layout = LAYOUT(precare_result, result_texts, result_arrays);

struct packer {
    unsigned char *at; /* NULL: measuring */
    size_t used;
};

static void *pack_bytes(struct packer *p, const void *from, size_t size, size_t align)
{
    p->used = (p->used + align - 1) & ~(align - 1);
    void *to = p->at ? p->at + p->used : NULL;
    if (to && size)
        memcpy(to, from, size);
    p->used += size;
    return to;
}

static void pack_pieces(struct packer *p, const struct layout *layout, const unsigned char *from,
                        unsigned char *to);

/* In all of these `to` is the copy of `from`, or NULL while measuring. */
static void pack_text(struct packer *p, const unsigned char *from, unsigned char *to)
{
    const char *text;
    memcpy(&text, from, sizeof text);
    if (!text)
        return;
    const char *copy = pack_bytes(p, text, strlen(text) + 1, 1);
    if (to)
        memcpy(to, &copy, sizeof copy);
}

static void pack_array(struct packer *p, const struct layout_array *one, const unsigned char *from,
                       unsigned char *to)
{
    precare_array array;
    memcpy(&array, from, sizeof array);
    size_t size = one->layout ? one->layout->size : sizeof(char *);
    const unsigned char *items = array.items;
    unsigned char *copy = pack_bytes(p, items, size * array.count, sizeof(void *));
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

struct result *result_pack(const precare_result *out, const struct finding_facts *facts)
{
    struct packer measure = {NULL, sizeof(struct result)};
    size_t facts_size = facts ? out->findings.count * sizeof *facts : 0;
    pack_bytes(&measure, facts, facts_size, sizeof(uint64_t));
    pack_pieces(&measure, &result_layout, (const unsigned char *)out, NULL);
    if (measure.used > UINT32_MAX)
        return NULL;
    struct result *r = mem_new(measure.used);
    if (!r)
        return NULL;
    struct packer copy = {(unsigned char *)r, sizeof *r};
    r->magic = RESULT_MAGIC;
    r->size = (uint32_t)measure.used;
    r->out = *out;
    r->facts = pack_bytes(&copy, facts, facts_size, sizeof(uint64_t));
    pack_pieces(&copy, &result_layout, (const unsigned char *)out, (unsigned char *)&r->out);
    r->out.notes = (precare_array){r->notes, 0, sizeof *r->notes};
    const precare_note *notes = out->notes.items;
    for (uint32_t i = 0; i < out->notes.count; i++)
        result_note(r, notes[i].code, notes[i].text);
    return r;
}

struct result *result_not_evaluated(const char *event_id, const char *evaluation_id,
                                    const char *error_path, const char *error_message)
{
    precare_result out = {.struct_size = sizeof out,
                          .overall = PRECARE_NOT_EVALUATED,
                          .coverage = PRECARE_NOT_EVALUATED,
                          .evaluation_id = evaluation_id,
                          .event_id = event_id,
                          .error_path = error_path,
                          .error_message = error_message};
    return result_pack(&out, NULL);
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
