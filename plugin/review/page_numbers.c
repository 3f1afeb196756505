/* SPDX-License-Identifier: MIT
 *
 * The numbers of the rulebook, to confirm: what is not confirmed yet first, each with its
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
    /* by which a change of it calls it */
    html_print(out, "<br><code>%s</code></th><td data-label=\"Now\"><strong>%s</strong>",
               parameter->name, parameter->value);
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
    page_tick(p, ITEM_PARAMETER, parameter->name);
    if (page_state(p, ITEM_PARAMETER, parameter->name) != ITEM_CONFIRMED) {
        buf_text(out, "<br>or change to:<span class=\"write\"></span>");
    }
    buf_text(out, "</td></tr>\n");
}

static uint32_t page_numbers_table(struct page *p, bool confirmed, const char *caption)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < p->rules->parameter_count; i++) {
        const struct parameter *parameter = &p->rules->parameters[i];

        if (parameter->rulebook != p->index ||
            (page_state(p, ITEM_PARAMETER, parameter->name) == ITEM_CONFIRMED) != confirmed) {
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

void page_numbers(struct page *p)
{
    buf_text(p->out, "<section class=\"sheet\" aria-labelledby=\"numbers\">");
    html_heading(p->out, 2, "numbers", "The numbers");
    buf_text(p->out, "<p>Changing one number changes every rule, date and sentence that uses it. A "
                     "value outside the allowed range is refused.</p>\n");
    if (page_numbers_table(p, false, "Not confirmed yet") == 0) {
        buf_text(p->out, "<p>Every number is confirmed.</p>\n");
    }
    page_numbers_table(p, true, "Confirmed");
    buf_text(p->out, "</section>\n");
}
