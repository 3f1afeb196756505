/* SPDX-License-Identifier: MIT
 *
 * A result: one block of memory that holds the public record (include/precare/precare.h) and,
 * before it, what the plugin keeps for itself. It points at nothing outside. Notes and the
 * reference may be added before the host sees it; from then on it is immutable. Freed on any
 * thread.
 */
#ifndef PRECARE_ENGINE_RESULT_H
#define PRECARE_ENGINE_RESULT_H

#include "base/buf.h"
#include "precare/precare.h"
#include "visit/visit.h"

#define RESULT_NOTES 12
#define RESULT_NOTE_BYTES 512
#define RESULT_REF 24

/* for the alert's key: what matched, as a digest of items, sites and statuses */
struct finding_facts {
    uint64_t digest[2];
};

struct result {
    uint32_t magic;
    uint32_t size;                     /* of the whole block */
    const struct finding_facts *facts; /* one for each of out.findings, in order */
    struct precare_note *notes;        /* room for RESULT_NOTES; NULL: for none */
    char *note_text;                   /* and their texts */
    uint32_t note_used;
    uint32_t reserved;
    char ref[RESULT_REF];
    precare_result out; /* what the host sees */
};

/* For an event that could not be read (error_path, error_message) or rules that are not there.
 * NULL: no memory. */
struct result *result_not_evaluated(const char *event_id, const char *evaluation_id,
                                    const char *error_path, const char *error_message);
bool result_note(struct result *r, const char *code, const char *text); /* copies; false: no room */
void result_ref(struct result *r, const char *ref);                     /* copies */
struct result *result_of(const precare_result *out);                    /* NULL: not one of ours */
void result_drop(struct result **r);

/* precare-result/1, one line without its newline. `line` > 0: the input line, told in `error`. */
void result_json(const precare_result *r, uint32_t line, struct buf *out);

#endif
