/* SPDX-License-Identifier: MIT
 *
 * Whether an approval is signed, and by a key that may (signature.h): each way in which it is not
 * has its own words. Called by judge.c; pure. Where the configuration names no signers, nothing is
 * asked; where signatures are optional, one that is there is good or refused.
 */
#include "rulebook/approval/signature.h"

#include <string.h>

#include "base/calendar.h"
#include "rulebook/approval/signers.h"

#define OTHERS_MOST 64u /* so many texts are tried, to say of which one a signature is */

struct signature_asked {
    const struct approval_options *options;
    const struct rule_files *files;
    const struct rule_file *text;
    const struct approval *approval;
    const struct sshsig *sig;
    struct faults *faults;
};

static const struct rule_file *sig_find(const struct rule_files *files, const char *name)
{
    size_t len = strlen(name);

    for (uint32_t i = 0; i < files->approval_count; i++) {
        const char *other = files->approvals[i].name;

        if (strncmp(other, name, len) == 0 && strcmp(other + len, ".sig") == 0) {
            return &files->approvals[i];
        }
    }
    return NULL;
}

/* Always false. */
static bool signature_refuse(const struct signature_asked *a, struct fault *f, const char *why)
{
    fault_why(a->faults, f, "%s", why);
    fault_fix(a->faults, f,
              "Have it approved again: precare approve --rulebook %s --by WHO --sign KEY",
              a->approval->of);
    return false;
}

static struct place place_of(const struct signature_asked *a)
{
    return (struct place){.file = a->approval->file};
}

static bool unsigned_refuse(const struct signature_asked *a)
{
    struct fault *f = fault_add(a->faults, FAULT_A505, place_of(a), "this approval is not signed");

    return signature_refuse(a, f, "The configuration has `approvals: {signature: required}`.");
}

static bool unread_refuse(const struct signature_asked *a, enum sshsig_kind kind)
{
    struct fault *f;

    if (kind == SSHSIG_OTHER_KEY) {
        f = fault_add(a->faults, FAULT_A505, place_of(a),
                      "this approval is signed by a key that is not Ed25519");
        return signature_refuse(
            a, f, "Only Ed25519 is verified here: ssh-keygen -t ed25519 makes such a key.");
    }
    f = fault_add(a->faults, FAULT_A505, place_of(a),
                  "the signature of this approval cannot be read");
    return signature_refuse(a, f, "It is not as `ssh-keygen -Y sign` writes it.");
}

static bool purpose_refuse(const struct signature_asked *a)
{
    struct fault *f =
        fault_add(a->faults, FAULT_A505, place_of(a),
                  "this approval is signed for another purpose than " SIGNATURE_NAMESPACE);

    return signature_refuse(a, f, "A signature under a mail or a commit approves no rules.");
}

/* ---- of which text ---- */

static const struct rule_file *text_find(const struct signature_asked *a)
{
    for (uint32_t i = 0; i < a->files->approval_count && i < OTHERS_MOST; i++) {
        const struct rule_file *other = &a->files->approvals[i];

        if (sshsig_fits(a->sig, other->bytes, other->len)) {
            return other;
        }
    }
    return NULL;
}

static bool text_refuse(const struct signature_asked *a)
{
    const struct rule_file *other = text_find(a);
    struct fault *f;

    if (other != NULL) {
        const char *slash = strrchr(other->name, '/');

        f = fault_add(a->faults, FAULT_A505, place_of(a),
                      "the signature of this approval is of another text: that of %s",
                      slash != NULL ? slash + 1 : other->name);
        return signature_refuse(a, f, "Who signed it has not signed this.");
    }
    f = fault_add(a->faults, FAULT_A505, place_of(a),
                  "the signature of this approval is forged: it does not fit the text");
    return signature_refuse(a, f,
                            "Text or signature were changed since, or nobody with this key "
                            "ever signed it.");
}

/* ---- by whom ---- */

