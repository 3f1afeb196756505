/* SPDX-License-Identifier: MIT
 *
 * JSON Schema 2020-12 of what crosses between hosts and the plugin, and of the configuration. It is
 * printed from the tables that the readers and the printers go by, so that it knows every key; what
 * no schema can say (a date that no calendar has, a length in bytes, which channel is there) is
 * left to the reader. Called by `precare schema`. Pure; when memory ends, `out->failed` tells.
 */
#ifndef PRECARE_REVIEW_DOCUMENT_SCHEMA_H
#define PRECARE_REVIEW_DOCUMENT_SCHEMA_H

#include <stdbool.h>

#include "base/buf.h"

/* "event", "result" or "config". false: there is no document of this name, and nothing is printed.
 */
bool document_schema_print(const char *name, struct buf *out);

#endif
