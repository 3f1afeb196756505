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
holds "those that are there are not" sh -c "! grep -q 'a.c:1\|code.md' '$work/out'"
finish
