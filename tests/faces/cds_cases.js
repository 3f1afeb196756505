// SPDX-License-Identifier: MIT
//
// node cds_cases.js MODULES PORT TOKEN-FILE CASES: every acceptance case (a line of CASES each, of cases.c) posted to `precare serve`,
// bare and with its form answered; of each a part of the prefetch left out in the four spellings of missing, of the kept events every
// part; the kept events by a client of others too. Each card is held to the specification, each suggested resource goes before the
// judges of others (cds_judges.js): of those that differ by the patient and the second alone, one. Prints a line a check.
'use strict';
const fs = require('fs');
const http = require('http');
const { judges, cardWrong, answerWrong, suggested, check } = require('./cds_judges.js');
const { begin } = require('./cds_client.js');

const [modules, port, tokenFile, casesFile] = process.argv.slice(2);
const token = fs.readFileSync(tokenFile, 'utf8');
const cases = fs.readFileSync(casesFile, 'utf8').trimEnd().split('\n').map(line => JSON.parse(line)).filter(one => one.request);
const isKept = one => one.case.startsWith('event ');
const bundle = resource => ({ resourceType: 'Bundle', type: 'searchset', entry: [{ resource }] });

// ---- a plain client, which can send what the other cannot ----

const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });

function asked(method, path, body) {
  return new Promise((resolve, reject) => {
    const request = http.request({ agent, method, path, host: '127.0.0.1', port,
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` } }, response => {
      const parts = [];
      response.on('data', part => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode, type: response.headers['content-type'],
        text: Buffer.concat(parts).toString() }));
    });
    request.on('error', reject);
    request.end(body && JSON.stringify(body));
  });
}

async function each(all, work) { // four at a time
  let next = 0;
  await Promise.all([1, 2, 3, 4].map(async () => {
    while (next < all.length) {
      const number = next++;
      await work(all[number], number);
    }
  }));
}

// ---- what a clinic sends: a patient and an appointment of its own each time, the appointment with all that R4 requires ----

let sent = 0;
function own(one, answers) {
  const number = ++sent;
  const request = JSON.parse(JSON.stringify(one.request).replaceAll('"pt-1"', `"pt-${number}"`).replaceAll('apt-1"', `apt-${number}"`));
  request.hookInstance = `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
  for (const { resource: booked } of (request.context.appointments || request.prefetch.appointments).entry) {
    booked.start += booked.start.length === 10 ? 'T14:00:00-05:00' : '';
    booked.end = new Date(Date.parse(booked.start) + booked.minutesDuration * 60000).toISOString();
    booked.participant = [{ actor: { reference: `Patient/pt-${number}` }, status: 'accepted' }];
    found(booked, 'what is sent');
  }
  if (answers) {
    request.prefetch.answers = bundle(answers);
  }
  return request;
}

// ---- what came: each card is looked at, of resources each that differs ----

const wrong = [], old = [], resources = new Map(), indicators = {}, kinds = {};
let cards = 0, suggestions = 0, reasons = 0;

const alike = text => text.replace(/pt-\d+/g, 'pt-1').replace(/"authoredOn":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d"/g, '"authoredOn":"-"');

function found(resource, name) {
  const key = alike(JSON.stringify(resource));
  resources.has(key) || resources.set(key, [name, resource]);
}

function seen(request, answer, name) {
  wrong.push(...answerWrong(answer).map(what => `${name}: ${what}`));
  const patient = `Patient/${request.context.patientId}`;
  for (const card of answer.cards || []) {
    cards++;
    reasons += card.overrideReasons ? 1 : 0;
    indicators[card.indicator] = (indicators[card.indicator] || 0) + 1;
    old.push(.../form that the rules do not give any more/.test(card.detail || '') ? [name] : []);
  }
  for (const resource of suggested(answer.cards || [])) {
    const whose = resource.resourceType === 'Task' ? resource.for : ((resource.participant || [])[0] || {}).actor;
    wrong.push(...(whose && whose.reference === patient ? [] : [`${name}: a ${resource.resourceType} of somebody else`]));
    suggestions++;
    kinds[resource.resourceType] = (kinds[resource.resourceType] || 0) + 1;
    found(resource, name);
  }
}

async function posted(services, request, name) {
  const service = services.find(one => one.hook === request.hook);
  const { status, type, text } = await asked('POST', `/cds-services/${service.id}`, request);
  if (status !== 200 || !/^application\/json\b/.test(type)) {
    wrong.push(`${name}: ${status} ${type} ${text.slice(0, 300)}`);
    return { cards: [] };
  }
  const answer = JSON.parse(text);
  seen(request, answer, name);
  return answer;
}

// Without what is of the call alone.
const told = answer => alike(JSON.stringify(answer.cards).replace(/"uuid":"[^"]*"/g, '"uuid":"-"'));

// ---- the four spellings of missing ----

const MISSING = { absent: undefined, null: null, refused: { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'not-found' }] },
  empty: { resourceType: 'Bundle', type: 'searchset', total: 0 } };
const leftOut = {};

async function missing(services, one, key, unlike) {
  const answers = [];
  for (const [spelling, value] of Object.entries(MISSING)) {
    const request = own(one, one.answers);
    delete request.prefetch[key];
    if (spelling !== 'absent') {
      request.prefetch[key] = value;
    }
    answers.push(told(await posted(services, request, `${one.case}, ${key} ${spelling}`)));
    leftOut[`${key} ${spelling}`] = (leftOut[`${key} ${spelling}`] || 0) + 1;
  }
  unlike.push(...(new Set(answers).size === 1 ? [] : [`${one.case}: ${key}\n${[...new Set(answers)].join('\n')}`]));
}

// ---- the checker of cards sees what is wrong ----

const breaks = {
  'no uuid': card => delete card.uuid,
  'a uuid that is none': card => { card.uuid = 'one'; },
  'a summary of 140': card => { card.summary = '\u{1F489}'.repeat(140); },
  'an indicator of its own': card => { card.indicator = 'hard-stop'; },
  'no label of the source': card => delete card.source.label,
  'a path as URL': card => { card.source.url = '/rules'; },
  'no selectionBehavior': card => delete card.selectionBehavior,
  'a selectionBehavior of its own': card => { card.selectionBehavior = 'all'; },
  'no uuid of a suggestion': card => delete card.suggestions[0].uuid,
  'no label of a suggestion': card => { card.suggestions[0].label = ''; },
  'an action without words': card => delete card.suggestions[0].actions[0].description,
  'an action of its own': card => { card.suggestions[0].actions[0].type = 'delete'; },
  'an update of nothing': card => { card.suggestions[0].actions[0].type = 'update'; },
  'a reason without a system': card => { card.overrideReasons = [{ code: 'a', display: 'A' }]; },
  'HTML': card => { card.detail = '<script>'; },
  'an empty list': card => { card.links = []; },
  'a key that no card has': card => { card.severity = 'high'; },
};
const longest = '\u{1F489}'.repeat(139);

function checkerSees(good) {
  const copy = edit => {
    const card = structuredClone(good);
    edit(card);
    return cardWrong(card);
  };
  const missed = Object.keys(breaks).filter(name => !copy(breaks[name]));
  check(missed.length === 0 && !copy(card => { card.summary = longest; }), `of ${Object.keys(breaks).length} cards that are wrong none passes`,
    missed.join('\n'));
}

// ---- the kept events, by the client of others ----

async function foreign(services) {
  const { called, end } = await begin(modules, port, token);
  const unlike = [];
  const kept = cases.filter(isKept);
  for (const one of kept) { // its shelf holds one patient
    const request = own(one, one.answers);
    const { answer } = await called(services, request);
    seen(request, answer, one.case);
    const plain = told(await posted(services, own(one, one.answers), one.case));
    unlike.push(...(told(answer) === plain ? [] : [`${one.case}\n${told(answer)}\n${plain}`]));
  }
  end();
  check(kept.length >= 30 && unlike.length === 0, `${kept.length} kept events: the client of others is answered as the plain one`, unlike.join('\n'));
}

(async () => {
  const { services } = JSON.parse((await asked('GET', '/cds-services')).text);
  let answered = 0, good = null;
  await each(cases, async one => {
    const { cards: given } = await posted(services, own(one), one.case);
    good ??= given.find(card => card.suggestions && card.suggestions[0].actions[0].type === 'create');
    if (one.answers) {
      answered++;
      await posted(services, own(one, one.answers), `${one.case}, with its form`);
    }
  });
  check(cases.length - cases.filter(isKept).length >= 750, `${cases.length} cases were posted, ${answered} with their form answered too`);
  check(answered >= 600 && old.length === 0, 'each form that came back was one that the rules give',
    `${answered}, not known: ${old.length}\n${old.join('\n')}`);

  const unlike = [], keys = one => Object.keys(services.find(service => service.hook === one.request.hook).prefetch);
  await each(cases, async (one, number) => {
    const all = keys(one);
    for (const key of isKept(one) ? all : [all[number % all.length]]) {
      await missing(services, one, key, unlike);
    }
  });
  const least = Math.min(...Object.values(leftOut));
  check(unlike.length === 0, `what is missing is answered alike in its four spellings: ${Object.keys(leftOut).length} of parts and spellings, ` +
    `each ${least} times at least`, unlike.join('\n'));
  check(Object.keys(leftOut).length === 4 * 12 && least > 10, 'each part that is prefetched was left out', JSON.stringify(leftOut));
  await foreign(services);
  agent.destroy();

  check(wrong.length === 0, `${cards} cards are as the specification says`, `${wrong.length}\n${wrong.slice(0, 20).join('\n')}`);
  check(['info', 'warning', 'critical'].every(one => indicators[one] > 100) && reasons > 100, 'of each indicator, and with reasons to override',
    JSON.stringify({ indicators, reasons }));
  checkerSees(good);
  check(kinds.Task > 1000 && kinds.Appointment > 20, `${suggestions} resources were suggested: ${kinds.Task} tasks, ${kinds.Appointment} ` +
    'appointments that are moved', JSON.stringify(kinds));
  const all = [...resources.values()];
  for (const [name, look] of Object.entries(judges(modules))) {
    const bad = all.map(([of, resource]) => [look(resource), of, resource]).filter(([why]) => why);
    check(bad.length === 0, `${name} finds nothing in ${all.length} that differ, nor in the appointments that were sent`,
      `${bad.length}\n` + bad.slice(0, 3).map(([why, of, resource]) => `${of}: ${why}\n${JSON.stringify(resource)}`).join('\n'));
  }
})().catch(error => {
  console.log('FAILED: the client did what it was asked\n    ' + error.stack);
  process.exit(1);
});
