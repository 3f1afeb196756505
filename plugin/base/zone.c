/* SPDX-License-Identifier: MIT
 *
 * Time zones from TZif files (RFC 9636, version 2 and later); the footer's rule is read in
 * zone_rule.c. Called by visit and abi at the door, once a visit. A zone is immutable once open:
 * any thread may read it. The file is taken for hostile: every count and index is checked, and a
 * file that is not understood is refused with a reason, never guessed at.
 */
#include "base/zone.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/calendar.h"
#include "base/file.h"
#include "base/seam.h"
#include "base/zone_rule.h"

#define DIRECTORY "/usr/share/zoneinfo/"
#define NAME_MOST 64
#define FILE_MOST (64 * 1024)
#define OFFSET_LEAST (-89999) /* RFC 9636, 3.2 */
#define OFFSET_MOST 93599

struct change {
    int64_t at;     /* the instant */
    int32_t offset; /* from then on */
    int32_t local;  /* at + local: the wall clock from which on the new offset is meant */
};

struct zone {
    char name[NAME_MOST + 1];
    bool has_rule; /* for the time from the last change on */
    struct zone_rule rule;
    int32_t first_offset; /* before the first change */
    uint32_t count;
    struct change changes[];
};

static const struct zone utc_zone = {.name = "UTC"};

const struct zone *zone_utc(void)
{
    return &utc_zone;
}

const char *zone_name(const struct zone *zone)
{
    return zone->name;
}

/* ---- questions ---- */

/* The offset of the last change not after `t`, an instant or (local) a wall-clock time. */
static int32_t offset_at(const struct zone *zone, int64_t t, bool local)
{
    uint32_t low = 0, high = zone->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct change *change = &zone->changes[middle];

        if (change->at + (local ? change->local : 0) <= t) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == zone->count && zone->has_rule) {
        return zone_rule_offset(&zone->rule, t, local);
    }
    return low > 0 ? zone->changes[low - 1].offset : zone->first_offset;
}

int32_t zone_offset(const struct zone *zone, int64_t utc)
{
    return offset_at(zone, utc, false);
}

int32_t zone_date(const struct zone *zone, int64_t utc)
{
    static const int64_t least = (int64_t)DATE_MIN * 86400,
                         most = (int64_t)DATE_MAX * 86400 + 86399;

    if (utc < least) {
        utc = least;
    }
    if (utc > most) {
        utc = most;
    }
    int64_t local = utc + zone_offset(zone, utc);
    if (local < least) {
        return DATE_MIN;
    }
    if (local > most) {
        return DATE_MAX;
    }
    return (int32_t)((local - least) / 86400 + DATE_MIN);
}

int64_t zone_instant(const struct zone *zone, int64_t local_seconds)
{
    int64_t utc;
    int32_t offset = offset_at(zone, local_seconds, true);

    return __builtin_sub_overflow(local_seconds, offset, &utc) ? local_seconds : utc;
}

/* ---- reading ---- */

struct bytes {
    const unsigned char *at;
    size_t len;
};

static bool bytes_take(struct bytes *b, size_t len, const unsigned char **at_r)
{
    if (len > b->len) {
        return false;
    }
    *at_r = b->at;
    b->at += len;
    b->len -= len;
    return true;
}

