#!/bin/sh
# SPDX-License-Identifier: MIT
#
# `precare init`: from five answers to a configuration that loads, rules with an overlay and a test
# that passes, and an alert in a chat; nothing that is there is touched, no half of it stays, the
# chat's address is in one file alone; and what `doctor` still says is for a person to do.
. "$PRECARE_SOURCE/tests/support/shell.sh"
. "$PRECARE_SOURCE/tests/support/site.sh"

precare=$PRECARE_COMMAND
chmod 700 "$work"
unset PRECARE_CONFIG
zone=Europe/Berlin
answers() { printf '%s\n' "$@" >"$work/answers"; }
asks() { "$precare" init "$work/$1" <"$work/answers"; }
flags() { # DIR [MORE]: without a question
    to=$1
    shift
    "$precare" init "$work/$to" --name "Elm Street" --zone "$zone" --chat none --link none --lead "Dr. A." "$@" </dev/null
}
loads() { "$precare" check --config "$work/$1/precare.yaml" && "$precare" test "$PRECARE_SOURCE/rules" "$work/$1/rules"; }

# ---- asked ----
answers 'Elm: "Street" #1 \ Zoë — 皮肤科' Atlantis/Centre Europe/Berlin slak slack ftp://x https://hooks.example/services/s3cret-T1 \
    pm.example https://pm.example/visit/{ref} "Dr. O'Hara: \"lead\""
exits 0 "five questions are answered, some of them at the second try" asks asked
says "That cannot be: this system does not know the time zone"
says "did you mean slack?"
says "it begins with https://"
says "precare approve --rulebook microneedling --by 'Dr. O'\\''Hara: \"lead\"'"
holds "the address is nowhere but in its file" sh -c "! grep -r s3cret-T1 '$work/asked' '$work/out' | grep -v '^$work/asked/secrets/chat.url:'"
holds "which is its owner's alone" sh -c "[ \"\$(stat -c %a '$work/asked/secrets/chat.url' '$work/asked/secrets' | tr '\n' ' ')\" = '600 700 ' ]"
holds "and the rest is for the host to read" sh -c "[ \"\$(stat -c %a '$work/asked/precare.yaml' '$work/asked/rules/changes.yaml' | tr '\n' ' ')\" = '644 644 ' ]"
exits 0 "what was written loads, and its test passes" loads asked
says "0 errors, 0 warnings"
holds "the first test is one of them" sh -c "[ \$('$precare' test '$PRECARE_SOURCE/rules' | sed 's/ passed.*//') -lt \$(sed -n 's/ passed, 0 failed//p' '$work/out') ]"
sed -i 's/^changes: \[\]/changes:/; s/^#\(  - set-param\|    because\)/\1/' "$work/asked/rules/changes.yaml"
exits 0 "the example is a change, once its # is gone" "$precare" diff "$PRECARE_SOURCE/rules" "$work/asked/rules"
says "Botulinum interval: 14 days became 21 days (stricter), by elm-street-1-zo 1.0.0"

# ---- at a terminal ----
holds "what is typed at a terminal is seen there, but for the address" timeout 60 python3 - "$precare" "$work/typed" <<'PY'
import os, pty, sys
child, terminal = pty.fork()
if child == 0:
    os.execv(sys.argv[1], [sys.argv[1], 'init', sys.argv[2]])
seen = b''
for prompt, answer in ((b'called? ', b'Elm Street'), (b'] ', b'UTC'), (b'] ', b'slack'),
                       (b'shown: ', b'https://hooks.example/s3cret-T3'), (b'] ', b'none'), (b'name? ', b'Dr. A.')):
    asked = b''
    while not asked.endswith(prompt):
        asked += os.read(terminal, 1)
    os.write(terminal, answer + b'\n')
    seen += asked
try:
    while more := os.read(terminal, 4096):
        seen += more
except OSError:
    pass # the terminal is closed
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0, seen
assert b's3cret' not in seen and b'Elm Street' in seen, seen
assert open(sys.argv[2] + '/secrets/chat.url').read() == 'https://hooks.example/s3cret-T3\n'
PY

