/* SPDX-License-Identifier: MIT
 *
 * What was refused, as an OperationOutcome: what is wrong, and where. Called by the door and by
 * `precare evaluate`. Pure.
 */
#include "base/json_out.h"
#include "cds/cds.h"

/* What is no JSON has a place in its text; all else has its path. */
static void diagnostics_write(const struct fault *f, struct buf *out)
{
    struct buf text = {0};

    buf_text(&text, f->what);
    if (f->at.line > 0) {
        buf_printf(&text, " (line %u, column %u)", f->at.line, f->at.column);
    }
    json_text(out, "diagnostics", text.at != NULL ? text.at : "");
    out->failed = out->failed || text.failed;
    buf_end(&text);
}

void cds_refusal(const struct faults *faults, struct buf *out)
{
    json_open(out, NULL, '{');
    json_text(out, "resourceType", "OperationOutcome");
    json_open(out, "issue", '[');
    for (uint32_t i = 0; i < faults->count; i++) {
        const struct fault *f = &faults->items[i];

        json_open(out, NULL, '{');
        json_text(out, "severity", "error");
        json_text(out, "code", "invalid");
        diagnostics_write(f, out);
        if (f->at.path != NULL && f->at.path[0] != '\0') {
            json_open(out, "expression", '[');
            json_text(out, NULL, f->at.path);
            json_close(out, ']');
        }
        json_close(out, '}');
    }
    if (faults->count == 0) {
        json_raw(out, NULL, "{\"severity\":\"fatal\",\"code\":\"exception\"}");
    }
    json_close(out, ']');
    json_close(out, '}');
}
