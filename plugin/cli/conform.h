/* SPDX-License-Identifier: MIT
 *
 * The pieces of `precare conform`, the conformance kit for hosts: what is to be done, the clinic in
 * which it is done, the adapter that does it, and the judgement. Single-threaded.
 */
#ifndef PRECARE_CLI_CONFORM_H
#define PRECARE_CLI_CONFORM_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include <jansson.h>

#include "base/buf.h"

#define CONFORM_PAGE "conformance.md"
#define CONFORM_ANSWER_MOST (1u << 20)

/* ---- what is to be done (conform_scenarios.c) ---- */

enum told {
    TOLD_NOBODY,
    TOLD_TEAM,
    TOLD_ANY /* not looked at */
};

struct scenario {        /* number n stands at index n - 1 */
    const char *verb;    /* "book" */
    uint32_t of, which;  /* the scenario that made the appointment; of a series which; 0: none */
    const char *patient; /* "adult", "young", "unknown" (the birth date); NULL: that of `of` */
    const char *at;      /* "+21d 10:00"; NULL: as it is */
    const char *more;    /* further members of the line: "\"asked\":false"; NULL: none */
    const char *user;    /* "goes on", "gives up", "overrides"; NULL: there is nothing to decide */
    const char *what;    /* for the manual */
    /* what the rules of the kit say of it */
    uint32_t moment, action, overall;
    const char *rule,
        *say;        /* the finding that must be there, and the sentence that must be shown */
    uint32_t visits; /* so many different ones are recorded */
    enum told told;
    bool saved;
};

#define SCENARIOS_ROOM 64u /* by their numbers, from 1 */
extern const struct scenario conform_scenarios[];
extern const uint32_t conform_scenario_count;

struct scenario_days {
    int32_t today;   /* a date */
    bool today_only; /* each appointment is today: of a host without a calendar */
};
/* The line that the adapter reads. */
void scenario_write(uint32_t n, const struct scenario_days *days, struct buf *out);
/* When its appointment must begin, in the clinic's time: "2026-12-21T10:00". */
void scenario_start(uint32_t n, const struct scenario_days *days, char start_r[17]);
void scenarios_print(struct buf *out); /* the manual's table */

/* ---- the clinic (conform_clinic.c) ---- */

/* The sentences of its rules. */
#define KIT_YOUNG "Under 22: a physician decides."
#define KIT_TRETINOIN "Tretinoin in use: stop it first."
#define KIT_ISOTRETINOIN "Isotretinoin in use: not to be booked."
#define KIT_PRODUCT "Not for open skin: wash it off."
#define KIT_REACTION "Blisters: call the physician now."

struct conform_clinic {
    char directory[256], config[288], journal[320], log[288]; /* log: the adapter's stderr */
    bool own; /* made here, and removed at the end */
};
/* `given`: this directory instead of one below $TMPDIR. Exit code. */
int conform_clinic_make(const char *given, struct conform_clinic *clinic_r);
void conform_clinic_end(struct conform_clinic *clinic);

/* ---- the adapter (conform_adapter.c) ---- */

struct conform_adapter;
/* NULL: it cannot be started, told. */
struct conform_adapter *adapter_start(const char *command, const struct conform_clinic *clinic,
                                      const char *plugin);
/* One that is running already, behind an address that takes POSTs. NULL: no memory, told. */
struct conform_adapter *adapter_at(const char *url);
/* conform_http.c: the body that answers a POST of the line; false: there is none, and why. */
bool http_ask(const char *url, const struct buf *line, int64_t until, struct buf *answer,
              struct buf *why);
/* Sends a line and takes the one that answers it. The answer is the caller's (json_decref); NULL:
 * there is none, and `why` says why. */
json_t *adapter_ask(struct conform_adapter *a, const struct buf *line, int64_t wait_ms,
                    struct buf *why);
bool adapter_gone(const struct conform_adapter *a); /* it has ended, or was ended */
/* Closes its input and waits for its end; false: it did not end well, and `why` says how. */
bool adapter_end(struct conform_adapter **a, int64_t wait_ms, struct buf *why);
/* Prints the end of what it wrote to stderr, there; nothing, if that was nothing. */
void adapter_log_show(const struct conform_clinic *clinic);

/* ---- what was shown (conform_shown.c) ---- */

/* The word as such, and not behind "not". */
bool shown_says_clear(const char *shown);
/* Somebody is to be asked something: the word "ask" at the end of a line is no question. */
bool shown_says_question(const char *shown);
/* This sentence, in whatever case, with whatever white space between its words. */
bool shown_says_sentence(const char *shown, const char *say);

/* ---- the judgement (conform_judge.c) ---- */

enum verdict {
    VERDICT_PASSED,
    VERDICT_FAILED,
    VERDICT_CANNOT
};

#define CONFORM_WHYS 8u
struct judgement {
    enum verdict verdict;
    struct {
        char text[300];
        char page[80]; /* of the manual */
    } whys[CONFORM_WHYS];
    uint32_t why_count;
};

void judge_say(struct judgement *j, const char *page, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

struct conform_run {
    const struct conform_clinic *clinic;
    off_t seen; /* of the journal */
    struct scenario_days days;
    /* of each scenario: the marks of the visits that it made, and of its patient */
    char visits[SCENARIOS_ROOM][8][17], subjects[SCENARIOS_ROOM][17];
};
/* conform_journal.c: the lines since `seen`, an array of the caller's. */
json_t *conform_journal_read(struct conform_run *run);
/* Visits were recorded in this clinic before: an earlier run's, by which this one would be judged.
 */
bool conform_was_used(const struct conform_clinic *clinic);
/* What came of scenario n: its answer (NULL: none) and what the journal says since. */
void conform_judge(struct conform_run *run, uint32_t n, const json_t *answer, struct judgement *j);
/* What the journal says behind the last scenario. */
void conform_judge_end(struct conform_run *run, struct judgement *j);

#endif
