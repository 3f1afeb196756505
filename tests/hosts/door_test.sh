#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The examples of the four flat functions, as the manual prints them (packaging/examples/json-door), each in its language: all of
# them say the same of the same events, a status above 0 is no failure, and one below 0 is one.
. "$PRECARE_SOURCE/tests/hosts/site.sh"
door=$PRECARE_SOURCE/packaging/examples/json-door
jna=/usr/share/java/jna.jar

cat >"$work/event.json" <<END
{"format": "precare-event/1", "event_id": "apt-1/1", "moment": "booking", "phase": "preview", "now": "2026-12-01T10:00:00-05:00",
 "subject": "pt-1", "patient": {"birth_date": "2007-05-04"},
 "appointment": {"id": "apt-1", "start": "2027-01-12", "procedure": {"text": "microneedling"}, "sites": ["cheek"]},
 "x-own": "Zoë"}
END
sed 's/"now"/"nwo"/' "$work/event.json" >"$work/wrong.json"
sed 's/^state: .*/state: "'"$(printf %s "$site" | sed 's/[/]/\\&/g')"'\/demo"/; s/^deliver: .*/deliver: external\nact-on: demonstration/' \
    "$site/precare.yaml" >"$work/noted.yaml" # each result has the note that it is a demonstration: a status above 0

alike() { grep -q '"overall":"hold"' "$work/out" && grep -q '"rule":"too-young"' "$work/out"; }
language() { # NAME COMMAND...: CONFIG and EVENT follow where it says CONFIG, EVENT
    name=$1
    shift
    run() { # CONFIG EVENT
        c=$1 e=$2 line=
        for word in $command; do
            case $word in
            CONFIG) word=$c ;;
            EVENT) word=$e ;;
            esac
            line="$line $word"
        done
        $line
    }
    command="$*"
    exits 0 "$name: an event is judged" run "$site/precare.yaml" "$work/event.json"
    holds "$name: and its result is printed" alike
    exits 0 "$name: a note is no failure" run "$work/noted.yaml" "$work/event.json"
    says '"code":"demonstration"'
    exits 1 "$name: an event that cannot be read is one" run "$site/precare.yaml" "$work/wrong.json"
    says 'NOT CHECKED: nwo: '
    says '"overall":"not-evaluated"'
    exits 1 "$name: and so is a configuration that is not there" run "$work/none.yaml" "$work/event.json"
    says 'NOT CHECKED: '
}
[ ! -x /usr/bin/python3 ] && skip "Debian's python3 is not installed" ||
    language Python /usr/bin/python3 "$door/door.py" "$plugin" CONFIG EVENT
if command -v php >/dev/null; then
    sed '/^#[ ]*include/d' "$PRECARE_SOURCE/include/precare/precare.h" | "${CC:-cc}" -E -P - >"$work/precare.ffi.h"
    language PHP php -d ffi.enable=1 "$door/door.php" "$plugin" CONFIG EVENT "$work/precare.ffi.h"
else
    skip "PHP is not installed (packaging/install-deps hosts)"
fi
if command -v node >/dev/null && koffi; then
    language Node node "$door/door.js" "$plugin" CONFIG EVENT
else
    skip "no node, or no koffi from npm"
fi
if command -v mcs >/dev/null && command -v mono >/dev/null; then
    holds "the example in C# compiles without a warning" mcs -warnaserror -out:"$work/Door.exe" "$door/Door.cs"
    language C# env LD_LIBRARY_PATH="$(dirname "$plugin")" mono "$work/Door.exe" CONFIG EVENT
else
    skip "Mono is not installed (packaging/install-deps hosts)"
fi
if command -v javac >/dev/null && [ -e "$jna" ]; then
    holds "the example in Java compiles without a warning" javac -Xlint:all -Werror -proc:none --release 11 -cp "$jna" \
        -d "$work/classes" "$door/Door.java"
    language Java java -cp "$jna:$work/classes" Door "$plugin" CONFIG EVENT
else
    skip "no JDK, or no JNA (packaging/install-deps hosts)"
fi
finish
