/* SPDX-License-Identifier: MIT
 *
 * A bare HTTP client on one kept connection to loopback: what nothing can be faster than, and how
 * Alertmanager is fed. One thread a client. What fails ends the program with a message.
 */
#ifndef TESTS_BENCH_CLIENT_H
#define TESTS_BENCH_CLIENT_H

#include <stddef.h>
#include <stdint.h>

int client_open(uint16_t port); /* a socket; -1: nobody listens */
void client_send(int fd, const char *path, const char *body, size_t len);
int client_answer(int fd); /* waits for it: its status */
int client_post(int fd, const char *path, const char *body, size_t len);

#endif
