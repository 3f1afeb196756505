/* SPDX-License-Identifier: MIT
 *
 * In which order the rules stand, and the links that leave some of them: those of a moment, of an
 * outcome, those not confirmed. No script: a link names a place before the cards, and the style
 * hides what is not of it while that place is the address's. Called by page*.c; pure.
 */
#include "review/page_parts.h"

#include "review/plain.h"

const struct page_group page_groups[PAGE_GROUPS] = {
    {"group-block", "Contraindications: what must not happen"},
    {"group-hold", "Contraindications: a clinician decides first"},
    {"group-booking", "From the booking on"},
    {"group-check-in", "From check-in on"},
    {"group-treatment", "From the treatment on"},
    {"group-follow-up", "Afterwards"}};

/* A hold after the treatment speaks against nothing that is still to be done: it stands where it
 * comes in a visit. */
uint32_t page_group_of(const struct rule *r)
{
    uint32_t worst = rule_worst(r, PRECARE_BOOKING, PRECARE_TREATMENT), m = PRECARE_BOOKING;

    if (worst == PRECARE_BLOCK || worst == PRECARE_HOLD) {
        return worst == PRECARE_BLOCK ? 0 : 1;
    }
    while (m < PRECARE_FOLLOW_UP && ((r->moments >> m) & 1u) == 0) {
        m++;
    }
    return 2 + (m - PRECARE_BOOKING);
}

static const struct view {
    const char *class, *title, *says;
} views[] = {
    {"at-booking", "booking", "Only what acts at the booking"},
    {"at-check-in", "check-in", "Only what acts at check-in"},
    {"at-treatment", "treatment", "Only what acts at the treatment"},
    {"at-follow-up", "follow-up", "Only what acts at a follow-up"},
    {"is-urgent", "urgent", "Only what is urgent"},
    {"is-block", "block", "Only what blocks"},
    {"is-hold", "hold", "Only what holds"},
    {"is-warn", "warn", "Only warnings"},
    {"is-info", "info", "Only information and tasks"},
    {"is-open", "not confirmed", "Only what is not confirmed as it stands"},
};
enum {
    VIEW_URGENT = 4,
    VIEW_OPEN = 9,
    VIEWS = sizeof views / sizeof *views
}; /* their places */

void page_view_style(struct buf *out)
{
    for (uint32_t i = 0; i < VIEWS; i++) {
        buf_printf(out, "#only-%s:target~.cards :is(.rule,.topic,.group):not(.%s)%s",
                   views[i].class, views[i].class, i + 1 < VIEWS ? "," : "{display:none}");
    }
}

uint32_t page_views_of(const struct page *p, uint32_t rule)
{
    static const uint32_t of_severity[] = {[PRECARE_URGENT] = VIEW_URGENT,
                                           [PRECARE_BLOCK] = VIEW_URGENT + 1,
                                           [PRECARE_HOLD] = VIEW_URGENT + 2,
                                           [PRECARE_WARN] = VIEW_URGENT + 3,
                                           [PRECARE_INFO] = VIEW_URGENT + 4};
    const struct rule *r = &p->rules->rules[rule];
    uint32_t bits = 0;

    for (uint32_t m = PRECARE_BOOKING; m <= PRECARE_FOLLOW_UP; m++) {
        if (((r->moments >> m) & 1u) != 0) {
            bits |= 1u << (m - PRECARE_BOOKING);
            bits |= r->severity[m] != 0 ? 1u << of_severity[r->severity[m]] : 0;
        }
    }
    return page_state(p, ITEM_RULE, r->id) != ITEM_CONFIRMED ? bits | 1u << VIEW_OPEN : bits;
}

void page_views_print(struct page *p, uint32_t views_set)
{
    for (uint32_t i = 0; i < VIEWS; i++) {
        if (((views_set >> i) & 1u) != 0) {
            buf_printf(p->out, " %s", views[i].class);
        }
    }
}

void page_view(struct page *p)
{
    buf_text(p->out,
             "<nav class=\"views\" aria-label=\"Show only some of the rules\"><p>Show only:");
    for (uint32_t i = 0; i < VIEWS; i++) {
        buf_printf(p->out, " <a href=\"#only-%s\">%s</a>", views[i].class, views[i].title);
    }
    buf_text(p->out, "</p></nav>\n");
    for (uint32_t i = 0; i < VIEWS; i++) {
        buf_printf(p->out,
                   "<p class=\"only\" id=\"only-%s\">%s. <a href=\"#rules\">Show all</a></p>\n",
                   views[i].class, views[i].says);
    }
}
