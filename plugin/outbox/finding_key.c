/* SPDX-License-Identifier: MIT
 *
 * Keyed hashes (outbox/finding_key.h). What is hashed is written with the length of each part
 * before it, and begins with a word that says what it is of: so no two different things are ever
 * written alike.
 */
#include "outbox/finding_key.h"

#include <string.h>

#include "base/hash.h"

struct parts {
    uint8_t at[2048];
    size_t len;
};

static void finding_key_part(struct parts *p, const void *bytes, size_t len)
{
    uint32_t n = len <= UINT32_MAX ? (uint32_t)len : UINT32_MAX;

    /* ids have limits: only a text of our own can be long */
    if (p->len + sizeof n + len > sizeof p->at) {
        struct sha256 h;
        uint8_t digest[32];

        sha256_begin(&h);
        sha256_add(&h, p->at, p->len);
        sha256_add(&h, bytes, len);
        sha256_end(&h, digest);
        memcpy(p->at, digest, sizeof digest);
        p->len = sizeof digest;
        return;
    }
    memcpy(p->at + p->len, &n, sizeof n);
    if (len > 0) {
        memcpy(p->at + p->len + sizeof n, bytes, len);
    }
    p->len += sizeof n + len;
}

static void text_part(struct parts *p, const char *text)
{
    finding_key_part(p, text != NULL ? text : "", text != NULL ? strlen(text) : 0);
}

static void finding_key_finish(const struct hmac *keyed, const struct parts *p, uint8_t *key_r,
                               size_t len)
{
    uint8_t digest[32];

    hmac_of(keyed, p->at, p->len, digest);
    memcpy(key_r, digest, len);
}

void visit_key_of_id(const struct hmac *keyed, struct span appointment, uint8_t key_r[VISIT_KEY])
{
    struct parts p = {.len = 0};

    text_part(&p, "appointment");
    finding_key_part(&p, appointment.at, appointment.len);
    finding_key_finish(keyed, &p, key_r, VISIT_KEY);
}

void visit_key_of_occurrence(const struct hmac *keyed, struct span appointment,
                             const struct when *occurrence, uint8_t key_r[VISIT_KEY])
{
    struct parts p = {.len = 0};
    uint8_t of_id[VISIT_KEY];
    bool instant = occurrence->kind == WHEN_INSTANT;

    visit_key_of_id(keyed, appointment, of_id);
    text_part(&p, instant ? "appointment, instant" : "appointment, day");
    finding_key_part(&p, appointment.at, appointment.len);
    if (instant) {
        finding_key_part(&p, &occurrence->utc, sizeof occurrence->utc);
    } else {
        finding_key_part(&p, &occurrence->first, sizeof occurrence->first);
    }
    finding_key_finish(keyed, &p, key_r, VISIT_KEY);
    memcpy(key_r, of_id, VISIT_SERIES);
}

void visit_key_of_day(const struct hmac *keyed, const struct visit *visit, uint8_t key_r[VISIT_KEY])
{
    struct parts p = {.len = 0};
    struct span procedure =
        visit->procedure.code.len > 0 ? visit->procedure.code : visit->procedure.text;

    text_part(&p, "subject, procedure, date");
    finding_key_part(&p, visit->subject.at, visit->subject.len);
    finding_key_part(&p, procedure.at, procedure.len);
    finding_key_part(&p, &visit->reference, sizeof visit->reference);
    finding_key_finish(keyed, &p, key_r, VISIT_KEY);
}

void matter_key(const struct hmac *keyed, const char *matter, uint8_t key_r[MATTER_KEY])
{
    struct parts p = {.len = 0};

    text_part(&p, "matter");
    text_part(&p, matter);
    finding_key_finish(keyed, &p, key_r, MATTER_KEY);
}

void finding_key(const struct hmac *keyed, const uint8_t visit[VISIT_KEY], uint32_t moment,
                 const precare_finding *finding, const struct finding_facts *facts,
                 uint8_t key_r[FINDING_KEY])
{
    static const struct finding_facts none;
    struct parts p = {.len = 0};

    text_part(&p, "finding");
    finding_key_part(&p, visit, VISIT_KEY);
    text_part(&p, finding->rule);
    finding_key_part(&p, &moment, sizeof moment);
    finding_key_part(&p, &finding->outcome, sizeof finding->outcome);
    finding_key_part(&p, facts != NULL ? facts->digest : none.digest, sizeof none.digest);
    memcpy(key_r, visit, VISIT_PREFIX);
    finding_key_finish(keyed, &p, key_r + VISIT_PREFIX, FINDING_KEY - VISIT_PREFIX);
}

void event_key(const struct hmac *keyed, struct span event_id, uint8_t key_r[EVENT_KEY])
{
    struct parts p = {.len = 0};

    text_part(&p, "event");
    finding_key_part(&p, event_id.at, event_id.len);
    finding_key_finish(keyed, &p, key_r, EVENT_KEY);
}

void texts_key(const struct hmac *keyed, const char *kind, const char *const *texts, uint32_t count,
               uint8_t key_r[ACK_KEY])
{
    struct parts p = {.len = 0};

    text_part(&p, kind);
    for (uint32_t i = 0; i < count; i++) {
        text_part(&p, texts[i]);
    }
    finding_key_finish(keyed, &p, key_r, ACK_KEY);
}
