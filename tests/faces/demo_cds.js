// SPDX-License-Identifier: MIT
//
// node demo_cds.js MODULES PORT TOKEN-FILE: a booking as practice software that speaks the standard sees it. @medplum/core is the
// client, a shelf of invented resources its FHIR server; what `precare serve` answers is printed as a person sees the cards.
// Called by `make demo-cds` (demo_cds.sh), and by cds_test.sh.
'use strict';
globalThis.WebSocket ??= class {}; // @medplum/core names it when it is loaded
const fs = require('fs');
const http = require('http');
const path = require('path');
const { createRequire } = require('module');

const [modules, port, tokenFile] = process.argv.slice(2);
const medplum = createRequire(path.join(path.resolve(modules), 'x.js'))('@medplum/core');
const day = days => new Date(Date.now() + days * 86400000).toISOString().slice(0, 10);
const bundle = (...all) => ({ resourceType: 'Bundle', type: 'searchset', entry: all.map(resource => ({ resource })) });
const subject = { reference: 'Patient/pt-88' };
const shelf = {
  Patient: { resourceType: 'Patient', id: 'pt-88', birthDate: '1992-03-14', gender: 'female' },
  Condition: bundle({ resourceType: 'Condition', id: 'c1', subject, code: { text: 'cold sore' }, recordedDate: day(-3), clinicalStatus: {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }] } }),
  MedicationStatement: bundle({ resourceType: 'MedicationStatement', id: 'm1', subject, status: 'active',
    medicationCodeableConcept: { text: 'tretinoin 0.05% cream' } }),
  AllergyIntolerance: bundle({ resourceType: 'AllergyIntolerance', id: 'a1', patient: subject, code: { text: 'lidocaine' } }),
};
const context = { userId: 'Practitioner/u1', patientId: 'pt-88', appointments: { resourceType: 'Bundle', type: 'collection', entry: [{
  resource: { resourceType: 'Appointment', id: 'apt-1042', status: 'proposed', start: `${day(14)}T14:00:00Z`, end: `${day(14)}T15:00:00Z`,
    minutesDuration: 60, serviceType: [{ text: 'microneedling' }], participant: [{ actor: subject, status: 'needs-action' }] } }] } };

const clinic = http.createServer((request, response) => {
  const found = shelf[(/\/R4\/([A-Za-z]+)/.exec(request.url) || [])[1]];
  response.writeHead(200, { 'Content-Type': 'application/fhir+json' });
  response.end(JSON.stringify(found || bundle()));
});

// A card on a screen of text: Markdown's character references are characters there.
const shown = text => text.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(code));
const signs = { critical: '[!!]', warning: '[! ]', info: '[  ]' };
function cardShow(card) {
  console.log(`\n${signs[card.indicator]} ${card.summary}`);
  if (card.detail) {
    console.log(shown(card.detail).replace(/\n\n/g, '\n').replace(/^/gm, '     '));
  }
  console.log(`     (${card.source.label})`);
  for (const suggestion of card.suggestions || []) {
    console.log(`     > ${suggestion.label}`);
  }
  if (card.overrideReasons) {
    console.log(`     To go on: ${card.overrideReasons.map(reason => reason.display).join(' / ')}`);
  }
}

(async () => {
  await new Promise(resolve => clinic.listen(0, '127.0.0.1', resolve));
  const headers = { Authorization: `Bearer ${fs.readFileSync(tokenFile, 'utf8')}` };
  const client = new medplum.MedplumClient({ baseUrl: `http://127.0.0.1:${clinic.address().port}/`,
    cdsServicesUrl: `http://127.0.0.1:${port}/cds-services`,
    fetch: (url, options) => fetch(url, url.includes('/cds-services') ? { ...options, headers: { ...options.headers, ...headers } } : options) });
  const service = (await client.getCdsServices()).services.find(one => one.hook === 'appointment-book');
  console.log(`${service.title}: microneedling on ${day(14)}, an invented patient with a cold sore, a retinoid and an allergy.`);
  const body = await medplum.buildCdsRequest(client, { resourceType: 'Practitioner', id: 'u1' }, service, context);
  const known = Object.values(body.prefetch).filter(one => one.resourceType !== 'Bundle' || one.entry.length > 0).length;
  console.log(`The client was asked for ${Object.keys(body.prefetch).length} parts of the chart, and has ${known}: of the others is asked.`);
  const { cards } = await client.callCdsService(service.id, body);
  cards.forEach(cardShow);
  const held = cards.find(card => card.indicator === 'critical');
  const heard = await client.post(`http://127.0.0.1:${port}/cds-services/${service.id}/feedback`, { feedback: [{ card: held.uuid,
    outcome: 'overridden', overrideReason: { reason: { code: held.overrideReasons[0].code, system: held.overrideReasons[0].system },
      userComment: 'An anesthetic of another class is planned.' }, outcomeTimestamp: new Date().toISOString() }] }, medplum.ContentType.JSON);
  console.log(`\nA physician overrides "${held.summary}": ${heard.recorded === 1 ? 'recorded' : JSON.stringify(heard)}.`);
  clinic.close();
})().catch(error => {
  console.error(error.stack);
  process.exit(1);
});
