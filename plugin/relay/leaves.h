/* SPDX-License-Identifier: MIT
 *
 * What leaves the house for the relay, listed once: the keys of an envelope, what each is, and
 * nothing else. What is written and what is read are made from these rows, and a test holds every
 * byte to them. No name, no record's number, no hour of an appointment, no address, no rule's name.
 * Pure data, for plugin/relay/ alone.
 *
 * ROW(member, key, kind for the reader, required, what it is)
 */
#ifndef PRECARE_RELAY_LEAVES_H
#define PRECARE_RELAY_LEAVES_H

#define LEAVES_FORMAT "precare-relay/1"

/* clang-format off */
#define LEAVES_MESSAGE(ROW) \
    ROW(format,        "format",        TEXT,    KEY_REQUIRED, "which version of this list") \
    ROW(target,        "target",        TEXT,    KEY_REQUIRED, \
        "the channel's name in the configuration") \
    ROW(row,           "row",           INTEGER, KEY_REQUIRED, \
        "its number in the outbox that made it; 0: a courier's alarm") \
    ROW(kind,          "kind",          TEXT,    KEY_REQUIRED, "alert, update, withdrawn, ...") \
    ROW(severity,      "severity",      INTEGER, KEY_REQUIRED, "of the worst finding") \
    ROW(rank,          "rank",          INTEGER, KEY_REQUIRED, "0: urgent, before the others") \
    ROW(count,         "count",         INTEGER, KEY_REQUIRED, \
        "how many messages a digest tells of") \
    ROW(id,            "id",            TEXT,    KEY_REQUIRED, "random: the webhook-id") \
    ROW(ref,           "ref",           TEXT,    0, \
        "the random reference that the chat shows") \
    ROW(demonstration, "demonstration", INTEGER, 0, \
        "1: made with rules that nobody has approved") \
    ROW(drill,         "drill",         INTEGER, 0,            "1: a drill, and marked as such") \
    ROW(again,         "again",         INTEGER, 0,            "1: sent once more by hand") \
    ROW(created,       "created",       INTEGER, KEY_REQUIRED, "when the event came, ms") \
    ROW(sent,          "sent",          INTEGER, KEY_REQUIRED, \
        "when it was given to the relay, ms") \
    ROW(expires,       "expires",       INTEGER, KEY_REQUIRED, \
        "midnight UTC after the appointment's day, ms")

#define LEAVES_LINE(ROW) \
    ROW(severity, "severity", INTEGER, KEY_REQUIRED, "of this finding") \
    ROW(by,       "by",       INTEGER, KEY_REQUIRED, "by when, in relative words") \
    ROW(say,      "say",      TEXT,    0,            "the rule's alert.say") \
    ROW(who,      "who",      TEXT,    0,            "who is to act: a role") \
    ROW(title,    "title",    TEXT,    0, \
        "the rule's title, where the channel has detail: clinical") \
    ROW(ref,      "ref",      TEXT,    0,            "the reference of a digest's line")

#define LEAVES_NOTICE(ROW) \
    ROW(format, "format", TEXT,    KEY_REQUIRED, "which version of this list") \
    ROW(notice, "notice", TEXT,    KEY_REQUIRED, "acknowledged, cancelled or dead") \
    ROW(hash,   "hash",   TEXT,    KEY_REQUIRED, "keyed: what makes it the same notice") \
    ROW(at,     "at",     INTEGER, KEY_REQUIRED, "when that was said, ms") \
    ROW(visit,  "visit",  TEXT,    0,            "keyed hash of the visit") \
    ROW(ref,    "ref",    TEXT,    0,            "the random reference that the chat shows") \
    ROW(rule,   "rule",   TEXT,    0,            "keyed hash of the rule's name") \
    ROW(action, "action", INTEGER, 0,            "accepted, dismissed, ...") \
    ROW(event,  "event",  TEXT,    0,            "keyed hash of the event") \
    ROW(only,   "only",   INTEGER, 0,            "1: what that event told, and no more") \
    ROW(day,    "day",    TEXT,    0,            "keyed hash of the visit's day") \
    ROW(row,    "row",    INTEGER, 0, \
        "a dead message: its number in the outbox that made it") \
    ROW(id,     "id",     TEXT,    0,            "... and its webhook-id") \
    ROW(answer, "answer", INTEGER, 0,            "... and what the chat answered")
/* clang-format on */

#endif
