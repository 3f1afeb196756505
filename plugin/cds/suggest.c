/* SPDX-License-Identifier: MIT
 *
 * Suggestions of cards, each with a whole valid resource: a Task for what is to be done by a day or
 * to be asked, and the appointment that was booked with a start that waits long enough. For
 * cards.c.
 */
#include <stdio.h>
#include <string.h>

#include "base/json_out.h"
#include "base/text.h"
#include "base/words.h"
#include "base/zone.h"
#include "cds/cds_parts.h"

#define LABEL_SHOWN 64u /* code points of what is to be done */

struct tasking { /* a Task, and why */
    const char *label, *description, *due;
};

static void suggestion_open(const struct cds_writing *w, const char *what, uint32_t number,
                            const char *label)
{
    char uuid[CDS_UUID], visit[16], count[16];
    const char *parts[] = {"suggestion", w->request->instance, visit, what, count, NULL};

    (void)snprintf(visit, sizeof visit, "%u", w->visit);
    (void)snprintf(count, sizeof count, "%u", number);
    cds_uuid(uuid, parts);
    json_open(w->out, NULL, '{');
    json_text(w->out, "label", label);
    json_text(w->out, "uuid", uuid);
    json_bool(w->out, "isRecommended", true);
    json_open(w->out, "actions", '[');
    json_open(w->out, NULL, '{');
}

static void suggestion_close(const struct cds_writing *w)
{
    json_close(w->out, '}');
    json_close(w->out, ']');
    json_close(w->out, '}');
}

/* ---- a Task ---- */

static void task_write(const struct cds_writing *w, const struct tasking *t)
{
    struct buf patient = {0};
    char now[32];

    buf_printf(&patient, "Patient/%s", w->request->patient);
    instant_iso(w->request->visits[w->visit].visit.now.utc, w->zone, now);
    json_text(w->out, "type", "create");
    json_text(w->out, "description", t->label);
    json_open(w->out, "resource", '{');
    json_text(w->out, "resourceType", "Task");
    json_text(w->out, "status", "requested");
    json_text(w->out, "intent", "proposal");
    json_text(w->out, "description", t->description);
    json_open(w->out, "for", '{');
    json_text(w->out, "reference", patient.at);
    json_close(w->out, '}');
    json_text(w->out, "authoredOn", now);
    if (t->due != NULL) {
        json_open(w->out, "restriction", '{');
        json_open(w->out, "period", '{');
        json_text(w->out, "end", t->due);
        json_close(w->out, '}');
        json_close(w->out, '}');
    }
    json_close(w->out, '}');
    w->out->failed = w->out->failed || patient.failed;
    buf_end(&patient);
}

static void task_suggest(const struct cds_writing *w, const precare_finding *f, uint32_t i)
{
    const precare_task *task = cds_item(&f->tasks, i);
    const char *due = task->due != NULL ? task->due : task->until;
    size_t len = strlen(task->what), shown = utf8_cut(task->what, len, LABEL_SHOWN);
    struct buf label = {0};

    buf_printf(&label, "Task: %.*s%s", (int)shown, task->what, shown < len ? "\xE2\x80\xA6" : "");
    if (due != NULL) {
        buf_printf(&label, ", %s %s", task->due != NULL ? "by" : "until", due);
    }
    const char *text = label.at != NULL ? label.at : "";
    suggestion_open(w, f->rule, i, text);
    task_write(w, &(struct tasking){
                      text, task->tell_patient != NULL ? task->tell_patient : task->what, due});
    suggestion_close(w);
    w->out->failed = w->out->failed || label.failed;
    buf_end(&label);
}

/* ---- the appointment, later ---- */

/* On a day without an hour, at the hour that was booked. */
static bool moved_start(const struct cds_writing *w, const char *move_to, int64_t *utc_r)
{
    const struct when *start = &w->request->visits[w->visit].visit.start;
    struct when to;
    char iso[32], at[48];

    if (start->kind != WHEN_INSTANT || when_read(move_to, strlen(move_to), w->zone, &to) != 0) {
        return false;
    }
    if (to.kind == WHEN_DAY) {
        instant_iso(start->utc, w->zone, iso);
        date_iso(to.first, at);
        (void)snprintf(at + 10, sizeof at - 10, "T%.8s", iso + 11);
        if (when_read(at, strlen(at), w->zone, &to) != 0) {
            return false;
        }
    }
    *utc_r = to.utc;
    return to.kind == WHEN_INSTANT;
}

