/* SPDX-License-Identifier: MIT
 *
 * The matter (engine/matter.h): each fact is a hash of its own (FNV-1a, 64 bits, mixed), and the
 * matter is over the rule's id and the sum of these, which knows no order. Of an entry count its
 * item or code, status, severity, sites, onset or start or date; of other facts the word. Not
 * wording, numbers, days of records, of a last use or of a review: they change without anything
 * new.
 */
#include "engine/matter.h"

#include <string.h>

#include "engine/answered.h"

#define PIECE_FIRST UINT64_C(0xcbf29ce484222325)
#define PIECE_PRIME UINT64_C(0x00000100000001b3)
#define FOLDED_MOST 256u /* of a word: what is longer counts as it is written */

static uint64_t piece_byte(uint64_t piece, unsigned char byte)
{
    return (piece ^ byte) * PIECE_PRIME;
}

static uint64_t piece_bytes(uint64_t piece, const char *at, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        piece = piece_byte(piece, (unsigned char)at[i]);
    }
    return piece_byte(piece, 0xff); /* in no text of UTF-8: texts side by side stay apart */
}

static uint64_t piece_text(uint64_t piece, const char *text)
{
    return piece_bytes(piece, text, strlen(text));
}

static uint64_t piece_number(uint64_t piece, uint64_t number)
{
    piece = (piece ^ number) * UINT64_C(0x9e3779b97f4a7c15);
    return piece ^ piece >> 32;
}

/* As texts are compared: case, stops and spaces do not matter. */
static uint64_t piece_folded(uint64_t piece, struct span s)
{
    char folded[FOLDED_MOST];
    int64_t len = text_fold(s.len ? s.at : "", s.len, folded, sizeof folded);

    return len >= 0 && (uint64_t)len < sizeof folded ? piece_bytes(piece, folded, (size_t)len)
                                                     : piece_bytes(piece, s.at, s.len);
}

/* Sums of pieces must not cancel out. */
static uint64_t piece_mixed(uint64_t piece)
{
    piece = (piece ^ piece >> 33) * UINT64_C(0xff51afd7ed558ccd);
    piece = (piece ^ piece >> 33) * UINT64_C(0xc4ceb9fe1a85ec53);
    return piece ^ piece >> 33;
}

/* ---- entries ---- */

/* Codes as they are compared: without dots and spaces, in upper case. */
static uint64_t piece_code(uint64_t piece, struct span code)
{
    struct span rest = code;

    piece = piece_number(piece, code_system_of(code, &rest));
    for (uint32_t i = 0; i < rest.len; i++) {
        char c = rest.at[i];

        if (c != '.' && c != ' ') {
            piece = piece_byte(piece, (unsigned char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c));
        }
    }
    return piece_byte(piece, 0xff);
}

/* In no order; one that the tree does not know by its name. */
static uint64_t sites_sum(const struct asking *a, enum chart chart, uint32_t entry)
{
    const struct entry *e = &a->view->visit->chart[chart].at[entry];
    const struct entry_sites *sites = e->site_count ? view_sites(a->view, chart, entry) : NULL;
    uint64_t sum = 0;

    for (uint32_t i = 0; sites != NULL && i < sites->count; i++) {
        struct site_ref site = sites->at[i];
        uint64_t piece = piece_number(PIECE_FIRST, site.side);

        piece = site.site != SITE_UNKNOWN
                    ? piece_text(piece, site_name(a->view->rules->sites, site.site))
                    : piece_folded(piece, e->sites[i]);
        sum += piece_mixed(piece);
    }
    return sum;
}

/* Days alone, for the hour of a record may come and go. */
static uint64_t piece_when(uint64_t piece, const struct when *when)
{
    uint64_t days = (uint64_t)(uint32_t)when->first << 32 | (uint32_t)when->last;

    return piece_number(piece, when->kind != WHEN_UNKNOWN ? days : UINT64_MAX);
}

static const char chart_letters[CHART_COUNT] = {
    [CHART_CONDITIONS] = 'c', [CHART_MEDICATIONS] = 'm', [CHART_ALLERGIES] = 'a',
    [CHART_PROCEDURES] = 'p', [CHART_REACTIONS] = 'r',   [CHART_PRODUCTS] = 'u',
};

void matter_entry(const struct asking *a, const struct found *hit, enum chart chart,
                  struct details *d)
{
    const struct entry *e = &a->view->visit->chart[chart].at[hit->entry];
    const struct rules *rules = a->view->rules;
    uint64_t piece = piece_byte(PIECE_FIRST, (unsigned char)chart_letters[chart]);

    piece = hit->item == HIT_BY_CODE ? piece_code(piece, e->code)
                                     : piece_text(piece, view_item(rules, hit));
    piece = piece_number(piece, e->status);
    piece = piece_number(piece, e->severity);
    piece = piece_number(piece, sites_sum(a, chart, hit->entry));
    if (chart == CHART_CONDITIONS || chart == CHART_PROCEDURES) {
        piece = piece_when(piece, &e->at); /* onset, date */
    } else if (chart == CHART_MEDICATIONS) {
        piece = piece_when(piece, &e->noted); /* started */
    }
    d->matter += piece_mixed(piece);
}

