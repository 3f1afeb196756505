#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Hosts in C, of the public header and dlopen alone: the minimal host for a whole visit, its sister for reloads.
. "$PRECARE_SOURCE/tests/hosts/site.sh"

built() { # NAME
    ${CC:-gcc} -std=c11 -Wall -Wextra -Wpedantic -Werror -D_GNU_SOURCE -I"$PRECARE_SOURCE/include" -o "$work/$1" \
        "$PRECARE_SOURCE/tests/hosts/$1.c" -ldl
}
visit() {
    built minimal_host && "$work/minimal_host" "$plugin" "$site/precare.yaml" >"$work/said" &&
        diff -u "$PRECARE_SOURCE/tests/abi/baseline/minimal_host.txt" "$work/said"
}
told() { # the override and the check-in are on record, what was only asked is not
    "$PRECARE_COMMAND" records export --config "$site/precare.yaml" >"$work/records" &&
        grep -q '"overridden"' "$work/records" && grep -q '"check-in"' "$work/records"
}
edited() { # N: the rules as version 1.0.N, beside the ones in use
    sed "s/1\.0\.1/1.0.$1/; s/, v1\./, v$1./" "$PRECARE_SOURCE/tests/abi/baseline/rules.yaml" >"$work/edited-$1.yaml"
}
reload() {
    built reload_host && edited 2 && edited 3 || return 1
    sed 's/severity: hold/severity: often/' "$work/edited-3.yaml" >"$work/broken.yaml"
    "$work/reload_host" "$plugin" "$site/precare.yaml" "$site/rules/rules.yaml" \
        "$work/edited-2.yaml" "$work/broken.yaml" "$work/edited-3.yaml" >"$work/said" || return 1
    diff -u - "$work/said" <<'END'
overall 60, Under 22, v1.
generation 2: overall 60, Under 22, v2.
refused (-8) at rules.yaml:8: overall 60, Under 22, v2.
generation 3: overall 60, Under 22, v3.
END
}
holds "a booking, a warning, an override and a charting in C" visit
holds "and the visit is on record" told
holds "and reloads: good rules judge from then on, bad ones are refused with their place" reload
finish
