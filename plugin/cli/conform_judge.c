/* SPDX-License-Identifier: MIT
 *
 * What came of a scenario: the adapter's answer, and the lines that the plugin wrote to the journal
 * meanwhile, held against the scenario's row. Whatever an adapter says is text: none of it is
 * trusted, and it is printed as one short line.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/words.h"
#include "cli/conform.h"
#include "precare/precare.h"

struct judging {
    struct conform_run *run;
    const struct scenario *scenario;
    struct judgement *judgement;
    json_t *lines; /* of the journal, since the last scenario */
    uint32_t n;
    char page[80];
};

void judge_say(struct judgement *j, const char *page, const char *format, ...)
{
    va_list args;

    j->verdict = VERDICT_FAILED;
    if (j->why_count == CONFORM_WHYS) {
        return;
    }
    va_start(args, format);
    (void)vsnprintf(j->whys[j->why_count].text, sizeof j->whys[0].text, format, args);
    va_end(args);
    for (char *c = j->whys[j->why_count].text; *c != '\0'; c++) {
        *c = (unsigned char)*c < 0x20 || *c == 0x7f ? ' ' : *c;
    }
    (void)snprintf(j->whys[j->why_count++].page, sizeof j->whys[0].page, "%s", page);
}

#define JUDGE(j, ...) judge_say((j)->judgement, (j)->page, __VA_ARGS__)

static const char *text_of(const json_t *line, const char *key)
{
    const char *text = json_string_value(json_object_get(line, key));

    return text != NULL ? text : "";
}

/* ---- what strict mode found ---- */

static void findings_judge(const json_t *lines, struct judgement *j)
{
    const json_t *line;
    size_t i;

    json_array_foreach(lines, i, line)
    {
        const char *where = text_of(line, "where");

        if (json_object_get(line, "finding") != NULL) {
            judge_say(j, text_of(line, "page"), "%s: %s%s%s", text_of(line, "finding"),
                      text_of(line, "what"), where[0] != '\0' ? " At " : "", where);
        }
    }
}

/* ---- its events ---- */

static bool word_is(const json_t *line, const char *key, const struct words *words, uint32_t number)
{
    const char *word = word_of(words, number);

    return strcmp(text_of(line, key), word != NULL ? word : "") == 0;
}

/* An event at the scenario's moment, with its action. */
static bool event_meant(const struct judging *j, const json_t *line)
{
    return json_object_get(line, "facts") != NULL &&
           word_is(line, "moment", &words_moment, j->scenario->moment) &&
           (j->scenario->action == 0 ||
            word_is(line, "action", &words_action, j->scenario->action));
}

/* It says that the visit was saved. */
static bool event_records(const json_t *line)
{
    return strcmp(text_of(line, "phase"), "final") == 0 ||
           (strcmp(text_of(line, "phase"), "settle") == 0 &&
            strcmp(text_of(line, "disposition"), "abandoned") != 0);
}

static bool list_has(const json_t *line, const char *key, const char *word)
{
    const json_t *item;
    size_t i;

    json_array_foreach(json_object_get(line, key), i, item)
    {
        if (json_is_string(item) && strcmp(json_string_value(item), word) == 0) {
            return true;
        }
    }
    return false;
}

/* What was decided may be sent as a clearance: then the finding is one to know, and says who. */
static bool event_cleared(const struct judging *j, const json_t *event)
{
    return strcmp(j->scenario->verb, "override") == 0 &&
           word_is(event, "overall", &words_overall, PRECARE_INFO) &&
           list_has(event, "acknowledged", j->scenario->rule);
}

static void facts_judge(struct judging *j, const json_t *event)
{
    const struct scenario *s = j->scenario;
    const char *start = text_of(event, "start");
    char due[17];

    if (!word_is(event, "overall", &words_overall, s->overall) && !event_cleared(j, event)) {
        JUDGE(j, "the plugin answered %s, where the rules say %s: facts are missing or wrong",
              text_of(event, "overall"), word_of(&words_overall, s->overall));
    }
    if (s->rule != NULL && !list_has(event, "findings", s->rule)) {
        JUDGE(j, "the rule %s found nothing: its facts did not arrive", s->rule);
    }
    scenario_start(j->n, &j->run->days, due);
    if (s->visits <= 1 && strncmp(text_of(event, "day"), due, 10) != 0) {
        JUDGE(j, "the event says that the appointment is on %s, not on %.10s",
              text_of(event, "day"), due);
    } else if (!j->run->days.today_only && strlen(start) > 16 &&
               strncmp(start + 11, due + 11, 5) != 0) {
        JUDGE(j,
              "the event says that the appointment begins at %.5s in the clinic's time, not at %s",
              start + 11, due + 11);
    }
}

