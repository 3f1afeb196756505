/* SPDX-License-Identifier: MIT
 *
 * The keys of the configuration, as tables (config/keys.h): what may stand where, its shape, and
 * the line the manual prints for it. Pure data.
 */
#include "config/keys.h"

#include "config/config.h"

static const char *const format_at[] = {NULL, "precare-config/1"};
static const struct words words_format = {format_at, 2};
WORDS(deliver, NULL, "thread", "external");
WORDS(durability, NULL, "process", "power");
WORDS(act_on, NULL, "active", "demonstration");
WORDS(plain_http, NULL, "none", "loopback");
#define CHANNEL_KIND_WORD(constant, file, word, ...) word,
static const char *const channel_kind_at[] = {NULL, CHANNEL_KIND_ROWS(CHANNEL_KIND_WORD)};
const struct words words_channel_kind = {channel_kind_at, CHANNEL_KINDS};
_Static_assert(sizeof channel_kind_at / sizeof channel_kind_at[0] == CHANNEL_KINDS, "one a kind");
WORDS(schedule, NULL, "clinic", "standard-webhooks");
WORDS(addresses, NULL, "public", "private-too");
WORDS(detail, NULL, "neutral", "clinical");
WORDS(baa, NULL, "none", "signed");
WORDS(relay, NULL, "nats");
WORDS(signature, NULL, "optional", "required");
WORDS(strict, NULL, "none", "yes-for-testing");
WORDS(tell, NULL, "at-check-in", "at-booking");

static const struct key clinic_keys_at[] = {
    KEY(clinic_keys, name, "name", TEXT, 0,
        .doc = "The clinic's name, for people who read the configuration",
        .example = "\"Elm Street Dermatology\""),
    KEY(clinic_keys, time_zone, "time-zone", TEXT, KEY_REQUIRED,
        .doc = "The clinic's IANA time zone, in which dates are taken",
        .example = "America/New_York"),
};
const struct table clinic_table = KEY_TABLE("clinic", clinic_keys_at, clinic_keys, "The clinic");

static const struct key keep_keys_at[] = {
    KEY(keep_keys, records, "records", LENGTH, 0, .doc = "How long evaluations are kept",
        .example = "7 years", .unset = "7 years"),
    KEY(keep_keys, messages, "messages", LENGTH, 0,
        .doc = "How long the record that a message was sent is kept; its text is deleted at once",
        .example = "30 days", .unset = "30 days"),
};
const struct table keep_table =
    KEY_TABLE_OF("keep", keep_keys_at, keep_keys, "What is deleted when");

static const struct key procedure_keys_at[] = {
    KEY(procedure_keys, procedure, "procedure", TEXT, KEY_REQUIRED, .doc = "What the rules call it",
        .example = "microneedling"),
    KEY(procedure_keys, sites, "sites", WORDS, 0,
        .doc = "The body sites it treats, where the appointment names none", .example = "[face]"),
    KEY(procedure_keys, modality, "modality", TEXT, 0, .doc = "How it is done",
        .example = "radiofrequency"),
};
const struct table procedure_table =
    KEY_TABLE("mapped procedure", procedure_keys_at, procedure_keys,
              "What one of the host's service codes means");

static const struct key provider_keys_at[] = {
    KEY(provider_keys, role, "role", TEXT, 0, .doc = "The provider's role",
        .example = "dermatologist", .unset = "(not recorded)"),
    KEY(provider_keys, training, "training", TEXTS, KEY_MAY_BE_EMPTY,
        .doc = "Everything the provider is trained for; [] is nothing",
        .example = "[microneedling]", .unset = "(not recorded)"),
};
const struct table provider_table = KEY_TABLE("mapped provider", provider_keys_at, provider_keys,
                                              "Who one of the host's provider ids is");

