/* SPDX-License-Identifier: MIT
 *
 * For tests of strict mode: hosts, as a function each that plays one in a process of its own
 * (support/child.h). Wrong ones, one for each code, and right ones.
 */
#ifndef TESTS_SUPPORT_STRICT_HOST_H
#define TESTS_SUPPORT_STRICT_HOST_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "strict/strict.h"
#include "support/clinic.h"

struct strict_host {
    struct clinic clinic; /* made before it plays */
    precare_instance *instance;
    struct clinic_event e;
    atomic_bool inside; /* a thread of it is in a call, or soon */
};

struct strict_wrong {
    enum strict_code code;
    void (*play)(struct strict_host *h);
    const char *deliver;
    bool races, clones; /* sanitizers would tell of it, too; they follow no clone */
};
extern const struct strict_wrong strict_wrongs[STRICT_CODE_COUNT];

extern void (*const strict_rights[])(struct strict_host *h);
extern const size_t strict_right_count;
void right_previews_and_settles(struct strict_host *h);
/* So many threads, each with so many bookings: a preview and a settle. */
#define STRICT_THREADS 64
#define STRICT_BOOKINGS 6
void right_books_on_threads(struct strict_host *h);

/* ---- what hosts do ---- */

void host_begin(struct strict_host *h); /* opens, starts; the event of a booking that is held */
void host_end(struct strict_host *h);
void host_raise(struct strict_host *h, uint32_t phase, uint32_t disposition);
const precare_result *host_result(struct strict_host *h);
int32_t host_acknowledge(struct strict_host *h, uint32_t action, const char *appointment,
                         const char *rule, const char *reason);
/* The same host in a child; how that ended: 0 well (child_end). */
int host_forks(struct strict_host *h, void (*play)(struct strict_host *h));

#endif