interrupted() { # SIGNAL: while the address is asked for
    timeout 60 python3 - "$precare" "$work/interrupted" "$1" <<'PY'
import os, pty, signal, sys, termios
child, terminal = pty.fork()
name = getattr(signal, sys.argv[3])
if child == 0:
    signal.signal(name, signal.SIG_DFL) # whoever started this test may have ignored it
    os.execv(sys.argv[1], [sys.argv[1], 'init', sys.argv[2], '--name', 'Elm', '--zone', 'UTC', '--chat', 'slack'])
echoes = lambda: bool(termios.tcgetattr(terminal)[3] & termios.ECHO)
asked = b''
while not asked.endswith(b'shown: '):
    asked += os.read(terminal, 1)
assert not echoes(), 'what is typed would be seen'
if name == signal.SIGINT:
    os.write(terminal, b'\x03')
else:
    os.kill(child, name)
status = os.waitpid(child, 0)[1]
assert echoes(), 'the terminal shows nothing any more'
assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == name, status
assert os.listdir(sys.argv[2]) == [], 'something was written'
os.rmdir(sys.argv[2])
PY
}
holds "Ctrl-C at the address ends it, and the terminal shows again what is typed" interrupted SIGINT
for signal in SIGTERM SIGHUP SIGQUIT; do
    holds "so does $signal" interrupted $signal
done

# ---- questions that nobody answers, names that cannot be ----
for lines in 0 1 2 3 4 5; do
    answers Elm UTC slack https://hooks.example/x none | head -n "$lines" >"$work/answers"
    answers Elm UTC slack https://hooks.example/x none
    head -n "$lines" "$work/answers" >"$work/few"
    exits 2 "the answers end after $lines" sh -c "'$precare' init '$work/ended' <'$work/few'"
    says "nothing was written"
    holds "and nothing is there" test ! -e "$work/ended"
done
exits 64 "a name of two lines" flags lines --name "Elm
Street"
says "--name: "
exits 64 "a name with a bell in it" flags bell --name "$(printf 'Elm\aStreet')"
exits 64 "a name that is not UTF-8" flags latin --lead "$(printf 'Zo\353')"
exits 64 "a name that turns the writing round" flags turned --name "$(printf 'Elm \342\200\256 teertS')"
exits 64 "an empty name" flags empty --name ""
exits 64 "a name of 101 characters" flags long --name "$(printf '%0101d' 0)"
exits 64 "an address without a chat" flags nochat --address-from /dev/null
exits 2 "an address that is empty" flags emptyaddress --chat slack --address-from /dev/null
exits 64 "no directory" "$precare" init
holds "nothing of these was made" sh -c "! ls -d '$work'/lines '$work'/bell '$work'/latin '$work'/turned '$work'/empty '$work'/long '$work'/nochat '$work'/emptyaddress 2>/dev/null"

# ---- what is there already ----
cp -R "$work/asked" "$work/before"
exits 1 "a directory that was begun is not begun again" flags asked
says "asked/precare.yaml is there already"
holds "and is as it was" diff -r "$work/before" "$work/asked"
mkdir -p "$work/theirs/rules" && echo mine >"$work/theirs/rules/tests.yaml"
exits 1 "a file of somebody's own" flags theirs
says "tests.yaml is there already"
holds "is all there is" sh -c "[ \"\$(find '$work/theirs' -type f)\" = '$work/theirs/rules/tests.yaml' ]"
mkdir "$work/package" && cp "$PRECARE_SOURCE/packaging/precare.yaml" "$work/package/"
exits 0 "the package's configuration gives way as it came" flags package
exits 0 "to one that loads, but for the chats that it lacks" loads package
mkdir "$work/edited" && { cat "$PRECARE_SOURCE/packaging/precare.yaml" && echo; } >"$work/edited/precare.yaml"
exits 1 "an edited one does not" flags edited
ln -s "$PRECARE_SOURCE/packaging/precare.yaml" "$work/link.yaml"
mkdir "$work/linked" && ln -s "$work/link.yaml" "$work/linked/precare.yaml"
exits 1 "nor does a link" flags linked

