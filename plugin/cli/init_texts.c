/* SPDX-License-Identifier: MIT
 *
 * The files that `precare init` writes, as texts (init.h). What a
 * person typed stands in quotes, as the configuration reads them. The address of a chat is in none
 * of these texts.
 */
#include <string.h>

#include "base/calendar.h"
#include "base/seam.h"
#include "cli/init.h"

#define DAY_S 86400

static void quoted_line(struct buf *out, const char *before, const char *text, const char *after)
{
    buf_text(out, before);
    buf_json(out, text, strlen(text));
    buf_text(out, after);
}

/* ---- the configuration ---- */

static void channel_text(const struct init *in, struct buf *out, const char *name, bool last)
{
    struct buf from = {0};

    buf_printf(&from, "file:%s/secrets/chat.url", in->directory);
    buf_printf(out, "  %s: {kind: %s", name, in->chat);
    quoted_line(out, ", url-from: ", from.at != NULL ? from.at : "",
                last ? "}\n" : ", fallback: ops}\n");
    buf_end(&from);
}

static void channels_text(const struct init *in, struct buf *out)
{
    if (in->chat == NULL) {
        buf_text(out, "\n# Nobody is told of anything before there are channels here: the chats "
                      "that the rules name.\n#operations: ops\n#channels:\n"
                      "#  clinical-lead: {kind: slack, url-from: \"file:...\", fallback: ops}\n"
                      "#  physician-on-call: {kind: slack, url-from: \"file:...\", fallback: ops}\n"
                      "#  ops: {kind: slack, url-from: \"file:...\"}\n");
        return;
    }
    buf_text(out, "\n# Where alerts go: one chat for all, to begin with. The address is a secret, "
                  "and stands in that file alone.\n# The rules name clinical-lead and "
                  "physician-on-call; ops hears of what goes wrong.\noperations: ops\nchannels:\n");
    channel_text(in, out, "clinical-lead", false);
    channel_text(in, out, "physician-on-call", false);
    channel_text(in, out, "ops", true);
    if (strncmp(in->address, "http:", 5) == 0) {
        buf_text(out, "\n# The chat is on this machine itself.\nallow-plain-http: loopback\n");
    }
    buf_text(out, "\n# Once a day a line to operations that all is well. Its absence is what to "
                  "watch for.\nheartbeat: daily 07:00\n");
}

void init_config_text(const struct init *in, struct buf *out)
{
    buf_text(out,
             "# precare's configuration, begun by `precare init`. Every key: precare reference "
             "config\n# After a change: precare check && precare doctor\n"
             "format: precare-config/1\n\n"
             "# The zone decides which day it is.\n");
    quoted_line(out, "clinic: {name: ", in->name, "");
    quoted_line(out, ", time-zone: ", in->zone, "}\n\n");
    buf_text(out, "# The shipped rules, and after them your own changes, which an upgrade leaves "
                  "alone.\n");
    quoted_line(out, "rules: [", in->rules, ", ");
    struct buf own = {0};
    buf_printf(&own, "%s/rules", in->directory);
    quoted_line(out, "", own.at != NULL ? own.at : "", "]\n\n");
    buf_end(&own);
    buf_text(out, "# Alerts that wait, records, the rules in use.\n");
    quoted_line(out, "state: ", in->state, "\n\n");
    buf_text(out, in->installed
                      ? "# Who delivers: the service precare-courier.\ndeliver: external\n"
                      : "# Who delivers: precare courier, which runs beside the host.\n"
                        "deliver: external\n");
    buf_text(out, in->demonstration
                      ? "\n# Rules that nobody has approved tell people too, and each message says "
                        "DEMONSTRATION.\n# For trying it: delete the line before real patients "
                        "are booked.\nact-on: demonstration\n"
                      : "");
    buf_text(out, "\n# The page of the practice software that shows a visit. {ref} is put there by "
                  "precare, and tells nothing.\n");
    if (in->link != NULL) {
        quoted_line(out, "link: ", in->link, "\n");
    } else {
        buf_text(out, "#link: \"https://pm.example/visit/{ref}\"\n");
    }
    channels_text(in, out);
}

/* ---- the rules ---- */

