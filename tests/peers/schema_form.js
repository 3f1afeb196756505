// SPDX-License-Identifier: MIT
//
// Judges forms and their answers by the printed schemas with ajv, and by the plugin (door.py), and compares. Called by
// schema_test.sh with the folder of npm's modules, the folder of the schemas and of a site, and how many random visits are
// wanted; prints a line a check.
'use strict';
const fs = require('fs');
const path = require('path');
const { spawnSync } = require('child_process');
const [modules, work, wanted] = process.argv.slice(2);
const source = process.env.PRECARE_SOURCE;
const { compiled, check, said } = require('./schema_ajv.js')(modules, work);
const { event, spoiled, random, one } = require('./schema_visits.js');
const schemas = compiled(['event', 'form', 'answers']), form_whole = compiled(['form'], true).form;

function door(asked) {
    const run = spawnSync('/usr/bin/python3', [path.join(source, 'tests/peers/door.py'), process.env.PRECARE_PLUGIN,
        path.join(work, 'site.yaml')], { input: asked.map((a) => JSON.stringify(a)).join('\n') + '\n', encoding: 'utf8', maxBuffer: 1 << 30 });
    if (run.status !== 0) {
        throw new Error(run.stderr);
    }
    return run.stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
}

// ---- forms of random visits ----
const bare = { format: 'precare-event/1', moment: 'booking', now: '2026-11-23T10:00:00-05:00',
    appointment: { start: '2026-12-07', procedure: { text: 'microneedling' }, sites: ['face'] } };
const events = [bare];
while (events.length < Number(wanted)) {
    const e = random(2) === 0 ? event() : Object.assign(event(), { moment: one(['booking', 'check-in']) });
    if (random(3) > 0) {
        e.appointment.procedure = one([{ text: 'microneedling' }, { code: 'cpt:0000' }, { text: 'micro-needling session' }]);
    }
    events.push(e);
}
const forms = door(events.map((e) => ({ method: 'form', document: { event: e } })));
const told = [], kinds = new Set(), items_of = (items) => items.flatMap((i) => [i].concat(items_of(i.follow_ups || [])));
let asked = 0, refused = 0;
forms.forEach(({ answer, fault }, i) => {
    if (fault !== undefined) {
        told.push(`${JSON.stringify(events[i]).slice(0, 300)}: ${JSON.stringify(fault)}`);
    } else if (!form_whole(answer)) {
        told.push(`${said(form_whole)}\n    ${JSON.stringify(answer).slice(0, 400)}`);
    } else {
        asked += answer.form !== null ? 1 : 0;
        refused += answer.form === null ? 1 : 0;
        items_of(answer.groups.flatMap((g) => g.items)).forEach((item) => kinds.add(item.kind));
    }
});
check(`${events.length} forms are what the schema tells, and nothing else`, told);
check('of them a quarter asks something, and one at least is none', asked * 4 > events.length && refused > 0 ? [] : [`${asked} ask, ${refused} are none`]);
check('six kinds of items were met', kinds.size >= 6 ? [] : [`only ${[...kinds]}`]);

