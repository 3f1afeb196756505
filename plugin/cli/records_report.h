/* SPDX-License-Identifier: MIT
 *
 * The report on the records, for records_report*.c alone. It is one JSON document,
 * precare-report/1; text and page are made from it, so that each says the same figures.
 */
#ifndef PRECARE_CLI_RECORDS_REPORT_H
#define PRECARE_CLI_RECORDS_REPORT_H

#include <jansson.h>

#include "base/buf.h"

/* In the order of the choices of records.c. */
enum report_format {
    REPORT_TEXT,
    REPORT_JSON,
    REPORT_HTML,
};

void report_text(const json_t *report, struct buf *out);
void report_html(const json_t *report, struct buf *out);

int64_t report_number(const json_t *object, const char *key); /* 0: it is not there */
const char *report_string(const json_t *object, const char *key);
/* "1 evaluation, 4 acknowledgements; ..." */
void report_counts(const json_t *report, struct buf *out);
/* "40 s", "12 min", "3 h 5 min", "2 days" */
void report_length(int64_t seconds, struct buf *out);

#endif
