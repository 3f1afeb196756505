/* SPDX-License-Identifier: MIT
 *
 * Finds and masks addresses and signing keys in a text (base/unshown.h). Pure; any thread; a text
 * without "://" or "whsec_" is walked once.
 */
#include "base/unshown.h"

#include <stdbool.h>
#include <string.h>

#define WORD_MOST 4096u /* longer words are cut: no address is so long */
#define WORD_OF_PEOPLE 20u

static bool ends_word(char c)
{
    return (unsigned char)c <= ' ' || strchr("\"'`<>,{}[]()|\\", c) != NULL;
}

static bool part_is(const char *text, size_t len, size_t at, const char *part)
{
    size_t n = strlen(part);

    return at + n <= len && memcmp(text + at, part, n) == 0;
}

static size_t word_end(const char *text, size_t len, size_t at)
{
    while (at < len && !ends_word(text[at])) {
        at++;
    }
    return at;
}

/* From its first byte: what stands in the middle of a character is masked with it, as one. */
static void stars_put(char *text, size_t from, size_t to)
{
    for (; from < to; from++) {
        if ((unsigned char)text[from] < 0x80) {
            text[from] = '*';
        }
    }
}

static bool host_is_example(const char *text, size_t from, size_t to)
{
    static const char example[] = ".example";
    size_t n = sizeof example - 1, end = from;

    while (end < to && text[end] != ':') {
        end++;
    }
    return end - from > n && memcmp(text + end - n, example, n) == 0;
}

/* Words and numbers, as in the address of an article or of a code system ("fhir/sid/icd-10"): no
 * part of it is one that a machine made. */
static bool path_is_words(const char *text, size_t from, size_t to)
{
    size_t run = 0;
    bool digits = false;

    for (; from < to; from++) {
        char c = text[from];
        bool digit = c >= '0' && c <= '9', letter = c >= 'a' && c <= 'z';

        if (digit || letter) {
            if (run > 0 && digit != digits) {
                return false;
            }
            digits = digit;
            run++;
        } else {
            run = 0;
        }
        if (run > WORD_OF_PEOPLE || (!digit && !letter && strchr("/.-", c) == NULL)) {
            return false;
        }
    }
    return true;
}

/* `at` is behind the "://". */
static size_t address_mask(char *text, size_t len, size_t at)
{
    size_t end = word_end(text, len, at), host = at, path = at;

    while (path < end && strchr("/?#", text[path]) == NULL) {
        path++;
        if (text[path - 1] == '@') {
            stars_put(text, host, path - 1);
            host = path;
        }
    }
    if (path < end && !host_is_example(text, host, path) && !path_is_words(text, path, end)) {
        stars_put(text, path + 1, end);
    }
    return end;
}

void unshown_mask(char *text, size_t len)
{
    for (size_t at = 0; at < len; at++) {
        if (text[at] == ':' && part_is(text, len, at, "://")) {
            at = address_mask(text, len, at + 3);
        } else if (text[at] == 'w' && part_is(text, len, at, "whsec_")) {
            size_t end = word_end(text, len, at);

            stars_put(text, at + 6, end);
            at = end;
        }
    }
}

size_t unshown_begin(const char *text, size_t at)
{
    size_t least = at > WORD_MOST ? at - WORD_MOST : 0;

    while (at > least && !ends_word(text[at - 1])) {
        at--;
    }
    return at;
}
