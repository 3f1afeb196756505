#!/bin/sh
# SPDX-License-Identifier: MIT
#
# A host in Rust by the plugin's own table, which a stranger wrote from the manual and the header alone, without a crate.
. "$PRECARE_SOURCE/tests/hosts/site.sh"
command -v rustc >/dev/null || { skip "Rust is not installed (packaging/install-deps hosts)"; finish; }

holds "the host in Rust compiles without a warning" rustc --edition 2021 -D warnings -o "$work/host" \
    "$PRECARE_SOURCE/tests/hosts/rust/host.rs"
exits 0 "and judges a booking on nine threads, and settles it as overridden" "$work/host" "$plugin" "$site/precare.yaml"
says "booking: overall 60"
says "  60 too-young: Under 22"
says "on eight threads at once: the same"
says "saved: overall 60"
says "too small: NOT CHECKED: event struct_size is below that of version 1.0 (-2)"
kept() {
    "$PRECARE_COMMAND" records export --config "$site/precare.yaml" | grep -q '"actor":"u12"'
}
holds "who overrode it is on record" kept
exits 1 "a configuration that is not there is an error with its place" "$work/host" "$plugin" "$work/none.yaml"
says "none.yaml"
finish
