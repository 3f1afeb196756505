#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The pages for four readers: every command on them is typed here, in a practice of the test's own below $work, and must print
# what the page promises (tests/review/guide.py). Real are precare, its courier, the plugin and a chat on this machine. What would
# change this machine is a stand-in, which takes no other words than the pages': apt, adduser, systemctl, journalctl, and who owns
# a file. `make check-fresh` does those for real.
. "$PRECARE_SOURCE/tests/support/shell.sh"

chmod 700 "$work"
chat=
ended() {
    cat "$work"/*/courier.pid 2>/dev/null | xargs -r kill 2>/dev/null
    kill $chat 2>/dev/null
    rm -rf "$work"
}
trap ended EXIT
python3 "$PRECARE_SOURCE/tests/support/chat.py" "$work" &
chat=$!
holds "a chat answers on this machine" awaits [ -s "$work/port" ]
port=$(cat "$work/port")

stub() { # NAME BODY: in the practice $m
    printf '#!/bin/sh\n%s\n' "$2" >"$m/bin/$1"
    chmod 755 "$m/bin/$1"
}
machine() { # PAGE: a practice, as the packages leave it
    m=$work/$1
    mkdir -p "$m/bin" "$m/usr/share/precare" "$m/etc/precare/rules" "$m/var/lib"
    install -d -m 700 "$m/etc/precare/secrets"
    install -d -m 2770 "$m/var/lib/precare"
    ln -s "$PRECARE_SOURCE/rules" "$m/usr/share/precare/rules"
    ln -s "$PRECARE_SOURCE/packaging/examples" "$PRECARE_SOURCE/packaging/hosts" "$m/usr/share/precare"
    cp "$PRECARE_SOURCE/packaging/precare.yaml" "$m/etc/precare/"
    for host in hooks.slack.com prod-00.example.logic.azure.com:443; do
        printf 'https://%s -> http://127.0.0.1:%s\n' "$host" "$port"
    done >"$m/instead"
    printf '%s\n' 'deliver: external -> deliver: external\nallow-plain-http: loopback' >>"$m/instead"
    # what is the courier's or root's alone is refused without sudo; what a person tries at home, in a configuration of their own, is not
    stub precare "if [ -z \"\${AS_ROOT:-}\" ]; then case \"\$1 \$2\" in reload* | rules* | records* | outbox* | drill* | init* | approve* | host* | 'channel test')
            echo 'this needs sudo' >&2; exit 2 ;; esac; fi
        # init keeps to the package's own state directory only in the real /etc/precare
        [ \"\$1\" = init ] || exec '$PRECARE_COMMAND' \"\$@\"
        '$PRECARE_COMMAND' \"\$@\" || exit
        sed -i -e 's,^state: .*,state: $m/var/lib/precare,' -e 's,^rules: \[\"[^\"]*\",rules: [\"$m/usr/share/precare/rules\",' '$m/etc/precare/precare.yaml'"
    stub sudo 'if [ "$1" = -u ]; then shift 2; fi; AS_ROOT=1 exec "$@"'
    stub apt "for p; do case \$p in install | purge | remove) ;; ./*.deb) p=\${p#./} p=\${p%%_*}
        grep -qx \"Package: \$p\" '$PRECARE_SOURCE/packaging/debian/control' || exit 1 ;;
        *) grep -qx \"Package: \$p\" '$PRECARE_SOURCE/packaging/debian/control' || exit 1 ;; esac; done"
    command -v sqlite3 >/dev/null || stub sqlite3 'python3 -c "import sqlite3, sys; sqlite3.connect(sys.argv[1]).backup(
        sqlite3.connect(sys.argv[2].split()[1]))" "$@"'
    stub adduser '[ "$*" = "HOSTUSER precare" ]'
    stub chown '[ "$1" = precare:precare ]'
    stub install 'made=; while [ $# -gt 1 ]; do case $1 in -o | -g) [ "$2" = precare ] || [ "$2" = you ] || exit 1; shift 2 ;;
        -m) mode=$2; shift 2 ;; -d) made=yes; shift ;; *) break ;; esac; done
        if [ $made ]; then mkdir -p "$1"; else cat "$1" >"$2" && shift; fi && chmod "$mode" "$1"'
    stub systemctl "case \$* in 'enable --now precare-courier' | 'restart precare-courier' | 'start precare-courier')
            [ ! -s '$m/courier.pid' ] || kill \$(cat '$m/courier.pid')
            precare courier >>'$m/journal' 2>&1 & echo \$! >'$m/courier.pid' ;;
        'stop precare-courier') # gone when it returns, as with systemd; nobody may have waited for what has ended
            gone=/proc/\$(cat '$m/courier.pid')/status
            kill \$(cat '$m/courier.pid') && rm '$m/courier.pid'
            while grep -qs '^State:.*[^Z] (' \$gone; do sleep 0.1; done ;;
        'is-active precare-courier') kill -0 \$(cat '$m/courier.pid') && echo active ;;
        *) exit 1 ;; esac"
    stub journalctl "[ \"\$1 \$2\" = '-u precare-courier' ] && cat '$m/journal'"
}
reader() { # PAGE STEPS
    exits 0 "every step of $1.md does what the page says" \
        python3 "$PRECARE_SOURCE/tests/review/guide.py" "$PRECARE_SOURCE/packaging/manual/$1.md" "$work/$1" "$PRECARE_COMMAND"
    says "$2 steps"
}
with_chat() { # RULES...: the practice's rules, and channels as the page for IT makes them; the courier runs
    for channel in clinical-lead on-call ops; do
        echo "http://127.0.0.1:$port/services/T/B/x" >"$m/etc/precare/secrets/$channel.url"
    done
    chmod 600 "$m"/etc/precare/secrets/*
    cat >"$m/etc/precare/precare.yaml" <<CONFIG
format: precare-config/1
clinic: {name: "Elm Street Dermatology", time-zone: UTC}
rules: [$(printf "$m/%s, " "$@")]
state: $m/var/lib/precare
deliver: external
allow-plain-http: loopback
operations: ops
channels:
  clinical-lead: {kind: slack, url-from: "file:$m/etc/precare/secrets/clinical-lead.url"}
  physician-on-call: {kind: slack, url-from: "file:$m/etc/precare/secrets/on-call.url"}
  ops: {kind: slack, url-from: "file:$m/etc/precare/secrets/ops.url"}
CONFIG
    PATH="$m/bin:$PATH" PRECARE_CONFIG="$m/etc/precare/precare.yaml" "$m/bin/sudo" systemctl enable --now precare-courier
}

tables() { # PAGE: tables.py
    python3 "$PRECARE_SOURCE/tests/packaging/tables.py" "$PRECARE_SOURCE" "$1" "$work/stats.json"
}
manual=$PRECARE_SOURCE/packaging/manual

if [ -n "${PRECARE_SANITIZE:-}" ]; then # the commands' own tests are run so; no interpreter can load such a plugin
    machine compliance
    with_chat usr/share/precare/rules
    reader compliance 5
    finish
fi

machine clinical-lead
with_chat usr/share/precare/rules etc/precare/rules
# as IT left it: begun by `init`, and the shipped rules taken by a first visit (this one cannot be read, and leaves no record)
"$PRECARE_COMMAND" init "$work/begun" --name "Elm Street" --zone UTC --chat none --link none --lead "Dr. A." >"$work/before"
cp "$work/begun/rules/changes.yaml" "$m/etc/precare/rules"
PATH="$m/bin:$PATH" PRECARE_CONFIG="$m/etc/precare/precare.yaml" "$m/bin/sudo" precare host --event /dev/null >"$work/before" 2>&1
reader clinical-lead 25
PRECARE_CONFIG="$m/etc/precare/precare.yaml" "$PRECARE_COMMAND" outbox stats >"$work/stats.json"

machine it
reader it 18
exits 0 "its tables are the program's" tables "$manual/it.md"
says "2 tables: true"
quoted() { # the message that the page shows, but for its reference
    sed -n 's/^> *//; T; /./p' "$manual/it.md" | sed 's/visit ....-....$/visit /' >"$work/quoted"
    [ "$(wc -l <"$work/quoted")" -eq 4 ] && while IFS= read -r line; do grep -qF "$line" "$work/messages" || return 1; done <"$work/quoted"
}
holds "and its first alert came as the page shows it, marked as a demonstration" quoted

machine host-engineer
reader host-engineer 11

machine compliance
with_chat usr/share/precare/rules
reader compliance 5
exits 0 "its tables are the program's" tables "$manual/compliance.md"
says "3 tables: true"
nobody() { ! grep -iE 'patient-7|pt-8|invented-|warfarin|botox|tretinoin|cold sore' "$work/messages"; }
holds "no patient, id or word of a chart was in a message" nobody

# what the tables are held to is seen to fail
cat "$manual/it.md" "$manual/compliance.md" | sed -e '/^| `link`/d' -e 's/`target`, `meta`, `anchor`/`target`, `anchor`, `diary`/' \
    -e '/^| `dead` /d' -e 's/^| `the clock jumped`/| `the clock stood still`/' >"$work/wrong.md"
exits 1 "a table that is not true is told" tables "$work/wrong.md"
for fault in "chat: the page says nothing of link" "kept: the page says nothing of meta" "kept: there is no diary" \
    "stats: the page says nothing of dead" "journal: there is no the clock stood still"; do
    says "$fault"
done
finish
