/* SPDX-License-Identifier: MIT
 *
 * What `precare approve` leaves on disk (sitting.h): files are written under a name of this process
 * alone, signed by ssh-keygen, and then take their own by link, which replaces nothing: the
 * signature first, so that no approval is ever seen without it. Of two sittings that took the same
 * number the first has it, and the second fails. What fails leaves nothing behind. Single-threaded.
 */
#include "cli/sitting.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/seam.h"
#include "cli/cli.h"
#include "cli/input.h"
#include "rulebook/approval/signature.h"
#include "rulebook/approval/sshsig.h"
#include "rulebook/pack.h"

#define TEXT_BYTES ((size_t)256 << 20)

/* ---- files ---- */

static int file_fail(const char *path)
{
    return cli_fault("%s cannot be written: %s", path, strerror(errno));
}

/* A new file as a whole, with what it holds on disk. */
static bool file_write(const char *path, const char *bytes, size_t len)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    bool good = fd >= 0;

    while (good && len > 0) {
        ssize_t put = write(fd, bytes, len);

        good = put > 0 || (put < 0 && errno == EINTR);
        bytes += put > 0 ? put : 0;
        len -= put > 0 ? (size_t)put : 0;
    }
    good = good && fsync(fd) == 0;
    if (fd >= 0) {
        good = close(fd) == 0 && good;
    }
    return good;
}

/* approvals/TEXT.text: sittings over the same text share it. */
static int text_keep_copy(struct sitting *s, struct rule_pack *pack)
{
    struct rule_files only = *s->files;
    struct buf path = {.at = NULL};
    int code = CLI_OK;

    only.approval_count = 0;
    if (pack_make(&only, pack) != 0) {
        return cli_memory();
    }
    s->approval.text = pack->hash;
    buf_printf(&path, "%s/%s.text", s->folder, pack->hash);
    if (path.failed) {
        code = cli_memory();
    } else if (!file_write(path.at, pack->bytes, pack->len) && errno != EEXIST) {
        code = file_fail(path.at);
        (void)unlink(path.at);
    }
    buf_end(&path);
    return code;
}

/* ---- signing ---- */

static int key_sign(const char *key, const char *path)
{
    char *const args[] = {(char *)"ssh-keygen",
                          (char *)"-Y",
                          (char *)"sign",
                          (char *)"-f",
                          (char *)key,
                          (char *)"-n",
                          (char *)"precare-rules",
                          (char *)path,
                          NULL};
    int status = 0;

    (void)fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        (void)execvp(args[0], args);
        (void)fprintf(stderr, "precare approve: ssh-keygen cannot be started: %s\n",
                      strerror(errno));
        _exit(127);
    }
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (child < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        return cli_fail(CLI_UNREADABLE, "ssh-keygen did not sign: nothing is approved");
    }
    return CLI_OK;
}

/* ---- the sitting ---- */

static void name_of(const struct sitting *s, const char *behind, struct buf *out)
{
    buf_printf(out, "%s/%s.%u.approval%s", s->folder, s->approval.of, s->approval.number, behind);
}

static void fresh_name_of(const struct sitting *s, const char *behind, struct buf *out)
{
    buf_printf(out, "%s/.%s.%u.approval.%ld%s", s->folder, s->approval.of, s->approval.number,
               (long)getpid(), behind);
}

struct names_of_files {
    struct buf fresh, fresh_sig, name, sig;
};

/* The signature is held against the file of signers as `reload` will: a key that is not its
 * signer's is said now, not then. */
static int signature_check(const struct sitting *s, const struct names_of_files *n,
                           const struct buf *text)
{
    struct rule_file at[2] = {{n->name.at, text->at, text->len}, {n->sig.at, NULL, 0}};
    const struct rule_files files = {.approvals = at, .approval_count = 2};
    struct approval approval = s->approval;
    struct buf sig = {.at = NULL};
    struct faults faults;

    approval.file = n->name.at;
    faults_begin(&faults);
    if (input_read(n->fresh_sig.at, SSHSIG_BYTES, &sig)) {
        at[1].bytes = sig.at;
        at[1].len = sig.len;
    }
    bool good = signature_good(s->judged, &files, 0, &approval, &faults);
    if (!good) {
        cli_faults(&faults);
    }
    faults_end(&faults);
    buf_end(&sig);
    return good ? CLI_OK
                : cli_fail(CLI_UNREADABLE, "the signature would be refused: nothing is approved");
}

static int name_fail(const char *path)
{
    return errno == EEXIST ? cli_fault("%s is there already: another sitting took this number at "
                                       "the same time. Nothing is approved: approve again",
                                       path)
                           : file_fail(path);
}