/* ---- single facts ---- */

static bool matter_among(const struct numbers *values, uint32_t word)
{
    for (uint32_t i = 0; i < values->count; i++) {
        if (values->at[i] == word) {
            return true;
        }
    }
    return false;
}

/* The items that a text of names was found by, in no order. */
static uint64_t items_sum(const struct asking *a, const struct cond *c, const struct hits *lists)
{
    uint64_t sum = 0;

    for (uint32_t i = 0; i < lists->count; i++) {
        const struct hit *hit = &lists->at[i];
        const struct found found = {.origin = hit->origin, .item = hit->item};

        if (matter_among(&c->lists, hit->list)) {
            sum += piece_mixed(piece_text(PIECE_FIRST, view_item(a->view->rules, &found)));
        }
    }
    return sum;
}

/* What was said to an answer or a field, as far as it made the condition hold: the declared word,
 * never a number, a date or a text. What is too old is as missing. */
static uint64_t piece_said(uint64_t piece, const struct asking *a, const struct cond *c,
                           const struct declared *asks, struct answered *one)
{
    piece = piece_text(piece, asks->name);
    switch ((enum said_what)one->said.what) {
    case SAID_WORD:
        return matter_among(&c->values, one->said.word)
                   ? piece_text(piece, asks->words.at[one->said.word].word)
                   : piece;
    case SAID_NONE: return c->wants_none ? piece_text(piece, "none") : piece;
    case SAID_UNSURE: return c->wants_unsure ? piece_text(piece, "unsure") : piece;
    case SAID_TEXT:
        return asks->form == ANSWER_NAMES
                   ? piece_number(piece, items_sum(a, c, answered_lists(a->view, asks, one)))
                   : piece;
    case SAID_NOTHING:
    case SAID_UNCLEAR:
    case SAID_NUMBER:
    case SAID_DATE: break;
    }
    return piece;
}

static uint64_t piece_of_sex(const struct asking *a, const struct cond *c)
{
    (void)c;
    return piece_number(piece_text(PIECE_FIRST, "sex"), a->view->visit->sex);
}

static uint64_t piece_of_pregnancy(const struct asking *a, const struct cond *c)
{
    (void)c;
    return piece_number(piece_text(PIECE_FIRST, "pregnancy"), a->view->visit->pregnancy);
}

static uint64_t piece_of_role(const struct asking *a, const struct cond *c)
{
    const struct word_set *roles = &a->view->rules->words[WORDS_ROLE];
    uint32_t role = word_set_find(roles, a->view->visit->role);
    uint64_t piece = piece_text(PIECE_FIRST, "role");

    (void)c;
    return role != WORD_NONE ? piece_text(piece, roles->at[role].word) : piece;
}

static uint64_t piece_of_training(const struct asking *a, const struct cond *c)
{
    uint64_t piece = piece_text(PIECE_FIRST, c->negated ? "lacks" : "has");

    (void)a;
    for (uint32_t i = 0; i < c->words.count; i++) {
        piece = piece_text(piece, c->words.at[i]);
    }
    return piece;
}

static uint64_t piece_of_answer(const struct asking *a, const struct cond *c)
{
    struct answered *all = answered_all(a->view);
    uint64_t piece = piece_text(PIECE_FIRST, "answer");

    return all != NULL ? piece_said(piece, a, c, &a->view->rules->answers[c->asked], &all[c->asked])
                       : piece;
}

static uint64_t piece_of_field(const struct asking *a, const struct cond *c)
{
    struct answered *all = answered_fields(a->view);
    uint64_t piece = piece_text(PIECE_FIRST, "field");

    return all != NULL ? piece_said(piece, a, c, &a->view->rules->fields[c->asked], &all[c->asked])
                       : piece;
}

void matter_booked(const char *item, struct details *d)
{
    d->matter += piece_mixed(piece_text(piece_text(PIECE_FIRST, "booked"), item));
}

void matter_fact(const struct asking *a, const struct cond *c, struct details *d)
{
    static uint64_t (*const pieces[COND_KINDS])(const struct asking *, const struct cond *) = {
        [COND_SEX] = piece_of_sex,       [COND_PREGNANCY] = piece_of_pregnancy,
        [COND_ROLE] = piece_of_role,     [COND_TRAINING] = piece_of_training,
        [COND_ANSWER] = piece_of_answer, [COND_FIELD] = piece_of_field,
    };

    if (pieces[c->kind] != NULL) {
        d->matter += piece_mixed(pieces[c->kind](a, c));
    }
}

/* ---- the word ---- */

void matter_of(const struct rule *rule, const struct details *d, char out[MATTER_ROOM])
{
    uint64_t whole = piece_mixed(piece_number(piece_text(PIECE_FIRST, rule->id), d->matter));

    out[0] = 'm';
    out[1] = '-';
    for (uint32_t i = 0; i < 8; i++) {
        out[2 + i] = "0123456789abcdef"[whole >> (60 - 4 * i) & 15];
    }
    out[10] = '\0';
}
