/* SPDX-License-Identifier: MIT
 *
 * What `precare test` says. Called by plugin/cli/test.c; pure. A file and line stand before
 * everything that a person may want to go and mend.
 */
#include "review/report.h"

#include <string.h>

#include "base/json_out.h"
#include "review/plain.h"

/* ---- text ---- */

static void report_indented(struct buf *out, const char *lines)
{
    for (const char *end; *lines != '\0'; lines = *end == '\0' ? end : end + 1) {
        end = strchr(lines, '\n');
        end = end != NULL ? end : lines + strlen(lines);
        buf_text(out, "    ");
        buf_add(out, lines, (size_t)(end - lines));
        buf_char(out, '\n');
    }
}

static void failures_text(const struct run *run, struct buf *out)
{
    for (uint32_t i = 0; i < run->scenarios->count; i++) {
        const struct scenario *s = &run->scenarios->at[i];

        if (!run->at[i].passed) {
            buf_printf(out, "%s:%u: FAILED: %s\n", s->file, s->line, s->name);
            report_indented(out, run->at[i].why != NULL ? run->at[i].why : "");
            buf_char(out, '\n');
        }
    }
}

/* A count, or a dash where the rule has no such thing. */
static void count_text(struct buf *out, bool has, uint32_t count, int width)
{
    if (has) {
        buf_printf(out, "%*u", width, count);
    } else {
        buf_printf(out, "%*s", width, "-");
    }
}

static int widest_id(const struct rules *rules)
{
    size_t most = 4;

    for (uint32_t i = 0; i < rules->rule_count; i++) {
        size_t len = strlen(rules->rules[i].id);

        most = coverage_counts(rules, i) && len > most ? len : most;
    }
    return (int)most;
}

static void coverage_text(const struct report *r, struct buf *out)
{
    const struct rules *rules = r->run->rules;
    uint32_t gaps = 0, count = 0;
    int width = widest_id(rules);

    buf_printf(out,
               "Coverage: in how many tests each rule\n"
               "  %-*s  fired  stayed quiet  asked  had still time\n",
               width, "rule");
    for (uint32_t i = 0; i < rules->rule_count; i++) {
        const struct rule *rule = &rules->rules[i];
        const struct coverage *c = &r->coverage[i];
        const char *gap = coverage_gap(rule, c);

        if (!coverage_counts(rules, i)) {
            continue;
        }
        buf_printf(out, "  %-*s", width, rule->id);
        count_text(out, true, c->fired, 7);
        count_text(out, true, c->quiet, 14);
        count_text(out, rule_asks(rule), c->asked, 7);
        count_text(out, rule->still_time, c->still_time, 16);
        buf_printf(out, "%s%s\n", gap != NULL ? "   <- " : "", gap != NULL ? gap : "");
        gaps += gap != NULL;
        count++;
    }
    buf_printf(out, "%u rule%s, %u not covered\n\n", count, count == 1 ? "" : "s", gaps);
}

static void nudge_place(const struct report *r, const struct nudge *n, struct buf *out)
{
    buf_text(out, n->file != NULL ? n->file : "?");
    if (n->line > 0) {
        buf_printf(out, ":%u", n->line);
    }
    if (n->rule != NONE) {
        buf_printf(out, ": %s", r->run->rules->rules[n->rule].id);
    }
}

static void nudges_text(const struct report *r, struct buf *out)
{
    const struct nudges *all = r->nudges;

    buf_printf(out, "Nudge: %u small changes made, %u noticed by a test, %u not\n", all->count,
               all->count - all->unnoticed, all->unnoticed);
    for (uint32_t i = 0; i < all->count; i++) {
        if (!all->at[i].noticed) {
            buf_text(out, "  ");
            nudge_place(r, &all->at[i], out);
            buf_printf(out, ": %s, and no test notices\n", all->at[i].what);
        }
    }
    buf_char(out, '\n');
}

static void report_text(const struct report *r, struct buf *out)
{
    failures_text(r->run, out);
    if (r->coverage != NULL) {
        coverage_text(r, out);
    }
    if (r->nudges != NULL) {
        nudges_text(r, out);
    }
    buf_printf(out, "%u passed, %u failed\n", r->run->passed, r->run->failed);
}

/* ---- JSON ---- */

