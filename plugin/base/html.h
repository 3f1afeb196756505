/* SPDX-License-Identifier: MIT
 *
 * How text becomes HTML: for the pages that the plugin writes (rulebook, form, sheet). Everything
 * that comes from a rule file or an event goes through here. Pure, any thread.
 */
#ifndef PRECARE_BASE_HTML_H
#define PRECARE_BASE_HTML_H

#include "base/buf.h"

/* Escaped, within quotes too. NULL adds nothing. */
void html_text(struct buf *out, const char *text);
/* HTML in which each %s is a text, escaped, and each %u a number. */
void html_print(struct buf *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* "<tag>text</tag>" */
void html_element(struct buf *out, const char *tag, const char *text);

#endif
