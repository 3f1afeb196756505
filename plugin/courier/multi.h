/* SPDX-License-Identifier: MIT
 *
 * A multi handle of libcurl's whose own descriptors are close-on-exec too. For http.c alone.
 */
#ifndef PRECARE_COURIER_MULTI_H
#define PRECARE_COURIER_MULTI_H

#include "courier/curl_table.h"

CURLM *multi_make(const struct curl_table *curl); /* NULL: no memory */

#endif
