/* SPDX-License-Identifier: MIT
 *
 * What is asked, and the words that answers, fields and the rest of the visit may be: what is none
 * of them is asked again. Called by page.c; pure.
 */
#include "review/page_parts.h"

#include "base/words.h"
#include "review/plain.h"

static void page_answers_words(struct page *p, const struct word_set *set)
{
    for (uint32_t i = 0; i < set->count; i++) {
        const struct word_row *row = &set->at[i];

        html_print(p->out, "%s<strong>%s</strong>", i > 0 ? ", " : "", row->word);
        for (uint32_t k = 0; k < row->also_count; k++) {
            html_print(p->out, "%s%s", k == 0 ? " (also " : ", ", row->also[k]);
        }
        html_text(p->out, row->also_count > 0 ? ")" : "");
    }
}

static void page_answers_form(struct page *p, const struct declared *one)
{
    switch ((enum answer_form)one->form) {
    case ANSWER_WORDS: page_answers_words(p, &one->words); break;
    case ANSWER_NUMBER: html_print(p->out, "a number, in %s", one->unit); break;
    case ANSWER_DATE:
        html_text(p->out, one->past ? "a date, not after the day it is told" : "a date");
        break;
    case ANSWER_NAMES:
        html_print(p->out, "names as in the lists of kind %s",
                   word_of(&words_list_kind, one->kind));
        break;
    case ANSWER_TEXT: html_text(p->out, "any text"); break;
    case ANSWER_FORMS: break;
    }
}

static void page_answers_answer(struct page *p, const struct declared *one)
{
    char text[32];

    html_print(p->out, "<dt id=\"answer-%s\"><strong>%s</strong> <code>%s</code></dt><dd>Asked of ",
               one->name, one->ask, one->name);
    html_print(p->out, "%s. ", plain_who(one->of));
    page_answers_form(p, one);
    if (one->good_for.n > 0) {
        length_in_words(one->good_for, text);
        html_print(p->out, ". Asked again after %s", text);
    }
    if (one->changed_by != NULL) {
        html_print(p->out, ". <strong>Changed by %s</strong>", one->changed_by);
    }
    buf_text(p->out, ".<br>");
    page_tick(p, ITEM_ANSWER, one->name);
    buf_text(p->out, "</dd>\n");
}

static void page_answers_set(struct page *p, uint32_t set, const char *title)
{
    if (p->rules->words[set].count > 0) {
        html_print(p->out, "<dt><strong>%s</strong></dt><dd>", title);
        page_answers_words(p, &p->rules->words[set]);
        buf_text(p->out, "</dd>\n");
    }
}

void page_answers(struct page *p)
{
    const struct rules *rules = p->rules;

    html_heading(p->out, 2, "answers", "Answers and words");
    buf_text(p->out, "<p>An answer is one of these words, however it is capitalised. Anything else "
                     "is not understood, and is asked again: it is never taken for “no”.</p>\n"
                     "<dl class=\"lists\">\n");
    for (uint32_t i = 0; i < rules->answer_count; i++) {
        page_answers_answer(p, &rules->answers[i]);
    }
    for (uint32_t i = 0; i < rules->field_count; i++) {
        html_print(p->out, "<dt><strong>%s</strong>, in the note</dt><dd>", rules->fields[i].name);
        page_answers_form(p, &rules->fields[i]);
        buf_text(p->out, "</dd>\n");
    }
    page_answers_set(p, WORDS_TRAINING, "What a provider is trained for");
    page_answers_set(p, WORDS_ROLE, "Roles");
    page_answers_set(p, WORDS_MODALITY, "Methods");
    page_answers_set(p, WORDS_INDICATION, "Reasons for the treatment");
    buf_text(p->out, "</dl>\n");
}
