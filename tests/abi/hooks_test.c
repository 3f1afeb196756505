/* SPDX-License-Identifier: MIT
 *
 * The two hooks through the built plugin: what a host sees of a booking, a preview, a settle, a
 * charting; and every limit of an event, each with its error code and path.
 */
#include <string.h>

#include "support/clinic.h"
#include "test.h"

static struct clinic clinic;
static precare_instance *instance;

static int hooks_setup(void)
{
    clinic_make(&clinic,
                (struct clinic){
                    .more = "map:\n"
                            "  procedures: {MN1: {procedure: microneedling, sites: [face]}}\n"
                            "  providers: {p7: {role: physician, training: [microneedling]}}\n"});
    instance = clinic_open_started(&clinic);
    return instance == NULL;
}

static int hooks_teardown(void)
{
    return clinic_plugin()->close(instance) != PRECARE_OK;
}

static const precare_result *hooks_raise(struct clinic_event *e, int32_t *status_r,
                                         precare_error *err)
{
    const precare_result *result = NULL;
    int32_t status = (e->event.moment == PRECARE_BOOKING
                          ? clinic_plugin()->booking
                          : clinic_plugin()->charting)(instance, &e->event, &result, err);

    if (status_r != NULL) {
        *status_r = status;
    }
    return result;
}

static const precare_finding *hooks_finding(const precare_result *r, const char *rule)
{
    for (uint32_t i = 0; r != NULL && i < r->findings.count; i++) {
        const precare_finding *f = clinic_item(r->findings, i);

        if (strcmp(f->rule, rule) == 0) {
            return f;
        }
    }
    return NULL;
}

static void a_clean_booking_is_clear(void)
{
    struct clinic_event e;
    int32_t status;

    clinic_event(&e, 1980, 1);
    const precare_result *r = hooks_raise(&e, &status, NULL);
    CU_ASSERT_EQUAL(status, PRECARE_OK);
    CU_ASSERT_FATAL(r != NULL);
    CU_ASSERT_EQUAL(r->overall, PRECARE_CLEAR);
    CU_ASSERT_EQUAL(r->coverage, PRECARE_COMPLETE);
    CU_ASSERT_EQUAL(r->struct_size, sizeof *r);
    CU_ASSERT_STRING_EQUAL(r->event_id, "apt-1/1");
    CU_ASSERT_STRING_EQUAL(r->reference_date, "2027-01-12");
    CU_ASSERT_PTR_NULL(r->ref);
    clinic_plugin()->result_free(instance, r);
}

static void a_held_booking_is_recorded_and_tells_the_team(void)
{
    struct clinic_event e;
    int32_t status;

    clinic_event(&e, 2010, 2);
    uint64_t before = clinic_rows(&clinic, "SELECT count(*) FROM message");
    const precare_result *r = hooks_raise(&e, &status, NULL);
    CU_ASSERT_FATAL(r != NULL);
    CU_ASSERT_EQUAL(r->overall, PRECARE_HOLD);
    CU_ASSERT_PTR_NOT_NULL(r->ref);
    const precare_finding *f = hooks_finding(r, "too-young");
    CU_ASSERT_FATAL(f != NULL);
    CU_ASSERT_STRING_EQUAL(f->say, "Under 22, v1.");
    CU_ASSERT_EQUAL(f->alerts.count, 1);
    char ref[64];
    strncpy(ref, r->ref, sizeof ref - 1);
    clinic_plugin()->result_free(instance, r);
    CU_ASSERT_EQUAL(clinic_rows(&clinic, "SELECT count(*) FROM message"), before + 1);

    char json[512];
    uint64_t need = 0;
    CU_ASSERT_EQUAL(clinic_plugin()->lookup(instance, ref, NULL, 0, &need, NULL), PRECARE_E_ROOM);
    CU_ASSERT(need > 10 && need < sizeof json);
    CU_ASSERT_EQUAL(clinic_plugin()->lookup(instance, ref, json, need, NULL, NULL), PRECARE_OK);
    CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"pt-88\""));
    CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"apt-2\""));
    CU_ASSERT_EQUAL(strlen(json) + 1, need);
}