static int names_take(const struct sitting *s, const struct names_of_files *n)
{
    if (s->key != NULL && link(n->fresh_sig.at, n->sig.at) != 0) {
        return name_fail(n->sig.at);
    }
    if (link(n->fresh.at, n->name.at) != 0) {
        int code = name_fail(n->name.at);

        if (s->key != NULL) {
            (void)unlink(n->sig.at); /* ours: the link above was new */
        }
        return code;
    }
    return CLI_OK;
}

static int files_take(const struct sitting *s, const struct names_of_files *n,
                      const struct buf *text)
{
    int code = s->key != NULL ? key_sign(s->key, n->fresh.at) : CLI_OK;

    code = code == CLI_OK && s->key != NULL ? signature_check(s, n, text) : code;
    return code == CLI_OK ? names_take(s, n) : code;
}

static int approval_keep(struct sitting *s, struct buf *name_r)
{
    struct names_of_files n = {.name = {.at = NULL}};
    struct buf text = {.at = NULL};
    int code;

    fresh_name_of(s, "", &n.fresh);
    fresh_name_of(s, ".sig", &n.fresh_sig);
    name_of(s, "", &n.name);
    name_of(s, ".sig", &n.sig);
    approval_write(&s->approval, &text);
    if (n.fresh.failed || n.fresh_sig.failed || n.name.failed || n.sig.failed || text.failed) {
        code = cli_memory();
    } else {
        (void)unlink(n.fresh.at);
        (void)unlink(n.fresh_sig.at);
        code = file_write(n.fresh.at, text.at, text.len) ? files_take(s, &n, &text)
                                                         : file_fail(n.fresh.at);
        (void)unlink(n.fresh.at);
        (void)unlink(n.fresh_sig.at);
        buf_text(name_r, n.name.at);
    }
    buf_end(&n.fresh);
    buf_end(&n.fresh_sig);
    buf_end(&n.name);
    buf_end(&n.sig);
    buf_end(&text);
    return code;
}

/* The number of an approval of ours, or of a signature of one; 0: it is neither. */
static uint32_t number_of(const struct sitting *s, const char *path)
{
    const char *sig = strrchr(path, '.');
    size_t len = sig != NULL && strcmp(sig, ".sig") == 0 ? (size_t)(sig - path) : strlen(path);
    struct buf name = {.at = NULL};
    struct span id;
    uint32_t number = 0;

    buf_add(&name, path, len);
    bool ours = !name.failed && name.at != NULL && approval_name_read(name.at, &id, &number) &&
                span_same(id, span_of(s->approval.of));
    buf_end(&name);
    return ours ? number : 0;
}

/* One more than the greatest there is, of whatever lies there: a signature whose approval was never
 * written has its number too. */
static uint32_t number_next(const struct sitting *s)
{
    uint32_t most = 0;

    for (uint32_t i = 0; i < s->files->approval_count; i++) {
        uint32_t number = number_of(s, s->files->approvals[i].name);

        most = number > most ? number : most;
    }
    return most + 1;
}

int sitting_keep(struct sitting *s, struct buf *name_r)
{
    struct rule_pack pack = {.bytes = NULL};
    int code;

    if (mkdir(s->folder, 0755) != 0 && errno != EEXIST) {
        code = file_fail(s->folder);
    } else {
        s->approval.number = number_next(s);
        code = text_keep_copy(s, &pack);
        code = code == CLI_OK ? approval_keep(s, name_r) : code;
    }
    pack_end(&pack);
    return code;
}

/* ---- a former text ---- */

struct rules *sitting_text(const char *folder, const struct approval *approval)
{
    const struct load_options options = {.today = DATE_NONE, .for_review = true};
    struct buf path = {.at = NULL}, bytes = {.at = NULL};
    struct rule_pack pack = {.bytes = NULL};
    struct rule_files files = {.count = 0};
    struct rules *rules = NULL;
    struct faults faults;

    buf_printf(&path, "%s/%s.text", folder, approval->text);
    bool good = !path.failed && strchr(approval->text, '/') == NULL &&
                input_read(path.at, TEXT_BYTES, &bytes);
    size_t len = bytes.len;
    char *taken = good ? buf_take(&bytes) : NULL;
    if (taken != NULL && pack_of(taken, len, &pack) != 0) {
        mem_drop(taken);
    }
    faults_begin(&faults);
    if (pack.bytes != NULL && strcmp(pack.hash, approval->text) == 0 &&
        pack_files(&pack, &files) == 0) {
        rules = rules_load(&files, &options, &faults);
        files_end(&files);
    }
    faults_end(&faults);
    pack_end(&pack);
    buf_end(&path);
    buf_end(&bytes);
    return rules;
}
