/* SPDX-License-Identifier: MIT
 *
 * See random_visit.h: a fact more.
 */
#include "support/random_visit_parts.h"

#include "visit/days.h"

static struct when when_narrower(uint64_t *seed, struct when x, int32_t around)
{
    if (x.kind == WHEN_UNKNOWN) {
        return random_time(seed, around, 20);
    }
    if (x.kind == WHEN_PARTIAL) {
        return when_on(x.first + (int32_t)random_below(seed, (uint32_t)(x.last - x.first + 1)));
    }
    if (x.kind == WHEN_DAY) {
        return (struct when){x.first, x.first, (int64_t)x.first * 86400 + random_below(seed, 86400),
                             WHEN_INSTANT, 0};
    }
    return x;
}

/* A use that does not contradict what the entry says already; never is a fact of its own. */
static void use_fill(uint64_t *seed, struct entry *e)
{
    static const uint32_t uses[] = {PRECARE_USE_ONGOING, PRECARE_USE_AS_NEEDED,
                                    PRECARE_USE_STOPPED};

    if (!e->status) {
        e->status = uses[random_below(seed, 3)];
    }
}

static void entry_fill(uint64_t *seed, struct random_visit *r, enum chart chart, int32_t today,
                       int32_t day)
{
    struct entries *list = &r->visit.chart[chart];

    if (!list->count) {
        return;
    }
    uint32_t i = random_below(seed, list->count);
    struct entry *e = &r->entries[chart][i], before = *e;
    switch (random_below(seed, 5)) {
    case 0:
        if (chart == CHART_CONDITIONS && !e->status) {
            e->status = 1 + random_below(seed, 4);
        }
        if (chart == CHART_MEDICATIONS) {
            use_fill(seed, e);
        }
        if (chart == CHART_PROCEDURES && !e->field_count) {
            static const struct answer pain = {{"max-pain", 8}, {"5", 1}, {0}};

            e->fields = &pain;
            e->field_count = 1;
        }
        break;
    case 1:
        if (!e->severity) {
            e->severity = 1 + random_below(seed, 3);
        }
        break;
    case 2:
        if (!e->site_count) {
            e->site_count = random_sites(seed, r->sites[chart][i], 2);
        }
        break;
    case 3: e->at = when_narrower(seed, e->at, day - 8); break;
    default: e->noted = when_narrower(seed, e->noted, today); break;
    }
    bool later =
        chart == CHART_CONDITIONS && e->noted.kind != WHEN_UNKNOWN && e->noted.last > today;
    if (later || entry_is_impossible(&r->visit, chart, e)) {
        *e = before; /* what cannot be true is no fact */
    }
}

/* Somebody looked at an entry, or asked about a value set by itself. */
static void reading_fill(uint64_t *seed, struct random_visit *r, enum chart chart)
{
    struct entries *list = &r->visit.chart[chart];

    if (list->count > 0 && random_below(seed, 2)) {
        r->entries[chart][random_below(seed, list->count)].checked = PRECARE_AS_WRITTEN;
    } else if (chart < CHART_ASKED && list->asked_count < 2) {
        r->asked[chart][list->asked_count++] = (struct asked_set){
            random_list(seed, chart), when_on(r->visit.today - (int32_t)random_below(seed, 70))};
    }
}

static bool text_among(struct span text, const char *const *texts, uint32_t count)
{
    bool found = false;

    for (uint32_t i = 0; i < count; i++) {
        found = found || span_same(text, span_of(texts[i]));
    }
    return found;
}

/* What was not understood is said in words that are, or its day is found out. That somebody is
 * unsure is a fact of its own. */
static void answer_fill(uint64_t *seed, struct random_visit *r, uint32_t i)
{
    struct answer *one = &r->answers[i];

    if (i >= r->visit.answer_count) {
        return;
    }
    if (random_below(seed, 2)) {
        one->on = when_narrower(seed, one->on, r->visit.today - 10);
    } else if (text_among(one->value, random_asked[i].values + 2, 2)) {
        one->value = random_text(seed, random_asked[i].values, 2);
    } else if (span_same(one->value, SPAN("2027-01"))) {
        one->value = random_below(seed, 2) ? SPAN("2027-01-25") : SPAN("2027-01-31");
    }
}

static void field_fill(uint64_t *seed, struct random_visit *r, uint32_t i)
{
    struct answer *one = &r->fields[i];

    if (i < r->visit.field_count &&
        span_same(one->value, i == 0 ? SPAN("a lot") : SPAN("mostly"))) {
        one->value = i == 0 ? (random_below(seed, 2) ? SPAN("3") : SPAN("7"))
                            : (random_below(seed, 2) ? SPAN("yes") : SPAN("no"));
    }
}

void random_visit_fill(uint64_t *seed, struct random_visit *r)
{
    struct visit *v = &r->visit;

    switch (random_below(seed, 17)) {
    case 0: v->birth = when_narrower(seed, v->birth, v->reference - 22 * 365); break;
    case 1:
        if (!v->pregnancy) {
            v->pregnancy = 1 + random_below(seed, 5);
        }
        if (v->sex == 0 || v->sex > 3) {
            v->sex = 1 + random_below(seed, 3);
        }
        break;
    case 2:
        if (!v->minutes) {
            v->minutes = (int32_t)(40 + random_below(seed, 10));
        }
        break;
    case 3:
        if (!v->site_count) {
            v->site_count = random_sites(seed, r->area, 2);
        }
        break;
    case 4:
        if (!v->role.len || span_same(v->role, SPAN("spa"))) {
            v->role = random_below(seed, 2) ? SPAN("physician") : SPAN("nurse");
        }
        if (!v->modality.len) {
            v->modality = random_below(seed, 2) ? SPAN("mechanical") : SPAN("radiofrequency");
        }
        break;
    case 5:
        if (!v->training_recorded) {
            v->training_count = random_below(seed, 2);
        }
        v->training_recorded = true;
        for (uint32_t i = 0; i < v->training_count; i++) {
            if (span_same(r->training[i], SPAN("juggling"))) {
                r->training[i] = random_below(seed, 2) ? SPAN("laser") : SPAN("needling");
            }
        }
        break;
    case 6: v->procedure_ended = when_narrower(seed, v->procedure_ended, v->reference); break;
    case 7:
        if (!v->price.len) {
            v->price = SPAN("150 USD");
        }
        if (!v->indication.len || span_same(v->indication, SPAN("poreless"))) {
            v->indication = SPAN("acne-scar");
        }
        break;
    case 8: {
        struct entries *list = &v->chart[random_below(seed, CHART_ASKED)];

        struct when again = when_on(v->today - (int32_t)random_below(seed, 70));

        if (list->reviewed.kind == WHEN_UNKNOWN || again.first >= list->reviewed.first) {
            list->reviewed = again; /* asked, or asked again */
        }
        break;
    }
    case 9: reading_fill(seed, r, (enum chart)random_below(seed, CHART_COUNT)); break;
    case 11: answer_fill(seed, r, random_below(seed, RANDOM_ANSWERS)); break;
    case 10: field_fill(seed, r, random_below(seed, 2)); break;
    default:
        entry_fill(seed, r, (enum chart)random_below(seed, CHART_COUNT), v->today, v->reference);
        break;
    }
}
