#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The bill of materials of this build (packaging/make-sbom), judged by PyPI's spdx-tools, which somebody else wrote; and held to
# what the programs' own tables and a running courier show. Skipped loudly where PyPI cannot be had.
. "$PRECARE_SOURCE/tests/support/shell.sh"

list=$PRECARE_SOURCE/tests/peers/requirements-spdx.txt
place=$PRECARE_BUILD/npm-peers/spdx # beside what others fetch for this room
build=$PRECARE_BUILD
document=$work/precare.spdx.json

exits 0 "it is written" sh -c '"$1/packaging/make-sbom" 0.1.0 "$2" >"$3"' _ "$PRECARE_SOURCE" "$build" "$document"
exits 0 "and is the same again" sh -c '"$1/packaging/make-sbom" 0.1.0 "$2" | cmp - "$3"' _ "$PRECARE_SOURCE" "$build" "$document"
names() { # PROGRAM: the packages that it is said to use
    python3 - "$document" "$1" <<'PY'
import json, sys
document = json.load(open(sys.argv[1]))
ids = {p['SPDXID']: p['name'] for p in document['packages']}
print(' '.join(sorted(ids[r['relatedSpdxElement']] for r in document['relationships'] if ids.get(r['spdxElementId']) == sys.argv[2])))
PY
}
for library in libyaml libsqlite3 libnettle libhogweed libjansson libutf8proc libc6 libcurl; do
    holds "the plugin uses $library" sh -c "echo ' $(names precare.so)' | grep -q ' $library'"
done
holds "NATS is the relay's alone" sh -c "echo '$(names precare-relay)' | grep -q libnats && ! echo '$(names precare.so) $(names precare)' | grep -q libnats"
holds "and JOSE is precare-serve's alone" sh -c "echo '$(names precare-serve)' | grep -q libjose && ! echo '$(names precare.so) $(names precare) $(names precare-relay)' | grep -q libjose"
find "$build" -maxdepth 1 -type f -perm -u+x -printf '%f\n' | sort >"$work/programs"
holds "no program of the build is left out" python3 - "$document" "$work/programs" <<'PY'
import json, sys
document, built = json.load(open(sys.argv[1])), open(sys.argv[2]).read().split()
described = sorted(p['name'] for p in document['packages'] if p['name'].startswith('precare'))
assert described == built and 'precare' in built, (described, built)
PY
holds "no library is linked that it leaves out" python3 - "$document" "$build" <<'PY'
import json, re, subprocess, sys
document, build = json.load(open(sys.argv[1])), sys.argv[2]
for name in [p['name'] for p in document['packages'] if p['name'].startswith('precare')]:
    needed = len(re.findall('NEEDED', subprocess.check_output(['readelf', '-d', f'{build}/{name}'], text=True)))
    said = sum(r['spdxElementId'] == f'SPDXRef-{name}' and r['relationshipType'] == 'DYNAMIC_LINK' for r in document['relationships'])
    assert needed == said, (name, needed, said)
PY

if ! cmp -s "$list" "$place/requirements.txt"; then
    rm -rf "$place"
    if ! [ -x /usr/bin/python3 ] || ! /usr/bin/python3 -m venv "$place" >"$work/venv" 2>&1 ||
        ! "$place/bin/python" -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r "$list" >>"$work/venv" 2>&1; then
        tail -n 5 "$work/venv"
        skip "no python3-venv, or spdx-tools cannot be had from PyPI: the bill of materials was not judged"
        finish
    fi
    cp "$list" "$place/requirements.txt"
fi
exits 0 "spdx-tools has nothing to say of it" "$place/bin/pyspdxtools" -i "$document" --version SPDX-2.3
holds "not a word" test ! -s "$work/out"
sed 's/"licenseDeclared": "MIT"/"licenseDeclared": "free"/' "$document" >"$work/wrong.spdx.json"
exits 1 "and would have: a licence that is none" "$place/bin/pyspdxtools" -i "$work/wrong.spdx.json" --version SPDX-2.3
finish
