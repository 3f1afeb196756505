/* SPDX-License-Identifier: MIT
 *
 * For fuzzers of the door: what a host could pass, made of bytes. Structs of any content, of any
 * claimed size, in memory of exactly that size, with any counts and strides; texts of any bytes.
 * What is made lives until bytes_end.
 */
#ifndef TESTS_SUPPORT_BYTES_H
#define TESTS_SUPPORT_BYTES_H

#include <stddef.h>
#include <stdint.h>

#include "precare/precare.h"

struct bytes {
    const uint8_t *at;
    size_t len;
    void *pieces[4096];
    size_t count;
};

uint8_t bytes_byte(struct bytes *b); /* 0 when there are none left */
uint32_t bytes_number(struct bytes *b);
const char *bytes_text(struct bytes *b); /* may be NULL */
precare_event *bytes_event(struct bytes *b);
precare_acknowledgement *bytes_acknowledgement(struct bytes *b);
void bytes_end(struct bytes *b);

#endif
