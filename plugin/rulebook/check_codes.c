/* SPDX-License-Identifier: MIT
 *
 * The shapes of codes: a code that no chart can hold would match nothing, and nobody would notice
 * (S205, with what to type instead); one that covers a whole chapter is asked about (W407). Called
 * where lists and overlays name codes; one thread. Without memory a code counts as good.
 */
#include <stdio.h>
#include <string.h>

#include "base/words.h"
#include "rulebook/loading.h"
#include "vocabulary/vocabulary_make.h"

#define CODE_MOST 64u /* bytes; no code of these systems is as long */
#define RANGE_MOST 20u

/* ---- shapes ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* Whether it has the beginning of a pattern: A a letter, 9 a digit, X either. */
static bool code_patterned(struct span code, const char *pattern)
{
    for (uint32_t i = 0; i < code.len; i++) {
        char c = code.at[i], wanted = pattern[i];

        if (wanted == '\0' ||
            !((wanted != 'A' && is_digit(c)) || (wanted != '9' && is_capital(c)))) {
            return false;
        }
    }
    return true;
}

static bool is_atc(struct span code)
{
    return (code.len == 1 || code.len == 3 || code.len == 4 || code.len == 5 || code.len == 7) &&
           code_patterned(code, "A99AA99");
}

/* I and O stand first in a code or nowhere; two letters together are an ATC code's, but for the X
 * that stands for nothing; and nothing is not all there is behind the category. */
static bool is_icd_10(struct span code)
{
    bool all_x = code.len > 3;

    if (code.len == 2 || !code_patterned(code, "A9XXXXX") ||
        (code.len >= 5 && is_capital(code.at[3]) && is_capital(code.at[4]) && code.at[3] != 'X')) {
        return false;
    }
    for (uint32_t i = 1; i < code.len; i++) {
        if (code.at[i] == 'O' || code.at[i] == 'I') {
            return false;
        }
        all_x = all_x && (i < 3 || code.at[i] == 'X');
    }
    return !all_x;
}

static bool is_digits(struct span code)
{
    for (uint32_t i = 0; i < code.len; i++) {
        if (!is_digit(code.at[i])) {
            return false;
        }
    }
    return code.len <= 18;
}

static bool is_cpt(struct span code)
{
    return code.len == 5 && (code_patterned(code, "9999X") || code_patterned(code, "A9999"));
}

static bool is_any(struct span code)
{
    (void)code;
    return true;
}

static const struct {
    const char *shown, *article, *shape, *example;
    bool (*fits)(struct span code); /* as code_normal writes it, and not empty */
    bool prefix;                    /* covers all codes that begin with it */
} code_shapes[] = {
    [CODE_ICD_10] = {"ICD-10", "an", "a letter, a digit, a digit or letter, and up to four more",
                     "L40 or L40.5", is_icd_10, true},
    [CODE_ATC] = {"ATC", "an", "1, 3, 4, 5 or 7 letters and digits, such as D, D10, D10A, D10AD",
                  "D10AD", is_atc, true},
    [CODE_SNOMED] = {"SNOMED CT", "a", "digits alone", "9014002", is_digits, false},
    [CODE_RXNORM] = {"RxNorm", "an", "digits alone", "11289", is_digits, false},
    [CODE_CPT] = {"CPT", "a", "five characters: four digits, and a digit or letter", "15788",
                  is_cpt, false},
    [CODE_LOCAL] = {"local", "a", "", "", is_any, false},
};

static bool code_fits(uint32_t system, struct span code)
{
    char normal[CODE_MOST];
    uint32_t len = code_normal(system, code, normal, sizeof normal);

    return len > 0 && len < sizeof normal && code_shapes[system].fits((struct span){normal, len});
}

/* ---- what was meant ---- */

/* What to type, or "" where nothing comes to mind. */
struct remedy {
    char why[160], fix[240];
};