static void the_same_event_again_tells_nobody_twice(void)
{
    struct clinic_event e;

    clinic_event(&e, 2010, 3);
    CU_ASSERT_EQUAL(clinic_raise(instance, &e, NULL), PRECARE_HOLD);
    uint64_t once = clinic_rows(&clinic, "SELECT count(*) FROM message");
    CU_ASSERT_EQUAL(clinic_raise(instance, &e, NULL), PRECARE_HOLD);
    CU_ASSERT_EQUAL(clinic_rows(&clinic, "SELECT count(*) FROM message"), once);
}

/* Two sessions of a series under one id: each is told of, and one is cancelled. */
static void each_occurrence_of_a_series_is_a_visit_of_its_own(void)
{
    struct clinic_event e;
    char refs[2][16] = {"", ""};
    uint64_t before;

    clinic_event(&e, 2010, 61);
    before = clinic_rows(&clinic, "SELECT count(*) FROM message WHERE state = 0");
    for (int32_t i = 0; i < 2; i++) {
        e.appointment.occurrence =
            (precare_time){PRECARE_TIME_DAY, 2027, 1, 12 + 7 * i, 0, 0, 0, 0};
        const precare_result *r = hooks_raise(&e, NULL, NULL);
        CU_ASSERT_FATAL(r != NULL && r->ref != NULL);
        (void)snprintf(refs[i], sizeof refs[i], "%s", r->ref);
        clinic_plugin()->result_free(instance, r);
    }
    CU_ASSERT_STRING_NOT_EQUAL(refs[0], refs[1]);
    uint64_t told = clinic_rows(&clinic, "SELECT count(*) FROM message WHERE state = 0") - before;
    CU_ASSERT(told >= 2 && told % 2 == 0);
    e.event.action = PRECARE_CANCEL;
    CU_ASSERT_EQUAL(clinic_raise(instance, &e, NULL), PRECARE_CLEAR);
    CU_ASSERT_EQUAL(clinic_rows(&clinic, "SELECT count(*) FROM message WHERE state = 0") - before,
                    told / 2);
}

static void a_preview_leaves_no_trace(void)
{
    struct clinic_event e;
    uint64_t messages = clinic_rows(&clinic, "SELECT count(*) FROM message");
    uint64_t records = clinic_rows(&clinic, "SELECT count(*) FROM record WHERE kind = 1");

    clinic_event(&e, 2010, 4);
    e.event.phase = PRECARE_PREVIEW;
    const precare_result *r = hooks_raise(&e, NULL, NULL);
    CU_ASSERT_FATAL(r != NULL);
    CU_ASSERT_EQUAL(r->overall, PRECARE_HOLD);
    CU_ASSERT_PTR_NULL(r->ref);
    clinic_plugin()->result_free(instance, r);
    CU_ASSERT_EQUAL(clinic_rows(&clinic, "SELECT count(*) FROM message"), messages);
    CU_ASSERT_EQUAL(clinic_rows(&clinic, "SELECT count(*) FROM record WHERE kind = 1"), records);
}

static void a_settle_that_was_saved_records_and_tells(void)
{
    struct clinic_event e;
    uint64_t messages = clinic_rows(&clinic, "SELECT count(*) FROM message");
    precare_acknowledgement ack = {.struct_size = sizeof ack,
                                   .action = PRECARE_OVERRODE,
                                   .rule = "too-young",
                                   .role = "Doctor",
                                   .actor = "u12",
                                   .reason = "benefit-outweighs"};

    clinic_event(&e, 2010, 5);
    e.event.phase = PRECARE_SETTLE;
    e.event.disposition = PRECARE_SAVED;
    e.event.acknowledgements = (precare_array){&ack, 1, sizeof ack};
    CU_ASSERT_EQUAL(clinic_raise(instance, &e, NULL), PRECARE_HOLD);
    CU_ASSERT_EQUAL(clinic_rows(&clinic, "SELECT count(*) FROM message"), messages + 1);
    CU_ASSERT_EQUAL(
        clinic_rows(&clinic, "SELECT count(*) FROM record WHERE kind = 2 AND role = 'Doctor'"), 0);
    CU_ASSERT(clinic_rows(&clinic,
                          "SELECT count(*) FROM record WHERE kind = 2 AND role = 'physician'") > 0);
}

