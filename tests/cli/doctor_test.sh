#!/bin/sh
# SPDX-License-Identifier: MIT
#
# `precare doctor`: each check in an installation in which it is well, and in one in which it is not; what is said of both
# against goldens (golden/doctor-*.txt; PRECARE_GOLDEN=1 writes them anew; read them).
. "$PRECARE_SOURCE/tests/support/shell.sh"
. "$PRECARE_SOURCE/tests/support/site.sh"

precare=$PRECARE_COMMAND
me=$(id -un)
courier=
trap 'kill $courier $receiver 2>/dev/null; rm -rf "$work"' EXIT
receiver=
chmod 700 "$work"
umask 077

# What is this machine's, or this moment's, becomes a word.
plain() {
    sed -E -e "s#$work#WORK#g" -e "s#$PRECARE_PLUGIN#PLUGIN#g" -e "s#(belongs to|\\() ?$me\\b#\\1 ME#g" \
        -e 's#process [0-9]+#process N#g' -e 's#[0-9]+ (KB|MB)#N \1#' -e 's#\([0-9a-f]{12}\)#(HASH)#' \
        -e 's#on 20[0-9-]+ at [0-9:]+#on DAY at TIME#' -e 's#(sent|Dr\. A\.) on 20[0-9-]+#\1 on DAY#' \
        -e 's#^(OK +versions: [a-z0-9]+) [0-9.]+ .*#\1 VERSION#' "$work/out"
}
golden() { # NAME: what the last `exits` printed
    plain >"$work/plain"
    file=$PRECARE_SOURCE/tests/cli/golden/doctor-$1.txt
    [ -z "${PRECARE_GOLDEN:-}" ] || cp "$work/plain" "$file"
    diff "$file" "$work/plain"
}
doctor() { "$precare" doctor --plugin "$PRECARE_PLUGIN" "$@"; }

# ---- a site that has not begun ----
site_rules
site_config "file:$work/lead.url"
exits 1 "a site that has not begun" doctor
holds "is told what is missing" golden new
holds "and nothing was made by looking" sh -c "[ ! -e '$work/state' ]"

