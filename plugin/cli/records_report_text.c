/* SPDX-License-Identifier: MIT
 *
 * The report on the records as text, and what text and page share (records_report.h). Pure.
 */
#include "cli/records_report.h"

int64_t report_number(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

const char *report_string(const json_t *object, const char *key)
{
    const char *s = json_string_value(json_object_get(object, key));

    return s != NULL ? s : "";
}

void report_length(int64_t seconds, struct buf *out)
{
    if (seconds < 120) {
        buf_printf(out, "%lld s", (long long)seconds);
    } else if (seconds < 7200) {
        buf_printf(out, "%lld min", (long long)(seconds / 60));
    } else if (seconds < 172800) {
        buf_printf(out, "%lld h %lld min", (long long)(seconds / 3600),
                   (long long)(seconds / 60 % 60));
    } else {
        buf_printf(out, "%lld days", (long long)(seconds / 86400));
    }
}

void report_counts(const json_t *report, struct buf *out)
{
    static const struct {
        const char *key, *one, *more;
    } counts[] = {
        {"evaluations", " evaluation, ", " evaluations, "},
        {"acknowledgements", " acknowledgement; ", " acknowledgements; "},
        {"drills", " drill, which counts in nothing; ", " drills, which count in nothing; "},
        {"erased", " record erased by request", " records erased by request"},
    };

    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        int64_t count = report_number(report, counts[i].key);

        buf_printf(out, "%lld%s", (long long)count, count == 1 ? counts[i].one : counts[i].more);
    }
}

static void rule_text(const json_t *row, struct buf *out)
{
    const char *reason;
    json_t *count;

    buf_printf(out, "%-32s %7lld %7lld %7lld %7lld %12lld %10lld\n", report_string(row, "rule"),
               (long long)report_number(row, "fired"), (long long)report_number(row, "asked"),
               (long long)report_number(row, "shadow"), (long long)report_number(row, "told"),
               (long long)report_number(row, "acknowledged"),
               (long long)report_number(row, "overridden"));
    if (json_is_integer(json_object_get(row, "acknowledged_after"))) {
        buf_text(out, "    acknowledged after ");
        report_length(report_number(row, "acknowledged_after"), out);
        buf_text(out, " (half of them sooner), at most ");
        report_length(report_number(row, "acknowledged_longest"), out);
        buf_char(out, '\n');
    }
    json_object_foreach(json_object_get(row, "reasons"), reason, count)
    {
        buf_printf(out, "    overridden with %s: %lld\n", reason,
                   (long long)json_integer_value(count));
    }
}

static void list_text(const json_t *list, const char *before, struct buf *out)
{
    size_t i;
    json_t *item;

    json_array_foreach(list, i, item)
    {
        buf_printf(out, "%s%s\n", before, json_string_value(item));
    }
}

void report_text(const json_t *report, struct buf *out)
{
    const char *from = report_string(report, "from"), *to = report_string(report, "to");
    const char *field;
    size_t i;
    json_t *row, *count;

    buf_printf(out, "Report%s%s, from %s to %s\n",
               report_string(report, "clinic")[0] != '\0' ? ", " : "",
               report_string(report, "clinic"), from[0] != '\0' ? from : "the first record",
               to[0] != '\0' ? to : "the last");
    report_counts(report, out);
    buf_text(out, "\n\n");
    buf_printf(out, "%-32s %7s %7s %7s %7s %12s %10s\n", "rule", "fired", "asked", "shadow", "told",
               "acknowledged", "overridden");
    json_array_foreach(json_object_get(report, "rules"), i, row)
    {
        rule_text(row, out);
    }
    buf_printf(out, "\nNever fired, asked or found in shadow: %s\n",
               json_is_null(json_object_get(report, "never_fired"))
                   ? "not known, for the rules cannot be read"
               : json_array_size(json_object_get(report, "never_fired")) == 0 ? "none"
                                                                              : "");
    list_text(json_object_get(report, "never_fired"), "    ", out);
    if (json_object_size(json_object_get(report, "record_is_wrong")) > 0) {
        buf_text(out, "\nOverridden because the record is wrong, by what the rule looks at:\n");
    }
    json_object_foreach(json_object_get(report, "record_is_wrong"), field, count)
    {
        buf_printf(out, "    %s: %lld\n", field, (long long)json_integer_value(count));
    }
    if (json_array_size(json_object_get(report, "proposals")) > 0) {
        buf_text(out, "\nTo think about (nothing changes by itself):\n");
    }
    list_text(json_object_get(report, "proposals"), "    ", out);
}
