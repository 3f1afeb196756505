/* SPDX-License-Identifier: MIT
 *
 * A whole rule as plain English, part by part. Called by explain.c, diff*.c and page*.c; pure.
 */
#include "review/sentence.h"

#include <string.h>

#include "review/plain.h"
#include "rulebook/placeholders.h"

const char *const part_labels[PART_KINDS] = {
    [PART_WHEN] = "When",
    [PART_IF] = "If",
    [PART_UNLESS] = "Unless",
    [PART_STILL_TIME] = "While there is time",
    [PART_THEN] = "Then",
    [PART_SUGGEST] = "Suggests",
    [PART_INSTRUCT] = "To do",
    [PART_ALERT] = "Tells the team",
    [PART_UNKNOWN] = "If not known",
    [PART_OVERRIDE] = "Who may go on",
    [PART_HIDES] = "Hides",
};

static uint32_t moments_count(uint32_t moments)
{
    uint32_t count = 0;

    for (uint32_t m = PRECARE_BOOKING; m <= PRECARE_FOLLOW_UP; m++) {
        count += (moments >> m) & 1u;
    }
    return count;
}

static void when_part(const struct rules *rules, const struct rule *r, struct buf *out)
{
    uint32_t count = moments_count(r->moments), said = 0;

    buf_text(out, "at ");
    for (uint32_t m = PRECARE_BOOKING; m <= PRECARE_FOLLOW_UP; m++) {
        if (((r->moments >> m) & 1u) != 0) {
            buf_text(out, plain_moment(m));
            buf_text(out, plain_between(said++, count, " and "));
        }
    }
    buf_text(out, ", for ");
    for (uint32_t i = 0; i < r->procedures.count; i++) {
        buf_text(out, rules->lists[r->procedures.at[i]].plain);
        buf_text(out, plain_between(i, r->procedures.count, " or "));
    }
}

void sentence_due(const struct due *due, struct buf *out)
{
    static const char *const anchors[] = {"",
                                          "before the appointment",
                                          "after the appointment",
                                          "after the procedure",
                                          "after today",
                                          "after the date that matched"};
    char text[32];

    length_in_words(due->by.length, text);
    buf_printf(out, "%s %s", text, due->anchor <= ANCHOR_AFTER_MATCH ? anchors[due->anchor] : "");
}

uint32_t sentence_outcome(const struct rule *r, uint32_t moment)
{
    uint32_t outcome = r->severity[moment];

    for (uint32_t i = 0; i < r->instruct.count && outcome == PRECARE_INFO; i++) {
        bool dated = r->instruct.at[i].due.anchor != ANCHOR_NONE && !r->instruct.at[i].lasts;

        outcome = dated ? PRECARE_TASK : outcome;
    }
    return outcome;
}

/* The placeholder that the text begins with, braces and all; 0: none. */
static size_t quote_placeholder(const char *text, struct buf *out)
{
    const char *end = text[0] == '{' ? strchr(text, '}') : NULL;

    if (end == NULL) {
        return 0;
    }
    enum placeholder hold = placeholder_named((struct span){text + 1, (uint32_t)(end - text - 1)});
    if (hold == HOLDS) {
        return 0;
    }
    buf_text(out, placeholder_rows[hold].shown);
    return (size_t)(end - text) + 1;
}

void sentence_quote(const char *text, struct buf *out)
{
    buf_char(out, '"');
    while (text != NULL && *text != '\0') {
        size_t taken = quote_placeholder(text, out);

        if (taken > 0) {
            text += taken;
            continue;
        }
        buf_char(out, *text);
        text += text[0] == '{' && text[1] == '{' ? 2 : 1;
    }
    buf_char(out, '"');
}

void sentence_severity(const struct rule *r, struct buf *out)
{
    uint32_t count = moments_count(r->moments), said = 0, first = 0;
    bool same = true;

    for (uint32_t m = PRECARE_BOOKING; m <= PRECARE_FOLLOW_UP; m++) {
        if (((r->moments >> m) & 1u) != 0) {
            first = first == 0 ? sentence_outcome(r, m) : first;
            same = same && sentence_outcome(r, m) == first;
        }
    }
    if (same) {
        buf_text(out, plain_outcome(first));
        return;
    }
    for (uint32_t m = PRECARE_BOOKING; m <= PRECARE_FOLLOW_UP; m++) {
        if (((r->moments >> m) & 1u) != 0) {
            buf_printf(out, "%s at %s", plain_outcome(sentence_outcome(r, m)), plain_moment(m));
            buf_text(out, plain_between(said++, count, ", "));
        }
    }
}

static void then_part(const struct rule *r, struct buf *out)
{
    sentence_severity(r, out);
    if (r->say != NULL) {
        buf_text(out, ": ");
        sentence_quote(r->say, out);
    }
    if (r->because != NULL) {
        buf_printf(out, " (because: %s)", r->because);
    }
}

