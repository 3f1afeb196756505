#!/bin/sh
# SPDX-License-Identifier: MIT
#
# An address that somebody pasted into the wrong line of the configuration, or of a file of rules: no command, no log and no
# error of the plugin prints it (tests/config/canary_test.c spoils the configuration in every other way).
. "$PRECARE_SOURCE/tests/support/shell.sh"
. "$PRECARE_SOURCE/tests/support/site.sh"

chmod 700 "$work"
canary=T0CANARY9x
address=https://hooks.chat.test/services/$canary
site_rules
site_config env:LEAD_URL
export LEAD_URL="http://127.0.0.1:1/hook"
booking 1 >"$work/event.json"
cp "$work/precare.yaml" "$work/good.yaml"
: >"$work/said"

commands() {
    cat <<END
check $work/rules --config $PRECARE_CONFIG
check $work/rules --config $PRECARE_CONFIG --format json
check $work/rules --config $PRECARE_CONFIG --format sarif
check $PRECARE_CONFIG
courier --once
courier --relay --once
outbox stats
outbox list
records list
channel test lead
reload
evaluate --event $work/event.json
host --plugin $PRECARE_PLUGIN --config $PRECARE_CONFIG --event $work/event.json
END
}
commands >"$work/commands"

# A host of the JSON door, with the error it is handed.
cat >"$work/door.py" <<'PY'
import ctypes, sys
class Error(ctypes.Structure):
    _fields_ = [('struct_size', ctypes.c_uint32), ('code', ctypes.c_int32), ('line', ctypes.c_uint32),
                ('column', ctypes.c_uint32), ('where', ctypes.c_char * 256), ('message', ctypes.c_char * 512)]
lib, handle, error = ctypes.CDLL(sys.argv[1]), ctypes.c_void_p(), Error()
error.struct_size = ctypes.sizeof(error)
status = lib.precare_json_open(sys.argv[2].encode(), ctypes.byref(handle), ctypes.byref(error))
print(status, error.line, error.column, error.where, error.message)
PY

all_say() { # everything that the commands and the door print, into $work/said
    while read -r line; do
        echo "== $line"
        # shellcheck disable=SC2086  # words
        "$PRECARE_COMMAND" $line
    done <"$work/commands" >"$work/said" 2>&1
    # what a sanitizer must have loaded first it cannot have in another's program
    [ -n "${PRECARE_SANITIZE:-}" ] || python3 "$work/door.py" "$PRECARE_PLUGIN" "$PRECARE_CONFIG" >>"$work/said" 2>&1
    cat "$work/said"
    ! grep -q "$canary" "$work/said"
}
told() {
    [ "$(grep -c "error [A-Z][0-9]*: " "$work/said")" -ge 8 ]
}

spoilt() { # WHAT: the configuration is spoilt in this way, on its standard input a sed script
    sed "$(cat)" "$work/good.yaml" >"$PRECARE_CONFIG"
    holds "nothing prints $1" all_say
    holds "and each says that it is wrong" told
}
spoilt "an address where url-from has its place" <<END
s#env:LEAD_URL#$address#
END
spoilt "an address behind a key that is none" <<END
\$a webhook: $address
END
spoilt "an address on a line of its own" <<END
5i $address
END
spoilt "an address whose quote is not closed" <<END
s#"env:LEAD_URL"#"$address#
END
spoilt "an address as a channel, twice" <<END
\$a\\  "$address": {kind: slack, url-from: "env:A"}\\n  "$address": {kind: slack, url-from: "env:A"}
END
spoilt "an address for a directory of rules" <<END
s#^rules:.*#rules: ["$address"]#
END
spoilt "an address for the state directory" <<END
s#^state:.*#state: "/$address"#
END
spoilt "an address in a tab's line" <<END
5i \\\\t$address
END
spoilt "an address beside bytes that are no UTF-8" <<END
5i # $address \\xff\\xfe
END

# ---- files of rules are quoted, but no address in them ----
cp "$work/good.yaml" "$PRECARE_CONFIG"
sed "s#channel: lead#channel: \"$address\"#; s#status: draft#status: $address#" "$work/rules/rules.yaml" >"$work/rules/spoilt.yaml"
mv "$work/rules/spoilt.yaml" "$work/rules/rules.yaml"
exits 2 "rules with an address for a channel are wrong" "$PRECARE_COMMAND" check "$work/rules"
says "https://hooks.chat.test/*******************"
holds "and no part of it behind the host is printed" sh -c "! grep -q '$canary' '$work/out'"

# ---- nor does an error tell a value of an event, which is a patient's ----
site_rules
set --
while IFS= read -r event; do
    printf "$event" >"$work/broken.json"
    for command in "evaluate --rules $work/rules --event $work/broken.json" "diff $work/rules $work/rules --events $work/broken.json" \
        "host --plugin $PRECARE_PLUGIN --config $PRECARE_CONFIG --event $work/broken.json"; do
        # shellcheck disable=SC2086  # words
        "$PRECARE_COMMAND" $command >"$work/said" 2>&1
        ! grep -q "$canary" "$work/said" || set -- "$@" "${command%% *}: $event"
        grep -qE 'E4[0-9][0-9]: |event 1 is not JSON|event 1: .* E4' "$work/said" || echo "${command%% *}: $event" >>"$work/unread"
    done
done <<END
{"format":"precare-event/1","subject":"$canary
{"format":"precare-event/1","subject": $canary}
{"format":"precare-event/1","subject":"$canary\\\\u0000"}
{"format":"precare-event/1","subject":"$canary\\\\x"}
{"format":"$canary"}
{"format":"precare-event/1","event_id":"e","moment":"$canary","action":"$canary","now":"$canary","subject":5}
{"format":"precare-event/1","event_id":"e","moment":"booking","action":"create","now":"2026-12-01T10:00:00+01:00","appointment":{"id":"a","start":"$canary"}}
{"format":"\\377$canary"}
[$canary]
$canary
END
none_told() { [ "$1" -eq 1 ] || { shift; printf '%s\n' "$@"; return 1; }; }
[ ! -e "$work/unread" ] || cat "$work/unread"
holds "each command reads each event, and says what is wrong with it" [ ! -e "$work/unread" ]
holds "no error tells a value of an event" none_told $(($# + 1)) "$@"
finish
