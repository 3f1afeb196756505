/* SPDX-License-Identifier: MIT
 *
 * The connection to the relay (relay/link.h). Secrets are read when it connects, from files that
 * others may not read, and never stand in a text. A relay that is not there is no failure: it is
 * tried until it is.
 */
#include "relay/link.h"

#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/seam.h"
#include "config/secret.h"
#include "relay/envelope.h"

#define CONNECT_MS 2000
#define AGAIN_MS 500
#define LOOK_AGAIN_MS 1000
#define SECRET_AGAIN_MS 10000
#define PING_MS 10000
#define CERTIFICATE_AGAIN_MS 30000
#define CERTIFICATE                                                                                \
    "no safe connection with the relay: its certificate is not to be trusted (expired, another "   \
    "host's, or of an unknown authority); check the host in `servers`, the clock of this "         \
    "machine, "                                                                                    \
    "and `ca-file`"

/* ---- waking ---- */

void link_wake(struct link *link)
{
    uint64_t one = 1;
    ssize_t n = write(link->wake_fd, &one, sizeof one);

    (void)n;
}

void link_wake_taken(struct link *link)
{
    uint64_t count;
    ssize_t n = read(link->wake_fd, &count, sizeof count);

    (void)n;
}

/* ---- on libnats' threads ---- */

static void link_connected(natsConnection *nc, void *closure)
{
    struct link *link = closure;

    (void)nc;
    atomic_fetch_add(&link->connected, 1);
    link_wake(link);
}

static void link_disconnected(natsConnection *nc, void *closure)
{
    (void)nc;
    link_wake(closure);
}

/* That a login was refused is not covered by what else goes wrong after it. */
static void error_keep(struct link *link, natsStatus error)
{
    if (atomic_load(&link->last_error) != NATS_CONNECTION_AUTH_FAILED) {
        atomic_store(&link->last_error, (int)error);
    }
}

static void link_failed(natsConnection *nc, natsSubscription *sub, natsStatus error, void *closure)
{
    (void)nc;
    (void)sub;
    error_keep(closure, error);
}

/* libnats gives up: a server refused the login twice. */
static void link_ended(natsConnection *nc, void *closure)
{
    const char *text = NULL;

    error_keep(closure, natsConnection_GetLastError(nc, &text));
    link_wake(closure);
}

/* ---- connecting ---- */

static natsStatus login_set(natsOptions *options, const char *login)
{
    const char *colon = strchr(login, ':');
    char user[256];
    natsStatus s;

    if (colon == NULL) {
        return natsOptions_SetToken(options, login);
    }
    if ((size_t)(colon - login) >= sizeof user) {
        return NATS_INVALID_ARG;
    }
    memcpy(user, login, (size_t)(colon - login));
    user[colon - login] = '\0';
    s = natsOptions_SetUserInfo(options, user, colon + 1);
    explicit_bzero(user, sizeof user);
    return s;
}

static natsStatus secrets_set(struct link *link, natsOptions *options, const char **why_r)
{
    const struct relay *relay = &link->config->relay;
    natsStatus s = NATS_OK;
    struct secret secret;

    if (relay->login_from.text != NULL) {
        if (secret_read(&relay->login_from, &secret, why_r) != 0) {
            return NATS_ERR;
        }
        s = login_set(options, secret.at);
        secret_drop(&secret);
    }
    if (relay->credentials != NULL) {
        if ((*why_r = secret_file_check(relay->credentials)) != NULL) {
            return NATS_ERR;
        }
        s = natsOptions_SetUserCredentialsFromFiles(options, relay->credentials, NULL);
    }
    if (relay->certificate_key != NULL &&
        (*why_r = secret_file_check(relay->certificate_key)) != NULL) {
        return NATS_ERR;
    }
    return s;
}

static bool wants_tls(const struct relay *relay)
{
    for (uint32_t i = 0; i < relay->server_count; i++) {
        if (strncmp(relay->servers[i], "tls://", 6) == 0) {
            return true;
        }
    }
    return false;
}

