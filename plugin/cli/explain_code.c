/* SPDX-License-Identifier: MIT
 *
 * `precare explain-code`: the page of an error code, or the list of all. Called by main.c;
 * single-threaded.
 */
#include "cli/cli.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/fault.h"
#include "cli/places.h"

struct asked {
    const char *code;
};

static int explain_code_list(void)
{
    for (size_t i = 0; i < FAULT_CODE_COUNT; i++) {
        (void)printf("%-5s %s\n", fault_page_table[i].code, fault_page_table[i].title);
    }
    return CLI_OK;
}

/* The code as pages have it, in capitals. */
static const struct fault_page *explain_code_find(const char *word)
{
    char code[8] = "";

    for (size_t i = 0; i + 1 < sizeof code && word[i] != '\0'; i++) {
        code[i] = (char)toupper((unsigned char)word[i]);
    }
    return strlen(word) < sizeof code ? fault_page_of(code) : NULL;
}

static int explain_code_run(void *of)
{
    const struct asked *a = of;
    const struct fault_page *page = a->code != NULL ? explain_code_find(a->code) : NULL;

    if (a->code == NULL) {
        return explain_code_list();
    }
    if (page == NULL) {
        return cli_usage("there is no code '%s'; `precare explain-code` lists all codes", a->code);
    }
    (void)printf("%s: %s\n\n%s\nThe manual: %s\n", page->code, page->title, page->text,
                 places_manual());
    return CLI_OK;
}

static const struct option_row explain_code_options[] = {
    OPTION_WORD("CODE", code, "the code, such as Y006; without it, list all codes",
                .optional = true),
};

const struct cli_command explain_code_command = {
    .name = "explain-code",
    .run = explain_code_run,
    .summary = "explain an error code, and how to correct the error",
    .options = OPTION_SET(explain_code_options),
};