/* The visit must be the one that the other scenario made. */
static void whose_judge(struct judging *j, const json_t *event)
{
    const struct scenario *s = j->scenario;
    const char *visit = text_of(event, "visit");

    if (s->of != 0 && j->run->visits[s->of][0][0] != '\0' &&
        strcmp(visit, j->run->visits[s->of][s->which > 0 ? s->which - 1 : 0]) != 0) {
        JUDGE(j, "the event is of another appointment than that of scenario %u%s", s->of,
              s->which > 0 ? ", or of another of its series" : "");
    }
}

/* A patient has one key, and no other one has it. */
static void patient_judge(struct judging *j, const json_t *event)
{
    char(*subjects)[17] = j->run->subjects;
    const char *subject = text_of(event, "subject");
    uint32_t of = j->scenario->of;

    if (subject[0] == '\0') {
        return; /* strict mode names that */
    }
    if (of != 0 && subjects[of][0] != '\0' && strcmp(subject, subjects[of]) != 0) {
        JUDGE(j, "the event's subject is not that of scenario %u, and the patient is", of);
    }
    for (uint32_t k = 1; of == 0 && k < j->n; k++) {
        if (strcmp(subject, subjects[k]) == 0) {
            JUDGE(j, "the event's subject is that of scenario %u, and the patient is another", k);
            return;
        }
    }
    if (of == 0) {
        (void)snprintf(subjects[j->n], sizeof subjects[0], "%s", subject);
    }
}

/* A day of grace: it may be midnight. */
static void now_judge(struct judging *j, const json_t *event)
{
    const char *today = text_of(event, "today");
    int32_t first, last, due = j->run->days.today;
    char day[11];

    if (date_read(today, strlen(today), &first, &last) && (first < due - 1 || first > due + 1)) {
        date_iso(due, day);
        JUDGE(j, "the event's now is on %s, and today is %s", today, day);
    }
}

/* ---- who was told, and which visits there are ---- */

struct recorded {
    const json_t *events[32];
    uint32_t count;
    char visits[8][17], refs[8][24];
    uint32_t visit_count, ref_count;
};

static bool text_new(char *at, size_t each, uint32_t *count, uint32_t most, const char *text)
{
    for (uint32_t i = 0; i < *count; i++) {
        if (strcmp(at + i * each, text) == 0) {
            return false;
        }
    }
    if (*count < most) {
        (void)snprintf(at + *count * each, each, "%s", text);
        (*count)++;
    }
    return true;
}

/* A booking that was blocked may be told as a refusal: a final under an id of something else, so
 * that nobody takes it for the booking. */
static bool event_refuses(const struct judging *j, const json_t *event)
{
    bool previewed = false;
    const json_t *line;
    size_t i;

    if (j->scenario->overall != PRECARE_BLOCK || strcmp(text_of(event, "phase"), "final") != 0) {
        return false;
    }
    json_array_foreach(j->lines, i, line)
    {
        if (event_meant(j, line) && strcmp(text_of(line, "phase"), "preview") == 0) {
            previewed = true;
            if (strcmp(text_of(line, "visit"), text_of(event, "visit")) == 0) {
                return false;
            }
        }
    }
    return previewed;
}

static void recorded_add(struct recorded *r, const json_t *event)
{
    const char *ref = text_of(event, "ref");

    if (r->count < sizeof r->events / sizeof *r->events) {
        r->events[r->count++] = event;
    }
    (void)text_new(r->visits[0], sizeof r->visits[0], &r->visit_count, 8, text_of(event, "visit"));
    if (ref[0] != '\0') {
        (void)text_new(r->refs[0], sizeof r->refs[0], &r->ref_count, 8, ref);
    }
}

