/* SPDX-License-Identifier: MIT
 *
 * precare.h - safety checks for practice-management software: the contract between a host and the
 * plugin.
 *
 * A host loads precare.so with dlopen, asks for one symbol, opens the plugin with a configuration,
 * and calls it when an appointment is booked and when a visit is charted. The plugin answers with
 * findings (what to tell the front desk) and tells the clinic's team chat what it must.
 *
 *     void *so = dlopen("precare.so", RTLD_NOW | RTLD_LOCAL);
 *     precare_entry_fn *entry = (precare_entry_fn *)dlsym(so, PRECARE_ENTRY);
 *     const precare_api *precare = entry(PRECARE_ABI_MINOR);
 *     precare->open(NULL, &params, &instance, &err);      once a process
 *     precare->start(instance, &err);                     after the last fork
 *     precare->booking(instance, &event, &result, &err);  on any thread; and charting()
 *     precare->result_free(instance, result);
 *     precare->stop(instance, 2000, &err);
 *     precare->close(instance);
 *
 * Reading guide
 *   1. words and numbers      the closed vocabularies; 0 is always "not known"
 *   2. the event              what the host knows of one visit; borrowed for the call
 *   3. the result             what the plugin found; owned by the host until result_free
 *   4. the host's table       what the host offers (all of it optional)
 *   5. the plugin's table     the functions, found through precare_entry_v1
 *   6. the JSON door          the same for hosts behind an FFI
 *
 * Rules that hold for everything below
 *   - 64-bit systems; UTF-8; texts end with NUL; a NULL text is "not known".
 *   - Zeroed memory reads as "not asked": a forgotten field gets a question, never a "no".
 *   - A struct that stands alone begins with struct_size = sizeof of it, as the writer knows it;
 *     the reader takes the smaller of both sizes and treats the rest as zero. Fields are appended,
 *     never inserted. Less than version 1.0 knows is an error.
 *   - Arrays carry a stride (the size of one element as the writer knows it), so that elements can
 *     grow too.
 *   - Each function says: thread ([control]: one at a time; [any-thread]), ownership
 *     ([borrowed: for the call], [owned: result_free]), since ([1.0]).
 *   - Limits of an event: 512 entries a list, 1 KiB a text, 128 bytes an id, no control characters.
 *
 * What the plugin does to its host's process: at most one worker thread (named "precare", stack
 * 256 KiB, all signals blocked) and libcurl's short-lived resolver threads; libcurl is mapped when
 * that thread first delivers, set up with curl_global_init, once, and never torn down; one atexit
 * handler and one pthread_atfork trio; descriptors that are close-on-exec. It changes no locale,
 * environment, umask, working directory or signal handler, and it calls the host only on the host's
 * own threads (unless PRECARE_HOST_LOG_ANY_THREAD is set), never with a lock of its own held.
 *
 * Version 1.0 of this interface is frozen: whatever says [1.0] stays where it is, as it is, with
 * its number, for as long as the entry ends in _v1. It grows at its ends, and its minor with it: an
 * old plugin in a new host works with less, and a new plugin in an old host works. What of a name,
 * of a meaning or of the documents is promised, and for how long, says promises.md of the manual.
 */
#ifndef PRECARE_H
#define PRECARE_H

#include <stdint.h>

#if defined(UINTPTR_MAX) && UINTPTR_MAX != 0xffffffffffffffffu
#error "precare is for 64-bit systems"
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define PRECARE_ABI_MAJOR 1
#define PRECARE_ABI_MINOR 0

/* ---- 1. Words and numbers -------------------------------------------------------------------- */

/* Moments of a visit. The booking hook raises the first, the charting hook the others. */
#define PRECARE_BOOKING 1
#define PRECARE_CHECK_IN 2
#define PRECARE_TREATMENT 3
#define PRECARE_FOLLOW_UP 4

#define PRECARE_CREATE 1 /* action, of a booking */
#define PRECARE_RESCHEDULE 2
#define PRECARE_CONFIRM 3
#define PRECARE_CANCEL 4 /* evaluates nothing, withdraws open alerts */

#define PRECARE_PREVIEW 1 /* phase: evaluate, tell nobody */
#define PRECARE_FINAL 2   /* also record and alert; 0 is read as this */
#define PRECARE_SETTLE 3  /* ends a preview: the same event again, with its disposition */

