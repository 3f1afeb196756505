/* SPDX-License-Identifier: MIT
 *
 * A QuestionnaireResponse as a precare-answers/1 document: what stands under a linkId, at whatever
 * depth, is what the page would have sent under that name. Called before answers_into_event, which
 * judges the values; here only the shape of the resource is looked at. Everything in it is a
 * stranger's. Fails with a fault and its path, which tells no value.
 */
#include <string.h>

#include "base/json_out.h"
#include "base/names.h"
#include "base/node.h"
#include "base/words.h"
#include "form/answers.h"
#include "form/fhir_parts.h"
#include "form/form_fhir.h"

struct response {
    struct arena arena;
    struct faults *faults;
    struct names seen;   /* linkIds that were answered */
    struct names unsure; /* linkIds of which nobody is sure */
    struct buf *out;
};

static void response_fault(struct response *r, const char *path, const char *what)
{
    (void)fault_add(r->faults, FAULT_E413,
                    (struct place){.path = strlen(path) <= EVENT_ID ? path : "..."}, "%s", what);
}

static const char *text_in(const struct node *map, const char *key)
{
    const struct node *n = map->kind == NODE_MAP ? node_get(map, key) : NULL;

    return n != NULL && n->kind == NODE_TEXT ? n->text.at : NULL;
}

/* ---- values ---- */

/* The value of an answer, whatever its type; false: there is none that a form has. */
static bool value_text(const struct node *answer, struct buf *out)
{
    for (uint32_t i = 0; i < answer->count; i++) {
        const struct node *value = answer->items[i];

        if (strncmp(answer->keys[i]->text.at, "value", 5) != 0) {
            continue;
        }
        switch ((enum node_kind)value->kind) {
        case NODE_TEXT: buf_add(out, value->text.at, value->text.len); return true;
        case NODE_TRUE: buf_text(out, FORM_YES); return true;
        case NODE_FALSE: buf_text(out, FORM_NO); return true;
        case NODE_INTEGER: buf_int(out, value->integer); return true;
        case NODE_REAL: return buf_decimal(out, value->real);
        case NODE_MAP: buf_text(out, text_in(value, "code")); return out->len > 0;
        case NODE_LIST:
        case NODE_NULL: break;
        }
    }
    return false;
}

/* "ID.unsure" with yes is an unsure to ID, and says nothing with no. */
static const char *unsure_of(struct response *r, const char *id)
{
    size_t len = strlen(id), end = sizeof "." FORM_UNSURE - 1;

    return len > end && strcmp(id + len - end, "." FORM_UNSURE) == 0
               ? arena_text(&r->arena, id, len - end)
               : NULL;
}

static void answer_put(struct response *r, const char *id, const struct node *answer)
{
    struct buf value = {0};

    if (answer->kind != NODE_MAP || !value_text(answer, &value)) {
        response_fault(r, id, "an answer with a value is required");
    } else {
        buf_json(r->out, value.at != NULL ? value.at : "", value.len);
    }
    r->out->failed = r->out->failed || value.failed;
    buf_end(&value);
}

static bool answers_say_yes(const struct node *answers)
{
    const struct node *value = answers->count == 1 && answers->items[0]->kind == NODE_MAP
                                   ? node_get(answers->items[0], "valueBoolean")
                                   : NULL;

    return value != NULL && value->kind == NODE_TRUE;
}

static void answers_put(struct response *r, const char *id, const struct node *answers)
{
    const char *unsure = unsure_of(r, id);
    const char *of = unsure != NULL ? unsure : id;

    bool before = names_find(&r->seen, span_of(of)) != NAMES_NOT;

    if (unsure != NULL && (before || !answers_say_yes(answers))) {
        return; /* with its value it was said that nobody is sure */
    }
    if (before) {
        response_fault(r, of, "this is answered twice");
        return;
    }
    (void)names_add(&r->seen, span_of(of), 0);
    json_next(r->out, NULL);
    buf_json(r->out, of, strlen(of));
    buf_char(r->out, ':');
    if (unsure != NULL) {
        buf_json(r->out, FORM_UNSURE, sizeof FORM_UNSURE - 1);
        return;
    }
    bool doubted = names_find(&r->unsure, span_of(of)) != NAMES_NOT;
    if (answers->count == 1 && !doubted) { /* one is a text, several are a list */
        answer_put(r, of, answers->items[0]);
        return;
    }
    buf_char(r->out, '[');
    for (uint32_t i = 0; i < answers->count; i++) {
        buf_text(r->out, i > 0 ? "," : "");
        answer_put(r, of, answers->items[i]);
    }
    buf_text(r->out, doubted ? ",\"" FORM_UNSURE "\"]" : "]");
}

/* ---- items ---- */

