#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The packages that `make deb` built, taken by the real dpkg into a root of their own (its scripts
# run outside of it, and are told where it is): what they put where and whose it is, that the
# configuration loads as it comes and with every key of its comments, and what a purge leaves. What
# they depend on is not installed there, and no systemd starts anything. As root.
. "$PRECARE_SOURCE/tests/support/shell.sh"

packages=$PRECARE_BUILD/deb
root=$work/root
ls "$packages"/precare_*.deb >/dev/null 2>&1 || { skip "no packages: make deb"; finish; }
[ "$(id -u)" = 0 ] || { skip "dpkg wants root"; finish; }

begin() { # a root with nobody but root in it
    rm -rf "$root"
    mkdir -p "$root/var/lib/dpkg/info" "$root/var/lib/dpkg/updates" "$root/etc"
    : >"$root/var/lib/dpkg/status"
    echo 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"
    echo 'root:x:0:' >"$root/etc/group"
    : >"$root/etc/shadow"
    : >"$root/etc/gshadow"
}
in_root() { dpkg --root="$root" --force-script-chrootless --force-depends --no-triggers "$@"; }
all="precare-plugin precare precare-relay precare-serve libprecare-dev precare-hosts"
owned() { # MODE PATH: of the user and group precare, as that root numbers them
    user=$(sed -n 's/^precare:x:\([0-9]*\):.*/\1/p' "$root/etc/passwd")
    group=$(sed -n 's/^precare:x:\([0-9]*\):.*/\1/p' "$root/etc/group")
    [ "$(stat -c '%a %u %g' "$root$2")" = "$1 $user $group" ]
}
installs() {
    begin
    upgrades
}
upgrades() {
    for package in $all; do
        set -- "$@" "$packages/${package}_"*.deb
    done
    in_root -i "$@"
}
holds "dpkg installs them all" installs
holds "the state directory is shared by the group precare" owned 2770 /var/lib/precare
holds "the secrets are the courier's alone" owned 700 /etc/precare/secrets
for file in /usr/bin/precare /etc/precare/precare.yaml /etc/precare/rules /usr/share/precare/rules/microneedling/rulebook.yaml \
    /usr/share/precare/hosts/tryton/health_precare-7.0/tryton.cfg /usr/include/precare/precare.h \
    /usr/share/bash-completion/completions/precare; do
    holds "there is $file" test -e "$root$file"
done
holds "the configuration is kept as it came, for precare init to know it by" cmp "$root/etc/precare/precare.yaml" "$root/usr/share/precare/precare.yaml"
holds "libprecare-dev has the minimal host that it speaks of" sh -c "dpkg-deb -c '$packages'/libprecare-dev_*.deb | grep -q 'examples/minimal_host.c$'"
manual=/usr/share/doc/precare
holds "the manual is there, as it is read by eye" cmp "$root$manual/manual/performance.svg" "$PRECARE_SOURCE/packaging/manual/performance.svg"
linked() { # each link between the pages that the package brings leads to one, whether text or HTML
    (cd "$root$manual" && grep -roE '\]\([A-Za-z][A-Za-z_-]*\.(md|svg)[#)]|(href|src)="[^"#:]+["#]' --include=*.md --include=*.html . |
        sed 's/:[^(="]*[(="]*/ /; s/[#)"]*$//; s/"//g' | sort -u >"$work/links")
    [ "$(wc -l <"$work/links")" -gt 1000 ] || return 1
    while read -r from to; do
        [ -e "$root$manual/${from%/*}/$to" ] || echo "$from: $to"
    done <"$work/links" >"$work/lost"
    ! grep . "$work/lost"
}
holds "and as a web site, and no page leads to one that is not there" linked
holds "the command's man page says where" sh -c "zcat '$root/usr/share/man/man1/precare.1.gz' | tr -d '\\\\' | grep -q /usr/share/doc/precare/manual"
for program in precare-relay precare-serve; do
    zcat "$root/usr/share/man/man8/$program.8.gz" | tr -d '\\' >"$work/page"
    about=$(sed -n "s/^The manual's page: //p" "$work/page")
    holds "$program's page names one of the manual, which is about it" grep -q "\`$program\`" "$root$about"
    "$root/usr/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH)/precare/$program" --help | sed -n '/^Exit codes:/,$p' >"$work/codes"
    codes() { [ "$(wc -l <"$work/codes")" -gt 5 ] && [ "$(tail -n +2 "$work/codes")" = "$(sed -n '/^.SH EXIT/,/^.fi/ { /^\./d; p }' "$work/page")" ]; }
    holds "and has its exit codes" codes
