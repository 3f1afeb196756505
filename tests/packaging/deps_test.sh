#!/bin/sh
# SPDX-License-Identifier: MIT
#
# packaging/install-deps, with a dpkg-query, apt-get, sudo and id of the test's own: nothing is
# installed here.
. "$PRECARE_SOURCE/tests/support/shell.sh"

mkdir "$work/bin"
stub() { # NAME BODY
    printf '#!/bin/sh\n%s\n' "$2" >"$work/bin/$1"
    chmod +x "$work/bin/$1"
}
for tool in sh env cat sed grep; do
    ln -s "$(command -v $tool)" "$work/bin/$tool"
done
stub apt-get 'echo "apt-get $*" >>"$LOG"'
stub sudo 'echo "sudo" >>"$LOG"; exec "$@"'
stub id 'echo "${USER_ID:-0}"'
stub dpkg-query 'shift 2; for p in "$@"; do case " $LACKS " in *" $p "*) ;; *) echo "$p=installed" ;; esac; done'

deps() { # LACKS USER_ID GROUP...
    lacks=$1 user=$2
    shift 2
    rm -f "$work/log"
    env -i PATH="$work/bin" LOG="$work/log" LACKS="$lacks" USER_ID="$user" \
        "$PRECARE_SOURCE/packaging/install-deps" "$@"
    answer=$?
    [ ! -e "$work/log" ] || cat "$work/log"
    return $answer
}
silent() { [ ! -s "$work/out" ]; }

exits 0 "with all there it succeeds" deps "" 0
result "$(silent; echo $?)" "with all there it does and says nothing"
exits 0 "what is missing is installed" deps "libyaml-dev valgrind" 0
says "installing libyaml-dev valgrind"
says "install -y --no-install-recommends libyaml-dev valgrind"
exits 0 "without a group it is build and check" deps "libcunit1-dev gcc luajit gunicorn" 0
says "recommends gcc libcunit1-dev"
exits 0 "make itself is among what building needs" deps "make" 0 build
says "recommends make"
exits 0 "a group alone is that group alone" deps "libcunit1-dev gcc" 0 build
says "recommends gcc"
exits 0 "a user who is not root goes through sudo" deps "gcc" 1000 build
says "sudo"
rm "$work/bin/sudo"
exits 1 "without root and sudo it says what is missing" deps "gcc" 1000 build
says "needs root or sudo to install: gcc"
exits 0 "without root, but with all there, it needs no sudo" deps "" 1000 build
exits 0 "npm is installed where there is none" deps "npm nodejs" 0 hosts
says "nodejs npm"
stub npm 'exit 0'
exits 0 "an npm from elsewhere is left alone" deps "npm nodejs" 0 hosts
result "$(silent; echo $?)" "and nothing is installed then"
exits 64 "an unknown group is wrong usage" deps "" 0 everything
says "no group 'everything'"
stub apt-get 'case "$*" in *install*) exit 100 ;; esac'
exits 100 "what cannot be installed is a failure" deps "gcc" 0 build
rm "$work/bin/apt-get"
exits 1 "where there is no apt-get it names the packages" deps "gcc" 0 build
says "libyaml-dev"

finish