static void a_settle_that_was_abandoned_tells_nobody(void)
{
    struct clinic_event e;
    uint64_t messages = clinic_rows(&clinic, "SELECT count(*) FROM message");

    clinic_event(&e, 2010, 6);
    e.event.phase = PRECARE_SETTLE;
    e.event.disposition = PRECARE_ABANDONED;
    CU_ASSERT_EQUAL(clinic_raise(instance, &e, NULL), PRECARE_HOLD);
    CU_ASSERT_EQUAL(clinic_rows(&clinic, "SELECT count(*) FROM message"), messages);
}

static void a_cancel_is_clear_and_evaluates_nothing(void)
{
    struct clinic_event e;
    int32_t status;

    clinic_event(&e, 2010, 7);
    CU_ASSERT_EQUAL(clinic_raise(instance, &e, NULL), PRECARE_HOLD);
    e.event.action = PRECARE_CANCEL;
    const precare_result *r = hooks_raise(&e, &status, NULL);
    CU_ASSERT_FATAL(r != NULL);
    CU_ASSERT_EQUAL(r->overall, PRECARE_CLEAR);
    CU_ASSERT_EQUAL(r->findings.count, 0);
    clinic_plugin()->result_free(instance, r);
}

static void a_clearance_makes_the_hold_an_info_and_its_alert_falls_away(void)
{
    struct clinic_event e;
    precare_clearance clearance = {.rule = "too-young",
                                   .role = "M.D.",
                                   .reason = "benefit-outweighs",
                                   .appointment = "apt-8",
                                   .on = {PRECARE_TIME_DAY, 2026, 11, 30, 0, 0, 0, 0}};
    uint64_t messages = clinic_rows(&clinic, "SELECT count(*) FROM message");

    clinic_event(&e, 2010, 8);
    e.event.clearances = (precare_array){&clearance, 1, sizeof clearance};
    const precare_result *r = hooks_raise(&e, NULL, NULL);
    const precare_finding *f = hooks_finding(r, "too-young");
    CU_ASSERT_FATAL(f != NULL);
    CU_ASSERT_EQUAL(f->outcome, PRECARE_INFO);
    CU_ASSERT_STRING_EQUAL(f->cleared_by, "M.D."); /* a word of physician */
    clinic_plugin()->result_free(instance, r);
    CU_ASSERT_EQUAL(clinic_rows(&clinic, "SELECT count(*) FROM message"), messages);
}

static void a_status_above_zero_has_its_words_too(void)
{
    struct clinic_event e;
    precare_clearance clearance = {.rule = "too-young",
                                   .role = "front-desk",
                                   .reason = "benefit-outweighs",
                                   .on = {PRECARE_TIME_DAY, 2026, 11, 30, 0, 0, 0, 0}};
    precare_error err = {.struct_size = sizeof err};
    int32_t status;

    clinic_event(&e, 2010, 14);
    e.event.clearances = (precare_array){&clearance, 1, sizeof clearance};
    const precare_result *r = hooks_raise(&e, &status, &err);
    CU_ASSERT_EQUAL(status, PRECARE_NOTED);
    CU_ASSERT_EQUAL(err.code, PRECARE_NOTED);
    CU_ASSERT_STRING_EQUAL(err.where, "notes");
    CU_ASSERT(err.message[0] != '\0' && r != NULL && r->notes.count > 0);
    clinic_plugin()->result_free(instance, r);
}

static void zeroed_memory_is_a_question_and_never_a_no(void)
{
    struct clinic_event e;

    clinic_event(&e, 1980, 9);
    e.event.patient = NULL;
    e.event.medications = (precare_list){0};
    const precare_result *r = hooks_raise(&e, NULL, NULL);
    CU_ASSERT_FATAL(r != NULL);
    CU_ASSERT_EQUAL(r->overall, PRECARE_ASK);
    CU_ASSERT_EQUAL(r->findings.count, 2);
    CU_ASSERT(r->questions.count >= 1);
    clinic_plugin()->result_free(instance, r);
}

