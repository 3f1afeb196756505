/* SPDX-License-Identifier: MIT
 *
 * A rulebook as one self-contained HTML page that a clinical lead reads and signs. Called by
 * `precare page`. Pure: no clock, so the same rules give the same bytes.
 */
#ifndef PRECARE_REVIEW_PAGE_H
#define PRECARE_REVIEW_PAGE_H

#include "base/buf.h"
#include "review/run.h"

/* The page of one rulebook, with the tests that were run. false: no memory. */
bool page_print(const struct run *run, uint32_t book, struct buf *out);

#endif