static void told_judge(struct judging *j, const struct recorded *r)
{
    const struct scenario *s = j->scenario;

    if (s->told == TOLD_NOBODY && r->ref_count > 0) {
        JUDGE(j, "the team was told, and there was nothing to tell");
    }
    if (s->told == TOLD_TEAM && r->ref_count == 0) {
        JUDGE(j, "the team was not told");
    }
    if (s->told == TOLD_TEAM && r->ref_count > s->visits) {
        JUDGE(j, "the team was told %u times of one visit", r->ref_count);
    }
}

static void saved_judge(struct judging *j, const struct recorded *r)
{
    const struct scenario *s = j->scenario;

    if (!s->saved && r->count > 0) {
        JUDGE(j, "nothing was saved, and the plugin was told %s",
              strcmp(text_of(r->events[0], "phase"), "final") == 0 ? "final" : "that it was");
    }
    if (s->saved && r->count == 0) {
        JUDGE(j, "what was saved was neither settled as saved nor said as final");
    }
    if (s->saved && r->count > 0 && r->visit_count != s->visits) {
        JUDGE(j, "%u visits were recorded, not %u", r->visit_count, s->visits);
    }
}

/* By an acknowledgement of the settle, of a later one of the same visit (it was saved, and decided
 * then), or a call of its own. */
static void override_judge(struct judging *j, const struct recorded *r)
{
    const char *visit = r->count > 0 ? text_of(r->events[0], "visit") : "";
    const json_t *line;
    size_t i;
    uint32_t calls = 0, shown = 0;
    bool decided = false;

    json_array_foreach(j->lines, i, line)
    {
        calls += strcmp(text_of(line, "call"), "acknowledge") == 0 &&
                 json_object_get(line, "status") != NULL &&
                 json_integer_value(json_object_get(line, "status")) == 0;
        shown += json_object_get(line, "shown") != NULL; /* is such a call, too, and no decision */
        decided |= event_records(line) && strcmp(text_of(line, "visit"), visit) == 0 &&
                   list_has(line, "acknowledged", j->scenario->rule);
    }
    if (!decided && calls <= shown) {
        JUDGE(j, "nobody said who overrode %s, and why", j->scenario->rule);
    }
}

/* Tried again, it is the same event. */
static void retry_judge(struct judging *j, const struct recorded *r)
{
    for (uint32_t k = 1; k < r->count; k++) {
        if (strcmp(text_of(r->events[k], "event"), text_of(r->events[0], "event")) != 0) {
            JUDGE(j, "the same request was told twice, each time under another event_id");
            return;
        }
    }
}

static int visit_earlier(const void *a, const void *b)
{
    return strcmp(text_of(*(const json_t *const *)a, "start"),
                  text_of(*(const json_t *const *)b, "start"));
}

/* For those who name this scenario: its visits, in the order of their days. */
static void visits_keep(struct judging *j, struct recorded *r)
{
    uint32_t count = 0;

    qsort(r->events, r->count, sizeof *r->events, visit_earlier);
    for (uint32_t i = 0; i < r->count; i++) {
        (void)text_new(j->run->visits[j->n][0], sizeof j->run->visits[0][0], &count, 8,
                       text_of(r->events[i], "visit"));
    }
}

static void event_judge(struct judging *j, const json_t *event)
{
    facts_judge(j, event);
    whose_judge(j, event);
    patient_judge(j, event);
    now_judge(j, event);
}

/* False: the plugin was not asked. */
static bool events_judge(struct judging *j)
{
    struct recorded r = {0};
    const json_t *line, *last = NULL;
    uint32_t asked = 0;
    size_t i;

    json_array_foreach(j->lines, i, line)
    {
        asked += json_object_get(line, "facts") != NULL ? 1 : 0;
        if (!event_meant(j, line)) {
            continue;
        }
        last = line;
        if (event_records(line) && !event_refuses(j, line)) {
            recorded_add(&r, line);
        }
    }
    /* a host that is asked after its save has nothing to take back */
    if (asked == 0 && strcmp(j->scenario->verb, "roll back") == 0) {
        return false;
    }
    if (last == NULL) {
        JUDGE(j, asked == 0 ? "the plugin was not asked"
                            : "the plugin was asked at another moment, or with another action");
        return false;
    }
    if (r.count == 0) {
        event_judge(j, last);
    }
    for (uint32_t k = 0; k < r.count; k++) {
        if (k == 0 ||
            strcmp(text_of(r.events[k], "visit"), text_of(r.events[k - 1], "visit")) != 0) {
            event_judge(j, r.events[k]);
        }
    }
    saved_judge(j, &r);
    told_judge(j, &r);
    if (strcmp(j->scenario->verb, "override") == 0) {
        override_judge(j, &r);
    }
    if (strcmp(j->scenario->verb, "retry") == 0) {
        retry_judge(j, &r);
    }
    visits_keep(j, &r);
    return true;
}

