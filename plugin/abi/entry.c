/* SPDX-License-Identifier: MIT
 *
 * The one symbol that a host asks for, and the table behind it. No work, no allocation; never an
 * exact match of versions: what a host does not know of the table it does not read.
 */
#include <string.h>

#include "abi/door.h"
#include "abi/frozen_1_0.h"

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
    .start = door_start,
    .booking = door_booking,
    .charting = door_charting,
    .needs = door_needs,
    .result_free = door_result_free,
    .lookup = door_lookup,
    .acknowledge = door_acknowledge,
    .reload = door_reload,
    .stop = door_stop,
    .close = door_close,
    .stats = door_stats,
    .get_extension = extension_get,
};

EXPORT const precare_api *precare_entry_v1(uint32_t host_abi_minor)
{
    (void)host_abi_minor; /* newer or older: the table says what it has */
    return &api;
}
