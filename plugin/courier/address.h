/* SPDX-License-Identifier: MIT
 *
 * Which addresses may be connected to: judged on the address itself, when the socket is made. Pure.
 */
#ifndef PRECARE_COURIER_ADDRESS_H
#define PRECARE_COURIER_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

enum address_kind {
    ADDRESS_PUBLIC,
    ADDRESS_PRIVATE,
    ADDRESS_LOOPBACK
};

enum address_kind address_judge(const struct sockaddr *address);

#endif
