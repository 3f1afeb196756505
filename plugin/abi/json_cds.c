/* SPDX-License-Identifier: MIT
 *
 * CDS Hooks over the JSON door. See json_cds.h.
 */
#include "abi/json_cds.h"

#include <string.h>

#include "base/seam.h"
#include "cds/cds.h"
#include "engine/result.h"
#include "base/json_out.h"

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

struct showing { /* the cards of one request, until they are kept */
    struct cds_writing writing;
    struct arena *arena;
    struct cds_visit *visits;
    const struct visit *of; /* whose cards are written */
    struct outbox_card *cards;
    struct result *results[CDS_VISITS];
};

static void card_given(void *context, const char *uuid, const precare_finding *finding)
{
    struct showing *showing = context;
    struct outbox_card *card = arena_new(showing->arena, sizeof *card);
    const char *kept = arena_text(showing->arena, uuid, strlen(uuid));

    if (card != NULL && kept != NULL && showing->of != NULL) {
        *card = (struct outbox_card){showing->cards, kept, showing->of, finding};
        showing->cards = card;
    }
}

/* The first note of several visits, or the first error. */
static int32_t status_worse(int32_t so_far, int32_t status)
{
    return so_far < 0 || (status >= 0 && so_far > 0) ? so_far : status != 0 ? status : so_far;
}

static int32_t visits_judge(struct serving *s, struct showing *showing, precare_error *err)
{
    struct cds_writing *w = &showing->writing;
    int32_t status = PRECARE_OK;

    cds_cards_open(w);
    for (; w->visit < w->request->visit_count; w->visit++) {
        struct result **result = &showing->results[w->visit];

        showing->of = &showing->visits[w->visit].visit;
        status = status_worse(
            status, door_judge(s->door, &showing->visits[w->visit].visit, &s->arena, result, err));
        if (*result == NULL) {
            return serving_memory(err);
        }
        cds_cards(w, &(*result)->out);
    }
    cds_cards_close(w);
    return status;
}

/* Who asks, with the role that the clinic gives them, in the words of the rules. An id is of its
 * type: a patient may well have the same as a provider. */
static struct outbox_user user_of(const struct serving *s, const struct cds_request *request)
{
    static const char *const staff[] = {"Practitioner", "PractitionerRole"};
    struct outbox_user user = {.id = request->user};

    for (size_t i = 0; i < sizeof staff / sizeof *staff; i++) {
        user.staff = user.staff || span_same(request->user_type, span_of(staff[i]));
    }
    const struct mapped_provider *mapped =
        user.staff ? config_provider(s->door->config, request->user_id) : NULL;
    if (mapped != NULL && mapped->role != NULL) {
        const char *word = rules_role_word(s->held->set->rules, span_of(mapped->role));

        user.role = word != NULL ? word : mapped->role;
    }
    return user;
}

/* Without their rows the cards are as true; feedback to them will be of unknown ones. */
static int32_t cards_keep(struct serving *s, const struct showing *showing, precare_error *err)
{
    struct outbox_user user = user_of(s, showing->writing.request);
    int status = s->arena.failed ? OUTBOX_NOT_RECORDED
                                 : outbox_cards_keep(s->door->outbox, showing->cards, &user);

    return status >= 0 ? PRECARE_OK
                       : error_tell(err, PRECARE_NOT_RECORDED, "outbox",
                                    "feedback to these cards cannot be taken");
}

static int32_t request_serve(struct serving *s, struct cds_request *request, struct buf *out,
                             precare_error *err)
{
    struct showing showing = {.arena = &s->arena, .visits = request->visits};

    showing.writing = (struct cds_writing){.rules = s->held->set->rules,
                                           .zone = s->door->config->zone,
                                           .request = request,
                                           .out = out,
                                           .given = card_given,
                                           .context = &showing};
    int32_t status = visits_judge(s, &showing, err);

    if (status >= 0) {
        status = status_worse(status, cards_keep(s, &showing, err));
    }
    for (uint32_t i = 0; i < request->visit_count; i++) {
        result_drop(&showing.results[i]);
    }
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
        status = request_serve(&s, &request, out, err);
    }
    serving_end(&s);
    return out->failed ? serving_memory(err) : status;
}

/* ---- feedback ---- */

static int32_t heard_tell(struct door *door, const uint32_t counts[HEARD_COUNT], struct buf *out)
{
    json_open(out, NULL, '{');
    for (uint32_t i = 0; i < HEARD_COUNT; i++) {
        (void)atomic_fetch_add_explicit(&door->heard[i], counts[i], memory_order_relaxed);
        json_int(out, outbox_heard_words[i], counts[i]);
    }
    json_close(out, '}');
    return PRECARE_OK;
}

static int32_t outcomes_record(struct serving *s, const struct cds_feedback *feedback,
                               struct buf *out, precare_error *err)
{
    struct outbox_feedback *all = arena_array(&s->arena, feedback->count + 1u, sizeof *all);
    uint32_t counts[HEARD_COUNT];

    if (all == NULL) {
        return serving_memory(err);
    }
    for (uint32_t i = 0; i < feedback->count; i++) {
        const struct cds_outcome *o = &feedback->outcomes[i];

        all[i] = (struct outbox_feedback){o->card, o->accepted, o->reason, o->comment, o->at};
    }
    int status = outbox_feedback(s->door->outbox, all, feedback->count, counts);
    if (status == OUTBOX_FORKED) {
        return error_tell(err, PRECARE_E_FORKED, "outbox", DOOR_FORKED);
    }
    return status < 0 ? error_tell(err, PRECARE_E_DISK, "outbox",
                                   "the feedback could not be recorded: send it again")
                      : heard_tell(s->door, counts, out);
}

int32_t json_cds_feedback(struct door *door, const char *in, size_t len, struct buf *out,
                          precare_error *err)
{
    struct serving s;
    struct cds_feedback feedback;
    int32_t status;

    serving_begin(&s, door);
    const struct span body = {in != NULL ? in : "",
                              (uint32_t)(len < UINT32_MAX ? len : UINT32_MAX)};

    if (cds_feedback_read(body, door->config->zone, &s.arena, &s.faults, &feedback)) {
        status = outcomes_record(&s, &feedback, out, err);
    } else {
        status = error_fault(err, PRECARE_E_DOCUMENT, &s.faults);
        cds_refusal(&s.faults, out);
    }
    serving_end(&s);
    return out->failed ? serving_memory(err) : status;
}
