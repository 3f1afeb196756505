/* SPDX-License-Identifier: MIT
 *
 * Judges a hook's request without recording anything (evaluate_cds.h). Called by evaluate.c.
 */
#include "cli/evaluate_cds.h"

#include <string.h>

#include "base/seam.h"
#include "visit/map.h"

bool evaluate_now(const char *said, const struct zone *zone, struct when *now_r)
{
    int64_t utc = seam.wall_ms() / 1000;
    int32_t day = zone_date(zone, utc);

    *now_r = (struct when){.first = day, .last = day, .utc = utc, .kind = WHEN_INSTANT};
    return said == NULL ||
           (when_read(said, strlen(said), zone, now_r) == 0 && now_r->kind == WHEN_INSTANT);
}

static bool visits_show(const struct cds_setting *setting, const struct engine_options *options,
                        struct cds_request *request, struct arena *arena, struct buf *out)
{
    struct cds_writing w = {
        .rules = setting->rules, .zone = setting->zone, .request = request, .out = out};

    cds_cards_open(&w);
    for (; w.visit < request->visit_count; w.visit++) {
        struct visit *visit = &request->visits[w.visit].visit;
        struct result *result = setting->config == NULL || visit_map(visit, setting->config, arena)
                                    ? engine_evaluate(setting->rules, visit, options, NULL)
                                    : NULL;

        if (result == NULL) {
            return false;
        }
        cds_cards(&w, &result->out);
        result_drop(&result);
    }
    cds_cards_close(&w);
    return !out->failed;
}

bool evaluate_request(const struct cds_setting *setting, const struct engine_options *options,
                      struct span request, struct buf *out, bool *read_r)
{
    struct arena arena;
    struct faults faults;
    struct cds_request read;
    bool good = true;

    arena_begin(&arena, NULL, 0, 0);
    faults_begin(&faults);
    *read_r = cds_request_read(request.at, request.len, setting, &arena, &faults, &read);
    if (*read_r) {
        good = visits_show(setting, options, &read, &arena, out);
    } else {
        cds_refusal(&faults, out);
    }
    buf_char(out, '\n');
    faults_end(&faults);
    arena_end(&arena);
    return good;
}