#define PRECARE_SAVED 1 /* disposition, of a settle */
#define PRECARE_ABANDONED 2
#define PRECARE_OVERRIDDEN 3

#define PRECARE_MILD 1 /* severity */
#define PRECARE_MODERATE 2
#define PRECARE_SEVERE 3

#define PRECARE_STATUS_ACTIVE 1 /* status of a condition */
#define PRECARE_STATUS_RESOLVED 2
#define PRECARE_STATUS_HISTORY 3
#define PRECARE_STATUS_FAMILY 4
#define PRECARE_STATUS_NEVER 5

#define PRECARE_USE_ONGOING 1 /* use of a medication */
#define PRECARE_USE_AS_NEEDED 2
#define PRECARE_USE_PRESCRIBED 3 /* not begun */
#define PRECARE_USE_STOPPED 4
#define PRECARE_USE_NEVER 5

#define PRECARE_DONE 1 /* state of a procedure or an appointment */
#define PRECARE_PLANNED 2
#define PRECARE_CANCELLED 3

#define PRECARE_AS_WRITTEN 1 /* checked: somebody looked, and it is meant as it is written */

#define PRECARE_PREGNANT 1 /* pregnancy */
#define PRECARE_BREASTFEEDING 2
#define PRECARE_TRYING 3
#define PRECARE_NOT_PREGNANT 4
#define PRECARE_NOT_APPLICABLE 5

/* Outcomes of findings, and with them the overall word of a result: the greater, the worse.
 * Anything below PRECARE_CLEAR means that the visit was not fully checked: never to be shown as
 * "clear". */
#define PRECARE_NOT_EVALUATED                                                                      \
    0                           /* the rules or the engine failed, or the event could not be read  \
                                 */
#define PRECARE_NO_RULES 1      /* no rule is in force for this procedure at this moment */
#define PRECARE_PARTIAL 2       /* one of several rulebooks was not evaluated */
#define PRECARE_OUT_OF_REVIEW 3 /* a rulebook is past its review date */
#define PRECARE_CLEAR 10
#define PRECARE_INFO 20
#define PRECARE_TASK 30 /* as an overall word: "tasks" */
#define PRECARE_ASK 40
#define PRECARE_WARN 50
#define PRECARE_HOLD 60
#define PRECARE_BLOCK 70
#define PRECARE_URGENT 80

#define PRECARE_COMPLETE 10 /* coverage; the others are the four numbers below PRECARE_CLEAR */

#define PRECARE_ASK_PATIENT 1 /* whom a question or a task is for */
#define PRECARE_ASK_STAFF 2
#define PRECARE_ASK_PRESCRIBER 3
#define PRECARE_ASK_PROVIDER 4

#define PRECARE_NOT_ASKED 1 /* why a question is open */
#define PRECARE_STALE 2
#define PRECARE_INCOMPLETE 3
#define PRECARE_NOT_UNDERSTOOD 4

#define PRECARE_NOTE_OPTIONAL 1 /* the note of an override */
#define PRECARE_NOTE_REQUIRED 2

#define PRECARE_ACCEPTED 1 /* acknowledgement of a finding */
#define PRECARE_OVERRODE 2
#define PRECARE_DISMISSED 3
#define PRECARE_SHOWN 4 /* acknowledge() alone: `reason` is the overall word that the user saw */

/* ---- 2. The event ---------------------------------------------------------------------------- */

typedef struct precare_array {
    const void *items;
    uint32_t count;
    /* bytes from one element to the next: at least the size in version 1.0, at most 4096 */
    uint32_t stride;
} precare_array;

/* A date or an instant. precision says how far it goes: nothing below it is read.
 * All zero: not known. */
#define PRECARE_TIME_YEAR 1
#define PRECARE_TIME_MONTH 2
#define PRECARE_TIME_DAY 3
#define PRECARE_TIME_LOCAL 4   /* with a time of day, in the clinic's zone */
#define PRECARE_TIME_INSTANT 5 /* with a time of day and offset_minutes east of UTC */
typedef struct precare_time {
    uint32_t precision;
    int32_t year; /* 1 to 9999 */
    int32_t month;
    int32_t day;
    int32_t hour;
    int32_t minute;
    int32_t second;
    int32_t offset_minutes;
} precare_time;

