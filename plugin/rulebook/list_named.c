/* SPDX-License-Identifier: MIT
 *
 * A list by its name, of the kinds that a place takes. Called where conditions, rules and answers
 * name lists; one thread. What is not there, or of another kind, is told.
 */
#include <string.h>

#include "base/words.h"
#include "rulebook/loading.h"

/* "product+medication": the kinds of lists, one after the other. */
static uint32_t kinds_of_lists(const char *names)
{
    uint32_t kinds = 0;

    while (*names != '\0') {
        size_t len = strcspn(names, "+");

        for (uint32_t kind = 1; kind < words_list_kind.count; kind++) {
            const char *word = words_list_kind.at[kind];

            if (word != NULL && strlen(word) == len && strncmp(word, names, len) == 0) {
                kinds |= KIND_BIT(kind);
            }
        }
        names += len + (names[len] == '+');
    }
    return kinds;
}

/* "product or medication" */
static const char *lists_in_words(const char *names, char words[64])
{
    size_t len = 0;

    for (; *names != '\0' && len < 56; names++) {
        const char *joint = strchr(names, '+') == strrchr(names, '+') ? " or " : ", ";

        if (*names != '+') {
            words[len++] = *names;
        }
        for (; *names == '+' && *joint != '\0'; joint++) {
            words[len++] = *joint;
        }
    }
    words[len] = '\0';
    return words;
}

uint32_t list_named(struct loading *ld, const struct node *n, const char *of)
{
    char words[64];

    if (n == NULL || n->kind != NODE_TEXT || n->told) {
        return NONE;
    }
    uint32_t def = names_find(&ld->list_names, n->text);
    if (def == NAMES_NOT) {
        tell_unknown_list(ld, n);
        return NONE;
    }
    ld->lists.at[def].used = true;
    if (list_kind_is(ld, def, kinds_of_lists(of))) {
        return list_number(ld, def);
    }
    (void)lists_in_words(of, words);
    struct fault *f = tell(ld, FAULT_S204, n, "\"%.*s\" is a list of kind %s, not of kind %s",
                           TEXT_SHOWN(n), words_list_kind.at[ld->lists.at[def].kind], words);
    fault_why(ld->faults, f, "A list of another kind could never match here.");
    fault_fix(ld->faults, f, "Name a list of kind %s.", words);
    return NONE;
}
