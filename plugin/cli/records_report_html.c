/* SPDX-License-Identifier: MIT
 *
 * The report on the records as a page (records_report.h): one file without scripts or anything from
 * elsewhere, to read on a screen or on paper; its plots are drawn as SVG, and each says its figures
 * in words too. Pure.
 */
#include "cli/records_report.h"

#include "base/html.h"

#define BARS_MOST 25 /* rules in a plot: of more nobody reads one */
#define BAR_WIDTH 360
#define BAR_HEIGHT 18

static const char style[] =
    "body{font:1rem/1.5 system-ui,'Liberation Sans',sans-serif;color:#1b2226;margin:0 auto;"
    "max-width:62rem;padding:0 1rem 2rem}h1{font-size:1.6rem}h2{font-size:1.2rem;border-bottom:2px "
    "solid #1b2226;margin-top:2rem}table{border-collapse:collapse;width:100%;font-size:.93rem}"
    "th,td{text-align:right;padding:.3rem .5rem;border-bottom:1px solid #c9d1d6;vertical-align:top}"
    "th:first-child,td:first-child{text-align:left;overflow-wrap:anywhere}thead "
    "th{border-bottom:2px "
    "solid #1b2226}.scroll{overflow-x:auto}figure{margin:1rem 0}svg{max-width:100%;height:auto}"
    "figcaption{color:#4a565d}.all{fill:#5b7f95}.part{fill:#8a4b00}"
    "@media print{body{max-width:none;font-size:10pt}h2{break-after:avoid}tr,figure{break-inside:"
    "avoid}thead{display:table-header-group}}";

static int64_t bar_length(int64_t n, int64_t most)
{
    return most > 0 ? (n * BAR_WIDTH + most / 2) / most : 0;
}

static void bar_html(const json_t *row, int64_t at, int64_t most, struct buf *out)
{
    int64_t fired = report_number(row, "fired"), overridden = report_number(row, "overridden");
    long long all = (long long)bar_length(fired, most), top = (long long)at;
    long long part = (long long)bar_length(overridden < fired ? overridden : fired, most);

    buf_printf(out, "<text x=\"0\" y=\"%lld\" font-size=\"12\">", top + 13);
    html_text(out, report_string(row, "rule"));
    buf_printf(out,
               "</text><rect class=\"all\" x=\"240\" y=\"%lld\" width=\"%lld\" height=\"12\"/>"
               "<rect class=\"part\" x=\"240\" y=\"%lld\" width=\"%lld\" height=\"12\"/>"
               "<text x=\"%lld\" y=\"%lld\" font-size=\"12\">%lld, overridden %lld</text>",
               top + 3, all, top + 3, part, 246 + all, top + 13, (long long)fired,
               (long long)overridden);
}

static void plot_html(const json_t *rules, struct buf *out)
{
    size_t count = json_array_size(rules), i;
    json_t *row;
    int64_t most = report_number(json_array_get(rules, 0), "fired");

    count = count < BARS_MOST ? count : BARS_MOST;
    if (most == 0) {
        return;
    }
    buf_printf(out,
               "<figure><svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"760\" "
               "viewBox=\"0 0 760 %llu\" font-family=\"sans-serif\"><title>How often each rule "
               "fired, and was overridden</title>",
               (unsigned long long)count * BAR_HEIGHT);
    json_array_foreach(rules, i, row)
    {
        if (i < count) {
            bar_html(row, (int64_t)i * BAR_HEIGHT, most, out);
        }
    }
    buf_printf(out,
               "</svg><figcaption>How often each rule fired; the dark part was overridden%s."
               "</figcaption></figure>",
               json_array_size(rules) > BARS_MOST ? " (the first 25)" : "");
}

static void row_html(const json_t *row, struct buf *out)
{
    static const char *const figures[] = {"fired", "asked", "shadow", "told", "acknowledged"};
    const char *reason;
    json_t *count;

    buf_text(out, "<tr><td>");
    html_text(out, report_string(row, "rule"));
    buf_text(out, "</td>");
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
        buf_printf(out, "<td>%lld</td>", (long long)report_number(row, figures[i]));
    }
    buf_text(out, "<td>");
    if (json_is_integer(json_object_get(row, "acknowledged_after"))) {
        report_length(report_number(row, "acknowledged_after"), out);
        buf_text(out, ", at most ");
        report_length(report_number(row, "acknowledged_longest"), out);
    }
    buf_printf(out, "</td><td>%lld", (long long)report_number(row, "overridden"));
    json_object_foreach(json_object_get(row, "reasons"), reason, count)
    {
        buf_text(out, "<br>");
        html_text(out, reason);
        buf_printf(out, " %lld", (long long)json_integer_value(count));
    }
    buf_text(out, "</td></tr>\n");
}

static void table_html(const json_t *rules, struct buf *out)
{
    size_t i;
    json_t *row;

    buf_text(out,
             "<div class=\"scroll\"><table><thead><tr><th>rule</th><th>fired</th><th>asked</th>"
             "<th>shadow</th><th>told</th><th>acknowledged</th><th>after (half sooner)</th>"
             "<th>overridden</th></tr></thead><tbody>\n");
    json_array_foreach(rules, i, row)
    {
        row_html(row, out);
    }
    buf_text(out, "</tbody></table></div>");
}

static void list_html(const char *heading, const json_t *list, struct buf *out)
{
    size_t i;
    json_t *item;

    if (json_array_size(list) == 0) {
        return;
    }
    html_element(out, "h2", heading);
    buf_text(out, "<ul>");
    json_array_foreach(list, i, item)
    {
        html_element(out, "li", json_string_value(item));
    }
    buf_text(out, "</ul>");
}

static void wrong_html(json_t *wrong, struct buf *out)
{
    const char *field;
    json_t *count;

    if (json_object_size(wrong) == 0) {
        return;
    }
    html_element(out, "h2", "Overridden because the record is wrong");
    buf_text(out, "<p>By what the rule looks at:</p><ul>");
    json_object_foreach(wrong, field, count)
    {
        buf_text(out, "<li>");
        html_text(out, field);
        buf_printf(out, ": %lld</li>", (long long)json_integer_value(count));
    }
    buf_text(out, "</ul>");
}

void report_html(const json_t *report, struct buf *out)
{
    const char *from = report_string(report, "from"), *to = report_string(report, "to");

    buf_text(out,
             "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta "
             "name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>What the "
             "rules did</title><style>");
    buf_text(out, style);
    buf_text(out, "</style></head><body><h1>What the rules did</h1><p>");
    html_text(out, report_string(report, "clinic"));
    html_print(out, "%s from %s to %s. ", report_string(report, "clinic")[0] != '\0' ? "," : "",
               from[0] != '\0' ? from : "the first record", to[0] != '\0' ? to : "the last");
    report_counts(report, out);
    buf_text(out, ".</p>");
    plot_html(json_object_get(report, "rules"), out);
    table_html(json_object_get(report, "rules"), out);
    list_html("Never fired, asked or found in shadow", json_object_get(report, "never_fired"), out);
    wrong_html(json_object_get(report, "record_is_wrong"), out);
    list_html("To think about (nothing changes by itself)", json_object_get(report, "proposals"),
              out);
    buf_text(out, "</body></html>\n");
}
