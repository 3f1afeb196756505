# SPDX-License-Identifier: MIT
#
# For tests written in shell, sourced by tests/ROOM/NOUN_test.sh: counts, and says what failed.
#   holds "a sentence" COMMAND...     the command succeeds
#   exits CODE "a sentence" COMMAND...   it leaves with this code; its output is in $work/out
#   says "words"                      the last `exits` printed them
#   skip "why"                        what the machine lacks; counted
#   finish                            last line of the script
# $work is a directory of the test's own.

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
    "$@" >"$work/out" 2>&1
    code=$?
    result "$code" "$sentence"
    [ "$code" -eq 0 ] || sed 's/^/    /' "$work/out" | head -n 40
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

skip() {
    skipped=$((skipped + 1))
    echo "skip: $1"
}

finish() {
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" -eq 0 ] && [ $((passed + skipped)) -gt 0 ]
    exit $?
}

# npm_have FOLDER-OR-FILE PACKAGE...: packages from npm in $modules; fetched once a build directory. Only for tests that
# `make check` does not run (tests/peers, tests/hosts): those of `make check` ask no network.
modules=${PRECARE_NODE_MODULES:-${PRECARE_BUILD:-build}/npm/node_modules}
npm_have() {
    wanted_file=$1
    shift
    [ ! -e "$modules/$wanted_file" ] || return 0
    command -v npm >/dev/null 2>&1 || return 1
    mkdir -p "$modules/.."
    [ -e "$modules/../package.json" ] || echo '{}' >"$modules/../package.json"
    npm install --prefix "$modules/.." --no-audit --no-fund "$@" >"$work/npm" 2>&1 && [ -e "$modules/$wanted_file" ]
}
