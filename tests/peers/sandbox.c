/* SPDX-License-Identifier: MIT
 *
 * Runs a command with no more than the system calls and address families that are named: a stand-in
 * for what systemd does with a unit's SystemCallFilter and RestrictAddressFamilies, by the same
 * library (libseccomp). A call outside of them ends the process (SIGSYS), where the unit would
 * answer EPERM: so nothing passes unseen. Usage: sandbox CALLS FAMILIES COMMAND...   CALLS is a
 * file of names, FAMILIES numbers with commas.
 */
#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int calls_allow(scmp_filter_ctx filter, const char *path)
{
    FILE *file = fopen(path, "re");
    char name[128];
    int allowed = 0;

    if (file == NULL) {
        return -1;
    }
    while (fscanf(file, "%127s", name) == 1) {
        int call = seccomp_syscall_resolve_name(name);

        /* Names of other machines' calls resolve to nothing here. */
        if (call != __NR_SCMP_ERROR && strcmp(name, "socket") != 0 &&
            seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) == 0) {
            allowed++;
        }
    }
    (void)fclose(file);
    return allowed;
}

static int families_allow(scmp_filter_ctx filter, char *families)
{
    for (char *rest, *one = strtok_r(families, ",", &rest); one != NULL;
         one = strtok_r(NULL, ",", &rest)) {
        if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1,
                             SCMP_A0(SCMP_CMP_EQ, strtoul(one, NULL, 10), 0)) != 0) {
            return -1;
        }
    }
    return 0;
}

int main(int argc, char **argv)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);

    if (argc < 4 || filter == NULL || calls_allow(filter, argv[1]) < 100 ||
        families_allow(filter, argv[2]) != 0 || seccomp_load(filter) != 0) {
        fprintf(stderr, "sandbox: the filter could not be made: %s\n", strerror(errno));
        return 70;
    }
    (void)execv(argv[3], argv + 3);
    fprintf(stderr, "sandbox: %s: %s\n", argv[3], strerror(errno));
    return 71;
}
