/* SPDX-License-Identifier: MIT
 *
 * One question of the page with its follow-ups, by its kind: a row of the table below each. What
 * applies only sometimes is hidden by the style alone, so that it needs no script; where a browser
 * cannot (:has), all is shown. Called by form_page.c.
 */
#include <string.h>

#include "base/html.h"
#include "form/form_page_parts.h"
#include "form/item_said.h"

/* ---- controls ---- */

static void put_option(struct paging *p, const struct form_item *item, const char *type,
                       const char *value, const char *says)
{
    html_print(p->out,
               "<label><input type=\"%s\" name=\"%s\" value=\"%s\"><span>%s</span></label>\n", type,
               item->id, value, says);
}

static void put_unsure(struct paging *p, const struct form_item *item, const char *type)
{
    put_option(p, item, type, FORM_UNSURE, page_says(p, PHRASE_UNSURE));
}

static void item_tick(struct paging *p, const struct form_item *item)
{
    put_option(p, item, "radio", FORM_YES, page_says(p, PHRASE_YES));
    put_option(p, item, "radio", FORM_NO, page_says(p, PHRASE_NO));
    put_unsure(p, item, "radio");
}

static void item_choice(struct paging *p, const struct form_item *item)
{
    const char *type = item->kind == FORM_CHOICES ? "checkbox" : "radio";

    for (uint32_t i = 0; i < item->choice_count; i++) {
        put_option(p, item, type, item->choices[i].value, item->choices[i].says);
    }
    put_unsure(p, item, type);
}

static void put_input(struct paging *p, const struct form_item *item, const char *attributes)
{
    html_print(p->out, "<input type=\"text\" name=\"%s\" aria-labelledby=\"q%u\" ", item->id,
               p->next);
    buf_text(p->out, attributes);
    buf_text(p->out, ">\n");
}

static void item_digits(struct paging *p, const struct form_item *item)
{
    put_input(p, item, "inputmode=\"decimal\" maxlength=\"20\" class=\"short\"");
    if (item->unit != NULL) {
        html_print(p->out, "<span class=\"unit\">%s</span>\n", item->unit);
    }
    put_unsure(p, item, "checkbox");
}

static void item_words(struct paging *p, const struct form_item *item)
{
    put_input(p, item, "maxlength=\"250\"");
    put_unsure(p, item, "checkbox");
}

static void date_part(struct paging *p, const struct form_item *item, enum phrase says,
                      const char *attributes)
{
    html_print(p->out,
               "<label class=\"part\">%s <input type=\"text\" inputmode=\"numeric\" name=\"%s\" ",
               page_says(p, says), item->id);
    buf_text(p->out, attributes);
    buf_text(p->out, "></label>\n");
}

static void date_month(struct paging *p, const struct form_item *item)
{
    html_print(p->out, "<label class=\"part\">%s <select name=\"%s\"><option value=\"\"></option>",
               page_says(p, PHRASE_PAGE_MONTH), item->id);
    for (int32_t month = 1; month <= 12; month++) {
        html_element(p->out, "option", language_month(p->language, month));
    }
    buf_text(p->out, "</select></label>\n");
}

static void item_date(struct paging *p, const struct form_item *item)
{
    date_part(p, item, PHRASE_PAGE_DAY, "maxlength=\"2\" pattern=\"[0-9]{1,2}\" size=\"2\"");
    date_month(p, item);
    date_part(p, item, PHRASE_PAGE_YEAR, "maxlength=\"4\" pattern=\"[0-9]{4}\" size=\"4\"");
    put_unsure(p, item, "checkbox");
    html_print(p->out, "<p class=\"soft hint\">%s</p>\n", page_says(p, PHRASE_PAGE_DATE_HINT));
}

static void item_time(struct paging *p, const struct form_item *item)
{
    html_print(p->out, "<input type=\"datetime-local\" name=\"%s\" aria-labelledby=\"q%u\">\n",
               item->id, p->next);
    put_unsure(p, item, "checkbox");
}