static void the_mapping_gives_procedure_site_and_training(void)
{
    struct clinic_event e;

    clinic_event(&e, 1980, 10);
    e.appointment.procedure_text = "House special";
    e.appointment.procedure_code = "local:MN1";
    e.appointment.sites = (precare_array){0};
    e.event.medications.entries.count = 1;
    const precare_result *r = hooks_raise(&e, NULL, NULL);
    CU_ASSERT_FATAL(r != NULL);
    CU_ASSERT_EQUAL(r->overall, PRECARE_WARN);
    const precare_finding *f = hooks_finding(r, "retinoid");
    CU_ASSERT_FATAL(f != NULL);
    CU_ASSERT_STRING_EQUAL(f->say, "tretinoin in use, v1.");
    clinic_plugin()->result_free(instance, r);
}

static void the_mapping_holds_for_what_else_is_done(void)
{
    struct clinic_event e;
    precare_booked also = {.text = "House special", .code = "local:MN1"};

    clinic_event(&e, 1980, 10);
    e.appointment.procedure_text = "facial";
    e.event.medications.entries.count = 1;
    CU_ASSERT_EQUAL(clinic_raise(instance, &e, NULL), PRECARE_NO_RULES);
    e.appointment.also = (precare_array){&also, 1, sizeof also};
    const precare_result *r = hooks_raise(&e, NULL, NULL);
    CU_ASSERT_FATAL(r != NULL);
    CU_ASSERT_PTR_NOT_NULL(hooks_finding(r, "retinoid"));
    clinic_plugin()->result_free(instance, r);
}

static void another_procedure_has_no_rules_and_is_not_clear(void)
{
    struct clinic_event e;

    clinic_event(&e, 2010, 11);
    e.appointment.procedure_text = "laser";
    CU_ASSERT_EQUAL(clinic_raise(instance, &e, NULL), PRECARE_NO_RULES);
}

static void charting_takes_the_other_moments(void)
{
    struct clinic_event e;

    clinic_event(&e, 2010, 12);
    e.event.moment = PRECARE_CHECK_IN;
    CU_ASSERT_EQUAL(clinic_raise(instance, &e, NULL), PRECARE_HOLD);
    e.event.moment = PRECARE_FOLLOW_UP;
    CU_ASSERT_EQUAL(clinic_raise(instance, &e, NULL), PRECARE_NO_RULES);
}

/* ---- needs, acknowledge, stats ---- */

static void needs_names_the_facts_that_the_rules_look_at(void)
{
    uint64_t mask = 0;

    CU_ASSERT_EQUAL(clinic_plugin()->needs(instance, PRECARE_BOOKING, "microneedling", &mask),
                    PRECARE_OK);
    CU_ASSERT_EQUAL(mask,
                    PRECARE_NEEDS_BIRTH_DATE | PRECARE_NEEDS_MEDICATIONS | PRECARE_NEEDS_SITES);
    CU_ASSERT_EQUAL(clinic_plugin()->needs(instance, PRECARE_BOOKING, NULL, &mask), PRECARE_OK);
    CU_ASSERT_EQUAL(mask,
                    PRECARE_NEEDS_BIRTH_DATE | PRECARE_NEEDS_MEDICATIONS | PRECARE_NEEDS_SITES);
    CU_ASSERT_EQUAL(clinic_plugin()->needs(instance, PRECARE_BOOKING, "MN1", &mask), PRECARE_OK);
    CU_ASSERT(mask != 0);
    CU_ASSERT_EQUAL(clinic_plugin()->needs(instance, PRECARE_BOOKING, "laser", &mask), PRECARE_OK);
    CU_ASSERT_EQUAL(mask, 0);
    CU_ASSERT_EQUAL(clinic_plugin()->needs(instance, PRECARE_FOLLOW_UP, NULL, &mask), PRECARE_OK);
    CU_ASSERT_EQUAL(mask, 0);
}

