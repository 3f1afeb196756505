/* SPDX-License-Identifier: MIT
 *
 * What `precare test` says: as text for people, as JSON, as JUnit XML for build servers. Pure.
 */
#ifndef PRECARE_REVIEW_REPORT_H
#define PRECARE_REVIEW_REPORT_H

#include "review/coverage.h"
#include "review/nudge.h"

enum report_format {
    REPORT_TEXT,
    REPORT_JSON,
    REPORT_JUNIT
};

struct report {
    const struct run *run;
    const struct coverage *coverage; /* NULL: not asked for */
    const struct nudges *nudges;     /* NULL: not asked for */
};

/* The last line of the text is "N passed, N failed". */
void report_print(const struct report *r, enum report_format format, struct buf *out);
/* Whether a test failed, a rule was not seen at work, or a change went unnoticed. */
bool report_is_good(const struct report *r);

#endif
