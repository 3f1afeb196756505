/* SPDX-License-Identifier: MIT
 *
 * What of the rulebook's text is confirmed, by whom and when; what changed since, in the words of
 * `precare diff`; the rest of the text and the signature, after all that is signed. Called by
 * page*.c; pure.
 */
#include "review/page_parts.h"

#include <stdio.h>
#include <string.h>

#include "review/diff.h"
#include "review/plain.h"

const struct item *page_item_find(const struct page *p, uint32_t kind, const char *name)
{
    size_t len = strlen(name);

    for (uint32_t i = 0; p->text != NULL && i < p->text->count; i++) {
        const struct item *item = &p->text->items[i];

        if (item->kind == kind && item->name.len == len && memcmp(item->name.at, name, len) == 0) {
            return item;
        }
    }
    return NULL;
}

enum item_state page_state(const struct page *p, uint32_t kind, const char *name)
{
    const struct item *item = page_item_find(p, kind, name);

    return item != NULL ? (enum item_state)item->state : ITEM_NEVER;
}

static void day_print(struct buf *out, const char *at)
{
    char day[11];

    (void)snprintf(day, sizeof day, "%.10s", at);
    plain_date_text(out, day);
}

static void item_tick(struct page *p, const struct item *item)
{
    static const char *const says[ITEM_STATES] = {[ITEM_NEVER] = "To be confirmed",
                                                  [ITEM_CONFIRMED] = "Confirmed by ",
                                                  [ITEM_CHANGED] = "Changed since confirmed by ",
                                                  [ITEM_GONE] = "Taken out; was confirmed by "};
    uint32_t state = item != NULL ? item->state : ITEM_NEVER;
    bool by = state != ITEM_NEVER && item->by != NULL;

    buf_text(p->out, state == ITEM_CONFIRMED ? "<span class=\"tick\">✓</span>"
                                             : "<span class=\"tick\"></span>");
    buf_text(p->out, state == ITEM_CHANGED || state == ITEM_GONE ? "<strong>" : "");
    html_text(p->out, says[by ? state : ITEM_NEVER]);
    if (by) {
        html_print(p->out, "%s, ", item->by->by);
        day_print(p->out, item->by->at);
    }
    buf_text(p->out, state == ITEM_CHANGED || state == ITEM_GONE ? "</strong>" : "");
}

void page_tick(struct page *p, uint32_t kind, const char *name)
{
    item_tick(p, page_item_find(p, kind, name));
}

/* ---- what is confirmed ---- */

static void approval_counts(struct page *p)
{
    static const char *const many[ITEM_KINDS] = {
        "Head and other sections", "Rules", "Numbers", "Lists", "Answers", "Changes"};

    buf_text(p->out, "<table><caption>Items of the text</caption><thead><tr>"
                     "<th scope=\"col\">Items</th><th scope=\"col\">Confirmed</th>"
                     "<th scope=\"col\">Changed since</th></tr></thead><tbody>\n");
    for (uint32_t kind = 0; kind < ITEM_KINDS; kind++) {
        uint32_t counts[ITEM_STATES] = {0}, all = 0;

        for (uint32_t i = 0; i < p->text->count; i++) {
            if (p->text->items[i].kind == kind) {
                counts[p->text->items[i].state]++;
                all++;
            }
        }
        if (all > 0) {
            buf_printf(p->out, "<tr><th scope=\"row\">%s</th><td>%u of %u</td><td>", many[kind],
                       counts[ITEM_CONFIRMED], all - counts[ITEM_GONE]);
            buf_printf(p->out, counts[ITEM_GONE] > 0 ? "%u, and %u taken out" : "%u",
                       counts[ITEM_CHANGED], counts[ITEM_GONE]);
            buf_text(p->out, "</td></tr>\n");
        }
    }
    buf_text(p->out, "</tbody></table>\n");
}

static void approval_sittings(struct page *p)
{
    const struct approved_texts *all = p->rules->approved;
    uint32_t said = 0;

    for (uint32_t i = 0; i < all->approval_count; i++) {
        const struct approval *a = &all->approvals[i];

        if (a->of == NULL || strcmp(a->of, p->text->id) != 0) {
            continue;
        }
        buf_text(p->out, said++ == 0 ? "<p>Approvals:</p>\n<ul>\n" : "");
        buf_text(p->out, "<li>");
        day_print(p->out, a->at);
        html_print(p->out, ", %s: %u item%s of version %s", a->by, a->item_count,
                   a->item_count == 1 ? "" : "s", a->version != NULL ? a->version : "unknown");
        if (a->gone_count > 0) {
            html_print(p->out, ", and that %u of them %s taken out", a->gone_count,
                       a->gone_count == 1 ? "was" : "were");
        }
        buf_text(p->out, "</li>\n");
    }
    buf_text(p->out, said > 0 ? "</ul>\n" : "");
}

