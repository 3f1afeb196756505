/* SPDX-License-Identifier: MIT
 *
 * Answers (serve_parts.h): JSON, and for what is refused an OperationOutcome, with what a page of a
 * listed origin needs to read it, also of an error. Any thread.
 */
#include <string.h>

#include "base/json_out.h"
#include "serve/serve_parts.h"

static void header_add(struct MHD_Response *response, const char *name, const char *value)
{
    if (value != NULL && value[0] != '\0') {
        (void)MHD_add_response_header(response, name, value);
    }
}

static enum MHD_Result response_queue(struct request *request, uint32_t status,
                                      struct MHD_Response *response)
{
    header_add(response, "Cache-Control", "no-store");
    header_add(response, "Vary", "Origin");
    header_add(response, "Access-Control-Allow-Origin", request->origin);
    enum MHD_Result queued = MHD_queue_response(request->connection, status, response);
    MHD_destroy_response(response);
    return queued;
}

static struct MHD_Response *response_of(const char *type, const char *text, size_t len)
{
    /* the library reads it alone */
    struct MHD_Response *response =
        MHD_create_response_from_buffer(len, (void *)(uintptr_t)text, MHD_RESPMEM_MUST_COPY);

    if (response != NULL) {
        header_add(response, "Content-Type", type);
        header_add(response, "X-Content-Type-Options", len > 0 ? "nosniff" : NULL);
    }
    return response;
}

enum MHD_Result answer_json(struct request *request, uint32_t status, const char *type,
                            const char *text, size_t len)
{
    struct MHD_Response *response = response_of(type, text, len);

    return response != NULL ? response_queue(request, status, response) : MHD_NO;
}

static void outcome_write(const struct refusal *refusal, struct buf *out)
{
    json_open(out, NULL, '{');
    json_text(out, "resourceType", "OperationOutcome");
    json_open(out, "issue", '[');
    json_open(out, NULL, '{');
    json_text(out, "severity", "error");
    json_text(out, "code", refusal->code);
    json_text(out, "diagnostics", refusal->says);
    json_close(out, '}');
    json_close(out, ']');
    json_close(out, '}');
}

/* What a status has to say beside the outcome. */
static const struct {
    uint32_t status;
    const char *name, *value; /* NULL: which methods there are */
} beside[] = {
    {MHD_HTTP_UNAUTHORIZED, "WWW-Authenticate", "Bearer"},
    {MHD_HTTP_TOO_MANY_REQUESTS, "Retry-After", "1"},
    {MHD_HTTP_METHOD_NOT_ALLOWED, "Allow", NULL},
    {MHD_HTTP_SERVICE_UNAVAILABLE, "Retry-After", "10"},
};

enum MHD_Result answer_refusal(struct request *request, const struct refusal *refusal)
{
    struct MHD_Response *response = NULL;
    struct buf out = {0};

    watch_refused(&request->server->watch);
    outcome_write(refusal, &out);
    if (!out.failed) {
        response = response_of("application/fhir+json", out.at, out.len);
    }
    buf_end(&out);
    for (size_t i = 0; response != NULL && i < sizeof beside / sizeof *beside; i++) {
        if (beside[i].status == refusal->status) {
            header_add(response, beside[i].name,
                       beside[i].value != NULL ? beside[i].value : route_allows(&request->route));
        }
    }
    return response != NULL ? response_queue(request, refusal->status, response) : MHD_NO;
}

enum MHD_Result answer_options(struct request *request)
{
    struct MHD_Response *response = response_of(NULL, "", 0);

    if (response == NULL) {
        return MHD_NO;
    }
    header_add(response, "Allow", route_allows(&request->route));
    if (request->origin != NULL) {
        header_add(response, "Access-Control-Allow-Methods", route_allows(&request->route));
        header_add(response, "Access-Control-Allow-Headers", "Content-Type, Authorization");
        header_add(response, "Access-Control-Max-Age", "600");
    }
    return response_queue(request, MHD_HTTP_NO_CONTENT, response);
}
