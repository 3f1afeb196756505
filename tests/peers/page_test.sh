#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The page of the shipped rules in a real browser: an audit by axe-core at phone and at desktop width, no scrolling sideways,
# and printing to PDF. Skipped loudly without Chromium (packaging/install-deps peers) or axe-core (npm).
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
    width=$1
    {
        sed '/<\/body>/,$d' "$work/rulebook.html"
        echo '<script>'
        cat "$modules/axe-core/axe.min.js"
        cat <<'END'
</script><script>
axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']}).then(r => {
  const lines = ['width ' + innerWidth + ' page ' + document.documentElement.scrollWidth];
  for (const v of r.violations) lines.push('violation ' + v.impact + ' ' + v.id + ' ' + v.nodes[0].html.slice(0, 200));
  lines.push('passes ' + r.passes.length);
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
        "file://$work/frame.html" | sed -n '/<pre id="said">/,/<\/pre>/p' >"$work/said-$width"
}

no_serious() {
    cat "$work/said-$1"
    grep -q 'passes [1-9][0-9]' "$work/said-$1" && ! grep -Eq 'violation (serious|critical)' "$work/said-$1"
}

no_sideways() {
    cat "$work/said-$1"
    page=$(sed -n "s/.*width $1 page \([0-9]*\)\$/\1/p" "$work/said-$1")
    [ -n "$page" ] && [ "$page" -le "$1" ]
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
for width in 390 1280; do
    audit $width
    holds "axe-core finds nothing serious at a width of $width" no_serious $width
    holds "nothing scrolls sideways at a width of $width" no_sideways $width
done
holds "it prints to PDF" printed
if [ -n "${PAGE_SHOTS:-}" ]; then
    mkdir -p "$PAGE_SHOTS"
    cp "$work/rulebook.pdf" "$work/rulebook.html" "$PAGE_SHOTS"
    browse --window-size=1280,3000 --screenshot="$PAGE_SHOTS/desktop.png" "file://$work/rulebook.html"
    browse --window-size=500,3000 --screenshot="$PAGE_SHOTS/phone.png" "file://$work/rulebook.html"
fi
finish
