/* SPDX-License-Identifier: MIT
 *
 * The state directory: opened once as a directory, checked (owner, mode, every directory above, a
 * local disk), and from then on reached by its descriptor alone, with O_NOFOLLOW. Made with mode
 * 0700 when it is not there. Called by the outbox and by the door (rules/, current, generation).
 * Immutable once open; any thread.
 */
#ifndef PRECARE_OUTBOX_STATE_H
#define PRECARE_OUTBOX_STATE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "base/fault.h"
#include "config/config.h"

struct state {
    int fd;           /* of the directory, close-on-exec */
    const char *path; /* absolute, owned */
    mode_t file_mode; /* 0600, or 0660 in a directory of mode 2770 */
    mode_t dir_mode;  /* 0700, or 02770 */
    uint64_t device, inode;
    uint8_t site_key[32];
};

/* NULL with a fault (code A5nn, its place the file of the configuration). Owned by the caller. */
struct state *state_open(const struct config *config, struct faults *faults);
void state_close(struct state **state);

/* A file of the directory: openat with O_NOFOLLOW | O_CLOEXEC and, with O_CREAT, the right mode
 * whatever the umask. The descriptor, or -1 with errno; a file of another kind, owner or looser
 * mode is refused with EPERM. With O_CREAT it waits for one that another process is just
 * making (state_settles); without, as hooks call it, for nothing. */
int state_file(const struct state *state, const char *name, int flags);

/* Whether a file was made in the directory in the last two seconds: then what is closed to us may
 * open in an instant, for whoever made it gives it its mode just after. Waits a millisecond, to try
 * again; false, at once, where nothing is new, or after two seconds. *moments: 0 at first. */
bool state_settles(const struct state *state, uint32_t *moments);

#endif
