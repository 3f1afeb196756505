/* SPDX-License-Identifier: MIT
 *
 * See baseline.h. Nothing here is general: each rule is a line of code, each list a bit. It tells
 * which rules fire and builds no result.
 */
#include "bench/baseline.h"

#include <stdbool.h>
#include <string.h>

#include "base/calendar.h"
#include "bench/workload.h"

/* ---- the hashed set ---- */

#define SLOTS 4096u

static struct {
    const char *code;
    uint32_t hash, lists; /* bits */
} slots[SLOTS];

/* Eight bytes at a time: codes are short, and most of the work is here. */
static inline uint32_t hash_of(const char *s)
{
    size_t len = strlen(s);
    uint64_t h = len, word = 0;

    for (; len >= 8; s += 8, len -= 8) {
        memcpy(&word, s, 8);
        h = (h ^ word) * 0x9e3779b97f4a7c15u;
    }
    word = 0;
    if (len & 4) {
        memcpy(&word, s, 4);
    }
    for (size_t at = len & 4; at < len; at++) {
        word = word << 8 | (unsigned char)s[at];
    }
    h = (h ^ word) * 0x9e3779b97f4a7c15u;
    return (uint32_t)(h >> 32);
}

static inline uint32_t lists_of(const char *code)
{
    uint32_t hash = hash_of(code);

    for (uint32_t slot = hash & (SLOTS - 1); slots[slot].code != NULL;
         slot = (slot + 1) & (SLOTS - 1)) {
        if (slots[slot].hash == hash && strcmp(slots[slot].code, code) == 0) {
            return slots[slot].lists;
        }
    }
    return 0;
}

void baseline_begin(void)
{
    work_lists_make();
    for (uint32_t list = 0; list < WORK_LISTS; list++) {
        for (uint32_t i = 0; i < work_lists[list].count; i++) {
            const char *code = work_lists[list].code[i];
            uint32_t hash = hash_of(code), slot = hash & (SLOTS - 1);

            while (slots[slot].code != NULL && strcmp(slots[slot].code, code) != 0) {
                slot = (slot + 1) & (SLOTS - 1);
            }
            slots[slot].code = code;
            slots[slot].hash = hash;
            slots[slot].lists |= 1u << list;
        }
    }
}

/* ---- sites and days ---- */

static bool is_on_face(const char *site)
{
    return strcmp(site, "forehead") == 0 || strcmp(site, "cheek") == 0 || strcmp(site, "lip") == 0;
}

bool work_in_area(precare_array sites, precare_array area)
{
    const char *const *a = sites.items, *const *b = area.items;

    for (uint32_t i = 0; i < sites.count; i++) {
        for (uint32_t k = 0; k < area.count; k++) {
            if (strcmp(a[i], b[k]) == 0 || (strcmp(a[i], "face") == 0 && is_on_face(b[k])) ||
                (strcmp(b[k], "face") == 0 && is_on_face(a[i]))) {
                return true;
            }
        }
    }
    return false;
}

static bool is_within(int32_t on, const precare_time *t, int32_t days)
{
    int32_t gone = on - date_of(t->year, t->month, t->day);

    return gone >= 0 && gone < days;
}

/* ---- the rules ---- */

#define IN(list) ((lists >> (list)) & 1u)
#define FIRE(number) fired |= 1u << (number)

static uint32_t judge_condition(const precare_condition *c, uint32_t lists, int32_t on,
                                precare_array area)
{
    uint32_t fired = 0;
    bool active = c->status == PRECARE_STATUS_ACTIVE;

    if (IN(ACNE) && active && c->severity >= PRECARE_MODERATE && work_in_area(c->sites, area)) {
        FIRE(3);
    }
    if (IN(PSORIASIS) && active && work_in_area(c->sites, area)) {
        FIRE(4);
    }
    if (IN(ECZEMA) && active && c->severity >= PRECARE_MILD && work_in_area(c->sites, area)) {
        FIRE(5);
    }
    if (IN(KELOID)) {
        FIRE(6);
    }
    if (IN(INFECTION) && active && work_in_area(c->sites, area)) {
        FIRE(7);
    }
    if (IN(HERPES) && active && work_in_area(c->sites, area) && is_within(on, &c->onset, 14)) {
        FIRE(8);
    }
    if (IN(BLEEDING)) {
        FIRE(9);
    }
    if (IN(IMMUNE) && active && c->severity >= PRECARE_SEVERE) {
        FIRE(10);
    }
    if (IN(CANCER) && is_within(on, &c->onset, 180)) {
        FIRE(11);
    }
    if (IN(DIABETES) && active && c->severity >= PRECARE_SEVERE) {
        FIRE(12);
    }
    return fired;
}

