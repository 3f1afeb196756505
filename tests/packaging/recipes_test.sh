#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The recipes of CONTRIBUTING.md are what the code requires; and the test that says so notices a file that was forgotten.
. "$PRECARE_SOURCE/tests/support/shell.sh"

recipes="python3 $PRECARE_SOURCE/tests/packaging/recipes.py"
exits 0 "each thing is in each file of its recipe" $recipes "$PRECARE_SOURCE"

# A copy from which one row after another is taken away.
tree=$work/tree
mkdir "$tree"
(cd "$PRECARE_SOURCE" && tar -cf - --exclude node_modules --exclude corpus *.md plugin include packaging tests) | tar -xf - -C "$tree"
sed -i '/\[COND_AGE\]/d' "$tree/plugin/review/sentence_fact.c"
rm "$tree/plugin/base/pages/Y003.txt" "$tree/tests/chat/golden/slack.txt"
sed -i '/hosts\/java\/README/d' "$tree/README.md"
echo '/* COND_PRICE */' >>"$tree/plugin/abi/needs.c"
sed -i 's/^| `plugin.cli.NAME.c`/| `plugin\/cli\/main.c`/' "$tree/CONTRIBUTING.md"
exits 1 "what was forgotten is told" $recipes "$tree"
says "AGE patient.age: plugin/review/sentence_fact.c has nothing of it"
says "there is no plugin/base/pages/Y003.txt"
says "there is no tests/chat/golden/slack.txt"
says "java: README.md has nothing of it"
says "PRICE appointment.price: plugin/abi/needs.c knows of it, and the recipe does not say so"
says "plugin/cli/main.c is listed, and nobody looks into it"
says "plugin/cli/NAME.c is not listed"
finish
