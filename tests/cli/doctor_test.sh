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
TZ=UTC # whatever this machine has
export TZ

# What is this machine's, or this moment's, becomes a word.
plain() {
    sed -E -e "s#$work#WORK#g" -e "s#$PRECARE_PLUGIN#PLUGIN#g" -e "s#(belongs to|\\() ?$me\\b#\\1 ME#g" \
        -e 's#process [0-9]+#process N#g' -e 's#[0-9]+ (KB|MB)#N \1#' -e 's#\([0-9a-f]{12}\)#(HASH)#' \
        -e 's#on 20[0-9-]+ at [0-9:]+#on DAY at TIME#' -e 's#it is 20[0-9-]+ [0-9:]+ at#it is NOW at#' -e 's#(sent|played|Dr\. A\.) on 20[0-9-]+#\1 on DAY#' \
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
cat >>"$work/rules/rules.yaml" <<'RULES'
tests:
  - name: a cold sore holds
    at: booking
    today: "2020-01-10"
    patient: {born: "1990-05-04", reviewed: "2020-01-10", conditions: [{is: cold sore, status: active}]}
    appointment: {procedure: microneedling, date: "2020-01-20"}
    expect: {overall: hold, findings: [{rule: r1, outcome: hold}]}
RULES
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
played() { "$precare" drill r1 --plugin "$PRECARE_PLUGIN" >"$work/drill" 2>&1; }
holds "a drill is played" played
heart() { "$precare" outbox stats | grep -q '"deliverer":true,"late":false,"waiting":0,.*"heartbeat":"2'; }
holds "it delivers" awaits heart
exits 0 "a site that works is OK, check by check" doctor
holds "as it is said" golden well
holds "its secret is not" sh -c "! grep -q secret-hook '$work/out'"
holds "nor is a patient" sh -c "! grep -qwE 's1|a1|cold sore|microneedling' '$work/out'"
holds "as JSON it says the same" sh -c "'$precare' doctor --plugin '$PRECARE_PLUGIN' --format json | python3 -c '
import json, sys
said = json.load(sys.stdin)
assert said[\"format\"] == \"precare-doctor/1\" and said[\"overall\"] == \"OK\"
assert all(c[\"verdict\"] == \"OK\" and c[\"seen\"] and c[\"mend\"] is None for c in said[\"checks\"])'"
exits 0 "a test message is sent with --post" doctor --post
says "lead: delivered (HTTP 200)"

# ---- root, who looks after a host of another user, and a courier of a third ----
if [ "$me" = root ] && [ "$(id -u nobody 2>/dev/null)" -gt 0 ] && [ "$(id -u daemon 2>/dev/null)" -gt 0 ]; then
    site=$work/site
    mkdir "$site"
    cp -r "$work/rules" "$work/state" "$site"
    cp "$work/lead.url" "$site/lead.url"
    rm -f "$site/state/deliver.lock" "$site/state/wake"
    sed "s#$work/#$site/#g" "$PRECARE_CONFIG" >"$site/precare.yaml"
    chown -R nobody "$site/state" "$site/lead.url"
    chmod 755 "$work" "$site"
    above=$(dirname "$work") mode=$(stat -c %a "$(dirname "$work")")
    chmod go+x "$above" # the others must come so far
    chmod -R go+rX "$site/rules" "$site/precare.yaml"
    theirs() { doctor --config "$site/precare.yaml"; }
    exits 1 "the state of another user is looked at as that user" theirs
    says "OK     state directory: $site/state belongs to nobody, mode 0700"
    says "OK     outbox: every page and row is whole"
    says "OK     secrets: 1, each can be read by the courier's user alone"
    exits 0 "a test message is sent by root, of a channel whose address is the other user's alone" \
        "$precare" channel test lead --config "$site/precare.yaml"
    says "lead: delivered (HTTP 200)"
    refused() { ! setpriv --reuid daemon --regid daemon --clear-groups "$@" --config "$site/precare.yaml" >"$work/out" 2>&1; }
    holds "nobody else sends one" refused "$precare" channel test lead
    says "url-from, file:$site/lead.url: this user may not read it"
    says "type this with sudo"
    holds "nor reads the state" refused "$precare" records list
    says "the state directory $site/state cannot be used: access is refused"
    says "fix: Type it with sudo."
    chmod 600 "$site/precare.yaml"
    exits 1 "a configuration that the host's user cannot read" theirs
    says "WRONG  configuration: the host's user (nobody) cannot read $site/precare.yaml: access is refused"
    chown root "$site/lead.url"
    exits 1 "a secret that the courier's user cannot read" theirs
    says "WRONG  secrets: channel lead: file:$site/lead.url: this user may not read it"

    # ---- the courier is a user of its own, whose secret the host must not read ----
    chmod 644 "$site/precare.yaml"
    chown -R nobody:nogroup "$site/state"
    find "$site/state" -type d -exec chmod 2770 {} +
    find "$site/state" -type f -exec chmod 660 {} +
    rm -f "$site/state/wake" # of the old mode: it is made again
    chown daemon:nogroup "$site/lead.url"
    setpriv --reuid daemon --regid daemon --groups nogroup "$precare" courier --config "$site/precare.yaml" >"$work/daemon" 2>&1 &
    daemon=$!
    delivers() { theirs >"$work/held" 2>&1; grep -q "OK     deliverer" "$work/held"; }
    holds "a courier of another user delivers" awaits delivers
    exits 1 "a secret of the courier's alone" theirs
    says "OK     secrets: 1, each can be read by the courier's user alone"
    chmod 640 "$site/lead.url"
    exits 1 "one that the host's group may read" theirs
    says "WRONG  secrets: channel lead: the host's user (nobody) can read its secret in $site/lead.url"
    says "chmod 0600 $site/lead.url"
    kill "$daemon"
    wait "$daemon" 2>/dev/null
    chmod 700 "$work"
    chmod "$mode" "$above"
else
    echo "elsewhere: only root can ask as another user; CI is root, and shows it"
fi

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
keep "$PRECARE_CONFIG"
echo 'strict: yes-for-testing' >>"$PRECARE_CONFIG"
finds "strict mode left on" "LOOK   configuration: strict mode is on: each call of the host writes and reads a file"
back "$PRECARE_CONFIG"
chmod 646 "$work/rules/rules.yaml"
finds "rules that anybody may write" "WRONG  rule files: "
chmod 600 "$work/rules/rules.yaml"
chmod 644 "$work/lead.url"
finds "a secret that anybody may read" "WRONG  secrets: channel lead: file:$work/lead.url: others may read it: chmod 0600 it"
chmod 600 "$work/lead.url"
chmod 755 "$work/state"
finds "a state directory that others may enter" "WRONG  state directory: the state directory $work/state cannot be used: other users may read or write it"
says "LOOK   outbox: it was not looked at: it cannot be opened"
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

cat >"$work/rules/ours.yaml" <<OVERLAY
format: precare-overlay/1
overlay: {id: ours, version: "1.0.0", owner: {name: "L", role: clinical-lead}}
base: {rulebook: b, version: ">=1.0.0 <2.0.0"}
changes:
  - silence: {rule: r1}
    because: "For a while."
    until: "$(TZ=Europe/Berlin date -d '+10 days' +%Y-%m-%d)"
OVERLAY
exits 0 "a change for a while is approved" "$precare" approve "$work/rules" --rulebook ours --by "Dr. A." --yes
finds "a change that ends soon" "LOOK   overlays: a change ends on 20"
says "in 10 day"
sed -i "s/until: .*/until: \"$(date -u -d '+99 days' +%Y-%m-%d)\"/" "$work/rules/ours.yaml"
"$precare" approve "$work/rules" --rulebook ours --by "Dr. A." --yes >"$work/approved" 2>&1
finds "and one that lasts" "OK     overlays: a change ends on 20"
rm "$work"/rules/ours.yaml "$work"/rules/approvals/ours.*

kill "$courier"
wait "$courier" 2>/dev/null
courier=
finds "nobody who delivers" "WRONG  deliverer: nobody delivers"
says "systemctl start precare-courier (precare-courier@HOSTUSER where"
echo 'late-after: 1 second' >>"$PRECARE_CONFIG"
book 2 2 >"$work/booked" 2>&1
late() { doctor >"$work/out" 2>&1; grep -q "WRONG  waiting: late: 1 message waits, the oldest was due" "$work/out"; }
holds "what waits too long" awaits late
sed -i 's/^heartbeat: .*//' "$PRECARE_CONFIG"
finds "a site without a heartbeat" "LOOK   heartbeat: there is none"
echo 'http://127.0.0.1:1/gone' >"$work/lead.url"
sqlite() { python3 -c 'import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute(sys.argv[2]); db.commit()' "$work/state/outbox.db" "$1"; }
sqlite 'UPDATE record SET at = at - 8640000000 WHERE drill = 1'
finds "a drill of long ago" "LOOK   drill: the last was played on 20"
exits 1 "a machine of another zone" env TZ=America/New_York "$precare" doctor --plugin "$PRECARE_PLUGIN"
says "LOOK   time zone: the clinic's is Europe/Berlin; the machine's is another, E"
touch -d '+3 hours' "$work/state/outbox.db"
finds "a clock that was set back" "WRONG  clock: it is 20"
says ", and the outbox was written 1"
touch "$work/state/outbox.db"

# ---- a worker that has not loaded the plugin ----
if [ -z "${PRECARE_SANITIZE:-}" ]; then # a plugin with a sanitizer cannot be loaded into an interpreter
cat >"$work/host.py" <<'PY'
import ctypes, os, sys, time
plugin, work = sys.argv[1:]
def worker(loads):
    child = os.fork()
    if child:
        return child
    if loads:
        ctypes.CDLL(plugin)
        open(work + '/loaded', 'w').close()
    time.sleep(600)
    os._exit(0)
children = [worker(True), worker(False)]
with open(work + '/workers.new', 'w') as f:
    f.write('%d %d\n' % tuple(children))
os.rename(work + '/workers.new', work + '/workers')
for child in children:
    os.waitpid(child, 0)
PY
python3 "$work/host.py" "$PRECARE_PLUGIN" "$work" &
host=$!
awaits [ -s "$work/workers" ]
awaits [ -e "$work/loaded" ]
read -r with without <"$work/workers"
sqlite 'DELETE FROM seen'
finds "a host that records nothing" "LOOK   processes: none recorded anything since yesterday"
sqlite "INSERT INTO seen VALUES($(($(date +%s) / 86400)), $with)"
finds "a worker that has not loaded the plugin" "WRONG  siblings: process $without (python3"
says "OK     processes: 1 recorded since yesterday; of them run and have the plugin: 1"
holds "and it alone" sh -c "[ \$(grep -c 'WRONG  siblings' '$work/out') -eq 1 ]"
kill "$without"
exits 1 "once that one is gone" doctor
says "OK     siblings: every one of a process that calls has loaded the plugin"
kill "$with"
wait "$host"
exits 1 "once both are gone" doctor
says "OK     siblings: no process that called is running, so there is none to compare"
fi
finds "a chat that does not answer" "WRONG  channels: lead: not delivered: " --post
rm "$work/state/ballast"
mkdir "$work/state/ballast"
finds "a reserve that is gone" "WRONG  space: the reserve (ballast) was given up"
rmdir "$work/state/ballast"
truncate -s 70M "$work/state/outbox.db-wal"
finds "a log that nobody cuts" "LOOK   log of the database: it is 70 MB long"
rm -f "$work/state/outbox.db-wal" "$work/state/outbox.db-shm"
sqlite 'UPDATE message SET due = 0'
finds "a row that cannot be" "WRONG  outbox: it is damaged: table message: a row was overwritten"
rm -f "$work/state/outbox.db-wal" "$work/state/outbox.db-shm"
dd if=/dev/zero of="$work/state/outbox.db" bs=2048 seek=3 count=8 conv=notrunc 2>/dev/null
finds "an outbox that cannot be opened" "WRONG  state directory: the outbox in $work/state cannot be used: outbox.db is damaged"
says "LOOK   outbox: it was not looked at: it cannot be opened"
says "OK     approval: b 1.0.0: ACTIVE"
finish
