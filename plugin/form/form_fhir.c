/* SPDX-License-Identifier: MIT
 *
 * A form as a Questionnaire. Its url holds whose part it is and the form's hash, which come back in
 * a response; it is derived from the rulebooks, by their hashes. Called by `precare form` and the
 * JSON door. Fails only as its buf does.
 */
#include "form/form_fhir.h"

#include <string.h>

#include "base/json_out.h"
#include "base/words.h"
#include "form/fhir_parts.h"
#include "form/item_said.h"
#include "form/phrases.h"

#define EXTENSION "http://hl7.org/fhir/StructureDefinition/"

struct writing {
    const struct form *form;
    uint32_t of;
    struct buf *out;
};

static const struct kind_row {
    const char *type;
    const char *control;  /* of questionnaire-item-control; NULL: the renderer's own */
    bool choice, repeats; /* its answers are codings, with `unsure` among them */
} kind_rows[FORM_KINDS] = {
    [FORM_TICK] = {"choice", "radio-button", true, false},
    [FORM_CHOICE] = {"choice", "radio-button", true, false},
    [FORM_CHOICES] = {"choice", "check-box", true, true},
    [FORM_DIGITS] = {"decimal", NULL, false, false},
    [FORM_DATE] = {"date", NULL, false, false},
    [FORM_TIME] = {"dateTime", NULL, false, false},
    [FORM_TEXT] = {"string", NULL, false, false},
};

static const char *fhir_says(const struct writing *w, enum phrase phrase)
{
    return phrase_of(w->form->language, phrase);
}

/* ---- parts of an item ---- */

static void put_coding(struct writing *w, const char *key, const char *code, const char *says)
{
    json_open(w->out, key, '{');
    json_text(w->out, "system", FHIR_ANSWERS);
    json_text(w->out, "code", code);
    json_said(w->out, "display", says);
    json_close(w->out, '}');
}

static void put_option(struct writing *w, const char *code, const char *says)
{
    json_open(w->out, NULL, '{');
    put_coding(w, "valueCoding", code, says);
    json_close(w->out, '}');
}

static void put_control(struct writing *w, const char *control)
{
    json_open(w->out, NULL, '{');
    json_text(w->out, "url", EXTENSION "questionnaire-itemControl");
    json_open(w->out, "valueCodeableConcept", '{');
    json_open(w->out, "coding", '[');
    json_open(w->out, NULL, '{');
    json_text(w->out, "system", "http://hl7.org/fhir/questionnaire-item-control");
    json_text(w->out, "code", control);
    json_close(w->out, '}');
    json_close(w->out, ']');
    json_close(w->out, '}');
    json_close(w->out, '}');
}

static void put_unit(struct writing *w, const char *unit)
{
    json_open(w->out, NULL, '{');
    json_text(w->out, "url", EXTENSION "questionnaire-unit");
    json_open(w->out, "valueCoding", '{');
    json_text(w->out, "display", unit);
    json_close(w->out, '}');
    json_close(w->out, '}');
}

static void put_extensions(struct writing *w, const char *control, const char *unit)
{
    if (control == NULL && unit == NULL) {
        return;
    }
    json_open(w->out, "extension", '[');
    if (control != NULL) {
        put_control(w, control);
    }
    if (unit != NULL) {
        put_unit(w, unit);
    }
    json_close(w->out, ']');
}

static void put_is(struct writing *w, const char *question, const char *code)
{
    json_open(w->out, NULL, '{');
    json_text(w->out, "question", question);
    json_text(w->out, "operator", code != NULL ? "=" : "exists");
    if (code != NULL) {
        put_coding(w, "answerCoding", code, NULL);
    } else {
        json_bool(w->out, "answerBoolean", true);
    }
    json_close(w->out, '}');
}

static bool of_this_part(const struct writing *w, const char *id)
{
    const struct form_item *item = form_find(w->form, span_of(id));

    return item != NULL && item->of == w->of;
}

/* `above`: the item that this one follows; NULL: none. Of several reasons one is enough; then they
 * are answers of what stands behind the same yes, and it need not be said again. */
