#!/bin/sh
# SPDX-License-Identifier: MIT
#
# A host in Java on packaging/hosts/java/Precare.java, with Debian's JDK and JNA.
. "$PRECARE_SOURCE/tests/hosts/site.sh"
jna=/usr/share/java/jna.jar
command -v javac >/dev/null && [ -e "$jna" ] ||
    { skip "no JDK, or no JNA (packaging/install-deps hosts)"; finish; }

holds "the binding compiles without a warning" javac -Xlint:all -Werror -proc:none --release 11 -cp "$jna" -d "$work/classes" \
    "$PRECARE_SOURCE/packaging/hosts/java/Precare.java" "$PRECARE_SOURCE/tests/hosts/JavaHost.java"
host() {
    java -cp "$jna:$work/classes" JavaHost "$plugin" "$site/precare.yaml" "$site/rules/rules.yaml"
}
holds "a booking, a warning, an override, a charting and a reload in Java" host
mkdir "$work/example"
example java java "$work/example/Example.java"
holds "the example of its README compiles" javac -cp "$jna" -d "$work/example" \
    "$PRECARE_SOURCE/packaging/hosts/java/Precare.java" "$work/example/Example.java"
holds "and runs" printed_hold java -cp "$jna:$work/example" Example
finish