/* A value set of a list that was asked about by itself: "does the patient take blood thinners?" */
typedef struct precare_asked {
    const char *list; /* the rules' name of it: "blood-thinners" */
    precare_time on;
} precare_asked;

/* A list of the chart. `reviewed` not known: the list was not asked; its entries count, its silence
 * is unknown. `reviewed` with no entries: none known. */
typedef struct precare_list {
    precare_time reviewed;
    precare_array entries;
    precare_array asked; /* precare_asked: of these alone the silence is known */
} precare_list;

/* An entry has a text or a code ("icd-10:L40.0", "atc:D10AD01") or both.
 * list: the value set that was asked; the entry is in it, whatever its text. NULL: nobody asked so.
 * checked: PRECARE_AS_WRITTEN, or 0. sites: const char *; none: not known. */
typedef struct precare_condition {
    const char *text;
    const char *code;
    uint32_t status;   /* PRECARE_STATUS_ */
    uint32_t severity; /* PRECARE_MILD.. */
    precare_array sites;
    precare_time onset;
    precare_time recorded;
    precare_time resolved; /* carried, not judged: status decides */
    const char *list;
    uint32_t checked;
    uint32_t reserved;
} precare_condition;

typedef struct precare_medication {
    const char *text;
    const char *code;
    uint32_t use; /* PRECARE_USE_ */
    uint32_t checked;
    const char *route; /* a word of the clinic's choice: "topical" */
    precare_array sites;
    precare_time last_used;
    precare_time started;
    const char *list;
} precare_medication;

typedef struct precare_allergy {
    const char *text;
    const char *code;
    uint32_t severity;
    uint32_t checked;
    precare_time recorded;
    const char *list;
} precare_allergy;

typedef struct precare_procedure {
    const char *text;
    const char *code;
    uint32_t state; /* PRECARE_DONE.. */
    uint32_t checked;
    const char *appointment; /* the id of the appointment it belongs to */
    precare_array sites;
    precare_time date;
    precare_time occurrence; /* of an appointment in a series: see precare_appointment */
    const char *list;
    precare_array fields; /* precare_field: what was noted of it: "units" */
} precare_procedure;

typedef struct precare_answer {
    const char *name;
    const char *value; /* NULL or "missing": not answered */
    precare_time on;
} precare_answer;

typedef struct precare_reaction { /* charted after the procedure */
    const char *text;
    const char *code;
    uint32_t severity;
    uint32_t checked;
    precare_array sites;
    precare_time at;
} precare_reaction;

typedef struct precare_product { /* charted as used */
    const char *text;
    const char *code;
    precare_array sites;
    precare_time at;
    uint32_t checked;
    uint32_t reserved;
} precare_product;

typedef struct precare_field { /* of the procedure note, or of an earlier procedure */
    const char *name;
    const char *value;
} precare_field;

/* A clinician's documented "go on": for one appointment; where the rule says how long it lasts, and
 * it carries its finding's `matter`, for later ones too. */
typedef struct precare_clearance {
    const char *rule;
    const char *statement;
    const char *role;
    const char *reason;
    const char *appointment;
    precare_time on;
    precare_time occurrence;
    const char *matter; /* of the finding that was cleared: "m-41c09a7e" */
} precare_clearance;

typedef struct precare_acknowledgement { /* what somebody did about a finding */
    uint32_t struct_size;
    uint32_t action; /* PRECARE_ACCEPTED.. */
    const char *rule;
    const char *role;
    const char *actor;
    const char *reason;
    const char *note;
    precare_time at;
    const char *ref; /* acknowledge() alone: the result's reference; or the two ids instead of it */
    const char *subject;
    const char *appointment;
    precare_time occurrence; /* with the appointment, where that names a series */
} precare_acknowledgement;

typedef struct precare_patient {
    uint32_t struct_size;
    uint32_t pregnancy; /* PRECARE_PREGNANT.. */
    const char *sex;
    precare_time birth_date;
} precare_patient;

typedef struct precare_booked { /* a further procedure of the same visit */
    const char *text;
    const char *code;
    uint32_t checked;
    uint32_t reserved;
} precare_booked;

/* Where the host's id names a series, `occurrence` (the day, or instant, that tells this one from
 * its siblings: as in RECURRENCE-ID) is part of the visit's identity wherever the id is. */
