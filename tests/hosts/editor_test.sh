#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The editor: the real yaml-language-server with the generated schema completes conditions and names of lists, shows what
# a key means, and finds no fault in the shipped rules. Needs node and npm's registry; skips loudly without.
here=$(dirname "$0")
. "$here/../support/shell.sh"
source=${PRECARE_SOURCE:-$here/../..}
precare=${PRECARE_COMMAND:-$source/build/precare}

command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 || { skip "no node or npm"; finish; }
server=${YAML_LANGUAGE_SERVER:-}
if [ -z "$server" ]; then
    (cd "$work" && npm install yaml-language-server@1 --no-audit --no-fund) >"$work/npm" 2>&1 ||
        { skip "npm cannot install yaml-language-server"; finish; }
    server=$work/node_modules/yaml-language-server/bin/yaml-language-server
fi

holds "the schema is printed" sh -c '"$1" schema --editor "$2" >"$3"' - "$precare" "$source/rules" "$work/schema.json"
cat >"$work/queries.js" <<'END'
const fs = require('fs'), path = require('path');
const [rules, out] = process.argv.slice(2);
const head = 'format: precare-rules/1\nrules-for: microneedling\nrules:\n  - id: x\n    title: "X"\n';
const queries = [];
const add = (name, ask, text) => {
    const before = text.split('|')[0].split('\n');
    queries.push({ name, ask, text: text.replace('|', ''), line: before.length - 1, column: before[before.length - 1].length });
};
add('conditions', 'complete', head + '    if:\n      |\n');
add('conditions in any', 'complete', head + '    if:\n      any:\n        - |\n');
add('lists', 'complete', head + '    if:\n      medication:\n        in: |\n');
add('lists in braces', 'complete', head + '    if:\n      medication: {in: |}\n');
add('sites', 'complete', head + '    if:\n      appointment.site:\n        in: |\n');
add('windows', 'complete', head + '    if:\n      medication:\n        taken-within: |\n');
add('keys of a rule', 'complete', head + '    |\n');
add('roles', 'complete', head + '    override:\n      by: |\n');
add('hover', 'hover', head + '    if:\n      medi|cation: {in: topical-retinoids, use: ongoing}\n');
add('hover on a key', 'hover', head + '    if-un|known: {ask: "When?"}\n');
add('misspelt', 'check', head + '    topik: x\n|');
const walk = (folder) => fs.readdirSync(folder, { withFileTypes: true }).flatMap((f) =>
    f.isDirectory() ? walk(path.join(folder, f.name)) : f.name.endsWith('.yaml') ? [path.join(folder, f.name)] : []);
for (const file of walk(rules)) {
    queries.push({ name: 'file ' + file, ask: 'check', text: fs.readFileSync(file, 'utf8'), line: 0, column: 0 });
}
fs.writeFileSync(out, JSON.stringify(queries));
END
holds "the questions are made" node "$work/queries.js" "$source/rules" "$work/queries.json"
holds "the server answers" sh -c 'node "$1" "$2" "$3" "$4" >"$5"' - "$here/editor_client.js" "$server" "$work/schema.json" "$work/queries.json" "$work/answers"

# answered NAME WORD: the answer to the question holds the word.
answered() {
    grep -F "{\"name\":\"$1\"," "$work/answers" | grep -qF -- "$2"
}
for word in medication condition patient.age procedure.history all any none; do
    holds "an empty line under if: offers $word" answered conditions "\"$word\""
done
holds "so does a dash under any:" answered "conditions in any" '"patient.age"'
holds "in: offers this site's lists" answered lists '"topical-retinoids"'
holds "also in braces" answered "lists in braces" '"topical-retinoids"'
holds "and no list of another kind" sh -c '! grep -F "{\"name\":\"lists\"," "$1" | grep -qF "\"keloids\""' - "$work/answers"
holds "sites are offered" answered sites '"face"'
holds "parameters are offered as windows" answered windows 'retinoid-stop before appointment'
holds "the keys of a rule are offered" answered "keys of a rule" '"if-unknown"'
holds "roles are offered" answered roles '"physician"'
holds "a hover says what a condition is" answered hover "medication of the patient"
holds "a hover says what a key is" answered "hover on a key" "fact is missing"
holds "a misspelt key is marked" answered misspelt "topik"
holds "no false alarm on the shipped rules" sh -c '! grep -F "{\"name\":\"file " "$1" | grep -vF "\"answer\":[]"' - "$work/answers"
finish
