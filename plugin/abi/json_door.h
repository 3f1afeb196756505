/* SPDX-License-Identifier: MIT
 *
 * The JSON door as it is without strict mode: what the exported functions of json_judged.c call.
 * Each as the header says of its namesake.
 */
#ifndef PRECARE_ABI_JSON_DOOR_H
#define PRECARE_ABI_JSON_DOOR_H

#include "precare/precare.h"

int32_t json_door_open(const char *config, precare_json **handle_r, precare_error *err);
int32_t json_door_call(precare_json *handle, const char *method, const char *in, uint64_t in_len,
                       char **out_r, uint64_t *out_len_r, precare_error *err);
void json_door_free(char *out);
int32_t json_door_close(precare_json *handle);
precare_instance *json_door_instance(precare_json *handle); /* NULL: closed, or no handle */

#endif
