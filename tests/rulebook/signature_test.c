/* SPDX-License-Identifier: MIT
 *
 * Signatures of approvals, against the real ssh-keygen: what it signs is good, and nothing else is.
 * The keys are made for each run. The words of each refusal are goldens (A505-*).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/calendar.h"
#include "rulebook/approval/signature.h"
#include "rulebook/approval/signers.h"
#include "test.h"

#define BYTES 8192

static const char *folder;
static const char text[] = "format: precare-approval/1\nA text that is approved.\n";
static char sig_sha512[BYTES], sig_sha256[BYTES], sig_rsa[BYTES], sig_ecdsa[BYTES], sig_b[BYTES];
static char key_a[BYTES], key_b[BYTES], key_rsa[BYTES];

/* Without keys there is nothing to test; assertions are for tests alone. */
static void keys_need(bool holds)
{
    if (!holds) {
        (void)fputs("signature_test: ssh-keygen does not work here\n", stderr);
        exit(1);
    }
}

static bool shell(const char *command)
{
    char line[2 * BYTES];

    (void)snprintf(line, sizeof line, "cd %s && { %s; } >said 2>&1 </dev/null", folder, command);
    return system(line) == 0; /* NOLINT(cert-env33-c): a test's own words */
}

static void file_take(const char *name, char bytes_r[BYTES])
{
    char path[600];

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "rbe");
    keys_need(f != NULL);
    bytes_r[fread(bytes_r, 1, BYTES - 1, f)] = '\0';
    (void)fclose(f);
}

static void file_give(const char *name, const char *bytes)
{
    char path[600];

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "wbe");
    keys_need(f != NULL);
    (void)fputs(bytes, f);
    (void)fclose(f);
}

static void key_make(const char *name, const char *kind, char public_r[BYTES])
{
    char command[200];

    (void)snprintf(command, sizeof command, "ssh-keygen -q -t %s -N '' -C %s -f %s", kind, name,
                   name);
    keys_need(shell(command));
    (void)snprintf(command, sizeof command, "%s.pub", name);
    file_take(command, public_r);
}

static void text_sign(const char *key, const char *more, char sig_r[BYTES])
{
    char command[200];

    (void)snprintf(command, sizeof command,
                   "rm -f text.sig && ssh-keygen -q -Y sign -n precare-rules -f %s %s text", key,
                   more);
    keys_need(shell(command));
    file_take("text.sig", sig_r);
}

static int keys_begin(void)
{
    char ignored[BYTES];

    folder = test_directory();
    file_give("text", text);
    key_make("a", "ed25519", key_a);
    key_make("b", "ed25519", key_b);
    key_make("rsa", "rsa", key_rsa);
    key_make("ecdsa", "ecdsa", ignored);
    text_sign("a", "", sig_sha512);
    text_sign("a", "-O hashalg=sha256", sig_sha256);
    text_sign("b", "", sig_b);
    text_sign("rsa", "", sig_rsa);
    text_sign("ecdsa", "", sig_ecdsa);
    return 0;
}

/* ---- asking ---- */

struct asked {
    const char *signers, *sig; /* NULL: there is none */
    size_t sig_len;            /* 0: its length as a text */
    int64_t now;
    bool optional;
};

static bool is_good(const struct asked *a)
{
    const struct approval approval = {.of = "x", .by = "Dr. A.", .file = "x.1.approval"};
    struct rule_file at[2] = {{"x.1.approval", text, sizeof text - 1},
                              {"x.1.approval.sig", a->sig, 0}};
    const struct rule_files files = {.approvals = at, .approval_count = a->sig != NULL ? 2 : 1};
    const struct approval_options options = {.signature_required = !a->optional,
                                             .now = a->now,
                                             .signers = a->signers,
                                             .signers_len =
                                                 a->signers != NULL ? strlen(a->signers) : 0};
    struct faults faults;

    at[1].len = a->sig == NULL ? 0 : a->sig_len != 0 ? a->sig_len : strlen(a->sig);
    faults_begin(&faults);
    bool good = signature_good(&options, &files, 0, &approval, &faults);
    CU_ASSERT(good ? faults.count == 0 : faults.count == 1 && faults.items[0].code == FAULT_A505);
    faults_end(&faults);
    return good;
}

