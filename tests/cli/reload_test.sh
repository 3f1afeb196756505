#!/bin/sh
# SPDX-License-Identifier: MIT
#
# `precare reload`: what it says of each rulebook, and that screening is not switched off in silence.
. "$PRECARE_SOURCE/tests/support/shell.sh"

mkdir "$work/rules"
config=$work/precare.yaml
rulebook() { # STATUS
    sed "s/^  status: .*/  status: $1/" "$PRECARE_SOURCE/tests/support/active.yaml" >"$work/rules/clinic.yaml"
    "$PRECARE_COMMAND" approve "$work/rules" --rulebook clinic --by Lead --yes >/dev/null
}
rulebook active
configuration 'allow-plain-http: loopback' 'operations: ops' \
    'channels: {ops: {kind: webhook, url-from: "env:OPS_URL", sign-with: "env:OPS_KEY"}}' >"$config"
reload() { "$PRECARE_COMMAND" reload --config "$config" --plugin "$PRECARE_PLUGIN" "$@" </dev/null; }

exits 0 "a reload ends with a line for each rulebook" reload
says "clinic 1.0.0: ACTIVE, 1 rule"
first=$(cat "$work/state/rules/current")
exits 0 "the first set in use leaves a record" "$PRECARE_COMMAND" records export --config "$config"
says "\"what\":\"first\",\"by\":\"$(id -un)\",\"hash\":\"$first\",\"rulebooks\":[{\"id\":\"clinic\",\"version\":\"1.0.0\",\"hash\":\"sha256:"
exits 0 "for people by the name that the history has" "$PRECARE_COMMAND" records list --config "$config"
says "rules $(printf %.12s "$first"): first taken into use by $(id -un)"
reload >/dev/null
holds "which the same set does not leave again" sh -c \
    '[ "$("$1" records export --config "$2" | grep -c "\"record\":\"reload\"")" = 1 ]' _ "$PRECARE_COMMAND" "$config"
rulebook shadow
exits 1 "a script that would switch screening off is refused" reload
says "no active rulebook would be left for needling"
says "precare reload --yes"
says "The rules in use stay as they are."
exits 0 "the rules stayed" grep -l "status: active" "$work/state/rules/$(cat "$work/state/rules/current")"
exits 0 "with a yes it is done" reload --yes
says "clinic 1.0.0: SHADOW, acts on nobody"
exits 0 "check ends with the line, too" "$PRECARE_COMMAND" check "$work/rules"
says "clinic 1.0.0: SHADOW, acts on nobody"
exits 0 "operations are told" "$PRECARE_COMMAND" outbox list --config "$config"
says '"kind":"rules"'
exits 0 "outbox stats end with it, too" "$PRECARE_COMMAND" outbox stats --config "$config"
says '(clinic 1.0.0: SHADOW, acts on nobody)"}'

# ---- a change of an overlay is told on the day on which it acts ----
rulebook active
sed -i '/^tests:/,$d' "$work/rules/clinic.yaml" # they say what the rule does without the change
reload >/dev/null
cat >"$work/rules/ours.yaml" <<'EOF'
format: precare-overlay/1
overlay: {id: ours, version: "1.0.0", owner: {name: "L", role: clinical-lead}}
base: {rulebook: clinic, version: ">=1.0.0 <2.0.0"}
changes:
  - silence: {rule: too-young}
    because: "For a while."
    until: "2098-01-01"
EOF
exits 2 "check says what nobody approved, beside the tests that are gone" "$PRECARE_COMMAND" check --config "$config"
says 'ours.yaml:5:5: warning W411: 1 change of the overlay "ours" is left out'
says 'precare approve --rulebook ours'
told() { "$PRECARE_COMMAND" records export --config "$config" | grep '"reload"' | tail -n 1; }
exits 0 "one that nobody approved is left out" reload
exits 0 "and not told as made" told
holds "in no word" sh -c "! grep too-young '$work/out'"
"$PRECARE_COMMAND" approve "$work/rules" --rulebook ours --by Lead --yes >/dev/null
exits 0 "approved, it acts" reload --yes # the only rule
exits 0 "and is told" told
says 'too-young'
rm "$work/rules/ours.yaml" "$work/rules/approvals"/ours.*
rulebook shadow
reload --yes >/dev/null

