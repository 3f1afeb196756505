/* SPDX-License-Identifier: MIT
 *
 * What another user of this machine may do, and root going on as them: for `precare doctor`, which
 * asks, and for commands that root types on a machine where what they need is another's alone.
 * Single-threaded.
 */
#ifndef PRECARE_CLI_USER_H
#define PRECARE_CLI_USER_H

#include <stdbool.h>
#include <sys/types.h>

/* Asks as this user, in a process of its own: `ask` gets the path, and returns NULL, or why not.
 * false: it cannot be asked (only root can ask as another). */
#define USER_ANSWER 128
bool user_ask(uid_t user, const char *(*ask)(const char *path), const char *path,
              char answer_r[USER_ANSWER]);
/* For root: goes on as this user, who may open what is theirs alone, or as root again. */
bool user_stand_in(uid_t user);
/* The same for the owner of this directory: of the state directory that is who delivers. */
bool user_stand_in_owner(const char *directory);
void user_root_again(void);
const char *user_called(uid_t user, char room[64]); /* "precare", or "user 998" */
const char *ask_read(const char *path);
const char *ask_enter(const char *path); /* a directory, and what is in it */
const char *ask_write(const char *path); /* a directory */

#endif
