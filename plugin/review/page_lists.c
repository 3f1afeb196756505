/* SPDX-License-Identifier: MIT
 *
 * The lists that the sentences name, with every word in them. Called by page.c; pure.
 */
#include "review/page_parts.h"

#include <string.h>

#include "base/words.h"
#include "review/plain.h"
#include "review/sentence.h"

static const struct texts *also_of(const struct list *list, const char *item)
{
    const struct list_written *w = list->written;

    for (uint32_t i = 0; w != NULL && i < w->also_count; i++) {
        if (strcmp(w->also[i].of, item) == 0) {
            return &w->also[i].names;
        }
    }
    return NULL;
}

static void page_lists_names(struct page *p, const struct list *list)
{
    for (uint32_t i = 0; i < list->items.count; i++) {
        const struct texts *also = also_of(list, list->items.at[i]);

        html_print(p->out, "%s%s", i > 0 ? ", " : "", list->items.at[i]);
        for (uint32_t k = 0; also != NULL && k < also->count; k++) {
            html_print(p->out, "%s%s", k == 0 ? " (also " : ", ", also->at[k]);
        }
        html_text(p->out, also != NULL && also->count > 0 ? ")" : "");
    }
}

static void page_lists_codes(struct page *p, const struct list *list)
{
    const struct list_written *w = list->written;

    for (uint32_t i = 0; w != NULL && i < w->code_count; i++) {
        html_print(p->out, "<br>%s:", w->codes[i].of);
        for (uint32_t k = 0; k < w->codes[i].names.count; k++) {
            html_print(p->out, " %s", w->codes[i].names.at[k]);
        }
    }
}

static void page_lists_includes(struct page *p, const struct list *list)
{
    char text[32];

    for (uint32_t i = 0; i < list->includes.count; i++) {
        const struct list *other = &p->rules->lists[list->includes.at[i]];

        buf_text(p->out, i == 0 ? "<br>and all of: " : ", ");
        html_print(p->out, "<a href=\"#list-%s\">%s</a>", other->id, other->plain);
    }
    for (uint32_t i = 0; i < list->routes.count; i++) {
        html_print(p->out, "%s%s", i == 0 ? ". Only where it is " : " or ", list->routes.at[i]);
    }
    if (list->short_lived.n > 0) {
        length_in_words(list->short_lived, text);
        buf_printf(
            p->out,
            "<br>Short-lived: what was noted more than %s before the appointment is asked again.",
            text);
    }
}

/* What the list never takes, whatever else it says. */
static void page_lists_except(struct page *p, const struct list *list)
{
    const struct list_written *w = list->written;

    for (uint32_t i = 0; w != NULL && i < w->except_items.count; i++) {
        buf_text(p->out, i == 0 ? "<br>But not: " : ", ");
        html_text(p->out, w->except_items.at[i]);
    }
    for (uint32_t i = 0; w != NULL && i < w->except_code_count; i++) {
        const struct list_names *codes = &w->except_codes[i];

        for (uint32_t k = 0; k < codes->names.count; k++) {
            if (k == 0) {
                html_print(p->out, "<br>But not %s:", codes->of);
            }
            html_print(p->out, " %s", codes->names.at[k]);
        }
    }
}

static void mark_list(const struct rules *rules, uint32_t list, bool *used)
{
    if (used[list]) {
        return;
    }
    used[list] = true;
    for (uint32_t i = 0; i < rules->lists[list].includes.count; i++) {
        mark_list(rules, rules->lists[list].includes.at[i], used);
    }
}

static void mark_cond(const struct rules *rules, uint32_t cond, bool *used)
{
    const struct cond *c = &rules->conds[cond];

    for (uint32_t i = 0; sentence_group(c) != NULL && i < c->count; i++) {
        mark_cond(rules, c->first + i, used);
    }
    if (c->list < rules->list_count) {
        mark_list(rules, c->list, used);
    }
    for (uint32_t i = 0; i < c->lists.count; i++) {
        mark_list(rules, c->lists.at[i], used);
    }
}

/* The lists that this rulebook's rules name, those these include, and those of its text that no
 * rule names: they are approved with it. */
static bool *lists_used(struct page *p)
{
    bool *used = arena_array(&p->arena, p->rules->list_count + 1, sizeof *used);

    for (uint32_t i = 0; used != NULL && i < p->rules->rule_count; i++) {
        const struct rule *r = &p->rules->rules[i];

        if (!page_has(p, i)) {
            continue;
        }
        mark_cond(p->rules, r->condition, used);
        if (r->unless != NONE) {
            mark_cond(p->rules, r->unless, used);
        }
        for (uint32_t k = 0; k < r->procedures.count; k++) {
            mark_list(p->rules, r->procedures.at[k], used);
        }
    }
    for (uint32_t i = 0; used != NULL && i < p->rules->list_count; i++) {
        used[i] = used[i] || page_item_find(p, ITEM_LIST, p->rules->lists[i].id) != NULL;
    }
    return used;
}

void page_lists(struct page *p)
{
    bool *used = lists_used(p);

    html_heading(p->out, 2, "lists", "The lists");
    buf_text(p->out, "<p>In the chart, the rules look for these names, as whole words, and these "
                     "codes. A word that is almost one of them becomes a question.</p>\n");
    for (uint32_t kind = 1; used != NULL && kind < words_list_kind.count; kind++) {
        bool any = false;

        for (uint32_t i = 0; i < p->rules->list_count; i++) {
            const struct list *list = &p->rules->lists[i];

            if (!used[i] || list->kind != kind) {
                continue;
            }
            if (!any) {
                struct buf title = {0};

                plain_name(&title, word_of(&words_list_kind, kind), true);
                buf_printf(p->out, "<h3>%s lists</h3>\n<dl class=\"lists\">\n",
                           title.at != NULL ? title.at : "");
                part_end(p->out, &title);
                any = true;
            }
            html_print(p->out, "<dt id=\"list-%s\"><strong>“%s”</strong> <code>%s</code></dt><dd>",
                       list->id, list->plain, list->id);
            page_lists_names(p, list);
            page_lists_includes(p, list);
            page_lists_codes(p, list);
            page_lists_except(p, list);
            buf_text(p->out, "<br>");
            page_tick(p, ITEM_LIST, list->id);
            buf_text(p->out, "</dd>\n");
        }
        buf_text(p->out, any ? "</dl>\n" : "");
    }
}