enum standing { /* the further down, the nearer to good */
    STANDING_NOBODY,
    STANDING_KEY_UNKNOWN,
    STANDING_OTHER_PURPOSE,
    STANDING_NOT_YET,
    STANDING_EXPIRED,
    STANDING_GOOD,
};

static const struct standing_words {
    const char *what, *why; /* "%s": who approved */
} standing_words[] = {
    [STANDING_NOBODY] = {"%s is not among those who may sign",
                         "The file of signers has no line with this principal."},
    [STANDING_KEY_UNKNOWN] = {"this approval is signed by a key that is not %s's",
                              "The file of signers has other keys for this principal."},
    [STANDING_OTHER_PURPOSE] = {"the key of %s is not for " SIGNATURE_NAMESPACE,
                                "The file of signers names other `namespaces` for it."},
    [STANDING_NOT_YET] = {"the key of %s is not valid yet", "Its day is `valid-after` in the file "
                                                            "of signers."},
    [STANDING_EXPIRED] = {"the key of %s has expired", "Its day was `valid-before` in the file of "
                                                       "signers."},
};

static enum standing standing_of(const struct signature_asked *a, const struct signer *s)
{
    int64_t now = a->options->now;

    if (s->bad != NULL || !signer_list_has(s->principals, span_of(a->approval->by))) {
        return STANDING_NOBODY;
    }
    if (s->other_key || memcmp(s->key, a->sig->key, sizeof s->key) != 0) {
        return STANDING_KEY_UNKNOWN;
    }
    if (s->namespaces.len > 0 && !signer_list_has(s->namespaces, span_of(SIGNATURE_NAMESPACE))) {
        return STANDING_OTHER_PURPOSE;
    }
    if (now != 0 && s->after != 0 && now < s->after) {
        return STANDING_NOT_YET;
    }
    return now != 0 && s->before != 0 && now > s->before ? STANDING_EXPIRED : STANDING_GOOD;
}

static bool signer_may(const struct signature_asked *a)
{
    struct signers s = {a->options->signers, a->options->signers_len, 0};
    enum standing best = STANDING_NOBODY;
    struct signer signer;

    while (best != STANDING_GOOD && signers_next(&s, &signer)) {
        enum standing here = standing_of(a, &signer);

        best = here > best ? here : best;
    }
    if (best == STANDING_GOOD) {
        return true;
    }
    struct buf said = {.at = NULL};
    const char *name = strstr(standing_words[best].what, "%s");
    buf_add(&said, standing_words[best].what, (size_t)(name - standing_words[best].what));
    buf_text(&said, a->approval->by);
    buf_text(&said, name + 2);
    a->faults->lost = a->faults->lost || said.failed;
    struct fault *f = fault_add(a->faults, FAULT_A505, place_of(a), "%s",
                                said.at != NULL ? said.at : "its signer may not sign");
    buf_end(&said);
    return signature_refuse(a, f, standing_words[best].why);
}

bool signature_good(const struct approval_options *options, const struct rule_files *files,
                    uint32_t number, const struct approval *approval, struct faults *faults)
{
    struct signature_asked a = {options, files, &files->approvals[number], approval, NULL, faults};
    struct sshsig sig;

    if (options->signers == NULL && !options->signature_required) {
        return true;
    }
    const struct rule_file *sig_file = sig_find(files, a.text->name);
    if (sig_file == NULL) {
        return options->signature_required ? unsigned_refuse(&a) : true;
    }
    enum sshsig_kind kind = sshsig_read(sig_file->bytes, sig_file->len, &sig);
    a.sig = &sig;
    if (kind != SSHSIG_READ) {
        return unread_refuse(&a, kind);
    }
    if (!span_same(sig.name, span_of(SIGNATURE_NAMESPACE))) {
        return purpose_refuse(&a);
    }
    if (!sshsig_fits(&sig, a.text->bytes, a.text->len)) {
        return text_refuse(&a);
    }
    return signer_may(&a);
}
