#!/bin/sh
# SPDX-License-Identifier: MIT
#
# GNU Health 5.0 on Tryton 7.0 from PyPI, below $PRECARE_BUILD/hosts/gnuhealth, made once; exits 77 where
# it cannot be had. Tests in Python start it so (tests/hosts/gnuhealth.py; a database takes seconds):
#     from gnuhealth import GnuHealth
#     host = GnuHealth(Cluster())             # this script; the database, restored from the dump
#     host.configure(plugin=site.plugin, config=site.config, roles='Health Doctor: physician')
#     host.install()                          # our 7.0 module, by the README's own commands
#     host.start()                            # trytond on 127.0.0.1:host.port; log in: Session(host)
# Arguments: nothing: the server. gtk: the clients gnuhealth-client and tryton, each in
# gtk/NAME/bin of that directory; sao: tryton-sao, in sao/node_modules/tryton-sao.
here=${PRECARE_SOURCE:-.}/packaging/hosts/tryton
place=${PRECARE_BUILD:-build}/hosts/gnuhealth
mkdir -p "$place" && exec 9>"$place/lock" && flock 9 || exit 1

lacking() {
    echo "SKIP: $1"
    exit 77
}

# venv NAME REQUIREMENTS [pip's words]: made anew whenever the requirements are others
venv() {
    python=$place/$1/bin/python name=$1 list=$2
    shift 2
    cmp -s "$list" "$place/$name/requirements.txt" && return 0
    rm -rf "${place:?}/$name"
    [ -x /usr/bin/python3 ] && /usr/bin/python3 -m venv --system-site-packages "$place/$name" ||
        lacking "Debian's python3-venv is not installed (packaging/install-deps hosts)"
    "$python" -m pip install -q --disable-pip-version-check --no-compile --require-hashes "$@" -r "$list" >&2 ||
        lacking "the packages of $list cannot be had from PyPI"
    cp "$list" "$place/$name/requirements.txt"
}

case ${1:-server} in
server)
    venv server "$here/requirements-gnuhealth.txt" ;;
gtk) # Debian's python3-gi is seen by this Python alone
    /usr/bin/python3 -c 'import gi, cairo; gi.require_version("Gtk", "3.0")' 2>/dev/null ||
        lacking "python3-gi, python3-gi-cairo or gir1.2-gtk-3.0 is not installed (packaging/install-deps hosts)"
    for client in gnuhealth-client tryton; do
        mkdir -p "$place/gtk"
        venv "gtk/$client" "${PRECARE_SOURCE:-.}/tests/hosts/gtk/requirements-$client.txt" --no-deps
    done ;;
sao)
    command -v npm >/dev/null || lacking "npm is not installed (packaging/install-deps hosts)"
    mkdir -p "$place/sao"
    list=${PRECARE_SOURCE:-.}/tests/hosts/sao/package-lock.json
    cmp -s "$list" "$place/sao/installed.json" || {
        cp "${list%/*}/"package*.json "$place/sao" &&
            npm ci --prefix "$place/sao" --no-audit --no-fund --ignore-scripts --fetch-timeout=60000 >&2 ||
            lacking "tryton-sao cannot be had from npm"
        cp "$list" "$place/sao/installed.json"
    }
    bower=$place/sao/node_modules/tryton-sao/bower_components # its libraries, where its page looks for them
    [ -d "$bower" ] || {
        mkdir -p "$bower/d3" && ln -s ../../../d3/dist/d3.min.js "$bower/d3/" && ln -s ../../sortablejs "$bower/Sortable" &&
            for name in bootstrap c3 fullcalendar gettext.js jquery moment mousetrap papaparse; do
                ln -s "../../$name" "$bower/$name"
            done
    } ;;
*) exit 64 ;;
esac