static void an_acknowledgement_is_recorded_once(void)
{
    struct clinic_event e;
    precare_error err = {.struct_size = sizeof err};
    precare_acknowledgement ack = {.struct_size = sizeof ack,
                                   .action = PRECARE_ACCEPTED,
                                   .rule = "too-young",
                                   .role = "physician",
                                   .actor = "u12",
                                   .reason = "benefit-outweighs",
                                   .at = {PRECARE_TIME_INSTANT, 2026, 12, 1, 11, 0, 0, -300}};

    clinic_event(&e, 2010, 13);
    const precare_result *r = hooks_raise(&e, NULL, NULL);
    CU_ASSERT_FATAL(r != NULL && r->ref != NULL);
    ack.ref = r->ref;
    uint64_t before = clinic_rows(&clinic, "SELECT count(*) FROM record WHERE kind = 2");
    CU_ASSERT_EQUAL(clinic_plugin()->acknowledge(instance, &ack, &err), PRECARE_OK);
    CU_ASSERT_EQUAL(clinic_rows(&clinic, "SELECT count(*) FROM record WHERE kind = 2"), before + 1);
    ack.role = "MD"; /* the same role in another word */
    CU_ASSERT_EQUAL(clinic_plugin()->acknowledge(instance, &ack, &err), PRECARE_OK);
    CU_ASSERT_EQUAL(clinic_rows(&clinic, "SELECT count(*) FROM record WHERE kind = 2"), before + 1);
    ack.at = (precare_time){PRECARE_TIME_MONTH, 2026, 12, 0, 0, 0, 0, 0};
    CU_ASSERT_EQUAL(clinic_plugin()->acknowledge(instance, &ack, &err), PRECARE_E_EVENT);
    CU_ASSERT_STRING_EQUAL(err.where, "at");
    ack.at = (precare_time){0}; /* now */
    ack.rule = NULL;            /* all that the alert said */
    CU_ASSERT_EQUAL(clinic_plugin()->acknowledge(instance, &ack, &err), PRECARE_OK);
    CU_ASSERT_EQUAL(clinic_rows(&clinic, "SELECT count(*) FROM record WHERE kind = 2"), before + 2);
    CU_ASSERT_EQUAL(clinic_plugin()->acknowledge(instance, &ack, &err), PRECARE_OK);
    CU_ASSERT_EQUAL(clinic_rows(&clinic, "SELECT count(*) FROM record WHERE kind = 2"), before + 2);
    ack.ref = "no-such-reference";
    CU_ASSERT_EQUAL(clinic_plugin()->acknowledge(instance, &ack, &err), PRECARE_E_NOT_FOUND);
    CU_ASSERT(err.message[0] != '\0');
    ack.ref = NULL;
    CU_ASSERT_EQUAL(clinic_plugin()->acknowledge(instance, &ack, &err), PRECARE_E_ARGUMENT);
    clinic_plugin()->result_free(instance, r);
}

static void stats_count_and_name_the_rules_without_a_patient(void)
{
    static char json[65536];
    uint64_t need = 0;

    CU_ASSERT_EQUAL(clinic_plugin()->stats(instance, NULL, 0, &need), PRECARE_E_ROOM);
    CU_ASSERT_EQUAL(clinic_plugin()->stats(instance, json, sizeof json, &need), PRECARE_OK);
    CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"version\":\"1.0.1\""));
    CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"final\":"));
    CU_ASSERT_PTR_NULL(strstr(json, "pt-88"));
    CU_ASSERT_PTR_NULL(strstr(json, "apt-"));
}

/* ---- the limits of an event ---- */

static void hooks_refused(struct clinic_event *e, int32_t code, const char *where)
{
    precare_error err = {.struct_size = sizeof err};
    int32_t status;
    const precare_result *r = hooks_raise(e, &status, &err);

    if (status != code || strcmp(err.where, where) != 0) {
        printf("    wanted %d at \"%s\", got %d at \"%s\": %s\n", code, where, status, err.where,
               err.message);
    }
    CU_ASSERT_EQUAL(status, code);
    CU_ASSERT_EQUAL(err.code, code);
    CU_ASSERT_STRING_EQUAL(err.where, where);
    CU_ASSERT(err.message[0] != '\0');
    CU_ASSERT_FATAL(r != NULL);
    CU_ASSERT_EQUAL(r->overall, PRECARE_NOT_EVALUATED);
    CU_ASSERT_EQUAL(r->coverage, PRECARE_NOT_EVALUATED);
    CU_ASSERT_STRING_EQUAL(r->error_path, where);
    CU_ASSERT_EQUAL(r->findings.count, 0);
    clinic_plugin()->result_free(instance, r);
}

