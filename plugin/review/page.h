/* SPDX-License-Identifier: MIT
 *
 * A rulebook as one self-contained HTML page that a clinical lead reads and signs. Called by
 * `precare page`. Pure: no clock, so the same rules give the same bytes.
 */
#ifndef PRECARE_REVIEW_PAGE_H
#define PRECARE_REVIEW_PAGE_H

#include "base/buf.h"
#include "review/run.h"

struct page_wanted {
    const struct run *run; /* the rules, with the tests that were run */
    uint32_t book;
    const struct rules *before; /* the text of approved_since(); NULL: it is not at hand */
    bool brief;                 /* the short edition: what holds, blocks or is urgent */
};

/* The page of one rulebook. false: no memory. */
bool page_print(const struct page_wanted *wanted, struct buf *out);

#endif
