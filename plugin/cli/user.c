/* SPDX-License-Identifier: MIT
 *
 * Asks the system what a user may do, as that user: in a child process that becomes them, so that
 * groups, lists of access and whatever else the kernel knows all count. Only root can ask as
 * somebody else. Nothing is opened for writing (cli/user.h).
 */
#include "cli/user.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

const char *user_called(uid_t user, char room[64])
{
    const struct passwd *known = getpwuid(user);

    if (known != NULL) {
        (void)snprintf(room, 64, "%s", known->pw_name);
    } else {
        (void)snprintf(room, 64, "user %lu", (unsigned long)user);
    }
    return room;
}

bool user_stand_in(uid_t user)
{
    const struct passwd *known = getpwuid(user);

    if (geteuid() != 0 || user == 0 || known == NULL) {
        return false;
    }
    if (initgroups(known->pw_name, known->pw_gid) == 0 && setegid(known->pw_gid) == 0 &&
        seteuid(user) == 0) {
        return true;
    }
    user_root_again();
    return false;
}

bool user_stand_in_owner(const char *directory)
{
    struct stat st;

    return stat(directory, &st) == 0 && user_stand_in(st.st_uid);
}

void user_root_again(void)
{
    if (getuid() == 0 && geteuid() != 0) {
        int back = seteuid(0) == 0 ? setegid(getgid()) : -1;

        (void)back; /* then less can be seen, and that is said */
    }
}

static const char *may_not(const char *path, int how)
{
    if (faccessat(AT_FDCWD, path, how, AT_EACCESS) == 0) {
        return NULL;
    }
    return errno == ENOENT ? "there is no such file" : "access is refused";
}

const char *ask_read(const char *path)
{
    return may_not(path, R_OK);
}

const char *ask_enter(const char *path)
{
    return may_not(path, R_OK | X_OK);
}

const char *ask_write(const char *path)
{
    return may_not(path, R_OK | W_OK | X_OK);
}

/* In the child: for good. */
static bool user_become(uid_t user)
{
    const struct passwd *known = getpwuid(user);

    user_root_again();
    return known != NULL && initgroups(known->pw_name, known->pw_gid) == 0 &&
           setresgid(known->pw_gid, known->pw_gid, known->pw_gid) == 0 &&
           setresuid(user, user, user) == 0;
}

static void child_answer(uid_t user, const char *(*ask)(const char *path), const char *path,
                         int answers)
{
    const char *why = user_become(user) ? ask(path) : "?";
    size_t len = why != NULL ? strlen(why) : 0;
    bool told = write(answers, why != NULL ? why : "", len) == (ssize_t)len;

    _exit(told && (why == NULL || why[0] != '?') ? 0 : 1);
}

static bool answer_take(pid_t child, int answers, char answer_r[USER_ANSWER])
{
    size_t len = 0;
    ssize_t n;
    int status = 1;

    while (len < USER_ANSWER - 1 &&
           (n = read(answers, answer_r + len, USER_ANSWER - 1 - len)) > 0) {
        len += (size_t)n;
    }
    answer_r[len] = '\0';
    return waitpid(child, &status, 0) == child && status == 0;
}

bool user_ask(uid_t user, const char *(*ask)(const char *path), const char *path,
              char answer_r[USER_ANSWER])
{
    int ends[2];

    if (user == geteuid()) {
        const char *why = ask(path);

        (void)snprintf(answer_r, USER_ANSWER, "%s", why != NULL ? why : "");
        return true;
    }
    if (getuid() != 0 || pipe2(ends, O_CLOEXEC) != 0) {
        return false;
    }
    pid_t child = fork();
    if (child == 0) {
        child_answer(user, ask, path, ends[1]);
    }
    (void)close(ends[1]);
    bool asked = child > 0 && answer_take(child, ends[0], answer_r);
    (void)close(ends[0]);
    return asked;
}
