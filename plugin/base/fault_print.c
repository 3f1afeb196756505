/* SPDX-License-Identifier: MIT
 *
 * Faults as people and programs read them: text (file:line:col, the line, a caret, why, fix), JSON,
 * SARIF 2.1.0. Called once, at the boundary. What came from a file is shown with escapes, so that
 * no control or invisible character reaches a terminal. Pure but for the buf, which keeps its own
 * failure.
 */
#include <string.h>
#include <utf8proc.h>

#include "base/fault.h"
#include "base/hidden.h"
#include "base/json_out.h"

/* One character as it is shown; its width in columns of a terminal. */
static uint32_t show_one(struct buf *out, const char *s, uint32_t bytes, uint32_t code_point)
{
    size_t before = out->len;

    if (code_point == HIDDEN_NOT_UTF8) {
        buf_printf(out, "\\x%02x", (unsigned)(unsigned char)*s);
    } else if (code_point == '\n') {
        buf_text(out, "\\n");
    } else if (code_point < 0x20 && code_point != '\t') {
        buf_printf(out, "\\x%02x", (unsigned)code_point);
    } else if (code_point != '\t' && hidden_name(code_point) != NULL) {
        buf_printf(out, code_point > 0xFFFF ? "\\U%08x" : "\\u%04x", (unsigned)code_point);
    } else {
        buf_add(out, s, bytes);
    }
    if (code_point < 0x7F || hidden_name(code_point) != NULL) {
        return (uint32_t)(out->len - before);
    }
    int width = utf8proc_charwidth((utf8proc_int32_t)code_point);
    return width > 0 ? (uint32_t)width : 0;
}

static void fault_print_show(struct buf *out, const char *s)
{
    size_t len = s != NULL ? strlen(s) : 0;

    for (size_t at = 0; at < len;) {
        uint32_t bytes, code_point = hidden_step(s + at, len - at, &bytes);

        (void)show_one(out, s + at, bytes, code_point);
        at += bytes;
    }
}

/* The line, and a caret below the place's column. Tabs stand in both, so that they line up. */
static void print_line(const struct fault *fault, struct buf *out)
{
    struct buf caret = {0};
    uint32_t column = fault->line_from + 1, bytes;
    size_t len = strlen(fault->line);

    if (fault->line_from) {
        buf_text(out, "...");
        buf_text(&caret, "   ");
    }
    for (size_t at = 0; at < len; at += bytes, column++) {
        uint32_t code_point = hidden_step(fault->line + at, len - at, &bytes);
        uint32_t width = show_one(out, fault->line + at, bytes, code_point);

        for (uint32_t i = 0; i < width && column < fault->at.column; i++) {
            buf_char(&caret, code_point == '\t' ? '\t' : ' ');
        }
    }
    for (; column < fault->at.column; column++) {
        buf_char(&caret, ' ');
    }
    buf_text(out, fault->line_more ? "...\n" : "\n");
    if (caret.at != NULL) {
        buf_add(out, caret.at, caret.len);
    }
    buf_text(out, "^\n");
    buf_end(&caret);
}

static void print_place(const struct fault *fault, struct buf *out)
{
    const struct place *at = &fault->at;

    if (at->file != NULL) {
        fault_print_show(out, at->file);
        buf_char(out, ':');
    }
    if (at->line) {
        buf_printf(out, "%u:%u:", at->line, at->column);
    }
    if (at->path != NULL && *at->path) {
        if (at->file != NULL || at->line) {
            buf_char(out, ' ');
        }
        fault_print_show(out, at->path);
        buf_char(out, ':');
    }
    if (at->file != NULL || at->line || (at->path != NULL && *at->path)) {
        buf_char(out, ' ');
    }
}

static void print_one(const struct fault *fault, struct buf *out)
{
    print_place(fault, out);
    buf_printf(out, "%s %s: ", fault->warning ? "warning" : "error", fault_code_name(fault->code));
    fault_print_show(out, fault->what);
    buf_char(out, '\n');
    if (fault->line != NULL) {
        print_line(fault, out);
    }
    if (fault->why != NULL) {
        buf_text(out, "why: ");
        fault_print_show(out, fault->why);
        buf_char(out, '\n');
    }
    if (fault->fix != NULL) {
        buf_text(out, "fix: ");
        fault_print_show(out, fault->fix);
        buf_char(out, '\n');
    }
}

/* Errors after the warnings, so that they stand on the screen when all is printed. */
static void print_text(const struct faults *f, struct buf *out)
{
    uint32_t printed = 0;

    for (uint32_t errors = 0; errors <= 1; errors++) {
        for (uint32_t i = 0; i < f->count; i++) {
            if (f->items[i].warning == (errors == 1)) {
                continue;
            }
            if (printed++ > 0) {
                buf_char(out, '\n');
            }
            print_one(&f->items[i], out);
        }
    }
    if (f->dropped > 0) {
        buf_printf(out, "\nand %u more, which are shown once these are corrected\n", f->dropped);
    }
    if (f->lost) {
        buf_text(out, "\nerror: there was not enough memory to print everything\n");
    }
}

static void json_line(struct buf *out, const char *key, struct place at, uint32_t number)
{
    if (at.line != 0) {
        json_int(out, key, number);
    } else {
        json_raw(out, key, NULL);
    }
}

