#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The tests beside the hosts leave nothing running: a test that is ended from outside (SIGTERM, as `timeout` sends it) ends what
# it started, and a fork of it, which started nothing, ends nothing.
. "$PRECARE_SOURCE/tests/support/shell.sh"

cat >"$work/test.py" <<'END'
import os
import sys
import time

sys.path.insert(0, os.path.join(os.environ['PRECARE_SOURCE'], 'tests', 'hosts'))
from support import Process, folder, run, write

ours = folder()
server = Process(['sleep', '600'], os.path.join(ours, 'log'))
fork = os.fork()
if fork == 0:
    time.sleep(600)
    os._exit(0)
write(sys.argv[1] + '.new', '%s %d %d\n' % (ours, server.child.pid, fork))
os.rename(sys.argv[1] + '.new', sys.argv[1])


def tidies_up():
    try:
        time.sleep(600)
    finally:
        raise OSError('the host is gone')


def comes_after():
    time.sleep(600)


sys.exit(run([tidies_up, comes_after]))
END
gone() { ! kill -0 "$1" 2>/dev/null; }

python3 "$work/test.py" "$work/ours" &
test=$!
holds "a test starts a server" awaits test -s "$work/ours"
read -r folder server fork <"$work/ours"
kill -TERM "$fork"
sleep 0.5
holds "a fork that is ended leaves it" kill -0 "$server"
holds "and its directory" test -d "$folder"
kill -TERM "$test"
wait "$test"
[ $? -eq 143 ]
result $? "a test that is ended says so by its code"
holds "the server ends with it" awaits gone "$server"
holds "and the directory goes" test ! -e "$folder"
kill "$server" 2>/dev/null # where it did not
rm -rf "$folder"
finish