typedef struct precare_appointment {
    uint32_t struct_size;
    uint32_t state; /* PRECARE_PLANNED.. */
    const char *id;
    precare_time start; /* required; a date where the hour is not known */
    const char *procedure_text;
    const char *procedure_code;
    uint32_t procedure_checked; /* PRECARE_AS_WRITTEN, or 0 */
    int32_t minutes;            /* length of the slot; 0: not known */
    const char *modality;
    precare_array sites;
    const char *indication;
    const char *price; /* "450 USD" */
    precare_time occurrence;
    precare_array also; /* precare_booked */
} precare_appointment;

typedef struct precare_provider {
    uint32_t struct_size;
    uint32_t training_recorded; /* 1: `training` says all of it, also when it is empty */
    const char *id;
    const char *role;
    precare_array training; /* const char * */
} precare_provider;

typedef struct precare_event {
    uint32_t struct_size;
    uint32_t moment; /* required */
    uint32_t action;
    uint32_t phase;
    uint32_t disposition;
    uint32_t reserved;
    const char *event_id; /* the host's own; the same again when a request is tried again */
    const char *subject;  /* the host's own opaque key of the patient */
    precare_time now;     /* required, never partial */
    const precare_patient *patient;
    const precare_appointment *appointment; /* required */
    const precare_provider *provider;
    precare_list conditions;  /* precare_condition */
    precare_list medications; /* precare_medication */
    precare_list allergies;   /* precare_allergy */
    precare_list procedures;  /* precare_procedure */
    precare_array answers;    /* precare_answer */
    precare_time procedure_ended;
    precare_array reactions;        /* precare_reaction */
    precare_array products;         /* precare_product */
    precare_array fields;           /* precare_field */
    precare_array clearances;       /* precare_clearance */
    precare_array acknowledgements; /* precare_acknowledgement; of a settle only */
} precare_event;

/* ---- 3. The result --------------------------------------------------------------------------- */

/* One immutable block that points at nothing else. Dates are texts, ready to show: "2026-12-02", or
 * an instant with its offset. Texts that do not apply are NULL. */

typedef struct precare_task {
    const char *what; /* the rule's word for it: "stop-retinoid" */
    const char *tell_patient;
    const char *due;
    uint32_t for_whom; /* PRECARE_ASK_PATIENT.. */
    uint32_t reserved;
    const char *until; /* of what lasts, instead of due: up to and including this day */
} precare_task;

typedef struct precare_alert {
    const char *channel;
    const char *say;
} precare_alert;

typedef struct precare_finding {
    const char *finding_id;
    const char *rule;
    const char *rulebook;
    const char *fingerprint; /* of the text of the rule: "r-7f3a9c21" */
    const char *title;
    const char *topic;
    uint32_t outcome; /* PRECARE_INFO.. */
    uint32_t ask_of;
    const char *say;
    precare_array matched; /* const char *: items of the rule's lists, never chart text */
    precare_array due;     /* const char *: of the tasks, in order, once each */
    const char *move_to;
    precare_array tasks; /* precare_task */
    const char *ask;
    precare_array override_by;      /* const char *: roles; none: no override */
    precare_array override_reasons; /* const char * */
    uint32_t override_note;
    uint32_t ask_by;           /* the moment by which the question must be answered */
    precare_array source_refs; /* const char * */
    precare_array statements;  /* const char * */
    const char *basis;
    const char *because;
    const char *detail;
    precare_array alerts;   /* precare_alert */
    const char *cleared_by; /* role; NULL: not cleared */
    const char *cleared_reason;
    const char *cleared_on;
    precare_array missing;  /* const char *: paths of the event that would settle the question */
    const char *changed_by; /* the overlay that changed this rule: "elm-street 1.2.0" */
    const char *matter;     /* of what was found, for a clearance that lasts; NULL: of a question */
} precare_finding;

/* Open questions of one part of the event, for one person and one time: one form, not ten cards. */
typedef struct precare_question {
    const char *about;
    uint32_t of;            /* PRECARE_ASK_PATIENT.. */
    uint32_t state;         /* PRECARE_NOT_ASKED.. */
    const char *since;      /* of what is stale: when it was said last */
    const char *again_from; /* what is known today, and from this day on no longer */
    uint32_t from;          /* the moment at which it will be asked; 0: now */
    uint32_t answer_by;     /* a moment */
    const char *first;      /* the one question to begin with: "Anything new since ...?" */
    precare_array rules;    /* const char * */
    precare_array ask;      /* const char * */
    precare_array missing;  /* const char *: paths of the event that would settle them */
} precare_question;

