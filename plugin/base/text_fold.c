/* SPDX-License-Identifier: MIT
 *
 * Folding: the one form in which names are compared (rule-language.md#lists). What nobody sees is
 * dropped, apostrophes become one, other signs a space; NFKC, full case folding, NFKC again (so
 * that folding twice changes nothing); then white space and hyphens; full stops last. Called for
 * every name of a rulebook and every text of a visit. Pure, any thread; 14 KiB of stack, no memory
 * taken.
 */
#include "base/text.h"

#include <string.h>
#include <utf8proc.h>

#include "base/seam.h"

/* ---- plain ASCII ---- */

/* clang-format off */
#define S ' '
#define X 0x80
/* What an ASCII byte folds to; X: not ASCII. */
static const unsigned char ascii_fold[256] = {
    0,   1,   2,   3,   4,   5,   6,   7,   8,   S,   S,   S,   S,   S,   14,  15,
    16,  17,  18,  19,  20,  21,  22,  23,  24,  25,  26,  27,  28,  29,  30,  31,
    S,   '!', '"', '#', '$', '%', '&', '\'', '(', ')', '*', '+', ',', S,   '.', '/',
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ':', ';', '<', '=', '>', '?',
    '@', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o',
    'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', '[', '\\', ']', S,   '_',
    '\'', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o',
    'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', '{', '|', '}', '~', 127,
    X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,
    X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,
    X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,
    X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,
    X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,
    X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,
    X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,
    X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,   X,
};
#undef S
#undef X
/* clang-format on */

/* ---- what combines ---- */

/* Default-ignorable: dropped, so that what stands around it may combine. */
static bool is_unseen(uint32_t c)
{
    return utf8proc_get_property((utf8proc_int32_t)c)->ignorable;
}

/* Whether c may be one character with what is before it, in a text that is folded: marks, and the
 * vowels and finals of Hangul. */
static bool is_combining(uint32_t c)
{
    if (c < 0x300) {
        return false;
    }
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
    return (category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_ME) ||
           (c >= 0x1160 && c <= 0x11ff) || (c >= 0xd7b0 && c <= 0xd7ff);
}

/* Whether nothing before c can combine with what c folds to or be reordered past it, so that a
 * piece may begin here. */
static bool is_boundary(uint32_t c)
{
    if (c < 0x300) {
        return c != 0xad;
    }
    bool narrow = (c >= 0x3131 && c <= 0x318e) || (c >= 0xff9e && c <= 0xffdc); /* Hangul, kana */
    return !narrow && !is_combining(c) && !is_unseen(c);
}

/* ---- full stops ---- */

enum sort { /* of a character, as a full stop asks */
    SORT_OTHER,
    SORT_LETTER, /* a mark is part of the letter before it */
    SORT_DIGIT
};

/* What stands at `at`, its bytes in *len_r; behind the end: other. */
static enum sort sort_at(const char *s, size_t len, size_t at, uint32_t *len_r)
{
    *len_r = 0;
    if (at >= len) {
        return SORT_OTHER;
    }
    uint32_t c = utf8_next(s + at, len - at, len_r);
    if (c < 0x80) {
        return c >= 'a' && c <= 'z' ? SORT_LETTER : c >= '0' && c <= '9' ? SORT_DIGIT : SORT_OTHER;
    }
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
    if (category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO) {
        return SORT_DIGIT;
    }
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_ME ? SORT_LETTER
                                                                                : SORT_OTHER;
}

/* What white space, hyphens and full stops became. */
static bool is_gap(char c)
{
    return c == ' ' || c == GAP_HYPHENS || c == GAP_STOP;
}

/* Whether a single letter stands at `at`: no letter, mark or digit follows it. */
static bool letter_alone(const char *s, size_t len, size_t at)
{
    uint32_t step, next;

    return sort_at(s, len, at, &step) == SORT_LETTER &&
           sort_at(s, len, at + step, &next) == SORT_OTHER;
}

/* Where the word begins that the first full stop after a letter stands in; `len`: there is none, as
 * in most texts. */
