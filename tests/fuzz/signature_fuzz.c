/* SPDX-License-Identifier: MIT
 *
 * Fuzzes the readers of SSH's signatures and of the file of signers: any bytes are refused or read,
 * and what was read lies within them.
 */

#include "rulebook/approval/signers.h"
#include "rulebook/approval/sshsig.h"
#include "support/fuzzed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool span_within(struct span s, const void *from, size_t size)
{
    const char *at = from;

    return s.len == 0 || (s.at >= at && s.at + s.len <= at + size);
}

static void signature_try(const char *bytes, size_t size)
{
    struct sshsig sig;

    if (sshsig_read(bytes, size, &sig) == SSHSIG_READ) {
        fuzz_demand(span_within(sig.name, sig.blob, sizeof sig.blob));
        fuzz_demand(span_within(sig.reserved, sig.blob, sizeof sig.blob));
        (void)sshsig_fits(&sig, "text", 4);
    }
}

static void signers_try(const char *bytes, size_t size)
{
    struct signers signers = {bytes, size, 0};
    struct signer signer;
    uint32_t line = 0;

    while (signers_next(&signers, &signer)) {
        fuzz_demand(signer.line > line);
        line = signer.line;
        fuzz_demand(span_within(signer.principals, bytes, size));
        fuzz_demand(span_within(signer.namespaces, bytes, size));
        fuzz_demand(signer.bad != NULL || signer.principals.len > 0);
        (void)signer_list_has(signer.principals, span_of("Dr. A."));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    signature_try((const char *)data, size);
    signers_try((const char *)data, size);
    return 0;
}