typedef struct precare_rulebook {
    const char *id;
    const char *version;
    const char *status;
    const char *hash; /* "sha256:..." of the meaning: comments and spacing do not matter */
} precare_rulebook;

typedef struct precare_note {
    const char *code;
    const char *text;
} precare_note;

typedef struct precare_result {
    uint32_t struct_size;
    uint32_t overall; /* "no findings" and "not checked" never look alike */
    uint32_t coverage;
    uint32_t reserved;
    const char *evaluation_id;
    const char *event_id;
    const char *reference_date;
    const char *today;
    const char *ref; /* what chat messages show; NULL: nobody was told */
    const char *error_path;
    const char *error_message;
    precare_array rulebooks; /* precare_rulebook */
    precare_array findings;  /* precare_finding: worst first, then in the order of the rules */
    precare_array questions; /* precare_question */
    precare_array shadow;    /* precare_finding: of shadow rules, never shown */
    precare_array unmatched; /* const char *: paths of entries that no list knows */
    precare_array unread;    /* const char *: paths of what nobody can read */
    precare_array notes;     /* precare_note */
} precare_result;

/* ---- 4. The host's table --------------------------------------------------------------------- */

typedef struct precare_instance precare_instance; /* one opened configuration; see open() */

/* Where a call went wrong. Belongs to the caller, who sets struct_size; may be NULL wherever it is
 * taken. Filled when the call returns anything but PRECARE_OK; never holds a value of the event. */
typedef struct precare_error {
    uint32_t struct_size;
    int32_t code;  /* what the call returned */
    uint32_t line; /* of a rules or configuration file; 0: none */
    uint32_t column;
    char where[256];   /* a file, or a path in the event: "medications.entries[2].use" */
    char message[512]; /* one line, plain words */
} precare_error;

/* The two hooks have this shape: booking() and charting() of the plugin's table. */
typedef int32_t precare_hook(precare_instance *instance, const precare_event *event,
                             const precare_result **result_r, precare_error *err);

#define PRECARE_HOOK_BOOKING 1 /* what register_hook is given */
#define PRECARE_HOOK_CHARTING 2

#define PRECARE_LOG_ERROR 1
#define PRECARE_LOG_WARNING 2
#define PRECARE_LOG_INFO 3

/* What the host can do: flags of its table. All but the first three are advice. */
#define PRECARE_HOST_LOG_ANY_THREAD 0x0001u /* log() may be called from the worker thread too */
#define PRECARE_HOST_PREFORKS 0x0002u       /* open() in the parent, start() in each child */
#define PRECARE_HOST_VALIDATE 0x0004u       /* only check: nothing is recorded, told or written */
#define PRECARE_HOST_BEFORE_SAVE 0x0008u    /* hooks run before the host saves */
#define PRECARE_HOST_AFTER_SAVE 0x0010u     /* hooks run after it */
#define PRECARE_HOST_CAN_VETO 0x0020u
#define PRECARE_HOST_CAN_ASK 0x0040u
#define PRECARE_HOST_CAN_TAKE_REASON 0x0080u
#define PRECARE_HOST_CAN_ACKNOWLEDGE 0x0100u

/* [borrowed: until close] Any function may be NULL, and so may the whole table: a host behind an
 * FFI passes NULL and calls the plugin's table itself. */
typedef struct precare_host {
    uint32_t struct_size;
    uint32_t abi_minor; /* PRECARE_ABI_MINOR */
    uint32_t flags;     /* PRECARE_HOST_ */
    uint32_t reserved;
    void *ctx; /* handed back in every call */
    const char *name;
    const char *version;

    /* [host's threads; any-thread with PRECARE_HOST_LOG_ANY_THREAD] [borrowed: for the call] [1.0]
     * One finished line: printable, at most 1 KiB, never a value of an event. */
    void (*log)(void *ctx, uint32_t level, const char *component, const char *message);

    /* [control] [1.0] Called by open(), once for each of PRECARE_HOOK_: call `hook` with `instance`
     * when the thing happens, until close(). Anything but 0 makes open() fail. */
    int32_t (*register_hook)(void *ctx, uint32_t which, precare_hook *hook,
                             precare_instance *instance);

    /* [control] [1.0] Optional features of the host by versioned id; NULL: has it not. Version 1.0
     * of the plugin asks for none. */
    const void *(*get_extension)(void *ctx, const char *id);
} precare_host;

