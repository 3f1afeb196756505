/* SPDX-License-Identifier: MIT
 *
 * The value of one row, from the command line to its field (option_parts.h).
 */
#include "cli/option_parts.h"

#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/text.h"
#include "cli/cli.h"

const char *const option_moments[] = {"booking", "check-in", "treatment", "follow-up", NULL};

/* "text, json or sarif" */
static void choices_say(const struct option_row *row, char *out, size_t room)
{
    out[0] = '\0';
    for (uint32_t i = 0; row->choices[i] != NULL; i++) {
        const char *gap = i == 0 ? "" : row->choices[i + 1] == NULL ? " or " : ", ";
        size_t len = strlen(out);

        (void)snprintf(out + len, room - len, "%s%s", gap, row->choices[i]);
    }
}

int option_value_missing(const struct option_row *row)
{
    char all[160];

    if (row->choices == NULL) {
        return cli_usage("--%s needs a value: --%s %s", row->name, row->name, row->argument);
    }
    choices_say(row, all, sizeof all);
    return cli_usage("--%s needs a value: %s", row->name, all);
}

static int choice_take(const struct option_row *row, const char *value, uint32_t *to)
{
    char all[160];
    uint32_t count = 0;

    for (; row->choices[count] != NULL; count++) {
        if (strcmp(row->choices[count], value) == 0) {
            *to = count;
            return CLI_OK;
        }
    }
    const char *near = text_nearest(value, row->choices, count);
    choices_say(row, all, sizeof all);
    return near != NULL ? cli_usage("--%s takes %s, not '%s'; did you mean '%s'?", row->name, all,
                                    value, near)
                        : cli_usage("--%s takes %s, not '%s'", row->name, all, value);
}

static int day_take(const struct option_row *row, const char *value, int32_t *to)
{
    int32_t last;

    return date_read(value, strlen(value), to, &last) && *to == last
               ? CLI_OK
               : cli_usage("--%s takes a date such as 2027-01-12, not '%s'", row->name, value);
}

static int text_add(const struct option_row *row, const char *value, struct option_texts *to)
{
    if (to->count == OPTION_TEXTS_MOST) {
        return cli_usage("%s can be given at most %d times", row->argument, OPTION_TEXTS_MOST);
    }
    to->at[to->count++] = value;
    return CLI_OK;
}

int option_value_take(const struct option_row *row, const char *value, void *asked)
{
    void *to = (char *)asked + row->offset;

    switch (row->kind) {
    case OPTION_IS_SWITCH: *(bool *)to = true; return CLI_OK;
    case OPTION_IS_TEXTS: return text_add(row, value, to);
    case OPTION_IS_CHOICE: return choice_take(row, value, to);
    case OPTION_IS_DAY: return day_take(row, value, to);
    case OPTION_IS_TEXT:
    case OPTION_IS_WORD:
    case OPTION_IS_VERB: break;
    }
    *(const char **)to = value;
    return CLI_OK;
}
