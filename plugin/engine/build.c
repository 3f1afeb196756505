/* SPDX-License-Identifier: MIT
 *
 * Writes the public record into its one block. The block's room is guessed from what there is to
 * tell; where it was too small, all is written again into twice as much. NULL: no memory, for the
 * block or in scratch.
 */
#include "engine/build.h"

#include <string.h>

#include "base/hash.h"
#include "base/words.h"
#include "engine/building.h"
#include "engine/idle.h"
#include "engine/note_days.h"
#include "engine/waiting.h"

static uint64_t hash_span(uint64_t seed, struct span s)
{
    return hash_bytes(seed, s.len ? s.at : "", s.len);
}

static bool draft_is_finding(const struct draft *d)
{
    return !d->hidden && d->kind != DRAFT_LATER && d->kind != DRAFT_AGAIN;
}

/* The active ones, worst first, and those in shadow behind them. */
static void put_findings(struct building *b, struct result *r)
{
    const struct drafts *drafts = &b->judge->drafts;
    uint32_t count = 0, in_shadow = 0, worst = 0;

    for (uint32_t i = 0; i < drafts->count; i++) {
        bool shown = draft_is_finding(&drafts->at[i]);

        count += shown;
        in_shadow += shown && drafts->at[i].shadow;
    }
    precare_finding *active = block_array(&b->block, count, sizeof *active);
    struct finding_facts *facts = block_array(&b->block, count - in_shadow, sizeof *facts);
    precare_finding *shadow = active != NULL ? active + (count - in_shadow) : NULL;
    r->out.findings =
        (precare_array){active, active != NULL ? count - in_shadow : 0, sizeof *active};
    r->out.shadow = (precare_array){in_shadow ? shadow : NULL, in_shadow, sizeof *shadow};
    r->facts = facts;
    for (uint32_t i = 0; active != NULL && i < drafts->count && !b->block.full; i++) {
        const struct draft *d = &drafts->at[i];

        if (!draft_is_finding(d)) {
            continue;
        }
        put_finding(b, d, d->shadow ? shadow++ : active++);
        if (d->shadow) {
            continue;
        }
        memcpy(facts++->digest, d->details.digest, sizeof facts->digest);
        worst = d->outcome > worst ? d->outcome : worst;
    }
    r->out.overall = worst;
}

/* ---- questions ---- */

static const char *put_day(struct building *b, int32_t day)
{
    char *text = day != DATE_NONE ? block_cut(&b->block, 11, 1) : NULL;

    if (text != NULL) {
        date_iso(day, text);
    }
    return text;
}

static void put_questions(struct building *b, precare_result *out)
{
    const struct question_groups *groups = &b->questions;
    precare_question *questions = block_array(&b->block, groups->count, sizeof *questions);

    for (uint32_t i = 0; questions != NULL && i < groups->count; i++) {
        const struct question_group *one = &groups->at[i];

        questions[i] = (precare_question){.about = block_span(&b->block, one->about),
                                          .of = one->of,
                                          .state = one->state,
                                          .since = put_day(b, one->since),
                                          .again_from = put_day(b, one->again),
                                          .from = one->from,
                                          .answer_by = one->answer_by,
                                          .first = block_text(&b->block, one->first),
                                          .rules = put_strings(b, &one->rules),
                                          .ask = put_strings(b, &one->ask),
                                          .missing = put_strings(b, &one->missing)};
    }
    out->questions =
        (precare_array){questions, questions != NULL ? groups->count : 0, sizeof *questions};
}

/* ---- the rest of the record ---- */

static void put_rulebooks(struct building *b, precare_result *out)
{
    const struct rules *rules = b->view->rules;
    precare_rulebook *books = block_array(&b->block, rules->book_count, sizeof *books);
    uint32_t count = 0;

    for (uint32_t i = 0; i < rules->book_count && books != NULL; i++) {
        const struct rulebook *book = &rules->books[i];

        if (b->judge->books[i] == BOOK_ABSENT) {
            continue;
        }
        books[count++] = (precare_rulebook){
            block_text(&b->block, book->id), block_text(&b->block, book->version),
            block_text(&b->block, word_of(&words_rulebook_status, book->status)),
            block_text(&b->block, book->hash)};
    }
    out->rulebooks = (precare_array){count ? books : NULL, count, sizeof *books};
}

static void put_unmatched(struct building *b, precare_result *out)
{
    const struct entry_refs *unmatched = &b->view->unmatched;
    const char **at = unmatched->count > 0
                          ? block_cut(&b->block, unmatched->count * sizeof *at, sizeof(void *))
                          : NULL;
    char *text =
        at != NULL ? block_cut(&b->block, unmatched->count * (size_t)ENTRY_PATH_MOST, 1) : NULL;
    char *start = text;

    for (uint32_t i = 0; text != NULL && i < unmatched->count; i++) {
        at[i] = text;
        text = entry_path(text, unmatched->at[i]);
    }
    if (text != NULL) {
        block_return(&b->block,
                     unmatched->count * (size_t)ENTRY_PATH_MOST - (size_t)(text - start));
    }
    out->unmatched = (precare_array){at, at != NULL ? unmatched->count : 0, sizeof *at};
}

