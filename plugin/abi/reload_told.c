/* SPDX-License-Identifier: MIT
 *
 * What operations and the host's log hear of a reload (reload_told.h). Ids, numbers and counts
 * alone: no title, item, synonym or sentence of a rule.
 */
#include "abi/reload_told.h"

#include "outbox/message.h"
#include "review/standing.h"

void reload_told(struct door *door, const struct ruleset *before, const struct ruleset *after,
                 const struct reload_asked *asked)
{
    struct buf names = {0}, say = {0};

    (void)asked;
    if (before != NULL && standing_lost(before->rules, after->rules, &names) > 0) {
        buf_printf(&say, "No active rulebook is left for %s: nobody is told of anything there.",
                   names.at != NULL ? names.at : "a procedure");
        const char *line = say.at;
        (void)outbox_announce(door->outbox, MESSAGE_RULES, &line, say.failed ? 0 : 1, 1);
        door_log(door, PRECARE_LOG_WARNING, "rules",
                 "a reload left a procedure without an active rulebook");
    }
    buf_end(&names);
    buf_end(&say);
}

void reload_ended(struct door *door, int32_t status)
{
    (void)outbox_operations(
        door->outbox, "reload-failed",
        status < 0 ? "A reload of the rules failed: the last good rules stay in use." : NULL);
    if (status == PRECARE_OK) {
        (void)outbox_operations(door->outbox, "rules-damaged", NULL);
    }
    door_log(door, status < 0 ? PRECARE_LOG_ERROR : PRECARE_LOG_INFO, "rules",
             status < 0 ? "a reload failed: the rules in use stay"
                        : "edited rules were taken into use");
}
