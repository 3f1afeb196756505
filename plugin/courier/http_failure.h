/* SPDX-License-Identifier: MIT
 *
 * Why a post did not come through, in plain words with a remedy: libcurl's own texts are not used,
 * for they may hold the address. For courier/http.c alone. Pure, any thread.
 */
#ifndef PRECARE_COURIER_HTTP_FAILURE_H
#define PRECARE_COURIER_HTTP_FAILURE_H

#include <stdbool.h>
#include <stdint.h>

/* What went wrong before there was an answer, and what to do about it. */
struct failure {
    const char *why, *remedy;
};

/* Addresses that may not be connected to. */
extern const struct failure failure_plain_elsewhere, failure_private_address;

struct failure_seen {
    uint32_t code;     /* libcurl's */
    bool named, asked; /* how far it came: the host has an address, the connection stands */
    bool answering;    /* a status had come */
    bool headers_endless;
};
const struct failure *failure_of(const struct failure_seen *seen); /* never NULL */

#endif
