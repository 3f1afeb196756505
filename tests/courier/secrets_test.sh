#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Where secrets are while a request is under way: in no memory that a core dump would hold, in no core dump, no argument, no
# log, no statistic and no file but their own; of a host with a thread that delivers, and of `precare courier`.
. "$PRECARE_SOURCE/tests/support/shell.sh"
. "$PRECARE_SOURCE/tests/support/site.sh"

if [ -n "${PRECARE_SANITIZE:-}" ]; then
    echo "elsewhere: a sanitizer keeps copies of its own; the plain build shows it"
    passed=1
    finish
fi
chmod 700 "$work"
secret=hush-4f1d6a-path
raw=a-signing-key-of-32-bytes-length
site_rules
receiver_begin 6
trap 'kill $receiver $holder 2>/dev/null; rm -rf "$work"' EXIT
holder=
mkdir -m 700 "$work/secrets"
echo "http://127.0.0.1:$port/$secret" >"$work/secrets/url"
echo "whsec_$(printf %s "$raw" | base64)" >"$work/secrets/key"
chmod 600 "$work/secrets/url" "$work/secrets/key"
key=$(cut -c 7- "$work/secrets/key")

config() { # DELIVER
    site_config "file:$work/secrets/url" "$1" ", sign-with: \"file:$work/secrets/key\""
}

# Every mapping that a core dump would hold (no `dd` among its flags), searched for each word; prints what was found.
cat >"$work/scan.py" <<'PY'
import re, sys
pid, words = sys.argv[1], [bytes.fromhex(w[4:]) if w.startswith('hex:') else w.encode() for w in sys.argv[2:]]
found, searched, excluded = [], 0, 0
mappings, current = [], None
for line in open(f'/proc/{pid}/smaps'):
    m = re.match(r'([0-9a-f]+)-([0-9a-f]+) (\S+) ', line)
    if m:
        current = (int(m[1], 16), int(m[2], 16), m[3], line.split(None, 5)[-1].strip())
    elif line.startswith('VmFlags:'):
        mappings.append(current + (' dd' in line,))
with open(f'/proc/{pid}/mem', 'rb', 0) as mem:
    for start, end, mode, name, dd in mappings:
        if not mode.startswith('r') or name in ('[vvar]', '[vsyscall]'):
            continue
        try:
            mem.seek(start)
            data = mem.read(end - start)
        except OSError:
            continue
        hits = [w for w in words if w in data]
        if dd:
            excluded += len(hits)
            continue
        searched += len(data)
        found += [f'{w!r} in {name or "memory"} at {start:x}' for w in hits]
print(f'{searched} bytes searched; {excluded} words in memory that is not dumped')
print('\n'.join(found))
sys.exit(bool(found) or searched < 1 << 20 or excluded < len(words) - 1)  # of the signing key one form may be gone
PY
scan() {
    site=$(od -An -v -tx1 "$work/state/site.key" | tr -d ' \n')
    python3 "$work/scan.py" "$holder" "$secret" "$raw" "$key" "hex:$site"
}
under_way() {
    awaits [ -s "$work/arrived" ]
}
silent() { # in no argument, log or file of the state directory
    ! tr '\0' ' ' <"/proc/$holder/cmdline" | grep -qe "$secret" -e "$raw" -e "$key" &&
        ! grep -rqae "$secret" -e "$raw" -e "$key" "$work/state" "$work/log"
}
no_core() {
    kill -ABRT "$holder"
    wait "$holder" 2>/dev/null
    for core in "$work"/core*; do
        [ ! -e "$core" ] || ! grep -qae "$secret" -e "$raw" -e "$key" "$core" || return 1
        [ ! -e "$core" ] || python3 -c 'import sys; sys.exit(open(sys.argv[1], "rb").read() in open(sys.argv[2], "rb").read())' \
            "$work/state/site.key" "$core" || return 1
    done
}

cd "$work" || exit 1
ulimit -c unlimited 2>/dev/null
config thread
booking 1 >"$work/event"
cat >"$work/host.py" <<'PY'
import ctypes, sys, time
plugin, config, event = sys.argv[1:]
lib = ctypes.CDLL(plugin)
handle, out, length = ctypes.c_void_p(), ctypes.c_void_p(), ctypes.c_uint64()
assert lib.precare_json_open(config.encode(), ctypes.byref(handle), None) >= 0
text = open(event, 'rb').read()
status = lib.precare_json_call(handle, b'evaluate', text, ctypes.c_uint64(len(text)), ctypes.byref(out), ctypes.byref(length), None)
print(status, ctypes.string_at(out, length.value), flush=True)
time.sleep(30)
PY
python3 "$work/host.py" "$PRECARE_PLUGIN" "$PRECARE_CONFIG" "$work/event" >"$work/log" 2>&1 &
holder=$!
holds "a host's thread posts" under_way
holds "no memory of the host that a core dump would hold has the address, the signing key or the site's key" scan
holds "no argument, log or file of the state directory either" silent
holds "nor the core dump of a host that aborts" no_core

rm -f "$work/arrived" "$work"/core*
config external
"$PRECARE_COMMAND" courier >"$work/log" 2>&1 &
holder=$!
holds "precare courier posts" under_way
if [ "$(id -u)" -eq 0 ]; then # its memory is root's alone to read
    holds "no memory of the courier that a core dump would hold has the address or the key" scan
fi
holds "no argument, log or file of the state directory either" silent
holds "stats say nothing of it" sh -c "'$PRECARE_COMMAND' outbox stats >'$work/stats'; ! grep -q -e '$secret' -e '$key' '$work/stats'"
holds "a courier that aborts is not dumped" no_core
holds "there is no core at all" sh -c "! ls '$work'/core* 2>/dev/null"
holder=

# ---- and no log line has a value of the visit ----
kill "$receiver"
wait "$receiver" 2>/dev/null
receiver_begin 0
echo "http://127.0.0.1:$port/$secret" >"$work/secrets/url"
book 77123 77124 >"$work/desk" 2>"$work/log"
{
    "$PRECARE_COMMAND" courier --once
    "$PRECARE_COMMAND" channel test lead
    "$PRECARE_COMMAND" outbox list
    "$PRECARE_COMMAND" outbox stats
} >>"$work/log" 2>&1
holds "two bookings were judged and told" sh -c "[ \$(wc -l <'$work/arrived') -ge 3 ] && grep -q demonstration '$work/desk'"
for value in s77123 a77123 e77124 "cold sore" microneedling 2027-01-12 14:35 2026-11-20 face; do
    holds "no line of log, list or statistic has $value" sh -c "! grep -qiF '$value' '$work/log'"
done

finish
