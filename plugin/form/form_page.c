/* SPDX-License-Identifier: MIT
 *
 * The frame of a form's page: who reads it, the groups by section, how it comes back. Called by
 * `precare form` and the JSON door. Everything that comes from rules or the configuration goes
 * through base/html.h.
 */
#include "form/form_page.h"

#include <string.h>

#include "base/html.h"
#include "base/words.h"
#include "form/form_page_parts.h"
#include "form/item_said.h"

static void page_paragraph(struct paging *p, const char *class, enum phrase phrase)
{
    html_print(p->out, "<p class=\"%s\">%s</p>\n", class, page_says(p, phrase));
}

static void texts_put(struct buf *out, const char *const *texts)
{
    for (; *texts != NULL; texts++) {
        buf_text(out, *texts);
    }
}

/* ---- groups ---- */

static bool group_here(const struct paging *p, const struct form_group *group)
{
    return group->of == p->page->of;
}

/* Groups of ticks that ask the same are told apart: "2 of 4". */
static void group_number(struct paging *p, const struct form_group *group)
{
    const struct form *form = p->page->form;
    unsigned count = 0, number = 0;

    for (uint32_t i = 0; i < form->group_count; i++) {
        const struct form_group *other = &form->groups[i];

        if (group_here(p, other) && other->none != NULL && other->section == group->section) {
            count++;
            number = other == group ? count : number;
        }
    }
    if (count > 1) {
        html_print(p->out, " <span class=\"soft\">(%u %s %u)</span>", number,
                   page_says(p, PHRASE_PAGE_OF_SO_MANY), count);
    }
}

/* A no to the whole group, or beside a yes to what is left of it: the style shows the one that
 * applies. */
static void group_no(struct paging *p, const struct form_group *group, const char *class,
                     const char *value, enum phrase says)
{
    html_print(p->out,
               "<label class=\"%s\"><input type=\"checkbox\" name=\"%s\" value=\"%s\">"
               "<span>%s</span></label>\n",
               class, group->none, value, page_says(p, says));
}

static void group_ticks(struct paging *p, const struct form_group *group)
{
    html_print(p->out, "<fieldset class=\"group\">\n<legend>%s", group->asks);
    group_number(p, group);
    buf_text(p->out, "</legend>\n");
    group_no(p, group, "none", FORM_YES, PHRASE_NONE_OF_THESE);
    for (uint32_t i = 0; i < group->item_count; i++) {
        page_item(p, &group->items[i], true);
    }
    group_no(p, group, "none rest", FORM_OTHERS, PHRASE_PAGE_NO_TO_OTHERS);
    buf_text(p->out, "</fieldset>\n");
}

static void page_groups(struct paging *p)
{
    const struct form *form = p->page->form;
    uint32_t section = FORM_SECTIONS;

    for (uint32_t i = 0; i < form->group_count; i++) {
        const struct form_group *group = &form->groups[i];

        if (!group_here(p, group)) {
            continue;
        }
        if (group->section != section) {
            buf_text(p->out, section != FORM_SECTIONS ? "</section>\n" : "");
            section = group->section;
            buf_text(p->out, "<section>\n");
            html_element(p->out, "h2", page_says(p, section_titles[section]));
            buf_char(p->out, '\n');
        }
        if (group->none != NULL) {
            group_ticks(p, group);
        } else {
            page_item(p, &group->items[0], false);
        }
    }
    buf_text(p->out, section != FORM_SECTIONS ? "</section>\n" : "");
}

/* ---- the frame ---- */

static void page_head(struct paging *p)
{
    const struct form *form = p->page->form;
    bool patient = p->page->of == PRECARE_ASK_PATIENT;
    const char *title = page_says(p, patient ? PHRASE_PAGE_TITLE : PHRASE_PAGE_TITLE_OTHERS);

    html_print(p->out,
               "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
               "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
               "<meta name=\"referrer\" content=\"no-referrer\">\n"
               "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
               "style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; "
               "form-action ",
               language_tag(p->language));
    html_text(p->out, p->page->action != NULL ? "http: https:" : "'none'");
    html_print(p->out, "\">\n<title>%s: %s</title>\n<style>\n", title,
               form->procedure != NULL ? form->procedure : "");
    texts_put(p->out, form_page_style);
    for (uint32_t i = 0; i < form->group_count; i++) {
        for (uint32_t k = 0; group_here(p, &form->groups[i]) && k < form->groups[i].item_count;
             k++) {
            page_item_style(p, &form->groups[i].items[k]);
        }
    }
    p->next = 0;
    buf_text(p->out, "</style>\n</head>\n<body>\n<header>\n");
    if (form->as_active) {
        page_paragraph(p, "trial", PHRASE_PAGE_TRIAL);
    }
    html_print(p->out, "<h1>%s: %s</h1>\n", title, form->procedure != NULL ? form->procedure : "");
}