void sentence_instruction(const struct rules *rules, const struct instruction *in, struct buf *out)
{
    plain_name(out, in->what, false);
    buf_printf(out, ", for %s", plain_who(in->for_whom));
    if (in->due.anchor != ANCHOR_NONE) {
        buf_text(out, in->lasts ? ", until " : ", due ");
        sentence_due(&in->due, out);
        buf_text(out,
                 rules->working.days != 0 && instruction_works(in) ? " (on a working day)" : "");
    }
    if (in->tell_patient != NULL) {
        buf_text(out, ": ");
        sentence_quote(in->tell_patient, out);
    }
}

static void instructions_part(const struct rules *rules, const struct instructions *list,
                              struct buf *out)
{
    for (uint32_t i = 0; i < list->count; i++) {
        buf_text(out, i > 0 ? "; " : "");
        sentence_instruction(rules, &list->at[i], out);
    }
}

static void unknown_part(const struct rules *rules, const struct rule *r, struct buf *out)
{
    uint32_t last = PRECARE_FOLLOW_UP;

    if (r->asks_answers) {
        buf_text(out, "ask, in the words of the answer that is missing");
        return;
    }
    if (r->ask == NULL) {
        if (cond_kinds[rules->conds[r->condition].kind].sort != SORT_ALWAYS || r->ignore != NULL) {
            buf_text(out, r->ignore != NULL ? "nothing happens: " : "nothing happens");
            buf_text(out, r->ignore);
        }
        return;
    }
    while (last > PRECARE_BOOKING && ((r->moments >> last) & 1u) == 0) {
        last--;
    }
    buf_printf(out, "ask %s: ", plain_who(r->ask_of));
    sentence_quote(r->ask, out);
    if (r->ask_from != 0) {
        buf_printf(out, " Not before %s.", plain_moment(r->ask_from));
    }
    if (r->answer_by != 0 && r->answer_by < last) {
        buf_printf(out, " To be answered by %s, after that: %s", plain_moment(r->answer_by),
                   r->otherwise != 0 ? plain_outcome(r->otherwise) : "nothing");
    }
}

static void override_part(const struct rules *rules, const struct rule *r, struct buf *out)
{
    plain_list(out, r->override_by, " or ");
    for (uint32_t i = 0; i < r->override_reasons.count; i++) {
        const char *id = r->override_reasons.at[i], *say = NULL;

        for (uint32_t k = 0; k < rules->reason_count; k++) {
            say = strcmp(rules->reasons[k].id, id) == 0 ? rules->reasons[k].say : say;
        }
        buf_text(out, i == 0 ? ", saying why: " : "");
        if (say != NULL) {
            buf_printf(out, "\"%s\"", say);
        } else {
            plain_name(out, id, false);
        }
        buf_text(out, plain_between(i, r->override_reasons.count, " or "));
    }
    buf_text(out, r->override_note == PRECARE_NOTE_REQUIRED ? ", with a note" : "");
    if (r->lasts.set) {
        char lasts[32];

        length_in_words(r->lasts.length, lasts);
        buf_printf(out, "; for %s also at later appointments, for the same matter", lasts);
    }
}

static void hides_part(const struct rules *rules, const struct rule *r, struct buf *out)
{
    for (uint32_t i = 0; i < r->covers.count; i++) {
        buf_text(out, rules->rules[r->covers.at[i]].id);
        buf_text(out, plain_between(i, r->covers.count, " and "));
    }
    buf_text(out, ", where no stronger");
}

static void part_say(const struct rules *rules, const struct rule *r, enum part_kind kind,
                     struct buf *out)
{
    switch (kind) {
    case PART_WHEN: when_part(rules, r, out); break;
    case PART_IF: sentence_condition(rules, r->condition, out); break;
    case PART_UNLESS:
        if (r->unless != NONE) {
            sentence_condition(rules, r->unless, out);
        }
        break;
    case PART_STILL_TIME:
        if (r->still_time) {
            buf_text(out, "a task, no more: ");
            instructions_part(rules, &r->if_still_time, out);
        }
        break;
    case PART_THEN: then_part(r, out); break;
    case PART_SUGGEST:
        if (r->move_to.anchor != ANCHOR_NONE) {
            buf_text(out, "an appointment from ");
            sentence_due(&r->move_to, out);
        }
        break;
    case PART_INSTRUCT: instructions_part(rules, &r->instruct, out); break;
    case PART_ALERT:
        if (r->alert_channel != NULL) {
            buf_printf(out, "in the channel %s: \"%s\"", r->alert_channel,
                       r->alert_say != NULL ? r->alert_say : "");
        }
        break;
    case PART_UNKNOWN: unknown_part(rules, r, out); break;
    case PART_OVERRIDE:
        if (r->override_by.count > 0) {
            override_part(rules, r, out);
        }
        break;
    case PART_HIDES:
        if (r->covers.count > 0) {
            hides_part(rules, r, out);
        }
        break;
    case PART_KINDS: break;
    }
}

void sentence_of(const struct rules *rules, uint32_t rule, struct arena *arena, struct sentence *s)
{
    *s = (struct sentence){0};
    for (uint32_t kind = 0; kind < PART_KINDS; kind++) {
        struct buf out = {0};

        part_say(rules, &rules->rules[rule], kind, &out);
        arena->failed |= out.failed;
        s->part[kind] = out.len > 0 ? arena_text(arena, out.at, out.len) : NULL;
        buf_end(&out);
    }
}
