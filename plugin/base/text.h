/* SPDX-License-Identifier: MIT
 *
 * Text as the rules compare it (rule-language.md#lists): what nobody sees is dropped, apostrophes
 * are one, other signs (So, Sk) a space; NFKC and full case folding; a full stop after a letter is
 * nothing between single letters, else a space; every run of white space and hyphens (U+002D,
 * U+2010 to U+2015, U+2212) one space, leading and trailing ones gone. Matches on whole words only.
 * Plain ASCII takes a path of its own. Pure, any thread.
 */
#ifndef PRECARE_BASE_TEXT_H
#define PRECARE_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct span { /* borrowed text, not NUL-terminated; at == NULL: none */
    const char *at;
    uint32_t len;
};

#define SPAN(literal) ((struct span){(literal), (uint32_t)(sizeof(literal) - 1)})
struct span span_of(const char *s); /* NULL gives the empty span */
bool span_same(struct span a, struct span b);
bool span_same_letters(struct span a, struct span b); /* but for upper and lower case of A to Z */

/* Strict UTF-8 (no surrogates, no overlong forms, at most U+10FFFF). On a fault *bad_r (may be
 * NULL) is its offset. */
bool utf8_valid(const char *s, size_t len, size_t *bad_r);
/* The bytes of the one sequence s begins with, 1 to 4; 0: not UTF-8, or cut off. */
uint32_t utf8_step(const char *s, size_t len);
/* The code point at s (valid UTF-8), its bytes in *len_r. */
uint32_t utf8_next(const char *s, size_t len, uint32_t *len_r);
size_t utf8_count(const char *s, size_t len); /* code points */
/* Bytes of at most so many code points. */
size_t utf8_cut(const char *s, size_t len, size_t code_points);
bool utf8_has_control(struct span s); /* C0, DEL, C1 */

/* Bytes that folding `len` bytes can need at most. */
#define FOLD_ROOM(len) ((size_t)(len)*18 + 16)
/* Folds into out (of FOLD_ROOM(len); less may do); the folded length, or -1: not UTF-8, or no room
 * for the text and what is dropped from it on the way. */
int64_t text_fold(const char *s, size_t len, char *out, size_t room);
/* The same text as long as that one, but that each of its spaces tells what it was: hyphens alone,
 * a full stop (and whatever stood beside it), or white space. */
#define GAP_HYPHENS '-'
#define GAP_STOP '\n'
int64_t text_fold_gaps(const char *s, size_t len, char *out, size_t room);
/* Any lengths; false when either is not UTF-8. */
bool text_folds_same(struct span a, struct span b);

/* The next word of a folded text at or after `from`: letters, or digits, with their marks; false:
 * none. */
bool text_word(struct span folded, uint32_t from, uint32_t *start_r, uint32_t *end_r);
/* Whether folded[start, end) stands as whole words: no letter, mark or digit directly before or
 * after; but of names of four characters or more a letter beside a digit is an edge. */
bool text_stands_alone(struct span folded, uint32_t start, uint32_t end);
/* Whether "free" follows folded[start, end) or "non" goes before it, so that text_negated tells. */
bool text_may_be_negated(struct span folded, uint32_t start, uint32_t end);
enum negated {
    NEGATED_NOT,
    NEGATED_YES, /* after "non", or before "free" joined by hyphens or at the end of a phrase */
    NEGATED_OPEN /* before "free" and a further word: either may be meant */
};
enum negated text_negated(struct span gaps, uint32_t start, uint32_t end);
/* Exactly one edit apart (one code point more, less or other, or two neighbours swapped); false for
 * equal words. */
bool text_near(struct span a, struct span b);
/* The choice nearest to `word` within distance 2 (1 for words under 5), or NULL: for
 * did-you-mean. */
const char *text_nearest(const char *word, const char *const *choices, size_t count);

#endif
