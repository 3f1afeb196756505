/* SPDX-License-Identifier: MIT
 *
 * Text on its way out of the house: cleaned of what a reader cannot see or a chat would act on, cut
 * on code points, escaped as each target needs it. Pure, any thread.
 */
#ifndef PRECARE_CHAT_ESCAPE_H
#define PRECARE_CHAT_ESCAPE_H

#include <stddef.h>

#include "base/buf.h"

/* One line of at most `most` code points: control characters, bidirectional controls, surrogates
 * and what is not UTF-8 are gone, line ends are spaces, addresses (https://, www.evil.example,
 * evil.example/path) do not read as links. A cut ends in an ellipsis. The spaces that this takes
 * are beyond `most`. */
void clean_add(struct buf *out, const char *text, size_t most);

typedef void (*escape_fn)(struct buf *out, const char *text); /* of cleaned text */
void escape_none(struct buf *out, const char *text);
void escape_slack(struct buf *out, const char *text); /* & < > */
void escape_html(struct buf *out, const char *text);  /* & < > " ' */
/* a backslash before what Markdown acts on; @ disarmed */
void escape_markdown(struct buf *out, const char *text);
void escape_at(struct buf *out, const char *text); /* @ disarmed alone */

#endif
