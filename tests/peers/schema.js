// SPDX-License-Identifier: MIT
//
// Judges events, results and configurations by the printed schemas with ajv, and by the command, and compares. Called by
// schema_test.sh with the folder of npm's modules, the folder of the schemas, and how many random events are wanted; prints a
// line a check. Forms and answers: schema_form.js.
'use strict';
const fs = require('fs');
const path = require('path');
const { execFileSync, spawnSync } = require('child_process');
const [modules, work, wanted] = process.argv.slice(2);
const source = process.env.PRECARE_SOURCE, command = process.env.PRECARE_COMMAND;

const { compiled, check, said } = require('./schema_ajv.js')(modules, work);
const schemas = compiled(['event', 'result', 'config']);
// What a reader passes over is wrong in what we print: a key that the schema does not tell.
const told_all = compiled(['result'], true).result;

function evaluated(lines) {
    const run = spawnSync(command, ['evaluate', '--rules', path.join(source, 'rules'), '--draft', '--lines'],
        { input: lines.join('\n') + '\n', encoding: 'utf8', maxBuffer: 1 << 30 });
    return run.stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
}

// ---- every golden event: what no schema can say has its reason here ----
const beyond = {
    'impossible-date.json': 'a day that no calendar has', 'impossible-hour.json': 'an hour that no day has',
    'text-too-long.json': 'a length in bytes', 'duplicate-key.json': 'JSON keeps the last of two keys',
};
const folder = path.join(source, 'tests/visit/golden/event');
const golden = fs.readdirSync(folder).filter((name) => name.endsWith('.json'));
const told = [], results = [];
let judged = 0;
for (const name of golden) {
    const text = fs.readFileSync(path.join(folder, name));
    let event;
    try {
        event = JSON.parse(text);
    } catch (e) {
        continue;
    }
    const [result] = evaluatedOne(text);
    const ours = result.coverage !== 'not-evaluated', theirs = schemas.event(event);
    judged++;
    if (ours !== theirs && beyond[name] === undefined) {
        told.push(`${name}: the reader ${ours}, the schema ${theirs}: ${said(schemas.event)}`);
    }
    if (!told_all(result)) {
        results.push(`${name}: ${said(told_all)}`);
    }
}
function evaluatedOne(text) {
    const run = spawnSync(command, ['evaluate', '--rules', path.join(source, 'rules'), '--draft'], { input: text, encoding: 'utf8' });
    return [JSON.parse(run.stdout)];
}
check('the schema takes and refuses the golden events as the reader does', told.concat(judged > 50 ? [] : ['too few']));
check('what came back for them is a result', results);

// ---- random events: right ones, and each with one thing wrong ----
const { event, spoiled, random } = require('./schema_visits.js');
const count = Number(wanted), events = [];
for (let i = 0; i < count; i++) {
    events.push(random(2) === 0 ? event() : spoiled(event()));
}
const apart = [], strange = [];
let taken = 0;
evaluated(events.map((e) => JSON.stringify(e))).forEach((result, i) => {
    const ours = result.coverage !== 'not-evaluated', theirs = schemas.event(events[i]);
    taken += ours ? 1 : 0;
    if (ours !== theirs) {
        apart.push(`${JSON.stringify(events[i]).slice(0, 400)}\n    the reader ${ours} (${JSON.stringify(result.error)}), the schema ${theirs}: ${said(schemas.event)}`);
    }
    if (!told_all(result)) {
        strange.push(said(told_all));
    }
});
check(`${count} random events: the schema and the reader agree`, apart);
check('of them a third at least was taken, and a tenth refused', taken * 3 > count && (count - taken) * 10 > count ? [] : [`${taken} of ${count} were taken`]);
check('what came back for them is a result', strange);

// ---- the payloads of the manual, of the examples, of the adapters' pages and of other tests ----
const read = (name) => fs.readFileSync(path.join(source, name), 'utf8');
const blocks = (name, language) => [...read(name).matchAll(new RegExp('```' + language + '\\n([\\s\\S]*?)```', 'g'))].map((m) => m[1]);
const manual = blocks('packaging/manual/events.md', 'json');
const events_told = manual.filter((t) => t.includes('"precare-event/1"'));
check('of the events of the manual both say the same', events_told.filter((t) =>
    schemas.event(JSON.parse(t)) !== (evaluatedOne(t)[0].coverage !== 'not-evaluated')).concat(events_told.length > 2 ? [] : ['there are too few']));
const results_told = manual.filter((t) => t.includes('"precare-result/1"'));
check('the results of the manual are results', results_told.filter((t) => !told_all(JSON.parse(t)))
    .concat(results_told.length > 1 ? [] : ['there are too few']));
const payloads = fs.readdirSync(path.join(source, 'packaging/examples/payloads')).map((name) => `packaging/examples/payloads/${name}`);
const samples = payloads.filter((name) => /(preview|final|settle|cancel|answered)[.]json$/.test(name));
check('the sample results are results, and nothing else', payloads.filter((name) => name.endsWith('.result.json'))
    .filter((name) => !told_all(JSON.parse(read(name)))).map((name) => `${name}: ${said(told_all)}`));
const others = ['tests/form/events.jsonl', 'packaging/examples/visit.json', ...samples].flatMap((name) =>
    (name.endsWith('l') ? read(name).trimEnd().split('\n') : [read(name)]).map((t) => [name, t]));
check('the events of the examples and of the forms\' tests are events', others.filter(([, t]) => !schemas.event(JSON.parse(t)))
    .map(([name]) => `${name}: ${said(schemas.event)}`).concat(samples.length === 14 ? [] : ['there are too few']));

// ---- configurations: a schema that refuses what the reader takes would be switched off ----
const YAML = require(path.join(modules, 'yaml'));
const wolf = [];
let refused = 0;
const configs = path.join(source, 'tests/config/golden');
for (const name of fs.readdirSync(configs).filter((n) => n.endsWith('.yaml'))) {
    let config;
    try {
        config = YAML.parse(fs.readFileSync(path.join(configs, name), 'utf8'));
    } catch (e) {
        continue;
    }
    const fine = schemas.config(config);
    const faults = fs.readFileSync(path.join(configs, name.replace(/yaml$/, 'txt')), 'utf8');
    refused += fine ? 0 : 1;
    if (!fine && !/ error /.test(faults)) {
        wolf.push(`${name}: ${said(schemas.config)}`);
    }
}
const whole = YAML.parse(fs.readFileSync(path.join(source, 'tests/config/whole.yaml'), 'utf8'));
const configs_told = blocks('packaging/manual/configuration.md', 'yaml').filter((t) => t.startsWith('format: precare-config/1'));
configs_told.filter((t) => !schemas.config(YAML.parse(t))).forEach((t) => wolf.push(`${t}\n${said(schemas.config)}`));
check('there is a configuration in the manual', configs_told.length ? [] : ['there is none']);
check('the schema refuses no configuration that the reader takes', wolf.concat(schemas.config(whole) ? [] : [said(schemas.config)]));
check('it refuses ten that the reader refuses', refused >= 10 ? [] : [`${refused} were refused`]);
