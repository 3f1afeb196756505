/* SPDX-License-Identifier: MIT
 *
 * Secrets (addresses of webhooks, signing keys): read from "file:/path" or "env:NAME" by the
 * process that delivers, and by no other. A file that others may read, or that anyone but its owner
 * or root may write, is refused. Kept out of core dumps where the system can (MADV_DONTDUMP) and
 * wiped when dropped. Never printed. Any thread.
 */
#ifndef PRECARE_CONFIG_SECRET_H
#define PRECARE_CONFIG_SECRET_H

#include <stddef.h>

#include "config/config.h"

struct secret {
    char *at; /* NUL-terminated, without the line's end; NULL: none */
    size_t len;
    size_t mapped;
};

/* 0, or -1 with a plain reason in *error_r (static text, never the secret). At most 4 KiB. */
int secret_read(const struct secret_place *from, struct secret *secret_r, const char **error_r);
/* NULL, or why a file of secrets may not be used (static): what secret_read would say of it. */
const char *secret_file_check(const char *path);
void secret_drop(struct secret *secret);

#endif
