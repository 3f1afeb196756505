/* SPDX-License-Identifier: MIT
 *
 * What the files of `precare init` share: what was asked, and what is made of it. init.c runs it,
 * init_ask.c asks what no option said, init_texts.c writes the texts, init_files.c puts them on
 * disk. Single-threaded.
 */
#ifndef PRECARE_CLI_INIT_H
#define PRECARE_CLI_INIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/zone.h"

/* The answers; texts are owned by `room`, or borrowed from the command line. */
#define INIT_ANSWER 4096
struct init {
    const char *name, *zone, *chat, *link, *lead, *role; /* chat, link NULL: none */
    char address[INIT_ANSWER];                           /* of the chat: a secret; "": none */
    bool demonstration;
    bool installed; /* the directory is the package's own: its state and service are used */
    const char *directory, *rules, *state; /* whole paths; rules: the shipped ones */
    struct zone *opened;
};

/* ---- init_ask.c ---- */

/* A question, or an option of the same meaning. */
struct init_question {
    const char *option;   /* "name" */
    const char *asks;     /* without the question mark's space */
    const char *fallback; /* what an empty line means; NULL: it is asked again */
    /* NULL, or why this cannot be the answer: static, and never with the answer in it where it is
     * a secret */
    const char *(*wrong)(const char *answer);
    bool secret; /* not shown while it is typed */
};
/* The answer into `room` (of INIT_ANSWER): `given` by the option, or asked for on standard input.
 * CLI_OK, or the exit code where it was told why there is none. */
int init_ask(const struct init_question *q, const char *given, char *room);

const char *init_wrong_name(const char *answer);
const char *init_wrong_zone(const char *answer);
const char *init_wrong_chat(const char *answer);
const char *init_wrong_address(const char *answer);
const char *init_wrong_link(const char *answer);
/* The zone of this machine; NULL: it does not say. Static. */
const char *init_machine_zone(void);

/* ---- init_texts.c ---- */

void init_config_text(const struct init *in, struct buf *out);
void init_changes_text(const struct init *in, struct buf *out);
void init_tests_text(const struct init *in, struct buf *out);
void init_visit_text(const struct init *in, struct buf *out); /* of the day on which it is called */
/* The clinic's name as the id of its changes: "elm-street-dermatology"; "ours" where nothing is
 * left. */
void init_overlay_id(const char *name, struct buf *out);

/* ---- init_next.c ---- */

/* What was made, and what comes next. `overlay`: the id of the clinic's changes. */
void init_next_text(const struct init *in, const char *overlay, struct buf *out);

/* ---- init_files.c ---- */

/* Makes the directory, or takes it; its whole path into `path_r` (PATH_MAX). CLI_OK, or told. */
int init_directory(const char *given, char *path_r);
/* Whether nothing is there that would be overwritten; told otherwise. */
bool init_room(const struct init *in);
/* All files, or none. CLI_OK, or told. */
int init_write(const struct init *in);

#endif
