/* SPDX-License-Identifier: MIT
 *
 * What `precare init` says at the end (init.h): what was made, and what comes next, for whoever
 * runs the machine and for whoever answers for the rules. Commands stand as a shell takes them.
 */
#include <string.h>

#include "cli/init.h"

/* A word of a command line, in quotes where it needs them. */
static void shell_word(struct buf *out, const char *word)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:@%+,=-";

    if (word[0] != '\0' && strspn(word, plain) == strlen(word)) {
        buf_text(out, word);
        return;
    }
    buf_char(out, '\'');
    for (const char *c = word; *c != '\0'; c++) {
        if (*c == '\'') {
            buf_text(out, "'\\''");
        } else {
            buf_char(out, *c);
        }
    }
    buf_char(out, '\'');
}

static void command_line(struct buf *out, const char *command, const char *word, const char *below)
{
    buf_printf(out, "  %s", command);
    if (word != NULL) {
        buf_char(out, ' ');
        shell_word(out, word);
    }
    buf_printf(out, "%s%s\n", below[0] != '\0' ? "\n      " : "", below);
}

static void made_text(const struct init *in, struct buf *out)
{
    buf_printf(out, "Written, in %s:\n", in->directory);
    buf_text(out, "  precare.yaml          the configuration\n"
                  "  rules/changes.yaml    what you want otherwise than the shipped rules: nothing "
                  "yet\n"
                  "  rules/tests.yaml      a first test of them\n"
                  "  example-visit.json    an invented booking, two weeks from today\n");
    buf_text(out, in->chat != NULL ? "  secrets/chat.url      the address of the chat, for whoever "
                                     "delivers alone\n"
                                   : "");
}

static void machine_text(const struct init *in, struct buf *out)
{
    struct buf path = {0};

    buf_printf(out, "\nNext, for whoever runs this machine%s:\n",
               in->installed ? " (each as root, or with sudo before it)" : "");
    if (!in->installed) {
        buf_printf(&path, "PRECARE_CONFIG=%s/precare.yaml", in->directory);
        command_line(out, "export", path.at, "so that every command and host finds it");
        command_line(out, "precare courier", NULL, "who delivers: in a terminal of its own");
        path.len = 0;
    } else {
        command_line(out, "adduser HOSTUSER precare", NULL,
                     "the user that the practice software runs as");
        command_line(out, "systemctl enable --now precare-courier", NULL, "who delivers");
    }
    if (in->chat != NULL) {
        command_line(out, "precare channel test clinical-lead", NULL, "a test message in the chat");
    }
    buf_printf(&path, "%s/example-visit.json", in->directory);
    command_line(out, "precare host --event", path.at, "the invented visit, through the plugin");
    buf_end(&path);
    command_line(out, "precare doctor", NULL, "what is there, and what is missing");
}

void init_next_text(const struct init *in, const char *overlay, struct buf *out)
{
    struct buf approve = {0};

    made_text(in, out);
    machine_text(in, out);
    buf_printf(out, "\nThen %s, who answers for the rules%s. ", in->lead,
               in->installed ? ", in the same way" : "");
    buf_text(out, in->demonstration ? "Until then every message says DEMONSTRATION:\n"
                                    : "Until then visits are judged and recorded, and nobody is "
                                      "told:\n");
    command_line(out, "precare page -o rulebook.html", NULL, "the rules, to read and sign");
    command_line(out, "precare approve --rulebook microneedling --by", in->lead,
                 "the shipped rules, as they stand");
    buf_text(out, "  in rules/changes.yaml, delete the [] and the # before set-status\n");
    buf_printf(&approve, "precare approve --rulebook %s --by", overlay);
    command_line(out, approve.at != NULL ? approve.at : "", in->lead, "your changes");
    buf_end(&approve);
    buf_text(out,
             in->demonstration ? "  in precare.yaml, delete the line act-on: demonstration\n" : "");
    command_line(out, "precare reload", NULL, "the rules come into use");
    command_line(out, "precare drill mn-toxin", NULL, "a message marked TEST, by the real way");
}