void init_overlay_id(const char *name, struct buf *out)
{
    for (const char *c = name; *c != '\0' && out->len < 40; c++) {
        char small = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
        bool keeps = (small >= 'a' && small <= 'z') || (small >= '0' && small <= '9');

        if (keeps) {
            buf_char(out, small);
        } else if (*c == ' ' && out->len > 0 && out->at[out->len - 1] != '-') {
            buf_char(out, '-');
        }
    }
    while (out->len > 0 && out->at[out->len - 1] == '-') {
        out->at[--out->len] = '\0';
    }
    if (out->len < 2 || strcmp(out->at, "microneedling") == 0) {
        buf_text(out, out->len == 0 ? "ours" : "-ours");
    }
}

void init_changes_text(const struct init *in, struct buf *out)
{
    struct buf id = {0};

    init_overlay_id(in->name, &id);
    buf_text(out, "# What this practice wants otherwise than the shipped rules, which stay where "
                  "they are.\n# After each change: precare check && precare test; then approve it, "
                  "and precare reload.\nformat: precare-overlay/1\n\n");
    buf_printf(out, "overlay:\n  id: %s\n  version: \"1.0.0\"\n", id.at != NULL ? id.at : "ours");
    quoted_line(out, "  owner: {name: ", in->lead, "");
    quoted_line(out, ", role: ", in->role, "}\n");
    buf_text(out, "base: {rulebook: microneedling, version: \">=1.0.0 <2.0.0\"}\n\n"
                  "# None yet. To begin, delete the brackets [] and the # of the lines you want.\n"
                  "changes: []\n"
                  "# Three weeks between a toxin injection and the visit, instead of two:\n"
                  "#  - set-parameter: {name: botulinum-interval, value: 21 days}\n"
                  "#    because: \"Our physicians prefer three weeks.\"\n"
                  "# The rules in use. It acts when both they and this file are approved:\n"
                  "#  - set-status: {rulebook: microneedling, status: active}\n");
    buf_end(&id);
}

void init_tests_text(const struct init *in, struct buf *out)
{
    buf_text(out, "# Visits, and what must come of them by the rules as this practice changed "
                  "them. To run them: precare test\nformat: precare-rules/1\n"
                  "tests-for: microneedling\n\ntests:\n");
    struct buf name = {0};
    buf_printf(&name, "%s: Botox ten days before the visit is a hold, and says until when",
               in->name);
    quoted_line(out, "  - name: ", name.at != NULL ? name.at : "", "\n");
    buf_end(&name);
    buf_text(
        out,
        "    at: booking\n"
        "    today: \"2026-12-01\"\n"
        "    patient: {like: well, procedures: [{is: Botox, date: \"2026-12-11\", site: "
        "forehead, state: planned}]}\n"
        "    appointment: {procedure: microneedling, date: \"2026-12-21\", site: face, minutes: "
        "60,\n      indication: acne-scar, price: \"450 USD\", state: planned, modality: "
        "mechanical}\n"
        "    provider: {role: dermatologist, training: [microneedling]}\n"
        "    expect:\n"
        "      overall: hold\n"
        "      findings: [{rule: mn-toxin, outcome: hold, move-to: \"2026-12-25\", alert: "
        "clinical-lead}]\n");
}

void init_visit_text(const struct init *in, struct buf *out)
{
    int64_t now = seam.wall_ms() / 1000;
    char said[32], start[32], today[11], injected[11];

    instant_iso(now, in->opened, said);
    instant_iso(now + 14 * DAY_S, in->opened, start);
    date_iso(zone_date(in->opened, now), today);
    date_iso(zone_date(in->opened, now + 7 * DAY_S), injected);
    buf_printf(
        out,
        "{\n"
        "  \"format\": \"precare-event/1\",\n"
        "  \"event_id\": \"invented-%s/1\",\n"
        "  \"moment\": \"booking\",\n"
        "  \"action\": \"create\",\n"
        "  \"now\": \"%s\",\n"
        "  \"subject\": \"invented-patient\",\n"
        "  \"patient\": {\"birth_date\": \"1992-03-14\", \"sex\": \"female\"},\n"
        "  \"appointment\": {\"id\": \"invented-%s\", \"start\": \"%s\", \"minutes\": 60,\n"
        "    \"procedure\": {\"text\": \"microneedling\"}, \"sites\": [\"face\"], \"state\": "
        "\"planned\"},\n"
        "  \"procedures\": {\"reviewed\": \"%s\", \"entries\": [\n"
        "    {\"text\": \"Botox\", \"date\": \"%s\", \"sites\": [\"forehead\"], \"state\": "
        "\"planned\"}\n"
        "  ]}\n"
        "}\n",
        today, said, today, start, today, injected);
}
