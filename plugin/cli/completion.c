/* SPDX-License-Identifier: MIT
 *
 * Scripts for Tab (completion.h). A table of shells: how each says a command, a sub-command and an
 * option; the walk over the rows is the same for all. Values without choices are files, to a shell.
 */
#include "cli/completion.h"

#include <string.h>

const char *const completion_shells[] = {"bash", "zsh", "fish", NULL};

/* In single quotes of a shell; `also`: what zsh reads as its own, with a backslash before it. */
static void quoted_text(struct buf *out, const char *text, const char *also)
{
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '\'') {
            buf_text(out, "'\\''");
        } else {
            buf_printf(out, "%s%c", strchr(also, *at) != NULL ? "\\" : "", *at);
        }
    }
}

static void choices_list(struct buf *out, const struct option_row *row)
{
    for (uint32_t i = 0; row->choices != NULL && row->choices[i] != NULL; i++) {
        buf_printf(out, "%s%s", i > 0 ? " " : "", row->choices[i]);
    }
}

/* The names of a command's rows that are sub-commands, or that are options. */
static void names_list(struct buf *out, const struct option_set *set, bool verbs)
{
    const char *gap = "";

    for (uint32_t i = 0; i < set->count; i++) {
        const struct option_row *row = &set->rows[i];

        if (row->name != NULL && (row->kind == OPTION_IS_VERB) == verbs) {
            buf_printf(out, "%s%s%s", gap, verbs ? "" : "--", row->name);
            gap = " ";
        }
    }
    for (uint32_t i = 0; !verbs && i < OPTIONS_COMMON; i++) {
        buf_printf(out, "%s--%s", gap, options_common[i].name);
        gap = " ";
    }
}

static bool takes_value(const struct option_row *row)
{
    return row->kind != OPTION_IS_SWITCH && row->kind != OPTION_IS_VERB && row->argument != NULL;
}

/* ---- bash ---- */

static void bash_command(struct buf *out, const struct cli_command *command)
{
    buf_printf(out, "    %s)\n        options='", command->name);
    names_list(out, &command->options, false);
    buf_text(out, "' verbs='");
    names_list(out, &command->options, true);
    buf_text(out, "'\n        case $before in\n");
    for (uint32_t i = 0; i < command->options.count; i++) {
        const struct option_row *row = &command->options.rows[i];

        if (row->name != NULL && takes_value(row)) {
            buf_printf(out, "        --%s) verbs='' options='' words='", row->name);
            choices_list(out, row);
            buf_text(out, "' ;;\n");
        }
    }
    buf_text(out, "        esac ;;\n");
}

static void bash_print(struct buf *out, const struct cli_command *const *commands)
{
    buf_text(out, "_precare()\n{\n"
                  "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}\n"
                  "    local options='--help --version' verbs='' words='' names='");
    for (uint32_t i = 0; commands[i] != NULL; i++) {
        buf_printf(out, "%s%s", i > 0 ? " " : "", commands[i]->name);
    }
    buf_text(out, "'\n    if ((COMP_CWORD == 1)); then\n        words=$names\n    fi\n"
                  "    ((COMP_CWORD == 1)) || case ${COMP_WORDS[1]} in\n");
    for (uint32_t i = 0; commands[i] != NULL; i++) {
        bash_command(out, commands[i]);
    }
    buf_text(out, "    esac\n"
                  "    if ((COMP_CWORD == 2)); then\n        words+=\" $verbs\"\n    fi\n"
                  "    if [[ $word == -* ]]; then\n        words+=\" $options\"\n    fi\n"
                  "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
                  "}\ncomplete -o default -F _precare precare\n");
}

/* ---- zsh ---- */