#define REFUSED(change, code, where)                                                               \
    do {                                                                                           \
        struct clinic_event e;                                                                     \
        clinic_event(&e, 1980, 50);                                                                \
        e.event.medications.entries.count = 1;                                                     \
        change;                                                                                    \
        hooks_refused(&e, code, where);                                                            \
    } while (0)

static char long_text[1026], long_id[130];

static void what_is_required_must_be_there(void)
{
    REFUSED(e.event.now = (precare_time){0}, PRECARE_E_EVENT, "now");
    REFUSED(e.event.now.precision = PRECARE_TIME_MONTH, PRECARE_E_EVENT, "now");
    REFUSED(e.event.appointment = NULL, PRECARE_E_EVENT, "appointment");
    REFUSED(e.appointment.start = (precare_time){0}, PRECARE_E_EVENT, "appointment.start");
    REFUSED(e.appointment.start.precision = PRECARE_TIME_YEAR, PRECARE_E_EVENT,
            "appointment.start");
    REFUSED(e.medication[0].text = NULL, PRECARE_E_EVENT, "medications.entries[0]");
    REFUSED(e.event.phase = PRECARE_SETTLE, PRECARE_E_EVENT, "disposition");
}

static void a_moment_must_fit_its_hook(void)
{
    struct clinic_event e;
    const precare_result *r = NULL;

    clinic_event(&e, 1980, 51);
    CU_ASSERT_EQUAL(clinic_plugin()->charting(instance, &e.event, &r, NULL), PRECARE_E_EVENT);
    clinic_plugin()->result_free(instance, r);
    e.event.moment = PRECARE_TREATMENT;
    CU_ASSERT_EQUAL(clinic_plugin()->booking(instance, &e.event, &r, NULL), PRECARE_E_EVENT);
    CU_ASSERT_STRING_EQUAL(r->error_path, "moment");
    clinic_plugin()->result_free(instance, r);
    e.event.moment = 0;
    CU_ASSERT_EQUAL(clinic_plugin()->booking(instance, &e.event, &r, NULL), PRECARE_E_EVENT);
    clinic_plugin()->result_free(instance, r);
}

static void words_are_of_their_vocabulary(void)
{
    REFUSED(e.event.action = 5, PRECARE_E_EVENT, "action");
    REFUSED(e.event.phase = 4, PRECARE_E_EVENT, "phase");
    REFUSED(e.event.disposition = 4, PRECARE_E_EVENT, "disposition");
    REFUSED(e.patient.pregnancy = 6, PRECARE_E_EVENT, "patient.pregnancy");
    REFUSED(e.appointment.state = 4, PRECARE_E_EVENT, "appointment.state");
    REFUSED(e.medication[0].use = 6, PRECARE_E_EVENT, "medications.entries[0].use");
    REFUSED(e.provider.training_recorded = 2, PRECARE_E_EVENT, "provider.training_recorded");
    REFUSED(e.appointment.minutes = -1, PRECARE_E_EVENT, "appointment.minutes");
}

static void times_exist(void)
{
    REFUSED(e.patient.birth_date.month = 13, PRECARE_E_EVENT, "patient.birth_date");
    REFUSED(e.patient.birth_date.month = 0, PRECARE_E_EVENT, "patient.birth_date");
    REFUSED(e.patient.birth_date.year = 10000, PRECARE_E_EVENT, "patient.birth_date");
    REFUSED(e.patient.birth_date.precision = 6, PRECARE_E_EVENT, "patient.birth_date");
    REFUSED(e.appointment.start.hour = 24, PRECARE_E_EVENT, "appointment.start");
    REFUSED(e.appointment.start.hour = -1, PRECARE_E_EVENT, "appointment.start");
    REFUSED(e.event.now.offset_minutes = 1440, PRECARE_E_EVENT, "now");
    REFUSED(e.event.now.offset_minutes = INT32_MIN, PRECARE_E_EVENT, "now");
    REFUSED((e.medication[0].last_used = (precare_time){PRECARE_TIME_DAY, 2026, 2, 29, 0, 0, 0, 0}),
            PRECARE_E_EVENT, "medications.entries[0].last_used");
}

