/* SPDX-License-Identifier: MIT
 *
 * Machines of a chain, for tests of the relay (support/chain.h).
 */
#include "support/chain.h"
#include "support/look.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/seam.h"
#include "relay/relay.h"
#include "test.h"

static atomic_int stop;

void chain_machine(struct alerts *a, const struct nats *servers, int count, const char *channels,
                   const char *more)
{
    char text[1024];
    size_t len;

    (void)setenv("CHAIN_SITE_KEY",
                 "e6d1f24c8b7a90351f4e2d6c9b8a7f0e13243546576879809aabbccddeef0f1e", 1);
    (void)snprintf(text, sizeof text,
                   "%sdeliver: external\nsite-key-from: \"env:CHAIN_SITE_KEY\"\n"
                   "relay: {kind: nats, stream: PRECARE, servers: [",
                   more != NULL ? more : "");
    for (int i = 0; i < count; i++) {
        len = strlen(text);
        (void)snprintf(text + len, sizeof text - len, "%s\"nats://127.0.0.1:%u\"",
                       i > 0 ? ", " : "", (unsigned)servers[i].port);
    }
    len = strlen(text);
    (void)snprintf(text + len, sizeof text - len, "]}\n");
    alerts_make(a, channels, text);
}

static void stop_asked(int number)
{
    (void)number;
    atomic_store(&stop, 1);
}

static void chain_say(void *context, const char *line)
{
    char text[1100];
    int n = snprintf(text, sizeof text, "%s\n", line);

    (void)!write(*(int *)context, text, (size_t)n);
}

static void log_path(const struct alerts *a, char *out, size_t room)
{
    (void)snprintf(out, room, "%s/couriers.log", a->dir);
}

pid_t chain_start(struct alerts *a, enum chain_part part)
{
    pid_t child;

    (void)fflush(stdout);
    child = fork();
    if (child == 0) {
        struct sigaction action = {.sa_handler = stop_asked};
        const char *error = NULL;
        char path[320];
        struct faults faults;
        int log, status;

        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        (void)sigaction(SIGTERM, &action, NULL);
        log_path(a, path, sizeof path);
        log = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
        faults_begin(&faults);
        a->outbox = outbox_open(a->config, &faults);
        if (a->outbox == NULL) {
            _exit(3);
        }
        status = part == CHAIN_POSTS
                     ? relay_post(a->outbox, &stop, false, chain_say, &log, &error)
                     : relay_carry(a->outbox, &stop, false, chain_say, &log, &error);
        _exit(status == COURIER_OK ? 0 : 2);
    }
    return child;
}

void chain_stop(pid_t *pid)
{
    int status = -1;

    if (*pid > 0) {
        (void)kill(*pid, SIGTERM);
        (void)waitpid(*pid, &status, 0);
        if (status != 0) {
            printf("a courier ended with %s %d\n", WIFSIGNALED(status) ? "signal" : "exit",
                   WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
        }
        CU_ASSERT_EQUAL(status, 0);
        *pid = 0;
    }
}

void chain_kill(pid_t *pid)
{
    if (*pid > 0) {
        (void)kill(*pid, SIGKILL);
        (void)waitpid(*pid, NULL, 0);
        *pid = 0;
    }
}

bool chain_said(const struct alerts *a, const char *words, int64_t ms)
{
    int64_t until = seam.steady_ms() + TEST_PATIENCE_MS(ms);
    char path[320];

    log_path(a, path, sizeof path);
    for (;;) {
        static char text[65536];
        FILE *file = fopen(path, "r");
        size_t n = file != NULL ? fread(text, 1, sizeof text - 1, file) : 0;

        text[n] = '\0';
        if (file != NULL) {
            (void)fclose(file);
        }
        if (strstr(text, words) != NULL) {
            return true;
        }
        if (seam.steady_ms() > until) {
            printf("nobody said \"%s\" but:\n%s\n", words, text);
            return false;
        }
        pause_ms(30);
    }
}

uint32_t chain_told(struct alerts *chat, const char *text)
{
    uint32_t all = receiver_count(chat->receiver), told = 0;

    for (uint32_t i = 0; i < all; i++) {
        struct receiver_request q;

        if (receiver_get(chat->receiver, i, &q)) {
            told += strstr(q.body, text) != NULL;
            receiver_request_end(&q);
        }
    }
    return told;
}

void chain_hold(const struct alerts *a, int from, int to)
{
    for (int i = from; i < to; i++) {
        char id[32];

        (void)snprintf(id, sizeof id, "apt-%d", i);
        CU_ASSERT_EQUAL(alerts_hold(a->outbox, id, "main"), 0);
    }
}

void chain_gets(const struct alerts *chat, uint32_t count, int64_t ms)
{
    CU_ASSERT_TRUE(receiver_wait(chat->receiver, count, ms));
    pause_ms(400);
    CU_ASSERT_EQUAL(receiver_count(chat->receiver), count);
}

/* ---- one relay, one machine ---- */

void chain_empty(const struct nats *nats)
{
    char answer[4096];

    (void)nats_ask(nats, "$JS.API.STREAM.DELETE.PRECARE", "", answer, sizeof answer);
    (void)nats_ask(nats, "$JS.API.STREAM.DELETE.PRECARE_BACK", "", answer, sizeof answer);
}

void stage_begin(struct chain_stage *c, const char *channels, const char *more)
{
    chain_empty(&c->nats);
    chain_machine(&c->a, &c->nats, 1, channels, more);
}

void stage_end(struct chain_stage *c)
{
    chain_stop(&c->carries);
    chain_stop(&c->posts);
    chain_stop(&c->posts_too);
    alerts_end(&c->a);
}

bool chain_whole(void)
{
    if (getenv("PRECARE_RELAY") == NULL) {
        test_elsewhere("make check-relay shows it");
        return false;
    }
    return true;
}
