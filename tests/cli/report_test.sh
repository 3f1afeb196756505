#!/bin/sh
# SPDX-License-Identifier: MIT
#
# `precare records report`: every figure is counted once more from `records export`; text, JSON and page say the same.
. "$PRECARE_SOURCE/tests/support/shell.sh"

precare=$PRECARE_COMMAND
recount="$PRECARE_SOURCE/tests/cli/report_recount.py"
chmod 700 "$work"
command -v python3 >/dev/null || { skip "no python3"; finish; }
mkdir "$work/rules"
cp "$PRECARE_SOURCE/tests/hosts/rules/hosts.yaml" "$work/rules"
export LEAD_URL="http://127.0.0.1:1/"
config() { # ACT-ON
    cat >"$work/precare.yaml" <<CONFIG
format: precare-config/1
clinic: {name: "Elm & Street", time-zone: Europe/Berlin}
rules: [$work/rules]
state: $work/state
act-on: $1
deliver: external
allow-plain-http: loopback
channels:
  lead: {kind: webhook, url-from: "env:LEAD_URL"}
CONFIG
}
export PRECARE_CONFIG="$work/precare.yaml"
raise() { # N SEED
    python3 "$recount" events "$1" "$2" >"$work/events" &&
        { "$precare" host --plugin "$PRECARE_PLUGIN" --config "$PRECARE_CONFIG" --event "$work/events" >"$work/raised" 2>&1 ||
            [ $? -eq 1 ]; }
}
same() { # MORE...
    "$precare" records report --format json "$@" >"$work/report.json" &&
        "$precare" records export "$@" >"$work/export.jsonl" &&
        python3 "$recount" recount "$work/report.json" "$work/export.jsonl" "$known"
}
known=$(grep -E '^  - id: ' "$work/rules/hosts.yaml" | sed 's/.*id: //' | tr '\n' ' ')

config demonstration
exits 0 "a report on nothing" "$precare" records report
says "0 evaluations, 0 acknowledgements; 0 drills, which count in nothing; 0 records erased by request"
holds "one booking" raise 1 3
exits 0 "one is one" "$precare" records report
says "1 evaluation, 1 acknowledgement; 0 drills, which count in nothing; 0 records erased"
"$precare" records report --format html >"$work/out"
sentence="the page"
says ". 1 evaluation, 1 acknowledgement; 0 drills, which count in nothing; 0 records erased by request.</p>"
holds "120 bookings, some of them overridden" raise 120 7
for ref in $("$precare" records export | grep -o '"ref":"[^"]*"' | cut -d'"' -f4 | sort -u | head -n 12); do
    "$precare" outbox ack "$ref" --actor u9 >/dev/null
done
config active
holds "40 more, of which the rules in shadow say what they would have found" raise 40 8
holds "every figure of the report is counted once more from the export" same
tail -n 1 "$work/held"
cp "$work/report.json" "$work/all.json"
holds "of a time too" same --from 2026 --to 2199
holds "and of one with nothing in it" same --to 2001
exits 0 "the report for people" "$precare" records report
says "Report, Elm & Street, from the first record to the last"
says "h-keloid"
says "    overridden with record-is-wrong: "
says "Overridden because the record is wrong, by what the rule looks at:"
says "To think about (nothing changes by itself):"
says "% of all evaluations ("
"$precare" records report --format html >"$work/out"
sentence="the page"
says "<td>h-keloid</td>"
says "Elm &amp; Street"
says "<svg"
holds "it takes nothing from elsewhere and runs nothing" sh -c "! grep -qE '<script|<link|@import|url\(|src=|href=' '$work/out'"
holds "it is well formed" python3 -c 'import html.parser, sys
open_ = []
class P(html.parser.HTMLParser):
    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "br"):
            open_.append(tag)
    def handle_endtag(self, tag):
        assert open_.pop() == tag, tag
    def handle_startendtag(self, tag, attrs):
        pass
P().feed(open(sys.argv[1]).read())
assert not open_, open_' "$work/out"
holds "and says the figures of the document" python3 -c 'import json, re, sys
report, page = json.load(open(sys.argv[1])), open(sys.argv[2]).read()
for row in report["rules"]:
    cells = re.search(r"<tr><td>%s</td>(.*?)</tr>" % re.escape(row["rule"]), page, re.S).group(1)
    said = [int(n) for n in re.findall(r"<td>(\d+)</td>", cells)]
    assert said[:5] == [row[k] for k in ("fired", "asked", "shadow", "told", "acknowledged")], (row, said)
' "$work/all.json" "$work/out"

# ---- a record that cannot be read ----
holds "one record is no longer one" python3 -c 'import sqlite3, sys
d = sqlite3.connect(sys.argv[1])
assert d.execute("UPDATE record SET findings = ? WHERE id = (SELECT min(id) FROM record WHERE kind = 1)", ("[",)).rowcount == 1
d.commit()' "$work/state/outbox.db"
exits 2 "then nothing is counted" "$precare" records report
says "a record cannot be read"
holds "and no figure printed" sh -c "! grep -q evaluations '$work/out'"
finish
