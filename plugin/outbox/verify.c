/* SPDX-License-Identifier: MIT
 *
 * Whether the records are what was written (outbox/outbox.h, outbox/chain.h): each content against
 * its hash, each head against the one before, what is gone against the records that say why, and
 * all of it against heads that were given away. One pass in one snapshot; for the command. Any
 * thread; what cannot be read to the end is an error and no verdict.
 */
#include <stdlib.h>
#include <string.h>

#include "outbox/chain.h"
#include "outbox/outbox_inside.h"

struct range {
    int64_t first, last, by; /* by: the record that says so */
};

struct mark { /* a head that was given away */
    int64_t count;
    const uint8_t *head;
    bool outside; /* kept elsewhere: nobody who can write the file can write it too */
};

struct verifying {
    const struct records_check *check;
    struct records_verdict *verdict;
    struct arena arena;
    struct range *gone; /* what was erased by request, by its first */
    uint32_t gone_count, gone_room;
    struct {
        enum records_fault what;
        int64_t first, last;
    } open;           /* a fault that may go on; last 0: none */
    int64_t sequence; /* of the record before, and its head */
    uint8_t head[CHAIN_HASH];
    bool begun;
    struct mark *marks; /* of this outbox, by count */
    uint32_t mark_count, mark_at;
    bool other; /* one did not fit */
};

/* ---- what is told ---- */

static void fault_close(struct verifying *v)
{
    if (v->open.last != 0) {
        v->verdict->wrong++;
        v->check->wrong(v->check->context, v->open.what, v->open.first, v->open.last);
    }
    v->open.last = 0;
}

/* Neighbours of one kind are told as one. */
static void fault_tell(struct verifying *v, enum records_fault what, int64_t first, int64_t last)
{
    if (v->open.last == 0 || v->open.what != what || v->open.last + 1 < first) {
        fault_close(v);
        v->open.what = what;
        v->open.first = first;
    }
    v->open.last = last;
}

/* ---- what is gone, and why ---- */

/* A part of "12,15-17"; false at its end, or where it is none. */
static bool range_next(const char **at, struct range *range_r)
{
    char *end = NULL;

    if (**at < '0' || **at > '9') {
        return false;
    }
    range_r->first = range_r->last = strtoll(*at, &end, 10);
    if (*end == '-') {
        range_r->last = strtoll(end + 1, &end, 10);
    }
    *at = *end == ',' ? end + 1 : end;
    return true;
}

static bool gone_add(struct verifying *v, const struct range *range)
{
    if (v->gone_count == v->gone_room) {
        uint32_t room = v->gone_room > 0 ? 2 * v->gone_room : 64;
        struct range *more = arena_array(&v->arena, room, sizeof *more);

        if (more == NULL) {
            return false;
        }
        if (v->gone_count > 0) {
            memcpy(more, v->gone, v->gone_count * sizeof *more);
        }
        v->gone = more;
        v->gone_room = room;
    }
    v->gone[v->gone_count++] = *range;
    return true;
}

static int range_order(const void *a, const void *b)
{
    const struct range *x = a, *y = b;

    return x->first < y->first ? -1 : x->first > y->first;
}

static bool gone_read(struct verifying *v, struct store *store)
{
    sqlite3_stmt *s = store_sql(store, SQL_RECORDS_GONE);
    bool room = true;
    int found;

    while ((found = store_step(store, s)) == 1 && room) {
        const char *at = (const char *)sqlite3_column_text(s, 2);
        struct range range = {.by = sqlite3_column_int64(s, 0)};
        bool cut = sqlite3_column_int64(s, 1) == RECORD_RETENTION;

        while (room && at != NULL && range_next(&at, &range)) {
            if (cut) {
                v->verdict->cut = range.last > v->verdict->cut ? range.last : v->verdict->cut;
            } else {
                room = gone_add(v, &range);
            }
        }
    }
    (void)sqlite3_reset(s);
    if (v->gone_count > 0) {
        qsort(v->gone, v->gone_count, sizeof *v->gone, range_order);
    }
    return found == 0 && room;
}

static bool gone_by_request(const struct verifying *v, int64_t sequence)
{
    uint32_t low = 0, high = v->gone_count; /* none is in two: what is erased has no subject more */

    while (low < high) {
        uint32_t middle = (low + high) / 2;
        const struct range *range = &v->gone[middle];

        if (sequence < range->first) {
            high = middle;
        } else if (sequence > range->last) {
            low = middle + 1;
        } else {
            return range->by > sequence;
        }
    }
    return false;
}

