/* SPDX-License-Identifier: MIT
 *
 * Reading files whole (input.h).
 */
#include "cli/input.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

bool input_read(const char *path, size_t most, struct buf *out)
{
    char block[65536];
    bool standard = strcmp(path, "-") == 0;
    FILE *file = standard ? stdin : fopen(path, "rbe");
    bool ok = file != NULL;

    for (size_t n; ok && out->len <= most && (n = fread(block, 1, sizeof block, file)) > 0;) {
        size_t left = most + 1 - out->len;

        buf_add(out, block, n < left ? n : left);
    }
    int why = out->failed ? ENOMEM : errno;
    ok = ok && !ferror(file) && !out->failed;
    if (file != NULL && !standard) {
        (void)fclose(file);
    }
    errno = why;
    return ok;
}
