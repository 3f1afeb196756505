// SPDX-License-Identifier: MIT
//
// Speaks with the real yaml-language-server as an editor does, with the schema that `precare schema --editor` made:
//   node editor.js SERVER SCHEMA RULES-DIRECTORY
// Prints a line a check ("ok: ..." or "FAILED: ..."), exits 1 if one failed.
'use strict';
const { spawn } = require('child_process');
const fs = require('fs');
const path = require('path');

const [server, schema, rules] = process.argv.slice(2);
const child = spawn(process.execPath, [server, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
const waiting = new Map();
const diagnostics = new Map();
let next = 1;
let input = Buffer.alloc(0);
let failed = 0;

function send(message) {
  const body = JSON.stringify({ jsonrpc: '2.0', ...message });
  child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

function ask(method, params) {
  const id = next++;
  send({ id, method, params });
  return new Promise((resolve) => waiting.set(id, resolve));
}

const settings = {
  yaml: { schemas: { [`file://${schema}`]: '*' }, validate: true, completion: true, hover: true,
          schemaStore: { enable: false }, customTags: [], maxItemsComputed: 5000 },
};

function answer(message) {
  if (message.method === 'workspace/configuration') {
    return message.params.items.map((item) => settings[item.section] ?? null);
  }
  return null;
}

function heard(message) {
  if (message.method === 'textDocument/publishDiagnostics') {
    diagnostics.set(message.params.uri, message.params.diagnostics);
  } else if (message.method !== undefined && message.id !== undefined) {
    send({ id: message.id, result: answer(message) });
  } else if (waiting.has(message.id)) {
    waiting.get(message.id)(message.result);
    waiting.delete(message.id);
  }
}

child.stdout.on('data', (data) => {
  input = Buffer.concat([input, data]);
  for (;;) {
    const end = input.indexOf('\r\n\r\n');
    const length = end < 0 ? null : /Content-Length: (\d+)/i.exec(input.toString('latin1', 0, end));
    if (length === null || input.length < end + 4 + Number(length[1])) return;
    const body = input.subarray(end + 4, end + 4 + Number(length[1]));
    input = input.subarray(end + 4 + Number(length[1]));
    heard(JSON.parse(body.toString('utf8')));
  }
});

function holds(sentence, yes, more) {
  console.log(`${yes ? 'ok' : 'FAILED'}: ${sentence}`);
  if (!yes) {
    failed++;
    console.log(`    ${more}`);
  }
}

function open(uri, text) {
  diagnostics.delete(uri);
  send({ method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'yaml', version: 1, text } } });
}

async function diagnosed(uri) {
  for (let i = 0; i < 600 && !diagnostics.has(uri); i++) await new Promise((r) => setTimeout(r, 50));
  return diagnostics.get(uri);
}

// Where the mark | stands in the text, and the text without it.
function marked(text) {
  const at = text.indexOf('|>');
  const before = text.slice(0, at).split('\n');
  return { text: text.slice(0, at) + text.slice(at + 2),
           position: { line: before.length - 1, character: before[before.length - 1].length } };
}

async function completions(name, text) {
  const uri = `file://${rules}/${name}`;
  const { text: whole, position } = marked(text);
  open(uri, whole);
  await diagnosed(uri);
  const list = await ask('textDocument/completion', { textDocument: { uri }, position });
  return (list.items ?? list).map((item) => item.label);
}

const head = `format: precare-rules/1
rules-for: microneedling
rules:
  - id: mn-try
    title: "A try"
    source: {ref: article, basis: stated}
    when: {at: booking, procedure: microneedling}
`;

async function conditions() {
  const labels = await completions('try-if.yaml', `${head}    if:\n      |>\n`);
  for (const wanted of ['patient.age', 'patient.pregnancy', 'condition', 'medication', 'allergy', 'procedure.history',
    'appointment.site', 'appointment.length', 'appointment.price', 'provider.training', 'provider.role', 'answer',
    'charted.reaction', 'charted.product', 'charted.field', 'all', 'any', 'none', 'always']) {
    holds(`an empty line under if: offers ${wanted}`, labels.includes(wanted), labels.join(' '));
  }
}

async function lists() {
  const labels = await completions('try-in.yaml', `${head}    if:\n      medication:\n        in: |>\n`);
  holds('after in: of a medication, the medication lists are offered', labels.includes('topical-retinoids'), labels.join(' '));
  holds('and no list of another kind', !labels.includes('keloids') && !labels.includes('microneedling'), labels.join(' '));
}

async function hovers() {
  const { text, position } = marked(`${head}    if:\n      medication:\n        in: topical-retinoids\n        taken-wi|>thin: 5 days before appointment\n`);
  const uri = `file://${rules}/try-hover.yaml`;
  open(uri, text);
  await diagnosed(uri);
  const hover = await ask('textDocument/hover', { textDocument: { uri }, position });
  const said = hover === null ? '' : JSON.stringify(hover.contents);
  holds('hovering over taken-within: says what it means', /[a-z]{3,} [a-z]{2,}/i.test(said), said);
}

async function slips() {
  const uri = `file://${rules}/try-slip.yaml`;
  open(uri, `${head}    if:\n      medication:\n        in: topical-retinoids\n        taken-witin: 5 days before appointment\n`);
  const found = (await diagnosed(uri)) ?? [];
  holds('a misspelt key is underlined', found.some((d) => /taken-witin|not allowed/.test(d.message)), JSON.stringify(found));
}

function filesBelow(directory) {
  return fs.readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(directory, entry.name);
    return entry.isDirectory() ? filesBelow(name) : name.endsWith('.yaml') ? [name] : [];
  });
}

async function shipped() {
  for (const file of filesBelow(rules)) {
    const uri = `file://${file}`;
    open(uri, fs.readFileSync(file, 'utf8'));
    const found = await diagnosed(uri);
    holds(`no false alarm in ${path.relative(rules, file)}`, found !== undefined && found.length === 0,
      found === undefined ? 'no answer' : JSON.stringify(found.slice(0, 3)));
  }
}

async function main() {
  await ask('initialize', {
    processId: process.pid, rootUri: `file://${rules}`, workspaceFolders: null,
    capabilities: { workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
      textDocument: { completion: { completionItem: { snippetSupport: true } }, hover: { contentFormat: ['markdown'] } } },
  });
  send({ method: 'initialized', params: {} });
  send({ method: 'workspace/didChangeConfiguration', params: { settings } });
  await shipped();
  await conditions();
  await lists();
  await hovers();
  await slips();
  child.kill();
  process.exit(failed > 0 ? 1 : 0);
}

setTimeout(() => { console.log('FAILED: the language server does not answer'); child.kill(); process.exit(1); }, 90000);
main().catch((error) => { console.log(`FAILED: ${error.stack}`); child.kill(); process.exit(1); });