done
holds "the service runs as the user precare" grep -rqx 'User=precare' --include=precare-courier.service "$root/usr/lib" "$root/lib"
holds "and is enabled by nobody but a person" sh -c "! ls '$root'/etc/systemd/system/*/precare* 2>/dev/null"

# ---- for which machines: those that the page of IT names ----
mkdir "$work/tree"
cp -R "$PRECARE_SOURCE/packaging/debian" "$work/tree/"
printf 'precare (0.1.0) unstable; urgency=medium\n\n  * Asked.\n\n -- The precare authors <precare@example.org>  Mon, 30 Nov 2026 12:00:00 +0000\n' \
    >"$work/tree/debian/changelog"
built_for() { # ARCHITECTURE: how many packages of ours a builder of that kind makes
    (cd "$work/tree" && DEB_HOST_ARCH=$1 dh_listpackages -a 2>/dev/null | grep -c .)
}
named() { sed -n '/^| machine /,/^$/s/^| `\([a-z0-9]*\)` | .*/\1/p' "$PRECARE_SOURCE/packaging/manual/it.md" | sort; }
ours() { for machine in amd64 arm64 armel armhf i386 mips64el ppc64el riscv64 s390x; do [ "$(built_for $machine)" -eq 0 ] || echo $machine; done; }
of_page() { ours >"$work/ours" && named | diff - "$work/ours" && [ "$(built_for amd64)" -eq 5 ]; }
holds "builders of the machines on IT's page make five packages, and others none" of_page

# ---- a site without the second user (precare-courier@HOSTUSER) gave both to another, which an upgrade or a boot leaves ----
theirs() { chown 4711:4711 "$1" && chmod u=rwx,g=,o=,g-s "$1"; }
still_theirs() { [ "$(stat -c '%a %u %g' "$1")" = "700 4711 4711" ]; }
for place in /var/lib/precare /etc/precare/secrets /etc/precare/rules; do
    holds "a site makes $place its own" theirs "$root$place"
done
holds "the packages are installed over themselves" upgrades
for place in /var/lib/precare /etc/precare/secrets /etc/precare/rules; do
    holds "$place is whose the site says" still_theirs "$root$place"
done

# ---- the configuration, its paths moved into that root ----
moved() { sed "s#\([[ ]\)/usr/share#\1$root/usr/share#g; s#/etc/precare#$root/etc/precare#g; s#^state: /var#state: $root/var#"; }
moved <"$root/etc/precare/precare.yaml" >"$work/precare.yaml"
exits 0 "it loads as it comes" "$PRECARE_COMMAND" check --config "$work/precare.yaml"
says "SHADOW, acts on nobody"
sed -n 's/^#\(link\|operations\|channels\|heartbeat\|  [a-z-]*\): \?/\1: /p' "$root/etc/precare/precare.yaml" | moved >>"$work/precare.yaml"
exits 0 "and with every key of its comments" "$PRECARE_COMMAND" check --config "$work/precare.yaml"
says "0 errors, 0 warnings"

# ---- and out again ----
mkdir "$root/usr/share/precare/rules/approvals" && echo approved >"$root/usr/share/precare/rules/approvals/microneedling.1.approval"
exits 0 "dpkg purges them all" in_root --purge $all
holds "and nothing of ours is left" sh -c "! { find '$root' ! -path '$root/var/lib/dpkg*' -name '*precare*'; grep -h '^precare:' '$root/etc/passwd' '$root/etc/group'; } | grep ."
holds "they are installed once more" installs
echo records >"$root/var/lib/precare/outbox.db"
exits 0 "and purged where there are records" in_root --purge $all
says "/var/lib/precare holds records of visits, and stays, as does its user precare."
says "to delete them for good: rm -r /var/lib/precare && userdel precare"
holds "which stay" cmp -s "$root/var/lib/precare/outbox.db" - <<E2
records
E2
holds "with their user" grep -q '^precare:' "$root/etc/passwd"
holds "and nothing else does" test ! -e "$root/etc/precare"
finish
