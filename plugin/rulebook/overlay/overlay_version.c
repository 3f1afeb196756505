/* SPDX-License-Identifier: MIT
 *
 * Which versions of the base the changes of an overlay were written for: ">=1.0.0 <2.0.0". Called
 * by overlay_check.c; one thread. A base of another version is told: nobody has looked whether the
 * changes still fit.
 */
#include <string.h>

#include "rulebook/overlay/overlay.h"

/* "1.2.3" as one number; false: not a version. */
static bool version_read(struct span text, uint64_t *version_r)
{
    uint64_t parts[3] = {0, 0, 0};
    uint32_t part = 0, digits = 0;

    for (uint32_t i = 0; i < text.len; i++) {
        char c = text.at[i];

        if (c == '.' && digits > 0 && part < 2) {
            part++;
            digits = 0;
        } else if (c >= '0' && c <= '9' && ++digits <= 6) {
            parts[part] = parts[part] * 10 + (uint64_t)(c - '0');
        } else {
            return false;
        }
    }
    *version_r = parts[0] << 42 | parts[1] << 21 | parts[2];
    return digits > 0;
}

static bool term_holds(struct span term, uint64_t version, bool *good_r)
{
    static const char *const signs[] = {">=", "<=", ">", "<", "="};
    uint32_t sign = 4, skip = 0;
    uint64_t limit;

    for (uint32_t i = 0; i < 5 && skip == 0; i++) {
        uint32_t len = (uint32_t)strlen(signs[i]);

        if (term.len > len && memcmp(term.at, signs[i], len) == 0) {
            sign = i;
            skip = len;
        }
    }
    *good_r = version_read((struct span){term.at + skip, term.len - skip}, &limit);
    switch (sign) {
    case 0: return version >= limit;
    case 1: return version <= limit;
    case 2: return version > limit;
    case 3: return version < limit;
    default: return version == limit;
    }
}

void overlay_base_check(struct loading *ld, const struct overlay_def *o)
{
    const struct node *map = ld->files[o->file].overlay.base;
    const struct node *n = map != NULL ? node_get(map, "version") : NULL;
    const struct node *written = o->book != NONE ? ld->books.at[o->book].read.version : NULL;
    uint64_t version = 0;
    bool good = true, holds = true;

    if (n == NULL || n->kind != NODE_TEXT || n->told || written == NULL) {
        return;
    }
    bool known = version_read(written->text, &version);
    for (uint32_t at = 0; at < n->text.len && good;) {
        uint32_t end = at;

        while (end < n->text.len && n->text.at[end] != ' ') {
            end++;
        }
        if (end > at) {
            holds = term_holds((struct span){n->text.at + at, end - at}, version, &good) && holds;
        }
        at = end + 1;
    }
    if (!good) {
        struct fault *f =
            tell(ld, FAULT_S205, n, "\"%.*s\" is not a range of versions", TEXT_SHOWN(n));

        fault_fix(ld->faults, f, "Write for example: version: \">=1.0.0 <2.0.0\"");
    } else if (!holds || !known) {
        struct fault *f =
            tell(ld, FAULT_X308, n, "the rulebook is now version %.*s", TEXT_SHOWN(written));

        fault_why(ld->faults, f, "The changes were written for other versions: %.*s.",
                  TEXT_SHOWN(n));
        fault_fix(ld->faults, f, "Review the changes, then widen the range.");
    }
}
