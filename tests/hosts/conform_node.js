// SPDX-License-Identifier: MIT
//
// A small host in Node with its adapter for `precare conform`: to copy from. It keeps appointments in memory, asks the plugin
// before it saves (preview) and tells it afterwards what became of it (settle), through packaging/hosts/node/precare.js. Run
// by tests/hosts/conform_bindings_test.sh, with koffi in NODE_PATH:
//
//     precare conform --adapter "node tests/hosts/conform_node.js"
'use strict';
const readline = require('readline');
const {Precare, PrecareError} = require('../../packaging/hosts/node/precare.js');

const MOMENTS = {'check in': 'check-in', chart: 'treatment', react: 'follow-up'};
const ACTIONS = {confirm: 'confirm', reschedule: 'reschedule', cancel: 'cancel'};
const LISTS = ['conditions', 'medications', 'allergies', 'procedures'];

const precare = new Precare(process.env.PRECARE_CONFIG);
const saved = new Map(); // id: what is known of the visit
const made = new Map();  // scenario: the ids of its appointments
let requests = 0;

/** The members of an object that have these names. */
function pick(object, names)
{
    return Object.fromEntries(names.filter(name => name in object).map(name => [name, object[name]]));
}

/** A call of the plugin; one that failed leaves the visit unchecked, and the user's work goes on. */
function attempt(call)
{
    try {
        return call();
    } catch (fault) {
        if (!(fault instanceof PrecareError)) {
            throw fault;
        }
        console.error(fault.message);
        return null;
    }
}

/** What this host knows of a visit, as an event. */
function eventOf(visit, moment, action)
{
    const event = {
        format: 'precare-event/1', event_id: visit.id + '/' + requests, moment, action,
        now: new Date().toISOString(),
        subject: visit.patient.id, patient: {birth_date: visit.patient.born},
        appointment: {id: visit.id, start: visit.start, minutes: visit.minutes, procedure: {text: visit.procedure},
                      sites: visit.sites},
    };
    for (const list of LISTS) {
        event[list] = {reviewed: visit.reviewed, entries: visit[list] || []};
    }
    const chart = pick(visit, ['products', 'reactions']);
    return Object.keys(chart).length === 0 ? event : {...event, chart};
}

/** The first line of the screen: never "clear" alone where questions wait for a later moment. */
function headOf(result)
{
    const later = result.questions.find(group => group.from);
    if (result.overall === 'clear' && later) {
        return 'clear so far, questions at ' + later.from;
    }
    return result.overall === 'not-evaluated' ? 'NOT CHECKED' : result.overall;
}

/** What a user sees of a result. */
function screenOf(result)
{
    const findings = result.findings.filter(finding => finding.outcome !== 'ask').flatMap(finding => [
        finding.outcome.toUpperCase() + ': ' + (finding.say || finding.title || finding.rule),
        ...(finding.tasks || []).map(task => '  - ' + (task.tell_patient || task.do)),
    ]);
    const questions = result.questions.flatMap(group => group.ask.map(
        ask => (group.from ? 'at ' + group.from + ', ' : '') + group.of + ': ' + ask));
    return [headOf(result), ...findings, ...questions].join('\n');
}

/** Asks, and shows what came: the result, and the text on the user's screen. */
function look(event)
{
    const result = attempt(() => precare.evaluate({...event, phase: 'preview'}));
    if (result === null) {
        return {findings: [], shown: 'NOT CHECKED'};
    }
    attempt(() => precare.acknowledge({action: 'shown', appointment: event.appointment.id, subject: event.subject,
                                       reason: result.overall}));
    return {findings: result.findings, shown: screenOf(result)};
}

/** Of each finding that this role may override: who did, and why. */
function overridden(findings, by)
{
    return findings.filter(finding => finding.override && finding.override.by.includes(by.role))
        .map(finding => ({...by, rule: finding.rule, action: 'overridden'}));
}

/** The host's own transaction: all of it, or nothing. */
function save(visit, failing)
{
    if (!failing) {
        saved.set(visit.id, visit);
    }
    return !failing;
}

/** One request of a user: look, decide, save, settle. */
function request(visit, action, line)
{
    const event = eventOf(visit, MOMENTS[line.do] || 'booking', action);
    const {findings, shown} = look(event);
    const blocked = findings.some(finding => finding.outcome === 'block');
    const done = line.user !== 'gives up' && !blocked && save(visit, line.do === 'roll back');
    const settle = {...event, phase: 'settle', disposition: done ? 'saved' : 'abandoned'};
    if (done && line.override) {
        Object.assign(settle, {disposition: 'overridden', acknowledgements: overridden(findings, line.override)});
    }
    attempt(() => precare.evaluate(settle));
    return {done, shown};
}

/** New appointments. */
function bookings(line)
{
    const {count, every} = line.series || {count: 1, every: '0d'};
    const visits = Array.from({length: count}, (_, i) => {
        const start = new Date(line.start + 'Z'); // a time of the clinic's clock: UTC only to count days
        start.setUTCDate(start.getUTCDate() + i * parseInt(every, 10));
        return {...pick(line, ['patient', 'procedure', 'sites', 'minutes', 'medications']), id: 'apt-' + line.n + '-' + i,
                start: start.toISOString().slice(0, 19), reviewed: line.asked ? new Date().toISOString() : null};
    });
    made.set(line.n, visits.map(visit => visit.id));
    return visits;
}

function scenario(line)
{
    requests++; // run again, it is the same request
    let action = 'create', visits;
    if (line.of) {
        const id = made.get(line.of)[(line.which || 1) - 1];
        visits = [{...saved.get(id), ...pick(line, ['start', 'products', 'reactions'])}];
        action = line.do === 'roll back' ? 'reschedule' : ACTIONS[line.do];
    } else {
        visits = bookings(line);
    }
    const answers = (line.do === 'retry' ? [1, 2] : [1]).flatMap(() => visits.map(visit => request(visit, action, line)));
    return {n: line.n, saved: answers.every(answer => answer.done), shown: answers.map(answer => answer.shown).join('\n')};
}

readline.createInterface({input: process.stdin})
    .on('line', text => process.stdout.write(JSON.stringify(scenario(JSON.parse(text))) + '\n'))
    .on('close', () => precare.close());
