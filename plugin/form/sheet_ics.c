/* SPDX-License-Identifier: MIT
 *
 * The sheet as a calendar (RFC 5545): CRLF, lines folded at 75 octets between characters, texts
 * escaped. A day is all day (VALUE=DATE), an hour is told in UTC, so that a change of clocks moves
 * neither; what lasts is one event from the visit to its end. What it is too late for is an event
 * of today that says so. An event's UID is the same whenever the same visit tells the same thing.
 * Called by sheet.c. Fails only as its buf does.
 */
#include <string.h>

#include "base/hash.h"
#include "form/sheet_parts.h"

#define FOLD 75 /* octets a line, without its CRLF */

/* ---- lines ---- */

/* Whether a character begins here: a line is not folded inside one. */
static bool ics_begins(char c)
{
    return ((unsigned char)c & 0xc0) != 0x80;
}

static void ics_line(struct buf *out, const char *name, const struct buf *value)
{
    struct buf line = {0};
    size_t at = 0, room = FOLD;

    buf_text(&line, name);
    buf_add(&line, value->at != NULL ? value->at : "", value->len);
    out->failed = out->failed || line.failed || value->failed;
    while (line.len - at > room) {
        size_t end = at + room;

        while (!ics_begins(line.at[end])) {
            end--;
        }
        buf_add(out, line.at + at, end - at);
        buf_text(out, "\r\n ");
        at = end;
        room = FOLD - 1; /* the space counts */
    }
    buf_add(out, line.at != NULL ? line.at + at : "", line.len - at);
    buf_text(out, "\r\n");
    buf_end(&line);
}

static void ics_escape(struct buf *value, const char *text)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '\\':
        case ';':
        case ',':
            buf_char(value, '\\');
            buf_char(value, *text);
            break;
        case '\n': buf_text(value, "\\n"); break;
        default: buf_char(value, *text);
        }
    }
}

static void ics_text(struct buf *out, const char *name, const char *text)
{
    struct buf value = {0};

    ics_escape(&value, text);
    ics_line(out, name, &value);
    buf_end(&value);
}

/* ---- days and hours ---- */

static void ics_date(struct buf *out, const char *name, int32_t date)
{
    int32_t year, month, day;

    date_parts(date, &year, &month, &day);
    buf_printf(out, "%s;VALUE=DATE:%04d%02d%02d\r\n", name, year, month, day);
}

static void ics_instant(struct buf *out, const char *name, int64_t utc)
{
    int32_t year, month, day;
    int64_t second = (utc % 86400 + 86400) % 86400;

    date_parts(date_utc(utc), &year, &month, &day);
    buf_printf(out, "%s:%04d%02d%02dT%02d%02d%02dZ\r\n", name, year, month, day,
               (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60));
}

static void ics_stamp(const struct sheet *s, struct buf *out)
{
    const struct when *now = &s->order->visit->now;

    ics_instant(out, "DTSTAMP",
                now->kind == WHEN_INSTANT ? now->utc : (int64_t)s->order->visit->today * 86400);
}

static void ics_all_day(struct buf *out, int32_t first, int32_t last)
{
    ics_date(out, "DTSTART", first);
    ics_date(out, "DTEND", last + 1); /* which is no longer part of it */
}

/* From the end of the visit, as far as it is known. */
static int64_t lasting_since(const struct visit *visit)
{
    if (visit->procedure_ended.kind == WHEN_INSTANT) {
        return visit->procedure_ended.utc;
    }
    return visit->start.kind == WHEN_INSTANT ? visit->start.utc + (int64_t)visit->minutes * 60
                                             : INT64_MAX;
}

static void ics_when(const struct sheet *s, const struct sheet_item *item, struct buf *out)
{
    const struct visit *visit = s->order->visit;
    int32_t from = item->day >= visit->reference ? visit->reference : visit->today;

    if (item->late) {
        ics_all_day(out, visit->today, visit->today);
    } else if (item->instant && item->lasts) {
        int64_t since = lasting_since(visit);

        ics_instant(out, "DTSTART", since < item->utc ? since : item->utc);
        ics_instant(out, "DTEND", item->utc);
    } else if (item->instant) {
        ics_instant(out, "DTSTART", item->utc);
    } else {
        bool spans = item->lasts && from < item->day;

        ics_all_day(out, spans ? from : item->day, item->day);
    }
}