# ---- where nothing can be written ----
exits 2 "below a directory that nobody can write" flags ../../proc/self/precare
echo >"$work/file"
exits 2 "a file in the place of the directory" flags file
mkdir "$work/half" && echo >"$work/half/state"
echo https://hooks.example/x >"$work/address"
exits 1 "a file in the place of the state directory" flags half
rm "$work/half/state" && echo >"$work/half/secrets"
exits 2 "a file in the place of the secrets, found half way" flags half --chat slack --address-from "$work/address"
holds "nothing is left of the other half" sh -c "[ \"\$(ls '$work/half')\" = secrets ]"

# ---- an empty directory of rules ----
mkdir "$work/nothing"
exits 2 "an empty directory of rules is an error" "$precare" check "$PRECARE_SOURCE/rules" "$work/nothing"
says "precare init begins a practice's own"

# ---- from here to the first alert ----
[ -z "${PRECARE_SANITIZE:-}" ] || finish # the plugin of a sanitizer is loaded by test binaries
receiver_begin
trap 'kill $receiver $courier 2>/dev/null; rm -rf "$work"' EXIT
courier=
echo "http://127.0.0.1:$port/services/s3cret-T2" >"$work/address"
exits 0 "a demonstration for a chat on this machine" flags shown --chat slack --address-from "$work/address" --demonstration
export PRECARE_CONFIG="$work/shown/precare.yaml"
west=$((1$(date -u +%H) - 111)) # hours: there it is near eleven, whenever this runs, and the heartbeat's hour is to come
sed -i "s|$zone|Etc/GMT$(printf %+d $west)|; s|^heartbeat: .*|heartbeat: daily 23:00|" "$PRECARE_CONFIG"
"$precare" courier 2>"$work/log" &
courier=$!
exits 0 "a host raises the example" "$precare" host --plugin "$PRECARE_PLUGIN" --event "$work/shown/example-visit.json"
says "hold   Botox"
says "the team was told"
holds "the chat has it" awaits grep -q "HOLD - visit" "$work/posted"
holds "each message says DEMONSTRATION" sh -c "! grep -v '\"text\":\"DEMONSTRATION - ' '$work/posted'"
holds "and nothing of the patient or the rule" sh -c "! grep -i 'botox\|invented\|1992' '$work/posted'"
awaits sh -c "'$precare' doctor --plugin '$PRECARE_PLUGIN' >'$work/doctor'; grep -q '^OK *heartbeat' '$work/doctor' && grep -q 'takes messages' '$work/doctor'" || true
exits 1 "the doctor" "$precare" doctor --plugin "$PRECARE_PLUGIN"
says "microneedling 1.0.0: SHADOW, acts as a demonstration; never approved"
says "OK     heartbeat: the first will be sent on $(TZ=Etc/GMT$(printf %+d $west) date +%F) at 23:00"
holds "leaves to a person the approval and a drill, and no more" \
    sh -c "[ \"\$(sed -n 's/^\(LOOK\|WRONG\) *\([a-z ]*\):.*/\1 \2/p' '$work/out')\" = 'LOOK approval
LOOK drill' ]"

# ---- the lead's way: five commands ----
grep -v '^act-on' "$PRECARE_CONFIG" >"$work/real" && cat "$work/real" >"$PRECARE_CONFIG"
exits 0 "the lead approves the shipped rules" "$precare" approve --rulebook microneedling --by "Dr. A." --yes
sed -i 's/^changes: \[\]/changes:/; s/^#\(  - set-status\)/\1/' "$work/shown/rules/changes.yaml"
exits 0 "and the change that takes them into use" "$precare" approve --rulebook elm-street --by "Dr. A." --yes
exits 0 "which come into use" "$precare" reload
says "microneedling 1.0.0: ACTIVE"
kill "$courier" && wait "$courier"
"$precare" courier 2>>"$work/log" &
courier=$!
exits 0 "a drill arrives" "$precare" drill mn-toxin --plugin "$PRECARE_PLUGIN" --wait 30
holds "marked as one" grep -q 'TEST' "$work/posted"
exits 0 "and the doctor has nothing left to say" "$precare" doctor --plugin "$PRECARE_PLUGIN"
finish