// ---- answers to them: right ones, ones with one thing wrong, and values that fit no item ----
function value(item) {
    switch (item.kind) {
    case 'tick': return one(['yes', 'no', 'unsure', '']);
    case 'choice': return one(item.choices).value;
    case 'choices': return one([[one(item.choices).value], 'unsure', 'no', []]);
    case 'number': return one(['45', 'unsure']);
    case 'date': return one(['2026', '2026-11', '2026-11-01', 'about May 2026', 'long ago', ['1', 'May', '2026']]);
    case 'time': return '2026-11-23T14:30';
    default: return one(['Eliquis', '', null, 'Nöt known']);
    }
}
function answers(form) {
    const of = one(form.groups).of, by = {};
    form.groups.filter((g) => g.of === of).forEach((group) => {
        items_of(group.items).forEach((item) => {
            if (random(2) === 0) by[item.id] = value(item);
            if (item.words && random(4) === 0) by[`${item.id}.text`] = one(['words of mine', '']);
        });
        if (group.none !== null && random(4) === 0) by[group.none] = one(['yes', 'others']);
    });
    const document = { format: 'precare-answers/1', form: form.form, by: of, answers: by };
    return Object.assign(document, random(2) === 0 ? { on: one(['2026-11-22', '2026-11-22T09:00:00-05:00']) } : {}, random(8) === 0 ? { 'x-own': [1] } : {});
}
function bent(document) { // what is wrong in a value, and what stands around it
    const ids = Object.keys(document.answers);
    switch (random(9)) {
    case 0: document.on = one(['2026', 'yesterday', '2026-02-30', '2999-01-01', null, 7]); break;
    case 1: document.by = one(['nobody', null]); break;
    case 2: delete document[one(['format', 'form', 'by', 'answers'])]; break;
    case 3: document.form = one(['sha256:0', null, 7]); break;
    case 4: document.answers['nobody.asked'] = 'yes'; break;
    case 5: if (ids.length) document.answers[one(ids)] = one([7, true, { value: 'yes' }, [['yes']], [null]]); break;
    case 6: if (ids.length) document.answers[one(ids)] = one(['a bell\u0007', 'x'.repeat(1025), Array(65).fill('yes')]); break;
    case 7: document.answers = one([[], 'yes', null]); break;
    default: return spoiled(document);
    }
    return document;
}
const given = forms.map(({ answer }, i) => ({ answer, event: events[i] })).filter((g) => g.answer && g.answer.form !== null && g.answer.groups.length);
const sent = given.map(({ answer, event: e }) => ({ event: e, form: answer, answers: random(2) === 0 ? answers(answer) : bent(answers(answer)) }));
// Of such a value only the form knows whether it fits.
const plain = (v) => v === null || v === undefined || (typeof v === 'string' ? v.length <= 1024 && !/[\u0000-\u001f\u007f-\u009f]/.test(v) :
    Array.isArray(v) && v.length <= 64 && v.every((one_of) => typeof one_of === 'string' && plain(one_of)));
const wolves = [], meek = [], facts = [], beyond = { item: 0, form: 0, day: 0 };
let taken = 0, both = 0;
door(sent.map((document) => ({ method: 'answers', document }))).forEach(({ answer, fault }, i) => {
    const theirs = schemas.answers(sent[i].answers), ours = fault === undefined;
    const what = `${JSON.stringify(sent[i].answers).slice(0, 300)}\n    ${JSON.stringify(fault)} ${said(schemas.answers)}`;
    taken += ours ? 1 : 0;
    both += !ours && !theirs ? 1 : 0;
    if (ours && !theirs) {
        wolves.push(what);
    } else if (!ours && theirs) { // no schema of all forms can say which items this form has, which form it is, what day it is
        const kind = /^answers\../.test(fault.where) && plain(sent[i].answers.answers[fault.where.slice(8)]) ? 'item' :
            { form: 'form', on: 'day' }[fault.where];
        beyond[kind] += 1;
        if (kind === undefined) {
            meek.push(what);
        }
    }
    if (ours && !schemas.event(answer.event)) {
        facts.push(`${said(schemas.event)}\n    ${JSON.stringify(answer.event).slice(0, 400)}`);
    }
});
check(`${sent.length} answers: the schema refuses none that the reader takes`, wolves);
check('what it takes and the reader refuses is an item that the form has not, a value that fits it not, another form, a day', meek);
check('half of them at least were taken, and a tenth refused by both', taken * 2 > sent.length && both * 10 > sent.length ? [] : [`${taken} taken, ${both} refused by both, of ${sent.length}`]);
check('each of those was met', Object.values(beyond).every((n) => n > 0) ? [] : [JSON.stringify(beyond)]);
check('the event with the facts in it is an event', facts);

// ---- those of the samples and of the manual ----
const sample = (name) => JSON.parse(fs.readFileSync(path.join(source, 'packaging/examples/payloads', name), 'utf8'));
check('the sample form is a form, and its answers are answers', form_whole(sample('booking-form.json')) &&
    schemas.answers(sample('booking-answers.json')) ? [] : [said(form_whole), said(schemas.answers)]);
const manual = [...fs.readFileSync(path.join(source, 'packaging/manual/events.md'), 'utf8').matchAll(/```json\n([\s\S]*?)```/g)]
    .map((m) => m[1]).filter((t) => t.includes('"precare-answers/1"'));
check('the answers of the manual are answers', manual.filter((t) => !schemas.answers(JSON.parse(t))).concat(manual.length ? [] : ['there are none']));
