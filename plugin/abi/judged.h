/* SPDX-License-Identifier: MIT
 *
 * The functions of the plugin's table: each is the door's own, with strict mode (strict/strict.h)
 * looking on where the host is judged. Without it each is one look at a flag.
 */
#ifndef PRECARE_ABI_JUDGED_H
#define PRECARE_ABI_JUDGED_H

#include "precare/precare.h"

int32_t judged_start(precare_instance *instance, precare_error *err);
int32_t judged_booking(precare_instance *instance, const precare_event *event,
                       const precare_result **result_r, precare_error *err);
int32_t judged_charting(precare_instance *instance, const precare_event *event,
                        const precare_result **result_r, precare_error *err);
int32_t judged_needs(precare_instance *instance, uint32_t moment, const char *procedure,
                     uint64_t *mask_r);
int32_t judged_result_free(precare_instance *instance, const precare_result *result);
int32_t judged_lookup(precare_instance *instance, const char *ref, char *buf, uint64_t cap,
                      uint64_t *need_r, precare_error *err);
int32_t judged_acknowledge(precare_instance *instance, const precare_acknowledgement *ack,
                           precare_error *err);
int32_t judged_reload(precare_instance *instance, uint64_t *generation_r, precare_error *err);
int32_t judged_stop(precare_instance *instance, uint32_t deadline_ms, precare_error *err);
int32_t judged_close(precare_instance *instance);
int32_t judged_stats(precare_instance *instance, char *buf, uint64_t cap, uint64_t *need_r);

#endif
