// SPDX-License-Identifier: MIT
// A host in Node, on packaging/hosts/node/precare.js. Usage: node_host.js PLUGIN.so CONFIG RULES.
'use strict';
const fs = require('fs');
const {Precare, PrecareError} = require('../../packaging/hosts/node/precare.js');
const [plugin, config, rules] = process.argv.slice(2);

let passed = 0;
function check(holds, what)
{
    if (!holds) {
        console.log('FAILED: ' + what);
        process.exit(1);
    }
    passed++;
}

const precare = new Precare(config, plugin);
check(precare.status === 0, 'opens');
const ask = (method, document) => precare.call(method, document);

function code(method, document)
{
    try {
        ask(method, document);
        return 0;
    } catch (error) {
        return error instanceof PrecareError ? error.code : 0;
    }
}

function event(phase, more)
{
    return Object.assign({
        format: 'precare-event/1', event_id: 'apt-1042/1', moment: 'booking', phase,
        now: '2026-12-01T10:00:00-05:00', subject: 'pt-88', patient: {birth_date: '2007-05-04'},
        appointment: {id: 'apt-1042', start: '2027-01-12T14:00:00-05:00', minutes: 60,
                      procedure: {text: 'microneedling'}, sites: ['cheek']},
        medications: {reviewed: '2026-12-01',
                      entries: [{text: 'tretinoin 0.05% cream', use: 'ongoing', sites: ['cheek']}]},
    }, more);
}

let r = ask('evaluate', event('preview'));
check(r.status === 0 && r.answer.overall === 'hold' && r.answer.ref === null, 'a preview holds and tells nobody');
check(r.answer.findings.map(f => f.outcome).join() === 'hold,warn', 'hold first, then the warning');
r = ask('evaluate', event('settle', {
    disposition: 'overridden',
    acknowledgements: [{rule: 'too-young', action: 'overridden', role: 'physician', actor: 'u12',
                        reason: 'benefit-outweighs', at: '2026-12-01T10:01:00-05:00'}],
}));
check(r.status === 0 && r.answer.ref, 'the settled booking tells the team');
check(ask('lookup', {ref: r.answer.ref}).answer.appointment === 'apt-1042', 'a reference leads back to the visit');
r = ask('evaluate', event('final', {moment: 'check-in', now: '2027-01-12T13:55:00-05:00'}));
check(r.status === 0 && r.answer.overall === 'hold', 'charting the check-in');
fs.writeFileSync(rules, fs.readFileSync(rules, 'utf8').replace('1.0.1', '1.0.2').replaceAll(', v1.', ', v2.'));
require('child_process').execFileSync(process.env.PRECARE_APPROVE);
check(ask('reload').answer.generation > 0, 'takes edited rules into use');
check(ask('evaluate', event('preview')).answer.findings[0].say === 'Under 22, v2.', 'and judges by them');
r = ask('evaluate', {moment: 'bookin'});
check(r.status < 0 && r.answer.overall === 'not-evaluated' && r.where === 'moment', 'a bad event is never clear');
check(code('lookup', {ref: '7K3M-9QXT'}) < 0, 'an unknown reference is an error');
const camel = name => name.replace(/-(.)/g, (_, c) => c.toUpperCase());
check(precare.describe().methods.every(name => typeof precare[camel(name)] === 'function'), 'has each method of the door');
check(precare.needs({moment: 'booking'}).needs.includes('medications'), 'needs');
check(precare.stats().evaluations !== null, 'stats');
const bare = event('preview', {medications: undefined}), form = precare.form({event: bare});
check(form.format === 'precare-form/1' && form.groups.length > 0, 'a form');
const id = form.groups[0].items[0].id;
const filled = precare.answers({event: bare, form,
    answers: {format: 'precare-answers/1', form: form.form, by: form.groups[0].of, answers: {[id]: 'unsure'}}});
check(filled.event.format === 'precare-event/1' && Array.isArray(filled.missing), 'and its answers');
check('text' in precare.sheet({event: bare, format: 'text'}), 'a sheet');
r = precare.evaluate(event('final', {event_id: 'a/1', appointment: {id: 'a', start: '2027-01-12', procedure: {text: 'microneedling'}}}));
check(precare.acknowledge({ref: r.ref, action: 'accepted', actor: 'u1', role: 'nurse'}).status === 'recorded', 'an acknowledgement');
check(precare.lookup({ref: r.ref}).appointment === 'a', 'a lookup');
check(precare.told({ref: r.ref}).acknowledged[0].by === 'u1', 'who was told, and who acknowledged it');
precare.close();
precare.close();
check(code('evaluate', event('preview')) < 0, 'a closed one is an error');
check(!fs.readFileSync('/proc/self/maps', 'utf8').includes('libcurl'), 'libcurl was never opened');
console.log(passed + ' passed');