static struct span code_trimmed(struct span text, const char *of)
{
    while (text.len > 0 && strchr(of, text.at[0]) != NULL) {
        text.at++;
        text.len--;
    }
    while (text.len > 0 && strchr(of, text.at[text.len - 1]) != NULL) {
        text.len--;
    }
    return text;
}

/* L40.-, L40*, L40.x: people write so for "all that begins with it". */
static bool code_starred(uint32_t system, struct span text, struct remedy *r)
{
    struct span code = text;

    while (code.len > 0 && strchr(".-*%?_xX,; ", code.at[code.len - 1]) != NULL) {
        code.len--;
    }
    if (code.len == text.len || !code_fits(system, code)) {
        return false;
    }
    if (code_shapes[system].prefix) {
        (void)snprintf(r->why, sizeof r->why, "Nothing stands for the rest of a code here.");
        (void)snprintf(r->fix, sizeof r->fix, "Write %.*s: it covers all that begins with it.",
                       SPAN_SHOWN(code));
    } else {
        (void)snprintf(r->why, sizeof r->why, "Codes of %s are compared whole.",
                       code_shapes[system].shown);
        (void)snprintf(r->fix, sizeof r->fix, "Write each code, in full: %.*s", SPAN_SHOWN(code));
    }
    return true;
}

/* The two ends of "L40-L45", also "L40 to L45", "L40–L45"; 0: it is no range. */
static uint32_t range_cut(struct span text, struct span *second_r)
{
    static const char *const between[] = {" to ", "\xE2\x80\x93", "\xE2\x80\x94", "..", "-"};

    for (size_t b = 0; b < sizeof between / sizeof *between; b++) {
        uint32_t len = (uint32_t)strlen(between[b]);

        for (uint32_t i = 1; i + len < text.len; i++) {
            if (memcmp(text.at + i, between[b], len) == 0) {
                *second_r = code_trimmed((struct span){text.at + i + len, text.len - i - len}, " ");
                return code_trimmed((struct span){text.at, i}, " ").len;
            }
        }
    }
    return 0;
}

/* The number at the end of both, where they are alike before it. */
static uint32_t range_digits(struct span first, struct span last, uint32_t *from_r, uint32_t *to_r)
{
    uint32_t digits = 0;

    while (digits < 3 && digits < first.len && digits < last.len &&
           is_digit(first.at[first.len - 1 - digits]) && is_digit(last.at[last.len - 1 - digits])) {
        digits++;
    }
    bool same = digits == last.len ||
                (first.len == last.len && memcmp(first.at, last.at, first.len - digits) == 0);
    *from_r = *to_r = 0;
    for (uint32_t i = 0; i < digits; i++) {
        *from_r = *from_r * 10 + (uint32_t)(first.at[first.len - digits + i] - '0');
        *to_r = *to_r * 10 + (uint32_t)(last.at[last.len - digits + i] - '0');
    }
    return same && *to_r > *from_r && *to_r - *from_r < RANGE_MOST ? digits : 0;
}

static bool code_ranged(uint32_t system, struct span text, struct remedy *r)
{
    struct span last, first = {text.at, range_cut(text, &last)};
    uint32_t from, to;

    if (first.len == 0 || !code_fits(system, first) ||
        (!code_fits(system, last) && !is_digits(last))) {
        return false;
    }
    uint32_t digits = range_digits(first, last, &from, &to);
    (void)snprintf(r->why, sizeof r->why, "A range of codes cannot be written.");
    size_t used = (size_t)snprintf(r->fix, sizeof r->fix, "Write each code%s",
                                   digits > 0 ? ": " : " as an entry of its own.");
    for (uint32_t code = from; digits > 0 && code <= to && used < sizeof r->fix; code++) {
        used += (size_t)snprintf(r->fix + used, sizeof r->fix - used, "%s%.*s%0*u",
                                 code == from ? "[" : ", ", (int)(first.len - digits), first.at,
                                 (int)digits, code);
    }
    if (digits > 0 && used + 1 < sizeof r->fix) {
        memcpy(r->fix + used, "]", 2);
    }
    return true;
}

