/* SPDX-License-Identifier: MIT
 *
 * Who is told anything by a set of rules (standing.h). A rulebook acts when it is active and
 * approved; a rule of it, when neither it nor an overlay says shadow. Pure; without memory `out`
 * says so.
 */
#include "review/standing.h"

#include <string.h>

#include "base/seam.h"
#include "rulebook/approval/approval.h"

#define NAMES_MOST 5u

static bool book_acts(const struct rulebook *book)
{
    return book->status == BOOK_ACTIVE && book->approved;
}

bool standing_rule_acts(const struct rules *rules, const struct rule *rule, bool demonstration)
{
    const struct rulebook *book = &rules->books[rule->rulebook];

    if (rule->silenced || rule->status == RULE_RETIRED) {
        return false;
    }
    return demonstration ? book->status != BOOK_RETIRED
                         : book_acts(book) && rule->status == RULE_ACTIVE;
}

/* ---- a line for each rulebook ---- */

static const char *standing_word(const struct rulebook *book)
{
    static const char *const words[] = {"?", "DRAFT", "SHADOW", "ACTIVE", "RETIRED"};

    return words[book->status <= BOOK_RETIRED ? book->status : 0];
}

static const char *plural_of(uint32_t count)
{
    return count == 1 ? "" : "s";
}

void standing_write(const struct rules *rules, uint32_t book, bool demonstration, struct buf *out)
{
    const struct rulebook *b = &rules->books[book];
    uint32_t acting = 0, shadow = 0;

    for (uint32_t i = 0; i < rules->rule_count; i++) {
        const struct rule *rule = &rules->rules[i];

        if (rule->rulebook == book && rule->status != RULE_RETIRED) {
            acting += standing_rule_acts(rules, rule, false);
            shadow += !standing_rule_acts(rules, rule, false);
        }
    }
    buf_printf(out, "%s %s: %s", b->id, b->version, standing_word(b));
    if (acting > 0) {
        buf_printf(out, ", %u rule%s", acting, plural_of(acting));
        if (shadow > 0) {
            buf_printf(out, ", %u more in shadow", shadow);
        }
    } else if (demonstration && b->status != BOOK_RETIRED) {
        buf_text(out, ", acts as a demonstration");
    } else {
        buf_text(out, b->status == BOOK_ACTIVE && !b->approved
                          ? ", but not approved: acts on nobody"
                          : ", acts on nobody");
    }
}

void standing_stale(const struct rules *rules, struct buf *out)
{
    for (uint32_t i = 0; i < rules->approved->count; i++) {
        const struct approved_text *text = &rules->approved->at[i];
        bool asked =
            text->of_overlay || text->lost || rules->books[text->book].status == BOOK_ACTIVE;

        if (asked && !approved_whole(text) && text->id != NULL) {
            buf_printf(out, "%s: ", text->id);
            approved_say(text, out);
            buf_text(out, ".\n");
        }
    }
}

static bool approval_is_there(const struct approved_texts *all, const struct approval *a)
{
    for (uint32_t i = 0; i < all->approval_count; i++) {
        const struct approval *b = &all->approvals[i];

        if (a->number == b->number && a->of_overlay == b->of_overlay && strcmp(a->of, b->of) == 0 &&
            strcmp(a->at, b->at) == 0 && strcmp(a->by, b->by) == 0) {
            return true;
        }
    }
    return false;
}

void standing_withdrawn(const struct rules *before, const struct rules *after, struct buf *out)
{
    for (uint32_t i = 0; i < before->approved->approval_count; i++) {
        const struct approval *a = &before->approved->approvals[i];

        if (!approval_is_there(after->approved, a)) {
            buf_printf(out, "The approval %s.%u (by %s on %.10s) is no longer there.\n", a->of,
                       a->number, a->by, a->at);
        }
    }
}

/* ---- what is lost ---- */

/* A byte for each list: whether a rule that acts is for it, or for a list that includes it. Owned;
 * NULL: no memory. */
static unsigned char *lists_acted_on(const struct rules *rules)
{
    unsigned char *marks = mem_new(rules->list_count + (size_t)1);

    for (uint32_t i = 0; marks != NULL && i < rules->rule_count; i++) {
        const struct rule *rule = &rules->rules[i];

        for (uint32_t k = 0; standing_rule_acts(rules, rule, false) && k < rule->procedures.count;
             k++) {
            marks[rule->procedures.at[k]] = 1;
        }
    }
    for (uint32_t i = rules->list_count; marks != NULL && i > 0; i--) { /* included ones stand
                                                                           before */
        const struct list *list = &rules->lists[i - 1];

        for (uint32_t k = 0; marks[i - 1] != 0 && k < list->includes.count; k++) {
            marks[list->includes.at[k]] = 1;
        }
    }
    return marks;
}

/* Of a list that only includes others these speak. */
static bool list_speaks(const struct list *list)
{
    return list->items.count > 0 || list->includes.count == 0;
}

static void name_add(struct buf *out, const char *name, uint32_t number)
{
    if (number <= NAMES_MOST) {
        buf_printf(out, "%s%s", number > 1 ? ", " : "", name);
    }
}

uint32_t standing_lost(const struct rules *before, const struct rules *after, struct buf *out)
{
    unsigned char *was = lists_acted_on(before), *is = lists_acted_on(after);
    uint32_t lost = 0;

    for (uint32_t i = 0; was != NULL && is != NULL && i < before->list_count; i++) {
        uint32_t k = was[i] != 0 && list_speaks(&before->lists[i])
                         ? rules_list(after, before->lists[i].id)
                         : NONE;

        if (was[i] != 0 && list_speaks(&before->lists[i]) && (k == NONE || is[k] == 0)) {
            name_add(out, before->lists[i].id, ++lost);
        }
    }
    if (lost > NAMES_MOST) {
        buf_printf(out, " and %u more", lost - NAMES_MOST);
    }
    out->failed = out->failed || was == NULL || is == NULL;
    mem_drop(was);
    mem_drop(is);
    return lost;
}
