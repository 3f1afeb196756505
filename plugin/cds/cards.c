/* SPDX-License-Identifier: MIT
 *
 * A result as cards: one for what was not checked, one for each finding, one for each person who is
 * to be asked, one for what will be asked later, one for notes. The same request gives the same
 * bytes. Called for each visit of a request; pure.
 */
#include <stdio.h>
#include <string.h>

#include "base/json_out.h"
#include "base/overall.h"
#include "base/words.h"
#include "base/zone.h"
#include "cds/cds_parts.h"

struct card { /* what is said of one */
    const char *uuid;
    const char *indicator;
    const char *summary;
    const precare_finding *finding; /* whose source it has; NULL: the service's own */
    const struct buf *detail;
};

/* By the outcome: cds-hooks.md#cards. */
static const char *indicator_of(uint32_t outcome)
{
    return outcome >= PRECARE_HOLD ? "critical" : outcome == PRECARE_WARN ? "warning" : "info";
}

/* ---- which visit ---- */

static bool is_undated(const struct cds_writing *w)
{
    return w->request->visits[w->visit].undated;
}

/* "2026-12-07 14:00: " where there are several. */
static const char *visit_named(const struct cds_writing *w, char room[64])
{
    const struct when *start = &w->request->visits[w->visit].visit.start;
    char text[32];

    if (w->request->visit_count < 2) {
        return NULL;
    }
    if (is_undated(w)) {
        (void)snprintf(room, 64, "Appointment %u: ", w->visit + 1);
    } else if (start->kind == WHEN_INSTANT) {
        instant_iso(start->utc, w->zone, text);
        (void)snprintf(room, 64, "%.10s %.5s: ", text, text + 11);
    } else {
        date_iso(start->first, text);
        (void)snprintf(room, 64, "%.10s: ", text);
    }
    return room;
}

static void card_uuid(const struct cds_writing *w, const char *what, char out[CDS_UUID])
{
    char number[16];
    const char *parts[] = {"card", w->request->instance, number, what, NULL};

    (void)snprintf(number, sizeof number, "%u", w->visit);
    cds_uuid(out, parts);
}

/* ---- a card ---- */

static const struct source *source_of(const struct cds_writing *w, const precare_finding *finding)
{
    uint32_t number = rules_find(w->rules, finding->rule);
    const struct rule *rule = number != NONE ? &w->rules->rules[number] : NULL;
    const struct rulebook *book = rule != NULL ? &w->rules->books[rule->rulebook] : NULL;

    for (uint32_t i = 0; book != NULL && rule->refs.count > 0 && i < book->source_count; i++) {
        if (strcmp(book->sources[i].id, rule->refs.at[0]) == 0) {
            return &book->sources[i];
        }
    }
    return NULL;
}

static void source_write(const struct cds_writing *w, const precare_finding *finding)
{
    const struct source *source = finding != NULL ? source_of(w, finding) : NULL;

    json_open(w->out, "source", '{');
    json_text(w->out, "label", source != NULL ? source->title : "precare");
    if (source != NULL && source->link != NULL &&
        (strncmp(source->link, "https://", 8) == 0 || strncmp(source->link, "http://", 7) == 0)) {
        json_text(w->out, "url", source->link);
    }
    json_close(w->out, '}');
}

static void card_open(const struct cds_writing *w, const struct card *card)
{
    char room[64];

    json_open(w->out, NULL, '{');
    json_text(w->out, "uuid", card->uuid);
    cds_summary(w->out, visit_named(w, room), card->summary);
    if (card->detail->len > 0) {
        json_next(w->out, "detail");
        buf_json(w->out, card->detail->at, card->detail->len);
    }
    json_text(w->out, "indicator", card->indicator);
    source_write(w, card->finding);
    if (w->given != NULL) {
        w->given(w->context, card->uuid, card->finding);
    }
    w->out->failed = w->out->failed || card->detail->failed;
}

static void paragraph_say(struct buf *out, const char *before, const char *text)
{
    if (text != NULL) {
        buf_text(out, out->len > 0 ? "\n\n" : "");
        buf_text(out, before);
        cds_markdown(out, text);
    }
}

static void bullet_say(struct buf *out, const char *text)
{
    buf_text(out, out->len > 0 ? "\n- " : "- ");
    cds_markdown(out, text);
}

/* ---- findings ---- */

static void tasks_say(const precare_finding *f, struct buf *out)
{
    for (uint32_t i = 0; i < f->tasks.count; i++) {
        const precare_task *task = cds_item(&f->tasks, i);
        const char *whom = word_of(&words_asked_of, task->for_whom);

        buf_text(out, i == 0 && out->len > 0 ? "\n" : "");
        bullet_say(out, task->tell_patient != NULL ? task->tell_patient : task->what);
        if (task->due != NULL || task->until != NULL) {
            buf_printf(out, " \xE2\x80\x94 %s %s", task->due != NULL ? "by" : "until",
                       task->due != NULL ? task->due : task->until);
        }
        if (whom != NULL) {
            buf_printf(out, " (%s)", whom);
        }
    }
}

