/* SPDX-License-Identifier: MIT
 *
 * Whether the database's log was damaged (outbox/check.h). SQLite reads it up to the first frame
 * that is not whole and takes that for the end: right for a writer that was killed, and silent
 * about a sector that was lost from the middle. So the frames behind the end are looked at: those
 * that fit to one another, with a commit, were written once. One commit of them may be what a
 * writer left that was killed before it could say so, and a shorter commit has written over its
 * beginning: nobody was told that it was stored. Two are more than a killed writer leaves. And the
 * number of the last record, kept beside the database, tells of an end that was cut off. With the
 * store's turn; through SQLite's own files.
 */
#include <string.h>

#include "base/seam.h"
#include "outbox/store_inside.h"

#define LOG_HEADER 32
#define FRAME_HEADER 24
#define MAGIC 0x377f0682u /* sums in the order of this machine's bytes: else nothing is said */
#define PAGE_MOST 65536u
#define INDEX_LAST_FRAME 4 /* in the index's header, in numbers of 32 bits */

struct log_reading {
    sqlite3_file *file;
    uint32_t page, salt[2];
    bool header; /* it is whole: frames of other salts are of before, and mean nothing */
    uint8_t *frame, *before;
};

static uint32_t big_endian(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static void sum_add(const uint8_t *bytes, size_t len, uint32_t sum[2])
{
    for (size_t i = 0; i + 8 <= len; i += 8) {
        uint32_t pair[2];

        memcpy(pair, bytes + i, sizeof pair);
        sum[0] += pair[0] + sum[1];
        sum[1] += pair[1] + sum[0];
    }
}

static bool header_read(struct log_reading *log, sqlite3_int64 size)
{
    uint8_t h[LOG_HEADER];
    uint32_t sum[2] = {0, 0};

    if (size < LOG_HEADER || log->file->pMethods->xRead(log->file, h, sizeof h, 0) != SQLITE_OK) {
        return false;
    }
    sum_add(h, 24, sum);
    log->header =
        big_endian(h) == MAGIC && sum[0] == big_endian(h + 24) && sum[1] == big_endian(h + 28);
    log->page = log->header ? big_endian(h + 8) : 4096;
    memcpy(log->salt, h + 16, sizeof log->salt);
    return log->page >= 512 && log->page <= PAGE_MOST;
}

static bool frame_read(const struct log_reading *log, int64_t number, uint8_t *frame_r)
{
    int64_t at = LOG_HEADER + (number - 1) * (FRAME_HEADER + (int64_t)log->page);

    return log->file->pMethods->xRead(log->file, frame_r, FRAME_HEADER + (int)log->page, at) ==
           SQLITE_OK;
}

/* That it is a frame of this log by its own words: so may one be that was left of a longer commit.
 */
static bool frame_whole(const struct log_reading *log, const uint8_t *frame)
{
    return big_endian(frame) != 0 && (!log->header || memcmp(frame + 8, log->salt, 8) == 0);
}

/* That the frame was written after the one before it, both whole. */
static bool frame_follows(const struct log_reading *log, const uint8_t *before,
                          const uint8_t *frame)
{
    uint32_t sum[2] = {big_endian(before + 16), big_endian(before + 20)};

    if (memcmp(before + 8, frame + 8, 8) != 0 || !frame_whole(log, frame)) {
        return false;
    }
    sum_add(frame, 8, sum);
    sum_add(frame + FRAME_HEADER, log->page, sum);
    return sum[0] == big_endian(frame + 16) && sum[1] == big_endian(frame + 20);
}

/* Behind the end: whether commits stand there that nobody reads, more than a killed writer left. */
static bool frames_look(struct log_reading *log, int64_t last, int64_t count)
{
    bool gap = !log->header; /* what follows at once is of a writer at work, or was taken back */
    bool there = last > 0 && frame_read(log, last, log->before);
    int left = gap ? 0 : 1; /* so many commits a killed writer may have left */

    for (int64_t n = last + 1; n <= count && frame_read(log, n, log->frame); n++) {
        uint8_t *turned = log->before;

        if (!there || !frame_follows(log, log->before, log->frame)) {
            gap = true;
            left = frame_whole(log, log->frame) && log->header ? 1 : 0;
        } else if (gap && big_endian(log->frame + 4) != 0 && left-- == 0) {
            return true;
        }
        log->before = log->frame;
        log->frame = turned;
        there = true;
    }
    return false;
}

static bool last_frame(struct store *store, int64_t *last_r)
{
    sqlite3_file *file = NULL;
    void volatile *index = NULL;

    if (sqlite3_file_control(store->db, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK ||
        file == NULL || file->pMethods == NULL || file->pMethods->iVersion < 2 ||
        file->pMethods->xShmMap(file, 0, 32768, 0, &index) != SQLITE_OK || index == NULL) {
        return false;
    }
    *last_r = ((const volatile uint32_t *)index)[INDEX_LAST_FRAME];
    return true;
}

bool log_has_gap(struct store *store)
{
    struct log_reading log = {.file = NULL};
    sqlite3_int64 size = 0;
    int64_t last = 0;
    bool gap = false;

    if (store->path == NULL ||
        sqlite3_file_control(store->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log.file) !=
            SQLITE_OK ||
        log.file == NULL || log.file->pMethods == NULL || !last_frame(store, &last) ||
        log.file->pMethods->xFileSize(log.file, &size) != SQLITE_OK || !header_read(&log, size)) {
        return false;
    }
    log.frame = mem_new(FRAME_HEADER + log.page);
    log.before = mem_new(FRAME_HEADER + log.page);
    if (log.frame != NULL && log.before != NULL) {
        gap = frames_look(&log, last, (size - LOG_HEADER) / (FRAME_HEADER + (int64_t)log.page));
    }
    mem_drop(log.frame);
    mem_drop(log.before);
    return gap;
}