static void put_notes(const struct judge *j, struct result *r)
{
    static const char before[] = "A clearance was not applied: ";

    idle_note(j, r);
    for (uint32_t i = 0; i < j->refused_count; i++) {
        char text[sizeof before + 128];
        size_t len = strlen(j->refused[i]);

        len = len < 128 ? len : 127;
        memcpy(text, before, sizeof before - 1);
        memcpy(text + sizeof before - 1, j->refused[i], len);
        memcpy(text + sizeof before - 1 + len, ".", 2);
        (void)result_note(r, "clearance-not-applied", text);
    }
    waiting_notes(j, r);
    note_days(j->view.visit, j->view.notes, j->view.needs, r);
}

static uint64_t event_hash(const struct visit *v)
{
    uint64_t parts[5] = {hash_span(1, v->event_id), hash_span(2, v->subject),
                         hash_span(3, v->appointment), v->moment, (uint64_t)v->reference};

    return hash_bytes(4, parts, sizeof parts);
}

static void put_head(struct building *b, precare_result *out)
{
    const struct visit *v = b->view->visit;
    const struct rules *rules = b->view->rules;
    const char *given = b->judge->options->evaluation_id;
    uint64_t id = b->event;

    for (uint32_t i = 0; i < rules->book_count && given == NULL; i++) {
        id = hash_bytes(id, rules->books[i].hash, sizeof rules->books[i].hash);
    }
    out->evaluation_id =
        given != NULL ? block_text(&b->block, given) : block_id(&b->block, 'e', id);
    out->event_id = block_span(&b->block, v->event_id);
    out->reference_date = put_day(b, v->reference);
    out->today = put_day(b, v->today);
    put_rulebooks(b, out);
}

static uint32_t overall_of(uint32_t coverage, uint32_t worst)
{
    if (coverage == PRECARE_NOT_EVALUATED || coverage == PRECARE_NO_RULES) {
        return coverage;
    }
    if (worst) {
        return worst;
    }
    return coverage == PRECARE_COMPLETE ? PRECARE_CLEAR : coverage;
}

/* ---- the whole ---- */

static void put_judged(struct building *b, struct result *r)
{
    precare_result *out = &r->out;

    put_head(b, out);
    put_findings(b, r);
    out->coverage = judge_coverage(b->judge);
    out->overall = overall_of(out->coverage, out->overall);
    put_questions(b, out);
    put_unmatched(b, out);
    out->unread = put_strings(b, &b->judge->unread);
    put_notes(b->judge, r);
}

static void put_cancelled(struct building *b, struct result *r)
{
    put_head(b, &r->out);
    put_findings(b, r);
    put_questions(b, &r->out);
    put_unmatched(b, &r->out);
    r->out.unread = put_strings(b, &b->judge->unread);
    r->out.coverage = PRECARE_COMPLETE;
    r->out.overall = PRECARE_CLEAR;
}

#define ROOM_HEAD 96     /* what a result needs beside its head, mostly */
#define ROOM_BOOK 192    /* and each rulebook */
#define ROOM_FINDING 896 /* and each finding */

static size_t room_guess(const struct judge *j)
{
    size_t paths = j->view.unmatched.count * (sizeof(char *) + ENTRY_PATH_MOST);

    return ROOM_HEAD + paths + j->view.rules->book_count * (size_t)ROOM_BOOK +
           j->drafts.count * (size_t)ROOM_FINDING;
}

static struct result *build_built(struct judge *j,
                                  void (*put)(struct building *b, struct result *r))
{
    struct building b = {.judge = j,
                         .view = &j->view,
                         .event = event_hash(j->view.visit),
                         .questions = questions_gather(j)};
    bool notes = !j->options->no_notes || j->refused_count > 0 || j->view.visit->notes != NULL ||
                 judge_coverage(j) == PRECARE_NO_RULES;

    for (size_t guess = room_guess(j); !j->view.arena->failed; guess *= 2) {
        struct result *r = result_begin(&b.block, guess, notes);

        if (r == NULL) {
            return NULL;
        }
        put(&b, r);
        if (result_end(&r, &b.block)) {
            return r;
        }
    }
    return NULL;
}

struct result *build_result(struct judge *j)
{
    struct result *r = build_built(j, put_judged);

    if (r != NULL && j->view.arena->failed) {
        result_drop(&r);
    }
    return r;
}

struct result *build_cancelled(struct judge *j)
{
    return build_built(j, put_cancelled);
}
