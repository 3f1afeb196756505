/* SPDX-License-Identifier: MIT
 *
 * A terminal that does not show what is typed (hiding.h).
 */
#include "cli/hiding.h"

#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* What ends a program from outside, before it can put the terminal right. */
static const int ends[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
#define ENDS (sizeof ends / sizeof *ends)

static struct termios shown;
static struct sigaction before[ENDS];

static void terminal_show(int when)
{
    (void)!write(STDERR_FILENO, "\n", 1);
    (void)tcsetattr(STDIN_FILENO, when, &shown);
}

/* Then it ends as it would have: the handler is gone by itself (SA_RESETHAND). */
static void end_asked(int signal_number)
{
    terminal_show(TCSANOW);
    (void)raise(signal_number);
}

static void ends_watch(void)
{
    struct sigaction action;

    memset(&action, 0, sizeof action);
    action.sa_handler = end_asked;
    action.sa_flags = (int)SA_RESETHAND;
    (void)sigfillset(&action.sa_mask); /* SIGTTOU too, or it would stop in the background */
    for (size_t i = 0; i < ENDS; i++) {
        (void)sigaction(ends[i], NULL, &before[i]);
        if (before[i].sa_handler != SIG_IGN) { /* as nohup has it */
            (void)sigaction(ends[i], &action, NULL);
        }
    }
}

bool hiding_begin(void)
{
    if (tcgetattr(STDIN_FILENO, &shown) != 0) {
        return false;
    }
    struct termios hidden = shown;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    ends_watch();
    if (tcsetattr(STDIN_FILENO, TCSADRAIN, &hidden) == 0) {
        return true;
    }
    hiding_end();
    return false;
}

void hiding_end(void)
{
    terminal_show(TCSADRAIN);
    for (size_t i = 0; i < ENDS; i++) {
        (void)sigaction(ends[i], &before[i], NULL);
    }
}