static size_t stops_begin(const char *s, size_t len)
{
    const char *stop = memchr(s, '.', len);

    while (stop != NULL) {
        size_t at = (size_t)(stop - s);
        unsigned char before = at > 0 ? (unsigned char)s[at - 1] : ' ';

        if (before >= 'a') { /* a letter, or beyond ASCII; what else is there does no harm */
            while (at > 0 && !is_gap(s[at - 1])) {
                at--;
            }
            return at;
        }
        stop = memchr(stop + 1, '.', len - at - 1);
    }
    return len;
}

/* Whether a full stop stands at `at`: not one that carries a mark, which would pass to the letter
 * before it once the stop is gone. */
static bool is_stop(const char *s, size_t len, size_t at)
{
    if (s[at] != '.') {
        return false;
    }
    uint32_t step;
    return at + 1 == len || !is_combining(utf8_next(s + at + 1, len - at - 1, &step));
}

/* A full stop after a letter is nothing directly between single letters, else a space (or `gap`).
 * In place, on a text that is folded but for its stops; the new length. */
static size_t stops_fold(char *s, size_t len, char gap)
{
    size_t begin = stops_begin(s, len), out = begin, run = 0; /* characters of the word here */
    enum sort last = SORT_OTHER;

    for (size_t i = begin; i < len;) {
        uint32_t step;
        enum sort sort = sort_at(s, len, i, &step);
        bool stop = last == SORT_LETTER && is_stop(s, len, i);

        if (stop && run == 1 && letter_alone(s, len, i + 1)) {
            i++;
            last = SORT_OTHER;
            run = 0;
            continue;
        }
        if (stop || is_gap(s[i])) {
            bool first = out > 0 && !is_gap(s[out - 1]);

            if (first) {
                out++;
            }
            if (out > 0 && (first || stop)) {
                s[out - 1] = stop ? gap : s[i];
            }
        } else {
            memmove(s + out, s + i, step);
            out += step;
        }
        run = sort == SORT_OTHER ? 0 : run + 1;
        last = sort;
        i += step;
    }
    return out - (out > 0 && is_gap(s[out - 1]));
}

/* Needs room for len. -1: not plain ASCII. */
static int64_t fold_ascii(const char *s, size_t len, char *out)
{
    size_t at = 0;
    unsigned after_space = 1, seen = 0;

    for (size_t i = 0; i < len; i++) {
        unsigned char c = ascii_fold[(unsigned char)s[i]];
        unsigned space = c == ' ';

        out[at] = (char)c;
        at += 1 & ~(space & after_space); /* no branch: names are short and unpredictable */
        after_space = space;
        seen |= c;
    }
    if ((seen & 0x80) != 0) {
        return -1;
    }
    at -= at > 0 && after_space;
    return (int64_t)stops_fold(out, at, ' ');
}

/* ---- all of Unicode ---- */

struct folding {
    char *out;
    size_t room, len;
    bool gaps; /* wanted as they were */
    bool full; /* no room was left */
    char owed; /* a space, or what it was; 0: none */
};

static bool is_hyphen(int32_t c)
{
    return c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212;
}

static bool is_space(int32_t c)
{
    if (c < 0x80) {
        return c == ' ' || (c >= 9 && c <= 13);
    }
    if (c >= 0x2000 && c <= 0x206f) {
        return c <= 0x200a || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f;
    }
    return c == 0x85 || c == 0xa0 || c == 0x1680 || c == 0x3000;
}

/* One apostrophe for all; any other sign (So, Sk) is a space. */
static utf8proc_int32_t sign_fold(utf8proc_int32_t c, void *data)
{
    (void)data;
    if (c == 0x27 || c == 0x60 || c == 0xb4 || c == 0x2bc || c == 0x2018 || c == 0x2019) {
        return 0x27;
    }
    utf8proc_category_t category = utf8proc_category(c);
    return category == UTF8PROC_CATEGORY_SO || category == UTF8PROC_CATEGORY_SK ? ' ' : c;
}