/* ---- anchors ---- */

static int mark_order(const void *a, const void *b)
{
    const struct mark *x = a, *y = b;

    return x->count < y->count ? -1 : x->count > y->count;
}

static void mark_add(struct verifying *v, int64_t count, const uint8_t *head, bool outside)
{
    v->marks[v->mark_count++] = (struct mark){count, head, outside};
}

/* Those of the outbox's own table show nothing to be true, and some things false. */
static bool marks_read(struct verifying *v, struct store *store, uint32_t room)
{
    sqlite3_stmt *s = store_sql(store, SQL_ANCHORS);
    int found;

    while ((found = store_step(store, s)) == 1 && v->mark_count < room) {
        uint8_t *head = arena_array(&v->arena, 1, CHAIN_HASH);

        if (head == NULL) {
            found = -1;
            break;
        }
        if (sqlite3_column_bytes(s, 1) == CHAIN_HASH) {
            memcpy(head, sqlite3_column_blob(s, 1), CHAIN_HASH);
            mark_add(v, sqlite3_column_int64(s, 0), head, false);
        }
    }
    (void)sqlite3_reset(s);
    return found == 0;
}

static bool marks_take(struct verifying *v, struct store *store)
{
    const struct records_check *check = v->check;
    int64_t own = store_number_row(store, store_sql(store, SQL_ANCHORS_ALL), -1);
    uint32_t room = check->anchor_count + (uint32_t)(own > 0 ? own : 0);

    v->marks = arena_array(&v->arena, room + 1, sizeof *v->marks);
    if (own < 0 || v->marks == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < check->anchor_count; i++) {
        if (strcmp(check->anchors[i].origin, v->verdict->head.origin) == 0) {
            mark_add(v, check->anchors[i].count, check->anchors[i].head, true);
            v->verdict->anchors++;
        } else {
            v->verdict->strangers++;
        }
    }
    if (!marks_read(v, store, room)) {
        return false;
    }
    qsort(v->marks, v->mark_count, sizeof *v->marks, mark_order);
    return true;
}

/* Those of the count that the chain has now come to; of what was cut before, none can be. */
static void marks_look(struct verifying *v)
{
    for (; v->mark_at < v->mark_count && v->marks[v->mark_at].count <= v->sequence; v->mark_at++) {
        const struct mark *mark = &v->marks[v->mark_at];

        if (mark->count < v->sequence) {
            continue;
        }
        if (memcmp(mark->head, v->head, CHAIN_HASH) != 0) {
            v->other = true;
            fault_close(v);
            fault_tell(v, RECORDS_OTHER, v->verdict->anchored + 1, mark->count);
            fault_close(v);
        } else if (!v->other && mark->outside) {
            v->verdict->anchored = mark->count;
        }
    }
}

/* ---- the walk ---- */

/* Where the chain begins: at nothing, at an anchored count, or amid what is being cut. Whether the
 * head before it is known. */
static bool walk_begin(struct verifying *v, int64_t first)
{
    bool known = first <= 1;

    v->begun = true;
    v->verdict->first = first;
    v->sequence = first - 1;
    if (first > v->verdict->cut + 1) {
        fault_tell(v, RECORDS_CUT, v->verdict->cut + 1, first - 1);
    }
    for (uint32_t i = 0; i < v->mark_count; i++) {
        if (v->marks[i].count == first - 1 && first > 1) {
            memcpy(v->head, v->marks[i].head, CHAIN_HASH);
            known = true;
            if (v->marks[i].outside) {
                break;
            }
        }
    }
    if (known) {
        marks_look(v);
    }
    return known;
}

static bool row_is_empty(sqlite3_stmt *row)
{
    for (int i = RECORD_LEAD; i < sqlite3_column_count(row); i++) {
        if (sqlite3_column_type(row, i) != SQLITE_NULL) {
            return false;
        }
    }
    return true;
}

static bool column_is(sqlite3_stmt *row, int at, const uint8_t hash[CHAIN_HASH])
{
    return sqlite3_column_bytes(row, at) == CHAIN_HASH &&
           memcmp(sqlite3_column_blob(row, at), hash, CHAIN_HASH) == 0;
}