static const struct key map_keys_at[] = {
    KEY(map_keys, procedures, "procedures", NAMED, 0, .table = &procedure_table,
        .doc = "The host's service codes",
        .example = "{MN1: {procedure: microneedling, sites: [face]}}"),
    KEY(map_keys, providers, "providers", NAMED, 0, .table = &provider_table,
        .doc = "The host's provider ids", .example = "{p7: {role: dermatologist}}"),
};
const struct table map_table = KEY_TABLE("map", map_keys_at, map_keys, "The host's own codes");

static const struct key relay_keys_at[] = {
    KEY(relay_keys, kind, "kind", CHOICE, KEY_REQUIRED, .words = &words_relay,
        .doc = "What carries messages between machines", .example = "nats"),
    KEY(relay_keys, servers, "servers", TEXTS, KEY_REQUIRED,
        .doc = "Where it is: nats://host:port, or tls://host:port (certificates: ca-file)",
        .example = "[\"tls://nats-1.example:4222\"]"),
    KEY(relay_keys, stream, "stream", TEXT, KEY_REQUIRED,
        .doc = "Its stream; a second one, with _BACK behind the name, carries acknowledgements and "
               "cancels",
        .example = "PRECARE"),
    KEY(relay_keys, login_from, "login-from", TEXT, 0, .choices_of = "secret",
        .doc = "Where its login is: file:/path or env:NAME, which holds user:password, or a token",
        .example = "\"file:/etc/precare/secrets/nats.login\"", .unset = "(no login)"),
    KEY(relay_keys, credentials, "credentials", TEXT, 0, .choices_of = "path",
        .doc = "Or the path of a credentials file (.creds), which others may not read",
        .example = "/etc/precare/secrets/nats.creds", .unset = "(none)"),
    KEY(relay_keys, certificate, "certificate", TEXT, 0, .choices_of = "path",
        .doc = "tls: the path of our own certificate, for servers that ask for one",
        .example = "/etc/precare/nats.pem", .unset = "(none)"),
    KEY(relay_keys, certificate_key, "certificate-key", TEXT, 0, .choices_of = "path",
        .doc = "... and of its key, which others may not read",
        .example = "/etc/precare/secrets/nats.key", .unset = "(none)"),
};
const struct table relay_table =
    KEY_TABLE("relay", relay_keys_at, relay_keys, "For chains of clinics");

static const struct key serve_client_keys_at[] = {
    KEY(serve_client_keys, iss, "iss", TEXT, KEY_REQUIRED,
        .doc = "What its tokens say who it is (the claim iss)",
        .example = "\"https://ehr.example\""),
    KEY(serve_client_keys, jwks, "jwks", TEXT, KEY_REQUIRED,
        .doc = "Its public keys, as file:/path of a JWK Set",
        .example = "\"file:/etc/precare/ehr.jwks\""),
    KEY(serve_client_keys, jku, "jku", TEXT, 0,
        .doc = "Where its tokens may say that its keys are; compared, never fetched",
        .example = "\"https://ehr.example/jwks.json\"", .unset = "(a token says nothing of it)"),
};
const struct table serve_client_table =
    KEY_TABLE("client", serve_client_keys_at, serve_client_keys, "Who may call over HTTP");