static void words_say(struct buf *out, const char *before, const precare_array *words)
{
    for (uint32_t i = 0; i < words->count; i++) {
        buf_text(out, i == 0 ? (out->len > 0 ? "\n\n" : "") : ", ");
        buf_text(out, i == 0 ? before : "");
        cds_markdown(out, cds_item_text(words, i));
    }
}

static void finding_detail(const precare_finding *f, struct buf *out)
{
    paragraph_say(out, "", f->say);
    words_say(out, "Found: ", &f->matched);
    tasks_say(f, out);
    paragraph_say(out, "Not before: ", f->move_to);
    paragraph_say(out, "", f->because);
    paragraph_say(out, "", f->detail);
    if (f->outcome >= PRECARE_HOLD) {
        words_say(out, "Who may go on: ", &f->override_by);
        paragraph_say(out, "", "This is advice: this door stops nobody.");
    }
    paragraph_say(out, "Cleared by ", f->cleared_by);
    words_say(out, "Source: ", &f->statements);
}

static const char *reason_say(const struct cds_writing *w, const char *id)
{
    for (uint32_t i = 0; i < w->rules->reason_count; i++) {
        if (strcmp(w->rules->reasons[i].id, id) == 0 && w->rules->reasons[i].say != NULL) {
            return w->rules->reasons[i].say;
        }
    }
    return id;
}

static void reasons_write(const struct cds_writing *w, const precare_finding *f)
{
    if (f->override_reasons.count == 0) {
        return;
    }
    json_open(w->out, "overrideReasons", '[');
    for (uint32_t i = 0; i < f->override_reasons.count; i++) {
        const char *id = cds_item_text(&f->override_reasons, i);

        json_open(w->out, NULL, '{');
        json_text(w->out, "code", id);
        json_text(w->out, "system", CDS_REASONS);
        json_text(w->out, "display", reason_say(w, id));
        json_close(w->out, '}');
    }
    json_close(w->out, ']');
}

static void finding_card(const struct cds_writing *w, const precare_finding *f)
{
    struct buf detail = {0};
    char uuid[CDS_UUID];

    card_uuid(w, f->rule, uuid);
    finding_detail(f, &detail);
    card_open(w, &(struct card){uuid, indicator_of(f->outcome), f->title, f, &detail});
    cds_suggest(w, f);
    reasons_write(w, f);
    json_close(w->out, '}');
    buf_end(&detail);
}

/* ---- questions ---- */

#define QUESTIONS_SHOWN 64u

static uint32_t questions_of(const precare_result *r, uint32_t of,
                             const precare_question *all[QUESTIONS_SHOWN], uint32_t *asks_r)
{
    uint32_t count = 0;

    *asks_r = 0;
    for (uint32_t i = 0; i < r->questions.count; i++) {
        const precare_question *q = cds_item(&r->questions, i);

        if (q->of == of && q->from == 0 && q->again_from == NULL && count < QUESTIONS_SHOWN) {
            all[count++] = q;
            *asks_r += q->ask.count;
        }
    }
    return count;
}

static void questions_card(const struct cds_writing *w, const precare_result *r, uint32_t of)
{
    const precare_question *all[QUESTIONS_SHOWN];
    const char *whom = word_of(&words_asked_of, of);
    uint32_t asks, count = questions_of(r, of, all, &asks);
    struct buf detail = {0};
    char uuid[CDS_UUID], summary[96], what[32];

    if (count == 0) {
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t k = 0; k < all[i]->ask.count; k++) {
            bullet_say(&detail, cds_item_text(&all[i]->ask, k));
        }
    }
    (void)snprintf(summary, sizeof summary, "Ask the %s: %u question%s", whom, asks,
                   asks == 1 ? "" : "s");
    (void)snprintf(what, sizeof what, "questions %s", whom);
    card_uuid(w, what, uuid);
    card_open(w, &(struct card){uuid, "info", summary, NULL, &detail});
    cds_suggest_questions(w, all, count);
    json_close(w->out, '}');
    buf_end(&detail);
}

