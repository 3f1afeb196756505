/* SPDX-License-Identifier: MIT
 *
 * `precare records verify`: says in words whether the records are what was written, and how far
 * heads that lie elsewhere bear it out. Called by records.c; single-threaded.
 */
#include "cli/records.h"

#include <stdio.h>
#include <string.h>

#include "cli/input.h"

#define ANCHORS_MOST ((size_t)64 * 1024 * 1024)

/* A sentence for one record, and for several. */
static const struct {
    const char *one, *many;
} fault_words[RECORDS_FAULTS] = {
    [RECORDS_CHANGED] = {"changed: record %lld is not what was written",
                         "changed: records %lld to %lld are not what was written"},
    [RECORDS_REMOVED] = {"removed: record %lld is gone", "removed: records %lld to %lld are gone"},
    [RECORDS_ERASED] = {"changed: record %lld was emptied, and no record says who asked for it",
                        "changed: records %lld to %lld were emptied, and no record says who asked "
                        "for it"},
    [RECORDS_CUT] = {"cut: record %lld is gone, and no record says that it was old enough",
                     "cut: records %lld to %lld are gone, and no record says that they were old "
                     "enough"},
    [RECORDS_TAIL_CUT] = {"cut: record %lld was there when an anchor was made, and is gone",
                          "cut: records %lld to %lld were there when an anchor was made, and are "
                          "gone"},
    [RECORDS_OTHER] = {"changed: record %lld is not the one that an anchor was made of",
                       "changed: one or more of records %lld to %lld are not those that an anchor "
                       "was made of"},
    [RECORDS_SWAPPED] = {"swapped: the anchors are of another outbox than this one",
                         "swapped: the anchors are of another outbox than this one"},
};

static void fault_print(void *context, enum records_fault what, int64_t first, int64_t last)
{
    const char *words = first == last ? fault_words[what].one : fault_words[what].many;

    (void)context;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    (void)printf(words, (long long)first, (long long)last);
#pragma GCC diagnostic pop
    (void)putchar('\n');
}

/* "record 7", "records 7 to 9" */
static void range_print(const char *before, int64_t first, int64_t last, const char *after)
{
    if (first == last) {
        (void)printf("%srecord %lld%s\n", before, (long long)first, after);
    } else {
        (void)printf("%srecords %lld to %lld%s\n", before, (long long)first, (long long)last,
                     after);
    }
}

static void verdict_print(const struct records_verdict *v)
{
    struct buf head = {.limit = 1024};

    if (v->cut > 0) {
        range_print("", 1, v->cut, ": cut when they were older than `keep` says");
    }
    if (v->erased > 0) {
        (void)printf("%lld of them erased by request\n", (long long)v->erased);
    }
    if (v->anchors > 0 && v->anchored > 0) {
        range_print("anchored: up to ", v->anchored, v->anchored, "");
    }
    if (v->anchors > 0 && v->anchored < v->head.count) {
        range_print("not anchored since: ", v->anchored + 1, v->head.count, "");
    } else if (v->anchors > 0) {
        (void)printf("not anchored since: whatever came after record %lld\n",
                     (long long)v->head.count);
    }
    records_head_text(&v->head, &head);
    (void)printf("head: %s\n", head.at != NULL ? head.at : "");
    buf_end(&head);
}

/* Exit 3 where something was shown false, 1 where nobody elsewhere bears all of it out. */
static int verdict_say(const struct records_verdict *v)
{
    if (v->head.count == 0 && v->wrong == 0) {
        (void)puts("There are no records.");
        return CLI_OK;
    }
    if (v->head.count > 0) {
        verdict_print(v);
    }
    if (v->wrong > 0) {
        (void)puts("Not whole.");
        return CLI_FALSE;
    }
    (void)puts(v->anchors == 0                ? "Whole, compared with no anchor."
               : v->anchored == v->head.count ? "Whole, and anchored."
               : v->anchored == 0             ? "Whole, and not anchored."
                                              : "Whole, and anchored in part.");
    return v->anchors > 0 && v->anchored == v->head.count ? CLI_OK : CLI_LOOK;
}

static int anchors_say(const char *path, uint32_t count, uint32_t none)
{
    if (none > 0) {
        (void)printf(
            "%u of the anchors in %s cannot be read: each is an origin, a count and a head "
            "of 44 characters\n",
            none, path);
    }
    if (count == 0) {
        return cli_fail(
            CLI_UNREADABLE,
            "%s holds no anchor: each begins with precare/outbox/, as the daily line to "
            "operations says it",
            path);
    }
    return CLI_OK;
}

static int chain_verify(struct outbox *outbox, const struct records_head *anchors, uint32_t count)
{
    struct records_check check = {anchors, count, fault_print, NULL};
    struct records_verdict verdict;
    int status = outbox_records_verify(outbox, &check, &verdict);

    if (status < 0) {
        return cli_fail(CLI_UNREADABLE, "the records cannot be read to their end");
    }
    int code = verdict_say(&verdict);
    if (verdict.wrong == 0) { /* who has seen it may keep it: it is an anchor from now on */
        (void)outbox_records_anchored(outbox, &verdict.head);
    }
    return code;
}

int records_verify(struct outbox *outbox, const char *anchors)
{
    struct buf text = {.limit = ANCHORS_MOST + 1};
    struct records_head *heads = NULL;
    struct arena arena;
    uint32_t count, none;
    int code = CLI_OK;

    if (anchors == NULL) {
        return chain_verify(outbox, NULL, 0);
    }
    if (!input_read(anchors, ANCHORS_MOST, &text)) {
        buf_end(&text);
        return cli_unreadable(anchors);
    }
    arena_begin(&arena, NULL, 0, (size_t)256 * 1024 * 1024);
    count = records_heads_read(text.at != NULL ? text.at : "", text.len, &arena, &heads, &none);
    code = heads == NULL ? cli_memory() : anchors_say(anchors, count, none);
    if (code == CLI_OK) {
        code = chain_verify(outbox, heads, count);
    }
    arena_end(&arena);
    buf_end(&text);
    return code;
}