static void put_when(struct writing *w, const struct form_item *item, const struct form_item *above)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < item->when_count; i++) {
        count += of_this_part(w, item->when[i].item);
    }
    if (count < item->when_count) { /* somebody else answers one of them: it is always asked */
        count = 0;
    }
    bool yes = above != NULL && count <= 1;
    if (count == 0 && !yes) {
        return;
    }
    json_open(w->out, "enableWhen", '[');
    if (yes) {
        put_is(w, above->id, above->kind == FORM_TICK ? FORM_YES : NULL);
    }
    for (uint32_t i = 0; i < count; i++) {
        put_is(w, item->when[i].item, item->when[i].value);
    }
    json_close(w->out, ']');
    if (count + yes > 1) {
        json_text(w->out, "enableBehavior", yes ? "all" : "any");
    }
}

static void put_text(struct writing *w, const struct form_item *item)
{
    struct buf text = {0};
    uint32_t at = 0, said = 0;

    item_asks(item, &text);
    for (const char *example; (example = item_example(item, &at)) != NULL; said++) {
        buf_printf(&text, said == 0 ? " (%s %s" : "%s%s",
                   said == 0 ? fhir_says(w, PHRASE_PAGE_SUCH_AS) : ", ", example);
    }
    buf_text(&text, said > 0 ? ")" : "");
    w->out->failed = w->out->failed || text.failed;
    json_text(w->out, "text", text.at);
    buf_end(&text);
}

static void put_options(struct writing *w, const struct form_item *item)
{
    json_open(w->out, "answerOption", '[');
    if (item->kind == FORM_TICK) {
        put_option(w, FORM_YES, fhir_says(w, PHRASE_YES));
        put_option(w, FORM_NO, fhir_says(w, PHRASE_NO));
    }
    for (uint32_t i = 0; i < item->choice_count; i++) {
        put_option(w, item->choices[i].value, item->choices[i].says);
    }
    put_option(w, FORM_UNSURE, fhir_says(w, PHRASE_UNSURE));
    json_close(w->out, ']');
}

/* ---- items ---- */

/* An item beside another one: its words, or that nobody is sure. */
static void put_beside(struct writing *w, const struct form_item *item, const char *suffix,
                       const char *type, enum phrase says)
{
    struct buf id = {0};

    buf_printf(&id, "%s.%s", item->id, suffix);
    json_open(w->out, NULL, '{');
    json_text(w->out, "linkId", id.at);
    json_text(w->out, "text", fhir_says(w, says));
    json_text(w->out, "type", type);
    w->out->failed = w->out->failed || id.failed;
    buf_end(&id);
}

static void put_item(struct writing *w, const struct form_item *item, const struct form_item *above)
{
    const struct kind_row *row = &kind_rows[item->kind];

    json_open(w->out, NULL, '{');
    put_extensions(w, row->control, item->unit);
    json_text(w->out, "linkId", item->id);
    put_text(w, item);
    json_text(w->out, "type", row->type);
    put_when(w, item, above);
    if (row->repeats) {
        json_bool(w->out, "repeats", true);
    }
    if (item->kind == FORM_TEXT) {
        json_int(w->out, "maxLength", WORDS_MOST);
    }
    if (row->choice) {
        put_options(w, item);
    }
    json_close(w->out, '}');
    if (!row->choice) {
        put_beside(w, item, FORM_UNSURE, "boolean", PHRASE_UNSURE);
        put_when(w, item, above);
        json_close(w->out, '}');
    }
    if (item->words) {
        put_beside(w, item, "text", "string", PHRASE_WHICH);
        json_open(w->out, "enableWhen", '[');
        put_is(w, item->id, FORM_YES);
        json_close(w->out, ']');
        json_int(w->out, "maxLength", WORDS_MOST);
        json_close(w->out, '}');
    }
    for (uint32_t i = 0; i < item->follow_count; i++) {
        put_item(w, &item->follow[i], item);
    }
}

static void put_none(struct writing *w, const struct form_group *group)
{
    json_open(w->out, NULL, '{');
    put_extensions(w, "radio-button", NULL);
    json_text(w->out, "linkId", group->none);
    json_text(w->out, "text", group->asks);
    json_text(w->out, "type", "choice");
    json_open(w->out, "answerOption", '[');
    put_option(w, FORM_YES, fhir_says(w, PHRASE_NONE_OF_THESE));
    put_option(w, FORM_OTHERS, fhir_says(w, PHRASE_PAGE_NO_TO_OTHERS));
    json_close(w->out, ']');
    json_close(w->out, '}');
}

