# SPDX-License-Identifier: MIT
#
# For shell tests of `precare serve`, after shell.sh: a site by the shipped rules for each server, and what they say.
#   site NAME LINE...    writes $work/NAME.yaml, with these lines below `serve:`
#   serve_begin NAME     starts a server by it, its log $work/NAME.log, its process $serve; awaits that it listens
#   serve_end            tells it to stop, and awaits its end; its exit code
#   counted COMMAND...   its lines "ok: ..." and "FAILED: ..." count
# Ends what it started. Sourced, not run.

precare=$PRECARE_COMMAND
booking=$PRECARE_SOURCE/tests/cds/golden/booking.json
serves=
trap 'kill $serves 2>/dev/null; wait; rm -rf "$work"' EXIT
chmod 700 "$work"

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

site() {
    site_name=$1
    shift
    {
        cat <<END
format: precare-config/1
clinic: {time-zone: America/New_York}
rules: $PRECARE_SOURCE/rules
state: $work/$site_name-state
act-on: demonstration
deliver: external
wait-for-disk: 3 seconds
serve:
END
        printf '  %s\n' "$@"
    } >"$work/$site_name.yaml"
}

serve_begin() {
    : >"$work/$1.log" # here, not in the child: what an earlier one wrote is no sign
    "$precare" serve --config "$work/$1.yaml" >"$work/$1.log" 2>&1 &
    serve=$!
    serves="$serves $serve"
    awaits grep -qs 'listens at' "$work/$1.log" || { cat "$work/$1.log"; return 1; }
}

serve_end() {
    kill "$serve" && wait "$serve"
}

counted() {
    "$@" >"$work/told" 2>&1
    code=$?
    cat "$work/told"
    passed=$((passed + $(grep -c '^ok: ' "$work/told")))
    failed=$((failed + $(grep -c '^FAILED: ' "$work/told")))
    [ "$code" -eq 0 ] || result 1 "$1 ${2##*/} goes to its end"
}
