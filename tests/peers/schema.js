// SPDX-License-Identifier: MIT
//
// Judges documents by the printed schemas with ajv, and by the command, and compares. Called by schema_test.sh with the
// folder of npm's modules, the folder of the schemas, and how many random events are wanted; prints a line a check.
'use strict';
const fs = require('fs');
const path = require('path');
const { execFileSync, spawnSync } = require('child_process');
const [modules, work, wanted] = process.argv.slice(2);
const Ajv = require(path.join(modules, 'ajv/dist/2020.js'));
const source = process.env.PRECARE_SOURCE, command = process.env.PRECARE_COMMAND;

const ajv = new Ajv({ strict: true, allErrors: false, allowUnionTypes: true, strictTypes: false, strictRequired: false });
const schemas = {};
for (const name of ['event', 'result', 'config']) {
    schemas[name] = ajv.compile(JSON.parse(fs.readFileSync(path.join(work, `${name}.json`))));
}

function check(what, faults) {
    console.log(faults.length === 0 ? `ok: ${what}` : `FAILED: ${what}\n    ${faults.slice(0, 8).join('\n    ')}`);
}
const said = (validate) => ajv.errorsText(validate.errors).slice(0, 300);

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
    if (!schemas.result(result)) {
        results.push(`${name}: ${said(schemas.result)}`);
    }
}
function evaluatedOne(text) {
    const run = spawnSync(command, ['evaluate', '--rules', path.join(source, 'rules'), '--draft'], { input: text, encoding: 'utf8' });
    return [JSON.parse(run.stdout)];
}
check('the schema takes and refuses the golden events as the reader does', told.concat(judged > 50 ? [] : ['too few']));
check('what came back for them is a result', results);

// ---- random events: right ones, and each with one thing wrong ----
let seed = 20261130;
const random = (n) => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return (seed >>> 8) % n;
};
const one = (list) => list[random(list.length)];
const often = (value) => (random(3) === 0 ? [] : [value()]);
const when = () => one(['2026', '2026-11', '2026-11-20', '2026-11-20T10:00:00-05:00', '2026-11-20T10:00Z', '2026-11-20T10:00:00.5+01', null]);
const wholeDate = () => one(['2026-12-07', '2026-12-07T14:00:00-05:00', '2026-12-07T14:00']);
const text = () => one(['cold sore', 'warfarin', 'tretinoin 0.05% cream', 'Botox', 'redness', 'zzz', 'Nöt known', '']);
const sites = () => one([[], ['face'], ['cheek', 'left-cheek'], null]);
const entries = (more) => Array.from({ length: random(4) }, () => Object.assign(
    random(4) === 0 ? { code: one(['icd-10:B00.1', 'atc:D10AD01', 'foo:1']) } : { text: one(['cold sore', 'warfarin', 'retinol', 'x']) }, more()));
const some = (from) => Object.fromEntries(Object.entries(from).filter(() => random(2) === 0));
const list = (more) => some({ reviewed: when(), asked: some({ 'blood-thinners': '2026-11-20', nothing: null, 'x-own': 7 }), entries: entries(more), 'x-y': 1 });
function event() {
    const e = {
        format: 'precare-event/1', moment: one(['booking', 'check-in', 'treatment', 'follow-up']), now: '2026-11-23T10:00:00-05:00',
        appointment: Object.assign({ start: wholeDate() }, some({
            id: 'apt-1', occurrence: one(['2026-12-07', null]), minutes: one([60, 0, null]), procedure: one([{}, { text: 'microneedling' }, { code: 'local:MN1', checked: 'as-written' }, null]),
            also: one([[], [{ text: 'LED mask' }], null]), sites: sites(), indication: 'acne-scar', price: '450 USD', state: one(['planned', 'done', 'cancelled']), modality: 'mechanical' })),
    };
    return Object.assign(e, some({
        event_id: 'apt-1/1', action: one(['create', 'confirm', 'cancel', null]), phase: one(['preview', 'final', null]), subject: 'pt-1',
        patient: some({ birth_date: one(['1992-03-14', '1992', null]), sex: one(['female', 'whatever', '']), pregnancy: one(['not-pregnant', 'trying', null]) }),
        provider: some({ id: 'p7', role: text(), training: one([[], ['microneedling'], null]) }),
        conditions: list(() => some({ status: one(['active', 'history', 'never', null]), severity: 'mild', sites: sites(), onset: when(), recorded: when(), resolved: when(), list: 'cold-sores' })),
        medications: list(() => some({ use: one(['ongoing', 'stopped', 'prescribed']), route: 'topical', sites: sites(), last_used: when(), started: when(), checked: 'as-written' })),
        allergies: list(() => some({ severity: 'severe', recorded: when() })),
        procedures: list(() => some({ date: when(), state: one(['done', 'planned']), sites: sites(), appointment: 'apt-0', occurrence: one(['2026-12-01', null]), fields: { units: '20', 'x-z': [] } })),
        answers: some({ consent: one(['signed', null, { value: 'signed', on: when() }, { value: null }]), 'hsv-history': 'no', 'x-any': { a: 1 } }),
        chart: some({ procedure_ended: when(), reactions: entries(() => some({ severity: 'mild', at: when() })), products: entries(() => some({ at: when() })), fields: some({ 'max-pain': '2', none: null }) }),
        clearances: one([[], null, [some({ rule: 'mn-keloid', role: 'physician', reason: 'record-is-wrong', on: when(), appointment: 'apt-1', matter: 'm-1' })]]),
        'x-host': { any: [1, 2] },
    }));
}
// One thing wrong, anywhere: a key that nobody knows, a value of another kind, a key that must be there and is not.
function spoiled(e) {
    const places = [];
    (function walk(at, name) {
        if (at !== null && typeof at === 'object' && !String(name).startsWith('x-')) {
            places.push(at);
            for (const key of Object.keys(at)) walk(at[key], key);
        }
    })(e, '');
    const at = one(places), keys = Object.keys(at).filter((key) => !key.startsWith('x-'));
    switch (random(4)) {
    case 0: if (Array.isArray(at)) at.push(7); else at.unheard = 'of'; break;
    case 1: if (keys.length) at[one(keys)] = one([true, 1.5, [[]], { zz: 1 }]); break;
    case 2: if (keys.length) at[one(keys)] = 'a text\u0007 with a bell'; break;
    default: delete e[one(['format', 'moment', 'now', 'appointment'])]; break;
    }
    return e;
}
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
    if (!schemas.result(result)) {
        strange.push(said(schemas.result));
    }
});
check(`${count} random events: the schema and the reader agree`, apart);
check('of them a third at least was taken, and a tenth refused', taken * 3 > count && (count - taken) * 10 > count ? [] : [`${taken} of ${count} were taken`]);
check('what came back for them is a result', strange);

// ---- the payloads of the manual ----
const manual = fs.readFileSync(path.join(source, 'packaging/manual/events.md'), 'utf8');
const payloads = [...manual.matchAll(/```json\n([\s\S]*?)```/g)].map((m) => m[1]).filter((t) => t.includes('"precare-event/1"'));
check('of the events of the manual both say the same', payloads.filter((t) =>
    schemas.event(JSON.parse(t)) !== (evaluatedOne(t)[0].coverage !== 'not-evaluated')).concat(payloads.length > 2 ? [] : ['there are too few']));

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
check('the schema refuses no configuration that the reader takes', wolf.concat(schemas.config(whole) ? [] : [said(schemas.config)]));
check('it refuses ten that the reader refuses', refused >= 10 ? [] : [`${refused} were refused`]);