static void put_group(struct writing *w, const struct form_group *group)
{
    if (group->none == NULL) {
        put_item(w, &group->items[0], NULL);
        return;
    }
    json_open(w->out, NULL, '{');
    json_text(w->out, "linkId", group->id);
    json_text(w->out, "text", group->asks);
    json_text(w->out, "type", "group");
    json_open(w->out, "item", '[');
    for (uint32_t i = 0; i < group->item_count; i++) {
        put_item(w, &group->items[i], NULL);
    }
    put_none(w, group);
    json_close(w->out, ']');
    json_close(w->out, '}');
}

/* ---- the resource ---- */

static void put_section_id(struct writing *w, uint32_t section)
{
    struct buf id = {0};

    buf_printf(&id, "section.%s", word_of(&words_form_section, section));
    w->out->failed = w->out->failed || id.failed;
    json_text(w->out, "linkId", id.at);
    buf_end(&id);
}

static void put_section(struct writing *w, uint32_t section, bool *any)
{
    bool open = false;

    for (uint32_t i = 0; i < w->form->group_count; i++) {
        const struct form_group *group = &w->form->groups[i];

        if (group->of != w->of || group->section != section) {
            continue;
        }
        if (!open) {
            json_open(w->out, NULL, '{');
            put_section_id(w, section);
            json_text(w->out, "text", fhir_says(w, section_titles[section]));
            json_text(w->out, "type", "group");
            json_open(w->out, "item", '[');
        }
        open = true;
        put_group(w, group);
    }
    if (open) {
        json_close(w->out, ']');
        json_close(w->out, '}');
    }
    *any = *any || open;
}

static void put_derived(struct writing *w)
{
    json_open(w->out, "derivedFrom", '[');
    for (uint32_t i = 0; i < w->form->book_count; i++) {
        const struct rulebook *book = w->form->books[i];
        struct buf from = {0};

        buf_printf(&from, "urn:precare:rulebook:%s|%s", book->id, book->hash);
        json_text(w->out, NULL, from.at);
        w->out->failed = w->out->failed || from.failed;
        buf_end(&from);
    }
    json_close(w->out, ']');
}

static void put_head(struct writing *w)
{
    const struct form *form = w->form;
    struct buf text = {0};
    char day[11];

    json_text(w->out, "resourceType", "Questionnaire");
    json_text(w->out, "language", form->language);
    buf_printf(&text, FHIR_FORM "%s:%s", word_of(&words_asked_of, w->of), form->hash);
    json_text(w->out, "url", text.at);
    text.len = 0;
    json_text(w->out, "name", "PrecareForm");
    buf_printf(&text, "%s: %s", fhir_says(w, PHRASE_PAGE_TITLE),
               form->procedure != NULL ? form->procedure : "");
    json_text(w->out, "title", text.at);
    if (form->book_count > 0) {
        put_derived(w);
    }
    json_text(w->out, "status", form->as_active ? "draft" : "active");
    json_open(w->out, "subjectType", '[');
    json_text(w->out, NULL, "Patient");
    json_close(w->out, ']');
    date_iso(form->today, day);
    json_text(w->out, "date", day);
    text.len = 0;
    buf_printf(&text, "%s. %s", fhir_says(w, PHRASE_PAGE_READ_BY),
               fhir_says(w, PHRASE_PAGE_NO_ADVICE));
    json_text(w->out, "description", text.at);
    w->out->failed = w->out->failed || text.failed;
    buf_end(&text);
}

void form_fhir(const struct form *form, uint32_t of, struct buf *out)
{
    struct writing w = {form, of, out};
    size_t before = out->len;
    bool any = false;

    json_open(out, NULL, '{');
    put_head(&w);
    json_open(out, "item", '[');
    for (uint32_t section = 0; section < FORM_SECTIONS; section++) {
        put_section(&w, section, &any);
    }
    json_close(out, ']');
    json_close(out, '}');
    if (!any && !out->failed) {
        out->len = before;
    }
}