/* "L40, L41" as one text. */
static bool code_several(uint32_t system, struct span text, struct remedy *r)
{
    size_t used = (size_t)snprintf(r->fix, sizeof r->fix, "Write them as entries: [");
    uint32_t count = 0;

    for (uint32_t at = 0; at < text.len;) {
        uint32_t end = at;

        while (end < text.len && strchr(",;/|&+ \t", text.at[end]) == NULL) {
            end++;
        }
        struct span part = {text.at + at, end - at};
        at = end + 1;
        if (part.len == 0) {
            continue;
        }
        if (!code_fits(system, part) || used >= sizeof r->fix) {
            return false;
        }
        used += (size_t)snprintf(r->fix + used, sizeof r->fix - used, "%s%.*s",
                                 count++ > 0 ? ", " : "", SPAN_SHOWN(part));
    }
    if (count < 2 || used + 1 >= sizeof r->fix) {
        return false;
    }
    memcpy(r->fix + used, "]", 2);
    (void)snprintf(r->why, sizeof r->why, "One entry is one code.");
    return true;
}

/* L4O.5: a letter where the digit that looks like it belongs. */
static bool code_lettered(uint32_t system, struct span text, struct remedy *r)
{
    char mended[CODE_MOST];

    if (text.len >= sizeof mended) {
        return false;
    }
    for (uint32_t i = 0; i < text.len; i++) {
        char c = text.at[i];

        mended[i] = i > 0 && (c == 'O' || c == 'o')   ? '0'
                    : i > 0 && (c == 'I' || c == 'l') ? '1'
                    : i == 0 && c == '0'              ? 'O'
                                                      : c;
    }
    struct span code = {mended, text.len};
    if (memcmp(mended, text.at, text.len) == 0 || !code_fits(system, code)) {
        return false;
    }
    (void)snprintf(
        r->why, sizeof r->why,
        "A letter and the digit that looks like it (O and 0, I and 1) are not the same.");
    (void)snprintf(r->fix, sizeof r->fix, "Write %.*s.", SPAN_SHOWN(code));
    return true;
}

static bool code_of_another(uint32_t system, struct span text, struct remedy *r)
{
    struct span rest = text;
    uint32_t named = code_system_of(text, &rest);

    rest = code_trimmed(rest, " ");
    if (named == 0 && is_digits(rest) && rest.len > 0 && system != CODE_CPT) {
        (void)snprintf(r->why, sizeof r->why, "It looks like a code of SNOMED CT or RxNorm.");
        (void)snprintf(r->fix, sizeof r->fix,
                       "Write it at its system: snomed: [\"%.*s\"] or rxnorm: [\"%.*s\"]",
                       SPAN_SHOWN(rest), SPAN_SHOWN(rest));
        return true;
    }
    for (uint32_t other = CODE_ICD_10; other < CODE_LOCAL; other++) {
        bool wanted = named != 0 ? other == named : other != system && !is_digits(rest);

        if (!wanted || !code_fits(other, rest)) {
            continue;
        }
        if (other == system) {
            (void)snprintf(r->why, sizeof r->why, "The key names the system already.");
            (void)snprintf(r->fix, sizeof r->fix, "Write %.*s.", SPAN_SHOWN(rest));
        } else {
            (void)snprintf(r->why, sizeof r->why, "It looks like %s %s code.",
                           code_shapes[other].article, code_shapes[other].shown);
            (void)snprintf(r->fix, sizeof r->fix, "Write it at its system: %s: [\"%.*s\"]",
                           words_code_system.at[other], SPAN_SHOWN(rest));
        }
        return true;
    }
    return false;
}