/* A line for Dr. A. with these options, and the key. */
static const char *signer_line(const char *options, const char *key)
{
    static char line[2 * BYTES];

    (void)snprintf(line, sizeof line, "\"Dr. A.\" %s %s", options, key);
    return line;
}

/* ---- tests ---- */

static void what_ssh_keygen_signs_is_good(void)
{
    const char *signers = signer_line("namespaces=\"precare-rules\"", key_a);

    CU_ASSERT(is_good(&(struct asked){.signers = signers, .sig = sig_sha512}));
    CU_ASSERT(is_good(&(struct asked){.signers = signers, .sig = sig_sha256}));
    CU_ASSERT_FALSE(is_good(&(struct asked){.signers = signers, .sig = sig_b}));
}

static void every_bit_counts(void)
{
    const char *signers = signer_line("", key_a);
    char sig[BYTES];
    size_t len = strlen(sig_sha512);
    uint32_t good = 0, tried = 0;

    for (size_t i = 0; i < len; i++) {
        for (int bit = 0; bit < 8; bit++, tried++) {
            memcpy(sig, sig_sha512, len + 1);
            sig[i] = (char)(sig[i] ^ (1 << bit));
            good += is_good(&(struct asked){.signers = signers, .sig = sig, .sig_len = len});
        }
    }
    printf("    %u flips of %zu bytes\n", tried, len);
    CU_ASSERT_EQUAL(good, 0);
    CU_ASSERT(tried > 2000);
}

static void every_byte_of_the_text_counts(void)
{
    struct sshsig sig;
    char other[sizeof text];

    CU_ASSERT_FATAL(sshsig_read(sig_sha512, strlen(sig_sha512), &sig) == SSHSIG_READ);
    CU_ASSERT(sshsig_fits(&sig, text, sizeof text - 1));
    CU_ASSERT_FALSE(sshsig_fits(&sig, text, sizeof text - 2));
    for (size_t i = 0; i < sizeof text - 1; i++) {
        memcpy(other, text, sizeof text);
        other[i] ^= 1;
        CU_ASSERT_FALSE(sshsig_fits(&sig, other, sizeof text - 1));
    }
}

static void pieces_are_refused(void)
{
    const char *signers = signer_line("", key_a);
    char more[BYTES + 40];

    for (size_t len = 1; len < strlen(sig_sha512); len++) {
        CU_ASSERT_FALSE(
            is_good(&(struct asked){.signers = signers, .sig = sig_sha512, .sig_len = len}));
    }
    (void)snprintf(more, sizeof more, "%s\n", sig_sha512);
    CU_ASSERT_FALSE(is_good(&(struct asked){.signers = signers, .sig = more}));
    (void)snprintf(more, sizeof more, " %s", sig_sha512);
    CU_ASSERT_FALSE(is_good(&(struct asked){.signers = signers, .sig = more}));
}

static void other_keys_are_named(void)
{
    struct sshsig sig;

    CU_ASSERT_EQUAL(sshsig_read(sig_rsa, strlen(sig_rsa), &sig), SSHSIG_OTHER_KEY);
    CU_ASSERT_EQUAL(sshsig_read(sig_ecdsa, strlen(sig_ecdsa), &sig), SSHSIG_OTHER_KEY);
    CU_ASSERT_FALSE(is_good(&(struct asked){.signers = signer_line("", key_rsa), .sig = sig_rsa}));
}

static void one_person_may_have_several_keys(void)
{
    char signers[2 * BYTES + 100];

    (void)snprintf(signers, sizeof signers, "# old\n\"Dr. A.\" %s\r\n\"Dr. B.,Dr. A.\" %s", key_a,
                   key_b);
    CU_ASSERT(is_good(&(struct asked){.signers = signers, .sig = sig_sha512}));
    CU_ASSERT(is_good(&(struct asked){.signers = signers, .sig = sig_b}));
}

