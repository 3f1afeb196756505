#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The page of the shipped rules in a real browser, whole and short: an audit by axe-core at phone and at desktop width, no
# scrolling sideways, no column narrower than its words, and printing to PDF: the short edition on at most six sheets of A4. Skipped loudly without Chromium (packaging/install-deps peers) or axe-core (npm).
# PAGE_SHOTS=DIR keeps screenshots and the PDF there, for eyes.

. "${PRECARE_SOURCE:?}/tests/support/shell.sh"
chromium=$(command -v chromium || command -v chromium-browser)

browse() {
    HOME=$work timeout 100 "$chromium" --headless --no-sandbox --disable-gpu --disable-quic \
        --no-first-run --disable-background-networking --disable-component-update --disable-sync \
        --disable-dev-shm-usage --user-data-dir="$work/profile" "$@" 2>"$work/browser.log"
}

# The page with the audit inside it: the finding of axe, and the widths, become the text of the body. A frame of the
# wanted width stands for a window of it, since a headless window is never narrower than 500.
audit() {
    width=$1 edition=$2
    {
        sed '/<\/body>/,$d' "$work/$edition.html"
        echo '<script>'
        cat "$modules/axe-core/axe.min.js"
        cat <<'END'
</script><script>
axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']}).then(r => {
  const lines = ['width ' + innerWidth + ' page ' + document.documentElement.scrollWidth];
  for (const v of r.violations) lines.push('violation ' + v.impact + ' ' + v.id + ' ' + v.nodes[0].html.slice(0, 200));
  lines.push('passes ' + r.passes.length);
  let seen = 0;
  for (const cell of document.querySelectorAll('td, th, dt, dd, li')) {
    const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      for (const word of text.data.matchAll(/[\p{L}\p{N}]+/gu)) {
        const range = document.createRange();
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        const tops = new Set([...range.getClientRects()].map(box => Math.round(box.top)));
        seen++;
        if (tops.size > 1) lines.push('broken ' + cell.tagName + ' ' + word[0]);
      }
    }
  }
  lines.push('words ' + seen);
  parent.postMessage(lines.join('\n'), '*');
});
</script></body></html>
END
    } >"$work/audited.html"
    cat >"$work/frame.html" <<END
<!doctype html><title>frame</title><pre id="said">nothing</pre>
<iframe src="audited.html" style="width:${width}px;height:800px;border:0"></iframe>
<script>addEventListener('message', e => { document.getElementById('said').textContent = e.data; });</script>
END
    browse --allow-file-access-from-files --virtual-time-budget=60000 --dump-dom \
        "file://$work/frame.html" | sed -n '/<pre id="said">/,/<\/pre>/p' >"$work/said-$edition-$width"
}

no_serious() {
    cat "$work/said-$2-$1"
    grep -q 'passes [1-9][0-9]' "$work/said-$2-$1" && ! grep -Eq 'violation (serious|critical)' "$work/said-$2-$1"
}

no_sideways() {
    cat "$work/said-$2-$1"
    page=$(sed -n "s/.*width $1 page \([0-9]*\)\$/\1/p" "$work/said-$2-$1")
    [ -n "$page" ] && [ "$page" -le "$1" ]
}

words_whole() {
    grep -E '^(broken|words) ' "$work/said-$2-$1"
    grep -q '^words [1-9][0-9][0-9]' "$work/said-$2-$1" && ! grep -q '^broken ' "$work/said-$2-$1"
}

