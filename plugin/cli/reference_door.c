/* SPDX-License-Identifier: MIT
 *
 * See reference_door.h. Pure.
 */
#include "cli/reference_door.h"

#include "base/fault.h"
#include "precare/precare.h"

static const struct {
    const char *name, *in, *example, *out;
} methods[] = {
#define METHOD(name, run, in, example, out) {name, in, example, out},
#include "abi/methods.def"
#undef METHOD
};

static const struct {
    const char *name;
    int32_t number;
    const char *means, *host;
} statuses[] = {
#define STATUS(name, means, host) {"PRECARE_" #name, PRECARE_##name, means, host},
#include "abi/statuses.def"
#undef STATUS
};

void reference_door(struct buf *out)
{
    buf_text(out, "| method | in | for example | out |\n|---|---|---|---|\n");
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        const char *tick = *methods[i].example != '\0' ? "`" : "";

        buf_printf(out, "| `%s` | %s | %s%s%s | %s |\n", methods[i].name, methods[i].in, tick,
                   methods[i].example, tick, methods[i].out);
    }
}

void reference_statuses(struct buf *out)
{
    buf_text(out, "| status | name | it means | the host |\n|---|---|---|---|\n");
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        buf_printf(out, "| %d | `%s` | %s | %s |\n", statuses[i].number, statuses[i].name,
                   statuses[i].means, statuses[i].host);
    }
}

void reference_codes(struct buf *out)
{
    static const struct {
        const char *code, *severity;
    } rows[] = {
#define CODE_ROW(code, severity, room) {#code, #severity},
        FAULT_CODES(CODE_ROW)
#undef CODE_ROW
    };

    buf_text(out, "| code | is | it means |\n|---|---|---|\n");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct fault_page *page = fault_page_of(rows[i].code);

        buf_printf(out, "| `%s` | %s | %s |\n", rows[i].code, rows[i].severity,
                   page != NULL ? page->title : "");
    }
}
