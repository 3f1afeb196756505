/* SPDX-License-Identifier: MIT
 *
 * precare-form/1: the model as a document, for hosts that show it in screens of their own. Called
 * by the command and by the JSON door. Cannot fail but for memory, which the buf tells.
 */
#include "form/form.h"

#include "base/json_out.h"
#include "base/words.h"
#include "form/item_said.h"

static const char *const kind_words[FORM_KINDS] = {
    [FORM_TICK] = "tick",     [FORM_CHOICE] = "choice", [FORM_CHOICES] = "choices",
    [FORM_DIGITS] = "number", [FORM_DATE] = "date",     [FORM_TIME] = "time",
    [FORM_TEXT] = "text"};

static void texts_json(struct buf *b, const char *key, const struct texts *texts)
{
    json_open(b, key, '[');
    for (uint32_t i = 0; i < texts->count; i++) {
        json_text(b, NULL, texts->at[i]);
    }
    json_close(b, ']');
}

static void choices_json(struct buf *b, const struct form_item *item)
{
    json_open(b, "choices", '[');
    for (uint32_t i = 0; i < item->choice_count; i++) {
        json_open(b, NULL, '{');
        json_text(b, "value", item->choices[i].value);
        json_text(b, "says", item->choices[i].says);
        json_close(b, '}');
    }
    json_close(b, ']');
}

static void when_json(struct buf *b, const struct form_item *item)
{
    json_open(b, "when", '[');
    for (uint32_t i = 0; i < item->when_count; i++) {
        json_open(b, NULL, '{');
        json_text(b, "item", item->when[i].item);
        json_text(b, "is", item->when[i].value);
        json_close(b, '}');
    }
    json_close(b, ']');
}

static void items_json(struct buf *b, const char *key, const struct form_item *items,
                       uint32_t count)
{
    json_open(b, key, '[');
    for (uint32_t i = 0; i < count; i++) {
        const struct form_item *item = &items[i];

        json_open(b, NULL, '{');
        json_text(b, "id", item->id);
        json_text(b, "kind", kind_words[item->kind]);
        json_text(b, "asks", item->asks);
        if (item->examples.count > 0) {
            texts_json(b, "examples", &item->examples);
        }
        if (item->choice_count > 0) {
            choices_json(b, item);
        }
        json_said(b, "unit", item->unit);
        if (item->past) {
            json_bool(b, "past", true);
        }
        if (item->words) {
            json_bool(b, "words", true);
        }
        if (item->when_count > 0) {
            when_json(b, item);
        }
        texts_json(b, "rules", &item->rules);
        json_text(b, "fingerprint", item->fingerprint);
        if (item->follow_count > 0) {
            items_json(b, "follow_ups", item->follow, item->follow_count);
        }
        json_close(b, '}');
    }
    json_close(b, ']');
}

static void groups_json(struct buf *b, const struct form *form)
{
    json_open(b, "groups", '[');
    for (uint32_t i = 0; i < form->group_count; i++) {
        const struct form_group *g = &form->groups[i];
        const struct section_row *row = &section_rows[g->section];

        json_open(b, NULL, '{');
        json_text(b, "id", g->id);
        json_text(b, "of", word_of(&words_asked_of, g->of));
        json_text(b, "section", row->word);
        json_text(b, "title", phrase_of(form->language, row->title));
        json_text(b, "asks", g->asks);
        json_text(b, "none", g->none);
        items_json(b, "items", g->items, g->item_count);
        json_close(b, '}');
    }
    json_close(b, ']');
}

static void counts_json(struct buf *b, const struct form *form)
{
    json_open(b, "counts", '{');
    for (uint32_t of = 0; of < words_asked_of.count; of++) {
        struct form_count count = form_counted(form, of);

        if (word_of(&words_asked_of, of) == NULL) {
            continue;
        }
        json_open(b, word_of(&words_asked_of, of), '{');
        json_int(b, "questions", count.questions);
        json_int(b, "ticks", count.ticks);
        json_close(b, '}');
    }
    json_close(b, '}');
}

static void books_json(struct buf *b, const struct form *form)
{
    json_open(b, "rulebooks", '[');
    for (uint32_t i = 0; i < form->book_count; i++) {
        json_open(b, NULL, '{');
        json_text(b, "id", form->books[i]->id);
        json_text(b, "version", form->books[i]->version);
        json_text(b, "hash", form->books[i]->hash);
        json_close(b, '}');
    }
    json_close(b, ']');
}

void form_json(const struct form *form, struct buf *out)
{
    char today[11], reference[11];

    date_iso(form->today, today);
    date_iso(form->reference, reference);
    json_open(out, NULL, '{');
    json_text(out, "format", "precare-form/1");
    json_text(out, "form", form->hash[0] != '\0' ? form->hash : NULL);
    json_text(out, "coverage", word_of(&words_coverage, form->coverage));
    json_text(out, "because", form->because);
    json_text(out, "language", form->language);
    json_said(out, "language_note", form->language_note);
    json_text(out, "procedure", form->procedure);
    texts_json(out, "lists", &form->lists);
    texts_json(out, "booked", &form->booked);
    if (form->codes.count > 0) {
        texts_json(out, "codes", &form->codes);
    }
    texts_json(out, "sites", &form->sites);
    json_text(out, "moment", word_of(&words_moment, form->moment));
    json_text(out, "today", today);
    json_text(out, "reference_date", reference);
    json_bool(out, "as_active", form->as_active);
    books_json(out, form);
    counts_json(out, form);
    groups_json(out, form);
    json_close(out, '}');
}
