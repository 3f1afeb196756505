/* SPDX-License-Identifier: MIT
 *
 * One request, from its first line to its end (serve_parts.h): looked at by the gate before its
 * body is taken, then handed to the JSON door. Called by the library, on one of its few threads; a
 * request that finds no memory ends with its connection.
 */
#include <string.h>

#include <jansson.h>

#include "base/seam.h"
#include "cds/cds.h"
#include "serve/serve_parts.h"

static const struct refusal refusal_other_hook = {
    400, "invalid", "This service has no such hook. GET /cds-services says which there are."};
static const struct refusal refusal_trouble = {
    503, "transient",
    "Nothing was checked: this service cannot judge just now. It says why in its "
    "own log; treat the visit as not checked."};

void *request_begin(void *of, const char *uri, struct MHD_Connection *connection)
{
    struct server *server = of;
    struct request *request = mem_new(sizeof *request);

    (void)uri;
    watch_step(&server->watch, connection, WATCH_ASKED);
    if (request != NULL) {
        request->server = server;
        request->connection = connection;
        request->body.limit = SERVE_BODY_MOST;
    }
    return request;
}

void request_end(void *of, struct MHD_Connection *connection, void **context,
                 enum MHD_RequestTerminationCode code)
{
    struct server *server = of;
    struct request *request = *context;

    (void)code;
    if (request != NULL) {
        buf_end(&request->body);
        mem_drop(request);
        *context = NULL;
    }
    watch_step(&server->watch, connection, WATCH_DONE);
}

/* ---- the answer of the door ---- */

/* What the door wrote is an answer; where it wrote nothing, nothing was judged. */
static enum MHD_Result door_answer(struct request *request, int32_t status, const char *out,
                                   size_t len)
{
    uint32_t http = status == PRECARE_E_DOCUMENT ? MHD_HTTP_BAD_REQUEST : MHD_HTTP_OK;

    trouble_note(&request->server->troubles, status);
    if (out == NULL && status < 0) {
        return answer_refusal(request, &refusal_trouble);
    }
    if (http != MHD_HTTP_OK) {
        watch_refused(&request->server->watch);
    }
    return answer_json(request, http,
                       http == MHD_HTTP_OK ? "application/json" : "application/fhir+json",
                       out != NULL ? out : "{}", out != NULL ? len : 2);
}

static enum MHD_Result door_ask(struct request *request, const char *method)
{
    precare_error err = {.struct_size = sizeof err};
    char *out = NULL;
    uint64_t len = 0;
    int32_t status = precare_json_call(request->server->door, method, request->body.at,
                                       request->body.len, &out, &len, &err);
    enum MHD_Result result = door_answer(request, status, out, (size_t)len);

    precare_json_free(out);
    return result;
}

/* ---- routes ---- */

/* No rules are no services. */
static enum MHD_Result discovery_answer(struct request *request)
{
    static const char none[] = "{\"services\":[]}";
    precare_error err = {.struct_size = sizeof err};
    char *out = NULL;
    uint64_t len = 0;
    int32_t status =
        precare_json_call(request->server->door, "discovery", NULL, 0, &out, &len, &err);
    enum MHD_Result result =
        status == PRECARE_E_RULES
            ? answer_json(request, MHD_HTTP_OK, "application/json", none, sizeof none - 1)
            : door_answer(request, status, out, (size_t)len);

    precare_json_free(out);
    return result;
}

/* A body that names no hook is left to the door, which says what is wrong with it. */
static bool hook_fits(const struct request *request)
{
    json_t *root =
        json_loadb(request->body.at != NULL ? request->body.at : "", request->body.len, 0, NULL);
    const char *name = json_string_value(json_object_get(root, "hook"));
    const struct cds_hook *hook = name != NULL ? cds_hook_named(name) : NULL;
    bool fits = hook == NULL || strcmp(hook->service, request->route.service) == 0;

    json_decref(root);
    return fits;
}

static enum MHD_Result hook_answer(struct request *request)
{
    return hook_fits(request) ? door_ask(request, "cds-hooks")
                              : answer_refusal(request, &refusal_other_hook);
}

static enum MHD_Result feedback_answer(struct request *request)
{
    return door_ask(request, "cds-feedback");
}

static enum MHD_Result (*const route_answers[])(struct request *request) = {
    [ROUTE_DISCOVERY] = discovery_answer,
    [ROUTE_HOOK] = hook_answer,
    [ROUTE_FEEDBACK] = feedback_answer,
};

static enum MHD_Result request_answer(struct request *request)
{
    if (request->refused != NULL || request->too_long) {
        return answer_refusal(request,
                              request->refused != NULL ? request->refused : &refusal_too_long);
    }
    return request->options ? answer_options(request) : route_answers[request->route.kind](request);
}

/* ---- its steps ---- */

/* Before a body that is too long to wait for. Any other is let come and thrown away, one that waits
 * for our word too: who writes it all the same, as some proxies do, would read no answer. */
static bool answer_early(const struct request *request)
{
    return request->refused != NULL && request->far_too_long;
}

static enum MHD_Result request_head(struct request *request, const char *url, const char *method)
{
    request->begun = true;
    request->method = method;
    request->options = strcmp(method, "OPTIONS") == 0;
    request->refused = gate_look(request, url);
    if (!answer_early(request)) {
        return MHD_YES;
    }
    enum MHD_Result result = request_answer(request);
    watch_step(&request->server->watch, request->connection, WATCH_ANSWERED);
    return result;
}

enum MHD_Result request_step(void *of, struct MHD_Connection *connection, const char *url,
                             const char *method, const char *version, const char *data,
                             size_t *size, void **context)
{
    struct request *request = *context;

    (void)of, (void)version;
    if (request == NULL) {
        return MHD_NO;
    }
    if (!request->begun) {
        return request_head(request, url, method);
    }
    if (*size > 0) {
        request->too_long = request->too_long || request->body.len + *size > SERVE_BODY_MOST;
        if (!request->too_long && request->refused == NULL) {
            buf_add(&request->body, data, *size);
        }
        *size = 0;
        return request->body.failed ? MHD_NO : MHD_YES;
    }
    watch_step(&request->server->watch, connection, WATCH_WORKING);
    enum MHD_Result result = request_answer(request);
    watch_step(&request->server->watch, connection, WATCH_ANSWERED);
    return result;
}
