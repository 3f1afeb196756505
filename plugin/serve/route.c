/* SPDX-License-Identifier: MIT
 *
 * What a path is (serve_parts.h), and which methods go with it. Pure.
 */
#include <string.h>

#include "cds/cds.h"
#include "serve/serve_parts.h"

#define SERVICES "/cds-services"
#define FEEDBACK "/feedback"

static const struct {
    const char *methods; /* with a comma behind each */
    const char *allows;
} routes[] = {
    [ROUTE_NONE] = {"", ""},
    [ROUTE_DISCOVERY] = {"GET,HEAD,", "GET, HEAD, OPTIONS"},
    [ROUTE_HOOK] = {"POST,", "POST, OPTIONS"},
    [ROUTE_FEEDBACK] = {"POST,", "POST, OPTIONS"},
};

void route_read(const char *path, struct route *route_r)
{
    *route_r = (struct route){.kind = ROUTE_NONE};
    if (strcmp(path, SERVICES) == 0) {
        route_r->kind = ROUTE_DISCOVERY;
        return;
    }
    if (strncmp(path, SERVICES "/", sizeof SERVICES) != 0) {
        return;
    }
    const char *id = path + sizeof SERVICES;
    size_t len = strcspn(id, "/");
    if (len >= SERVICE_MOST || (id[len] != '\0' && strcmp(id + len, FEEDBACK) != 0)) {
        return;
    }
    memcpy(route_r->service, id, len);
    if (cds_service_known(route_r->service)) {
        route_r->kind = id[len] == '\0' ? ROUTE_HOOK : ROUTE_FEEDBACK;
    }
}

const char *route_allows(const struct route *route)
{
    return routes[route->kind].allows;
}

bool route_takes(const struct route *route, const char *method)
{
    size_t len = strlen(method);

    for (const char *at = routes[route->kind].methods; *at != '\0'; at = strchr(at, ',') + 1) {
        if (strncmp(at, method, len) == 0 && at[len] == ',') {
            return true;
        }
    }
    return false;
}