static natsStatus tls_set(const struct link *link, natsOptions *options)
{
    const struct relay *relay = &link->config->relay;
    natsStatus s = wants_tls(relay) ? natsOptions_SetSecure(options, true) : NATS_OK;

    if (s == NATS_OK && wants_tls(relay) && link->config->ca_file != NULL) {
        s = natsOptions_LoadCATrustedCertificates(options, link->config->ca_file);
    }
    if (s == NATS_OK && relay->certificate != NULL) {
        s = natsOptions_LoadCertificatesChain(options, relay->certificate, relay->certificate_key);
    }
    return s;
}

/* libnats keeps to itself why its own tries fail. So one is made beside them, without a login, now
 * and then, while there is no connection. */
static bool certificate_refused(struct link *link)
{
    const struct relay *relay = &link->config->relay;
    int64_t now = seam.steady_ms();
    natsOptions *options = NULL;
    natsConnection *nc = NULL;

    if (!wants_tls(relay) || now < link->certificate_again) {
        return link->certificate;
    }
    natsStatus s = natsOptions_Create(&options);
    s = s == NATS_OK ? natsOptions_SetServers(options, (const char **)relay->servers,
                                              (int)relay->server_count)
                     : s;
    s = s == NATS_OK ? natsOptions_SetTimeout(options, CONNECT_MS) : s;
    s = s == NATS_OK ? tls_set(link, options) : s;
    s = s == NATS_OK ? natsConnection_Connect(&nc, options) : s;
    natsConnection_Destroy(nc);
    natsOptions_Destroy(options);
    link->certificate = s == NATS_SSL_ERROR;
    link->certificate_again = now + CERTIFICATE_AGAIN_MS;
    return link->certificate;
}

static natsStatus options_set(struct link *link, natsOptions *options, const char **why_r)
{
    const struct relay *relay = &link->config->relay;
    natsStatus s =
        natsOptions_SetServers(options, (const char **)relay->servers, (int)relay->server_count);

#define STEP(call) s = s == NATS_OK ? (call) : s
    STEP(natsOptions_SetName(options, "precare"));
    STEP(natsOptions_SetTimeout(options, CONNECT_MS));
    STEP(natsOptions_SetMaxReconnect(options, -1));
    STEP(natsOptions_SetReconnectWait(options, AGAIN_MS));
    STEP(natsOptions_SetReconnectJitter(options, 100, 100));
    STEP(natsOptions_SetPingInterval(options, PING_MS));
    STEP(natsOptions_SetMaxPingsOut(options, 2));
    STEP(natsOptions_SetReconnectedCB(options, link_connected, link));
    STEP(natsOptions_SetDisconnectedCB(options, link_disconnected, link));
    STEP(natsOptions_SetErrorHandler(options, link_failed, link));
    STEP(natsOptions_SetClosedCB(options, link_ended, link));
    STEP(natsOptions_SetRetryOnFailedConnect(options, true, link_connected, link));
    STEP(secrets_set(link, options, why_r)); /* first: they say what is wrong with a file */
    STEP(tls_set(link, options));
#undef STEP
    return s;
}

static void link_connect(struct link *link, int64_t steady)
{
    natsOptions *options = NULL;
    const char *why = NULL;
    natsStatus s = natsOptions_Create(&options);

    s = s == NATS_OK ? options_set(link, options, &why) : s;
    if (s == NATS_OK) {
        s = natsConnection_Connect(&link->nc, options);
        if (s == NATS_OK) {
            link_connected(link->nc, link);
        } else if (s != NATS_NOT_YET_CONNECTED) {
            link->nc = NULL;
        }
    }
    natsOptions_Destroy(options);
    if (why != NULL) {
        link_trouble(
            link,
            "the relay cannot be used: what login-from, credentials or certificate-key names: %s",
            why);
    } else if (link->nc == NULL) {
        link_trouble(link, "the relay cannot be used: %s", natsStatus_GetText(s));
    }
    link->look_again = steady + (link->nc != NULL ? 0 : SECRET_AGAIN_MS);
}

