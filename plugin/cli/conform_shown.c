/* SPDX-License-Identifier: MIT
 *
 * What a user's screen says, as its host told it: it may wrap its lines, and say more than it must.
 * Pure.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "cli/conform.h"

bool shown_says_clear(const char *shown)
{
    for (const char *at = shown; (at = strcasestr(at, "clear")) != NULL; at += 5) {
        bool begins = at == shown || !isalpha((unsigned char)at[-1]);
        bool ends = !isalpha((unsigned char)at[5]);
        bool denied = at - shown >= 4 && strncasecmp(at - 4, "not ", 4) == 0;

        if (begins && ends && !denied) {
            return true;
        }
    }
    return false;
}

bool shown_says_question(const char *shown)
{
    for (const char *at = shown; (at = strcasestr(at, "ask")) != NULL; at += 3) {
        for (const char *c = at + 3; *c != '\0' && *c != '\n'; c++) {
            if (isalpha((unsigned char)*c)) {
                return true;
            }
        }
    }
    return strchr(shown, '?') != NULL || strcasestr(shown, "question") != NULL;
}

/* `say` begins here, whatever white space is between its words. */
static bool sentence_at(const char *shown, const char *say)
{
    while (*say != '\0') {
        if (*say == ' ' && isspace((unsigned char)*shown)) {
            shown += strspn(shown, " \t\r\n");
            say++;
        } else if (tolower((unsigned char)*shown++) != tolower((unsigned char)*say++)) {
            return false;
        }
    }
    return true;
}

bool shown_says_sentence(const char *shown, const char *say)
{
    for (; *shown != '\0'; shown++) {
        if (sentence_at(shown, say)) {
            return true;
        }
    }
    return false;
}
