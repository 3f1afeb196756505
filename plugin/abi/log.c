/* SPDX-License-Identifier: MIT
 *
 * Lines for the host's log: finished, printable, short, without a value of an event. Written on the
 * host's threads, or (with PRECARE_HOST_LOG_ANY_THREAD) by the courier's too; otherwise what the
 * courier says is kept until a thread of the host's comes by. The host is never called with a lock
 * of ours held. Lines that find no room are counted out.
 */
#include <stdio.h>
#include <string.h>

#include "abi/door.h"

#define LINE_MOST 1023

void door_log(struct door *door, uint32_t level, const char *component, const char *message)
{
    static const char demonstration[] = "demonstration: ";
    char line[LINE_MOST + 1];
    size_t len = 0;

    if (door->host.log == NULL || atomic_load(&door->muted)) {
        return;
    }
    if (door->config != NULL && door->config->act_on == ACT_ON_DEMONSTRATION) {
        len = sizeof demonstration - 1;
        memcpy(line, demonstration, len);
    }
    for (; len < LINE_MOST && *message != '\0'; len++, message++) {
        unsigned char c = (unsigned char)*message;

        line[len] = c < 0x20 || c == 0x7f ? ' ' : *message;
    }
    while (*message != '\0' && len > 0 && ((unsigned char)*message & 0xc0) == 0x80) {
        len--; /* not within a character */
        message--;
    }
    line[len] = '\0';
    door->host.log(door->host.ctx, level, component, line);
}

void door_courier_log(void *context, const char *line)
{
    struct door *door = context;

    if (door->host.log == NULL) {
        return;
    }
    if ((door->host.flags & PRECARE_HOST_LOG_ANY_THREAD) != 0) {
        door_log(door, PRECARE_LOG_WARNING, "courier", line);
        return;
    }
    (void)pthread_mutex_lock(&door->log_mutex);
    uint32_t count = atomic_load(&door->log_count);
    if (count < LOG_LINES) {
        (void)snprintf(door->log_lines[count], LOG_BYTES, "%s", line);
        atomic_store(&door->log_count, count + 1);
    }
    (void)pthread_mutex_unlock(&door->log_mutex);
}

void door_log_kept(struct door *door)
{
    char lines[LOG_LINES][LOG_BYTES];

    if (atomic_load_explicit(&door->log_count, memory_order_relaxed) == 0) {
        return;
    }
    (void)pthread_mutex_lock(&door->log_mutex);
    uint32_t count = atomic_exchange(&door->log_count, 0);
    memcpy(lines, door->log_lines, sizeof lines);
    (void)pthread_mutex_unlock(&door->log_mutex);
    for (uint32_t i = 0; i < count; i++) {
        door_log(door, PRECARE_LOG_WARNING, "courier", lines[i]);
    }
}