bool link_open(struct link *link, const struct config *config, courier_log log, void *context)
{
    memset(link, 0, sizeof *link);
    link->config = config;
    link->log = log;
    link->log_context = context;
    atomic_init(&link->connected, 0);
    atomic_init(&link->last_error, 0);
    (void)snprintf(link->stream, sizeof link->stream, "%s", config->relay.stream);
    (void)snprintf(link->back, sizeof link->back, "%s_BACK", config->relay.stream);
    link->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return link->wake_fd >= 0;
}

void link_close(struct link *link)
{
    if (link->nc != NULL) {
        natsConnection_Close(link->nc);
    }
    jsCtx_Destroy(link->js);
    natsConnection_Destroy(link->nc);
    link->js = NULL;
    link->nc = NULL;
    nats_CloseAndWait(LINK_WAIT_MS); /* so that no thread of it still writes into the descriptor */
    if (link->wake_fd >= 0) {
        (void)close(link->wake_fd);
        link->wake_fd = -1;
    }
}

static bool jetstream_open(struct link *link, jsPubAckHandler answered, void *closure)
{
    jsOptions options;

    if (link->js != NULL) {
        return true;
    }
    (void)jsOptions_Init(&options);
    options.Wait = LINK_WAIT_MS;
    options.PublishAsync.AckHandler = answered;
    options.PublishAsync.AckHandlerClosure = closure;
    return natsConnection_JetStream(&link->js, link->nc, &options) == NATS_OK;
}

static void not_connected(struct link *link)
{
    const char *text = NULL;
    bool refused = natsConnection_GetLastError(link->nc, &text) == NATS_CONNECTION_AUTH_FAILED ||
                   atomic_load(&link->last_error) == NATS_CONNECTION_AUTH_FAILED ||
                   (text != NULL && strstr(text, "uthorization") != NULL);

    link->looked = 0;
    link_trouble(link, "%s",
                 refused ? "the relay refuses our login: see login-from or credentials"
                 : certificate_refused(link) ? CERTIFICATE
                 : wants_tls(&link->config->relay)
                     ? "the relay's servers do not answer, or they want a certificate of ours "
                       "(certificate, certificate-key): they are tried until they do"
                     : "the relay's servers do not answer: they are tried until they do");
}

bool link_is_over(const struct link *link)
{
    return link->nc != NULL && natsConnection_Status(link->nc) == NATS_CONN_STATUS_CLOSED;
}

void link_renew(struct link *link, int64_t steady)
{
    jsCtx_Destroy(link->js);
    natsConnection_Destroy(link->nc);
    link->js = NULL;
    link->nc = NULL;
    link->looked = 0;
    link->look_again = steady + SECRET_AGAIN_MS;
}

bool link_ready(struct link *link, int64_t steady, jsPubAckHandler answered, void *closure)
{
    unsigned count;

    if (link->nc == NULL && steady >= link->look_again) {
        link_connect(link, steady);
    }
    if (link->nc == NULL) {
        return false;
    }
    if (natsConnection_Status(link->nc) != NATS_CONN_STATUS_CONNECTED) {
        not_connected(link);
        return false;
    }
    atomic_store(&link->last_error, NATS_OK);
    count = atomic_load(&link->connected);
    if (link->looked != 0 && link->looked == count) {
        return true;
    }
    if (steady < link->look_again || !jetstream_open(link, answered, closure)) {
        return false;
    }
    if (streams_look(link)) {
        link->looked = count;
        link_well(link);
        return true;
    }
    link->look_again = seam.steady_ms() + LOOK_AGAIN_MS;
    return false;
}

void link_doubt(struct link *link)
{
    link->looked = 0;
}
