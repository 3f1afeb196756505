/* SPDX-License-Identifier: MIT
 *
 * The file of those who may sign: `allowed_signers` of ssh-keygen, read line by line. For
 * signature.c, `precare approve` and their tests. Pure, any thread; what is read points into the
 * text.
 */
#ifndef PRECARE_RULEBOOK_APPROVAL_SIGNERS_H
#define PRECARE_RULEBOOK_APPROVAL_SIGNERS_H

#include "rulebook/approval/sshsig.h"
#include "rulebook/load.h"

struct signer { /* a line; the same principal may have several, while a key is changed */
    uint32_t line;
    const char *bad;        /* why it cannot be read; NULL: it can */
    bool other_key;         /* of a kind that is not Ed25519: it signs nothing here */
    struct span principals; /* "Dr. A.,Dr. B." */
    struct span namespaces; /* the same; empty: for every purpose */
    int64_t after, before;  /* valid between these instants; 0: no limit */
    uint8_t key[SSHSIG_KEY];
};

struct signers { /* where the reading is */
    const char *at;
    size_t left;
    uint32_t line;
};

/* The next line that is neither empty nor a comment; false: there is none. */
bool signers_next(struct signers *s, struct signer *signer_r);
/* Whether one of "a,b,c" is this. */
bool signer_list_has(struct span list, struct span name);
/* Tells A505 of each line that cannot be read; false: there is one. */
bool signers_good(const struct approval_options *options, struct faults *faults);
/* Whether any line names this principal. */
bool signers_know(const struct approval_options *options, const char *principal);

#endif
