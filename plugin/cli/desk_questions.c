/* SPDX-License-Identifier: MIT
 *
 * See desk_questions.h. Cannot fail; without memory the buffer says so.
 */
#include "cli/desk_questions.h"

#include <string.h>

#include "base/calendar.h"
#include "base/language.h"
#include "base/words.h"

static const char *desk_part(const char *about, bool begins)
{
    static const char *const parts[][3] = {{"patient", "Patient", "the patient"},
                                           {"appointment", "Appointment", "the appointment"},
                                           {"provider", "Provider", "the provider"},
                                           {"conditions", "Conditions", "conditions"},
                                           {"medications", "Medicines", "medicines"},
                                           {"allergies", "Allergies", "allergies"},
                                           {"procedures", "Procedures", "procedures"},
                                           {"answers", "Answers", "answers"},
                                           {"chart", "Procedure note", "the procedure note"}};

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (about != NULL && strcmp(parts[i][0], about) == 0) {
            return parts[i][begins ? 1 : 2];
        }
    }
    return about != NULL ? about : "?";
}

static bool desk_same(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* What is open now stands by its part, what waits by its moment, what comes back together. */
static bool desk_joins(const struct desk_question *a, const struct desk_question *b)
{
    if (a->again_from != NULL || b->again_from != NULL) {
        return a->again_from != NULL && b->again_from != NULL;
    }
    return desk_same(a->from, b->from) && (a->from != NULL || desk_same(a->about, b->about));
}

size_t desk_together(const struct desk_question *q, size_t count)
{
    size_t n = count > 0;

    while (n < count && desk_joins(q, &q[n])) {
        n++;
    }
    return n;
}

static void desk_day(const char *iso, struct buf *out)
{
    int32_t first, last;
    char words[32];

    if (date_read(iso, strlen(iso), &first, &last)) {
        language_date(LANGUAGE_EN, first, words);
        buf_text(out, words);
    } else {
        buf_text(out, iso);
    }
}

/* "7 questions for the patient, 2 for staff" */
static void desk_counts(const struct desk_question *q, size_t count, struct buf *out)
{
    for (size_t i = 0; i < count; i++) {
        bool staff = desk_same(q[i].of, "staff");

        buf_printf(out, "%s%u%s", i > 0 ? ", " : "", q[i].asks,
                   i > 0            ? ""
                   : q[i].asks == 1 ? " question"
                                    : " questions");
        if (q[i].of != NULL) {
            buf_printf(out, " for %s%s", staff ? "" : "the ", q[i].of);
        }
    }
}

/* The first that holds of all, and who must answer first. */
static const struct desk_question *desk_worst(const struct desk_question *q, size_t count)
{
    const struct desk_question *worst = q;

    for (size_t i = 1; i < count; i++) {
        if (q[i].state != NULL && worst->state != NULL &&
            word_number(&words_open_state, q[i].state) <
                word_number(&words_open_state, worst->state)) {
            worst = &q[i];
        }
    }
    return worst;
}

static const char *desk_by(const struct desk_question *q, size_t count)
{
    const char *by = q->answer_by;

    for (size_t i = 1; i < count; i++) {
        if (by == NULL || (q[i].answer_by != NULL && word_number(&words_moment, q[i].answer_by) <
                                                         word_number(&words_moment, by))) {
            by = q[i].answer_by;
        }
    }
    return by;
}

static void desk_state(const struct desk_question *q, struct buf *out)
{
    static const char *const says[][2] = {{"not-asked", "not asked"},
                                          {"stale", "stale"},
                                          {"incomplete", "incomplete"},
                                          {"not-understood", "not understood"}};

    if (q->first != NULL) {
        buf_printf(out, "stale. \"%s\"", q->first);
        return;
    }
    for (size_t i = 0; i < sizeof says / sizeof *says; i++) {
        buf_text(out, desk_same(q->state, says[i][0]) ? says[i][1] : "");
    }
    if (q->since != NULL) {
        buf_text(out, " since ");
        desk_day(q->since, out);
    }
    buf_char(out, '.');
}

/* Groups of the same part among those that stand together. */
static size_t desk_same_part(const struct desk_question *q, size_t count)
{
    size_t n = 1;

    while (n < count && desk_same(q[n].about, q->about) &&
           desk_same(q[n].again_from, q->again_from)) {
        n++;
    }
    return n;
}

static void desk_waits(const struct desk_question *q, size_t count, struct buf *out)
{
    if (q->from != NULL) {
        buf_printf(out, "At %s: ", q->from);
    } else {
        buf_text(out, "Asked again: ");
    }
    for (size_t at = 0, n; at < count; at += n) {
        n = desk_same_part(q + at, count - at);
        buf_printf(out, "%s%s", at > 0 ? "; " : "", desk_part(q[at].about, false));
        if (q->from != NULL) {
            buf_text(out, ", ");
            desk_counts(q + at, n, out);
        } else {
            buf_text(out, " from ");
            desk_day(q[at].again_from, out);
        }
    }
}

void desk_say(const struct desk_question *q, size_t count, struct buf *out)
{
    const char *by = desk_by(q, count);

    if (q->from != NULL || q->again_from != NULL) {
        desk_waits(q, count, out);
        return;
    }
    buf_printf(out, "%s: ", desk_part(q->about, true));
    desk_state(desk_worst(q, count), out);
    buf_char(out, ' ');
    desk_counts(q, count, out);
    if (by != NULL) {
        buf_printf(out, ", by %s", by);
    }
}