static void texts_keep_their_limits(void)
{
    memset(long_text, 'a', sizeof long_text - 1);
    memset(long_id, 'a', sizeof long_id - 1);
    REFUSED(e.medication[0].text = long_text, PRECARE_E_EVENT, "medications.entries[0].text");
    REFUSED(e.event.event_id = long_id, PRECARE_E_EVENT, "event_id");
    REFUSED(e.event.subject = long_id, PRECARE_E_EVENT, "subject");
    REFUSED(e.appointment.id = long_id, PRECARE_E_EVENT, "appointment.id");
    REFUSED(e.provider.id = long_id, PRECARE_E_EVENT, "provider.id");
    REFUSED(e.medication[0].text = "tret\xffinoin", PRECARE_E_EVENT, "medications.entries[0].text");
    REFUSED(e.medication[0].text = "cut \xc3", PRECARE_E_EVENT, "medications.entries[0].text");
    REFUSED(e.medication[0].text = "\xed\xa0\x80", PRECARE_E_EVENT, "medications.entries[0].text");
    REFUSED(e.medication[0].text = "a\nb", PRECARE_E_EVENT, "medications.entries[0].text");
    REFUSED(e.medication[0].text = "twelve bytes\x7f", PRECARE_E_EVENT,
            "medications.entries[0].text");
    REFUSED(e.medication[0].text = "twelve bytes\xc2\x85", PRECARE_E_EVENT,
            "medications.entries[0].text");
    REFUSED(e.medication[0].text = "a\x01", PRECARE_E_EVENT, "medications.entries[0].text");
    REFUSED(e.sites[0] = "", PRECARE_E_EVENT, "appointment.sites[0]");
    REFUSED(e.sites[0] = NULL, PRECARE_E_EVENT, "appointment.sites[0]");
}

static void texts_at_their_limits_are_fine(void)
{
    struct clinic_event e;

    clinic_event(&e, 1980, 52);
    memset(long_text, 'a', sizeof long_text);
    memset(long_id, 'a', sizeof long_id);
    long_text[1024] = long_id[128] = '\0';
    e.event.medications.entries.count = 1;
    e.medication[0].text = long_text;
    e.event.subject = long_id;
    e.event.medications.entries.count = 1;
    CU_ASSERT_EQUAL(clinic_raise(instance, &e, NULL), PRECARE_CLEAR);
    e.medication[0].text = "\xc3\x96l \xe2\x80\x93 \xf0\x9f\x99\x82";
    CU_ASSERT_EQUAL(clinic_raise(instance, &e, NULL), PRECARE_CLEAR);
}

static void arrays_keep_their_limits(void)
{
    static precare_medication many[513];

    for (size_t i = 0; i < 513; i++) {
        many[i] = (precare_medication){.text = "water"};
    }
    REFUSED((e.event.medications.entries = (precare_array){many, 513, sizeof many[0]}),
            PRECARE_E_EVENT, "medications.entries");
    REFUSED(e.event.medications.entries.items = NULL, PRECARE_E_EVENT, "medications.entries");
    REFUSED(e.event.medications.entries.stride = 0, PRECARE_E_SIZE, "medications.entries");
    REFUSED(e.event.medications.entries.stride = 8, PRECARE_E_SIZE, "medications.entries");
    REFUSED(e.event.medications.entries.stride = sizeof(precare_medication) - 8, PRECARE_E_SIZE,
            "medications.entries");
    REFUSED(e.event.medications.entries.stride += 1, PRECARE_E_SIZE, "medications.entries");
    /* no element is so large: what lies behind the first is not the host's to show */
    REFUSED(e.event.medications.entries.stride = 65536, PRECARE_E_SIZE, "medications.entries");
    REFUSED(e.event.medications.entries.stride = 4096 + 8, PRECARE_E_SIZE, "medications.entries");
    REFUSED(e.event.medications.entries.stride = UINT32_MAX - 7, PRECARE_E_SIZE,
            "medications.entries");
    REFUSED(e.appointment.sites.stride = 65536, PRECARE_E_SIZE, "appointment.sites");
    REFUSED(e.event.medications.entries.count = UINT32_MAX, PRECARE_E_EVENT, "medications.entries");
    REFUSED(e.appointment.sites.stride = 4, PRECARE_E_SIZE, "appointment.sites");

    struct clinic_event e;
    clinic_event(&e, 1980, 53);
    e.event.medications.entries = (precare_array){many, 512, sizeof many[0]};
    CU_ASSERT_EQUAL(clinic_raise(instance, &e, NULL), PRECARE_CLEAR);
}