/* What will be asked at another moment is said, so that nobody takes silence for "clear". */
static void later_card(const struct cds_writing *w, const precare_result *r)
{
    const struct waiting waiting = waiting_of(r);
    struct buf detail = {0}, later = {0}, summary = {0};
    char uuid[CDS_UUID];

    waiting_say(&waiting, &later);
    if (later.len > 0) {
        buf_printf(&summary, "%s%s",
                   r->overall == PRECARE_CLEAR && !is_undated(w) ? "Clear so far, " : "", later.at);
        card_uuid(w, "later", uuid);
        card_open(
            w, &(struct card){uuid, "info", summary.at != NULL ? summary.at : "", NULL, &detail});
        json_close(w->out, '}');
    }
    w->out->failed = w->out->failed || later.failed || summary.failed;
    buf_end(&later);
    buf_end(&summary);
}

/* ---- what was not checked, and notes ---- */

static const struct {
    uint32_t coverage;
    const char *indicator, *summary;
} unchecked[] = {
    {PRECARE_NOT_EVALUATED, "warning", "Not checked: the visit could not be evaluated"},
    {PRECARE_NO_RULES, "info", "Not checked: no rules for this visit"},
    {PRECARE_PARTIAL, "warning", "Only partly checked"},
    {PRECARE_OUT_OF_REVIEW, "warning", "Checked by rules that are past their review date"},
};

/* A visit whose procedure nobody named is no visit without rules. */
static bool is_nameless(const struct cds_writing *w)
{
    const struct booked *booked = &w->request->visits[w->visit].visit.procedure;

    return booked->text.at == NULL && booked->code.at == NULL;
}

/* A card that only says something; `what` it is of. */
static void plain_card(const struct cds_writing *w, const char *what, struct card card,
                       const char *says)
{
    struct buf detail = {0};
    char uuid[CDS_UUID];

    card_uuid(w, what, uuid);
    paragraph_say(&detail, "", says);
    card.uuid = uuid;
    card.detail = &detail;
    card_open(w, &card);
    json_close(w->out, '}');
    buf_end(&detail);
}

static void unchecked_card(const struct cds_writing *w, const precare_result *r)
{
    for (size_t i = 0; i < sizeof unchecked / sizeof *unchecked; i++) {
        struct card card = {.indicator = unchecked[i].indicator, .summary = unchecked[i].summary};

        if (unchecked[i].coverage != r->coverage) {
            continue;
        }
        if (r->coverage == PRECARE_NO_RULES && is_nameless(w)) {
            card.indicator = "warning";
            card.summary = "Not checked: nobody says what is to be done";
        }
        plain_card(w, "unchecked", card, r->error_message);
    }
}

/* What is judged of today says little of the day that will be agreed. */
static void undated_card(const struct cds_writing *w)
{
    if (is_undated(w)) {
        plain_card(w, "undated",
                   (struct card){.indicator = "warning",
                                 .summary = "Only partly checked: nobody says when it is to be"},
                   "The appointment has no start with its day, so this is judged as if it were "
                   "today. Ask again when it has one.");
    }
}

/* A booking without a visit: no card would say that all was checked. (An order may well be none of
 * a procedure.) */
static void nothing_card(const struct cds_writing *w)
{
    if (w->request->visit_count == 0 && w->request->hook->moment == PRECARE_BOOKING) {
        plain_card(w, "nothing",
                   (struct card){.indicator = "warning",
                                 .summary = "Not checked: there is no appointment"},
                   "What was sent holds no appointment, or only such as do not count.");
    }
}

static void notes_card(const struct cds_writing *w, const precare_result *r)
{
    struct buf detail = {0};
    char uuid[CDS_UUID];

    for (uint32_t i = 0; i < r->notes.count; i++) {
        bullet_say(&detail, ((const precare_note *)cds_item(&r->notes, i))->text);
    }
    if (w->request->answers_left > 0) {
        bullet_say(&detail, "Answers to a form that the rules do not give any more were left out.");
    }
    if (detail.len > 0) {
        card_uuid(w, "notes", uuid);
        card_open(w, &(struct card){uuid, "info", "About this check", NULL, &detail});
        json_close(w->out, '}');
    }
    buf_end(&detail);
}

/* ---- all of a visit ---- */

void cds_cards_open(struct cds_writing *w)
{
    json_open(w->out, NULL, '{');
    json_open(w->out, "cards", '[');
}

void cds_cards(struct cds_writing *w, const precare_result *result)
{
    undated_card(w);
    unchecked_card(w, result);
    for (uint32_t i = 0; i < result->findings.count; i++) {
        const precare_finding *f = cds_item(&result->findings, i);

        if (f->outcome != PRECARE_ASK) {
            finding_card(w, f);
        }
    }
    for (uint32_t of = PRECARE_ASK_PATIENT; of <= PRECARE_ASK_PROVIDER; of++) {
        questions_card(w, result, of);
    }
    later_card(w, result);
    notes_card(w, result);
}

void cds_cards_close(struct cds_writing *w)
{
    nothing_card(w);
    json_close(w->out, ']');
    json_close(w->out, '}');
}
