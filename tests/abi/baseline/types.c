/* SPDX-License-Identifier: MIT
 *
 * Every public type and function, reached from one function each, so that abidiff sees all of them
 * and nothing of the plugin's inside. Compiled twice by tests/abi/baseline_test.sh: with a frozen
 * header and with today's. LIST is a file with the frozen one's types, which that test makes.
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
#ifdef LIST
#include LIST
#endif

struct functions {
    precare_entry_fn *entry;
    precare_hook *hook;
    __typeof__(&precare_entry_v1) precare_entry_v1;
    __typeof__(&precare_json_open) precare_json_open;
    __typeof__(&precare_json_call) precare_json_call;
    __typeof__(&precare_json_free) precare_json_free;
    __typeof__(&precare_json_close) precare_json_close;
};
typedef struct functions functions;
REACH(functions)
