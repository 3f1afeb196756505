/* SPDX-License-Identifier: MIT
 *
 * Approves every rulebook and overlay of a directory, for tests whose rulebooks are active.
 */
#ifndef TESTS_SUPPORT_APPROVE_H
#define TESTS_SUPPORT_APPROVE_H

/* Writes approvals/ID.N.approval, by "Lead", for the directory as it will be once the file `path`
 * holds `text`: call it before the file is written, and nobody ever sees rules that nobody
 * approved; NULL: as it is. Rules that do not load are left as they are; ends the process where it
 * cannot write. */
void approve_rules(const char *folder, const char *path, const char *text);

#endif