void page_since(struct page *p)
{
    struct buf words = {0};
    uint32_t changes = 0;

    const struct approval *since = approved_since(p->text);
    struct buf title = {0};

    buf_printf(&title, "What changed since %s approved on ", since->by);
    day_print(&title, since->at);
    html_heading(p->out, p->brief ? 2 : 3, "since", title.at);
    part_end(p->out, &title);
    if (p->before == NULL) {
        buf_text(p->out, "<p>The text of that approval is not at hand: what changed is said "
                         "of each item alone, not in words.</p>\n");
        return;
    }
    words.failed = !diff_rules(p->before, p->rules, &words, &changes);
    html_print(p->out, "<div class=\"words\">%s</div>\n", words.at != NULL ? words.at : "");
    part_end(p->out, &words);
}

/* An overlay that is no longer there may have been of any rulebook. */
static bool overlay_is_of(const struct page *p, const struct approved_text *t)
{
    return (t->of_overlay && t->book == p->index) || (t->lost && t->of_overlay);
}

void page_overlays(struct page *p, bool stale)
{
    const struct approved_texts *all = p->rules->approved;

    for (uint32_t i = 0; i < all->count; i++) {
        const struct approved_text *t = &all->at[i];
        struct buf said = {.at = NULL};

        if (!overlay_is_of(p, t) || (stale && !approved_stale(t))) {
            continue;
        }
        approved_say(t, &said);
        buf_text(p->out, approved_stale(t) ? "<p><strong>" : "<p>");
        html_print(p->out, "The overlay %s: %s.", t->id, said.at != NULL ? said.at : "approved");
        buf_text(p->out, approved_stale(t) ? "</strong></p>\n" : "</p>\n");
        part_end(p->out, &said);
    }
}

void page_approval(struct page *p)
{
    html_heading(p->out, 2, "approval", "What is confirmed, and what changed since");
    buf_text(p->out, "<p>Each rule, number, list and answer below has a tick box, and says who "
                     "confirmed it and when, or that it changed since. What you tick counts once "
                     "it is entered with <code>precare approve</code>.</p>\n");
    if (p->text == NULL) {
        return;
    }
    approval_counts(p);
    approval_sittings(p);
    page_overlays(p, false);
    if (p->text->last != NULL) {
        page_since(p);
    }
}

/* ---- the rest of the text, and the signature ---- */

/* Whether an item has its tick box elsewhere on the page. */
static bool item_shown(const struct page *p, const struct item *item)
{
    if (item->state == ITEM_GONE || item->kind == ITEM_SECTION || item->kind == ITEM_CHANGE) {
        return false;
    }
    for (uint32_t i = 0; item->kind == ITEM_RULE && i < p->rules->rule_count; i++) {
        const char *id = p->rules->rules[i].id;

        if (span_same(item->name, (struct span){id, (uint32_t)strlen(id)})) {
            return page_has(p, i);
        }
    }
    return true;
}

static void rest_print(struct page *p, const struct approved_text *t, bool of_all)
{
    for (uint32_t i = 0; i < t->count; i++) {
        const struct item *item = &t->items[i];
        struct buf name = {0};

        if (!of_all && item_shown(p, item)) {
            continue;
        }
        buf_add(&name, item->name.at, item->name.len);
        html_print(p->out, "<li>%s %s", item_kind_words[item->kind], name.at);
        part_end(p->out, &name);
        if (t->of_overlay) {
            html_print(p->out, " of the overlay %s", t->id);
        }
        if (item->file != NULL) {
            const char *name_of = strrchr(item->file, '/');

            html_print(p->out, " <code>%s:%u</code>", name_of != NULL ? name_of + 1 : item->file,
                       item->line);
        }
        buf_text(p->out, "<br>");
        item_tick(p, item);
        buf_text(p->out, "</li>\n");
    }
}

static void page_sign_rest(struct page *p)
{
    const struct approved_texts *all = p->rules->approved;

    html_print(p->out, "<p>These are part of the text too; they stand in the files of the "
                       "rules.</p>\n<ul class=\"rest\">\n");
    rest_print(p, p->text, false);
    for (uint32_t i = 0; i < all->count; i++) {
        if (overlay_is_of(p, &all->at[i])) {
            rest_print(p, &all->at[i], true);
        }
    }
    buf_text(p->out, "</ul>\n");
}

void page_sign(struct page *p)
{
    buf_text(p->out, "<section class=\"signing\" aria-labelledby=\"sign\">");
    html_heading(p->out, 2, "sign",
                 p->brief ? "Signature" : "The rest of the text, and the signature");
    if (!p->brief && p->text != NULL) {
        page_sign_rest(p);
    }
    html_print(p->out,
               "<p>I confirm what I ticked above%s, as it stands in <code>%s</code>: if the rules "
               "change, so does this code.</p>\n",
               p->brief ? ", and nothing that the short edition leaves out" : "", p->book->hash);
    buf_text(p->out, "<div class=\"sign\"><div><span>Name and role</span></div><div><span>Date"
                     "</span></div><div><span>Signature</span></div></div></section>\n");
}
