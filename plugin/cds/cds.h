/* SPDX-License-Identifier: MIT
 *
 * CDS Hooks 2.0 as a function: what a service is, a hook's request as visits to be judged, results
 * as cards. Who judges and who records is the caller's: the JSON
 * door, `precare evaluate`. `fhirServer` and `fhirAuthorization` are never looked at. Faults have a
 * path in the request and tell no value. Pure, any thread.
 */
#ifndef PRECARE_CDS_CDS_H
#define PRECARE_CDS_CDS_H

#include "base/buf.h"
#include "config/config.h"
#include "rulebook/rulebook.h"
#include "visit/visit.h"

struct cds_hook { /* a row of the table of hooks */
    const char *name, *service, *title, *description;
    const char *context; /* what it requires beside userId and patientId */
    uint32_t moment, phase;
    bool encounter; /* its context names one */
};
#define CDS_HOOKS 4u
const struct cds_hook *cds_hook_named(const char *name); /* NULL: no such hook */
bool cds_service_known(const char *id);                  /* some hook's service is called so */

/* {"services": [...]}: what is prefetched is what the rules look at; `draft` as the engine's. */
void cds_discovery(const struct rules *rules, bool draft, struct buf *out);

/* ---- a request ---- */

struct cds_setting {
    const struct rules *rules;   /* NULL: no form is known */
    const struct config *config; /* the host's own codes; NULL: none */
    const struct zone *zone;
    bool as_active;  /* as form_make */
    struct when now; /* an instant */
};
struct cds_visit {
    struct visit visit;             /* not mapped yet (visit_map) */
    const struct node *appointment; /* as it came; NULL: there is none */
    struct span event;              /* the same as precare-event/1 */
    bool undated; /* a booking that says no day: it is judged as of now, and nobody is told */
};
struct cds_request {
    const struct cds_hook *hook;
    const char *instance, *patient; /* hookInstance; a bare id */
    const char *user;               /* as it came: "Practitioner/123", and its parts */
    struct span user_type, user_id;
    struct cds_visit *visits;
    uint32_t visit_count;
    uint32_t answers_left; /* QuestionnaireResponses of forms that are not known here any more */
};
#define CDS_VISITS 32u
#define CDS_ANSWERS                                                                                \
    32u /* forms of ours that came back; each of them is made again, for each visit */
/* false: faults. The visits borrow from the arena alone. */
bool cds_request_read(const char *bytes, size_t len, const struct cds_setting *setting,
                      struct arena *arena, struct faults *faults, struct cds_request *request_r);

/* ---- cards ---- */

struct cds_writing {
    const struct rules *rules;
    const struct zone *zone;
    const struct cds_request *request;
    struct buf *out;
    uint32_t visit; /* whose cards are written */
    /* Hears of each card of a visit, and of the finding that it tells (NULL: none), which lives as
     * long as the result; NULL: nobody wants to. */
    void (*given)(void *context, const char *uuid, const precare_finding *finding);
    void *context;
};
void cds_cards_open(struct cds_writing *w);
/* The cards of the visit `w->visit`. */
void cds_cards(struct cds_writing *w, const precare_result *result);
void cds_cards_close(struct cds_writing *w);

/* ---- feedback to cards ---- */

struct cds_outcome {
    const char *card;             /* its uuid, in lower case; or whatever was sent as one */
    bool accepted;                /* else overridden */
    const char *reason, *comment; /* a code of ours; NULL: none */
    int64_t at;                   /* seconds since 1970 UTC; 0: it does not say */
};
struct cds_feedback {
    struct cds_outcome *outcomes;
    uint32_t count;
};
#define CDS_OUTCOMES 1024u
/* false: faults, and nothing of it is to be taken. Borrows from the arena alone. */
bool cds_feedback_read(struct span body, const struct zone *zone, struct arena *arena,
                       struct faults *faults, struct cds_feedback *feedback_r);

/* OperationOutcome of what was refused. */
void cds_refusal(const struct faults *faults, struct buf *out);

#endif
