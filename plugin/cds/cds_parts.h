/* SPDX-License-Identifier: MIT
 *
 * What the files of CDS Hooks share. For plugin/cds/ alone.
 */
#ifndef PRECARE_CDS_CDS_PARTS_H
#define PRECARE_CDS_CDS_PARTS_H

#include "base/node.h"
#include "base/reader.h"
#include "cds/cds.h"

#define CDS_BYTES EVENT_BYTES
#define CDS_DEPTH 48u
#define CDS_UUID 37u
#define CDS_SUMMARY 139u /* code points */
#define CDS_REASONS "urn:precare:override-reason"

static inline const void *cds_item(const precare_array *array, uint32_t i)
{
    return (const unsigned char *)array->items + (size_t)i * array->stride;
}
static inline const char *cds_item_text(const precare_array *array, uint32_t i)
{
    return *(const char *const *)cds_item(array, i);
}

/* ---- part.c ---- */
/* The element if it is of that kind; NULL: it is not there, or a fault says that it is another. */
const struct node *cds_part(struct reader *r, const struct node *of, const char *key,
                            uint32_t kind);
void cds_part_missing(struct reader *r, const struct node *of, const char *key);
/* A text of 1 to `most` bytes that must be there; NULL: a fault. */
const char *cds_text(struct reader *r, const struct node *of, const char *key, uint32_t most);

bool cds_is_uuid(const char *text);

/* Deterministic, of its parts: the same request gives the same cards. NULL ends them. */
void cds_uuid(char out[CDS_UUID], const char *const *parts);

/* Text of a rule or a chart as GitHub Markdown that shows it and nothing else, in one line; also
 * where a client shows it as HTML. */
void cds_markdown(struct buf *out, const char *text);
/* At most CDS_SUMMARY code points, in one line, as a JSON text. */
void cds_summary(struct buf *out, const char *before, const char *text);

/* As JSON again; a decimal number to six digits behind the point, and one of a billion fails `out`.
 */
void cds_node(const struct node *n, struct buf *out);

/* ---- suggest.c: "suggestions" and "selectionBehavior", if there are any ---- */
void cds_suggest(const struct cds_writing *w, const precare_finding *finding);
void cds_suggest_questions(const struct cds_writing *w, const precare_question *const *questions,
                           uint32_t count);

#endif
