/* SPDX-License-Identifier: MIT
 *
 * The head of the page: who owns the rulebook, whether it may act, how much of it there is. Called
 * by page.c; pure.
 */
#include "review/page_parts.h"

#include <string.h>

#include "review/plain.h"

static void page_glance_fact(struct page *p, const char *label, const char *value)
{
    if (value != NULL && value[0] != '\0') {
        html_print(p->out, "<div><dt>%s</dt><dd>%s</dd></div>\n", label, value);
    }
}

static void fact_date(struct page *p, const char *label, int32_t date)
{
    struct buf text = {0};

    if (date != DATE_NONE) {
        plain_date(&text, date);
        page_glance_fact(p, label, text.at);
    }
    part_end(p->out, &text);
}

void page_notice(struct page *p)
{
    static const char *const says[] = {
        [0] = "",
        [BOOK_DRAFT] = "This rulebook is a <strong>draft</strong>: it runs only in its tests, "
                       "never for a visit.",
        [BOOK_SHADOW] =
            "This rulebook runs in <strong>shadow</strong>: its findings are recorded and "
            "counted, and shown to nobody.",
        [BOOK_ACTIVE] =
            "This rulebook is <strong>active</strong>: its findings are shown and acted upon.",
        [BOOK_RETIRED] = "This rulebook is <strong>retired</strong>: it does not run."};

    buf_printf(p->out, "<p class=\"notice\">%s",
               says[p->book->status <= BOOK_RETIRED ? p->book->status : 0]);
    if (p->text == NULL || p->text->last == NULL) {
        buf_text(p->out, " It is <strong>not approved yet</strong>.</p>\n");
        return;
    }
    struct buf said = {0};

    approved_say(p->text, &said);
    buf_text(p->out, approved_whole(p->text) ? " It is approved as it stands: "
                     : p->book->status == BOOK_ACTIVE
                         ? " But it is <strong>not approved as it stands</strong>, and so does not "
                           "act: "
                         : " It is <strong>not approved as it stands</strong>: ");
    html_print(p->out,
               p->brief ? "%s.</p>\n" : "%s. <a href=\"#approval\">What is confirmed</a></p>\n",
               said.at);
    part_end(p->out, &said);
}

static void page_glance_counts(struct page *p)
{
    static const uint32_t severities[] = {PRECARE_URGENT, PRECARE_BLOCK, PRECARE_HOLD, PRECARE_WARN,
                                          PRECARE_INFO};
    static const char *const means[] = {"a clinician now", "must not happen",
                                        "a clinician decides first", "read once before going on",
                                        "useful to know, or a dated task"};
    uint32_t all = 0;

    buf_text(p->out,
             "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"How many rules\">"
             "<table><caption>Rules by their strongest outcome</caption><thead><tr>"
             "<th scope=\"col\">Outcome</th><th scope=\"col\">Means</th>"
             "<th scope=\"col\">Rules</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < sizeof severities / sizeof severities[0]; i++) {
        uint32_t count = 0;

        for (uint32_t k = 0; k < p->rules->rule_count; k++) {
            count += page_has(p, k) && rule_worst(&p->rules->rules[k], PRECARE_BOOKING,
                                                  PRECARE_FOLLOW_UP) == severities[i];
        }
        all += count;
        buf_text(p->out, "<tr><th scope=\"row\">");
        html_severity(p->out, severities[i], NULL);
        buf_printf(p->out, "</th><td>%s</td><td>%u</td></tr>\n", means[i], count);
    }
    buf_printf(p->out,
               "<tr><th scope=\"row\">All</th><td></td><td>%u</td></tr></tbody></table></div>\n",
               all);
}

static void page_glance_tests(struct page *p)
{
    uint32_t passed = 0, failed = 0;

    for (uint32_t i = 0; i < p->run->scenarios->count; i++) {
        if (p->run->scenarios->at[i].book == p->index) {
            passed += p->run->at[i].passed;
            failed += !p->run->at[i].passed;
        }
    }
    if (failed == 0) {
        buf_printf(p->out, "<p>%u tests come with these rules; all of them pass.</p>\n", passed);
    } else {
        buf_printf(p->out,
                   "<p class=\"notice\">%u of the %u tests that come with these rules "
                   "<strong>fail</strong>: "
                   "do not sign until they are corrected.</p>\n",
                   failed, passed + failed);
    }
}

static void page_glance_working(struct page *p)
{
    struct buf days = {0};

    if (p->rules->working.days == 0) {
        return;
    }
    plain_working_days(&days, &p->rules->working);
    html_print(p->out, "<p>What staff are to do is due on a working day: %s.</p>\n", days.at);
    part_end(p->out, &days);
}

void page_glance(struct page *p)
{
    const struct rulebook *b = p->book;
    struct buf owner = {0};

    html_heading(p->out, 2, "glance", "At a glance");
    page_notice(p);
    buf_text(p->out, "<dl class=\"facts\">\n");
    page_glance_fact(p, "Rulebook", b->id);
    page_glance_fact(p, "Version", b->version);
    for (uint32_t i = 0; p->one_procedure && i < p->rules->rule_count; i++) {
        if (page_has(p, i)) {
            const struct numbers *lists = &p->rules->rules[i].procedures;
            struct buf names = {0};

            for (uint32_t k = 0; k < lists->count; k++) {
                buf_text(&names, p->rules->lists[lists->at[k]].plain);
                buf_text(&names, plain_between(k, lists->count, " and "));
            }
            page_glance_fact(p, "For", names.at);
            part_end(p->out, &names);
            break;
        }
    }
    buf_printf(&owner, "%s (%s)", b->owner_name != NULL ? b->owner_name : "",
               b->owner_role != NULL ? b->owner_role : "");
    page_glance_fact(p, "Owner", owner.at);
    part_end(p->out, &owner);
    page_glance_fact(p, "Contact", b->owner_contact);
    fact_date(p, "In effect from", b->effective_from);
    fact_date(p, "Until", b->effective_until);
    fact_date(p, "To be reviewed by", b->review_by);
    page_glance_fact(p, "After that day",
                     b->stop_after_review ? "it stops" : "it continues, and says so");
    buf_text(p->out, "</dl>\n");
    page_glance_counts(p);
    page_glance_tests(p);
    for (uint32_t i = 0; i < CHART_ASKED; i++) {
        if (b->stays_good[i].unit != UNIT_NONE) {
            char text[32];

            length_in_words(b->stays_good[i], text);
            buf_printf(p->out, i == 0 ? "<p>A reviewed list stays good for: %s %s" : ", %s %s",
                       plain_chart(i), text);
        }
    }
    buf_text(p->out, b->stays_good[0].n > 0 ? ". After that it is asked again.</p>\n" : "");
    page_glance_working(p);
}
