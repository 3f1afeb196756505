/* SPDX-License-Identifier: MIT
 *
 * Texts of cards: Markdown that shows what was meant and nothing else, summaries that fit, ids that
 * are the same for the same request. Pure.
 */
#include <string.h>

#include "base/hash.h"
#include "base/json_out.h"
#include "base/text.h"
#include "cds/cds_parts.h"

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* What Markdown could read at the beginning of a text as a block: "# ", "- ", "1. ". */
static bool begins_block(const char *text, size_t at)
{
    if (at == 0) {
        return strchr("#+-=", text[0]) != NULL;
    }
    return (text[at] == '.' || text[at] == ')') && strspn(text, "0123456789") == at;
}

/* What makes a link of plain words: "://", "www.", "@". */
static bool begins_link(const char *text, size_t at)
{
    return text[at] == '@' || (text[at] == ':' && text[at + 1] == '/') ||
           (text[at] == '.' && at >= 3 && (text[at - 1] == 'w' || text[at - 1] == 'W'));
}

/* A character reference is the character, and never structure, in Markdown and in HTML. */
void cds_markdown(struct buf *out, const char *text)
{
    size_t len = text != NULL ? strlen(text) : 0, from = 0;

    while (from < len && is_space(text[from])) {
        from++;
    }
    text += from;
    len -= from;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];

        if (is_space(text[i])) {
            buf_text(out, i + 1 < len && !is_space(text[i + 1]) ? " " : "");
        } else if (c < 0x20 || c == 0x7F) {
            buf_char(out, ' ');
        } else if (strchr("&<>\"'\\`*_[]|~", text[i]) != NULL || begins_block(text, i) ||
                   begins_link(text, i)) {
            buf_printf(out, "&#%d;", c);
        } else {
            buf_char(out, text[i]);
        }
    }
}

void cds_summary(struct buf *out, const char *before, const char *text)
{
    struct buf whole = {0};

    for (const char *s = before; s != NULL && *s != '\0'; s++) {
        buf_char(&whole, is_space(*s) ? ' ' : *s);
    }
    for (const char *s = text; *s != '\0'; s++) {
        buf_char(&whole, is_space(*s) ? ' ' : *s);
    }
    if (utf8_count(whole.at != NULL ? whole.at : "", whole.len) > CDS_SUMMARY) {
        whole.len = utf8_cut(whole.at, whole.len, CDS_SUMMARY - 1);
        buf_text(&whole, "\xE2\x80\xA6"); /* ... */
    }
    json_next(out, "summary");
    buf_json(out, whole.at != NULL ? whole.at : "", whole.len);
    out->failed = out->failed || whole.failed;
    buf_end(&whole);
}

void cds_uuid(char out[CDS_UUID], const char *const *parts)
{
    struct sha256 h;
    uint8_t digest[32];
    char hex[33];

    sha256_begin(&h);
    for (; *parts != NULL; parts++) {
        sha256_add(&h, *parts, strlen(*parts) + 1); /* its NUL ends it */
    }
    sha256_end(&h, digest);
    digest[6] = (uint8_t)(0x80 | (digest[6] & 0x0F)); /* version 8: made by a way of our own */
    digest[8] = (uint8_t)(0x80 | (digest[8] & 0x3F));
    hex_of(digest, 16, hex);
    for (size_t i = 0, at = 0; i < 32; i++) {
        if (i == 8 || i == 12 || i == 16 || i == 20) {
            out[at++] = '-';
        }
        out[at++] = hex[i];
        out[at] = '\0';
    }
}

bool cds_is_uuid(const char *text)
{
    if (strlen(text) != CDS_UUID - 1) {
        return false;
    }
    for (size_t i = 0; i < CDS_UUID - 1; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;

        if (dash ? text[i] != '-' : strchr("0123456789abcdefABCDEF", text[i]) == NULL) {
            return false;
        }
    }
    return true;
}

void cds_node(const struct node *n, struct buf *out)
{
    bool list = n->kind == NODE_LIST;

    switch ((enum node_kind)n->kind) {
    case NODE_TEXT: buf_json(out, n->text.at, n->text.len); return;
    case NODE_INTEGER: buf_int(out, n->integer); return;
    case NODE_TRUE: buf_text(out, "true"); return;
    case NODE_FALSE: buf_text(out, "false"); return;
    case NODE_NULL: buf_text(out, "null"); return;
    case NODE_REAL: out->failed = !buf_decimal(out, n->real) || out->failed; return;
    case NODE_MAP:
    case NODE_LIST: break;
    }
    buf_char(out, list ? '[' : '{');
    for (uint32_t i = 0; i < n->count; i++) {
        buf_text(out, i > 0 ? "," : "");
        if (!list) {
            buf_json(out, n->keys[i]->text.at, n->keys[i]->text.len);
            buf_char(out, ':');
        }
        cds_node(n->items[i], out); /* as deep as a request may be */
    }
    buf_char(out, list ? ']' : '}');
}
