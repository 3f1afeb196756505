// SPDX-License-Identifier: MIT
//
// Random events for schema.js and schema_form.js: the same ones each time. event() is a right one; spoiled(document) has one
// thing wrong, anywhere.
'use strict';
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

module.exports = { event, spoiled, random, one };
