/* SPDX-License-Identifier: MIT
 *
 * Cleaning and escaping of outgoing text (chat/escape.h). Rules are written by people and the
 * database can be written by the host: so every text is cleaned here again, whatever was checked
 * before. Pure, any thread.
 */
#include "chat/escape.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"

#define ELLIPSIS "\xE2\x80\xA6"
#define ZERO_WIDTH_SPACE "\xE2\x80\x8B"

static bool is_space(uint32_t c)
{
    return c == ' ' || (c >= 9 && c <= 13) || c == 0x85 || c == 0xA0 || c == 0x2028 || c == 0x2029;
}

/* What nobody sees: controls, marks of direction, joiners that hide words, private use, what is no
 * character. */
static bool is_hidden(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0xAD || c == 0x61C || c == 0x180E ||
           (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x206F) || (c >= 0xD800 && c <= 0xDFFF) || c == 0xFEFF ||
           (c >= 0xFFF9 && c <= 0xFFFB) || (c & 0xFFFE) == 0xFFFE || (c >= 0xE000 && c <= 0xF8FF) ||
           (c >= 0xE0000 && c <= 0xE0FFF) || c >= 0xF0000;
}

/* The code point at text and its bytes; what is not UTF-8 is one hidden byte. */
static uint32_t escape_next(const char *text, size_t len, uint32_t *n_r)
{
    for (size_t n = 1; n <= 4 && n <= len; n++) {
        if (utf8_valid(text, n, NULL)) {
            return utf8_next(text, n, n_r);
        }
    }
    *n_r = 1;
    return 0;
}

/* "https://" in a text is no link of ours: the address is left readable, and does not read as one.
 */
static void point_add(struct buf *out, const char *at, uint32_t n)
{
    if (*at == '/' && out->len > 0 && out->at[out->len - 1] == ':') {
        buf_char(out, ' ');
    }
    buf_add(out, at, n);
}

/* ---- names of machines ---- */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
}

static bool is_of_label(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* Whether a chat may take the dot at text[at] for one of a name such as www.evil.example. The last
 * part of such a name begins with a letter and has two at least: so doses ("0.5ml") and
 * abbreviations ("e.g.") stay. */
static bool dot_is_of_name(const char *text, size_t len, size_t at)
{
    size_t before = at, after = at + 1, letters = 0;

    while (before > 0 && is_of_label(text[before - 1])) {
        before--;
    }
    while (after < len && is_of_label(text[after])) {
        letters += (text[after] & 0xC0) != 0x80 ? 1 : 0;
        after++;
    }
    return before < at && letters > 0 && is_letter(text[at + 1]) &&
           (letters > 1 ||
            (at - before == 3 && text_folds_same((struct span){text + before, 3}, SPAN("www"))));
}

/* "evil.example" becomes "evil. example": readable, and no chat makes a link of it. */
static void names_disarm(struct buf *out, size_t start)
{
    for (size_t at = start; at < out->len && !out->failed; at++) {
        if (out->at[at] == '.' && dot_is_of_name(out->at + start, out->len - start, at - start)) {
            buf_char(out, ' ');
            if (!out->failed) {
                memmove(out->at + at + 2, out->at + at + 1, out->len - at - 2);
                out->at[at + 1] = ' ';
            }
        }
    }
}

/* ---- cleaning ---- */

static void clean_cut_add(struct buf *out, const char *text, size_t most)
{
    size_t len = text != NULL ? strlen(text) : 0, count = 0, at = 0;
    size_t start = out->len, last = out->len;
    bool space = false;

    while (at < len && !out->failed) {
        uint32_t n;
        uint32_t c = escape_next(text + at, len - at, &n);

        if (is_space(c)) {
            space = out->len > start;
        } else if (!is_hidden(c)) {
            if (count + (space ? 2 : 1) > most) {
                out->len = last; /* room for the ellipsis */
                out->at[out->len] = '\0';
                buf_text(out, ELLIPSIS);
                return;
            }
            if (count + (space ? 2 : 1) <= most - 1) {
                last = out->len;
            }
            if (space) {
                buf_char(out, ' ');
                count++;
                space = false;
            }
            point_add(out, text + at, n);
            count++;
            if (count <= most - 1) {
                last = out->len;
            }
        }
        at += n;
    }
}

void clean_add(struct buf *out, const char *text, size_t most)
{
    size_t start = out->len;

    clean_cut_add(out, text, most);
    names_disarm(out, start);
}

void escape_none(struct buf *out, const char *text)
{
    buf_text(out, text);
}

static void escape_replace(struct buf *out, const char *text, const char *chars,
                           const char *const *by)
{
    for (; *text != '\0'; text++) {
        const char *at = strchr(chars, *text);

        if (at != NULL) {
            buf_text(out, by[at - chars]);
        } else {
            buf_char(out, *text);
        }
    }
}

void escape_slack(struct buf *out, const char *text)
{
    static const char *const by[] = {"&amp;", "&lt;", "&gt;"};

    escape_replace(out, text, "&<>", by);
}

void escape_html(struct buf *out, const char *text)
{
    static const char *const by[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};

    escape_replace(out, text, "&<>\"'", by);
}

void escape_at(struct buf *out, const char *text)
{
    static const char *const by[] = {"@" ZERO_WIDTH_SPACE};

    escape_replace(out, text, "@", by);
}

void escape_markdown(struct buf *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '@') {
            buf_text(out, "@" ZERO_WIDTH_SPACE);
            continue;
        }
        /* A colon that could begin a :shortcode:, and no other. */
        bool shortcode = *text == ':' && text[1] != ' ' && text[1] != '\0';
        if (shortcode || strchr("\\`*_{}[]()<>#+!|~", *text) != NULL) {
            buf_char(out, '\\');
        }
        buf_char(out, *text);
    }
}
