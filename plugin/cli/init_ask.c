/* SPDX-License-Identifier: MIT
 *
 * The questions of `precare init` (init.h): on standard error, answered by lines of standard input,
 * so that a script can answer them too. An answer that cannot be used is asked for again, an option
 * that cannot be used is wrong usage. Where standard input ends, nothing is made.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/cli.h"
#include "cli/hiding.h"
#include "cli/init.h"
#include "config/config.h"

#define NAME_MOST 100 /* characters */
#define WHY 200

/* ---- what an answer may be ---- */

/* What the configuration says against a text in its place; "": nothing. */
static void configuration_asked(const char *before, const char *answer, const char *after,
                                const char *otherwise, char why_r[WHY])
{
    struct buf text = {0};
    struct faults faults;

    faults_begin(&faults);
    buf_printf(&text, "format: precare-config/1\nrules: [/r]\nstate: /s\n%s", before);
    buf_json(&text, answer, strlen(answer));
    buf_text(&text, after);
    struct config *config =
        strpbrk(answer, "\r\n\t") == NULL && utf8_valid(answer, strlen(answer), NULL)
            ? config_load(text.at, text.len, "", &faults)
            : NULL;
    (void)snprintf(why_r, WHY, "%s",
                   config != NULL     ? ""
                   : faults.count > 0 ? faults.items[0].what
                                      : otherwise);
    config_free(&config);
    faults_end(&faults);
    buf_end(&text);
}

const char *init_wrong_name(const char *answer)
{
    static char why[WHY];

    if (utf8_valid(answer, strlen(answer), NULL) &&
        utf8_count(answer, strlen(answer)) > NAME_MOST) {
        return "it is longer than 100 characters";
    }
    configuration_asked("clinic: {time-zone: UTC, name: ", answer, "}\n",
                        "it is not a line of text in UTF-8", why);
    return why[0] == '\0' ? NULL : why;
}

const char *init_wrong_zone(const char *answer)
{
    const char *why = NULL;
    struct zone *zone = zone_open(answer, &why);
    bool good = zone != NULL;

    zone_close(&zone);
    return good ? NULL : why;
}

static const char *const chats[] = {
#define CHAT_WORD(constant, file, word, ...) word,
    CHANNEL_KIND_ROWS(CHAT_WORD)
#undef CHAT_WORD
};

const char *init_wrong_chat(const char *answer)
{
    static char why[300];
    size_t count = sizeof chats / sizeof *chats;
    const char *near = text_nearest(answer, chats, count);

    for (size_t i = 0; i < count; i++) {
        if (strcmp(chats[i], answer) == 0) {
            return NULL;
        }
    }
    int len = snprintf(why, sizeof why, "%s%s%s", near != NULL ? "did you mean " : "",
                       near != NULL ? near : "", near != NULL ? "? There are " : "there are ");
    for (size_t i = 0; i < count; i++) {
        len += snprintf(why + len, sizeof why - (size_t)len, "%s, ", chats[i]);
    }
    (void)snprintf(why + len, sizeof why - (size_t)len, "none");
    return why;
}

static bool begins_with(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* As the courier will: https, but to this machine itself. */
const char *init_wrong_address(const char *answer)
{
    for (const char *c = answer; *c != '\0'; c++) {
        if (*c <= ' ' || *c > '~') {
            return "an address has no spaces and no letters beyond a to z";
        }
    }
    if (strlen(answer) >= INIT_ANSWER - 1) {
        return "it is longer than 4,000 characters";
    }
    return begins_with(answer, "https://") && answer[8] != '\0' ? NULL
           : begins_with(answer, "http://127.") || begins_with(answer, "http://localhost") ||
                   begins_with(answer, "http://[::1]")
               ? NULL
               : "it begins with https://";
}

const char *init_wrong_link(const char *answer)
{
    static char why[WHY + 64];
    char first[WHY];

    configuration_asked("clinic: {time-zone: UTC}\nlink: ", answer, "\n",
                        "it is not a line of text in UTF-8", first);
    (void)snprintf(why, sizeof why, "%s, such as https://pm.example/visit/{ref}", first);
    return first[0] == '\0' ? NULL : why;
}

const char *init_machine_zone(void)
{
    static char path[PATH_MAX];
    ssize_t len = readlink("/etc/localtime", path, sizeof path - 1);

    path[len > 0 ? len : 0] = '\0';
    const char *at = strstr(path, "/zoneinfo/");
    return at != NULL && init_wrong_zone(at + 10) == NULL ? at + 10 : NULL;
}

/* ---- asking ---- */

/* Whether a line was read; without its end. What is longer than the room is not an answer. */
static bool line_read(char *room, bool *long_r)
{
    if (fgets(room, INIT_ANSWER, stdin) == NULL) {
        return false;
    }
    size_t len = strlen(room);
    *long_r = len == INIT_ANSWER - 1 && room[len - 1] != '\n';
    for (int c = 0; *long_r && c != EOF && c != '\n';) {
        c = getchar();
    }
    while (len > 0 && strchr("\r\n \t", room[len - 1]) != NULL) {
        room[--len] = '\0';
    }
    size_t blank = strspn(room, " \t");
    memmove(room, room + blank, len - (blank < len ? blank : len) + 1);
    return true;
}

static bool line_asked(const struct init_question *q, char *room, bool *long_r)
{
    bool hidden = q->secret && hiding_begin();

    (void)fprintf(stderr, "%s%s%s%s ", q->asks, q->fallback != NULL ? " [" : "",
                  q->fallback != NULL ? q->fallback : "", q->fallback != NULL ? "]" : "");
    (void)fflush(stderr);
    bool read = line_read(room, long_r);
    if (hidden) {
        hiding_end();
    }
    return read;
}

static int answer_asked(const struct init_question *q, char *room)
{
    for (;;) {
        bool too_long = false;

        if (!line_asked(q, room, &too_long)) {
            (void)fputc('\n', stderr);
            return cli_fail(CLI_UNREADABLE,
                            "there was no answer to this question; nothing was written. "
                            "--%s answers it, too",
                            q->option);
        }
        if (room[0] == '\0' && q->fallback != NULL) {
            (void)snprintf(room, INIT_ANSWER, "%s", q->fallback);
        }
        const char *why = too_long          ? "it is too long"
                          : room[0] == '\0' ? "an answer is needed"
                          : q->fallback != NULL && strcmp(room, q->fallback) == 0 ? NULL
                                                                                  : q->wrong(room);
        if (why == NULL) {
            return CLI_OK;
        }
        (void)fprintf(stderr, "  That cannot be: %s.\n", why);
    }
}

int init_ask(const struct init_question *q, const char *given, char *room)
{
    if (given == NULL) {
        return answer_asked(q, room);
    }
    bool fallback = q->fallback != NULL && strcmp(given, q->fallback) == 0;
    const char *why = fallback                       ? NULL
                      : given[0] == '\0'             ? "an answer is needed"
                      : strlen(given) >= INIT_ANSWER ? "it is too long"
                                                     : q->wrong(given);
    if (why != NULL) {
        return cli_usage("--%s: %s", q->option, why);
    }
    (void)snprintf(room, INIT_ANSWER, "%s", given);
    return CLI_OK;
}
