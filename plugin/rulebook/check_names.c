/* SPDX-License-Identifier: MIT
 *
 * The shapes of names: what was pasted with its quotation marks, bullets and separators, or typed
 * with letters of another script, would match nothing (S205); what may be two names is asked about
 * (W408). Called where lists, words and overlays name things; one thread. Without memory a name
 * counts as good.
 */
#include <string.h>

#include "rulebook/loading.h"
#include "vocabulary/vocabulary_make.h"

/* ---- scripts ---- */

enum script {
    SCRIPT_NONE, /* no letter, or one of a script that is written beside others: Han, kana, Hangul
                  */
    SCRIPT_LATIN,
    SCRIPT_GREEK,
    SCRIPT_CYRILLIC,
    SCRIPT_ARMENIAN,
    SCRIPT_HEBREW,
    SCRIPT_ARABIC,
    SCRIPT_INDIC,
    SCRIPT_THAI,
    SCRIPT_GEORGIAN,
    SCRIPT_CHEROKEE,
    SCRIPT_BREAK /* no letter: a word ends here */
};

static const struct {
    uint32_t first, last;
    enum script script;
} script_ranges[] = {
    {0x41, 0x5A, SCRIPT_LATIN},        {0x61, 0x7A, SCRIPT_LATIN},
    {0xC0, 0xD6, SCRIPT_LATIN},        {0xD8, 0xF6, SCRIPT_LATIN},
    {0xF8, 0x2AF, SCRIPT_LATIN},       {0x370, 0x3FF, SCRIPT_GREEK},
    {0x400, 0x52F, SCRIPT_CYRILLIC},   {0x531, 0x588, SCRIPT_ARMENIAN},
    {0x5D0, 0x5F2, SCRIPT_HEBREW},     {0x620, 0x6FF, SCRIPT_ARABIC},
    {0x750, 0x77F, SCRIPT_ARABIC},     {0x900, 0xDFF, SCRIPT_INDIC},
    {0xE01, 0xEFF, SCRIPT_THAI},       {0x10A0, 0x10FF, SCRIPT_GEORGIAN},
    {0x13A0, 0x13FF, SCRIPT_CHEROKEE}, {0x1C80, 0x1C8F, SCRIPT_CYRILLIC},
    {0x1C90, 0x1CBF, SCRIPT_GEORGIAN}, {0x1E00, 0x1EFF, SCRIPT_LATIN},
    {0x1F00, 0x1FFF, SCRIPT_GREEK},    {0x2000, 0x206F, SCRIPT_BREAK},
    {0x2C60, 0x2C7F, SCRIPT_LATIN},    {0x2D00, 0x2D2F, SCRIPT_GEORGIAN},
    {0x2DE0, 0x2DFF, SCRIPT_CYRILLIC}, {0xA640, 0xA69F, SCRIPT_CYRILLIC},
    {0xA720, 0xA7FF, SCRIPT_LATIN},    {0xAB30, 0xAB64, SCRIPT_LATIN},
    {0xAB70, 0xABBF, SCRIPT_CHEROKEE}, {0xFB00, 0xFB06, SCRIPT_LATIN},
    {0xFB13, 0xFB17, SCRIPT_ARMENIAN}, {0xFB1D, 0xFB4F, SCRIPT_HEBREW},
    {0xFB50, 0xFDFF, SCRIPT_ARABIC},   {0xFE70, 0xFEFC, SCRIPT_ARABIC},
    {0xFF21, 0xFF3A, SCRIPT_LATIN},    {0xFF41, 0xFF5A, SCRIPT_LATIN},
};

static enum script script_of(uint32_t c)
{
    for (size_t i = 0; i < sizeof script_ranges / sizeof *script_ranges; i++) {
        if (c >= script_ranges[i].first && c <= script_ranges[i].last) {
            return script_ranges[i].script;
        }
    }
    return c < 0x80 && !(c >= '0' && c <= '9') && c != '\'' ? SCRIPT_BREAK : SCRIPT_NONE;
}

/* The first letter of a word whose letters before it are of another script; none: at is NULL. */
static struct span script_mixed(struct span text)
{
    enum script word = SCRIPT_NONE;
    uint32_t len;

    for (uint32_t at = 0; at < text.len; at += len) {
        enum script script = script_of(utf8_next(text.at + at, text.len - at, &len));
        bool greek = script + word == SCRIPT_LATIN + SCRIPT_GREEK; /* beta-carotene, with its β */

        if (script == SCRIPT_BREAK) {
            word = SCRIPT_NONE;
        } else if (script != SCRIPT_NONE && word == SCRIPT_NONE) {
            word = script;
        } else if (script != SCRIPT_NONE && script != word && !greek) {
            return (struct span){text.at + at, len};
        }
    }
    return (struct span){0};
}

/* ---- what a paste leaves ---- */

struct sign {
    const char *at; /* UTF-8 */
    const char *called;
};