# A link of "Show only" leaves the cards of its class, all of them and no other, and no heading over nothing.
views_filter() {
    {
        sed '/<\/body>/,$d' "$work/rulebook.html"
        cat <<'END'
<script>addEventListener('load', () => {
  const shown = e => e.getClientRects().length > 0;
  const cards = [...document.querySelectorAll('.rule')];
  const lines = [];
  for (const view of document.querySelectorAll('.views a')) {
    const name = view.hash.replace('#only-', '');
    location.hash = view.hash;
    const wrong = cards.filter(c => shown(c) !== c.classList.contains(name)).length;
    const empty = [...document.querySelectorAll('.topic, .group')].filter(s => shown(s) && ![...s.querySelectorAll('.rule')].some(shown)).length;
    lines.push('view ' + name + ' shows ' + cards.filter(shown).length + ' wrong ' + wrong + ' empty ' + empty + (shown(document.querySelector(view.hash)) ? '' : ' unsaid'));
  }
  location.hash = '#rules';
  lines.push('all ' + cards.length + ' hidden ' + cards.filter(c => !shown(c)).length);
  document.body.innerHTML = '<pre>' + lines.join('\n') + '</pre>';
});</script></body></html>
END
    } >"$work/filtered.html"
    browse --virtual-time-budget=60000 --dump-dom "file://$work/filtered.html" | grep -E '(view|all) ' >"$work/views"
    cat "$work/views"
    [ "$(grep -c 'view .* shows [1-9][0-9]* wrong 0 empty 0$' "$work/views")" = 10 ] &&
        grep -q '^all [1-9][0-9]* hidden 0' "$work/views"
}

few_sheets() {
    browse --no-pdf-header-footer --print-to-pdf="$work/short.pdf" "file://$work/short.html" || return 1
    python3 - "$work/short.pdf" <<'END'
import re, sys
pdf = open(sys.argv[1], 'rb').read()
sheets = len(re.findall(rb'/Type\s*/Page\b(?!s)', pdf))
sizes = set(re.findall(rb'/MediaBox\s*\[0 0 (\d+)[\d.]* (\d+)', pdf))
print(sheets, 'sheets', sizes)
sys.exit(0 if 0 < sheets <= 6 and sizes <= {(b'594', b'841'), (b'595', b'841'), (b'595', b'842')} and sizes else 1)
END
}

printed() {
    browse --no-pdf-header-footer --print-to-pdf="$work/rulebook.pdf" "file://$work/rulebook.html" &&
        [ "$(head -c 5 "$work/rulebook.pdf")" = "%PDF-" ] && [ "$(wc -c <"$work/rulebook.pdf")" -gt 50000 ]
}

if [ -z "$chromium" ]; then
    skip "no Chromium here: the page was not looked at in a browser"
    finish
fi
if ! npm_have axe-core/axe.min.js; then
    skip "axe-core cannot be had from npm: the page was not audited"
    finish
fi

exits 0 "the shipped rules become a page" "${PRECARE_COMMAND:?}" page "$PRECARE_SOURCE/rules" -o "$work/rulebook.html"
exits 0 "and a short edition" "$PRECARE_COMMAND" page "$PRECARE_SOURCE/rules" --short -o "$work/short.html"
for edition in rulebook short; do
    for width in 390 1280; do
        audit $width $edition
        holds "axe-core finds nothing serious in $edition.html at a width of $width" no_serious $width $edition
        holds "nothing of it scrolls sideways at a width of $width" no_sideways $width $edition
        holds "and no column is narrower than its words" words_whole $width $edition
    done
done
holds "each link of \"Show only\" leaves its rules alone, without a script" views_filter
holds "it prints to PDF" printed
holds "the short edition prints on at most six sheets of A4" few_sheets
if [ -n "${PAGE_SHOTS:-}" ]; then
    mkdir -p "$PAGE_SHOTS"
    cp "$work/rulebook.pdf" "$work/short.pdf" "$work/rulebook.html" "$work/short.html" "$PAGE_SHOTS"
    browse --window-size=1280,3000 --screenshot="$PAGE_SHOTS/desktop.png" "file://$work/rulebook.html"
    for edition in rulebook short; do
        echo "<body style=\"margin:0\"><iframe src=\"$edition.html\" style=\"width:390px;height:3000px;border:0\"></iframe>" >"$work/frame.html"
        browse --allow-file-access-from-files --window-size=500,3000 --screenshot="$PAGE_SHOTS/phone-$edition.png" "file://$work/frame.html"
    done
fi
finish
