/* SPDX-License-Identifier: MIT
 *
 * What people do about an alert: find the visit behind a reference, and say that a finding was
 * accepted, overridden or dismissed. Any thread. An acknowledgement counts only once it is
 * committed.
 */
#include <string.h>

#include "abi/door.h"
#include "abi/event_struct.h"
#include "abi/sizes.h"
#include "strict/strict.h"

#define REF_MOST 64u

static int32_t outbox_error(int status, precare_error *err)
{
    switch (status) {
    case OUTBOX_UNKNOWN:
        return error_tell(err, PRECARE_E_NOT_FOUND, "ref",
                          "there is nothing behind this reference");
    case OUTBOX_WRONG:
        return error_tell(err, PRECARE_E_ARGUMENT, NULL, "an argument that cannot be");
    case OUTBOX_FORKED: return error_tell(err, PRECARE_E_FORKED, "outbox", DOOR_FORKED);
    default: break;
    }
    return status < 0
               ? error_tell(err, PRECARE_E_DISK, "outbox", "the outbox cannot be read or written")
               : PRECARE_OK;
}

int32_t door_lookup(precare_instance *instance, const char *ref, char *buf, uint64_t cap,
                    uint64_t *need_r, precare_error *err)
{
    struct door *door = door_of(instance);
    struct span span;
    struct buf json = {0};
    int32_t status = door_asked(door, err);

    if (status != PRECARE_OK) {
        return status;
    }
    if (!host_text(ref, REF_MOST, &span) || span.at == NULL) {
        return error_tell(err, PRECARE_E_ARGUMENT, "ref", "a reference is required");
    }
    status = outbox_error(outbox_lookup(door->outbox, ref, &json), err);
    if (status == PRECARE_OK) {
        status = text_hand_over(&json, buf, cap, need_r);
    }
    if (status == PRECARE_E_ROOM || status == PRECARE_E_MEMORY) {
        (void)error_tell(err, status, "buf",
                         status == PRECARE_E_ROOM ? "the buffer is too small" : "no memory");
    }
    buf_end(&json);
    return status;
}

int32_t door_told(precare_instance *instance, const char *ref, const char *appointment,
                  const char *occurrence, struct buf *out, precare_error *err)
{
    struct door *door = door_of(instance);
    struct told_wanted wanted = {.ref = ref, .appointment = appointment};
    struct span span;
    int32_t status = door_asked(door, err);

    if (status != PRECARE_OK) {
        return status;
    }
    if (!host_text(ref, REF_MOST, &span) || !host_text(appointment, EVENT_ID, &span) ||
        (ref == NULL && appointment == NULL)) {
        return error_tell(err, PRECARE_E_ARGUMENT, "ref",
                          "a reference, or the appointment's id, is required");
    }
    if (occurrence != NULL &&
        when_read(occurrence, strlen(occurrence), door->config->zone, &wanted.occurrence) != 0) {
        return error_tell(err, PRECARE_E_ARGUMENT, "occurrence", "a date is required");
    }
    return outbox_error(outbox_told(door->outbox, &wanted, out), err);
}

/* The texts that acknowledgement_from_struct does not know; NUL-terminated, as the outbox wants
 * them. */
static bool key_is_good(const precare_acknowledgement *ack)
{
    struct span ref, subject, appointment;

    if (!host_text(ack->ref, REF_MOST, &ref) || !host_text(ack->subject, EVENT_ID, &subject) ||
        !host_text(ack->appointment, EVENT_ID, &appointment)) {
        return false;
    }
    return ref.at != NULL || appointment.at != NULL;
}

static const char *lookup_given(const char *text)
{
    return text != NULL && text[0] != '\0' ? text : NULL;
}

static int64_t when_utc(const struct when *at, const struct config *config)
{
    if (at->kind == WHEN_INSTANT) {
        return at->utc;
    }
    return at->kind == WHEN_UNKNOWN ? 0 : zone_instant(config->zone, (int64_t)at->first * 86400);
}

#define ROLE_ROOM 129u /* a longer word stays as it was said */

/* The word of the rules for a role, in `room`, else the role as it was said. */
static const char *role_word(struct door *door, struct span said, const char *as_said,
                             char room[ROLE_ROOM])
{
    uint32_t slot = snapshot_slot();
    struct snapshot *held = snapshot_enter(&door->snapshots, slot);
    const char *word = held != NULL ? rules_role_word(held->set->rules, said) : NULL;

    if (word != NULL && strlen(word) < ROLE_ROOM) {
        memcpy(room, word, strlen(word) + 1);
        as_said = room;
    }
    if (held != NULL) {
        snapshot_leave(held, slot);
    }
    return lookup_given(as_said);
}

/* Its size is looked at where it is read. */
static bool ack_is_shown(const precare_acknowledgement *ack)
{
    return (uintptr_t)ack % 8 == 0 && ack->struct_size >= ACKNOWLEDGEMENT_1_0 &&
           ack->action == PRECARE_SHOWN;
}

int32_t door_acknowledge(precare_instance *instance, const precare_acknowledgement *ack,
                         precare_error *err)
{
    struct door *door = door_of(instance);
    struct acknowledgement checked;
    char role[ROLE_ROOM];
    struct event_fault fault;
    int32_t status = door_asked(door, err);

    if (status != PRECARE_OK) {
        return status;
    }
    if (ack == NULL) {
        return error_tell(err, PRECARE_E_ARGUMENT, "ack", "NULL");
    }
    if (ack_is_shown(ack)) {
        return door_shown(door, ack, err);
    }
    status = acknowledgement_from_struct(ack, door->config->zone, &checked, &fault);
    if (status != PRECARE_OK) {
        return error_tell(err, status, fault.where, fault.message);
    }
    if (!key_is_good(ack)) {
        return error_tell(err, PRECARE_E_ARGUMENT, "ref",
                          "a reference, or the appointment's id, is required");
    }
    if ((door->host.flags & PRECARE_HOST_VALIDATE) != 0) {
        return error_tell(err, PRECARE_E_ORDER, NULL, "a host that only validates records nothing");
    }
    if (checked.at.kind != WHEN_UNKNOWN && checked.at.kind < WHEN_DAY) {
        return error_tell(err, PRECARE_E_EVENT, "at",
                          "a date or a time is required, and no part of one");
    }
    struct outbox_ack row = {ack->action,
                             lookup_given(ack->ref),
                             lookup_given(ack->subject),
                             lookup_given(ack->appointment),
                             checked.occurrence,
                             lookup_given(ack->rule),
                             lookup_given(ack->actor),
                             role_word(door, checked.role, ack->role, role),
                             lookup_given(ack->reason),
                             lookup_given(ack->note),
                             when_utc(&checked.at, door->config)};
    struct buf why = {.limit = 1024};
    status = outbox_acknowledge(door->outbox, &row, &why);
    status = status == OUTBOX_WRONG && why.at != NULL
                 ? error_tell(err, PRECARE_E_ARGUMENT, "acknowledgement", why.at)
                 : outbox_error(status, err);
    buf_end(&why);
    if (door->strict != NULL && (status == PRECARE_E_NOT_FOUND || status == PRECARE_E_ARGUMENT)) {
        const struct strict_shown whose = {row.ref, row.appointment, row.occurrence, 0};

        strict_refused(door->strict, &whose);
    }
    return status;
}
