/* SPDX-License-Identifier: MIT
 *
 * From YAML files to compiled rules: read, check, compile, hash. All faults of a run are told at
 * once. Pure but for files_read, which reads a directory.
 */
#ifndef PRECARE_RULEBOOK_LOAD_H
#define PRECARE_RULEBOOK_LOAD_H

#include "base/fault.h"
#include "rulebook/rulebook.h"

struct rule_file {
    /* as the user named it: for places; byte order of it is the order of the files */
    const char *name;
    const char *bytes;
    size_t len;
};

struct rule_files {
    struct rule_file *at;
    uint32_t count;
    uint32_t approval_count;
    /* what lies in `approvals` of the last directory: *.approval and *.approval.sig */
    struct rule_file *approvals;
    struct arena arena;
    /* the first path that anybody may write, or put another in its place; and that belongs neither
     * to root nor to us; NULL: none */
    const char *anybody, *stranger;
    bool anybody_above; /* a directory that leads to the rules: not all below it is theirs */
};

/* Every *.yaml below each path (a directory or a file), in byte order of path. -1 with a fault
 * (unreadable, too many). */
int files_read(const char *const *paths, uint32_t path_count, struct faults *faults,
               struct rule_files *files_r);
/* Tells A507 and W507 of what was read: for rules that are to be in use. false: A507. */
bool files_trusted(const struct rule_files *files, struct faults *faults);
void files_end(struct rule_files *files);
/* Where the approvals of these rules lie: `approvals` in the last directory among the paths, else
 * beside the last file. false: no memory, or no path. */
bool approvals_folder(const char *const *paths, uint32_t count, struct buf *out);
/* Whether a file of this name is an approval, or the signature of one. */
bool file_is_approval(const char *name);

/* What approvals (approval/approval.h) are asked for. */
enum approval_demand {
    APPROVAL_LOOK, /* nothing: rules are tried, shown, explained; every change of an overlay acts */
    APPROVAL_ACT,  /* what is not approved does not act: `evaluate`, a restart */
    APPROVAL_CHECK,  /* it is an error; but changes that nobody approved are looked at as well */
    APPROVAL_DEMAND, /* it is an error: reload, restore, the first open */
};

struct approval_options {
    uint32_t demand; /* enum approval_demand */
    bool signature_required;
    int64_t now;         /* the instant, for what is dated; 0: that is not asked */
    const char *signers; /* the text of `allowed_signers`; NULL: there is none */
    size_t signers_len;
    const char *signers_file; /* its name, for places */
};

#define RULES_MOST 20000u /* in a directory */

struct load_options {
    int32_t today; /* for an `until` in the past (X308) and review dates; DATE_NONE: not checked */
    bool for_active; /* also X306: what stands between each rulebook and `active` (signatures; tests
                      * are review/ready.h's) */
    /* also what the review room reads: tests and personas ready to run, definitions as written;
     * a test's `zone` is then looked up among the system's */
    bool for_review;
    const struct zone *zone;     /* of the personas' instants; NULL: UTC */
    const char *const *channels; /* names the configuration knows; NULL: not checked */
    uint32_t channel_count;
    struct approval_options approval;
};

/* NULL when there is an error in `faults` (warnings do not hinder). Owned by the caller:
 * rules_free. */
struct rules *rules_load(const struct rule_files *files, const struct load_options *options,
                         struct faults *faults);

#endif
