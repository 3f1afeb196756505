#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The page of the specification's demands (packaging/manual/cds-requirements.md) is true of the tests: each that it names is
# there, by its sentence; and what no test of one element can show: that nothing which is sent is null or empty.
. "$PRECARE_SOURCE/tests/support/shell.sh"

page=packaging/manual/cds-requirements.md
demands="python3 $PRECARE_SOURCE/tests/cds/requirements.py"
exits 0 "each test that the page names is there" $demands "$PRECARE_SOURCE" "$PRECARE_SOURCE/$page"

# A page on which something is wrong, each in turn.
wrong() { # SED WORDS: the page after that edit is refused with these words
    sed "$1" "$PRECARE_SOURCE/$page" >"$work/page.md"
    exits 1 "what is wrong is told" $demands "$PRECARE_SOURCE" "$work/page.md"
    says "$2"
}
wrong 's/a summary has 139 code points at most/a summary is long/' "has no test 'a summary is long'"
wrong 's#`tests/visit/fhir_test.c`#`tests/visit/gone_test.c`#' "there is no tests/visit/gone_test.c"
wrong 's/| not ours: nothing is ever deleted |/| not ours: |/' "says no reason"
wrong 's/| should | each has a `title` | .*/| should | each has a `title` | surely |/' "is shown by nothing"
wrong '/its `description`/d' "are counted"

# The goldens are what is sent: cards_test.c holds them to it.
exits 0 "no element of what is sent is null or empty, but a list of cards" \
    python3 "$PRECARE_SOURCE/tests/cds/requirements.py" "$PRECARE_SOURCE" sent
exits 0 "each service has a title" python3 -c '
import json, sys
services = json.load(open(sys.argv[1], encoding="utf-8"))["services"]
sys.exit(not (services and all(service.get("title") for service in services)))' \
    "$PRECARE_SOURCE/tests/cds/golden/discovery.txt"
finish
