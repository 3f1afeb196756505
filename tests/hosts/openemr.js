// SPDX-License-Identifier: MIT
//
// node openemr.js MODULES CHROMIUM BASE DAY PEOPLE HOME [SHOTS]: the dialog of an appointment in Chromium, as a desk meets it.
// PEOPLE: patients by what they are (JSON). Prints a line a check ("ok: ..." or "FAILED: ...").
'use strict';
const path = require('path');
const { createRequire } = require('module');

const [modules, chromium, base, day, given, home, shots] = process.argv.slice(2);
const puppeteer = createRequire(path.join(path.resolve(modules), 'x.js'))('puppeteer-core');
const people = JSON.parse(given);
let failed = 0;

function holds(sentence, yes, more) {
  console.log((yes ? 'ok: ' : 'FAILED: ') + sentence);
  if (!yes) {
    failed++;
    console.log('    ' + String(more).slice(0, 800));
  }
}

async function dialog(context, pid) {
  const page = await context.newPage();
  page.faults = [];
  page.on('pageerror', fault => page.faults.push(String(fault)));
  await page.goto(`${base}main/calendar/add_edit_event.php?pc_catid=10&pc_pid=${pid}&pc_eventDate=${day}`);
  await page.waitForFunction(() => document.querySelector('script[src$="precare.js"]') !== null);
  await page.waitForNetworkIdle({ idleTime: 150 });
  return page;
}

const text = page => page.$eval('#precare-panel', el => el.innerText);
const saved = page => page.waitForFunction(() => /^saved \d+/.test(document.body.innerText), { timeout: 10000 });
const pressed = async (page, id) => {
  await page.click(id);
  return page.waitForSelector('#precare-panel', { timeout: 10000 });
};

(async () => {
  const browser = await puppeteer.launch({ executablePath: chromium, headless: true, userDataDir: path.join(home, 'profile'),
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-proxy-server', '--disable-background-networking'] });
  const front = await browser.createBrowserContext();
  const doctor = await browser.createBrowserContext();
  for (const [context, user] of [[front, 'front'], [doctor, 'doctor']]) {
    const page = await context.newPage();
    await page.goto(`${base}act.php?do=login&user=${user}`);
    await page.close();
  }

  let page = await dialog(front, people.clear);
  await page.click('#form_save');
  await saved(page);
  holds('nothing found: saved with one click', true);

  page = await dialog(front, people.hold);
  await pressed(page, '#form_save');
  let shown = await text(page);
  holds('a hold stands in the dialog before the save', /HOLD/.test(shown) && /A clinician decides first/.test(shown), shown);
  holds('the desk that may not read records reads none of it', !/keloid/i.test(shown) && /May decide: physician/.test(shown), shown);
  holds('and has the focus on it, as an alert', await page.evaluate(() =>
    document.activeElement.id === 'precare-panel' && document.activeElement.getAttribute('role') === 'alertdialog'), '');
  if (shots) {
    await page.screenshot({ path: path.join(shots, 'openemr-hold.png') });
  }
  holds('the button says what will happen', /as pending/.test(await page.$eval('#precare-go', el => el.innerText)), shown);
  await page.click('#precare-go');
  await saved(page);
  holds('going on saves', true);

  page = await dialog(doctor, people.hold);
  await pressed(page, '#form_save');
  shown = await text(page);
  await page.select('#precare-panel select', 'benefit-outweighs');
  const words = await page.$eval('#precare-go', el => el.innerText);
  holds('a physician reads it, and goes on with a reason', /keloid/i.test(shown) && words === 'Go on and save', shown + words);
  await page.click('#precare-go');
  await saved(page);

  page = await dialog(doctor, people.hostile);
  await pressed(page, '#form_save');
  shown = await text(page);
  holds('a block has no way on for who may not', /BLOCK/.test(shown) && await page.$eval('#precare-go', el => el.hidden), shown);
  holds('what a chart holds is text', await page.$$eval('#precare-panel img', all => all.length) === 0 && await page.title() === 'Event', shown);
  await page.$$eval('#precare-panel button', all => all[all.length - 1].click());
  holds('Back leaves the dialog as it was', await page.$('#precare-panel') === null && await page.$('#form_save') !== null, '');

  // whatever an answer says
  const evil = '<img src=x onerror="document.title=2"><script>document.title=3</script>"\'';
  page = await dialog(doctor, people.hold);
  await page.setRequestInterception(true);
  let answer = request => request.respond({ contentType: 'application/json', body: JSON.stringify({ overall: 'hold', title: evil,
    findings: [{ key: 'k', outcome: evil, say: evil, tasks: [evil], by: [evil], reasons: [evil], note: '' },
      { key: 'l', outcome: 'warn', say: evil, tasks: [], by: [evil], reasons: [], note: '' }],
    questions: [{ title: evil, asks: [evil], list: evil }], stops: true, demonstration: true }) });
  page.on('request', request => request.url().includes('/check.php') ? answer(request) : request.continue());
  await pressed(page, '#form_save');
  holds('nor is anything that an answer says more than text', await page.$$eval('#precare-panel img, #precare-panel script', all => all.length) === 0 &&
    await page.title() === 'Event' && (await text(page)).includes(evil), await page.$eval('#precare-panel', el => el.innerHTML));

  page = await dialog(doctor, people.hold);
  await page.setRequestInterception(true);
  answer = request => request.abort();
  page.on('request', request => request.url().includes('/check.php') ? answer(request) : request.continue());
  await pressed(page, '#form_save');
  shown = await text(page);
  holds('a check that cannot be reached says NOT CHECKED', /NOT CHECKED/.test(shown), shown);
  await page.click('#precare-go');
  await saved(page);

  page = await dialog(doctor, people.unasked);
  await pressed(page, '#form_save');
  shown = await text(page);
  await page.$$eval('details', all => all.forEach(one => { one.open = true; }));
  await page.$$eval('details', all => all.forEach(one => {
    const button = one.querySelector('button');
    if (button) {
      button.click();
    }
  }));
  await page.waitForFunction(() => [...document.querySelectorAll('details button')].every(one => /Kept/.test(one.innerText)), { timeout: 10000 });
  holds('questions stand in groups, each with its words', /Medicines: not asked/.test(shown), shown);
  await page.click('#form_save');
  await saved(page).catch(async () => holds('asked', false, await text(page)));
  holds('and a list that was asked for is not asked again', true);
  await browser.close();
  process.exit(failed === 0 ? 0 : 1);
})().catch(fault => {
  console.log('FAILED: ' + (fault.stack || fault));
  process.exit(1);
});
