/* SPDX-License-Identifier: MIT
 *
 * For the tests of names and codes: memory of theirs, and how an entry is recognised. One thread.
 */
#ifndef TESTS_VOCABULARY_ENTRIES_H
#define TESTS_VOCABULARY_ENTRIES_H

#include <stdio.h>

#include "test.h"
#include "vocabulary/vocabulary_make.h"

static struct arena keep, scratch;

static int vocabulary_begin(void)
{
    arena_begin(&keep, NULL, 0, 0);
    arena_begin(&scratch, NULL, 0, 0);
    return 0;
}

static int vocabulary_end(void)
{
    arena_end(&keep);
    arena_end(&scratch);
    return 0;
}

#define MED KIND_BIT(LIST_MEDICATION)
#define ALL_KINDS 0xffu

/* "list:item list:item", of a code "list:code". */
static const char *hits_text(const struct hits *h)
{
    static char out[400];
    size_t len = 0;

    out[0] = '\0';
    for (uint32_t i = 0; i < h->count; i++) {
        len += (size_t)snprintf(out + len, sizeof out - len, "%s%u<%u:", i > 0 ? " " : "",
                                h->at[i].list, h->at[i].origin);
        if (h->at[i].item == HIT_BY_CODE) {
            len += (size_t)snprintf(out + len, sizeof out - len, "code");
        } else {
            len += (size_t)snprintf(out + len, sizeof out - len, "%u", h->at[i].item);
        }
    }
    return out;
}

static struct recognised recognise(const struct vocabulary *v, uint32_t kinds, const char *text,
                                   const char *route)
{
    struct entry_names e = {.text = span_of(text), .route = span_of(route)};
    struct recognised r;

    vocabulary_recognise(v, kinds, &e, &scratch, &r);
    CU_ASSERT_FALSE(r.failed);
    return r;
}

static struct hits near_of(const struct vocabulary *v, uint32_t kinds, const char *text)
{
    return recognise(v, kinds, text, NULL).near;
}

#endif
