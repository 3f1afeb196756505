/* SPDX-License-Identifier: MIT
 *
 * The one symbol that a host asks for, and the table behind it. No work, no allocation; never an
 * exact match of versions: what a host does not know of the table it does not read.
 */
#include <string.h>

#include "abi/door.h"
#include "abi/frozen_1_0.h"
#include "abi/judged.h"

#define EXPORT __attribute__((visibility("default")))

#ifndef PRECARE_BUILD
#define PRECARE_BUILD "precare " PRECARE_VERSION
#endif

static const struct command_door command_door = {
    .open = door_open_bare,
    .reload = door_reload_as,
    .history = door_history,
    .show = door_show,
};

static const void *extension_get(const char *id)
{
    return id != NULL && strcmp(id, COMMAND_DOOR) == 0 ? &command_door : NULL;
}

static const precare_api api = {
    .magic = PRECARE_MAGIC,
    .struct_size = sizeof(precare_api),
    .abi_major = PRECARE_ABI_MAJOR,
    .abi_minor = PRECARE_ABI_MINOR,
    .name = "precare",
    .version = PRECARE_VERSION,
    .build = PRECARE_BUILD,
    .open = door_open,
    .start = judged_start,
    .booking = judged_booking,
    .charting = judged_charting,
    .needs = judged_needs,
    .result_free = judged_result_free,
    .lookup = judged_lookup,
    .acknowledge = judged_acknowledge,
    .reload = judged_reload,
    .stop = judged_stop,
    .close = judged_close,
    .stats = judged_stats,
    .get_extension = extension_get,
};

EXPORT const precare_api *precare_entry_v1(uint32_t host_abi_minor)
{
    (void)host_abi_minor; /* newer or older: the table says what it has */
    return &api;
}
