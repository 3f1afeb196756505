/* SPDX-License-Identifier: MIT
 *
 * JSON Schema 2020-12 of what crosses between hosts and the plugin, and of the configuration. It is
 * printed from the tables that the readers and the printers go by, so that it knows every key; what
 * no schema can say (a date that no calendar has, a length in bytes, which channel is there) is
 * left to the reader: abi.md lists it. Called by `precare schema`. Pure; when memory ends,
 * `out->failed` tells.
 */
#ifndef PRECARE_REVIEW_DOCUMENT_SCHEMA_H
#define PRECARE_REVIEW_DOCUMENT_SCHEMA_H

#include "base/buf.h"
#include "base/schema_out.h"

struct document {
    const char *name;  /* "event" */
    const char *title; /* what its key `format` says: "precare-event/1" */
    const struct table *table;
    /* the members of a value's schema, which may meet tables; NULL: of an event, whose tables are
     * those of visit/event_keys.c */
    void (*value)(struct buf *out, struct schema_tables *met, const struct key *key);
    const char *beside; /* what holds of the whole beside its keys: members, or NULL */
    bool grows;         /* keys that are not known are passed over */
    bool host_own;      /* keys that begin with x- are ignored */
};

extern const struct document document_event, document_result, document_config;

void document_schema_print(const struct document *document, struct buf *out);

#endif
