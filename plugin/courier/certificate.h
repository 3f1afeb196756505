/* SPDX-License-Identifier: MIT
 *
 * When a certificate ends, from what libcurl tells of it. Pure.
 */
#ifndef PRECARE_COURIER_CERTIFICATE_H
#define PRECARE_COURIER_CERTIFICATE_H

#include <stdint.h>

/* Of a field as libcurl writes it, "Expire date:Jan  1 00:00:00 2099 GMT", in seconds since 1970;
 * 0: it is another field, or not understood. */
int64_t certificate_end(const char *field);

#endif
