/* SPDX-License-Identifier: MIT
 *
 * Whether a reference has a finding of a rule: for who acknowledges by hand, whose slip of the pen
 * would end no escalation and look as if it had. Read from the records.
 */
#include <string.h>

#include "outbox/outbox_inside.h"
#include "base/text.h"

#define RULES_MOST 512u

struct rules_told {
    struct arena arena;
    const char *ids[RULES_MOST];
    uint32_t count;
};

static void rule_take(struct rules_told *rules, const char *id)
{
    const char *kept = id != NULL ? arena_text(&rules->arena, id, strlen(id)) : NULL;

    if (kept != NULL && rules->count < RULES_MOST) {
        rules->ids[rules->count++] = kept;
    }
}

static int rules_read(struct store *store, int64_t ref, struct rules_told *rules)
{
    sqlite3_stmt *s = store_ask(store, SQL_RULES_OF, BIND_NUMBER(ref), BIND_NUMBER(RULES_MOST));
    int found;

    while ((found = store_step(store, s)) == 1) {
        rule_take(rules, (const char *)sqlite3_column_text(s, 0));
    }
    (void)sqlite3_reset(s);
    return found == 0 ? 0 : OUTBOX_NOT_RECORDED;
}

static int rule_look(const struct rules_told *rules, const char *rule, struct buf *near_r)
{
    for (uint32_t i = 0; i < rules->count; i++) {
        if (strcmp(rules->ids[i], rule) == 0) {
            return 0;
        }
    }
    buf_text(near_r, text_nearest(rule, rules->ids, rules->count));
    return OUTBOX_WRONG;
}

int outbox_rule_known(struct outbox *outbox, const char *ref, const char *rule, struct buf *near_r)
{
    int64_t number = ref_read(ref);
    struct visit_row visit = {.ref = 0};
    struct rules_told rules = {.count = 0};
    int status;

    if (outbox->store == NULL || number == 0) {
        return OUTBOX_UNKNOWN;
    }
    if ((status = store_enter(outbox->store)) != 0) {
        return status;
    }
    arena_begin(&rules.arena, NULL, 0, 1024 * 1024);
    if (!visit_find_ref(outbox->store, number, &visit)) {
        status = OUTBOX_NOT_RECORDED;
    } else if (!visit.there) {
        status = OUTBOX_UNKNOWN;
    } else if ((status = rules_read(outbox->store, number, &rules)) == 0) {
        status = rule_look(&rules, rule, near_r);
    }
    arena_end(&rules.arena);
    store_leave(outbox->store);
    return status;
}