/* ---- events ---- */

static void uid_add(struct sha256 *hash, const char *text, size_t len)
{
    uint64_t length = len;

    sha256_add(hash, &length, sizeof length);
    sha256_add(hash, text, len);
}

/* Of the visit and of the instruction, not of its day or its words: a new day moves the event. */
static void ics_uid(const struct sheet *s, const struct sheet_item *item, struct buf *out)
{
    const struct visit *visit = s->order->visit;
    const struct span *id = visit->appointment.len > 0 ? &visit->appointment : &visit->subject;
    int64_t occurrence = visit->occurrence.kind == WHEN_UNKNOWN ? 0
                         : visit->occurrence.kind == WHEN_INSTANT
                             ? visit->occurrence.utc
                             : (int64_t)visit->occurrence.first * 86400;
    struct sha256 hash;
    uint8_t digest[32];
    char hex[33];

    sha256_begin(&hash);
    uid_add(&hash, id->len > 0 ? id->at : "", id->len);
    sha256_add(&hash, &occurrence, sizeof occurrence);
    uid_add(&hash, item->rule, strlen(item->rule));
    uid_add(&hash, item->what, strlen(item->what));
    sha256_add(&hash, &item->nth, sizeof item->nth);
    sha256_end(&hash, digest);
    hex_of(digest, 16, hex);
    buf_printf(out, "UID:%s@precare\r\n", hex);
}

/* The visit, and what every format says below its list. */
static void ics_description(const struct sheet *s, const struct sheet_item *item, struct buf *out)
{
    struct buf text = {0};

    if (s->order->draft) {
        buf_printf(&text, "%s\n", sheet_word(s, PHRASE_SHEET_TRIAL));
    }
    if (item->late) {
        buf_printf(&text, "%s\n", sheet_word(s, PHRASE_SHEET_TOO_LATE_MEANS));
    }
    buf_printf(&text, "%s: ", sheet_word(s, PHRASE_SHEET_VISIT));
    sheet_visit(s, &text);
    buf_char(&text, '\n');
    if (s->open) {
        buf_printf(&text, "%s\n", sheet_word(s, PHRASE_SHEET_OPEN));
    }
    if (s->part) {
        buf_printf(&text, "%s\n", sheet_word(s, PHRASE_SHEET_PART));
    }
    buf_text(&text, sheet_word(s, PHRASE_SHEET_FOOT));
    if (s->order->clinic != NULL) {
        buf_printf(&text, "\n%s", s->order->clinic);
    }
    out->failed = out->failed || text.failed;
    ics_text(out, "DESCRIPTION:", text.at != NULL ? text.at : "");
    buf_end(&text);
}

static void ics_event(const struct sheet *s, const struct sheet_item *item, struct buf *out)
{
    struct buf summary = {0};

    if (item->late) {
        buf_printf(&summary, "%s: ", sheet_word(s, PHRASE_SHEET_TOO_LATE));
    }
    buf_text(&summary, item->words);
    out->failed = out->failed || summary.failed;
    buf_text(out, "BEGIN:VEVENT\r\n");
    ics_uid(s, item, out);
    ics_stamp(s, out);
    ics_when(s, item, out);
    ics_text(out, "SUMMARY:", summary.at != NULL ? summary.at : "");
    ics_description(s, item, out);
    buf_text(out, "CLASS:PRIVATE\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\n");
    buf_end(&summary);
}

void sheet_ics(const struct sheet *s, struct buf *out)
{
    buf_text(out, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//precare//sheet//EN\r\n"
                  "CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n");
    for (uint32_t i = 0; i < s->late + s->dated; i++) {
        ics_event(s, &s->items[i], out);
    }
    buf_text(out, "END:VCALENDAR\r\n");
}
