/* SPDX-License-Identifier: MIT
 *
 * Debian's prometheus-alertmanager as a peer: started on loopback with a configuration that is fair
 * to it (every alert a message of its own, no waiting before the first), posting to the receiver of
 * the bench. It dies with who started it.
 */
#ifndef TESTS_BENCH_ALERTMANAGER_H
#define TESTS_BENCH_ALERTMANAGER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct alertmanager {
    pid_t pid;
    uint16_t port;
    int fd; /* one kept connection */
    char dir[256];
};

bool alertmanager_installed(void);
/* In `dir`, which keeps its storage when it is started there again. What fails ends the program
 * with a message. */
void alertmanager_start(struct alertmanager *m, const char *dir, uint16_t receiver_port);
void alertmanager_kill(struct alertmanager *m); /* with -9 */
/* Alerts NAME-from .. NAME-(to-1) in requests of `batch`; how many were accepted. */
uint32_t alertmanager_post(struct alertmanager *m, const char *name, uint32_t from, uint32_t to,
                           uint32_t batch);
long alertmanager_kb(const struct alertmanager *m); /* resident */

#endif
