/* SPDX-License-Identifier: MIT
 *
 * What the link has to say (relay/link.h): each trouble once, until another or none. The owner's
 * thread.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "relay/link.h"

void link_say(struct link *link, const char *format, ...)
{
    char line[512];
    va_list args;

    if (link->log != NULL) {
        va_start(args, format);
        (void)vsnprintf(line, sizeof line, format, args);
        va_end(args);
        link->log(link->log_context, line);
    }
}

void link_trouble(struct link *link, const char *format, ...)
{
    char line[sizeof link->said];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(line, sizeof line, format, args);
    va_end(args);
    if (strcmp(line, link->said) != 0) {
        memcpy(link->said, line, sizeof line);
        link_say(link, "%s", line);
    }
}

void link_well(struct link *link)
{
    link->said[0] = '\0';
}