/* psoriasis: it has no digit. */
static bool code_is_name(uint32_t system, struct span text, struct remedy *r)
{
    uint32_t letters = 0;

    (void)system;
    for (uint32_t i = 0; i < text.len; i++) {
        if (is_digit(text.at[i])) {
            return false;
        }
        letters += (unsigned char)text.at[i] >= 0x80 || is_capital((char)(text.at[i] & ~0x20));
    }
    if (letters < 3) {
        return false;
    }
    (void)snprintf(r->why, sizeof r->why, "It looks like a name, and names are not codes.");
    (void)snprintf(r->fix, sizeof r->fix, "Write it as a name: items: [\"%.*s\"]",
                   SPAN_SHOWN(text));
    return true;
}

static void code_bad(struct loading *ld, uint32_t system, const struct node *n)
{
    static bool (*const remedies[])(uint32_t, struct span, struct remedy *) = {
        code_several, code_starred, code_of_another, code_ranged, code_lettered, code_is_name};
    struct span text = code_trimmed(n->text, " ");
    struct remedy r = {{0}, {0}};
    bool found = false;

    for (size_t i = 0; i < sizeof remedies / sizeof *remedies && !found; i++) {
        found = remedies[i](system, text, &r);
    }
    struct fault *f = tell(ld, FAULT_S205, n, "\"%.*s\" is not %s %s code", TEXT_SHOWN(n),
                           code_shapes[system].article, code_shapes[system].shown);
    if (found) {
        fault_why(ld->faults, f, "%s", r.why);
        fault_fix(ld->faults, f, "%s", r.fix);
        return;
    }
    fault_why(ld->faults, f, "Such a code is %s.", code_shapes[system].shape);
    fault_fix(ld->faults, f, "Write for example: %s", code_shapes[system].example);
}

bool code_check(struct loading *ld, uint32_t system, const struct node *n)
{
    char first[2];

    if (code_normal(system, n->text, first, 1) == 0) {
        struct fault *f = tell(ld, FAULT_S205, n, "\"%.*s\" is not a code", TEXT_SHOWN(n));

        fault_why(
            ld->faults, f,
            "A code matches all codes that begin with it, so an empty one would match every code.");
        fault_fix(ld->faults, f, "Write the code, or delete the entry.");
        return false;
    }
    struct remedy several; /* "L40 L41" is no code with a space in it */
    if (system == CODE_LOCAL ||
        (code_fits(system, n->text) &&
         !(strchr(n->text.at, ' ') != NULL && code_several(system, n->text, &several)))) {
        return true;
    }
    code_bad(ld, system, n);
    return false;
}

bool code_same(uint32_t system, struct span a, struct span b)
{
    char first[CODE_MOST], second[CODE_MOST];
    struct span one = {first, code_normal(system, a, first, sizeof first)},
                other = {second, code_normal(system, b, second, sizeof second)};

    return span_same(one, other) && (one.len < sizeof first || span_same(a, b));
}

/* ---- whole chapters ---- */

static bool chapter_named(const struct node *whole, char letter)
{
    for (uint32_t i = 0; whole != NULL && i < whole->count; i++) {
        const struct node *n = whole->items[i];

        if (n->kind == NODE_TEXT && n->text.len == 1 && (n->text.at[0] & ~0x20) == letter) {
            return true;
        }
    }
    return false;
}

void chapter_check(struct loading *ld, uint32_t system, const struct node *n,
                   const struct node *whole)
{
    char normal[2];

    if (!code_shapes[system].prefix || code_normal(system, n->text, normal, 2) != 1 ||
        chapter_named(whole, normal[0])) {
        return;
    }
    struct fault *f = tell(ld, FAULT_W407, n, "\"%.*s\" is a whole chapter of %s", TEXT_SHOWN(n),
                           code_shapes[system].shown);
    fault_why(ld->faults, f, "It covers every code that begins with %c.", normal[0]);
    fault_fix(ld->faults, f,
              "Write the codes that are meant; if it is the whole chapter, add to the list: "
              "whole-chapters: [\"%c\"]",
              normal[0]);
}
