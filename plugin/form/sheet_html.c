/* SPDX-License-Identifier: MIT
 *
 * The sheet as one page: no script, no request, for a phone and for paper (A4 and Letter). Nothing
 * is told by colour alone. Called by sheet.c. Fails only as its buf does.
 */
#include "base/html.h"
#include "form/sheet_parts.h"

static const char html_style[] =
    "*{box-sizing:border-box}"
    "body{margin:0 auto;max-width:40rem;padding:1.2rem 1rem 2rem;color:#1b2226;background:#fff;"
    "font:1.0625rem/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'Liberation Sans',sans-serif}"
    "h1{font-size:1.6rem;line-height:1.2;margin:.4rem 0}"
    "h2{font-size:1.2rem;margin:1.8rem 0 .6rem;border-bottom:2px solid #1b2226;"
    "padding-bottom:.2rem}"
    "h3{font-size:1rem;margin:1.1rem 0 .3rem}h3::first-letter{text-transform:uppercase}"
    "p{margin:.4rem 0}.visit{font-size:1.1rem;margin:0 0 1rem}"
    "ul{list-style:none;margin:0;padding:0}"
    "li{position:relative;padding:.25rem 0 .25rem 2.1rem;break-inside:avoid}"
    "li::before{content:'';position:absolute;left:.2rem;top:.5rem;width:1.1rem;height:1.1rem;"
    "border:1.5px solid #4a565d;border-radius:.15rem}"
    ".late li::before{border:0;content:'\\2715';top:.25rem;color:#8a2c0d;font-weight:700}"
    ".late,.note,.trial{border:2px solid #8a4b00;border-left-width:.6rem;background:#fff8ec;"
    "padding:.6rem .9rem;margin:1rem 0}.late h2{border:0;margin:0;padding:0}"
    "footer{color:#4a565d;font-size:.9rem;border-top:1px solid #c9d1d6;margin-top:2rem;"
    "padding-top:.6rem}"
    "@media print{body{max-width:none;padding:0;font-size:11.5pt}h2,h3{break-after:avoid}"
    "*{print-color-adjust:exact;-webkit-print-color-adjust:exact}@page{margin:18mm}}";

static void html_item(const struct sheet *s, const struct sheet_item *item, struct buf *out)
{
    buf_text(out, "<li>");
    if (item->instant) {
        char iso[32];

        instant_iso(item->utc, s->order->visit->zone, iso);
        html_print(out, "<time datetime=\"%s\"><strong>", iso);
        sheet_hour(s, item->utc, out);
        buf_text(out, "</strong></time> ");
    }
    html_text(out, item->words);
    buf_text(out, "</li>\n");
}

static void html_days(const struct sheet *s, uint32_t at, uint32_t end, struct buf *out)
{
    int32_t day = DATE_NONE;
    char said[48], iso[11];

    for (; at < end; at++) {
        const struct sheet_item *item = &s->items[at];

        if (item->day != day) {
            buf_text(out, day != DATE_NONE ? "</ul>\n" : "");
            day = item->day;
            language_day_long(s->language, day, said);
            date_iso(day, iso);
            html_print(out, "<h3><time datetime=\"%s\">%s</time></h3>\n<ul>\n", iso, said);
        }
        html_item(s, item, out);
    }
    buf_text(out, "</ul>\n");
}

static void html_section(const struct sheet *s, enum phrase word, struct buf *out)
{
    buf_text(out, word == PHRASE_SHEET_TOO_LATE ? "<section class=\"late\">\n" : "<section>\n");
    html_element(out, "h2", sheet_word(s, word));
    buf_char(out, '\n');
}

static void html_sections(const struct sheet *s, struct buf *out)
{
    uint32_t dated = s->late + s->dated;

    if (s->late > 0) {
        html_section(s, PHRASE_SHEET_TOO_LATE, out);
        html_element(out, "p", sheet_word(s, PHRASE_SHEET_TOO_LATE_MEANS));
        html_days(s, 0, s->late, out);
        buf_text(out, "</section>\n");
    }
    if (s->dated > 0) {
        html_section(s, s->late > 0 ? PHRASE_SHEET_POSSIBLE : PHRASE_SHEET_BY_DATE, out);
        html_days(s, s->late, dated, out);
        buf_text(out, "</section>\n");
    }
    if (s->count > dated) {
        html_section(s, PHRASE_SHEET_ANY_DAY, out);
        buf_text(out, "<ul>\n");
        for (uint32_t i = dated; i < s->count; i++) {
            html_item(s, &s->items[i], out);
        }
        buf_text(out, "</ul>\n</section>\n");
    }
    if (s->count == 0) {
        html_element(out, "p", sheet_word(s, PHRASE_SHEET_NOTHING));
    }
}

static void html_note(const struct sheet *s, const char *class, enum phrase word, struct buf *out)
{
    html_print(out, "<p class=\"%s\">%s</p>\n", class, sheet_word(s, word));
}

static void html_head(const struct sheet *s, struct buf *out)
{
    html_print(out,
               "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
               "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
               "<meta name=\"referrer\" content=\"no-referrer\">\n<title>%s</title>\n<style>",
               language_tag(s->language), sheet_word(s, PHRASE_SHEET_TITLE));
    buf_text(out, html_style);
    buf_text(out, "</style>\n</head>\n<body>\n<header>\n");
    if (s->order->draft) {
        html_note(s, "trial", PHRASE_SHEET_TRIAL, out);
    }
    if (s->order->clinic != NULL) {
        html_element(out, "p", s->order->clinic);
    }
    html_print(out, "<h1>%s</h1>\n<p class=\"visit\">%s: <strong>",
               sheet_word(s, PHRASE_SHEET_TITLE), sheet_word(s, PHRASE_SHEET_VISIT));
    sheet_visit(s, out);
    buf_text(out, "</strong></p>\n</header>\n<main>\n");
}

void sheet_html(const struct sheet *s, struct buf *out)
{
    char today[48];

    html_head(s, out);
    html_sections(s, out);
    if (s->open) {
        html_note(s, "note", PHRASE_SHEET_OPEN, out);
    }
    if (s->part) {
        html_note(s, "note", PHRASE_SHEET_PART, out);
    }
    language_day_long(s->language, s->order->visit->today, today);
    html_print(out, "</main>\n<footer>\n<p>%s %s. %s</p>\n</footer>\n</body>\n</html>\n",
               sheet_word(s, PHRASE_SHEET_AS_OF), today, sheet_word(s, PHRASE_SHEET_FOOT));
}
