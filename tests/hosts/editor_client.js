// SPDX-License-Identifier: MIT
//
// Speaks to the real yaml-language-server as an editor does: opens files with the generated schema, asks for
// completions and hovers, prints one JSON line an answer. Usage: node editor_client.js SERVER SCHEMA QUERIES.json
// QUERIES: [{"name", "text", "line", "column", "ask": "complete" | "hover" | "check"}], 0-based places.
'use strict';
const { spawn } = require('child_process');
const fs = require('fs');
const [server, schema, queries] = process.argv.slice(2);

const child = spawn(process.execPath, [server, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
let next = 1, left = Buffer.alloc(0);
const waiting = new Map(), told = new Map();

function send(message) {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
}

function ask(method, params) {
    const id = next++;
    send({ id, method, params });
    return new Promise((done) => waiting.set(id, done));
}

const settings = {
    yaml: { schemas: { ['file://' + schema]: '*' }, completion: true, hover: true, validate: true,
            yamlVersion: '1.2', schemaStore: { enable: false } },
};

function received(message) {
    if (message.method === 'workspace/configuration') {
        send({ id: message.id, result: message.params.items.map((item) => settings[item.section] || {}) });
    } else if (message.method === 'textDocument/publishDiagnostics') {
        const done = told.get(message.params.uri);
        if (done) done(message.params.diagnostics);
    } else if (message.id !== undefined && message.method) {
        send({ id: message.id, result: null });
    } else if (waiting.has(message.id)) {
        waiting.get(message.id)(message.result);
        waiting.delete(message.id);
    }
}

child.stdout.on('data', (data) => {
    left = Buffer.concat([left, data]);
    for (;;) {
        const end = left.indexOf('\r\n\r\n');
        if (end < 0) return;
        const length = Number(/Content-Length: (\d+)/i.exec(left.slice(0, end).toString())[1]);
        if (left.length < end + 4 + length) return;
        const body = left.slice(end + 4, end + 4 + length).toString();
        left = left.slice(end + 4 + length);
        received(JSON.parse(body));
    }
});

async function answer(query, i) {
    const uri = `file:///rules/${i}.yaml`;
    const position = { line: query.line, character: query.column };
    const diagnostics = new Promise((done) => told.set(uri, done));
    send({ method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'yaml', version: 1, text: query.text } } });
    if (query.ask === 'check') {
        return (await diagnostics).map((d) => `${d.range.start.line + 1}:${d.range.start.character + 1}: ${d.message}`);
    }
    if (query.ask === 'hover') {
        const hover = await ask('textDocument/hover', { textDocument: { uri }, position });
        return hover ? hover.contents.value || hover.contents : null;
    }
    const list = await ask('textDocument/completion', { textDocument: { uri }, position });
    return ((list && list.items) || list || []).map((item) => item.label);
}

(async () => {
    await ask('initialize', {
        processId: process.pid, rootUri: null,
        capabilities: { workspace: { configuration: true, didChangeConfiguration: {} },
                        textDocument: { completion: { completionItem: { snippetSupport: true } }, hover: {} } },
    });
    send({ method: 'initialized', params: {} });
    send({ method: 'workspace/didChangeConfiguration', params: { settings } });
    // The server takes its settings when it likes: what is asked before that is answered with nothing.
    await new Promise((done) => setTimeout(done, 1500));
    const list = JSON.parse(fs.readFileSync(queries, 'utf8'));
    for (let i = 0; i < list.length; i++) {
        console.log(JSON.stringify({ name: list[i].name, answer: await answer(list[i], i) }));
    }
    child.kill();
    process.exit(0);
})();
setTimeout(() => { console.error('no answer in 100 s'); child.kill(); process.exit(1); }, 100000);