static void keys_hold_from_day_to_day(void)
{
    const char *signers =
        signer_line("valid-after=\"20261201Z\",valid-before=\"202612312359Z\"", key_a);
    int64_t from = (int64_t)date_of(2026, 12, 1) * 86400;
    int64_t until = (int64_t)date_of(2026, 12, 31) * 86400 + 23 * 3600 + 59 * 60;

    CU_ASSERT_FALSE(is_good(&(struct asked){signers, sig_sha512, .now = from - 1}));
    CU_ASSERT(is_good(&(struct asked){signers, sig_sha512, .now = from}));
    CU_ASSERT(is_good(&(struct asked){signers, sig_sha512, .now = until}));
    CU_ASSERT_FALSE(is_good(&(struct asked){signers, sig_sha512, .now = until + 1}));
}

static void optional_is_not_careless(void)
{
    const char *signers = signer_line("", key_a);

    CU_ASSERT(is_good(&(struct asked){.signers = NULL, .optional = true}));
    CU_ASSERT(is_good(&(struct asked){.signers = NULL, .sig = sig_b, .optional = true}));
    CU_ASSERT(is_good(&(struct asked){.signers = signers, .optional = true}));
    CU_ASSERT(is_good(&(struct asked){.signers = signers, .sig = sig_sha512, .optional = true}));
    CU_ASSERT_FALSE(is_good(&(struct asked){.signers = signers, .sig = sig_b, .optional = true}));
    CU_ASSERT_FALSE(is_good(&(struct asked){.signers = signers}));
    CU_ASSERT_FALSE(is_good(&(struct asked){.signers = "", .sig = sig_sha512}));
}

/* What ssh-keygen refuses is refused here; and what is a pattern or an authority, too. */
static void nobody_is_let_in_whom_ssh_refuses(void)
{
    static const char *const options[] = {
        "",
        "namespaces=\"precare-rules\"",
        "namespaces=\"git,precare-rules\"",
        "NameSpaces=\"git\"",
        "valid-after=\"20200101\"",
        "valid-before=\"20200101\"",
        "valid-after=\"20990101Z\"",
        "valid-before=\"20990101120000Z\",namespaces=\"precare-rules\"",
        "cert-authority",
        "namespaces=\"precare-*\"",
        "namespaces=git",
        "no-such-option",
        "valid-after=\"20201301\"",
        "namespaces=\"\"",
        "namespaces=\"precare-rules",
        ",",
        "valid-before=\"\""};
    uint32_t good = 0;

    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        const char *signers = signer_line(options[i], key_a);
        const int64_t today = (int64_t)time(NULL);
        bool ours = is_good(&(struct asked){signers, sig_sha512, .now = today});

        file_give("signers", signers);
        file_give("good.sig", sig_sha512);
        bool theirs = shell("ssh-keygen -Y verify -f signers -I 'Dr. A.' -n precare-rules "
                            "-s good.sig <text");
        good += ours;
        CU_ASSERT_FALSE(ours && !theirs);
    }
    CU_ASSERT_EQUAL(good, 5);
}

static const struct test tests[] = {
    {"what ssh-keygen signs is good, with either hash", what_ssh_keygen_signs_is_good},
    {"every bit of a signature counts: flipped, it is refused", every_bit_counts},
    {"every byte of the text counts", every_byte_of_the_text_counts},
    {"a piece of a signature, or more than it, is refused", pieces_are_refused},
    {"keys that are not Ed25519 are named", other_keys_are_named},
    {"one person may have several keys, while one is changed", one_person_may_have_several_keys},
    {"a key holds from its day to its day", keys_hold_from_day_to_day},
    {"where signatures are optional, one that is there is good or refused",
     optional_is_not_careless},
    {"nobody is let in whom ssh-keygen refuses", nobody_is_let_in_whom_ssh_refuses},
    {0},
};

const struct test_suite test_suites[] = {{"signature", keys_begin, NULL, tests}, {0}};
