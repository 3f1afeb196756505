/* SPDX-License-Identifier: MIT
 *
 * Reads `allowed_signers` (signers.h): principals, options, an Ed25519 key. Stricter than ssh: no
 * patterns among principals and namespaces, no certificate authorities, because an approval is of a
 * person whom the file names. A time without Z is UTC's, too. Called by signature.c; pure.
 */
#include "rulebook/approval/signers.h"

#include <string.h>

#include "base/calendar.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static struct span blanks_skip(struct span s)
{
    while (s.len > 0 && is_blank(s.at[0])) {
        s = (struct span){s.at + 1, s.len - 1};
    }
    return s;
}

/* Up to the next blank that is not in quotation marks. */
static struct span word_take(struct span *s)
{
    bool quoted = false;
    uint32_t len = 0;

    *s = blanks_skip(*s);
    while (len < s->len && (quoted || !is_blank(s->at[len]))) {
        quoted ^= s->at[len] == '"';
        len++;
    }
    struct span word = {s->at, len};
    *s = (struct span){s->at + len, s->len - len};
    return word;
}

/* "a" without its marks; false: they are not one at each end. */
static bool quotes_drop(struct span *s)
{
    if (s->len < 2 || s->at[0] != '"' || s->at[s->len - 1] != '"') {
        return false;
    }
    *s = (struct span){s->at + 1, s->len - 2};
    return memchr(s->at, '"', s->len) == NULL;
}

static bool holds_any(struct span s, const char *chars)
{
    for (uint32_t i = 0; i < s.len; i++) {
        if (s.at[i] == '\0' || strchr(chars, s.at[i]) != NULL) {
            return true;
        }
    }
    return false;
}

/* ---- options ---- */

static bool digits_read(const char *at, uint32_t len, int32_t *number_r)
{
    *number_r = 0;
    for (uint32_t i = 0; i < len; i++) {
        if (at[i] < '0' || at[i] > '9') {
            return false;
        }
        *number_r = *number_r * 10 + (at[i] - '0');
    }
    return true;
}

/* YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS, with or without a Z. */
static bool instant_read(struct span s, int64_t *utc_r)
{
    int32_t part[6] = {0}; /* year, month, ..., second */
    char iso[11];
    int32_t date, last;

    s.len -= s.len > 0 && s.at[s.len - 1] == 'Z';
    if (s.len != 8 && s.len != 12 && s.len != 14) {
        return false;
    }
    for (uint32_t i = 0, at = 0; at < s.len; i++) {
        uint32_t len = i == 0 ? 4 : 2;

        if (!digits_read(s.at + at, len, &part[i])) {
            return false;
        }
        at += len;
    }
    memcpy(iso, s.at, 4);
    iso[4] = iso[7] = '-';
    memcpy(iso + 5, s.at + 4, 2);
    memcpy(iso + 8, s.at + 6, 2);
    if (!date_read(iso, 10, &date, &last) || part[3] > 23 || part[4] > 59 || part[5] > 59) {
        return false;
    }
    *utc_r = (int64_t)date * 86400 + part[3] * 3600 + part[4] * 60 + part[5];
    return *utc_r > 0;
}

static const char *namespaces_set(struct signer *s, struct span value)
{
    s->namespaces = value;
    return value.len == 0 || holds_any(value, "*?!")
               ? "namespaces are listed in full, without * ? and !"
               : NULL;
}

static const char *after_set(struct signer *s, struct span value)
{
    return instant_read(value, &s->after) ? NULL : "valid-after is no day as \"20261231\"";
}

static const char *before_set(struct signer *s, struct span value)
{
    return instant_read(value, &s->before) ? NULL : "valid-before is no day as \"20261231\"";
}

static const struct option_kind {
    const char *name;
    const char *(*set)(struct signer *s, struct span value);
} option_kinds[] = {
    {"namespaces", namespaces_set}, {"valid-after", after_set}, {"valid-before", before_set}};

static const char *option_read(struct signer *s, struct span option)
{
    const char *is = memchr(option.at, '=', option.len);
    uint32_t name = is != NULL ? (uint32_t)(is - option.at) : option.len;
    struct span value = {option.at + name + 1, is != NULL ? option.len - name - 1 : 0};

    const struct span called = {option.at, name};

    if (span_same_letters(called, SPAN("cert-authority"))) {
        return "a cert-authority is no signer: name the keys themselves";
    }
    for (size_t i = 0; i < sizeof option_kinds / sizeof option_kinds[0]; i++) {
        const struct option_kind *kind = &option_kinds[i];

        if (span_same_letters(called, (struct span){kind->name, (uint32_t)strlen(kind->name)})) {
            return is != NULL && quotes_drop(&value)
                       ? kind->set(s, value)
                       : "an option's value is not in quotation marks";
        }
    }
    return "neither a key nor an option that is known stands behind the principals";
}

