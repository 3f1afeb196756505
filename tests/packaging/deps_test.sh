#!/bin/sh
# SPDX-License-Identifier: MIT
#
# packaging/install-deps, with a dpkg-query, apt-get, sudo and id of the test's own, and a root of its
# own for servers: nothing is installed here.
. "$PRECARE_SOURCE/tests/support/shell.sh"

mkdir "$work/bin"
stub() { # NAME BODY
    printf '#!/bin/sh\n%s\n' "$2" >"$work/bin/$1"
    chmod +x "$work/bin/$1"
}
for tool in sh env cat sed grep tr find sort comm mktemp rm mv ln mkdir chmod sleep; do
    ln -s "$(command -v $tool)" "$work/bin/$tool"
done
stub apt-get 'echo "apt-get $*" >>"$LOG"'
stub apt-cache 'case "$2" in ${ABSENT:-none}) ;; *) echo "$2 | 1.0 | a list" ;; esac'
stub sudo 'echo "sudo" >>"$LOG"; shift; USER_ID=0 exec "$@"'
stub id 'echo "${USER_ID:-0}"'
stub dpkg-query 'shift 2; for p in "$@"; do case " $LACKS " in *" $p "*) ;; *) echo "$p=installed" ;; esac; done'

deps() { # LACKS USER_ID GROUP...
    lacks=$1 user=$2
    shift 2
    rm -f "$work/log"
    env -i PATH="$work/bin" LOG="$work/log" LACKS="$lacks" USER_ID="$user" ABSENT="${absent:-}" \
        DPKG_ROOT="$work/root" TMPDIR="$work" "$PRECARE_SOURCE/packaging/install-deps" "$@"
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
absent=clips
exits 0 "what this Debian lacks is left out where it may be" deps "clips luajit" 0 bench
says "this Debian has no clips"
says "recommends luajit"
exits 0 "and if that is all, nothing is installed" deps "clips" 1000 bench
result "$(! grep -q recommends "$work/out"; echo $?)" "for there is nothing to be had"
absent=
exits 0 "where it is had it is installed" deps "clips" 0 bench
says "recommends clips"
exits 64 "an unknown group is wrong usage" deps "" 0 everything
says "no group 'everything'"

# ---- servers: neither enabled nor started, and all else as it was ----

units=$work/root/usr/lib/systemd/system
wants=$work/root/etc/systemd/system/multi-user.target.wants
policy=$work/root/usr/sbin/policy-rc.d
machine() { # with a server of its own
    rm -rf "$work/root"
    mkdir -p "$units" "$wants" "$work/root/usr/sbin" "$work/root/etc/init.d" "$work/root/etc/rc2.d"
    : >"$units/old.service"
    : >"$units/old@.service"
    : >"$work/root/etc/init.d/old"
    ln -s "$units/old.service" "$wants"
    ln -s ../init.d/old "$work/root/etc/rc2.d/S01old"
    echo 'exit 0' >"$work/then"
}
enabled() { (cd "$work/root/etc" && find . -type l | grep -v '/K' | sort | tr '\n' ' '); }
held() { # SENTENCE: of what is enabled, and of what is left behind
    [ "$(enabled)" = "./rc2.d/S01old ./systemd/system/multi-user.target.wants/old.service " ]
    result $? "$1: the old server is enabled, the new one is not"
    [ "$(find "$work" -name 'install-deps-*' -o -name '*.aside')" = "" ]
    result $? "$1: nothing is left behind"
}

# A package with a server, as Debian's maintainer scripts do it; then what the test wants.
cat >"$work/package" <<'END'
ask() {
    [ ! -x "$DPKG_ROOT/usr/sbin/policy-rc.d" ] || "$DPKG_ROOT/usr/sbin/policy-rc.d" "$@"
    echo "asked $*: $?" >>"$LOG"
}
: >"$DPKG_ROOT/usr/lib/systemd/system/new.service"
: >"$DPKG_ROOT/etc/init.d/new"
ln -s ../init.d/new "$DPKG_ROOT/etc/rc2.d/S01new"
ln -s /usr/lib/systemd/system/new.service "$DPKG_ROOT/etc/systemd/system/multi-user.target.wants"
ask new start
ask --quiet new start 2
ask new.service restart
ask new@1.service start
ask old restart
ask old@1.service restart
END
stub apt-get 'case "$*" in *install*) . "$LOG.d/package"; . "$LOG.d/then" ;; esac'
ln -s . "$work/log.d"
stub deb-systemd-helper '[ -n "$DPKG_MAINTSCRIPT_PACKAGE" ] && [ "$1" = disable ] && rm "$DPKG_ROOT/etc/systemd/system/multi-user.target.wants/$2"'
stub update-rc.d '[ "$2" = disable ] && mv "$DPKG_ROOT/etc/rc2.d/S01$1" "$DPKG_ROOT/etc/rc2.d/K01$1"'

machine
exits 0 "a server is installed" deps "nginx" 0 check
says "neither enabled nor started: new"
says "asked new start: 101"
says "asked --quiet new start 2: 101"
says "asked new.service restart: 101"
says "asked new@1.service start: 101"
says "asked old restart: 0"
says "asked old@1.service restart: 0"
held "after that"
[ ! -e "$policy" ]
result $? "there is no policy-rc.d where none was"

machine
printf '#!/bin/sh\necho "the policy of the machine: $*"\nexit 101\n' >"$policy"
chmod 750 "$policy"
exits 0 "a policy-rc.d that was there stays in charge of the rest" deps "nginx" 0 check
says "the policy of the machine: old restart"
says "asked old restart: 101"
says "asked new start: 101"
kept() { [ "$(stat -c %a "$policy")" = 750 ] && grep -q 'of the machine' "$policy"; }
result "$(kept; echo $?)" "and is there again afterwards"
held "after that"

machine
ln -s /etc/alternatives/none "$policy"
exits 0 "a policy-rc.d that leads nowhere" deps "nginx" 0 check
[ "$(readlink "$policy")" = /etc/alternatives/none ]
result $? "is there again, too"

machine
printf '#!/bin/sh\n# of the machine\n' >"$policy"
chmod 750 "$policy"
echo 'exit 100' >"$work/then"
exits 100 "an installation that fails amid is a failure" deps "nginx" 0 check
result "$(kept; echo $?)" "and the policy is there again"
held "after the failure"

for signal in INT:130 TERM:143 HUP:129; do
    machine
    printf '#!/bin/sh\n# of the machine\n' >"$policy"
    chmod 750 "$policy"
    echo "kill -${signal%:*} \$PPID; sleep 0.2" >"$work/then"
    exits "${signal#*:}" "one that is interrupted (${signal%:*}) too" deps "nginx" 0 check
    result "$(kept; echo $?)" "and the policy is there again"
    held "after ${signal%:*}"
done

machine
printf '#!/bin/sh\n# of the machine\nexit 104\n' >"$policy"
chmod 750 "$policy"
echo 'kill -KILL $PPID; exit 0' >"$work/then"
exits 137 "one that is killed outright puts nothing back" deps "nginx" 0 check
exits 104 "and what it leaves lets the policy of the machine decide" "$policy" another start
machine_kept=$work/root/usr/sbin/policy-rc.d.aside
[ -e "$machine_kept" ]
result $? "which it keeps beside it"
echo 'exit 0' >"$work/then"
rm -f "$wants/new.service" "$work/root/etc/rc2.d/S01new"
exits 0 "the next one" deps "nginx" 0 check
result "$(kept; echo $?)" "puts the policy back"

rm -rf "$work/root"
stub apt-get 'case "$*" in *install*) exit 100 ;; esac'
exits 100 "what cannot be installed is a failure" deps "gcc" 0 build
rm "$work/bin/apt-get"
exits 1 "where there is no apt-get it names the packages" deps "gcc" 0 build
says "libyaml-dev"

finish
