/* SPDX-License-Identifier: MIT
 *
 * The conditions on the chart as plain English, a function each. Called through the table of
 * sentence.c; pure.
 */
#include "review/plain.h"
#include "review/sentence_kinds.h"

static void severity_words(const struct cond *c, struct buf *out)
{
    if (c->severity == PRECARE_SEVERE) {
        buf_text(out, " (severe)");
    } else if (c->severity == PRECARE_MODERATE) {
        buf_text(out, " (moderate or severe)");
    } else if (c->severity == PRECARE_MILD) {
        buf_text(out, " (at least mild)");
    }
}

static void site_words(const struct cond *c, const char *in, struct buf *out)
{
    switch (c->site) {
    case SITE_TREATMENT_AREA: buf_printf(out, " %s the treatment area", in); break;
    case SITE_SAME_REGION: buf_printf(out, " %s the same region as the treatment area", in); break;
    case SITE_ADJACENT: buf_printf(out, " %s or next to the treatment area", in); break;
    default: break;
    }
}

void phrase_condition(const struct rules *rules, const struct cond *c, struct buf *out)
{
    if (c->status == STATUS_FAMILY) {
        buf_printf(out, "“%s” runs in the patient's family", sentence_list(rules, c));
    } else if (c->status == STATUS_ACTIVE) {
        buf_printf(out, "the patient has “%s” now", sentence_list(rules, c));
    } else {
        buf_printf(out, "the patient has “%s”, or has had it", sentence_list(rules, c));
    }
    severity_words(c, out);
    site_words(c, "in", out);
    sentence_window(c, &c->within, ", begun less than ", " before the appointment", out);
}

void phrase_medication(const struct rules *rules, const struct cond *c, struct buf *out)
{
    const char *plain = sentence_list(rules, c);

    switch (c->status) {
    case USE_ONGOING:
        buf_printf(out, "the patient uses “%s” (or is to begin by the appointment)", plain);
        break;
    case USE_TAKEN_WITHIN:
        buf_printf(out, "the patient uses “%s”, or used it less than ", plain);
        sentence_threshold(c, &c->within, out);
        buf_text(out, " before the appointment");
        break;
    case USE_STARTED_WITHIN:
        buf_printf(out, "the patient began “%s” less than ", plain);
        sentence_threshold(c, &c->within, out);
        buf_text(out, " before the appointment");
        break;
    case USE_FOR:
        buf_printf(out, "the patient uses “%s”, begun ", plain);
        sentence_threshold(c, &c->within, out);
        buf_text(out, " or longer before the appointment");
        break;
    case USE_EVER: buf_printf(out, "“%s” is on the medicines list, whatever its use", plain); break;
    default:
        buf_printf(out, "“%s” is on the medicines list (in use, as needed or prescribed)", plain);
    }
    buf_text(out, c->site > SITE_ANYWHERE && c->within.set ? "," : "");
    site_words(c, "on", out);
}

void phrase_allergy(const struct rules *rules, const struct cond *c, struct buf *out)
{
    buf_printf(out, "the patient is allergic to “%s”", sentence_list(rules, c));
}

void phrase_history(const struct rules *rules, const struct cond *c, struct buf *out)
{
    buf_printf(out, "“%s” ", sentence_list(rules, c));
    buf_text(out, c->done_only ? "was done" : "was done or is booked");
    if (c->times.set) {
        buf_text(out, c->times_below ? " on fewer than " : " on at least ");
        plain_millionths(out, c->times.number);
        buf_text(out, c->times.number == 1000000 ? " day" : " days");
    }
    site_words(c, "in", out);
    sentence_window(c, &c->within, " less than ", " before the appointment", out);
    sentence_window(c, &c->until, c->within.set ? ", or less than " : " less than ",
                    " after the appointment", out);
    if (c->asked != NONE) {
        buf_text(out, ", where ");
        sentence_field_says(c, out);
    }
}

void phrase_reaction(const struct rules *rules, const struct cond *c, struct buf *out)
{
    buf_printf(out, "“%s” is charted", sentence_list(rules, c));
    severity_words(c, out);
    site_words(c, "in", out);
    sentence_window(c, &c->within, ", more than ", " after the procedure", out);
    sentence_window(c, &c->until, c->within.set ? " and no later than " : ", no later than ",
                    " after it", out);
}

void phrase_product(const struct rules *rules, const struct cond *c, struct buf *out)
{
    buf_printf(out, "“%s” is charted as used", sentence_list(rules, c));
    sentence_window(c, &c->within, " less than ", " after the procedure", out);
}
