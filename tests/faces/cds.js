// SPDX-License-Identifier: MIT
//
// node cds.js MODULES PORT TOKEN-FILE: @medplum/core as a client of `precare serve`, for the goldens (tests/cds/golden) and a few
// bookings, with a FHIR server of its own; the judges of others look at what comes back
// (cds_judges.js). What the acceptance cases give: cds_cases.js.
// Prints a line a check ("ok: ..." or "FAILED: ...").
'use strict';
const fs = require('fs');
const path = require('path');
const { judges, answerWrong, suggested, check } = require('./cds_judges.js');
const { begin } = require('./cds_client.js');

const [modules, port, tokenFile] = process.argv.slice(2);
const GOLDEN = path.join(__dirname, '../cds/golden');
const read = file => JSON.parse(fs.readFileSync(file, 'utf8'));

const theirs = judges(modules);

function templatesRead(services) {
  const simple = /^[A-Z]\w+(\/\{\{context\.\w+\}\}|\?patient=\{\{context\.patientId\}\}(&([a-z]+=[\w:.|/-]+|_count=\d+|_sort=-?[a-z]+))*)$/;
  return services.flatMap(one => Object.values(one.prefetch)).filter(template => !simple.test(template));
}

(async () => {
  const { client, asked, called, json, end } = await begin(modules, port, fs.readFileSync(tokenFile, 'utf8'));

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
    const { body, answer } = await called(services, request);
    calls++;
    const wanted = services.find(one => one.hook === request.hook).prefetch;
    nulls.push(...Object.keys(wanted).filter(key => !(key in body.prefetch)).map(key => `${name}: ${key}`));
    bad.push(...answerWrong(answer).map(what => `${name}: ${what}`));
    resources.push(...suggested(answer.cards));
    empty += answer.cards.length === 0 ? 1 : 0;
  }
  check(calls >= 10 && bad.length === 0, 'cards are as the specification says', bad.join('\n'));
  check(asked.length > calls && asked.every(url => !url.includes('{{')), 'a foreign client understands each template',
    asked.filter(url => url.includes('{{')).join('\n'));
  check(nulls.length === 0, 'what it has not is an empty searchset or an OperationOutcome, and is answered', nulls.join('\n'));
  check(empty > 0, 'a foreign client gets an empty list where nothing is to be said');

  // ---- a few bookings more: one condition, medicine and procedure each ----
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
    const { answer } = await called(services, one);
    wrong.push(...answerWrong(answer).map(what => `${word}: ${what}`));
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
  check(["npm's fhir", '@medplum/core', 'ajv'].every(name => theirs[name](broken)), 'the validators find what is wrong in a broken one');
  check(theirs.fhirpath({ resourceType: 'Appointment', status: 'booked', start: '2026-12-01T10:00:00Z' }) !== '', 'fhirpath too');

  // ---- feedback of such a client, and a body that is refused ----
  const { answer } = await called(services, read(path.join(GOLDEN, 'booking.json')));
  const heard = await client.post(`http://127.0.0.1:${port}/cds-services/precare-booking/feedback`, { feedback: answer.cards.map(card => ({
    card: card.uuid, outcome: 'overridden', outcomeTimestamp: new Date().toISOString() })) }, json);
  check(heard.unknown === 0 && heard.dismissed > 0, 'its feedback is heard', JSON.stringify(heard));
  let refused = '';
  await client.callCdsService('precare-booking', { hook: 'appointment-book' }).catch(error => { refused = error.outcome; });
  check(refused && refused.resourceType === 'OperationOutcome', 'what cannot be read is refused in a way that it understands',
    JSON.stringify(refused));
  end();
})().catch(error => {
  console.log('FAILED: the client did what it was asked\n    ' + error.stack);
  process.exit(1);
});
