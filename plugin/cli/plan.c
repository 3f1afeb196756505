/* SPDX-License-Identifier: MIT
 *
 * The plan of alerts in words (plan.h). It says what outbox/compose.c and outbox/schedule.c do: an
 * urgent alert waits for nothing, what is no hold waits for the digest, a hold that nobody
 * acknowledges goes on. Single-threaded.
 */
#include "cli/plan.h"

#include "base/calendar.h"
#include "outbox/schedule.h"
#include "review/sentence.h"
#include "review/standing.h"

struct plan {
    const struct rules *rules;
    const struct config *config;
    struct buf *out;
    uint32_t missing;
};

/* ---- times ---- */

static void clock_say(struct buf *out, int32_t minute)
{
    buf_printf(out, "%02d:%02d", minute / 60, minute % 60);
}

static void length_say(struct buf *out, int64_t ms)
{
    static const struct {
        int64_t ms;
        const char *one;
    } units[] = {{DAY_MS, "day"}, {3600000, "hour"}, {60000, "minute"}, {1000, "second"}};
    size_t i = 0;

    while (i < sizeof units / sizeof *units - 1 && ms % units[i].ms != 0) {
        i++;
    }
    int64_t n = ms / units[i].ms;
    buf_printf(out, "%lld %s%s", (long long)n, units[i].one, n == 1 ? "" : "s");
}

static void quiet_say(struct buf *out, const struct channel *to)
{
    buf_text(out, "from ");
    clock_say(out, to->quiet_from);
    buf_text(out, " to ");
    clock_say(out, to->quiet_until);
}

/* When a message of this outcome goes out. */
static void when_say(struct buf *out, const struct channel *to, uint32_t severity)
{
    bool quiet = to->quiet_from >= 0;

    if (severity <= PRECARE_WARN && to->digest_minute >= 0) {
        buf_text(out, "in the digest of ");
        clock_say(out, to->digest_minute);
        buf_text(out, ", or at once where the visit is before it");
    } else {
        buf_text(out, "at once");
    }
    if (quiet && severity >= PRECARE_URGENT) {
        buf_text(out, ", in the quiet hours too");
    } else if (quiet) {
        buf_text(out, "; in the quiet hours ");
        quiet_say(out, to);
        buf_text(out, ", at their end");
    }
}

/* ---- one rule ---- */

/* Escalation, as it would go on. */
static void steps_say(const struct plan *p, uint32_t channel, uint32_t severity)
{
    const struct channel *from = &p->config->channels[channel];
    int step = 0;

    buf_text(p->out, "    if nobody acknowledges it: ");
    while (severity >= PRECARE_HOLD && step < ESCALATION_STEPS &&
           from->escalate_to != CHANNEL_NONE && from->escalate_after_ms > 0) {
        const struct channel *to = &p->config->channels[from->escalate_to];

        buf_printf(p->out, "%s%s after ", step > 0 ? ", then " : "", to->name);
        length_say(p->out, from->escalate_after_ms);
        if (severity < PRECARE_URGENT && to->quiet_from >= 0) {
            buf_text(p->out, " (in its quiet hours ");
            quiet_say(p->out, to);
            buf_text(p->out, ", at their end)");
        }
        from = to;
        step++;
    }
    buf_text(p->out, step == 0 ? "nobody else is told\n" : "\n");
}

static void trouble_say(const struct plan *p, const struct channel *to)
{
    uint32_t hears = to->fallback != CHANNEL_NONE ? to->fallback : p->config->operations;

    buf_printf(p->out, "    if %s takes no messages: ", to->name);
    if (hears != CHANNEL_NONE && &p->config->channels[hears] != to) {
        buf_printf(p->out, "%s hears of it, and they wait\n", p->config->channels[hears].name);
    } else {
        buf_text(p->out, "nobody hears of it, and they wait\n");
    }
}

/* Of a rule that tells nobody, why; ends the line. */
static void standing_say(const struct plan *p, const struct rule *rule)
{
    const struct rulebook *book = &p->rules->books[rule->rulebook];

    if (standing_rule_acts(p->rules, rule, p->config->act_on == ACT_ON_DEMONSTRATION)) {
        buf_char(p->out, '\n');
    } else if (book->status == BOOK_ACTIVE && !book->approved) {
        buf_text(p->out, " (not approved: nobody is told yet)\n");
    } else {
        buf_text(p->out, " (not active: nobody is told yet)\n");
    }
}

static void rule_plan(struct plan *p, const struct rule *rule)
{
    uint32_t channel = config_channel(p->config, rule->alert_channel);
    uint32_t severity = rule_worst(rule, PRECARE_BOOKING, PRECARE_FOLLOW_UP);

    buf_printf(p->out, "%s: ", rule->id);
    sentence_severity(rule, p->out);
    standing_say(p, rule);
    if (channel == CHANNEL_NONE) {
        buf_printf(p->out, "    the configuration has no channel %s: nobody is told\n",
                   rule->alert_channel);
        p->missing++;
        return;
    }
    const struct channel *to = &p->config->channels[channel];
    buf_printf(p->out, "    tells %s, ", to->name);
    when_say(p->out, to, severity);
    buf_char(p->out, '\n');
    steps_say(p, channel, severity);
    trouble_say(p, to);
}

uint32_t plan_write(const struct rules *rules, const struct config *config, struct buf *out)
{
    struct plan p = {.rules = rules, .config = config, .out = out};
    uint32_t silent = 0;

    for (uint32_t i = 0; i < rules->rule_count; i++) {
        const struct rule *rule = &rules->rules[i];

        if (rule->status == RULE_RETIRED) {
            continue;
        }
        /* information never reaches a chat */
        bool tells = rule->alert_channel != NULL &&
                     rule_worst(rule, PRECARE_BOOKING, PRECARE_FOLLOW_UP) > PRECARE_TASK;
        silent += !tells;
        if (tells) {
            rule_plan(&p, rule);
        }
    }
    buf_printf(out, "%u rule%s tell%s nobody in a chat.\n", silent, silent == 1 ? "" : "s",
               silent == 1 ? "s" : "");
    return p.missing;
}
