#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What is the same for every sub-command of `precare`: help, version, exit codes.
. "$PRECARE_SOURCE/tests/support/shell.sh"

exits 0 "--help lists the commands" "$PRECARE_COMMAND" --help
says "Usage: precare COMMAND"
commands=$(sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p' "$work/out")
exits 0 "--version names the version" "$PRECARE_COMMAND" --version
says "precare "
exits 64 "no command is wrong usage" "$PRECARE_COMMAND"
exits 64 "an unknown command is wrong usage" "$PRECARE_COMMAND" no-such-command
says "no command 'no-such-command'"
for command in $commands; do
    exits 0 "'$command --help' works" "$PRECARE_COMMAND" "$command" --help
    says "precare $command"
    exits 64 "'$command' refuses an option that it does not know" "$PRECARE_COMMAND" "$command" --no-such-option
done
exits 64 "a command misspelt is told with the one that was meant" "$PRECARE_COMMAND" chek
says "did you mean 'check'?"
exits 0 "'help NAME' is the same as 'NAME --help'" "$PRECARE_COMMAND" help check
says "Usage: precare check"
exits 64 "an option before the command is told" "$PRECARE_COMMAND" --versoin
says "did you mean '--version'?"

# ---- what used to go wrong ----
rules=$PRECARE_SOURCE/tests/review/small
check() { "$PRECARE_COMMAND" check "$@"; }
exits 0 "--help behind a word" check "$rules" --help
says "Usage: precare check"
exits 0 "-h anywhere" check --strict "$rules" -h
says "Usage: precare check"
exits 0 "--format=json" check "$rules" --format=json
says '"errors"'
exits 0 "behind -- a word is a word" check -- "$rules"
says " 0 errors"
exits 64 "--config without its value" check "$rules" --config
says "--config needs a value: --config FILE"
exits 64 "--config with an empty value is not the configuration in /etc" check "$rules" --config=
says "--config needs a value: --config FILE"
exits 64 "an empty word is no file" check ''
says "'' is an empty word"
exits 64 "a slip in an option" "$PRECARE_COMMAND" test "$rules" --covrage
says "did you mean '--coverage'?"
exits 0 "an abbreviation that is clear" check --stri "$rules" --form=json
exits 0 "--rules is the same as a word" check --rules "$rules"
says " 0 errors"
exits 2 "the sum is the last line" check "$rules" "$work/none"
says ": 1 error, 0 warnings"
exits 2 "a file that cannot be read says why" "$PRECARE_COMMAND" evaluate "$rules" --event "$work/none.json"
says "No such file"

to_full_disk() { "$PRECARE_COMMAND" --help >/dev/full; }
exits 70 "output that cannot be written is a fault" to_full_disk

exits 0 "without a sub-command the first is meant, and its options are" "$PRECARE_COMMAND" schema --rules "$rules"
exits 64 "and no other's" "$PRECARE_COMMAND" schema event --rules "$rules"

# ---- what a sub-command would not look at, it does not take ----
for words in "erase --from 2026" "erase --to 2026" "erase --appointment a1" "report --subject s1" "report --appointment a1" \
    "verify --from 2026" "verify --subject s1" "list --by Lead" "export --anchors -"; do
    # shellcheck disable=SC2086  # words
    exits 64 "records $words" "$PRECARE_COMMAND" records $words --config "$work/none.yaml"
    says "can only be used with '"
done
exits 64 "and says which takes it" "$PRECARE_COMMAND" records erase --subject s1 --by Lead --because asked --from 2026
says "--from can only be used with 'list', 'export' or 'report'"
finish