static void sizes_below_1_0_are_refused(void)
{
    REFUSED(e.event.struct_size = sizeof(precare_event) - 1, PRECARE_E_SIZE, "event");
    REFUSED(e.event.struct_size = 0, PRECARE_E_SIZE, "event");
    REFUSED(e.patient.struct_size = 8, PRECARE_E_SIZE, "patient");
    REFUSED(e.appointment.struct_size = 0, PRECARE_E_SIZE, "appointment");
    REFUSED(e.provider.struct_size = 4, PRECARE_E_SIZE, "provider");
}

static void answers_are_named_once(void)
{
    precare_answer answers[2] = {{.name = "consent", .value = "recorded"},
                                 {.name = "consent", .value = "missing"}};
    precare_answer nameless = {.value = "recorded"};

    REFUSED((e.event.answers = (precare_array){answers, 2, sizeof answers[0]}), PRECARE_E_EVENT,
            "answers[1].name");
    REFUSED((e.event.answers = (precare_array){&nameless, 1, sizeof nameless}), PRECARE_E_EVENT,
            "answers[0].name");
}

static const struct test tests[] = {
    {"a clean booking is clear", a_clean_booking_is_clear},
    {"a held booking is recorded and tells the team",
     a_held_booking_is_recorded_and_tells_the_team},
    {"the same event again tells nobody twice", the_same_event_again_tells_nobody_twice},
    {"each occurrence of a series is a visit of its own",
     each_occurrence_of_a_series_is_a_visit_of_its_own},
    {"a preview leaves no trace", a_preview_leaves_no_trace},
    {"a settle that was saved records and tells", a_settle_that_was_saved_records_and_tells},
    {"a settle that was abandoned tells nobody", a_settle_that_was_abandoned_tells_nobody},
    {"a cancel is clear and evaluates nothing", a_cancel_is_clear_and_evaluates_nothing},
    {"a clearance makes the hold an info, and its alert falls away",
     a_clearance_makes_the_hold_an_info_and_its_alert_falls_away},
    {"a status above zero has its words too", a_status_above_zero_has_its_words_too},
    {"zeroed memory is a question, and never a no", zeroed_memory_is_a_question_and_never_a_no},
    {"the mapping gives procedure, site and training",
     the_mapping_gives_procedure_site_and_training},
    {"the mapping holds for further procedures of the visit",
     the_mapping_holds_for_what_else_is_done},
    {"another procedure has no rules, and is not clear",
     another_procedure_has_no_rules_and_is_not_clear},
    {"charting takes the other moments", charting_takes_the_other_moments},
    {"needs names the facts that the rules look at", needs_names_the_facts_that_the_rules_look_at},
    {"an acknowledgement is recorded once", an_acknowledgement_is_recorded_once},
    {"stats count, and name the rules without a patient",
     stats_count_and_name_the_rules_without_a_patient},
    {0},
};

static const struct test limits[] = {
    {"what is required must be there", what_is_required_must_be_there},
    {"a moment must fit its hook", a_moment_must_fit_its_hook},
    {"words are of their vocabulary", words_are_of_their_vocabulary},
    {"times exist", times_exist},
    {"texts keep their limits", texts_keep_their_limits},
    {"texts at their limits are fine", texts_at_their_limits_are_fine},
    {"arrays keep their limits", arrays_keep_their_limits},
    {"sizes below those of 1.0 are refused", sizes_below_1_0_are_refused},
    {"answers are named once", answers_are_named_once},
    {0},
};

const struct test_suite test_suites[] = {
    {"hooks", hooks_setup, hooks_teardown, tests},
    {"limits", hooks_setup, hooks_teardown, limits},
    {0},
};