/* ---- what was shown ---- */

static void shown_judge(struct judging *j, const char *shown)
{
    const struct scenario *s = j->scenario;

    if (s->overall != PRECARE_CLEAR && shown_says_clear(shown)) {
        judge_say(j->judgement, CONFORM_PAGE "#shown-as-clear",
                  "shown-as-clear: \"clear\" was shown, and the result is %s",
                  word_of(&words_overall, s->overall));
    }
    /* who shows findings on what was saved has nothing to show of what was rolled back */
    if (s->say != NULL && strcmp(s->verb, "roll back") != 0 &&
        !shown_says_sentence(shown, s->say)) {
        JUDGE(j, "the user was not shown \"%s\", the words of the rule", s->say);
    }
    if (s->overall == PRECARE_ASK && !shown_says_question(shown)) {
        JUDGE(j, "the user was shown no question");
    }
}

static void unasked_judge(struct judging *j, const char *shown)
{
    if (shown_says_clear(shown)) {
        judge_say(j->judgement, CONFORM_PAGE "#shown-as-clear",
                  "shown-as-clear: \"clear\" was shown, and nothing was judged");
    }
}

/* ---- a scenario ---- */

static void answer_judge(struct judging *j, const json_t *answer)
{
    const char *cannot = json_string_value(json_object_get(answer, "cannot"));
    const json_t *saved = json_object_get(answer, "saved");
    const json_t *shown = json_object_get(answer, "shown");

    if (json_integer_value(json_object_get(answer, "n")) != j->n) {
        JUDGE(j, "the answer's n is not %u", j->n);
        return;
    }
    if (cannot != NULL && cannot[0] != '\0' && saved == NULL) {
        bool failed = j->judgement->verdict == VERDICT_FAILED;

        judge_say(j->judgement, j->page, "%s", cannot);
        j->judgement->verdict = failed ? VERDICT_FAILED : VERDICT_CANNOT;
        return;
    }
    if (!json_is_boolean(saved) || !json_is_string(shown)) {
        JUDGE(j, "the answer needs \"saved\": true or false, and \"shown\": a text; or \"cannot\"");
        return;
    }
    if (json_is_true(saved) != j->scenario->saved) {
        JUDGE(j, j->scenario->saved ? "it was not saved" : "it was saved");
    }
    const char *screen = json_string_value(shown);
    if (events_judge(j)) {
        shown_judge(j, screen);
    } else {
        unasked_judge(j, screen);
    }
}

void conform_judge(struct conform_run *run, uint32_t n, const json_t *answer, struct judgement *j)
{
    struct judging judging = {run, &conform_scenarios[n - 1], j, conform_journal_read(run), n, ""};

    (void)snprintf(judging.page, sizeof judging.page, CONFORM_PAGE "#scenario-%u-%s", n,
                   judging.scenario->verb);
    for (char *c = judging.page; *c != '\0'; c++) {
        *c = *c == ' ' ? '-' : *c;
    }
    findings_judge(judging.lines, j);
    if (answer != NULL) {
        answer_judge(&judging, answer);
    }
    json_decref(judging.lines);
}

bool conform_was_used(const struct conform_clinic *clinic)
{
    struct conform_run before = {.clinic = clinic};
    json_t *lines = conform_journal_read(&before), *line;
    bool used = false;
    size_t i;

    json_array_foreach(lines, i, line)
    {
        used = used || event_records(line);
    }
    json_decref(lines);
    return used;
}

void conform_judge_end(struct conform_run *run, struct judgement *j)
{
    json_t *lines = conform_journal_read(run);

    findings_judge(lines, j);
    json_decref(lines);
}
