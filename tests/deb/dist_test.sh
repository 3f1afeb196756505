#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What `make dist` gives away: the source as committed and nothing else, the bill of materials, checksums that hold and a
# signature that others can verify; twice the same bytes. What the bill says is tests/peers/sbom_test.sh's.
. "$PRECARE_SOURCE/tests/support/shell.sh"

mine() { git -C "$PRECARE_SOURCE" -c safe.directory='*' "$@"; }
mine rev-parse -q --verify HEAD >/dev/null 2>&1 || { skip "no repository, so nothing is committed"; finish; }
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'

# -o all: what is built stays as it is, whatever this make thinks of it.
dist() { # FOLDER VARIABLES...
    folder=$1
    shift
    ${MAKE:-make} -C "$PRECARE_SOURCE" --no-print-directory -o all BUILD="$PRECARE_BUILD" DIST="$folder" "$@" dist
}
ssh-keygen -q -t ed25519 -N '' -C releases@example.org -f "$work/key"
printf 'releases@example.org %s\n' "$(cat "$work/key.pub")" >"$work/signers"

exits 0 "make dist succeeds, with a key" dist "$work/one" SIGN="$work/key"
version=$(sed -n 's/^VERSION := //p' "$PRECARE_SOURCE/Makefile")
listed() {
    [ "$(cd "$work/one" && ls | tr '\n' ' ')" = "SHA256SUMS SHA256SUMS.sig precare-$version.spdx.json precare-$version.tar.gz " ]
}
holds "four files, and no more" listed
summed() { (cd "$work/one" && sha256sum --strict -c SHA256SUMS && [ "$(wc -l <SHA256SUMS)" -eq 2 ]); }
holds "the checksums are of both files, and hold" summed
verified() { ssh-keygen -Y verify -n precare-dist -f "$work/signers" -I releases@example.org -s "$work/one/SHA256SUMS.sig" <"$1"; }
holds "whoever knows the key verifies them" verified "$work/one/SHA256SUMS"
sed 's/^./x/' "$work/one/SHA256SUMS" >"$work/other"
exits 255 "and not what was changed" verified "$work/other"

mkdir "$work/tree"
tar -C "$work/tree" -xzf "$work/one/precare-$version.tar.gz"
(cd "$work/tree" && find . -type f -o -type l) | sed "s|^\./precare-$version/||" | sort >"$work/packed"
mine -c core.quotePath=false ls-tree -r --name-only HEAD | sort >"$work/committed"
holds "the archive has what is committed, and nothing else" cmp "$work/packed" "$work/committed"
exits 0 "its Makefile needs no repository" ${MAKE:-make} -C "$work/tree/precare-$version" -s help
says "make check-builds"

packed() { env -u SOURCE_DATE_EPOCH "$work/tree/precare-$version/packaging/source-time"; }
of_commit() { [ "$(packed)" = "$(mine log -1 --format=%ct)" ]; }
holds "and knows when it was committed, which is the time of what is built of it" of_commit
exits 2 "out of it nothing is packed" ${MAKE:-make} -C "$work/tree/precare-$version" -o all dist
says "make dist wants a clone"
holds "and no archive of nothing is left" test ! -e "$work/tree/precare-$version/build/dist"
cp "$PRECARE_SOURCE/packaging/source-time" "$work/tree/precare-$version/packaging/"
exits 1 "a copy without either has no time" packed
says "set SOURCE_DATE_EPOCH"

exits 0 "make dist succeeds without a key" dist "$work/two"
holds "and signs nothing" test ! -e "$work/two/SHA256SUMS.sig"
holds "and gives the same bytes" cmp "$work/one/SHA256SUMS" "$work/two/SHA256SUMS"
finish
