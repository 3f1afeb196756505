#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The site of `make site`, made anew in $work: each document has its page, every link and anchor leads somewhere, nothing
# is fetched, and no page is wider than a telephone or a desk's screen, looked at in Chromium. Then that the generator
# refuses what would be broken: a page without a place in the menu, a link or a heading that is not there, and HTML.

. "${PRECARE_SOURCE:?}/tests/faces/faces.sh"
/usr/bin/python3 -c 'import markdown_it' 2>/dev/null || { skip "no markdown-it for Python (packaging/install-deps peers)"; finish; }

make_site() { "${1:-$PRECARE_SOURCE}/packaging/make-site" 0.0.0 "$work/${2:-site}"; }
holds "the site is made" make_site
holds "and made again it is the same, byte for byte" sh -c "'$PRECARE_SOURCE/packaging/make-site' 0.0.0 '$work/again' && diff -r '$work/site' '$work/again'"
each() {
    for page in "$PRECARE_SOURCE"/packaging/manual/*.md; do
        [ -s "$work/site/$(basename "$page" .md).html" ] || { echo "no page of $page"; return 1; }
    done
}
holds "each page of the manual is there" each
asks_nobody() { ! grep -rnE '<script|<iframe|@import|url\(|(src|href)="(https?:)?//[^"]*\.(css|js|png|svg|woff)|<link [^>]*href="http' "$work/site"; }
holds "it has no script and fetches nothing" asks_nobody
browsed 110 site.js

tree() { # a copy to be broken
    rm -rf "$work/tree"
    mkdir -p "$work/tree/packaging"
    cp "$PRECARE_SOURCE"/*.md "$PRECARE_SOURCE/LICENSE" "$work/tree/"
    (cd "$PRECARE_SOURCE/packaging" && cp -R manual site make-site "$work/tree/packaging/" && cp --parents hosts/*/README.md "$work/tree/packaging")
}
refuses() { # SENTENCE, WORDS: the tree was broken; the site that was there stays
    exits 1 "$1" make_site "$work/tree" broken
    says "$2"
    holds "and what was there stays" test -e "$work/broken/index.html"
}
tree
make_site "$work/tree" broken >/dev/null
echo '# New' >"$work/tree/packaging/manual/new.md"
refuses "a page that the menu lacks is refused" "packaging/manual/new.md:1: has no place in the menu"
tree
echo '[there](nowhere.md)' >>"$work/tree/packaging/manual/it.md"
refuses "a link that leads nowhere is refused" "the link nowhere.md leads nowhere in the site"
tree
echo '[there](alerts.md#no-such-heading)' >>"$work/tree/packaging/manual/it.md"
refuses "an anchor that is not there is refused" "packaging/manual/alerts.md has no heading #no-such-heading"
tree
echo '<b>bold</b>' >>"$work/tree/packaging/manual/it.md"
refuses "HTML is refused" "HTML, which the site does not take over"
finish