static void folding_put(struct folding *f, int32_t c)
{
    c = c < 0x80 ? c : sign_fold(c, NULL); /* what NFKC made of others */
    if (is_hyphen(c) || is_space(c)) {
        f->owed = f->gaps && is_hyphen(c) && f->owed != ' ' ? GAP_HYPHENS : ' ';
        return;
    }
    utf8proc_uint8_t bytes[4] = {(utf8proc_uint8_t)c};
    size_t len = c < 0x80 ? 1 : (size_t)utf8proc_encode_char(c, bytes);
    char gap = f->owed;
    size_t before = gap != 0 && f->len > 0;
    f->owed = 0;
    if (f->room - f->len < len + before) {
        f->full = true;
        return;
    }
    if (before) {
        f->out[f->len++] = gap;
    }
    memcpy(f->out + f->len, bytes, len);
    f->len += len;
}

#define PIECE_BYTES 48  /* a piece ends at the first boundary after so many bytes, */
#define PIECE_MOST 1280 /* or, in a text no person wrote, after so many */
#define PIECE_POINTS 2048

/* Whether c holds the iota subscript: it folds to a letter, so marks must be put in order
 * before. */
static bool has_subscript(uint32_t c)
{
    return c == 0x345 || c == 0x37a || (c >= 0x1f80 && c <= 0x1ffc);
}

/* Whether s begins with a byte of ASCII that nothing after it can combine with. */
static bool is_plain(const char *s, size_t len)
{
    return (unsigned char)s[0] < 0x80 && (len == 1 || (unsigned char)s[1] < 0x80);
}

/* The bytes of the next piece; whether it needs the longer way. 0: not UTF-8. */
static size_t piece_len(const char *s, size_t len, bool *subscript_r)
{
    size_t i = 0;

    *subscript_r = false;
    while (i < len && !is_plain(s + i, len - i)) {
        uint32_t step = utf8_step(s + i, len - i);

        if (step == 0) {
            return 0;
        }
        uint32_t c = utf8_next(s + i, len - i, &step);
        if (i >= PIECE_BYTES && (i >= PIECE_MOST || is_boundary(c))) {
            break;
        }
        *subscript_r = *subscript_r || has_subscript(c);
        i += step;
    }
    return i;
}

/* Normalizes a piece into code points; their number, negative on failure. */
static utf8proc_ssize_t piece_points(const char *s, size_t len, unsigned options,
                                     utf8proc_int32_t points[PIECE_POINTS])
{
    utf8proc_option_t all = (utf8proc_option_t)(options | UTF8PROC_STABLE | UTF8PROC_COMPOSE |
                                                UTF8PROC_COMPAT | UTF8PROC_IGNORE);
    utf8proc_ssize_t count =
        utf8proc_decompose_custom((const utf8proc_uint8_t *)s, (utf8proc_ssize_t)len, points,
                                  PIECE_POINTS, all, sign_fold, NULL);

    if (count < 0 || count > PIECE_POINTS) {
        return -1;
    }
    return utf8proc_normalize_utf32(points, count, all);
}

static utf8proc_ssize_t piece_fold(const char *s, size_t len, bool subscript,
                                   utf8proc_int32_t points[PIECE_POINTS])
{
    if (!subscript) {
        return piece_points(s, len, UTF8PROC_CASEFOLD, points);
    }
    char first[PIECE_POINTS * 4];
    size_t first_len = 0;
    utf8proc_ssize_t count = piece_points(s, len, 0, points);
    for (utf8proc_ssize_t i = 0; i < count; i++) {
        first_len += (size_t)utf8proc_encode_char(points[i], (utf8proc_uint8_t *)first + first_len);
    }
    return count < 0 ? count : piece_points(first, first_len, UTF8PROC_CASEFOLD, points);
}

