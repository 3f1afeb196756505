#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What is generated in the manual is what the command prints today, and the check that says so notices when it is not.
. "$PRECARE_SOURCE/tests/support/shell.sh"

make_manual=$PRECARE_SOURCE/packaging/make-manual
exits 0 "the generated parts of the manual are fresh (else: make manual)" "$make_manual" --check "$PRECARE_COMMAND"

# A command that prints something else makes every page stale.
cat >"$work/other" <<'OTHER'
#!/bin/sh
echo "something else"
OTHER
chmod +x "$work/other"
exits 1 "a page that is not fresh is told" "$make_manual" --check "$work/other"
says "packaging/manual/configuration.md is not fresh"
says "packaging/manual/events.md is not fresh"
says "packaging/manual/rule-language.md is not fresh"
finish