/* What open() is told. */
typedef struct precare_params {
    uint32_t struct_size;
    uint32_t reserved;
    const char *config; /* path of the configuration; NULL: /etc/precare/precare.yaml */
} precare_params;

/* ---- 5. The plugin's table ------------------------------------------------------------------- */

/* What a call returns: 0 ok; above 0 ok with a note; below 0 an error. A host tests for < 0 and for
 * nothing else: rules that are still drafts give a note at every call. The list only grows: treat a
 * number that you do not know by its sign. */
#define PRECARE_OK 0
#define PRECARE_NOTED 1        /* the result, or `err`, has a note that somebody should read */
#define PRECARE_LAST_GOOD 2    /* the rules in use cannot be read: the last good ones are */
#define PRECARE_LATE 3         /* an alert has been waiting for too long: is nobody delivering? */
#define PRECARE_NOT_RECORDED 4 /* evaluated, but neither recorded nor told: see the notes */
#define PRECARE_UNFINISHED 5   /* stop: its time ran out; what is left stays in the outbox */

#define PRECARE_E_ARGUMENT (-1)   /* a NULL or a number that this call cannot take */
#define PRECARE_E_SIZE (-2)       /* a struct_size or a stride below that of 1.0, or too large */
#define PRECARE_E_INSTANCE (-3)   /* not an open instance: closed, or never opened */
#define PRECARE_E_ORDER (-4)      /* out of order: acknowledge on a validating host, ... */
#define PRECARE_E_MEMORY (-5)     /* no memory; nothing was done */
#define PRECARE_E_EVENT (-6)      /* the event breaks a rule of section 2; `where` is its path */
#define PRECARE_E_CONFIG (-7)     /* the configuration; `where`, line and column say where */
#define PRECARE_E_RULES (-8)      /* the rules, and there is no last good set */
#define PRECARE_E_STATE (-9)      /* the state directory or its outbox */
#define PRECARE_E_NOT_FOUND (-10) /* no such reference, or nothing to acknowledge */
#define PRECARE_E_ROOM (-11)      /* the buffer is too small: need_r says how many bytes */
#define PRECARE_E_DISK (-12)      /* the record could not be committed; try again */
#define PRECARE_E_FORKED                                                                           \
    (-13) /* the process was cloned behind the plugin's back: it writes nothing */
#define PRECARE_E_HOST (-14)   /* the host's own register_hook said no */
#define PRECARE_E_METHOD (-15) /* the JSON door: no such method */
#define PRECARE_E_DOCUMENT                                                                         \
    (-16) /* the JSON door: the document cannot be read; `where` is its path */
#define PRECARE_E_LIBRARY                                                                          \
    (-17) /* a library in this process is not the one that it was built for                        \
           */
#define PRECARE_E_SCREENING                                                                        \
    (-18) /* reload: a procedure would lose its last active rulebook; `precare reload --yes` does  \
           */
#define PRECARE_E_BUSY (-19)  /* reload: another one is under way; try again */
#define PRECARE_E_FAULT (-99) /* a fault of the plugin's own: please report it */

/* Which facts the rules in force look at: bits of needs(). What is not named here costs the host
 * nothing to leave out. Bits that you do not know may be set. */
#define PRECARE_NEEDS_BIRTH_DATE 0x00001u
#define PRECARE_NEEDS_PREGNANCY 0x00002u
#define PRECARE_NEEDS_CONDITIONS 0x00004u
#define PRECARE_NEEDS_MEDICATIONS 0x00008u
#define PRECARE_NEEDS_ALLERGIES 0x00010u
#define PRECARE_NEEDS_PROCEDURES 0x00020u
#define PRECARE_NEEDS_ANSWERS 0x00040u
#define PRECARE_NEEDS_SITES 0x00080u
#define PRECARE_NEEDS_MINUTES 0x00100u
#define PRECARE_NEEDS_MODALITY 0x00200u
#define PRECARE_NEEDS_INDICATION 0x00400u
#define PRECARE_NEEDS_PRICE 0x00800u
#define PRECARE_NEEDS_STATE 0x01000u /* of the appointment */
#define PRECARE_NEEDS_PROVIDER 0x02000u
#define PRECARE_NEEDS_REACTIONS 0x04000u
#define PRECARE_NEEDS_PRODUCTS 0x08000u
#define PRECARE_NEEDS_FIELDS 0x10000u
#define PRECARE_NEEDS_PROCEDURE_ENDED 0x20000u
#define PRECARE_NEEDS_SEX 0x40000u