/* The list under a key, NULL where there is none; another kind of thing is a fault. */
static const struct node *list_in(struct response *r, const struct node *map, const char *key)
{
    const struct node *n = map->kind == NODE_MAP ? node_get(map, key) : NULL;

    if (n != NULL && n->kind != NODE_LIST) {
        response_fault(r, node_path(n, &r->arena), "a list is required here");
        return NULL;
    }
    return n;
}

/* Those of which nobody is sure, before anything is written: a value beside it is a list with it.
 */
static void unsure_collect(struct response *r, const struct node *items)
{
    for (uint32_t i = 0; items != NULL && i < items->count; i++) {
        const struct node *item = items->items[i], *answers = list_in(r, item, "answer");
        const char *id = text_in(item, "linkId"), *of = id != NULL ? unsure_of(r, id) : NULL;

        if (of != NULL && answers != NULL && answers_say_yes(answers)) {
            (void)names_add(&r->unsure, span_of(of), 0);
        }
        for (uint32_t k = 0; answers != NULL && k < answers->count; k++) {
            unsure_collect(r, list_in(r, answers->items[k], "item"));
        }
        unsure_collect(r, list_in(r, item, "item"));
    }
}

static void items_put(struct response *r, const struct node *items);

static void item_put(struct response *r, const struct node *item)
{
    const char *id = text_in(item, "linkId");
    const struct node *answers = item->kind == NODE_MAP ? node_get(item, "answer") : NULL;

    if (id == NULL) {
        response_fault(r, "item", "an item with a linkId is required");
        return;
    }
    if (answers != NULL && answers->kind == NODE_LIST && answers->count > 0) {
        answers_put(r, id, answers);
        for (uint32_t i = 0; i < answers->count; i++) {
            const struct node *answer = answers->items[i];

            items_put(r, answer->kind == NODE_MAP ? node_get(answer, "item") : NULL);
        }
    }
    items_put(r, node_get(item, "item"));
}

/* The depth is bounded by the reader of the document. */
static void items_put(struct response *r, const struct node *items)
{
    for (uint32_t i = 0; items != NULL && items->kind == NODE_LIST && i < items->count; i++) {
        item_put(r, items->items[i]);
    }
}

/* ---- the resource ---- */

/* "urn:precare:form:patient:sha256:...|version" */
static bool form_put(struct response *r, const char *canonical)
{
    size_t before = sizeof FHIR_FORM - 1;
    const char *by =
        canonical != NULL && strncmp(canonical, FHIR_FORM, before) == 0 ? canonical + before : "";
    size_t by_len = strcspn(by, ":");
    const char *person = arena_text(&r->arena, by, by_len);

    if (person == NULL || by[by_len] == '\0' || word_number(&words_asked_of, person) == 0) {
        response_fault(r, "questionnaire", "this is no response to a form of precare");
        return false;
    }
    const char *hash = by + by_len + 1;
    json_text(r->out, "form", arena_text(&r->arena, hash, strcspn(hash, "|")));
    json_text(r->out, "by", person);
    return true;
}

static void response_put(struct response *r, const struct node *root)
{
    const char *type = text_in(root, "resourceType"), *status = text_in(root, "status");

    if (type == NULL || strcmp(type, "QuestionnaireResponse") != 0) {
        response_fault(r, "resourceType", "a QuestionnaireResponse is required");
        return;
    }
    if (status != NULL && strcmp(status, "entered-in-error") == 0) {
        response_fault(r, "status", "the response was entered in error");
        return;
    }
    json_open(r->out, NULL, '{');
    json_text(r->out, "format", "precare-answers/1");
    if (!form_put(r, text_in(root, "questionnaire"))) {
        return;
    }
    const struct node *authored = node_get(root, "authored");
    if (authored != NULL && authored->kind != NODE_TEXT) {
        response_fault(r, "authored", "a text is required here");
    }
    json_said(r->out, "on", text_in(root, "authored"));
    json_open(r->out, "answers", '{');
    unsure_collect(r, list_in(r, root, "item"));
    items_put(r, node_get(root, "item"));
    json_close(r->out, '}');
    json_close(r->out, '}');
}

bool answers_of_response(const char *bytes, size_t len, struct faults *faults, struct buf *out)
{
    struct node_limits limits = {.bytes = ANSWERS_BYTES, .depth = 32, .text = ANSWERS_BYTES};
    struct response r = {.faults = faults, .out = out};

    arena_begin(&r.arena, NULL, 0, 0);
    names_begin(&r.seen, &r.arena);
    names_begin(&r.unsure, &r.arena);
    const struct node *root = json_read(bytes, len, &limits, &r.arena, faults);
    if (root != NULL) {
        response_put(&r, root);
    }
    faults->lost = faults->lost || r.arena.failed || out->failed;
    arena_end(&r.arena);
    return !faults_any(faults);
}
