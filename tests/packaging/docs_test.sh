#!/bin/sh
# SPDX-License-Identifier: MIT
#
# `make check-docs` notices what it is there for: names of documents and headings, in comments too, that lead nowhere.
. "$PRECARE_SOURCE/tests/support/shell.sh"

tree=$work/tree
mkdir -p "$tree/packaging/manual" "$tree/plugin/base"
cp "$PRECARE_SOURCE/packaging/check-docs" "$tree/packaging/"
printf '# A page\n\n## Its heading\n' >"$tree/packaging/manual/page.md"
printf '/* As page.md says, and page.md#its-heading.\n * But not lost.md, nor\n * page.md#no-heading. */\n' >"$tree/plugin/base/a.c"
printf '# gone.md says more\necho code.md\n' >"$tree/packaging/script"

exits 1 "documents that are not there are told" "$tree/packaging/check-docs"
says "plugin/base/a.c:2: there is no document lost.md"
says "plugin/base/a.c:3: page.md has no heading #no-heading"
says "packaging/script:1: there is no document gone.md"
# of the forty questions: two rows of one reader, one without an answer, one that the README does not lead to
printf '# Q\n\n## A\n\n| | q | a |\n|---|---|---|\n| 1 | Why? | |\n| 2 | How? | [Its heading](page.md#its-heading) |\n' \
    >"$tree/packaging/manual/questions.md"
printf '# precare\n\n%0130d\n' 0 >"$tree/README.md"
exits 1 "documents that are not there are told, and questions without an answer" "$tree/packaging/check-docs"
says "1 readers, not four"
says "A: the questions are not ten"
says "A: no page and heading answers: | 1 | Why? | |"
says "A: README.md does not lead to page.md, which answers: | 2 | How?"
says "README.md:3: 130 characters, more than 120"
holds "those that are there are not" sh -c "! grep -q 'a.c:1\|code.md' '$work/out'"
finish
