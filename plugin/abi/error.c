/* SPDX-License-Identifier: MIT
 *
 * Fills the caller's precare_error. Called by every function of the table. An err of a size that we
 * do not know is not touched: the call fails with PRECARE_E_SIZE before it does anything.
 */
#include "abi/error.h"

#include <stdio.h>
#include <string.h>

#include "abi/sizes.h"

/* One line of printable text: what is not becomes a space; cut between code points. */
static void line_copy(char *out, size_t room, const char *text)
{
    size_t len = text != NULL ? strlen(text) : 0;

    if (len >= room) {
        len = room - 1;
        while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80) {
            len--;
        }
    }
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];

        out[i] = c < 0x20 || c == 0x7f ? ' ' : text[i];
    }
    out[len] = '\0';
}

bool error_usable(const precare_error *err)
{
    return err == NULL || ((uintptr_t)err % 8 == 0 && err->struct_size >= ERROR_1_0);
}

static int32_t error_put(precare_error *err, int32_t code, uint32_t line, uint32_t column,
                         const char *where, const char *message)
{
    if (err == NULL || !error_usable(err)) {
        return code;
    }
    err->code = code;
    err->line = line;
    err->column = column;
    line_copy(err->where, sizeof err->where, where);
    line_copy(err->message, sizeof err->message, message);
    return code;
}

int32_t error_tell(precare_error *err, int32_t code, const char *where, const char *message)
{
    return error_put(err, code, 0, 0, where, message);
}

int32_t error_clear(precare_error *err)
{
    return error_put(err, PRECARE_OK, 0, 0, NULL, NULL);
}

int32_t error_fault(precare_error *err, int32_t code, const struct faults *faults)
{
    char message[512];

    for (uint32_t i = 0; i < faults->count; i++) {
        const struct fault *f = &faults->items[i];

        if (f->warning) {
            continue;
        }
        (void)snprintf(message, sizeof message, "%s: %s%s%s%s", fault_code_name(f->code), f->what,
                       f->fix != NULL ? " (" : "", f->fix != NULL ? f->fix : "",
                       f->fix != NULL ? ")" : "");
        return error_put(err, code, f->at.line, f->at.column,
                         f->at.path != NULL ? f->at.path : f->at.file, message);
    }
    return error_tell(err, faults->lost ? PRECARE_E_MEMORY : code, NULL,
                      faults->lost ? "no memory" : "an error without a description");
}

int32_t text_hand_over(const struct buf *text, char *buf, uint64_t cap, uint64_t *need_r)
{
    if (text->failed || text->at == NULL) {
        return PRECARE_E_MEMORY;
    }
    if (need_r != NULL) {
        *need_r = text->len + 1;
    }
    if (buf == NULL || cap < text->len + 1) {
        return PRECARE_E_ROOM;
    }
    memcpy(buf, text->at, text->len + 1);
    return PRECARE_OK;
}
