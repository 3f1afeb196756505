/* SPDX-License-Identifier: MIT
 *
 * See waiting.h. Called once a result, mostly with nothing to look at: the visit's procedures are
 * in lists. Where they are not, every rule is asked. Cannot fail; a note without room is counted.
 */
#include "engine/waiting.h"

#include <stdio.h>
#include <string.h>

#include "engine/booked.h"

/* Rules of books that are there, for any moment, that the visit's procedures leave out. */
static bool rule_is_out(const struct judge *j, const struct rule *rule)
{
    return rule->status != RULE_RETIRED && !rule->silenced &&
           j->books[rule->rulebook] != BOOK_ABSENT &&
           booked_hit(&j->view, &rule->procedures) == NULL;
}

/* How many rules wait for a procedure: for those of its lists in which it may mean `item` (NULL:
 * for those that may hold it, of one that nobody can read). */
static uint32_t rules_waiting(const struct judge *j, const struct recognised *one, const char *item)
{
    const struct rules *rules = j->view.rules;
    uint32_t count = 0;

    for (uint32_t i = 0; i < rules->rule_count; i++) {
        const struct numbers *lists = &rules->rules[i].procedures;
        bool waits = false;

        for (uint32_t k = 0; k < lists->count && !waits; k++) {
            const struct hit *near = booked_near(one, lists->at[k]);

            waits = item != NULL ? near != NULL && strcmp(hit_item(rules, near), item) == 0
                                 : one->unread != NULL && list_bit(one->unread, lists->at[k]);
        }
        count += waits && rule_is_out(j, &rules->rules[i]);
    }
    return count;
}

struct meaning { /* the names that a procedure may mean, one after another */
    const struct recognised *one;
    const char *item;
    uint32_t at;
};

static const struct hit *meaning_at(const struct recognised *one, uint32_t at)
{
    if (at < one->near.count) {
        return &one->near.at[at];
    }
    return at - one->near.count < one->free.count ? &one->free.at[at - one->near.count] : NULL;
}

static bool meaning_next(const struct rules *rules, struct meaning *m)
{
    for (const struct hit *hit; (hit = meaning_at(m->one, m->at)) != NULL;) {
        bool told = false;

        m->item = hit_item(rules, hit);
        for (uint32_t i = 0; i < m->at && !told; i++) {
            told = strcmp(hit_item(rules, meaning_at(m->one, i)), m->item) == 0;
        }
        m->at++;
        if (!told) {
            return true;
        }
    }
    return false;
}

void waiting_look(struct judge *j)
{
    for (uint32_t i = 0; i <= j->view.visit->also_count && j->view.booked_open && !j->waits; i++) {
        struct meaning m = {.one = &j->view.booked[i]};

        while (!j->waits && meaning_next(j->view.rules, &m)) {
            j->waits = rules_waiting(j, m.one, m.item) > 0;
        }
        j->waits = j->waits || (m.one->unread != NULL && rules_waiting(j, m.one, NULL) > 0);
    }
}

void waiting_unread(struct judge *j)
{
    for (uint32_t i = 0; i <= j->view.visit->also_count && j->waits; i++) {
        const struct recognised *one = &j->view.booked[i];

        if (one->unread != NULL && rules_waiting(j, one, NULL) > 0) {
            (void)strings_add(&j->unread, j->view.arena, booked_path(j->view.arena, i));
        }
    }
}

void waiting_notes(const struct judge *j, struct result *r)
{
    for (uint32_t i = 0; i <= j->view.visit->also_count && j->waits; i++) {
        struct meaning m = {.one = &j->view.booked[i]};

        while (meaning_next(j->view.rules, &m)) {
            uint32_t count = rules_waiting(j, m.one, m.item);
            const char *path = booked_path(j->view.arena, i);
            char text[192];

            if (count == 0 || path == NULL) {
                continue;
            }
            (void)snprintf(text, sizeof text, "%s may mean \"%.80s\": %u rule%s for it.", path,
                           m.item, count, count == 1 ? " waits" : "s wait");
            (void)result_note(r, "procedure-near", text);
        }
    }
}
