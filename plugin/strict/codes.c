/* SPDX-License-Identifier: MIT
 *
 * The rows of codes.h as a table, and as the manual prints them. Pure.
 */
#include "strict/codes.h"

#include "base/buf.h"

#define CODE_ROW(constant, word, what, remedy) {word, what, remedy},
static const struct strict_code_row code_rows[] = {STRICT_CODES(CODE_ROW)};

const struct strict_code_row *strict_code(uint32_t code)
{
    return &code_rows[code];
}

void strict_reference(struct buf *out)
{
    buf_text(out, "## Every code of strict mode\n");
    for (uint32_t i = 0; i < STRICT_CODE_COUNT; i++) {
        const struct strict_code_row *row = strict_code(i);

        buf_printf(out, "\n### %s\n\n%s\n\n*What to do:* %s\n", row->word, row->what, row->remedy);
    }
}