static void print_json(const struct faults *f, struct buf *out)
{
    json_open(out, NULL, '{');
    json_text(out, "format", "precare-faults/1");
    json_open(out, "faults", '[');
    for (uint32_t i = 0; i < f->count; i++) {
        const struct fault *fault = &f->items[i];

        json_next_line(out);
        json_open(out, NULL, '{');
        json_text(out, "code", fault_code_name(fault->code));
        json_text(out, "severity", fault->warning ? "warning" : "error");
        json_text(out, "file", fault->at.file);
        json_text(out, "path", fault->at.path);
        json_line(out, "line", fault->at, fault->at.line);
        json_line(out, "column", fault->at, fault->at.column);
        json_text(out, "what", fault->what);
        json_text(out, "why", fault->why);
        json_text(out, "fix", fault->fix);
        json_text(out, "source", fault->line);
        json_close(out, '}');
    }
    buf_char(out, '\n');
    json_close(out, ']');
    json_int(out, "errors", f->errors);
    json_int(out, "warnings", f->warnings);
    json_int(out, "not_shown", f->dropped);
    json_bool(out, "out_of_memory", f->lost);
    json_close(out, '}');
    buf_char(out, '\n');
}

/* ---- SARIF ---- */

static void sarif_uri(struct buf *out, const char *file)
{
    buf_char(out, '"');
    for (const char *p = file; *p; p++) {
        unsigned char c = (unsigned char)*p;
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     strchr("/._-~", c) != NULL;

        if (plain) {
            buf_char(out, *p);
        } else {
            buf_printf(out, "%%%02x", (unsigned)c);
        }
    }
    buf_char(out, '"');
}

/* {"text": ...}, as SARIF wraps every sentence */
static void sarif_text(struct buf *out, const char *key, const char *text)
{
    json_open(out, key, '{');
    json_text(out, "text", text);
    json_close(out, '}');
}

static void sarif_rules(const struct faults *f, struct buf *out)
{
    bool told[FAULT_CODE_COUNT] = {false};

    json_open(out, "rules", '[');
    for (uint32_t i = 0; i < f->count; i++) {
        const struct fault_page *page = &fault_page_table[f->items[i].code];

        if (told[f->items[i].code]) {
            continue;
        }
        told[f->items[i].code] = true;
        json_next_line(out);
        json_open(out, NULL, '{');
        json_text(out, "id", page->code);
        sarif_text(out, "shortDescription", page->title);
        sarif_text(out, "help", page->text);
        json_close(out, '}');
    }
    buf_char(out, '\n');
    json_close(out, ']');
}

static void sarif_message(const struct fault *fault, struct buf *out)
{
    struct buf text = {0};

    buf_text(&text, fault->what);
    buf_char(&text, '.');
    if (fault->why != NULL) {
        buf_char(&text, ' ');
        buf_text(&text, fault->why);
    }
    if (fault->fix != NULL) {
        buf_char(&text, ' ');
        buf_text(&text, fault->fix);
    }
    if (text.failed) {
        out->failed = true;
    } else {
        sarif_text(out, "message", text.at);
    }
    buf_end(&text);
}

static void sarif_place(const struct place *at, struct buf *out)
{
    json_open(out, NULL, '{');
    if (at->file != NULL) {
        json_open(out, "physicalLocation", '{');
        json_open(out, "artifactLocation", '{');
        json_next(out, "uri");
        sarif_uri(out, at->file);
        json_close(out, '}');
        if (at->line != 0) {
            json_open(out, "region", '{');
            json_int(out, "startLine", at->line);
            json_int(out, "startColumn", at->column != 0 ? at->column : 1);
            json_close(out, '}');
        }
        json_close(out, '}');
    } else if (at->path != NULL) {
        json_open(out, "logicalLocations", '[');
        json_open(out, NULL, '{');
        json_text(out, "fullyQualifiedName", at->path);
        json_close(out, '}');
        json_close(out, ']');
    }
    json_close(out, '}');
}

static void sarif_result(const struct fault *fault, struct buf *out)
{
    json_next_line(out);
    json_open(out, NULL, '{');
    json_text(out, "ruleId", fault_code_name(fault->code));
    json_text(out, "level", fault->warning ? "warning" : "error");
    sarif_message(fault, out);
    json_open(out, "locations", '[');
    sarif_place(&fault->at, out);
    json_close(out, ']');
    json_close(out, '}');
}

static void print_sarif(const struct faults *f, struct buf *out)
{
    buf_text(out, "{\"$schema\":\"https://json.schemastore.org/"
                  "sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{\"tool\":"
                  "{\"driver\":{\"name\":\"precare\"");
    sarif_rules(f, out);
    buf_printf(out,
               "}},\"columnKind\":\"unicodeCodePoints\",\"invocations\":[{"
               "\"executionSuccessful\":%s}]",
               f->lost ? "false" : "true");
    json_open(out, "results", '[');
    for (uint32_t i = 0; i < f->count; i++) {
        sarif_result(&f->items[i], out);
    }
    buf_text(out, "\n]}]}\n");
}

void faults_print(const struct faults *f, enum fault_format format, struct buf *out)
{
    switch (format) {
    case FAULTS_TEXT: print_text(f, out); return;
    case FAULTS_JSON: print_json(f, out); return;
    case FAULTS_SARIF: print_sarif(f, out); return;
    }
}