static uint32_t zone_big4(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int32_t big4_signed(const unsigned char *p)
{
    uint32_t v = zone_big4(p);

    return v < 0x80000000u ? (int32_t)v : (int32_t)(v - 0x80000000u) + INT32_MIN;
}

static int64_t big8_signed(const unsigned char *p)
{
    return (int64_t)big4_signed(p) * 4294967296 + zone_big4(p + 4);
}

struct counts { /* in the order of the header */
    uint32_t ut, std, leaps, times, types, chars;
};

/* A header and what follows it, as pieces of `b`; width: bytes of a time. */
struct block {
    struct counts n;
    const unsigned char *times, *indices, *types;
};

static bool block_read(struct bytes *b, size_t width, struct block *block_r)
{
    const unsigned char *head, *rest;

    if (!bytes_take(b, 44, &head) || memcmp(head, "TZif", 4) != 0 || head[4] < '2') {
        return false;
    }
    struct counts n = {zone_big4(head + 20), zone_big4(head + 24), zone_big4(head + 28),
                       zone_big4(head + 32), zone_big4(head + 36), zone_big4(head + 40)};
    if (n.types == 0 || n.types > 256 || n.times > FILE_MOST || n.leaps > FILE_MOST) {
        return false;
    }
    block_r->n = n;
    return bytes_take(b, n.times * width, &block_r->times) &&
           bytes_take(b, n.times, &block_r->indices) &&
           bytes_take(b, n.types * (size_t)6, &block_r->types) && bytes_take(b, n.chars, &rest) &&
           bytes_take(b, n.leaps * (width + 4), &rest) && bytes_take(b, n.std, &rest) &&
           bytes_take(b, n.ut, &rest);
}

/* The changes of a block, checked; false: not a table we can trust. */
static bool zone_fill(struct zone *zone, const struct block *block)
{
    int32_t offsets[256] = {0};

    for (uint32_t i = 0; i < block->n.types; i++) {
        offsets[i] = big4_signed(block->types + i * (size_t)6);
        if (offsets[i] < OFFSET_LEAST || offsets[i] > OFFSET_MOST) {
            return false;
        }
    }
    zone->first_offset = offsets[0];
    int32_t before = offsets[0];
    for (uint32_t i = 0; i < block->n.times; i++) {
        int64_t at = big8_signed(block->times + i * (size_t)8);
        uint32_t type = block->indices[i];

        if (type >= block->n.types || (i > 0 && at <= zone->changes[i - 1].at)) {
            return false;
        }
        if (at < -(INT64_C(1) << 59) || at > INT64_C(1) << 59) {
            return false;
        }
        int32_t after = offsets[type];
        zone->changes[i] = (struct change){at, after, before > after ? before : after};
        before = after;
    }
    zone->count = block->n.times;
    return true;
}

/* The footer: a newline, the rule (perhaps none), a newline. */
static bool zone_footer(struct zone *zone, struct bytes rest)
{
    if (rest.len < 2 || rest.at[0] != '\n') {
        return false;
    }
    const char *text = (const char *)rest.at + 1;
    const char *end = memchr(text, '\n', rest.len - 1);
    if (end == NULL) {
        return false;
    }
    zone->has_rule = end > text;
    return end == text || zone_rule_read(text, (size_t)(end - text), &zone->rule);
}

struct zone *zone_of_bytes(const void *bytes, size_t len, const char *name, const char **error_r)
{
    struct bytes rest = {bytes, len};
    struct block old, block;

    *error_r = "the time zone's file is not one that is understood";
    if (len > FILE_MOST || !block_read(&rest, 4, &old) || !block_read(&rest, 8, &block)) {
        return NULL;
    }
    if (block.n.leaps > 0) {
        *error_r = "this time zone counts leap seconds: choose the one without \"right/\"";
        return NULL;
    }
    struct zone *zone = mem_new(sizeof *zone + block.n.times * sizeof *zone->changes);
    if (zone == NULL) {
        *error_r = "no memory for the time zone";
        return NULL;
    }
    strncpy(zone->name, name, NAME_MOST);
    if (zone_fill(zone, &block) && zone_footer(zone, rest)) {
        return zone;
    }
    zone_close(&zone);
    return NULL;
}

/* ---- opening ---- */

static bool name_is_good(const char *name)
{
    static const char good[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+/-";
    size_t len = strnlen(name, NAME_MOST + 1);

    return len > 0 && len <= NAME_MOST && name[0] != '/' && strspn(name, good) == len;
}

/* Reads a whole regular file of at most `room` bytes; its length, or -1. */
static ssize_t file_read(const char *path, unsigned char *out, size_t room)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

    if (fd < 0) {
        return -1;
    }
    struct stat about;
    ssize_t len = fstat(fd, &about) == 0 && S_ISREG(about.st_mode) ? 0 : -1;
    len = len == 0 ? file_bytes(fd, out, room) : len;
    (void)close(fd);
    return len;
}

struct zone *zone_open(const char *name, const char **error_r)
{
    if (name == NULL || !name_is_good(name)) {
        *error_r = "not a time zone's name: write one like America/New_York";
        return NULL;
    }
    if (strcmp(name, "UTC") == 0) {
        struct zone *utc = mem_new(sizeof *utc);

        if (utc != NULL) {
            *utc = utc_zone;
        } else {
            *error_r = "no memory for the time zone";
        }
        return utc;
    }
    char path[sizeof DIRECTORY + NAME_MOST];
    memcpy(path, DIRECTORY, sizeof DIRECTORY);
    strncat(path, name, NAME_MOST);
    unsigned char *bytes = mem_grow(NULL, FILE_MOST + 1);
    if (bytes == NULL) {
        *error_r = "no memory for the time zone";
        return NULL;
    }
    ssize_t len = file_read(path, bytes, FILE_MOST + 1);
    struct zone *zone = NULL;
    if (len >= 0) {
        zone = zone_of_bytes(bytes, (size_t)len, name, error_r);
    } else {
        *error_r = "this system does not know the time zone (is tzdata installed?)";
    }
    mem_drop(bytes);
    return zone;
}

void zone_close(struct zone **zone)
{
    if (*zone != &utc_zone) {
        mem_drop(*zone);
    }
    *zone = NULL;
}
