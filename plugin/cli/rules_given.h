/* SPDX-License-Identifier: MIT
 *
 * The rules a command works on: those it was given, else those of the configuration. Called by the
 * commands that read rules. Complaints go to stderr as text. Single-threaded.
 */
#ifndef PRECARE_CLI_RULES_GIVEN_H
#define PRECARE_CLI_RULES_GIVEN_H

#include "base/fault.h"
#include "cli/cli.h"
#include "config/config.h"
#include "rulebook/load.h"

/* A row for the field `rules`, struct option_texts: `--rules RULES` and words alike. */
#define RULES_WORDS_ROW                                                                            \
    OPTION_TEXTS("rules", rules, "RULES", RULES_WHAT, .fallback = RULES_FALLBACK, .words = true)
#define RULES_WHAT "read these directories or files of rules, all as one set"
#define RULES_FALLBACK "the configuration's rules"

struct rules_wanted {
    const struct option_texts *paths; /* none: the configuration's */
    const char
        *config; /* NULL: the one that is meant without, read only where no rules are given */
    bool for_review, for_active;
    uint32_t approval;       /* enum approval_demand; ACT is LOOK where the configuration acts on a
                              * demonstration, as in the plugin */
    int64_t now;             /* the instant that approvals are held against; 0: that of the clock */
    const struct zone *zone; /* of personas; NULL: the configuration's, else UTC */
    int32_t today;           /* DATE_NONE: what depends on the day is not checked */
};

struct rules_given {
    struct config *config; /* NULL: not needed */
    /* what was read: as it was asked for, else the configuration's. Not owned */
    const char *const *paths;
    uint32_t path_count;
    struct rule_files files;
    struct buf signers;               /* the text of the configuration's file of signers */
    struct approval_options approval; /* what the rules were held against */
    struct rules *rules;              /* NULL: they do not load */
    struct faults faults;
};

/* Whether configuration and rules were read; their faults are kept, not printed. End it in any
 * case. */
bool rules_given_read(const struct rules_wanted *wanted, struct rules_given *r);
/* The same as an exit code, CLI_OK or CLI_UNREADABLE with the faults printed. Warnings alone are
 * for `check` to tell. */
int rules_given_open(const struct rules_wanted *wanted, struct rules_given *r);
void rules_given_end(struct rules_given *r);
/* The same for a command that is done with one set: opens it, runs `with`, ends it. */
int rules_given_run(const struct rules_wanted *wanted,
                    int (*with)(const void *asked, const struct rules_given *set),
                    const void *asked);
/* Whether draft and shadow rules are judged as if they were active, and the line that says so:
 * rules that were given are tried, those of a configuration go by its act-on. */
bool rules_as_active(const struct option_texts *paths, const struct config *config);
/* What is asked of approvals, enum approval_demand: rules that were given are tried, those of a
 * configuration act only as approved. */
uint32_t rules_demand(const struct option_texts *paths);
#define RULES_AS_ACTIVE "Draft and shadow rules are treated as active."
int32_t rules_today(void); /* of this machine, in UTC */
/* Tells that there is no persona of this name, with the one that was probably meant. CLI_USAGE. */
int rules_persona_unknown(const struct rules *rules, const char *name);

#endif
