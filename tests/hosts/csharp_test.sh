#!/bin/sh
# SPDX-License-Identifier: MIT
#
# A host in C# on packaging/hosts/csharp/Precare.cs, compiled and run by Debian's Mono.
. "$PRECARE_SOURCE/tests/hosts/site.sh"
command -v mcs >/dev/null && command -v mono >/dev/null ||
    { skip "Mono is not installed (packaging/install-deps hosts)"; finish; }

holds "the binding compiles without a warning" mcs -warnaserror -out:"$work/host.exe" \
    "$PRECARE_SOURCE/packaging/hosts/csharp/Precare.cs" "$PRECARE_SOURCE/tests/hosts/CsharpHost.cs"
host() {
    mono "$work/host.exe" "$plugin" "$site/precare.yaml" "$site/rules/rules.yaml"
}
holds "a booking, a warning, an override, a charting and a reload in C#" host
example csharp csharp "$work/example.cs"
holds "the example of its README compiles" mcs -out:"$work/example.exe" \
    "$PRECARE_SOURCE/packaging/hosts/csharp/Precare.cs" "$work/example.cs"
holds "and runs" printed_hold mono "$work/example.exe"
finish