#define PRECARE_MAGIC 0x31435250u /* "PRC1" */

/* Immutable, and valid as long as the library is mapped (it is never unmapped, dlclose or not).
 * Read abi_minor and struct_size before a function that came after 1.0. Any pointer is non-NULL.
 * Nothing here aborts, exits or asserts on what a host passes; a result freed twice is the host's
 * fault, and nobody can tell. */
typedef struct precare_api {
    uint32_t magic; /* PRECARE_MAGIC */
    uint32_t struct_size;
    uint32_t abi_major;
    uint32_t abi_minor;
    const char *name;    /* "precare" */
    const char *version; /* "0.1.0": for people; never compare it */
    const char *build;

    /* [control] [borrowed: params for the call, host until close] [1.0]
     * Reads the configuration and the rules in use, checks the state directory, registers the
     * hooks. What can fail visibly fails here. No thread, no socket, and nothing that a fork could
     * break. The rules in use are the clinic's: the first open takes them from the configuration's
     * `rules:`, later ones from the state directory, until reload(). With unreadable rules the last
     * good ones are used: PRECARE_LAST_GOOD, and a note in every result. A disk that is full is
     * PRECARE_NOTED, and said in `err`. On an error *instance_r is NULL. */
    int32_t (*open)(const precare_host *host, const precare_params *params,
                    precare_instance **instance_r, precare_error *err);

    /* [control] [1.0] Delivery may begin, in this process; call it after the last fork. The worker
     * starts with the first thing to deliver (`deliver: thread`), or never (`external`).
     * Idempotent. Without it hooks evaluate, record and queue, and somebody else delivers. */
    int32_t (*start)(precare_instance *instance, precare_error *err);

    /* [any-thread] [borrowed: event for the call] [owned: result_free] [1.0]
     * The two hooks. booking takes the moment PRECARE_BOOKING, charting the other three. The phase
     * says what follows: a preview records and tells nobody; final records and alerts before it
     * returns; settle ends a preview with the same event, its disposition and acknowledgements.
     * The same event again is the same findings, told once.
     * An event that cannot be read gives PRECARE_E_EVENT (PRECARE_E_SIZE, PRECARE_E_ARGUMENT) *and*
     * a result: not evaluated. Only without memory, or without a usable instance, result_r or err,
     * there is none (*result_r is NULL). */
    int32_t (*booking)(precare_instance *instance, const precare_event *event,
                       const precare_result **result_r, precare_error *err);
    int32_t (*charting)(precare_instance *instance, const precare_event *event,
                        const precare_result **result_r, precare_error *err);

    /* [any-thread] [1.0] Bits PRECARE_NEEDS_ of what the rules in force look at, at this moment,
     * for this procedure (its text or its code, mapped like an event's; NULL: any). */
    int32_t (*needs)(precare_instance *instance, uint32_t moment, const char *procedure,
                     uint64_t *mask_r);

    /* [any-thread] [1.0] Frees a result; NULL is fine. It may be called after close, with the stale
     * instance or NULL. */
    int32_t (*result_free)(precare_instance *instance, const precare_result *result);

    /* [any-thread] [1.0] The host's own ids behind a reference that a chat message shows, as a JSON
     * text with its NUL: {"ref", "subject", "appointment", "occurrence", "start"}. *need_r: the
     * bytes it takes (may be NULL); with PRECARE_E_ROOM nothing is written. */
    int32_t (*lookup)(precare_instance *instance, const char *ref, char *buf, uint64_t cap,
                      uint64_t *need_r, precare_error *err);

    /* [any-thread] [borrowed: ack for the call] [1.0]
     * Somebody accepted, overrode or dismissed a finding. Required: action, and ref (of a result)
     * or appointment. rule says which finding (NULL: all of that alert), at says when (all zero:
     * now). Ends the escalation. PRECARE_OK only once the record is committed; the same again is
     * one. PRECARE_SHOWN says what a user was shown: it is recorded nowhere, and is for a host that
     * is tried in strict mode, which compares it with the result. */
    int32_t (*acknowledge)(precare_instance *instance, const precare_acknowledgement *ack,
                           precare_error *err);

    /* [control] [1.0] Takes the edited rules of the configuration into use for the whole clinic,
     * or, on any error, leaves everything as it was. May overlap evaluations on other threads.
     * Every other process follows at its next call. *generation_r (may be NULL) counts up. */
    int32_t (*reload)(precare_instance *instance, uint64_t *generation_r, precare_error *err);

    /* [control] [1.0] Ends delivery: no new requests, waits at most deadline_ms for those under
     * way, lets them go, and joins the worker (a slow disk may add half a second). What is not
     * delivered stays in the outbox. start() may follow. */
    int32_t (*stop)(precare_instance *instance, uint32_t deadline_ms, precare_error *err);

    /* [control] [1.0] Stops, as stop(500) does, and frees. No other thread may be inside a call
     * with this instance. From then on it is stale: every call with it is PRECARE_E_INSTANCE. */
    int32_t (*close)(precare_instance *instance);

    /* [any-thread] [1.0] JSON: counts, latencies, the queue, the rules in force. No patient data.
     * buf, cap and need_r as in lookup; the next call may need more, for its numbers grow. */
    int32_t (*stats)(precare_instance *instance, char *buf, uint64_t cap, uint64_t *need_r);

    /* [any-thread] [1.0] Optional features by versioned id ("precare.something/1"); NULL: none. */
    const void *(*get_extension)(const char *id);
} precare_api;

