// SPDX-License-Identifier: MIT
// A host in Node, by koffi: the JSON door alone. Usage: node_host.js PLUGIN.so CONFIG RULES.
// Node brings its own OpenSSL, so its clinics deliver with `deliver: external`.
'use strict';
const fs = require('fs');
const koffi = require('koffi');
const [plugin, config, rules] = process.argv.slice(2);

const so = koffi.load(plugin);
const PrecareError = koffi.struct('precare_error', {
    struct_size: 'uint32_t', code: 'int32_t', line: 'uint32_t', column: 'uint32_t',
    where: koffi.array('char', 256, 'String'), message: koffi.array('char', 512, 'String'),
});
const open = so.func('int32_t precare_json_open(const char *config, _Out_ void **handle, _Inout_ precare_error *err)');
const call = so.func('int32_t precare_json_call(void *handle, const char *method, const char *in, uint64_t in_len, ' +
                     '_Out_ void **out, _Out_ uint64_t *out_len, _Inout_ precare_error *err)');
const free = so.func('void precare_json_free(void *out)');
const close = so.func('int32_t precare_json_close(void *handle)');

let passed = 0;
function check(holds, what)
{
    if (!holds) {
        console.log('FAILED: ' + what);
        process.exit(1);
    }
    passed++;
}

function newError()
{
    return {struct_size: koffi.sizeof(PrecareError), code: 0, line: 0, column: 0, where: '', message: ''};
}

const handle = [null];
check(open(config, handle, newError()) === 0, 'opens');

function ask(method, document)
{
    const body = document === undefined ? null : JSON.stringify(document);
    const out = [null], size = [0], err = newError();
    const status = call(handle[0], method, body, body === null ? 0 : Buffer.byteLength(body), out, size, err);
    const answer = out[0] === null ? null : JSON.parse(koffi.decode(out[0], 'char', Number(size[0])));
    free(out[0]);
    return {status, answer, err};
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
check(ask('reload').answer.generation > 0, 'takes edited rules into use');
check(ask('evaluate', event('preview')).answer.findings[0].say === 'Under 22, v2.', 'and judges by them');
r = ask('evaluate', {moment: 'bookin'});
check(r.status < 0 && r.answer.overall === 'not-evaluated' && r.err.where === 'moment', 'a bad event is never clear');
check(close(handle[0]) === 0, 'closes');
check(close(handle[0]) < 0, 'once');
check(!fs.readFileSync('/proc/self/maps', 'utf8').includes('libcurl'), 'libcurl was never opened');
console.log(passed + ' passed');
