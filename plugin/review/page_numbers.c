/* SPDX-License-Identifier: MIT
 *
 * The numbers of the rulebook as a sheet to sign: what is not confirmed yet first, each with its
 * range, basis and room to write. Called by page.c; pure.
 */
#include "review/page_parts.h"

#include <string.h>

#include "review/plain.h"

static void page_numbers_users(struct page *p, const struct parameter *parameter)
{
    uint32_t last = NONE, said = 0;

    for (uint32_t i = 0; i < p->copy.slot_count; i++) {
        const struct slot *slot = &p->copy.slots[i];

        if (slot->rule != last && slot->was.parameter != NULL && page_has(p, slot->rule) &&
            strcmp(slot->was.parameter, parameter->name) == 0) {
            buf_text(p->out, said++ == 0 ? "<br>Used by: " : ", ");
            html_rule_link(p, slot->rule);
            last = slot->rule;
        }
    }
}

static void page_numbers_row(struct page *p, const struct parameter *parameter)
{
    struct buf *out = p->out;

    buf_text(out, "<tr><th scope=\"row\">");
    plain_name(out, parameter->name, true);
    html_print(out, "</th><td data-label=\"Now\"><strong>%s</strong>", parameter->value);
    if (parameter->changed_by != NULL) {
        html_print(out, "<br>changed by %s", parameter->changed_by);
        if (parameter->base_value != NULL) {
            html_print(out, ", was %s", parameter->base_value);
        }
    }
    html_print(out, "</td><td data-label=\"Allowed\">%s%s%s</td><td>%s<br><em>%s</em>",
               parameter->lowest, parameter->lowest != NULL ? " to " : "any", parameter->highest,
               parameter->means, page_basis(parameter->basis));
    if (parameter->note != NULL) {
        html_print(out, ". %s", parameter->note);
    }
    page_numbers_users(p, parameter);
    buf_text(out, "</td><td class=\"box\">");
    if (parameter->confirmed != NULL) {
        html_text(out, parameter->confirmed);
    } else {
        buf_text(
            out,
            "<span class=\"tick\"></span>as it is<br>or change to:<span class=\"write\"></span>");
    }
    buf_text(out, "</td></tr>\n");
}

static uint32_t page_numbers_table(struct page *p, bool confirmed, const char *caption)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < p->rules->parameter_count; i++) {
        const struct parameter *parameter = &p->rules->parameters[i];

        if (parameter->rulebook != p->index || (parameter->confirmed != NULL) != confirmed) {
            continue;
        }
        if (count++ == 0) {
            buf_printf(p->out,
                       "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"%s\">"
                       "<table class=\"stack numbers\"><caption>%s</caption><thead><tr><th "
                       "scope=\"col\">Number</th>"
                       "<th scope=\"col\">Now</th><th scope=\"col\">Allowed</th>"
                       "<th scope=\"col\">What it means and where it comes from</th>"
                       "<th scope=\"col\">Confirmed</th></tr></thead><tbody>\n",
                       caption, caption);
        }
        page_numbers_row(p, parameter);
    }
    buf_text(p->out, count > 0 ? "</tbody></table></div>\n" : "");
    return count;
}

/* How many of the rulebook's rules wait for a word of the lead's. */
static uint32_t rules_open(const struct page *p)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < p->rules->rule_count; i++) {
        count += page_has(p, i) && p->rules->rules[i].confirmed_by == NULL;
    }
    return count;
}

void page_numbers(struct page *p)
{
    uint32_t open;

    buf_text(p->out, "<section class=\"sheet\" aria-labelledby=\"numbers\">");
    html_heading(p->out, 2, "numbers", "The numbers, to confirm and sign");
    buf_text(p->out, "<p>Changing one number changes every rule, date and sentence that uses it. A "
                     "value outside "
                     "the allowed range is refused.</p>\n");
    open = page_numbers_table(p, false, "Not confirmed yet");
    if (open == 0) {
        buf_text(p->out, "<p>Every number is confirmed.</p>\n");
    }
    page_numbers_table(p, true, "Confirmed");
    open = rules_open(p);
    if (open > 0) {
        buf_printf(p->out, "<p>Below, %u rule%s also marked <em>to be confirmed</em>.</p>\n", open,
                   open == 1 ? " is" : "s are");
    }
    buf_text(p->out,
             "<div class=\"sign\"><div><span>Name and role</span></div><div><span>Date</span></div>"
             "<div><span>Signature</span></div></div>\n<p>Signed for <code>");
    html_text(p->out, p->book->hash);
    buf_text(p->out, "</code>: if the rules change, so does this code.</p></section>\n");
}