# ---- one that works ----
receiver_begin
sed -i 's/^  status: draft/  status: active/; /approved:/d' "$work/rules/rules.yaml"
sed -i -e '/act-on/d' -e 's/^channels:/heartbeat: daily 00:00\noperations: lead\nchannels:/' "$PRECARE_CONFIG"
printf 'http://127.0.0.1:%s/secret-hook' "$port" >"$work/lead.url"
"$precare" approve "$work/rules" --rulebook b --by "Dr. A." --yes >"$work/approved" 2>&1
approved=$(ls "$work/rules/approvals")
holds "the rules are approved" [ -n "$approved" ]
book 1 1 >"$work/booked" 2>&1
"$precare" reload >"$work/reloaded" 2>&1
"$precare" courier >"$work/courier.log" 2>&1 &
courier=$!
heart() { "$precare" outbox stats | grep -q '"deliverer":true.*"heartbeat":"2'; }
holds "it delivers" awaits heart
exits 0 "a site that works is OK, check by check" doctor
holds "as it is said" golden well
holds "its secret is not" sh -c "! grep -q secret-hook '$work/out'"
holds "nor is a patient" sh -c "! grep -qE 's1|a1|cold sore|microneedling' '$work/out'"
holds "as JSON it says the same" sh -c "'$precare' doctor --plugin '$PRECARE_PLUGIN' --format json | python3 -c '
import json, sys
said = json.load(sys.stdin)
assert said[\"format\"] == \"precare-doctor/1\" and said[\"overall\"] == \"OK\"
assert all(c[\"verdict\"] == \"OK\" and c[\"seen\"] and c[\"mend\"] is None for c in said[\"checks\"])'"
exits 0 "a test message is sent with --post" doctor --post
says "lead: delivered (HTTP 200)"

# ---- each check, where it is not well ----
finds() { # "SENTENCE" "WHAT IS SAID" [OPTION...]
    sentence=$1 words=$2
    shift 2
    exits 1 "$sentence" doctor "$@"
    says "$words"
}
keep() { cp "$1" "$work/kept"; }
back() { cat "$work/kept" >"$1"; }

finds "a plugin that is not there" "WRONG  versions: the plugin cannot be loaded" --plugin "$work/none.so"
exits 2 "a configuration that is not there" doctor --config "$work/none.yaml"
says "none.yaml"
chmod 664 "$PRECARE_CONFIG"
finds "a configuration that a group may write" "LOOK   configuration: $PRECARE_CONFIG: a group may write the configuration"
chmod 600 "$PRECARE_CONFIG"
chmod 646 "$work/rules/rules.yaml"
finds "rules that anybody may write" "WRONG  rule files: "
chmod 600 "$work/rules/rules.yaml"
chmod 644 "$work/lead.url"
finds "a secret that anybody may read" "WRONG  secrets: channel lead: file:$work/lead.url: others may read it: chmod 0600 it"
chmod 600 "$work/lead.url"
chmod 755 "$work/state"
finds "a state directory that others may enter" "WRONG  state directory: the state directory $work/state cannot be used: other users may read or write it"
says "LOOK   outbox: it was not looked at"
chmod 700 "$work/state"

keep "$work/rules/rules.yaml"
sed -i 's/severity: hold/severity: warn/' "$work/rules/rules.yaml"
finds "rules that were edited" "LOOK   rules in use: the edited rules are not those in use"
says "WRONG  approval: b 1.0.0: "
says "since then changed: rule r1"
back "$work/rules/rules.yaml"
sed -i 's/^  status: active/  status: shadow/' "$work/rules/rules.yaml"
finds "a rulebook in shadow" "LOOK   approval: b 1.0.0: SHADOW, acts on nobody"
back "$work/rules/rules.yaml"
sed -i 's/review-by: .*/review-by: "2020-01-01"/' "$work/rules/rules.yaml"
finds "a rulebook past its review" "LOOK   review dates: b was to be reviewed by 2020-01-01"
back "$work/rules/rules.yaml"
echo "nonsense: [" >>"$work/rules/rules.yaml"
finds "rules that do not load" "WRONG  rules in use: the edited rules cannot be used: 1 error"
says "LOOK   review dates: it was not looked at: the edited rules cannot be used"
back "$work/rules/rules.yaml"

kill "$courier"
wait "$courier" 2>/dev/null
courier=
finds "nobody who delivers" "WRONG  deliverer: nobody delivers"
echo 'late-after: 1 second' >>"$PRECARE_CONFIG"
book 2 2 >"$work/booked" 2>&1
late() { doctor >"$work/out" 2>&1; grep -q "WRONG  waiting: late: 1 message waits, the oldest was due" "$work/out"; }
holds "what waits too long" awaits late
sed -i 's/^heartbeat: .*//' "$PRECARE_CONFIG"
finds "a site without a heartbeat" "LOOK   heartbeat: there is none"
echo 'http://127.0.0.1:1/gone' >"$work/lead.url"
finds "a chat that does not answer" "WRONG  channels: lead: not delivered: " --post
rm "$work/state/ballast"
mkdir "$work/state/ballast"
finds "a reserve that is gone" "WRONG  space: the reserve (ballast) was given up"
rmdir "$work/state/ballast"
truncate -s 70M "$work/state/outbox.db-wal"
finds "a log that nobody cuts" "LOOK   log of the database: it is 70 MB long"
rm -f "$work/state/outbox.db-wal" "$work/state/outbox.db-shm"
dd if=/dev/zero of="$work/state/outbox.db" bs=2048 seek=3 count=8 conv=notrunc 2>/dev/null
finds "an outbox that is damaged" "WRONG  outbox: it is damaged: outbox.db"
finish