static const struct key serve_keys_at[] = {
    KEY(serve_keys, listen, "listen", TEXT, 0,
        .doc = "Where it listens: unix:/path, or an address of this machine and a port, as "
               "127.0.0.1:8443",
        .example = "\"unix:/run/precare/serve.sock\"", .unset = "unix:/run/precare/serve.sock"),
    KEY(serve_keys, url, "url", TEXT, 0,
        .doc = "Its address as callers know it, before /cds-services: what a token's aud begins "
               "with",
        .example = "\"https://cds.example\"", .unset = "(none)"),
    KEY(serve_keys, origins, "origins", WORDS, 0,
        .doc = "Web pages from these origins may call; of others none",
        .example = "\"https://ehr.example\"", .unset = "(none)"),
    KEY(serve_keys, token_file, "token-file", TEXT, 0, .choices_of = "secret",
        .doc = "A token for callers without JWT, of at least 32 characters: file:/path or env:NAME",
        .example = "\"file:/etc/precare/secrets/serve.token\"", .unset = "(none)"),
    KEY(serve_keys, clients, "clients", MAPS, 0, .table = &serve_client_table,
        .doc = "Who may call with tokens (JWT) of their own",
        .example = "[{iss: \"https://ehr.example\", jwks: \"file:/etc/precare/ehr.jwks\"}]",
        .unset = "(none)"),
    KEY(serve_keys, tell, "tell", CHOICE, 0, .words = &words_tell,
        .doc =
            "When CDS Hooks first tell the team: at-check-in, or at-booking, and then perhaps of a "
            "booking that was given up",
        .example = "at-check-in", .unset = "at-check-in"),
    KEY(serve_keys, rate, "rate", TEXT, 0, .choices_of = "rate",
        .doc = "At most so many requests of each client", .example = "20 a second",
        .unset = "20 a second"),
};
const struct table serve_table =
    KEY_TABLE("serve", serve_keys_at, serve_keys, "CDS Hooks over HTTP");

static const struct key approvals_keys_at[] = {
    KEY(approvals_keys, signers, "signers", TEXT, KEY_REQUIRED, .choices_of = "path",
        .doc = "Who may approve, with their Ed25519 keys: a file as the allowed_signers of ssh",
        .example = "/etc/precare/signers"),
    KEY(approvals_keys, signature, "signature", CHOICE, 0, .words = &words_signature,
        .doc = "required: rules that nobody signed are not taken into use; in both cases a "
               "signature that is there must be good",
        .example = "required", .unset = "optional"),
};
const struct table approvals_table =
    KEY_TABLE("approvals", approvals_keys_at, approvals_keys, "Who may approve rules");

static const struct key channel_keys_at[] = {
    KEY(channel_keys, kind, "kind", CHOICE, KEY_REQUIRED, .words = &words_channel_kind,
        .doc = "The chat or service it sends to", .example = "slack"),
    KEY(channel_keys, url_from, "url-from", TEXT, KEY_REQUIRED, .choices_of = "secret",
        .doc = "Where the webhook's secret address is: file:/path or env:NAME",
        .example = "\"file:/etc/precare/secrets/ops.url\""),
    KEY(channel_keys, sign_with, "sign-with", WORDS, 0, .choices_of = "secret",
        .doc = "webhook: where the signing keys (whsec_...) are; all of them sign",
        .example = "\"file:/etc/precare/secrets/ops.key\"", .unset = "(not signed)"),
    KEY(channel_keys, rate, "rate", TEXT, 0, .choices_of = "rate",
        .doc = "At most so many messages", .example = "1 a second",
        .unset = "1 a second; webhook: 50 a second"),
    KEY(channel_keys, burst, "burst", TEXT, 0, .choices_of = "count",
        .doc = "So many at once before the rate holds", .example = "5", .least = "1",
        .most = "100000", .unset = "5; webhook: 50"),
    KEY(channel_keys, connections, "connections", TEXT, 0, .choices_of = "count",
        .doc = "At most so many connections", .example = "4", .least = "1", .most = "256",
        .unset = "4"),
    KEY(channel_keys, schedule, "schedule", CHOICE, 0, .words = &words_schedule,
        .doc = "When to try again: clinic (seconds to a minute) or standard-webhooks (75 hours; "
               "webhook only)",
        .example = "clinic", .unset = "clinic"),
    KEY(channel_keys, fallback, "fallback", TEXT, 0, .choices_of = "channels",
        .doc = "The channel that hears when this one is paused or a message dies", .example = "ops",
        .unset = "(the channel of operations)"),
    KEY(channel_keys, escalate_after, "escalate-after", TEXT, 0, .choices_of = "duration",
        .doc = "After so long without an acknowledgement an urgent or hold goes on",
        .example = "15 minutes", .least = "1 second", .most = "30 days", .unset = "(never)"),
    KEY(channel_keys, escalate_to, "escalate-to", TEXT, 0, .choices_of = "channels",
        .doc = "To this channel", .example = "physician-on-call", .unset = "(nobody)"),
    KEY(channel_keys, addresses, "addresses", CHOICE, 0, .words = &words_addresses,
        .doc = "Whether private addresses may be connected to", .example = "private-too",
        .unset = "public"),
    KEY(channel_keys, detail, "detail", CHOICE, 0, .words = &words_detail,
        .doc = "neutral, or clinical: rule titles too (needs baa: signed)", .example = "neutral",
        .unset = "neutral"),
    KEY(channel_keys, baa, "baa", CHOICE, 0, .words = &words_baa,
        .doc = "Whether a business associate agreement with this service is signed",
        .example = "none", .unset = "none"),
    KEY(channel_keys, give_up_after, "give-up-after", TEXT, 0, .choices_of = "duration",
        .doc = "A message is tried at least so long, and until the appointment (76 hours with "
               "schedule: standard-webhooks)",
        .example = "24 hours", .least = "1 second", .most = "366 days", .unset = "24 hours"),
    KEY(channel_keys, digest, "digest", TEXT, 0,
        .doc = "Tasks and warnings that can wait go out once a day", .example = "daily 07:30",
        .unset = "none"),
    KEY(channel_keys, digest_above, "digest-above", TEXT, 0, .choices_of = "rate",
        .doc = "More than this become one message with a count; urgent never",
        .example = "10 a minute", .unset = "10 a minute"),
    KEY(channel_keys, quiet, "quiet", TEXT, 0,
        .doc = "No messages in these hours of the clinic's day; urgent ignores it",
        .example = "\"20:00 to 07:00\"", .unset = "(no quiet hours)"),
};
const struct table channel_table =
    KEY_TABLE("channel", channel_keys_at, channel_keys, "Where a team reads its messages");

