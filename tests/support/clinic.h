/* SPDX-License-Identifier: MIT
 *
 * For tests of the door: a clinic of its own (configuration, rules, state directory) under the
 * test's directory, the plugin loaded with dlopen through the public header alone, and events to
 * raise. What cannot be set up ends the test binary with a message: there is nothing to test then.
 */
#ifndef TESTS_SUPPORT_CLINIC_H
#define TESTS_SUPPORT_CLINIC_H

#include <stdbool.h>
#include <stdint.h>

#include "precare/precare.h"

struct clinic {
    char dir[256], config[288], rules[288], state[288];
    uint16_t port;                       /* where the channels' receiver listens; 0: nowhere */
    const char *deliver, *act_on, *more; /* lines of the configuration; set before clinic_make */
};

/* A fresh directory, the configuration, and rules of version 1. Fields of `wanted` that are zero
 * get defaults. */
void clinic_make(struct clinic *c, struct clinic wanted);
/* One rulebook with two rules; `version` stands in its version ("1.0.7") and in what its rules say
 * ("v7"). */
void clinic_write_rules(const struct clinic *c, uint32_t version);
void clinic_write(const char *path, const char *text); /* replaces a file, by rename */

/* PRECARE_PLUGIN, or what the environment's PRECARE_PLUGIN_OTHER names. Loaded once. */
const precare_api *clinic_plugin(void);
void *clinic_symbol(const char *name);

/* Opens (a failure ends the binary) and starts; closes. */
precare_instance *clinic_open(const struct clinic *c);
precare_instance *clinic_open_started(const struct clinic *c);

/* An event with all it points at. Everything was asked and nothing is wrong; the patient was born
 * in `born`. With 2010 the age rule holds the booking and tells the team; with 1980 it is clear. */
struct clinic_event {
    precare_event event;
    precare_patient patient;
    precare_appointment appointment;
    precare_provider provider;
    /* in the list when medications.entries.count is 1: tretinoin, ongoing */
    precare_medication medication[1];
    const char *sites[1];
    char id[64], event_id[64];
};
void clinic_event(struct clinic_event *e, int32_t born, uint32_t number);

/* Raises it by its moment's hook; the overall word. The result is freed. */
uint32_t clinic_raise(precare_instance *instance, struct clinic_event *e, int32_t *status_r);

const void *clinic_item(precare_array a, uint32_t i);
bool clinic_noted(const precare_result *r, const char *code);
uint64_t clinic_rows(const struct clinic *c,
                     const char *sql); /* a count from the outbox, read-only, by a child process */
/* of this process; one that was joined may still be leaving the kernel */
uint32_t clinic_threads(void);
bool clinic_threads_within(uint32_t most); /* waits at most half a second for those that leave */

#endif
