/* SPDX-License-Identifier: MIT
 *
 * The signature that `ssh-keygen -Y sign` writes (PROTOCOL.sshsig of OpenSSH), by an Ed25519 key.
 * For signature.c, signers.c and their tests. Pure, any thread; whatever the bytes are, nothing is
 * read beyond them.
 */
#ifndef PRECARE_RULEBOOK_APPROVAL_SSHSIG_H
#define PRECARE_RULEBOOK_APPROVAL_SSHSIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

#define SSHSIG_BYTES 8192u /* of the whole text; one of RSA with 16,384 bits has fewer */
#define SSHSIG_KEY 32u
#define SSH_ED25519 "ssh-ed25519"

enum sshsig_kind {
    SSHSIG_READ,
    SSHSIG_UNREADABLE, /* not exactly what ssh-keygen would have written */
    SSHSIG_OTHER_KEY,  /* whole as far as can be told, of a key that is not Ed25519 */
};

struct sshsig {
    uint8_t blob[SSHSIG_BYTES];
    struct span name, reserved, hash; /* in blob; `name` is the namespace */
    uint8_t key[SSHSIG_KEY], signature[64];
};

/* What the bytes of a .sig are; *sig_r is whole with SSHSIG_READ alone. It must not be moved. */
enum sshsig_kind sshsig_read(const char *bytes, size_t len, struct sshsig *sig_r);
/* Whether the signature is of this text, by the key that it names. */
bool sshsig_fits(const struct sshsig *sig, const char *text, size_t len);

/* A public key in SSH's form (base64): of another kind is SSHSIG_OTHER_KEY. */
enum sshsig_kind ssh_key_read(struct span base64, uint8_t key_r[SSHSIG_KEY]);

#endif
