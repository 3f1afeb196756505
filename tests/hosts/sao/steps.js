// SPDX-License-Identifier: MIT
//
// node steps.js GIVEN (JSON: see gnuhealth_sao_test.py): a clinic's visits, clicked through. Prints a line a check
// ("ok: ..." or "FAILED: ...") and the counts last.
'use strict';
const path = require('path');
const { createRequire } = require('module');
const { Client } = require('./client.js');
const patient = require('./patient.js');
const spanish = require('./spanish.js');

const given = JSON.parse(process.argv[2]);
const puppeteer = createRequire(path.join(path.resolve(given.modules), 'x.js'))('puppeteer-core');
const ids = {};
const counts = { passed: 0, failed: 0 };
let desk, doctor, browser, ref, sheet;

function holds(sentence, yes, more) {
  console.log((yes ? 'ok: ' : 'FAILED: ') + sentence);
  counts[yes ? 'passed' : 'failed']++;
  if (!yes) {
    console.log('    ' + String(more).replace(/\n+/g, ' | ').slice(0, 2000));
  }
}

const lines = text => text.split('\n').map(one => one.trim()).filter(Boolean);
const says = words => new RegExp(words.replace(/\s+/g, '\\s+')); // wherever the lines break
const SECRETS = /keloid|scar|hypertrophic/i;

// As the list of appointments takes it: a patient, a service, a day.
async function booked(client, patient) {
  await client.menu('Health', 'Appointments');
  await client.press('New');
  await client.pick('patient', patient);
  await client.pick('consultations', 'Micro');
  if (await client.count('appointment_date') > 1) { // the list has its day and its time
    await client.type('appointment_date', given.day);
    await client.type('appointment_date', '10:00:00', 1);
  } else {
    await client.type('appointment_date', given.day + ' 10:00:00');
  }
  await client.press('Save');
}

