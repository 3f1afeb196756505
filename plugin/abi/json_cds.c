/* SPDX-License-Identifier: MIT
 *
 * CDS Hooks over the JSON door. See json_cds.h.
 */
#include "abi/json_cds.h"

#include <string.h>

#include "base/seam.h"
#include "cds/cds.h"
#include "engine/result.h"

#define CDS_MOST (256u << 20) /* what the largest request may take */

struct serving {
    struct door *door;
    struct arena arena;
    struct faults faults;
    struct snapshot *held; /* NULL: there are no rules */
    uint32_t slot;
};

static void serving_begin(struct serving *s, struct door *door)
{
    *s = (struct serving){.door = door, .slot = snapshot_slot()};
    arena_begin(&s->arena, NULL, 0, CDS_MOST);
    faults_begin(&s->faults);
    door_keep_up(door);
    s->held = snapshot_enter(&door->snapshots, s->slot);
}

static void serving_end(struct serving *s)
{
    if (s->held != NULL) {
        snapshot_leave(s->held, s->slot);
    }
    faults_end(&s->faults);
    arena_end(&s->arena);
}

static int32_t serving_memory(precare_error *err)
{
    return error_tell(err, PRECARE_E_MEMORY, NULL, "no memory");
}

static bool serving_drafts(const struct door *door)
{
    return door->config->act_on == ACT_ON_DEMONSTRATION;
}

int32_t json_discovery(struct door *door, struct buf *out, precare_error *err)
{
    struct serving s;
    int32_t status = PRECARE_OK;

    serving_begin(&s, door);
    if (s.held == NULL) {
        status = error_tell(err, PRECARE_E_RULES, NULL, "there are no rules");
    } else {
        cds_discovery(s.held->set->rules, serving_drafts(door), out);
    }
    serving_end(&s);
    return out->failed ? serving_memory(err) : status;
}

/* ---- a hook ---- */

static struct when clock_now(const struct zone *zone)
{
    int64_t utc = seam.wall_ms() / 1000;
    int32_t day = zone_date(zone, utc);

    return (struct when){.first = day, .last = day, .utc = utc, .kind = WHEN_INSTANT};
}

/* The first note of several visits, or the first error. */
static int32_t status_worse(int32_t so_far, int32_t status)
{
    return so_far < 0 || (status >= 0 && so_far > 0) ? so_far : status != 0 ? status : so_far;
}

static int32_t visits_judge(struct serving *s, struct cds_request *request, struct buf *out,
                            precare_error *err)
{
    struct cds_writing w = {s->held->set->rules, s->door->config->zone, request, out, 0};
    int32_t status = PRECARE_OK;

    cds_cards_open(&w);
    for (; w.visit < request->visit_count; w.visit++) {
        struct result *result = NULL;

        status = status_worse(
            status, door_judge(s->door, &request->visits[w.visit].visit, &s->arena, &result, err));
        if (result == NULL) {
            return serving_memory(err);
        }
        cds_cards(&w, &result->out);
        result_drop(&result);
    }
    cds_cards_close(&w);
    return status;
}

static int32_t request_refuse(struct serving *s, struct buf *out, precare_error *err)
{
    int32_t status = error_fault(err, PRECARE_E_DOCUMENT, &s->faults);

    door_unread(s->door, s->slot);
    cds_refusal(&s->faults, out);
    return status;
}

int32_t json_cds_hooks(struct door *door, const char *in, size_t len, struct buf *out,
                       precare_error *err)
{
    struct serving s;
    struct cds_request request;
    int32_t status;

    serving_begin(&s, door);
    struct cds_setting setting = {.rules = s.held != NULL ? s.held->set->rules : NULL,
                                  .config = door->config,
                                  .zone = door->config->zone,
                                  .as_active = serving_drafts(door),
                                  .now = clock_now(door->config->zone)};
    if (s.held == NULL) {
        status = error_tell(err, PRECARE_E_RULES, NULL, "there are no rules");
    } else if (!cds_request_read(in != NULL ? in : "", len, &setting, &s.arena, &s.faults,
                                 &request)) {
        status = request_refuse(&s, out, err);
    } else {
        status = visits_judge(&s, &request, out, err);
    }
    serving_end(&s);
    return out->failed ? serving_memory(err) : status;
}
