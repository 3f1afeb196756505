/* SPDX-License-Identifier: MIT
 *
 * Reads SSH's signatures and keys (sshsig.h). What was read is written again and held against what
 * was there, so that one signature has one form: no byte of a file can change unseen. Called by
 * signature.c and signers.c; pure. The arithmetic of Ed25519 is nettle's.
 */
#include "rulebook/approval/sshsig.h"

#include <nettle/eddsa.h>
#include <nettle/sha2.h>
#include <string.h>

#include "base/hash.h"

#define ARMOR_HEAD "-----BEGIN SSH SIGNATURE-----\n"
#define ARMOR_END "-----END SSH SIGNATURE-----\n"
#define ARMOR_LINE 70u
#define MAGIC "SSHSIG"
#define KEY_BYTES 4096u

/* ---- numbers and strings of SSH ---- */

struct ssh_reading {
    const char *at;
    size_t left;
    bool bad;
};

static const char *bytes_take(struct ssh_reading *r, size_t len)
{
    const char *at = r->at;

    if (r->bad || len > r->left) {
        r->bad = true;
        return NULL;
    }
    r->at += len;
    r->left -= len;
    return at;
}

static uint32_t number_take(struct ssh_reading *r)
{
    const uint8_t *p = (const uint8_t *)bytes_take(r, 4);

    return p == NULL ? 0 : (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static struct span string_take(struct ssh_reading *r)
{
    uint32_t len = number_take(r);
    const char *at = bytes_take(r, len);

    return at != NULL ? (struct span){at, len} : (struct span){"", 0};
}

/* "ssh-ed25519" and so many bytes, and nothing behind them. */
static enum sshsig_kind pair_read(struct span s, uint8_t *bytes_r, uint32_t count)
{
    struct ssh_reading r = {s.at, s.len, false};
    struct span kind = string_take(&r);

    if (r.bad || kind.len == 0) {
        return SSHSIG_UNREADABLE;
    }
    if (!span_same(kind, span_of(SSH_ED25519))) {
        return SSHSIG_OTHER_KEY;
    }
    struct span bytes = string_take(&r);
    if (r.bad || bytes.len != count || r.left != 0) {
        return SSHSIG_UNREADABLE;
    }
    memcpy(bytes_r, bytes.at, count);
    return SSHSIG_READ;
}

enum sshsig_kind ssh_key_read(struct span base64, uint8_t key_r[SSHSIG_KEY])
{
    uint8_t blob[KEY_BYTES];
    size_t len;

    if (base64.len > KEY_BYTES ||
        base64_read(base64.at, base64.len, blob, sizeof blob, &len) != 0) {
        return SSHSIG_UNREADABLE;
    }
    return pair_read((struct span){(const char *)blob, (uint32_t)len}, key_r, SSHSIG_KEY);
}

/* ---- the armor ---- */

/* Whether `bytes` are these, in lines of 70, between head and end; base64_r is without the ends of
 * lines. */
static bool armor_strip(const char *bytes, size_t len, char base64_r[SSHSIG_BYTES], size_t *len_r)
{
    size_t head = sizeof ARMOR_HEAD - 1, end = sizeof ARMOR_END - 1, out = 0;

    if (len > SSHSIG_BYTES || len < head + end || memcmp(bytes, ARMOR_HEAD, head) != 0 ||
        memcmp(bytes + len - end, ARMOR_END, end) != 0) {
        return false;
    }
    for (size_t at = head; at < len - end;) {
        size_t left = len - end - at;
        size_t line = left - 1 < ARMOR_LINE ? left - 1 : ARMOR_LINE;

        if (line == 0 || bytes[at + line] != '\n' || memchr(bytes + at, '\n', line) != NULL) {
            return false;
        }
        memcpy(base64_r + out, bytes + at, line);
        out += line;
        at += line + 1;
    }
    *len_r = out;
    return out > 0;
}

/* There are several ways to write the same bytes; one is right. */
static bool base64_exact(const char *base64, size_t len, uint8_t *blob_r, size_t *blob_len_r)
{
    char again[SSHSIG_BYTES + 8];

    return base64_read(base64, len, blob_r, SSHSIG_BYTES, blob_len_r) == 0 &&
           base64_of(blob_r, *blob_len_r, again, sizeof again) == len &&
           memcmp(again, base64, len) == 0;
}

/* ---- a signature ---- */

static enum sshsig_kind blob_read(size_t len, struct sshsig *sig)
{
    struct ssh_reading r = {(const char *)sig->blob, len, false};
    const char *magic = bytes_take(&r, sizeof MAGIC - 1);
    uint32_t version = number_take(&r);
    struct span key = string_take(&r);

    sig->name = string_take(&r);
    sig->reserved = string_take(&r);
    sig->hash = string_take(&r);
    struct span signature = string_take(&r);
    if (r.bad || r.left != 0 || memcmp(magic, MAGIC, sizeof MAGIC - 1) != 0 || version != 1 ||
        !(span_same(sig->hash, span_of("sha512")) || span_same(sig->hash, span_of("sha256")))) {
        return SSHSIG_UNREADABLE;
    }
    enum sshsig_kind kind = pair_read(key, sig->key, sizeof sig->key);
    return kind == SSHSIG_READ ? pair_read(signature, sig->signature, sizeof sig->signature) : kind;
}

enum sshsig_kind sshsig_read(const char *bytes, size_t len, struct sshsig *sig_r)
{
    char base64[SSHSIG_BYTES];
    size_t base64_len, blob_len;

    if (bytes == NULL || !armor_strip(bytes, len, base64, &base64_len) ||
        !base64_exact(base64, base64_len, sig_r->blob, &blob_len)) {
        return SSHSIG_UNREADABLE;
    }
    return blob_read(blob_len, sig_r);
}

/* ---- what is signed ---- */

static size_t string_put(uint8_t *out, const void *bytes, size_t len)
{
    for (uint32_t i = 0; i < 4; i++) {
        out[i] = (uint8_t)(len >> (24 - 8 * i));
    }
    memcpy(out + 4, bytes, len);
    return len + 4;
}

static size_t digest_of(struct span hash, const char *text, size_t len, uint8_t digest_r[64])
{
    if (span_same(hash, span_of("sha256"))) {
        struct sha256 sha;

        sha256_begin(&sha);
        sha256_add(&sha, text, len);
        sha256_end(&sha, digest_r);
        return 32;
    }
    struct sha512_ctx sha;
    sha512_init(&sha);
    sha512_update(&sha, len, (const uint8_t *)text);
    sha512_digest(&sha, 64, digest_r);
    return 64;
}

bool sshsig_fits(const struct sshsig *sig, const char *text, size_t len)
{
    uint8_t is_signed[SSHSIG_BYTES + 128], digest[64]; /* name and reserved were in blob */
    size_t digest_len = digest_of(sig->hash, text, len, digest), out = sizeof MAGIC - 1;

    memcpy(is_signed, MAGIC, out);
    out += string_put(is_signed + out, sig->name.at, sig->name.len);
    out += string_put(is_signed + out, sig->reserved.at, sig->reserved.len);
    out += string_put(is_signed + out, sig->hash.at, sig->hash.len);
    out += string_put(is_signed + out, digest, digest_len);
    return ed25519_sha512_verify(sig->key, out, is_signed, sig->signature) == 1;
}