static const struct kind_row {
    void (*put)(struct paging *p, const struct form_item *item);
    const char *class; /* how its controls are laid out */
} kind_rows[FORM_KINDS] = {
    [FORM_TICK] = {item_tick, "seg"},       [FORM_CHOICE] = {item_choice, "seg"},
    [FORM_CHOICES] = {item_choice, "many"}, [FORM_DIGITS] = {item_digits, "line"},
    [FORM_DATE] = {item_date, "line"},      [FORM_TIME] = {item_time, "line"},
    [FORM_TEXT] = {item_words, "line"},
};

/* ---- one item ---- */

static void item_examples(struct paging *p, const struct form_item *item)
{
    uint32_t at = 0, said = 0;

    for (const char *example; (example = item_example(item, &at)) != NULL; said++) {
        if (said == 0) {
            html_print(p->out, "<span class=\"soft\">, %s ", page_says(p, PHRASE_PAGE_SUCH_AS));
        }
        html_print(p->out, said > 0 ? ", %s" : "%s", example);
    }
    buf_text(p->out, said > 0 ? "</span>" : "");
}

static void item_legend(struct paging *p, const struct form_item *item)
{
    struct buf asks = {0};

    item_asks(item, &asks);
    html_print(p->out, "<legend id=\"q%u\">%s", p->next, asks.at != NULL ? asks.at : "");
    p->out->failed = p->out->failed || asks.failed;
    buf_end(&asks);
    item_examples(p, item);
    buf_text(p->out, "</legend>\n");
}

/* The words beside a yes, and what else is asked then. */
static void item_follow(struct paging *p, const struct form_item *item)
{
    if (item->follow_count == 0 && !item->words) {
        return;
    }
    buf_text(p->out, "<div class=\"follow\">\n");
    if (item->words) {
        html_print(p->out,
                   "<label class=\"words\">%s <input type=\"text\" name=\"%s.text\" "
                   "maxlength=\"%u\"></label>\n",
                   page_says(p, PHRASE_WHICH), item->id, (unsigned)WORDS_MOST);
    }
    for (uint32_t i = 0; i < item->follow_count; i++) {
        page_item(p, &item->follow[i], false);
    }
    buf_text(p->out, "</div>\n");
}

void page_item(struct paging *p, const struct form_item *item, bool tick)
{
    const struct kind_row *row = &kind_rows[item->kind];

    html_print(p->out, "<fieldset class=\"%s%s\" id=\"i%u\">\n", tick ? "tick" : "item",
               item->when_count > 0 ? " when" : "", p->next);
    item_legend(p, item);
    html_print(p->out, "<div class=\"%s\">\n", row->class);
    row->put(p, item);
    buf_text(p->out, "</div>\n");
    p->next++;
    item_follow(p, item);
    buf_text(p->out, "</fieldset>\n");
}

/* ---- when it is shown ---- */

static bool of_this_page(const struct paging *p, const char *id)
{
    const struct form *form = p->page->form;

    for (uint32_t i = 0; i < form->group_count; i++) {
        const struct form_group *group = &form->groups[i];
        struct form only = {.groups = group, .group_count = 1};

        if (group->of == p->page->of && form_find(&only, span_of(id)) != NULL) {
            return true;
        }
    }
    return false;
}

/* In quotes, within a <style>: nothing in it can end either. */
static void style_text(struct buf *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (strchr("\"\\<>&\n", *text) != NULL) {
            buf_printf(out, "\\%x ", (unsigned)(unsigned char)*text);
        } else {
            buf_char(out, *text);
        }
    }
}

static void style_when(struct paging *p, const struct form_when *when, uint32_t number)
{
    if (!of_this_page(p, when->item)) { /* somebody else answers that: shown */
        buf_printf(p->out, "form #i%u,", (unsigned)number);
        return;
    }
    buf_text(p->out, "form:has([name=\"");
    style_text(p->out, when->item);
    buf_text(p->out, "\"][value=\"");
    style_text(p->out, when->value);
    buf_printf(p->out, "\"]:checked) #i%u,", (unsigned)number);
}

void page_item_style(struct paging *p, const struct form_item *item)
{
    uint32_t number = p->next++;

    for (uint32_t i = 0; i < item->when_count; i++) {
        style_when(p, &item->when[i], number);
    }
    if (item->when_count > 0) {
        buf_text(p->out, "#i_{display:block}\n");
    }
    for (uint32_t i = 0; i < item->follow_count; i++) {
        page_item_style(p, &item->follow[i]);
    }
}