# ---- an edit that nobody approved ----
rulebook active
reload >/dev/null
sed -i 's/severity: hold/severity: info/' "$work/rules/clinic.yaml"
used=$(cat "$work/state/rules/current")
exits 2 "an edit that nobody approved is refused" reload
says "error X306: not ready for active: 1 of"
says "since then changed: rule too-young"
says "too-young: hold became info (looser)"
says "The rules in use stay as they are."
holds "the rules in use stay" [ "$(cat "$work/state/rules/current")" = "$used" ]
exits 2 "check says the same" "$PRECARE_COMMAND" check --config "$config"
says "clinic was approved by Lead on"
says "too-young: hold became info (looser)"
says "; not approved as it stands: a reload refuses it"
operations() { # what operations were told last
    python3 -c 'import json, sqlite3, sys
row = sqlite3.connect(sys.argv[1]).execute("SELECT items FROM message ORDER BY id DESC LIMIT 1").fetchone()
print("\n".join(item["say"] for item in json.loads(row[0])))' "$work/state/outbox.db"
}
exits 0 "operations are told what it would have changed" operations
says "were refused: rules $(printf %.12s "$used") stay in use."
says "clinic: approved by Lead on"
says "since then changed: rule too-young."
says "too-young: hold became info (looser)"
exits 0 "and the records keep it" told
says '"what":"refused"'
says 'too-young: hold became info (looser)'
rulebook shadow
reload --yes >/dev/null

# ---- at a terminal a person is asked ----
at_terminal() { # ANSWER COMMAND...: its exit code, what it said on $work/out
    python3 - "$@" <<'EOF'
import os, pty, sys
answer, command = sys.argv[1], sys.argv[2:]
pid, fd = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
said = b""
while True:
    try:
        more = os.read(fd, 4096)
    except OSError:
        break
    if not more:
        break
    said += more
    if b"[y/N]" in said and answer:
        os.write(fd, answer.encode() + b"\n")
        answer = ""
print(said.decode())
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
EOF
}
rulebook active
exits 0 "screening is switched on again without a question" reload
rulebook shadow
reload_command="$PRECARE_COMMAND reload --config $config --plugin $PRECARE_PLUGIN"
exits 1 "at a terminal a person is asked, and may say no" at_terminal n $reload_command
says "Go on? [y/N]"
says "The rules in use stay as they are."
exits 0 "or yes" at_terminal y $reload_command
says "clinic 1.0.0: SHADOW, acts on nobody"

# ---- another reload ----
if command -v flock >/dev/null; then
    rulebook active
    exits 75 "a reload beside another is refused" flock "$work/state/rules/lock" $reload_command
    says "another reload holds the rules"
    rulebook shadow
else
    skip "flock is not here"
fi

# ---- the history ----
rules() { "$PRECARE_COMMAND" rules "$@" --config "$config" --plugin "$PRECARE_PLUGIN" </dev/null; }
in_use() { cut -c1-12 "$work/state/rules/current"; }
shadow=$(in_use)
exits 0 "the history lists the sets, newest first" rules history
says "$shadow"
says "in use"
text=$("$PRECARE_COMMAND" records export --config "$config" | sed -n 's/.*"id":"clinic","version":"1.0.0","hash":"\(sha256:[0-9a-f]*\)".*/\1/p' | tail -n 1)
says "        $text"
active=$(sed -n 's/^\([0-9a-f]\{12\}\)  .*/\1/p' "$work/out" | sed -n 2p)
exits 0 "a set is shown whole" rules show "$active"
says "status: active"
says "# ---- "
exits 0 "an older set is taken into use again" rules restore "$active"
says "clinic 1.0.0: ACTIVE, 1 rule"
[ "$(in_use)" = "$active" ]
result $? "and is in use"
exits 0 "a host that opens now takes it, not the edited files" "$PRECARE_COMMAND" host --plugin "$PRECARE_PLUGIN" --config "$config"
[ "$(in_use)" = "$active" ]
result $? "and it stays in use"
exits 1 "a restore that would switch screening off is refused, too" rules restore "$shadow"
says "precare rules restore $shadow --yes"
exits 0 "and done with a yes" rules restore "$shadow" --yes
says "SHADOW, acts on nobody"
exits 1 "a set that is not there" rules restore 0123456789
says "precare rules history"
exits 1 "a name that is too short" rules show 0
says "write at least 8 letters of the set's name"
printf x >>"$work/state/rules/$(ls "$work/state/rules" | grep "^$active")"
exits 2 "a damaged set is not restored" rules restore "$active"
says "damaged"
exits 0 "and the history says it" rules history
says "damaged: it cannot be used any more"
exits 0 "the records keep it" "$PRECARE_COMMAND" records export --config "$config"
says '"restore"'
rm -f "$work"/state/rules/[0-9a-f]*[0-9a-f]
exits 0 "where somebody removed all, it does not claim that there never was one" rules history
says "or somebody removed them"
finish
