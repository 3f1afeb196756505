/* SPDX-License-Identifier: MIT
 *
 * What is said of a post that did not come through (courier/http_failure.h): a row for each of
 * libcurl's codes, and what its codes do not tell. Pure.
 */
#include "courier/http_failure.h"

#include <curl/curl.h>
#include <stddef.h>

#define TOO_LARGE 100 /* CURLE_TOO_LARGE of libcurl 8.6 on, which says it so */
#define NAME_REMEDY "check the host in url-from, and the name servers of this machine"
#define ADDRESS_REMEDY "put the webhook's address, https://..., where url-from points"
#define CERTIFICATE                                                                                \
    "the chat's certificate is not to be trusted (expired, another host's, or of an unknown "      \
    "authority)"
#define CERTIFICATE_REMEDY                                                                         \
    "check the host in url-from, the clock of this machine, and `ca-file` where the chat's "       \
    "authority is the house's own"
#define CLOSED "the connection closed before the answer"
#define CLOSED_REMEDY "see whether the chat, or a proxy before it, is well"

const struct failure failure_plain_elsewhere = {"plain http is allowed to this machine alone",
                                                "put an https address where url-from points"};
const struct failure failure_private_address = {
    "the address is a private one, and the channel does not say `addresses: private-too`",
    "add `addresses: private-too` to the channel if its chat stands in the house; else the name "
    "leads somewhere it should not"};

static const struct {
    uint32_t code; /* a CURLcode */
    struct failure failure;
} failures[] = {
    {CURLE_COULDNT_RESOLVE_HOST, {"the name of the chat's host cannot be found", NAME_REMEDY}},
    {CURLE_COULDNT_RESOLVE_PROXY,
     {"the name of the proxy cannot be found", "check `proxy` in the configuration"}},
    {CURLE_COULDNT_CONNECT,
     {"nobody answers at the chat's address",
      "check host and port in url-from, the firewall, and whether the chat is up"}},
    {CURLE_PEER_FAILED_VERIFICATION, {CERTIFICATE, CERTIFICATE_REMEDY}},
    {CURLE_SSL_ISSUER_ERROR, {CERTIFICATE, CERTIFICATE_REMEDY}},
    {CURLE_SSL_CACERT_BADFILE,
     {"the certificates that are trusted cannot be read", "check `ca-file` in the configuration"}},
    {CURLE_SSL_CONNECT_ERROR,
     {"no safe connection: TLS 1.2 or later is needed",
      "check host and port in url-from; what answers there speaks no TLS, or an old one"}},
    {CURLE_URL_MALFORMAT, {"the address is not one", ADDRESS_REMEDY}},
    {CURLE_GOT_NOTHING, {CLOSED, CLOSED_REMEDY}},
    {CURLE_RECV_ERROR, {CLOSED, CLOSED_REMEDY}},
    {CURLE_SEND_ERROR, {CLOSED, CLOSED_REMEDY}},
    {CURLE_PARTIAL_FILE, {CLOSED, CLOSED_REMEDY}},
    {CURLE_HTTP2, {CLOSED, CLOSED_REMEDY}},
    {CURLE_HTTP2_STREAM, {CLOSED, CLOSED_REMEDY}},
    {CURLE_WEIRD_SERVER_REPLY,
     {"what answers there speaks no HTTP", "check host and port in url-from"}},
    {CURLE_UNSUPPORTED_PROTOCOL,
     {"what answers there speaks no HTTP", "check host and port in url-from"}},
    {CURLE_OUT_OF_MEMORY, {"there is no memory", "make room in the machine's memory"}},
};

/* A time that is over says how far it came. */
static const struct failure *timeout_of(const struct failure_seen *seen)
{
    static const struct failure name = {"the name servers did not answer in time", NAME_REMEDY};
    static const struct failure connection = {
        "no connection with the chat's address in time",
        "check host and port in url-from, the firewall, and whether the chat is up; what answers "
        "there may speak no TLS"};
    static const struct failure answer = {"the chat did not answer in time",
                                          "see whether the chat is up, and how busy it is"};

    return seen->asked ? &answer : seen->named ? &connection : &name;
}

/* A header without an end: libcurl calls it its own lack of memory, in the middle of an answer. */
static bool header_endless(const struct failure_seen *seen)
{
    return seen->headers_endless ||
           (seen->answering && (seen->code == CURLE_OUT_OF_MEMORY || seen->code == TOO_LARGE));
}

const struct failure *failure_of(const struct failure_seen *seen)
{
    static const struct failure endless = {
        "the answer has headers without end",
        "check the address in url-from; what answers there, or a proxy before it, is ill"};
    static const struct failure other = {"the network failed",
                                         "check the address in url-from, and the network"};

    if (seen->code == CURLE_OPERATION_TIMEDOUT) {
        return timeout_of(seen);
    }
    if (header_endless(seen)) {
        return &endless;
    }
    for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++) {
        if (failures[i].code == seen->code) {
            return &failures[i].failure;
        }
    }
    return &other;
}
