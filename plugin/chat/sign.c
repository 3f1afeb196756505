/* SPDX-License-Identifier: MIT
 *
 * Signs a body as Standard Webhooks asks (chat/sign.h). Called by the deliverer alone: keys live in
 * its process only, and the copies made here are wiped.
 */
#include "chat/sign.h"

#include <string.h>

#include "base/hash.h"

int sign_add(const char *key, const char *id, int64_t timestamp, const char *body, size_t len,
             struct buf *signature)
{
    uint8_t secret[256], digest[32];
    char text[64];
    struct buf signed_text = {0};
    size_t secret_len = 0;
    int status = -1;

    if (strncmp(key, "whsec_", 6) == 0 &&
        base64_read(key + 6, strlen(key + 6), secret, sizeof secret, &secret_len) == 0 &&
        secret_len >= 16) {
        buf_printf(&signed_text, "%s.%lld.", id, (long long)timestamp);
        buf_add(&signed_text, body, len);
        if (!signed_text.failed) {
            hmac_sha256(secret, secret_len, signed_text.at, signed_text.len, digest);
            (void)base64_of(digest, sizeof digest, text, sizeof text);
            buf_printf(signature, "%sv1,%s", signature->len > 0 ? " " : "", text);
            status = signature->failed ? -1 : 0;
        }
    }
    explicit_bzero(secret, sizeof secret);
    buf_end(&signed_text);
    return status;
}
