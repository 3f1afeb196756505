/* SPDX-License-Identifier: MIT
 *
 * For the tests of answers: what is taken of a form that comes back. A fault fails the running
 * test. One thread.
 */
#ifndef TESTS_FORM_TAKEN_H
#define TESTS_FORM_TAKEN_H

#include <stdio.h>

#include "form/answers.h"
#include "form/shipped.h"

struct taken {
    struct arena arena;
    struct faults faults;
    struct buf event;
    struct answers_taken taken;
    int status;
};

static const char bare[] = BARE_BOOKING("microneedling", "");

static struct span text_span(const char *text)
{
    return (struct span){text, text != NULL ? (uint32_t)strlen(text) : 0};
}

static void take_with(struct taken *t, const struct rules *rules, const char *form,
                      const char *event, const char *answers, bool urlencoded)
{
    struct answers_setting setting = {
        .rules = rules, .zone = new_york, .as_active = true, .today = 20780};
    struct answers_given given = {.form = text_span(form),
                                  .event = text_span(event),
                                  .answers = text_span(answers),
                                  .urlencoded = urlencoded};

    *t = (struct taken){.status = 0};
    arena_begin(&t->arena, NULL, 0, 0);
    faults_begin(&t->faults);
    t->status = answers_into_event(&setting, &given, &t->arena, &t->faults, &t->event, &t->taken);
}

static void taken_end(struct taken *t)
{
    buf_end(&t->event);
    faults_end(&t->faults);
    arena_end(&t->arena);
}

/* The hash of the form of an event. */
static const char *hash_of(const char *event)
{
    static char hash[72];
    struct arena arena;

    arena_begin(&arena, NULL, 0, 0);
    struct form form = form_of(shipped, event, &arena);
    memcpy(hash, form.hash, sizeof hash);
    arena_end(&arena);
    return hash;
}

static const char *answers_document(const char *event, const char *by, const char *items)
{
    static char text[4096];

    (void)snprintf(text, sizeof text,
                   "{\"format\":\"precare-answers/1\",\"form\":\"%s\",\"by\":\"%s\","
                   "\"on\":\"2026-11-22\",\"answers\":{%s}}",
                   hash_of(event), by, items);
    return text;
}

/* Answers to the form of the bare booking: as a document, and as a page posts them. */
__attribute__((unused)) static void take_bare(struct taken *t, const char *by, const char *items)
{
    take_with(t, shipped, NULL, bare, answers_document(bare, by, items), false);
}

__attribute__((unused)) static void take_posted(struct taken *t, const char *body)
{
    take_with(t, shipped, NULL, bare, body, true);
}

#endif