static uint32_t judge_medication(const precare_medication *m, uint32_t lists, int32_t on)
{
    uint32_t fired = 0;
    bool ongoing = m->use == PRECARE_USE_ONGOING;

    if (IN(RETINOIDS) && (ongoing || is_within(on, &m->last_used, 7))) {
        FIRE(13);
    }
    if (IN(ANTICOAGULANTS) && ongoing) {
        FIRE(14);
    }
    if (IN(IMMUNOSUPPRESSANTS) && ongoing) {
        FIRE(15);
    }
    if (IN(ORAL_RETINOIDS) && (ongoing || is_within(on, &m->last_used, 180))) {
        FIRE(16);
    }
    if (IN(PHOTOSENSITISERS) && (ongoing || is_within(on, &m->last_used, 14))) {
        FIRE(17);
    }
    if (IN(CANCER_MEDICINES) && ongoing) {
        FIRE(18);
    }
    return fired;
}

static uint32_t judge_procedure(const precare_procedure *p, uint32_t lists, int32_t on,
                                precare_array area)
{
    uint32_t fired = 0;

    if (IN(TOXIN) && is_within(on, &p->date, 14) && work_in_area(p->sites, area)) {
        FIRE(19);
    }
    if (IN(FILLER) && is_within(on, &p->date, 28)) {
        FIRE(20);
    }
    if (IN(NEEDLING) && is_within(on, &p->date, 28)) {
        FIRE(21);
    }
    return fired;
}

static int32_t years_between(const precare_time *born, const precare_time *on)
{
    bool had_birthday =
        on->month > born->month || (on->month == born->month && on->day >= born->day);

    return on->year - born->year - (had_birthday ? 0 : 1);
}

static uint32_t judge_people(const precare_event *e)
{
    const char *const *training = e->provider->training.items;
    int32_t age = years_between(&e->patient->birth_date, &e->appointment->start);
    uint32_t fired = 0;
    bool trained = false;

    if (age < 22) {
        FIRE(0);
    }
    if (age >= 80) {
        FIRE(1);
    }
    if (e->patient->pregnancy == PRECARE_PREGNANT ||
        e->patient->pregnancy == PRECARE_BREASTFEEDING) {
        FIRE(2);
    }
    for (uint32_t i = 0; i < e->provider->training.count; i++) {
        trained |= strcmp(training[i], "microneedling") == 0;
    }
    if (!trained) {
        FIRE(23);
    }
    return fired;
}

uint32_t baseline_judge(const precare_event *e)
{
    const precare_appointment *a = e->appointment;
    int32_t on = work_day(&a->start);

    if (((lists_of(a->procedure_code) >> NEEDLING) & 1u) == 0) {
        return 0;
    }
    uint32_t lists, fired = judge_people(e);
    const precare_condition *c = e->conditions.entries.items;
    for (uint32_t i = 0; i < e->conditions.entries.count; i++) {
        if ((lists = lists_of(c[i].code)) != 0) {
            fired |= judge_condition(&c[i], lists, on, a->sites);
        }
    }
    const precare_medication *m = e->medications.entries.items;
    for (uint32_t i = 0; i < e->medications.entries.count; i++) {
        if ((lists = lists_of(m[i].code)) != 0) {
            fired |= judge_medication(&m[i], lists, on);
        }
    }
    const precare_procedure *p = e->procedures.entries.items;
    for (uint32_t i = 0; i < e->procedures.entries.count; i++) {
        if ((lists = lists_of(p[i].code)) != 0) {
            fired |= judge_procedure(&p[i], lists, on, a->sites);
        }
    }
    const precare_allergy *al = e->allergies.entries.items;
    for (uint32_t i = 0; i < e->allergies.entries.count; i++) {
        if ((lists_of(al[i].code) >> ANAESTHETICS) & 1u) {
            FIRE(22);
        }
    }
    return fired;
}