static void tests_json(const struct run *run, struct buf *out)
{
    json_open(out, "tests", '[');
    for (uint32_t i = 0; i < run->scenarios->count; i++) {
        const struct scenario *s = &run->scenarios->at[i];

        json_open(out, NULL, '{');
        json_text(out, "name", s->name);
        json_text(out, "file", s->file);
        json_int(out, "line", s->line);
        json_bool(out, "passed", run->at[i].passed);
        json_text(out, "why", run->at[i].why);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void coverage_json(const struct report *r, struct buf *out)
{
    const struct rules *rules = r->run->rules;

    json_open(out, "coverage", '[');
    for (uint32_t i = 0; i < rules->rule_count; i++) {
        const struct coverage *c = &r->coverage[i];

        if (!coverage_counts(rules, i)) {
            continue;
        }
        json_open(out, NULL, '{');
        json_text(out, "rule", rules->rules[i].id);
        json_int(out, "fired", c->fired);
        json_int(out, "quiet", c->quiet);
        json_int(out, "asked", c->asked);
        json_int(out, "still_time", c->still_time);
        json_text(out, "gap", coverage_gap(&rules->rules[i], c));
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void nudges_json(const struct report *r, struct buf *out)
{
    const struct nudges *all = r->nudges;

    json_open(out, "nudge", '{');
    json_int(out, "made", all->count);
    json_int(out, "noticed", all->count - all->unnoticed);
    json_open(out, "unnoticed", '[');
    for (uint32_t i = 0; i < all->count; i++) {
        const struct nudge *n = &all->at[i];

        if (n->noticed) {
            continue;
        }
        json_open(out, NULL, '{');
        json_text(out, "rule", n->rule != NONE ? r->run->rules->rules[n->rule].id : NULL);
        json_text(out, "change", n->what);
        json_text(out, "file", n->file);
        json_int(out, "line", n->line);
        json_bool(out, "threshold", nudge_is_threshold(n));
        json_close(out, '}');
    }
    json_close(out, ']');
    json_close(out, '}');
}

static void report_json(const struct report *r, struct buf *out)
{
    json_open(out, NULL, '{');
    json_text(out, "format", "precare-test/1");
    json_int(out, "passed", r->run->passed);
    json_int(out, "failed", r->run->failed);
    tests_json(r->run, out);
    if (r->coverage != NULL) {
        coverage_json(r, out);
    }
    if (r->nudges != NULL) {
        nudges_json(r, out);
    }
    json_close(out, '}');
    buf_char(out, '\n');
}

/* ---- JUnit ---- */

static void report_xml(struct buf *out, const char *s)
{
    for (; *s != '\0'; s++) {
        switch (*s) {
        case '&': buf_text(out, "&amp;"); break;
        case '<': buf_text(out, "&lt;"); break;
        case '>': buf_text(out, "&gt;"); break;
        case '"': buf_text(out, "&quot;"); break;
        case '\n': buf_text(out, "&#10;"); break;
        default: buf_char(out, *s); break;
        }
    }
}

static void case_open(struct buf *out, const char *class, const char *name)
{
    buf_text(out, "    <testcase classname=\"");
    report_xml(out, class);
    buf_text(out, "\" name=\"");
    report_xml(out, name);
    buf_char(out, '"');
}

static void case_failed(struct buf *out, const char *what, const char *file, uint32_t line,
                        const char *text)
{
    buf_text(out, ">\n      <failure message=\"");
    report_xml(out, what);
    buf_text(out, "\">");
    report_xml(out, file != NULL ? file : "?");
    buf_printf(out, ":%u: ", line);
    report_xml(out, text);
    buf_text(out, "</failure>\n    </testcase>\n");
}

static void suite_open(struct buf *out, const char *name, uint32_t tests, uint32_t failures)
{
    buf_printf(out, "  <testsuite name=\"%s\" tests=\"%u\" failures=\"%u\" errors=\"0\">\n", name,
               tests, failures);
}

static void tests_junit(const struct run *run, struct buf *out)
{
    suite_open(out, "tests", run->passed + run->failed, run->failed);
    for (uint32_t i = 0; i < run->scenarios->count; i++) {
        const struct scenario *s = &run->scenarios->at[i];

        case_open(out, run->rules->books[s->book].id, s->name);
        if (run->at[i].passed) {
            buf_text(out, "/>\n");
        } else {
            case_failed(out, "not what the test expects", s->file, s->line,
                        run->at[i].why != NULL ? run->at[i].why : "");
        }
    }
    buf_text(out, "  </testsuite>\n");
}

static void coverage_counts_of(const struct report *r, uint32_t *rules_r, uint32_t *gaps_r)
{
    *rules_r = *gaps_r = 0;
    for (uint32_t i = 0; r->coverage != NULL && i < r->run->rules->rule_count; i++) {
        if (coverage_counts(r->run->rules, i)) {
            ++*rules_r;
            *gaps_r += coverage_gap(&r->run->rules->rules[i], &r->coverage[i]) != NULL;
        }
    }
}

static void coverage_junit(const struct report *r, struct buf *out)
{
    const struct rules *rules = r->run->rules;
    uint32_t count, gaps;

    coverage_counts_of(r, &count, &gaps);
    suite_open(out, "coverage", count, gaps);
    for (uint32_t i = 0; i < rules->rule_count; i++) {
        const struct rule *rule = &rules->rules[i];
        const char *gap = coverage_gap(rule, &r->coverage[i]);

        if (!coverage_counts(rules, i)) {
            continue;
        }
        case_open(out, "coverage", rule->id);
        if (gap == NULL) {
            buf_text(out, "/>\n");
        } else {
            case_failed(out, "not covered", rule->file, rule->line, gap);
        }
    }
    buf_text(out, "  </testsuite>\n");
}

static void nudges_junit(const struct report *r, struct buf *out)
{
    const struct nudges *all = r->nudges;

    suite_open(out, "nudge", all->count, all->unnoticed);
    for (uint32_t i = 0; i < all->count; i++) {
        const struct nudge *n = &all->at[i];

        case_open(out, n->rule != NONE ? r->run->rules->rules[n->rule].id : "rulebook", n->what);
        if (n->noticed) {
            buf_text(out, "/>\n");
        } else {
            case_failed(out, "no test notices", n->file, n->line, n->what);
        }
    }
    buf_text(out, "  </testsuite>\n");
}

static void report_junit(const struct report *r, struct buf *out)
{
    buf_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    tests_junit(r->run, out);
    if (r->coverage != NULL) {
        coverage_junit(r, out);
    }
    if (r->nudges != NULL) {
        nudges_junit(r, out);
    }
    buf_text(out, "</testsuites>\n");
}

void report_print(const struct report *r, enum report_format format, struct buf *out)
{
    switch (format) {
    case REPORT_TEXT: report_text(r, out); break;
    case REPORT_JSON: report_json(r, out); break;
    case REPORT_JUNIT: report_junit(r, out); break;
    }
}

bool report_is_good(const struct report *r)
{
    uint32_t count, gaps;

    coverage_counts_of(r, &count, &gaps);
    return r->run->failed == 0 && gaps == 0 && (r->nudges == NULL || r->nudges->unnoticed == 0);
}