static const struct sign quotes[] = {
    {"\"", "a quotation mark"},
    {"'", "a quotation mark"},
    {"`", "a quotation mark"},
    {"\xC2\xB4", "a quotation mark"},
    {"\xC2\xAB", "a quotation mark"},
    {"\xC2\xBB", "a quotation mark"},
    {"\xE2\x80\x98", "a quotation mark"},
    {"\xE2\x80\x99", "a quotation mark"},
    {"\xE2\x80\x9A", "a quotation mark"},
    {"\xE2\x80\x9B", "a quotation mark"},
    {"\xE2\x80\x9C", "a quotation mark"},
    {"\xE2\x80\x9D", "a quotation mark"},
    {"\xE2\x80\x9E", "a quotation mark"},
    {"\xE2\x80\x9F", "a quotation mark"},
    {"\xE2\x80\xB9", "a quotation mark"},
    {"\xE2\x80\xBA", "a quotation mark"},
    {",", "a comma"},
    {"-", "a dash"},
    {"\xE2\x80\x93", "a dash"},
    {"\xE2\x80\x94", "a dash"},
    {"*", "a bullet"},
    {"\xC2\xB7", "a bullet"},
};

/* Nowhere in a name. */
static const struct sign separators[] = {
    {";", "a semicolon"},         {"|", "a bar"},
    {"\xE2\x80\xA2", "a bullet"}, {"\xE2\x80\xA3", "a bullet"},
    {"\xE2\x81\x83", "a bullet"}, {"\xE2\x88\x99", "a bullet"},
    {"\xE2\x96\xAA", "a bullet"}, {"\xE2\x96\xAB", "a bullet"},
    {"\xE2\x96\xA0", "a bullet"}, {"\xE2\x96\xA1", "a bullet"},
    {"\xE2\x96\xB6", "a bullet"}, {"\xE2\x96\xBA", "a bullet"},
    {"\xE2\x97\x8B", "a bullet"}, {"\xE2\x97\x8F", "a bullet"},
    {"\xE2\x97\x86", "a bullet"}, {"\xE2\x97\x87", "a bullet"},
    {"\xE2\x97\xA6", "a bullet"}, {"\xE2\x9D\x96", "a bullet"},
    {"\xE2\x9E\xA2", "a bullet"}, {"\xEF\x82\xB7", "a bullet"},
};

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const struct sign *sign_at(const struct sign *signs, size_t count, struct span text)
{
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(signs[i].at);

        if (text.len >= len && memcmp(text.at, signs[i].at, len) == 0) {
            return &signs[i];
        }
    }
    return NULL;
}

/* The first character of a name, and the last. */
static struct span end_of_name(struct span text, bool last)
{
    uint32_t from = 0;

