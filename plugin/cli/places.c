/* SPDX-License-Identifier: MIT
 *
 * See places.h. In a build tree the command is build/precare, the plugin build/precare.so and the
 * rules ../rules; installed it is PREFIX/bin/precare, with LIBDIR/precare/precare.so and
 * PREFIX/share/precare/rules. Never fails: the last place is returned when none is there, so that
 * the error names it.
 */
#include "cli/places.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef PRECARE_LIBDIR
#define PRECARE_LIBDIR "/usr/local/lib"
#endif
#ifndef PRECARE_DATADIR
#define PRECARE_DATADIR "/usr/local/share"
#endif

static const char *places_beside(const char *relative, const char *installed, char out[PATH_MAX])
{
    char self[PATH_MAX], path[PATH_MAX + 64];
    ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);

    if (len > 0) {
        self[len] = '\0';
        *strrchr(self, '/') = '\0';
        (void)snprintf(path, sizeof path, "%s/%s", self, relative);
        if (realpath(path, out) != NULL) {
            return out;
        }
    }
    (void)snprintf(out, PATH_MAX, "%s", installed);
    return out;
}

const char *places_plugin(void)
{
    static char path[PATH_MAX];

    return places_beside("precare.so", PRECARE_LIBDIR "/precare/precare.so", path);
}

const char *places_rules(void)
{
    static char path[PATH_MAX];

    return places_beside("../rules", PRECARE_DATADIR "/precare/rules", path);
}

const char *places_config(void)
{
    static char path[PATH_MAX];

    return places_beside("../packaging/precare.yaml", PRECARE_DATADIR "/precare/precare.yaml",
                         path);
}

const char *places_manual(void)
{
    static char path[PATH_MAX];

    return places_beside("../packaging/manual", PRECARE_DATADIR "/doc/precare/manual", path);
}

const char *places_relay(void)
{
    static char path[PATH_MAX];

    return places_beside("precare-relay", PRECARE_LIBDIR "/precare/precare-relay", path);
}

const char *places_serve(void)
{
    static char path[PATH_MAX];

    return places_beside("precare-serve", PRECARE_LIBDIR "/precare/precare-serve", path);
}
