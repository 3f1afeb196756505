/* SPDX-License-Identifier: MIT
 *
 * The frame of the page and the order of its sections. Called by `precare page`; pure. Everything
 * that comes from a rule file goes through html_text or html_print (base/html.h).
 */
#include "review/page.h"

#include <string.h>

#include "review/page_parts.h"
#include "review/plain.h"

static bool same_procedures(const struct page *p)
{
    const struct numbers *first = NULL;

    for (uint32_t i = 0; i < p->rules->rule_count; i++) {
        const struct numbers *its = &p->rules->rules[i].procedures;

        if (!page_has(p, i)) {
            continue;
        }
        first = first != NULL ? first : its;
        if (its->count != first->count ||
            (its->count > 0 && memcmp(its->at, first->at, its->count * sizeof *its->at) != 0)) {
            return false;
        }
    }
    return first != NULL;
}

/* Whether a rule of the page stands in this group. */
static bool group_stands(const struct page *p, uint32_t group)
{
    for (uint32_t i = 0; i < p->rules->rule_count; i++) {
        if (page_has(p, i) && page_group_of(&p->rules->rules[i]) == group) {
            return true;
        }
    }
    return false;
}

static void page_contents(struct page *p)
{
    struct buf *out = p->out;

    buf_text(out, "<nav id=\"contents\" aria-label=\"Contents\"><ul>\n"
                  "<li><a href=\"#glance\">At a glance</a></li>\n"
                  "<li><a href=\"#approval\">What is confirmed, and what changed since</a></li>\n"
                  "<li><a href=\"#rules\">The rules</a><ul>\n");
    for (uint32_t i = 0; i < PAGE_GROUPS; i++) {
        if (group_stands(p, i)) {
            buf_printf(out, "<li><a href=\"#%s\">%s</a></li>\n", page_groups[i].id,
                       page_groups[i].title);
        }
    }
    buf_text(
        out,
        "</ul></li>\n<li><a href=\"#numbers\">The numbers</a></li>\n"
        "<li><a href=\"#calendar\">The calendar around an appointment</a></li>\n"
        "<li><a href=\"#statements\">The sources, statement by statement</a></li>\n"
        "<li><a href=\"#not-covered\">What is not covered</a></li>\n"
        "<li><a href=\"#answers\">Answers and words</a></li>\n"
        "<li><a href=\"#lists\">The lists</a></li>\n"
        "<li><a href=\"#sign\">The rest of the text, and the signature</a></li>\n</ul></nav>\n");
}

static void page_begin(struct page *p)
{
    struct buf *out = p->out;

    html_print(out,
               "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
               "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
               "<meta name=\"referrer\" content=\"no-referrer\">\n<title>%s%s</title>\n<style>",
               p->book->language != NULL ? p->book->language : "en", p->book->title,
               p->brief ? ": the short edition" : "");
    for (size_t i = 0; page_style[i] != NULL; i++) {
        buf_text(out, page_style[i]);
    }
    page_view_style(out);
    html_print(out,
               "</style>\n</head>\n<body%s>\n<a class=\"skip\" href=\"#main\">Skip to the "
               "rulebook</a>\n<header>\n<h1>%s%s</h1>\n",
               p->brief ? " class=\"brief\"" : "", p->book->title,
               p->brief ? ": the short edition" : "");
    if (!p->brief) {
        page_contents(p);
    }
    buf_text(out, "</header>\n<main id=\"main\">\n");
}

static void page_end(struct page *p)
{
    html_print(
        p->out,
        "</main>\n<footer>\n<p>Made by precare from the rules themselves: what you read here is "
        "what runs. %s %s, <code>%s</code></p>\n<p>“No finding” never means that a treatment is "
        "safe. It means only that these rules found nothing in what was known.</p>\n"
        "</footer>\n</body>\n</html>\n",
        p->book->id, p->book->version, p->book->hash);
}

static void page_whole(struct page *p)
{
    page_glance(p);
    page_approval(p);
    page_rules(p);
    page_numbers(p);
    page_strip(p);
    page_sources(p);
    page_answers(p);
    page_lists(p);
}

bool page_print(const struct page_wanted *wanted, struct buf *out)
{
    const struct rules *rules = wanted->run->rules;
    struct page p = {.run = wanted->run,
                     .rules = rules,
                     .book = &rules->books[wanted->book],
                     .index = wanted->book,
                     .before = wanted->before,
                     .text = approved_text_find(rules, rules->books[wanted->book].id),
                     .brief = wanted->brief,
                     .out = out};
    bool ok;

    arena_begin(&p.arena, NULL, 0, 0);
    p.one_procedure = same_procedures(&p);
    p.coverage = coverage_of(p.run, &p.arena);
    ok = copy_begin(&p.copy, rules, &p.arena) && (p.coverage != NULL || rules->rule_count == 0);
    if (ok) {
        page_begin(&p);
        if (p.brief) {
            page_short(&p);
        } else {
            page_whole(&p);
        }
        page_sign(&p);
        page_end(&p);
    }
    ok = ok && !p.arena.failed && !out->failed;
    arena_end(&p.arena);
    return ok;
}