    if (last && text.len > 0) {
        from = text.len - 1;
        while (from > 0 && ((unsigned char)text.at[from] & 0xC0) == 0x80) {
            from--;
        }
    }
    return (struct span){text.at + from, last ? text.len - from : utf8_step(text.at, text.len)};
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

static struct span name_spaces_off(struct span text)
{
    while (text.len > 0 && is_space(text.at[0])) {
        text.at++;
        text.len--;
    }
    while (text.len > 0 && is_space(text.at[text.len - 1])) {
        text.len--;
    }
    return text;
}

/* Without what stands around it. */
static struct span name_bare(struct span text)
{
    for (;;) {
        text = name_spaces_off(text);
        struct span first = end_of_name(text, false), last = end_of_name(text, true);

        if (text.len == 0) {
            return text;
        }
        if (sign_at(quotes, COUNT(quotes), first) != NULL ||
            sign_at(separators, COUNT(separators), first) != NULL) {
            text.at += first.len;
            text.len -= first.len;
        } else if (sign_at(quotes, COUNT(quotes), last) != NULL ||
                   sign_at(separators, COUNT(separators), last) != NULL) {
            text.len -= last.len;
        } else {
            return text;
        }
    }
}

static bool name_ends_badly(struct loading *ld, const struct node *n)
{
    struct span text = name_spaces_off(n->text);

    for (int last = 0; last < 2; last++) {
        struct span end = end_of_name(text, last == 1);
        const struct sign *sign = sign_at(quotes, COUNT(quotes), end);

        if (sign == NULL) {
            sign = sign_at(separators, COUNT(separators), end);
        }
        if (sign == NULL) {
            continue;
        }
        struct span bare = name_bare(text);
        struct fault *f = tell_inside(ld, FAULT_S205, n, end, "the name %s with %s",
                                      last == 1 ? "ends" : "begins", sign->called);
        fault_why(ld->faults, f, "What was pasted around a name is not part of it.");
        fault_fix(ld->faults, f, "Write the name alone: \"%.*s\"", SPAN_SHOWN(bare));
        return true;
    }
    return false;
}

static bool name_separated(struct loading *ld, const struct node *n)
{
    struct span text = n->text;
    uint32_t len;

    for (uint32_t at = 0; at < text.len; at += len) {
        struct span rest = {text.at + at, text.len - at};
        const struct sign *sign = sign_at(separators, COUNT(separators), rest);

        (void)utf8_next(rest.at, rest.len, &len);
        if (sign == NULL) {
            continue;
        }
        struct span before = name_bare((struct span){text.at, at}),
                    after = name_bare((struct span){rest.at + len, rest.len - len});
        struct fault *f =
            tell_inside(ld, FAULT_S205, n, (struct span){rest.at, len},
                        "%s stands inside the name \"%.*s\"", sign->called, TEXT_SHOWN(n));
        fault_why(ld->faults, f,
                  "One entry is one name: who writes one of the two alone would match neither.");
        fault_fix(ld->faults, f, "Write each name as an entry of its own: [\"%.*s\", \"%.*s\"]",
                  SPAN_SHOWN(before), SPAN_SHOWN(after));
        return true;
    }
    return false;
}

bool name_check(struct loading *ld, const struct node *n)
{
    if (n->told || n->kind != NODE_TEXT) {
        return false;
    }
    if (!text_has_word(text_folded(n->text, &ld->scratch))) {
        struct fault *f = tell(ld, FAULT_S205, n,
                               "\"%.*s\" is not a name: it has no letter or digit", TEXT_SHOWN(n));

        fault_why(ld->faults, f, "Names are compared word by word, and this one has no word.");
        fault_fix(ld->faults, f, "Write the name as people write it in a chart.");
        return false;
    }
    if (name_ends_badly(ld, n) || name_separated(ld, n)) {
        return false;
    }
    struct span mixed = script_mixed(n->text);
    if (mixed.at == NULL) {
        return true;
    }
    struct fault *f = tell_inside(ld, FAULT_S205, n, mixed,
                                  "\"%.*s\" has letters of two scripts in one word", TEXT_SHOWN(n));
    fault_why(ld->faults, f,
              "A letter that looks like another is not the same, so the name matches nothing.");
    fault_fix(ld->faults, f, "Type the word again, with one keyboard; the marked letter differs.");
    return false;
}

/* ---- what may be two names ---- */

bool name_meant(const struct node *meant, struct span name)
{
    for (uint32_t i = 0; meant != NULL && i < meant->count; i++) {
        if (meant->items[i]->kind == NODE_TEXT && text_folds_same(meant->items[i]->text, name)) {
            return true;
        }
    }
    return false;
}

static bool is_letter(char c)
{
    return (unsigned char)c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* How many letters stand directly there: before (back) or behind. */
static uint32_t letters_at(struct span text, uint32_t at, bool back)
{
    uint32_t count = 0;

    while (back ? count < at : at + count < text.len) {
        if (!is_letter(text.at[back ? at - count - 1 : at + count])) {
            break;
        }
        count++;
    }
    return count;
}

/* warfarin / apixaban, warfarin/apixaban, warfarin or apixaban; 0: one name. A slash beside a
 * letter or two (5/FU, w/o) is part of it. */
static uint32_t joined_at(struct span text, uint32_t *len_r)
{
    static const char *const words[] = {" / ", " or ", " and "};

    for (uint32_t i = 1; i < text.len; i++) {
        for (size_t w = 0; w < COUNT(words); w++) {
            uint32_t len = (uint32_t)strlen(words[w]);

            if (is_space(text.at[i]) && len < text.len - i && is_space(text.at[i + len - 1]) &&
                span_same_letters((struct span){text.at + i + 1, len - 2},
                                  (struct span){words[w] + 1, len - 2})) {
                *len_r = len;
                return i;
            }
        }
        if (text.at[i] == '/' && letters_at(text, i, true) > 2 &&
            letters_at(text, i + 1, false) > 2) {
            *len_r = 1;
            return i;
        }
    }
    return 0;
}

void name_two_check(struct loading *ld, const struct node *n, const struct node *meant)
{
    uint32_t len = 0, at = joined_at(n->text, &len);

    if (at == 0 || name_meant(meant, n->text)) {
        return;
    }
    struct span before = name_spaces_off((struct span){n->text.at, at}),
                after =
                    name_spaces_off((struct span){n->text.at + at + len, n->text.len - at - len});
    struct fault *f = tell(ld, FAULT_W408, n, "\"%.*s\" may be two names", TEXT_SHOWN(n));
    fault_why(ld->faults, f, "An entry of the chart with one of them alone does not match it.");
    fault_fix(
        ld->faults, f,
        "Write each as an entry of its own: [\"%.*s\", \"%.*s\"]; or, if it is one name, add to "
        "the list: meant: [\"%.*s\"]",
        SPAN_SHOWN(before), SPAN_SHOWN(after), TEXT_SHOWN(n));
}