/* Who fills it in, who reads it, and what it is not. */
static void page_intro(struct paging *p)
{
    static const enum phrase by[] = {[PRECARE_ASK_STAFF] = PHRASE_PAGE_OF_STAFF,
                                     [PRECARE_ASK_PRESCRIBER] = PHRASE_PAGE_OF_PRESCRIBER,
                                     [PRECARE_ASK_PROVIDER] = PHRASE_PAGE_OF_PROVIDER};

    if (p->page->of != PRECARE_ASK_PATIENT) {
        page_paragraph(p, "lead", by[p->page->of]);
        return;
    }
    html_print(p->out, "<p class=\"lead\">%s%s%s.</p>\n", page_says(p, PHRASE_PAGE_READ_BY),
               p->page->clinic != NULL ? ": " : "", p->page->clinic != NULL ? p->page->clinic : "");
    page_paragraph(p, "lead", PHRASE_PAGE_HOW);
    page_paragraph(p, "lead", PHRASE_PAGE_NO_ADVICE);
    page_paragraph(p, "soft screen", PHRASE_PAGE_ON_PAPER);
}

static void page_form_begin(struct paging *p)
{
    const char *action = p->page->action;

    buf_text(p->out, "</header>\n<main>\n<form id=\"form\" autocomplete=\"off\" method=\"post\"");
    if (action != NULL) {
        html_print(p->out, " action=\"%s\"", action);
    }
    html_print(p->out,
               ">\n<input type=\"hidden\" name=\"form\" value=\"%s\">\n"
               "<input type=\"hidden\" name=\"by\" value=\"%s\">\n",
               p->page->form->hash, word_of(&words_asked_of, p->page->of));
}

static void page_form_end(struct paging *p)
{
    html_print(p->out,
               "<div class=\"end\">\n<p class=\"soft script\" hidden>%s</p>\n"
               "<p class=\"buttons\">",
               page_says(p, PHRASE_PAGE_KEPT));
    if (p->page->action != NULL) {
        html_print(p->out, "<button type=\"submit\" class=\"main\">%s</button>\n",
                   page_says(p, PHRASE_PAGE_SEND));
    }
    html_print(p->out,
               "<button type=\"button\" id=\"save\" class=\"script%s\" hidden>%s</button>\n"
               "<button type=\"button\" id=\"print\" class=\"script\" hidden>%s</button></p>\n"
               "<p id=\"said\" role=\"status\" data-saved=\"%s\"></p>\n</div>\n</form>\n</main>\n",
               p->page->action != NULL ? "" : " main", page_says(p, PHRASE_PAGE_SAVE),
               page_says(p, PHRASE_PAGE_PRINT), page_says(p, PHRASE_PAGE_SAVED));
}

bool form_page_action(const char *action)
{
    return strncmp(action, "https://", 8) == 0 || strncmp(action, "http://", 7) == 0 ||
           action[0] == '/';
}

void form_page(const struct form_page *page, struct buf *out)
{
    struct paging p = {.page = page, .out = out};
    bool any = false;

    for (uint32_t i = 0; i < page->form->group_count; i++) {
        any = any || group_here(&p, &page->form->groups[i]);
    }
    if (!any) {
        return;
    }
    (void)language_read(page->form->language, &p.language);
    page_head(&p);
    page_intro(&p);
    page_form_begin(&p);
    page_groups(&p);
    page_form_end(&p);
    buf_text(out, "<script>\n");
    texts_put(out, form_page_script);
    buf_text(out, "</script>\n</body>\n</html>\n");
}