static bool has_real(const struct node *n)
{
    bool found = n->kind == NODE_REAL;

    for (uint32_t i = 0; !found && i < n->count; i++) {
        found = has_real(n->items[i]);
    }
    return found;
}

static void appointment_write(const struct cds_writing *w, const struct node *from, int64_t start,
                              int64_t end)
{
    char text[32];

    json_open(w->out, "resource", '{');
    for (uint32_t i = 0; i < from->count; i++) {
        const char *key = from->keys[i]->text.at;

        if (strcmp(key, "start") == 0 || strcmp(key, "end") == 0 || strcmp(key, "_start") == 0 ||
            strcmp(key, "_end") == 0 || from->items[i]->kind == NODE_NULL) {
            continue;
        }
        json_next(w->out, NULL);
        buf_json(w->out, key, strlen(key));
        buf_char(w->out, ':');
        cds_node(from->items[i], w->out);
    }
    instant_iso(start, w->zone, text);
    json_text(w->out, "start", text);
    instant_iso(end, w->zone, text);
    json_text(w->out, "end", text);
    json_close(w->out, '}');
}

static bool can_move(const struct cds_writing *w, const precare_finding *f, int64_t *start_r)
{
    const struct cds_visit *visit = &w->request->visits[w->visit];

    return f->move_to != NULL && visit->appointment != NULL && !visit->undated &&
           visit->visit.minutes > 0 && !has_real(visit->appointment) &&
           moved_start(w, f->move_to, start_r);
}

static void move_suggest(const struct cds_writing *w, const precare_finding *f, int64_t start)
{
    const struct cds_visit *visit = &w->request->visits[w->visit];
    char label[64], text[32];

    instant_iso(start, w->zone, text);
    (void)snprintf(label, sizeof label, "Move to %.10s %.5s", text, text + 11);
    suggestion_open(w, f->rule, f->tasks.count, label);
    json_text(w->out, "type", node_get(visit->appointment, "id") != NULL ? "update" : "create");
    json_text(w->out, "description", label);
    appointment_write(w, visit->appointment, start, start + (int64_t)visit->visit.minutes * 60);
    suggestion_close(w);
}

/* ---- */

static void suggestions_close(const struct cds_writing *w)
{
    json_close(w->out, ']');
    json_text(w->out, "selectionBehavior", "any");
}

void cds_suggest(const struct cds_writing *w, const precare_finding *finding)
{
    int64_t start = 0;
    bool moves = can_move(w, finding, &start);

    if (!moves && finding->tasks.count == 0) {
        return;
    }
    json_open(w->out, "suggestions", '[');
    for (uint32_t i = 0; i < finding->tasks.count; i++) {
        task_suggest(w, finding, i);
    }
    if (moves) {
        move_suggest(w, finding, start);
    }
    suggestions_close(w);
}

void cds_suggest_questions(const struct cds_writing *w, const precare_question *const *questions,
                           uint32_t count)
{
    const char *whom = word_of(&words_asked_of, questions[0]->of);
    struct buf description = {0};
    char label[64], what[32];

    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t k = 0; k < questions[i]->ask.count; k++) {
            buf_printf(&description, "%s%s", description.len > 0 ? "\n" : "",
                       cds_item_text(&questions[i]->ask, k));
        }
    }
    if (description.len == 0) {
        return;
    }
    (void)snprintf(label, sizeof label, "Task: ask the %s", whom);
    (void)snprintf(what, sizeof what, "questions %s", whom);
    json_open(w->out, "suggestions", '[');
    suggestion_open(w, what, 0, label);
    task_write(w, &(struct tasking){label, description.at, NULL});
    suggestion_close(w);
    suggestions_close(w);
    w->out->failed = w->out->failed || description.failed;
    buf_end(&description);
}