const steps = {
  async 'a patient of whom nothing was asked'() {
    await booked(desk, 'Bea');
    ids.bare = await desk.id();
    await desk.shot('01-booked-in-the-list');
    let text = await desk.text();
    holds('the list says that questions are open', /Questions are open/.test(text), text);
    await desk.press('Switch');
    await desk.choose('precare_site', 'Face');
    await desk.press('Save');
    await desk.shot('02-bare-patient');
    text = await desk.text();
    const rows = lines(text).filter(one => /Questions: \d|^(!!!|X|!!|!|\+|i)\s/.test(one));
    holds('findings and questions are at most 12 lines', rows.length > 0 && rows.length <= 12, rows.join('\n'));
    holds('each question is said once, with a button', new Set(rows).size === rows.length && /^ASK$/m.test(text), text);
    holds('what is asked now stands first', /Ask now\./.test(rows.find(one => /Questions:/.test(one))), rows.join('\n'));
    holds('a finding has its sign, its word and its day', /\+\s+To do, by \w{3}\s\d{1,2}\s\w{3}\s\d{4}/.test(text), text);
  },

  async 'questions are answered on the spot'() {
    await desk.pressIn('Medicines: not asked', 'ASK');
    await desk.shot('03-ask');
    holds('Ask opens the questions', /blood thinner|aspirin/i.test(await desk.text()), await desk.text());
    await answered(desk);
    await desk.shot('04-answered');
    const text = await desk.text();
    holds('what was answered is not asked again', !/Medicines:/.test(text) && /Conditions: not asked/.test(text), text);
  },

  async 'a hold waits for a clinician'() {
    await booked(desk, 'Hanna');
    ids.held = await desk.id();
    await desk.shot('05-hold-in-the-list');
    await desk.record('gnuhealth.appointment', ids.held);
    await desk.shot('06-hold');
    const text = await desk.text();
    holds('it waits', /\nWaiting for a clinician\n/.test(text) && /!!\s+A clinician decides first/m.test(text), text);
    holds('the desk is told whom to ask, and by when', says(`Ask, before the visit on ${given.when}: physician or dermatologist\\. Do not begin the visit until`).test(text), text);
    holds('and reads no word of the chart', !SECRETS.test(text), text);
  },

  async 'who may not decide is told who may'() {
    await desk.wizard('Decide');
    await desk.shot('07-desk-may-not-go-on');
    const text = await desk.text();
    holds('and nothing else', says(`You may not decide this\\. Ask one who may, before the visit on ${given.when}: physician or dermatologist`).test(text) && !SECRETS.test(text) && !/Reason/.test(text), text);
    await desk.press('Close');
  },

  async 'it cannot be checked in'() {
    await desk.choose('state', 'Checked in');
    await desk.press('Save');
    await desk.shot('08-not-checked-in');
    const text = await desk.text();
    holds('not by its state', /waits for a clinician/.test(text) && says(`one who may, before the visit on ${given.when}: physician`).test(text), text);
    await desk.press('OK');
    await desk.menu('Safety review');
    await desk.shot('09-desk-review');
    const review = await desk.text();
    holds('the desk has the review, and no word of the chart', /Hanna/.test(review) && !SECRETS.test(review), review);
  },

  async 'a clinician has a list of what waits'() {
    doctor = await Client.open(browser, given);
    await doctor.login('doctor', 'Fr0nt-Qwzx-doctor');
    await doctor.menu('Health', 'Safety review');
    await doctor.shot('10-review');
    let text = await doctor.text();
    holds('with what waits, and what it is', /Hanna/.test(text) && /[Ss]car/.test(text), text);
    await doctor.open('Hanna');
    await doctor.shot('11-review-of-one');
    text = await doctor.text();
    ref = (text.match(/\b[A-Z0-9]{4}-[A-Z0-9]{4}\b/) || [])[0];
    holds('its reference, and who was told when', Boolean(ref) && /clinical-lead/.test(text), text);
    holds('and the finding in its own words', /tends to scar/.test(text), text);
  },

  async 'going on gives a reason'() {
    await doctor.record('gnuhealth.appointment', ids.held);
    await doctor.shot('12-hold-as-the-doctor-reads-it');
    holds('a doctor is told that he may decide, by when, and where', says(
      `You may decide this yourself \\(physician\\), before the visit on ${given.when}\\. Press "Decide"`).test(await doctor.text()), await doctor.text());
    await doctor.wizard('Decide');
    await doctor.shot('13-go-on');
    const text = await doctor.text();
    holds('of those that the rule allows', /benefit outweighs/.test(text) && /record is wrong/.test(text) &&
      !/does not fit/.test(text), text);
    await doctor.choose('reason', 'benefit outweighs');
    await doctor.press('Let it go ahead');
    await doctor.shot('14-released');
    const after = await doctor.text();
    holds('it is released', /\nConfirmed\n/.test(after) && /Decided so far/.test(after), after);
    holds('and what was found says so', /i\s+Decided\n/.test(after) && /Decided, it holds the visit no more: physician, benefit outweighs,\s/.test(after),
      after);
  },

  async 'a clinician says no'() {
    await booked(desk, 'Nora');
    ids.refused = await desk.id();
    await doctor.record('gnuhealth.appointment', ids.refused);
    await doctor.wizard('Decide');
    await doctor.press('Call off the visit');
    await doctor.shot('14b-called-off');
    let text = await doctor.text();
    holds('by a button, and is told what comes next', /called off \(Cancelled by Health Center\)/.test(text) && /Tell the patient/.test(text), text);
    await doctor.press('Close');
    await doctor.shot('14c-called-off-on-the-form');
    text = await doctor.text();
    holds('the visit is called off', /\nCancelled by Health Center\n/.test(text) && !/You may decide/.test(text), text);
    await doctor.menu('Health', 'Safety review');
    text = await doctor.text();
    holds('and waits no more', /Elena/.test(text) && !/Nora/.test(text), text);
  },

  async 'what is found on the day is not checked in by the desk'() {
    await desk.record('gnuhealth.appointment', ids.held);
    await desk.choose('state', 'Checked in');
    await desk.press('Save');
    await desk.shot('15-not-checked-in-on-the-day');
    const text = await desk.text();
    holds('it is another finding', /Another safety rule still holds this visit, not the one that was decided\./.test(text) && !SECRETS.test(text), text);
    holds('and the desk is told who may', says('physician assistant\\. Nothing was saved: the patient is not checked in\\. Only one of them may check the patient in now;').test(text) &&
      !/Do you want to proceed/.test(text), text);
    await desk.press('OK');
  },

  async 'who may decide checks in'() {
    await doctor.record('gnuhealth.appointment', ids.held);
    await doctor.choose('state', 'Checked in');
    await doctor.press('Save');
    await doctor.shot('16-check-in-asks');
    let text = await doctor.text();
    holds('is asked first, and told what comes next', /Do you want to proceed/.test(text) && /You may decide this/.test(text), text);
    await doctor.press('Yes');
    await doctor.wizard('Decide');
    await doctor.choose('reason', 'record is wrong');
    await doctor.press('Let it go ahead');
    await doctor.shot('16b-checked-in');
    text = await doctor.text();
    holds('and it is checked in, with a reason', /\nChecked in\n/.test(text) && /record is wrong/.test(text), text);
  },

  async 'a reaction after the visit'() {
    await doctor.go('/model/gnuhealth.patient.evaluation');
    await doctor.page.waitForSelector('.tab-pane.active .treeview', { visible: true });
    await doctor.settled();
    await doctor.press('New');
    await doctor.pick('patient', 'Fay');
    await doctor.choose('visit_type', 'Followup');
    await doctor.type('chief_complaint', 'pus and spreading redness of the cheek');
    await doctor.press('Save');
    await doctor.shot('17-urgent');
    let text = await doctor.text();
    holds('when a clinician is needed is said once, by the rule', /!!! Urgent, for a clinician: Signs of infection: a clinician sees the\s+patient today\./.test(text) &&
      !/\bnow\b/i.test(text), text);
    await doctor.press('Yes');
    text = await doctor.text();
    holds('it is written down all the same, and stays in sight', /\nUrgent, for a clinician\n/.test(text), text);
    await doctor.press('Safety check');
    await doctor.shot('18-urgent-written');
    text = await doctor.text();
    holds('with the whole finding in its tab', /!!!\s+Urgent, for a clinician/.test(text) && /Signs of infection/.test(text), text);
  },

  async 'a reference is found'() {
    const admin = await Client.open(browser, given);
    await admin.login('admin', 'secret-of-tests');
    await admin.menu('Health', 'Safety review', 'Find a reference');
    await admin.page.waitForSelector('.wizard-dialog.in', { visible: true });
    await admin.type('ref', ref);
    await admin.press('Open');
    await admin.shot('19-found-by-reference');
    holds('by the administrator', /Hanna/.test(await admin.text()), await admin.text());
  },

  async 'the link of a message'() {
    const stranger = await Client.open(browser, given);
    const answer = await stranger.page.goto(`${given.base}${given.database}/precare/${ref}`);
    const [hop] = answer.request().redirectChain();
    holds('leads on with a 303', hop && hop.response().status() === 303, hop && hop.response().status());
    await stranger.page.waitForSelector('#login', { visible: true });
    await stranger.settled();
    await stranger.shot('20-link-of-a-stranger');
    const seen = await stranger.page.evaluate(() => document.body.innerText);
    holds('whoever is not logged in sees the login alone', !/Hanna|Microneedling|clinician/.test(seen), seen);
    await stranger.enter('doctor', 'Fr0nt-Qwzx-doctor');
    await stranger.shot('21-link-of-a-doctor');
    holds('a doctor sees the visit', /Hanna/.test(await stranger.text()), await stranger.text());
  },

  async 'on a telephone'() {
    const small = await Client.open(browser, given, { width: 390, height: 844 });
    await small.login('desk', 'Fr0nt-Qwzx-desk', `/model/gnuhealth.appointment/${ids.bare}`);
    await small.page.$eval('.tab-pane.active select[name=precare_state]', el => el.scrollIntoView());
    const cut = await small.cut();
    holds('nothing that is found or asked is cut off', cut.length === 0, cut.join('\n'));
    await small.shot('22-telephone');
    const text = await small.text();
    holds('findings and questions are there', /To do/.test(text) && /Conditions: not asked/.test(text), text);
    const pocket = await Client.open(browser, given, { width: 390, height: 844 });
    await pocket.login('doctor', 'Fr0nt-Qwzx-doctor', `/model/gnuhealth.appointment/${given.people.waits}`);
    await pocket.page.$eval('.tab-pane.active select[name=precare_state]', el => el.scrollIntoView());
    await pocket.shot('22b-telephone-of-a-doctor');
    await pocket.wizard('Decide');
    await pocket.shot('22c-telephone-decide');
    const lost = await pocket.cut();
    holds('nor what a doctor decides by', lost.length === 0 && /Call off the visit/i.test(await pocket.text()), lost.join('\n'));
  },

  async 'a form for the patient'() {
    await desk.record('gnuhealth.appointment', ids.bare);
    await desk.wizard('Send form');
    await desk.shot('23-send-form');
    const text = await desk.text();
    holds('is a page to give away', /Give this page to the patient/.test(text), text);
    await desk.press('Save As...');
    sheet = await desk.saved('precare-form.html');
    await desk.press('Close');
    const after = await desk.text();
    holds('and the visit says when it was sent', new RegExp(`Form sent on ${given.today}\\.`).test(after), after);
  },

  async 'the form comes back'() {
    const file = await patient.answered(desk, sheet, ['tattoos']);
    await desk.wizard('Form came back');
    await desk.attach(file);
    await desk.shot('24-form-came-back');
    await desk.press('Read');
    await desk.shot('25-answers-are-kept');
    let text = await desk.text();
    holds('and is read', /The answers are kept\. Not taken, and asked again: 0\./.test(text), text);
    await desk.press('Close');
    await desk.scroll('precare_answered');
    await desk.shot('26-answers-on-the-visit');
    text = await desk.text();
    holds('its day is shown, and who answered', new RegExp(`Answered on ${given.today}: Patient\\.`).test(text), text);
    holds('what it answers is not asked again', !/(Conditions|Allergies|Other treatments): not asked.*for the patient/.test(text), text);
    holds('and to the desk no answer is', !/tattoo/i.test(text), text);
    await doctor.record('gnuhealth.appointment', ids.bare);
    await doctor.scroll('precare_answered');
    await doctor.shot('27-answers-as-the-doctor-reads-them');
    text = await doctor.text();
    holds('a doctor reads the answers beside their day', new RegExp(`Answered on ${given.today}: Patient\\.`).test(text) &&
      /Other treatments: tattoo/.test(text) && /Conditions: no to all that was asked/.test(text), text);
  },
};

// All of a wizard's pages: no to what can be said no to.
async function answered(client) {
  for (let page = 0; page < 9 && await client.page.$('.wizard-dialog'); page++) {
    await client.answer('No');
    await client.press('Next');
  }
}

(async () => {
  browser = await puppeteer.launch({ executablePath: given.chromium, headless: true, userDataDir: path.join(given.home, 'profile'),
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-proxy-server', '--disable-background-networking'] });
  desk = await Client.open(browser, given);
  await desk.login('desk', 'Fr0nt-Qwzx-desk');
  const all = Object.assign(steps, spanish.steps({ browser, given, ids, holds }));
  for (const [name, step] of Object.entries(all)) {
    if (process.argv[3] && !name.match(process.argv[3])) {
      continue;
    }
    try {
      await step();
    } catch (fault) { // what follows stands on it
      holds(name, false, fault.stack);
      await Promise.all([desk, doctor].filter(Boolean).map((one, number) => one.shot('broken-' + number)));
      break;
    }
  }
  await browser.close();
  console.log(`${counts.passed} passed, ${counts.failed} failed, 0 skipped`);
  process.exit(counts.failed ? 1 : 0);
})().catch(fault => {
  console.log('FAILED: ' + (fault.stack || fault));
  process.exit(1);
});