static void zsh_option(struct buf *out, const char *name, const struct option_row *row)
{
    buf_printf(out, " \\\n            '%s--%s%s[", row->kind == OPTION_IS_TEXTS ? "*" : "", name,
               takes_value(row) ? "=" : "");
    quoted_text(out, row->what, "[]:\\");
    buf_text(out, "]");
    if (takes_value(row)) {
        buf_text(out, ":");
        quoted_text(out, row->argument, "[]:\\");
        buf_text(out, row->choices != NULL ? ":(" : ":_files");
        choices_list(out, row);
        buf_text(out, row->choices != NULL ? ")" : "");
    }
    buf_text(out, "'");
}

static void zsh_command(struct buf *out, const struct cli_command *command)
{
    struct buf verbs = {0};

    buf_printf(out, "    %s)\n        _arguments -s", command->name);
    for (uint32_t i = 0; i < command->options.count; i++) {
        const struct option_row *row = &command->options.rows[i];

        if (row->name != NULL && row->kind != OPTION_IS_VERB) {
            zsh_option(out, row->name, row);
        }
    }
    for (uint32_t i = 0; i < OPTIONS_COMMON; i++) {
        zsh_option(out, options_common[i].name, &options_common[i]);
    }
    names_list(&verbs, &command->options, true);
    if (verbs.len > 0) {
        buf_printf(out, " \\\n            '1:what to do:(%s)'", verbs.at);
    }
    buf_text(out, " \\\n            '*:file:_files' ;;\n");
    out->failed |= verbs.failed;
    buf_end(&verbs);
}

static void zsh_print(struct buf *out, const struct cli_command *const *commands)
{
    buf_text(out, "#compdef precare\nlocal -a commands=(\n");
    for (uint32_t i = 0; commands[i] != NULL; i++) {
        buf_printf(out, "    '%s:", commands[i]->name);
        quoted_text(out, commands[i]->summary, ":\\");
        buf_text(out, "'\n");
    }
    buf_text(out, ")\nif ((CURRENT == 2)); then\n"
                  "    _describe -t commands 'precare command' commands\n    return\nfi\n"
                  "local command=$words[2]\nshift words\n((CURRENT--))\ncase $command in\n");
    for (uint32_t i = 0; commands[i] != NULL; i++) {
        zsh_command(out, commands[i]);
    }
    buf_text(out, "esac\n");
}

/* ---- fish ---- */

static void fish_option(struct buf *out, const char *command, const struct option_row *row)
{
    buf_printf(out, "complete -c precare -n '__fish_seen_subcommand_from %s'", command);
    if (row->kind == OPTION_IS_VERB) {
        buf_printf(out, " -a '%s'", row->name);
    } else {
        buf_printf(out, " -l %s", row->name);
    }
    if (row->choices != NULL) {
        buf_text(out, " -x -a '");
        choices_list(out, row);
        buf_text(out, "'");
    } else if (takes_value(row)) {
        buf_text(out, " -r -F");
    }
    buf_text(out, " -d '");
    quoted_text(out, row->what, "\\");
    buf_text(out, "'\n");
}

static void fish_print(struct buf *out, const struct cli_command *const *commands)
{
    for (uint32_t i = 0; commands[i] != NULL; i++) {
        const struct cli_command *command = commands[i];

        buf_printf(out, "complete -c precare -f -n __fish_use_subcommand -a %s -d '",
                   command->name);
        quoted_text(out, command->summary, "\\");
        buf_text(out, "'\n");
        for (uint32_t k = 0; k < command->options.count; k++) {
            if (command->options.rows[k].name != NULL) {
                fish_option(out, command->name, &command->options.rows[k]);
            }
        }
        for (uint32_t k = 0; k < OPTIONS_COMMON; k++) {
            fish_option(out, command->name, &options_common[k]);
        }
    }
}

void completion_print(enum completion_shell shell, const struct cli_command *const *commands,
                      struct buf *out)
{
    static void (*const prints[COMPLETION_SHELLS])(
        struct buf *, const struct cli_command *const *) = {bash_print, zsh_print, fish_print};

    prints[shell](out, commands);
}
