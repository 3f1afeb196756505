/* SPDX-License-Identifier: MIT
 *
 * The targets, by their kind: one file each, found by the rows of config/channel_kinds.h. Pure
 * data.
 */
#include "chat/target.h"

#define TARGET_OF(constant, file, ...) [CHANNEL_##constant] = &target_##file,
static const struct target *const targets[CHANNEL_KINDS] = {CHANNEL_KIND_ROWS(TARGET_OF)};

const struct target *target_of(uint32_t kind)
{
    return kind < CHANNEL_KINDS ? targets[kind] : NULL;
}
