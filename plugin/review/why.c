/* SPDX-License-Identifier: MIT
 *
 * Why a condition has its value: the entry that decided, the day a list was gone through; what a
 * fact says stands beside its sentence (sentence_fact.c). Called by explain.c; pure. It tells the
 * person who asks on this machine, so it may show the chart's own words.
 */

#include <string.h>

#include "base/words.h"
#include "review/plain.h"
#include "review/sentence_kinds.h"

void why_spoken(struct buf *out, struct span s)
{
    buf_add(out, s.at, s.len);
}

void why_when(struct buf *out, const struct when *w, const struct zone *zone)
{
    char iso[32];

    switch (w->kind) {
    case WHEN_DAY: plain_date(out, w->first); break;
    case WHEN_INSTANT:
        instant_iso(w->utc, zone, iso);
        plain_date_text(out, iso);
        break;
    case WHEN_PARTIAL:
        buf_text(out, "between ");
        plain_date(out, w->first);
        buf_text(out, " and ");
        plain_date(out, w->last);
        break;
    default: buf_text(out, "no date");
    }
}

void why_sites(struct buf *out, const struct span *sites, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        why_spoken(out, sites[i]);
        buf_text(out, plain_between(i, count, " and "));
    }
}

void why_dated(struct buf *out, const char *label, const struct when *w, const struct zone *zone)
{
    if (w->kind != WHEN_UNKNOWN) {
        buf_text(out, label);
        why_when(out, w, zone);
    }
}

static const char *at_label(uint32_t chart)
{
    switch (chart) {
    case CHART_CONDITIONS: return ", begun ";
    case CHART_MEDICATIONS: return ", last used ";
    default: return ", ";
    }
}

static const char *status_word(uint32_t chart, uint32_t status)
{
    const struct words *words = chart == CHART_CONDITIONS    ? &words_status
                                : chart == CHART_MEDICATIONS ? &words_use
                                                             : &words_state;

    return word_of(words, status);
}

/* "medicines, entry 1: tretinoin 0.05% cream, ongoing, on the face" */
static void entry_say(struct buf *out, const struct visit *v, uint32_t chart, uint32_t index)
{
    const struct entry *e = &v->chart[chart].at[index];
    const char *status = status_word(chart, e->status);
    const char *severity = word_of(&words_severity, e->severity);

    buf_printf(out, "%s, entry %u (", plain_chart(chart), index + 1);
    why_spoken(out, e->text.len > 0 ? e->text : e->code);
    if (status != NULL) {
        buf_printf(out, ", %s", status);
    }
    if (severity != NULL) {
        buf_printf(out, ", %s", severity);
    }
    if (e->site_count > 0) {
        buf_text(out, ", ");
        why_sites(out, e->sites, e->site_count);
    }
    why_dated(out, at_label(chart), &e->at, v->zone);
    why_dated(out, chart == CHART_MEDICATIONS ? ", started " : ", recorded ", &e->noted, v->zone);
    buf_char(out, ')');
}

static void reviewed_say(struct buf *out, const struct visit *v, uint32_t chart)
{
    if (chart < CHART_ASKED && v->chart[chart].reviewed.kind != WHEN_UNKNOWN) {
        buf_printf(out, "; the %s were reviewed on ", plain_chart(chart));
        why_when(out, &v->chart[chart].reviewed, v->zone);
    }
}

static void stale_say(struct buf *out, const struct visit *v, uint32_t chart, struct length good)
{
    char text[32];

    length_in_words(good, text);
    if (v->chart[chart].reviewed.kind == WHEN_UNKNOWN) {
        buf_printf(out, "it was asked about by itself more than %s ago", text);
        return;
    }
    buf_printf(out, "the %s were last reviewed on ", plain_chart(chart));
    why_when(out, &v->chart[chart].reviewed, v->zone);
    buf_printf(out, ", more than %s ago", text);
}

/* "it counts on 2 days", "on 1 to 3 days" */
static void counted_say(struct buf *out, const struct trace_cond *t)
{
    buf_text(out, "it counts on ");
    if (t->most > t->entry) {
        buf_printf(out, "%u to ", t->entry);
    }
    buf_printf(out, "%u day%s", t->most, t->most == 1 ? "" : "s");
    buf_text(out, t->most > t->entry ? ": a fact that decides is missing" : "");
}

static void short_say(struct buf *out, const struct rules *rules, const struct cond *c,
                      uint32_t chart)
{
    char text[32];

    length_in_words(cond_silence_lasts(c, rules->lists), text);
    buf_printf(out,
               "nothing like it in the %s, but that is known for %s only, and not for the "
               "day of the appointment",
               plain_chart(chart), text);
}

/* What an entry has to do with it. */
static const char *const entry_reasons[] = {
    [WHY_MATCH] = " matches",
    [WHY_FACT_MISSING] = " matches by name, but a fact that decides is missing",
    [WHY_NEVER] = " says never",
    [WHY_NEAR] = " may be a misspelt word of this list",
    [WHY_FREE] = " has a word of this list before \"free\": that may be meant, or not",
    [WHY_UNREAD] = " is a code that nobody can read: it may be of this list",
    [WHY_UNCLEAR] = " matches by name, but says what nobody declared where it decides",
};

void why_chart(const struct reasoning *r, struct buf *out)
{
    const struct visit *v = r->visit;
    const struct trace_cond *t = r->trace;
    uint32_t chart = cond_kinds[r->cond->kind].chart - 1;

    if (chart >= CHART_COUNT) {
        return;
    }
    bool entry = t->entry < v->chart[chart].count;

    switch ((enum why)t->why) {
    case WHY_MATCH:
    case WHY_FACT_MISSING:
    case WHY_UNCLEAR:
    case WHY_NEVER:
    case WHY_NEAR:
    case WHY_FREE:
    case WHY_UNREAD:
        if (entry) {
            entry_say(out, v, chart, t->entry);
        } else {
            buf_printf(out, "an entry of the %s", plain_chart(chart));
        }
        buf_text(out, entry_reasons[t->why]);
        break;
    case WHY_COUNTED: counted_say(out, t); break;
    case WHY_NOT_ASKED: buf_printf(out, "the %s were not asked about", plain_chart(chart)); break;
    case WHY_STALE:
        if (chart < CHART_ASKED) {
            stale_say(out, v, chart, r->rules->books[r->book].stays_good[chart]);
        }
        break;
    case WHY_SHORT:
        short_say(out, r->rules, r->cond, chart);
        reviewed_say(out, v, chart);
        break;
    case WHY_ASKED:
        buf_printf(out, "nothing like it in the %s, and it was asked about by itself",
                   plain_chart(chart));
        break;
    case WHY_OTHER:
        if (entry) {
            entry_say(out, v, chart, t->entry);
            buf_text(out, " is there, but does not match");
        } else {
            buf_printf(out, "what is in the %s does not match", plain_chart(chart));
        }
        reviewed_say(out, v, chart);
        break;
    case WHY_NOTHING:
    case WHY_NO_ENTRY:
    case WHY_VALUE:
        buf_printf(out, "nothing like it in the %s", plain_chart(chart));
        reviewed_say(out, v, chart);
    }
}