/* [any-thread] [1.0] The one entry: the major version is in its name, so that a wrong one fails
 * cleanly in dlsym. Does nothing but return the table. */
#define PRECARE_ENTRY "precare_entry_v1"
typedef const precare_api *precare_entry_fn(uint32_t host_abi_minor);
const precare_api *precare_entry_v1(uint32_t host_abi_minor);

/* ---- 6. The JSON door ------------------------------------------------------------------------ */

/* The same plugin through flat functions, for hosts behind an FFI (Python, PHP, Node): texts in,
 * texts out, one handle. Built on the table above, with its threads, its promises and its statuses:
 * below 0 is an error, above 0 a note and no failure. These hosts deliver with `deliver: external`.
 *   method        in                                   out
 *   evaluate      a precare-event/1 document           a precare-result/1 document
 *   acknowledge   {"ref" or "appointment", "action", "rule", "role", "at", ...}  {"status"}
 *   lookup        {"ref"}                              the ids behind it
 *   told          {"ref" or "appointment"}            who was told, who acknowledged it
 *   needs         {"moment", "procedure"}              {"needs": ["conditions", ...], "mask"}
 *   sheet         {"event", "format": "html", ...}     {"format", "text", "why"}
 *   form          {"event", "format", "of", ...}       a precare-form/1 document, page, FHIR
 *   answers       {"answers", "event", "form"}         {"event", "missing"}
 *   discovery     -                                    CDS Hooks: {"services": [...]}
 *   cds-hooks     a hook's request                     {"cards": [...]}
 *   cds-feedback  feedback to cards                    {"recorded", "unknown", ...}
 *   reload        -                                    {"generation"}
 *   stats         -                                    as of stats()
 *   describe      -                                    version, configuration, rulebooks, ... */
typedef struct precare_json precare_json;

/* [control] [1.0] open() and start(). */
int32_t precare_json_open(const char *config, precare_json **handle_r, precare_error *err);

/* [any-thread] [borrowed: in, for the call] [owned: precare_json_free] [1.0]
 * in_len bytes of UTF-8 (NULL and 0 where a method takes nothing). *out_r ends with a NUL that
 * *out_len_r does not count. An event that cannot be read is answered too: PRECARE_E_DOCUMENT with
 * a result that says not-evaluated and where. On other errors *out_r is NULL. */
int32_t precare_json_call(precare_json *handle, const char *method, const char *in, uint64_t in_len,
                          char **out_r, uint64_t *out_len_r, precare_error *err);

/* [any-thread] [1.0] Frees an answer; NULL is fine. */
void precare_json_free(char *out);

/* [control] [1.0] stop() and close(). A handle closed twice is PRECARE_E_INSTANCE. */
int32_t precare_json_close(precare_json *handle);

#ifdef __cplusplus
}
#endif

#endif
