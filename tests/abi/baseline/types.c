/* SPDX-License-Identifier: MIT
 *
 * Every public type, reached from one function each, so that abidiff sees all of them and nothing
 * of the plugin's inside. Compiled twice by tests/abi/baseline_test.sh: with the frozen header and
 * with today's.
 */
#ifndef HEADER
#define HEADER "precare/precare.h"
#endif
#include HEADER

#define REACH(type)                                                                                \
    void reach_##type(const type *of);                                                             \
    void reach_##type(const type *of)                                                              \
    {                                                                                              \
        (void)of;                                                                                  \
    }
REACH(precare_api)
REACH(precare_host)
REACH(precare_params)
REACH(precare_error)
REACH(precare_event)
REACH(precare_condition)
REACH(precare_medication)
REACH(precare_allergy)
REACH(precare_procedure)
REACH(precare_answer)
REACH(precare_reaction)
REACH(precare_product)
REACH(precare_field)
REACH(precare_clearance)
REACH(precare_acknowledgement)
REACH(precare_result)
REACH(precare_task)
REACH(precare_alert)
REACH(precare_finding)
REACH(precare_question)
REACH(precare_rulebook)
REACH(precare_note)

void reach_functions(precare_entry_fn *entry,
                     int32_t (*open)(const char *, precare_json **, precare_error *));
void reach_functions(precare_entry_fn *entry,
                     int32_t (*open)(const char *, precare_json **, precare_error *))
{
    (void)entry;
    (void)open;
}
