# SPDX-License-Identifier: MIT
#
# For tests written in shell, sourced by tests/ROOM/NOUN_test.sh: counts, and says what failed.
#   holds "a sentence" COMMAND...     the command succeeds; what the last `exits` printed stays for it to look at
#   exits CODE "a sentence" COMMAND...   it leaves with this code; its output is in $work/out
#   says "words"                      the last `exits` printed them
#   configuration LINE...             prints one of a clinic with $work/rules and $work/state, which delivers nothing itself
#   skip "why"                        what the machine lacks; counted
#   awaits COMMAND...                 tries it ten times a second until it succeeds; fails after half
#                                     a minute, which no machine needs, however busy
#   finish                            last line of the script
# $work is a directory of the test's own.

umask 022                       # some users' lets a group write, which precare refuses for good reasons
PATH=$PATH:/usr/sbin:/sbin      # nginx and nats-server, where a user's own does not lead
passed=0 failed=0 skipped=0
work=$(mktemp -d "${TMPDIR:-/tmp}/precare-test-XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT

result() {
    if [ "$1" -eq 0 ]; then
        passed=$((passed + 1))
        echo "ok: $2"
    else
        failed=$((failed + 1))
        echo "FAILED: $2"
    fi
}

holds() {
    sentence=$1
    shift
    "$@" >"$work/held" 2>&1
    code=$?
    result "$code" "$sentence"
    [ "$code" -eq 0 ] || sed 's/^/    /' "$work/held" | head -n 40
}

exits() {
    wanted=$1 sentence=$2
    shift 2
    "$@" >"$work/out" 2>&1
    code=$?
    [ "$code" -eq "$wanted" ]
    result $? "$sentence"
    [ "$code" -eq "$wanted" ] || {
        echo "    exit $code, not $wanted:"
        sed 's/^/    /' "$work/out" | head -n 40
    }
}

says() {
    grep -qF -- "$1" "$work/out"
    result $? "$sentence, and says \"$1\""
}

awaits() {
    tries=0
    until "$@"; do
        tries=$((tries + 1))
        [ "$tries" -lt 300 ] || return 1
        sleep 0.1
    done
}

configuration() {
    printf '%s\n' 'format: precare-config/1' 'clinic: {name: "Test", time-zone: UTC}' "rules: [\"$work/rules\"]" \
        "state: \"$work/state\"" 'deliver: external' "$@"
}

skip() {
    skipped=$((skipped + 1))
    echo "skip: $1"
}

finish() {
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" -eq 0 ] && [ $((passed + skipped)) -gt 0 ]
    exit $?
}

# npm_have PACKAGE: it is in $modules. What tests/$npm_room/package-lock.json names is fetched once a build directory, by
# whichever test comes first. Only for tests that `make check` does not run: those of `make check` ask no network.
# npm_of ROOM: of which room the packages are, from here on.
npm_of() {
    npm_room=$1
    modules=${PRECARE_BUILD:-build}/npm-$npm_room/node_modules
}
npm_of peers
npm_have() {
    mkdir -p "$modules/.."
    (
        flock 9
        cmp -s "$PRECARE_SOURCE/tests/$npm_room/package-lock.json" "$modules/../package-lock.json" && exit 0
        command -v npm >/dev/null 2>&1 || exit 1
        cp "$PRECARE_SOURCE/tests/$npm_room/package.json" "$PRECARE_SOURCE/tests/$npm_room/package-lock.json" "$modules/.."
        npm ci --prefix "$modules/.." --ignore-scripts --no-audit --no-fund >"$work/npm" 2>&1 && exit 0
        rm -f "$modules/../package-lock.json"
        tail -n 5 "$work/npm"
        exit 1
    ) 9>"$modules/../../npm-$npm_room.lock" && [ -e "$modules/$1" ]
}