static const struct key config_keys_at[] = {
    KEY(config_keys, format, "format", CHOICE, KEY_REQUIRED, .words = &words_format,
        .doc = "precare-config/1", .example = "precare-config/1"),
    KEY(config_keys, clinic, "clinic", MAP, KEY_REQUIRED, .table = &clinic_table,
        .doc = "The clinic and its time zone", .example = "{time-zone: America/New_York}"),
    KEY(config_keys, rules, "rules", WORDS, KEY_REQUIRED, .choices_of = "paths",
        .doc = "The rules directories", .example = "[/etc/precare/rules]"),
    KEY(config_keys, state, "state", TEXT, KEY_REQUIRED, .choices_of = "path",
        .doc = "The directory of the outbox and of the rules in use; on a local disk",
        .example = "/var/lib/precare"),
    KEY(config_keys, deliver, "deliver", CHOICE, 0, .words = &words_deliver,
        .doc = "Who delivers: a thread in the host, or `precare courier` (external)",
        .example = "thread", .unset = "thread"),
    KEY(config_keys, durability, "durability", CHOICE, 0, .words = &words_durability,
        .doc = "What an accepted alert survives: the process being killed, or the power failing",
        .example = "process", .unset = "process"),
    KEY(config_keys, act_on, "act-on", CHOICE, 0, .words = &words_act_on,
        .doc = "active: only approved rulebooks speak to people; demonstration: drafts too, "
               "and says so",
        .example = "active", .unset = "active"),
    KEY(config_keys, link, "link", TEXT, 0,
        .doc = "The host's own page of a visit, behind its login; {ref} is the reference",
        .example = "\"https://pm.example/visit/{ref}\"", .unset = "(no link)"),
    KEY(config_keys, operations, "operations", TEXT, 0, .choices_of = "channels",
        .doc = "The channel that hears of failed reloads, paused targets, dead letters",
        .example = "ops", .unset = "(nobody hears of them)"),
    KEY(config_keys, heartbeat, "heartbeat", TEXT, 0, .choices_of = "daily time",
        .doc = "When operations are told once a day that it works, in one line: its absence is "
               "what to watch for",
        .example = "daily 07:00", .unset = "none"),
    KEY(config_keys, urgent_heartbeat_to, "urgent-heartbeat-to", TEXT, 0, .choices_of = "channels",
        .doc = "A channel that is sent the heartbeat as well: the webhook of a dead man's switch",
        .example = "switch", .unset = "none"),
    KEY(config_keys, channels, "channels", NAMED, 0, .table = &channel_table,
        .doc = "The channels that rules name",
        .example = "{ops: {kind: slack, url-from: \"env:OPS_URL\"}}", .unset = "(nobody is told)"),
    KEY(config_keys, map, "map", MAP, 0, .table = &map_table, .doc = "The host's own codes",
        .example = "{procedures: {MN1: {procedure: microneedling}}}",
        .unset = "(nothing is mapped)"),
    KEY(config_keys, allow_plain_http, "allow-plain-http", CHOICE, 0, .words = &words_plain_http,
        .doc = "Whether http without TLS may be used, only to this machine", .example = "none",
        .unset = "none"),
    KEY(config_keys, ca_file, "ca-file", TEXT, 0, .choices_of = "path or system",
        .doc = "The certificates that are trusted", .example = "system", .unset = "system"),
    KEY(config_keys, proxy, "proxy", TEXT, 0,
        .doc = "The web proxy; that of the environment is never used", .example = "none",
        .unset = "none"),
    KEY(config_keys, wait_for_disk, "wait-for-disk", TEXT, 0, .choices_of = "duration",
        .doc = "How long a hook waits for the database before the alert counts as not accepted",
        .example = "250 milliseconds", .least = "1 millisecond", .most = "60 seconds",
        .unset = "250 milliseconds"),
    KEY(config_keys, wal_limit, "wal-limit", TEXT, 0, .choices_of = "size",
        .doc = "Where a forgotten reader makes the database's log so long, nothing is accepted",
        .example = "512 MB", .least = "64 MB", .most = "64 GB", .unset = "512 MB"),
    KEY(config_keys, late_after, "late-after", TEXT, 0, .choices_of = "duration",
        .doc = "A message due for longer means that nobody delivers: hooks say so",
        .example = "2 minutes", .least = "1 second", .most = "7 days", .unset = "2 minutes"),
    KEY(config_keys, keep, "keep", MAP, 0, .table = &keep_table, .doc = "How long things are kept",
        .example = "{records: 7 years, messages: 30 days}"),
    KEY(config_keys, site_key_from, "site-key-from", TEXT, 0, .choices_of = "secret",
        .doc = "The key of the keyed hashes: file:/path or env:NAME, the same on all machines of a "
               "chain",
        .example = "\"file:/etc/precare/secrets/site.key\"",
        .unset = "(made in the state directory)"),
    KEY(config_keys, relay, "relay", MAP, 0, .table = &relay_table,
        .doc = "The connection between the machines of a chain of clinics",
        .example = "{kind: nats, servers: [\"nats://10.0.0.5:4222\"], stream: PRECARE}",
        .unset = "(no relay)"),
    KEY(config_keys, serve, "serve", MAP, 0, .table = &serve_table,
        .doc = "CDS Hooks over HTTP: where `precare serve` listens, and who may call",
        .example = "{listen: \"unix:/run/precare/serve.sock\", rate: 50 a second}",
        .unset = "(its socket, and whoever may open that)"),
    KEY(config_keys, approvals, "approvals", MAP, 0, .table = &approvals_table,
        .doc = "Who may approve rules, and whether they sign",
        .example = "{signers: /etc/precare/signers, signature: required}",
        .unset = "(signatures are not looked at)"),
    KEY(config_keys, strict, "strict", CHOICE, 0, .words = &words_strict,
        .doc = "yes-for-testing: the plugin judges the host that calls it, and writes what it saw "
               "to strict.jsonl in the state directory; never in a clinic",
        .example = "yes-for-testing", .unset = "none"),
};
const struct table config_table =
    KEY_TABLE("configuration", config_keys_at, config_keys, "The clinic's configuration");
