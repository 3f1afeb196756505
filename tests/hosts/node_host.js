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
precare.close();
precare.close();
check(code('evaluate', event('preview')) < 0, 'a closed one is an error');
check(!fs.readFileSync('/proc/self/maps', 'utf8').includes('libcurl'), 'libcurl was never opened');
console.log(passed + ' passed');