/* The content of a record against its hash. */
static void content_look(struct verifying *v, sqlite3_stmt *row, int64_t sequence)
{
    uint8_t content[CHAIN_HASH];

    if (sqlite3_column_type(row, RECORD_ERASED) != SQLITE_NULL) {
        if (!row_is_empty(row) || !gone_by_request(v, sequence)) {
            fault_tell(v, RECORDS_ERASED, sequence, sequence);
            return;
        }
        v->verdict->erased++;
        return;
    }
    chain_row_hash(row, content);
    if (!column_is(row, RECORD_CONTENT, content)) {
        fault_tell(v, RECORDS_CHANGED, sequence, sequence);
    }
}

static void record_look(struct verifying *v, sqlite3_stmt *row, bool known)
{
    static const uint8_t none[CHAIN_HASH];
    int64_t sequence = sqlite3_column_int64(row, RECORD_SEQUENCE);
    const void *content = sqlite3_column_bytes(row, RECORD_CONTENT) == CHAIN_HASH
                              ? sqlite3_column_blob(row, RECORD_CONTENT)
                              : none;
    uint8_t head[CHAIN_HASH];
    bool gap = sequence != v->sequence + 1;

    if (gap) {
        fault_tell(v, RECORDS_REMOVED, v->sequence + 1, sequence - 1);
    }
    content_look(v, row, sequence);
    chain_head_hash(v->head, sequence, sqlite3_column_int64(row, RECORD_AT), content, head);
    /* Behind a gap the head cannot fit, nor where the cut goes on: the one that stands there is
     * taken, so that only what is wrong is told. Anchors judge it. */
    if (known && !gap && !column_is(row, RECORD_HEAD, head)) {
        fault_tell(v, RECORDS_CHANGED, sequence, sequence);
    }
    v->sequence = sequence;
    memset(v->head, 0, CHAIN_HASH);
    if (sqlite3_column_bytes(row, RECORD_HEAD) == CHAIN_HASH) {
        memcpy(v->head, sqlite3_column_blob(row, RECORD_HEAD), CHAIN_HASH);
    }
    marks_look(v);
}

static bool records_walk(struct verifying *v, struct store *store)
{
    sqlite3_stmt *s = store_sql(store, SQL_RECORDS_WHOLE);
    bool known = true;
    int found;

    while ((found = store_step(store, s)) == 1) {
        if (!v->begun) {
            known = walk_begin(v, sqlite3_column_int64(s, RECORD_SEQUENCE));
        }
        record_look(v, s, known);
        known = true;
    }
    (void)sqlite3_reset(s);
    fault_close(v);
    return found == 0;
}

/* What anchors name and is not there; and what nobody can have written. */
static void walk_end(struct verifying *v)
{
    struct records_verdict *verdict = v->verdict;

    verdict->head.count = v->sequence;
    memcpy(verdict->head.head, v->head, CHAIN_HASH);
    if (v->mark_count > 0 && v->marks[v->mark_count - 1].count > v->sequence) {
        fault_tell(v, RECORDS_TAIL_CUT, v->sequence + 1, v->marks[v->mark_count - 1].count);
    }
    fault_close(v);
    if (verdict->anchors == 0 && verdict->strangers > 0) {
        fault_tell(v, RECORDS_SWAPPED, 1, v->sequence > 0 ? v->sequence : 1);
    }
    fault_close(v);
}

static bool records_verify(struct verifying *v, struct store *store)
{
    if (!store_run(store, store_sql(store, SQL_BEGIN_READ)) ||
        !chain_look(store, &v->verdict->head) || !marks_take(v, store) || !gone_read(v, store) ||
        !records_walk(v, store)) {
        return false;
    }
    walk_end(v);
    return true;
}

int outbox_records_verify(struct outbox *outbox, const struct records_check *check,
                          struct records_verdict *verdict_r)
{
    struct verifying v = {.check = check, .verdict = verdict_r};
    struct store *store = outbox->store;
    int status;

    memset(verdict_r, 0, sizeof *verdict_r);
    if (store == NULL) {
        return OUTBOX_NOTHING;
    }
    if ((status = store_enter(store)) != 0) {
        return status;
    }
    arena_begin(&v.arena, NULL, 0, 256 * 1024 * 1024);
    bool good = records_verify(&v, store);
    arena_end(&v.arena);
    int read = store_status(store);
    (void)store_end(store, false); /* nothing was written */
    return read != 0 ? read : good ? 0 : OUTBOX_NOT_RECORDED;
}
