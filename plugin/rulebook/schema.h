/* SPDX-License-Identifier: MIT
 *
 * JSON Schema (draft-07) of rule files and overlays, printed from the same tables that the loader
 * reads by, with the lists, sites, roles, reasons, rules and parameters of loaded rules as choices.
 * For editors and for `precare schema`.
 */
#ifndef PRECARE_RULEBOOK_SCHEMA_H
#define PRECARE_RULEBOOK_SCHEMA_H

#include "base/buf.h"
#include "rulebook/rulebook.h"

/* `editor` adds what yaml-language-server and VS Code understand beyond the standard: snippets,
 * what each choice is. */
void schema_print(const struct rules *rules, bool editor, struct buf *out);

#endif