static int64_t fold_unicode(const char *s, size_t len, char *out, size_t room, bool gaps)
{
    struct folding f = {.out = out, .room = room, .gaps = gaps};
    utf8proc_int32_t points[PIECE_POINTS];

    for (size_t i = 0; i < len;) {
        bool subscript;

        if (is_plain(s + i, len - i)) {
            folding_put(&f, s[i] == '-' ? '-' : ascii_fold[(unsigned char)s[i]]);
            i++;
            continue;
        }
        size_t piece = piece_len(s + i, len - i, &subscript);
        utf8proc_ssize_t count = piece > 0 ? piece_fold(s + i, piece, subscript, points) : -1;
        if (count < 0) {
            return -1;
        }
        for (utf8proc_ssize_t k = 0; k < count && !f.full; k++) {
            folding_put(&f, points[k]);
        }
        if (f.full) {
            return -1;
        }
        i += piece;
    }
    return f.full ? -1 : (int64_t)stops_fold(f.out, f.len, gaps ? GAP_STOP : ' ');
}

int64_t text_fold(const char *s, size_t len, char *out, size_t room)
{
    if (len > INT64_MAX / 32) {
        return -1;
    }
    if (room >= len) {
        int64_t folded = fold_ascii(s, len, out);

        if (folded >= 0) {
            return folded;
        }
    }
    return fold_unicode(s, len, out, room, false);
}

int64_t text_fold_gaps(const char *s, size_t len, char *out, size_t room)
{
    return len > INT64_MAX / 32 ? -1 : fold_unicode(s, len, out, room, true);
}

/* Folds into `room` bytes at `small`, or into memory of its own (*own_r, mem_drop). -1: not UTF-8,
 * no memory. */
static int64_t fold_anywhere(struct span s, char *small, size_t room, char **own_r)
{
    *own_r = NULL;
    int64_t folded = text_fold(s.at, s.len, small, room);
    if (folded >= 0 || FOLD_ROOM(s.len) <= room) {
        return folded;
    }
    *own_r = mem_grow(NULL, FOLD_ROOM(s.len));
    return *own_r != NULL ? text_fold(s.at, s.len, *own_r, FOLD_ROOM(s.len)) : -1;
}

/* Plain ASCII that is one to one: whether they fold the same, or unsure. Two different letters stay
 * different whatever follows; white space and hyphens may vanish. */
enum folded {
    FOLDED_OTHER,
    FOLDED_SAME,
    FOLDED_UNSURE
};
static enum folded ascii_same(struct span a, struct span b)
{
    uint32_t i = 0;

    for (; i < a.len && i < b.len; i++) {
        unsigned char x = ascii_fold[(unsigned char)a.at[i]],
                      y = ascii_fold[(unsigned char)b.at[i]];

        if (x == ' ' || y == ' ' || x == '.' || y == '.' || ((x | y) & 0x80) != 0) {
            return FOLDED_UNSURE;
        }
        if (x != y) {
            return FOLDED_OTHER;
        }
    }
    if (a.len == b.len) {
        return FOLDED_SAME;
    }
    unsigned char more = ascii_fold[(unsigned char)(a.len > b.len ? a.at[i] : b.at[i])];
    return more == ' ' || more == '.' || (more & 0x80) != 0 ? FOLDED_UNSURE : FOLDED_OTHER;
}

static bool whole_same(struct span a, struct span b)
{
    char small_a[512], small_b[512];
    char *own_a, *own_b;
    int64_t a_len = fold_anywhere(a, small_a, sizeof small_a, &own_a);
    int64_t b_len = fold_anywhere(b, small_b, sizeof small_b, &own_b);
    bool same = a_len >= 0 && a_len == b_len &&
                memcmp(own_a != NULL ? own_a : small_a, own_b != NULL ? own_b : small_b,
                       (size_t)a_len) == 0;

    mem_drop(own_a);
    mem_drop(own_b);
    return same;
}

bool text_folds_same(struct span a, struct span b)
{
    enum folded plainly = ascii_same(a, b);

    return plainly == FOLDED_UNSURE ? whole_same(a, b) : plainly == FOLDED_SAME;
}