/* Parted by commas outside quotation marks. */
static const char *options_read(struct signer *s, struct span options)
{
    const char *bad = NULL;

    for (uint32_t from = 0; bad == NULL && from <= options.len;) {
        uint32_t to = from;
        bool quoted = false;

        while (to < options.len && (quoted || options.at[to] != ',')) {
            quoted ^= options.at[to] == '"';
            to++;
        }
        bad = option_read(s, (struct span){options.at + from, to - from});
        from = to + 1;
    }
    return bad;
}

/* ---- a line ---- */

static bool is_key_kind(struct span word)
{
    static const char *const begins[] = {"ssh-", "ecdsa-", "sk-ssh-", "sk-ecdsa-"};

    for (size_t i = 0; i < sizeof begins / sizeof begins[0]; i++) {
        size_t len = strlen(begins[i]);

        if (word.len > len && memcmp(word.at, begins[i], len) == 0) {
            return true;
        }
    }
    return false;
}

static const char *line_read(struct span line, struct signer *s)
{
    struct span word = word_take(&line);
    const char *bad = NULL;

    s->principals = word;
    if ((memchr(word.at, '"', word.len) != NULL && !quotes_drop(&s->principals)) ||
        s->principals.len == 0) {
        return "the principals' quotation marks are not one at each end";
    }
    if (holds_any(s->principals, "*?!")) {
        return "principals are named in full, without * ? and !";
    }
    word = word_take(&line);
    if (!is_key_kind(word)) {
        bad = options_read(s, word);
        word = word_take(&line);
    }
    if (bad != NULL || !is_key_kind(word)) {
        return bad != NULL ? bad : "there is no key";
    }
    struct span base64 = word_take(&line);
    s->other_key = !span_same(word, span_of(SSH_ED25519));
    return s->other_key || ssh_key_read(base64, s->key) == SSHSIG_READ
               ? NULL
               : "the key is no Ed25519 key in SSH's form";
}

bool signers_next(struct signers *s, struct signer *signer_r)
{
    while (s->left > 0) {
        const char *end = memchr(s->at, '\n', s->left);
        size_t len = end != NULL ? (size_t)(end - s->at) : s->left;
        struct span line = {s->at, (uint32_t)len};

        s->at += len + (end != NULL);
        s->left -= len + (end != NULL);
        s->line++;
        line = blanks_skip(line);
        if (line.len > 0 && line.at[0] != '#') {
            *signer_r = (struct signer){.line = s->line};
            signer_r->bad = line_read(line, signer_r);
            return true;
        }
    }
    return false;
}

bool signer_list_has(struct span list, struct span name)
{
    for (uint32_t from = 0; from <= list.len;) {
        const char *comma = memchr(list.at + from, ',', list.len - from);
        uint32_t to = comma != NULL ? (uint32_t)(comma - list.at) : list.len;

        if (to > from && span_same((struct span){list.at + from, to - from}, name)) {
            return true;
        }
        from = to + 1;
    }
    return false;
}

/* ---- the file ---- */

bool signers_good(const struct approval_options *options, struct faults *faults)
{
    struct signers s = {options->signers, options->signers_len, 0};
    struct signer signer;
    bool good = true;

    while (signers_next(&s, &signer)) {
        if (signer.bad != NULL) {
            struct place place = {.file = options->signers_file, .line = signer.line, .column = 1};
            struct fault *f =
                fault_add(faults, FAULT_A505, place, "this line names no signer: %s", signer.bad);

            fault_why(faults, f, "Who may approve is known from the whole file, or not at all.");
            fault_fix(faults, f,
                      "Write for example: \"Dr. A.\" namespaces=\"precare-rules\" "
                      "ssh-ed25519 AAAA...");
            good = false;
        }
    }
    return good;
}

bool signers_know(const struct approval_options *options, const char *principal)
{
    struct signers s = {options->signers, options->signers_len, 0};
    struct signer signer;

    while (signers_next(&s, &signer)) {
        if (signer.bad == NULL && signer_list_has(signer.principals, span_of(principal))) {
            return true;
        }
    }
    return false;
}
