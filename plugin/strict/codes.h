/* SPDX-License-Identifier: MIT
 *
 * What strict mode can find: a row a code, with what it means and what to do. The word of a code is
 * what the journal has, and the heading of its place in the manual
 * (packaging/manual/conformance.md, which is made from these rows). A test raises each of them, and
 * the kit prints them. Pure data.
 */
#ifndef PRECARE_STRICT_CODES_H
#define PRECARE_STRICT_CODES_H

#include <stdint.h>

#define STRICT_PAGE "conformance.md"

#define STRICT_CODES(ROW)                                                                          \
    /* threads and the life of an instance */                                                      \
    ROW(CONTROL_OVERLAP, "control-overlap",                                                        \
        "A [control] function (start, reload, stop, close) was called while another one of the "   \
        "same instance was under way.",                                                            \
        "Call the [control] functions of an instance from one place, one at a time.")              \
    ROW(CLOSE_DURING_CALL, "close-during-call",                                                    \
        "close was called while another thread was inside a call with the instance.",              \
        "Wait for the threads that call the plugin before you close it.")                          \
    ROW(AFTER_CLOSE, "after-close", "A call with an instance or a handle that is closed.",         \
        "Close last; keep no copy of the instance that outlives it.")                              \
    ROW(UNKNOWN_INSTANCE, "unknown-instance",                                                      \
        "A call with NULL, or with what no open() ever gave.",                                     \
        "Look at the status of open, and call nothing where it is below 0.")                       \
    ROW(NOT_STARTED, "not-started",                                                                \
        "A final or a settle with deliver: thread in a process that never called start: nobody "   \
        "delivers its alerts.",                                                                    \
        "Call start once in each process, after the last fork.")                                   \
    ROW(FORK_WITHOUT_START, "fork-without-start",                                                  \
        "A forked child uses an instance of its parent without having called start.",              \
        "Call start in each child after the fork. (The JSON door may be opened before it.)")       \
    ROW(CLONED, "cloned",                                                                          \
        "The process was cloned without a fork: nothing is recorded, nobody is told.",             \
        "Make processes with fork or posix_spawn, or open in the new process.")                    \
    ROW(OPENED_TWICE, "opened-twice",                                                              \
        "A state directory was opened a second time in a process in which it is open.",            \
        "Open once a process and share the instance among its threads; close the first before "    \
        "you open again.")                                                                         \
    /* memory */                                                                                   \
    ROW(EVENT_CHANGED, "event-changed", "The event's memory was changed during the call.",         \
        "Leave the event, and all that it points at, alone until the call has returned.")          \
    ROW(RESULT_CHANGED, "result-changed", "Somebody wrote into a result or an answer.",            \
        "Results are immutable: copy what you want to change.")                                    \
    ROW(FREED_TWICE, "freed-twice", "A result or an answer was freed a second time.",              \
        "Free each result once, where its owner is done with it.")                                 \
    ROW(USED_AFTER_FREE, "used-after-free",                                                        \
        "What lies in a result that was freed was handed to the plugin, or written into.",         \
        "Copy what you keep of a result before you free it.")                                      \
    ROW(NEVER_FREED, "never-freed",                                                                \
        "Results were not freed: a thousand at once, or some when the process ended.",             \
        "Call result_free (precare_json_free) for each result, also on the way of an error.")      \
    /* arguments */                                                                                \
    ROW(WRONG_ARGUMENT, "wrong-argument",                                                          \
        "A NULL or a number that the call cannot take (PRECARE_E_ARGUMENT).",                      \
        "Read what the header says of this function.")                                             \
    ROW(WRONG_SIZE, "wrong-size", "A struct_size or a stride that cannot be (PRECARE_E_SIZE).",    \
        "Set struct_size = sizeof of the struct, and stride = sizeof of one element.")             \
    ROW(WRONG_EVENT, "wrong-event",                                                                \
        "An event that cannot be read (PRECARE_E_EVENT, PRECARE_E_DOCUMENT).",                     \
        "The error's `where` has the path; mend the adapter. The visit was not checked.")          \
    ROW(WRONG_METHOD, "wrong-method", "A method that the JSON door does not have.",                \
        "Use the methods of the manual's table.")                                                  \
    /* the order of a visit's calls */                                                             \
    ROW(FINAL_AFTER_PREVIEW, "final-after-preview",                                                \
        "A final for what was previewed and never settled.",                                       \
        "End a preview by a settle with its disposition; final is for hosts with one call only.")  \
    ROW(SETTLE_WITHOUT_PREVIEW, "settle-without-preview",                                          \
        "A settle for which there was no preview of this visit, moment and action.",               \
        "Preview before the save, settle after it; a host with one call only says final.")         \
    ROW(SETTLED_OTHERWISE, "settled-otherwise",                                                    \
        "A preview that was settled was settled again, with another disposition.",                 \
        "Settle once, when the host's transaction has ended and you know how.")                    \
    ROW(SETTLE_DIFFERS, "settle-differs",                                                          \
        "The settle's event is not the one that was previewed: what was judged is not what was "   \
        "saved.",                                                                                  \
        "Settle with the same facts; where they changed since, preview them first.")               \
    ROW(OVERRIDDEN_WITHOUT_REASON, "overridden-without-reason",                                    \
        "A settle says overridden and has no acknowledgement.",                                    \
        "Send who overrode which rule, in which role, and why, in acknowledgements.")              \
    ROW(SAVED_THOUGH_BLOCKED, "saved-though-blocked",                                              \
        "A booking that is blocked was made or moved, and settled as saved.",                      \
        "Save nothing where the result is block, whatever the user says: settle as abandoned. "    \
        "What the rule lets somebody override is settled as overridden.")                          \
    ROW(SERIES_WITHOUT_OCCURRENCE, "series-without-occurrence",                                    \
        "An appointment's id names several visits, and the event has no occurrence.",              \
        "Set occurrence to the original day of this one wherever the id is.")                      \
    ROW(MOVED_SILENTLY, "moved-silently",                                                          \
        "The appointment is on another day than the last event of it, and no reschedule was "      \
        "told.",                                                                                   \
        "Raise a booking with action reschedule when an appointment is moved.")                    \
    ROW(EVENT_ID_REUSED, "event-id-reused", "An event_id was used before, for another visit.",     \
        "Give each event an id of its own; only a request that is tried again keeps it.")          \
    ROW(NO_IDENTITY, "no-identity",                                                                \
        "A final or a settle has no subject or no appointment id: it cannot be told once, "        \
        "found again or withdrawn.",                                                               \
        "Send the host's own keys of the patient and the appointment.")                            \
    /* what people did and saw */                                                                  \
    ROW(ACKNOWLEDGED_NOTHING, "acknowledged-nothing",                                              \
        "An acknowledgement of a visit of which nothing is known.",                                \
        "Acknowledge with the ref of the result, or the ids that its event had.")                  \
    ROW(ACKNOWLEDGEMENT_REFUSED, "acknowledgement-refused",                                        \
        "An acknowledgement of a finding that the visit did not have, or an override that the "    \
        "rule does not allow: by this role, for this reason, without its note.",                   \
        "Offer what the finding's override says: its roles, its reasons, its note.")               \
    ROW(SHOWN_AS_CLEAR, "shown-as-clear",                                                          \
        "The user was shown \"clear\" where the result was not.",                                  \
        "Show clear for PRECARE_CLEAR alone; below it the visit was not checked.")                 \
    ROW(SHOWN_OTHERWISE, "shown-otherwise",                                                        \
        "The user was shown another overall word than the result had.",                            \
        "Show the word of the result that belongs to this visit, the newest one.")

#define STRICT_NUMBER(constant, ...) STRICT_##constant,
enum strict_code {
    STRICT_CODES(STRICT_NUMBER) STRICT_CODE_COUNT
};
#undef STRICT_NUMBER

struct strict_code_row {
    const char *word, *what, *remedy;
};
const struct strict_code_row *strict_code(uint32_t code); /* below STRICT_CODE_COUNT */

/* All of them, as the manual has them. */
struct buf;
void strict_reference(struct buf *out);

#endif
