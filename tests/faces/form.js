// SPDX-License-Identifier: MIT
//
// node form.js MODULES CHROMIUM WORK SHOTS PART: pages of WORK in Chromium, as a patient meets them. PART form: form.html,
// staff.html and spanish.html, looked at and printed; sheet: the same of sheet.html; ways: the form is filled in, posted
// without scripts and with them (posted.html, whose action is at the port in WORK/port; the bodies are WORK/posted.txt and
// WORK/sent.txt), and saved with them (form.html; WORK/saved.json). SHOTS: a directory for pictures, or empty.
// Prints a line a check ("ok: ..." or "FAILED: ...").
'use strict';
const fs = require('fs');
const http = require('http');
const path = require('path');
const { createRequire } = require('module');

const [modules, chromium, work, shots, part] = process.argv.slice(2);
const need = createRequire(path.join(path.resolve(modules), 'x.js'));
const puppeteer = need('puppeteer-core');
const axe = fs.readFileSync(path.join(modules, 'axe-core/axe.min.js'), 'utf8');
const widths = [390, 1280];
const answers = JSON.parse(fs.readFileSync(path.join(__dirname, 'patient.json'), 'utf8'));
const url = name => 'file://' + path.join(path.resolve(work), name);

function check(yes, sentence, more) {
  console.log((yes ? 'ok: ' : 'FAILED: ') + sentence);
  if (!yes && more) {
    console.log(String(more).replace(/^/gm, '    '));
  }
}

// ---- filling in, as a person does: click and type ----

async function tap(page, selector) {
  const found = await page.$(selector);
  if (!found) {
    throw new Error('not on the page: ' + selector);
  }
  await found.evaluate(el => el.scrollIntoView({ block: 'center' }));
  await (await found.evaluateHandle(el => el.closest('label') || el)).asElement().click();
}

async function answer(page, id, value) {
  const fields = await page.$$(`[name="${id}"]`);
  if (fields.length === 0) {
    throw new Error('not asked: ' + id);
  }
  const kinds = await Promise.all(fields.map(f => f.evaluate(el => el.localName === 'select' ? 'select' : el.type)));
  if (kinds.includes('select')) { // day, month, year: the last is always there
    const parts = value.split(' ');
    for (let i = 3 - parts.length; i < 3; i++) {
      const part = parts[i - 3 + parts.length];
      await (kinds[i] === 'select' ? fields[i].select(part) : fields[i].type(part));
    }
  } else if (kinds[0] === 'text') {
    await fields[0].type(value);
  } else {
    for (const one of [].concat(value)) {
      await tap(page, `[name="${id}"][value="${one}"]`);
    }
  }
}

// What has an answer of its own first; then, group by group, a no to all that is left.
async function fill(page) {
  for (const [id, value] of Object.entries(answers)) {
    await answer(page, id, value);
  }
  const left = await page.$$('.none input');
  for (const one of left) {
    if (await one.evaluate(el => el.getClientRects().length > 0)) {
      await tap(page, `[name="${await one.evaluate(el => el.name)}"][value="${await one.evaluate(el => el.value)}"]`);
    }
  }
}

// ---- looking ----

async function looked(browser, name, filled) {
  for (const width of widths) {
    const page = await browser.newPage();
    const asked = [];
    page.on('request', request => asked.push(request.url()));
    await page.setViewport({ width, height: 900 });
    await page.goto(url(name));
    if (filled) {
      await fill(page);
    }
    await page.evaluate(axe);
    const found = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
    const what = `${name}${filled ? ', filled in,' : ''} at ${width}`;
    check(found.violations.length === 0, `axe finds nothing in ${what}`,
      found.violations.map(v => v.impact + ' ' + v.id + ' ' + v.nodes[0].html.slice(0, 160)).join('\n'));
    check(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `nothing scrolls sideways in ${what}`);
    check(asked.length === 1, `${what} asks for nothing but itself`, asked.join('\n'));
    if (shots) {
      await page.screenshot({ path: path.join(shots, `${name}${filled ? '-filled' : ''}-${width}.png`), fullPage: true });
    }
    await page.close();
  }
}

async function printed(browser, name, format, filled, most) {
  const page = await browser.newPage();
  await page.goto(url(name));
  if (filled) {
    await fill(page);
  }
  const file = path.join(work, `${name}-${format}${filled ? '-filled' : ''}.pdf`);
  await page.pdf({ path: file, format, printBackground: true });
  const pages = (fs.readFileSync(file, 'latin1').match(/\/Type\s*\/Page\b/g) || []).length;
  check(pages > 0 && pages <= most, `${name}${filled ? ', filled in,' : ''} prints on ${most} pages of ${format} at most`, pages);
  if (shots) {
    fs.copyFileSync(file, path.join(shots, path.basename(file)));
  }
  await page.close();
}

// ---- by POST, without a script and with it ----

function receiver(file) {
  return new Promise(resolve => {
    const server = http.createServer((request, response) => {
      if (request.url !== '/answers') { // a browser's own wish for an icon
        response.writeHead(404).end();
        return;
      }
      const parts = [];
      request.on('data', part => parts.push(part));
      request.on('end', () => {
        fs.writeFileSync(path.join(work, file), Buffer.concat(parts));
        check(request.method === 'POST' && request.headers['content-type'] === 'application/x-www-form-urlencoded',
          'the form comes by POST, urlencoded');
        response.end('<!doctype html><title>thanks</title>');
      });
    });
    server.listen(Number(fs.readFileSync(path.join(work, 'port'), 'utf8')), '127.0.0.1', () => resolve(server));
  });
}

async function posted(browser, file, scripts) {
  const server = await receiver(file);
  const page = await browser.newPage();
  const how = scripts ? 'with scripts' : 'without scripts';
  await page.setJavaScriptEnabled(scripts);
  await page.setViewport({ width: 390, height: 900 });
  await page.goto(url('posted.html'));
  check(await page.$eval('#save', el => el.hidden) === !scripts, `${how} there is ${scripts ? 'a' : 'no'} button to save`);
  await fill(page);
  await Promise.all([page.waitForNavigation(), tap(page, 'button[type=submit]')]);
  check(await page.title() === 'thanks', `${how} it is sent`);
  await page.close();
  server.close();
  server.closeAllConnections();
}

// ---- with a script ----

async function saved(browser) {
  const page = await browser.newPage();
  const session = await page.createCDPSession();
  const stored = () => page.evaluate(() => Object.keys(sessionStorage).length + Object.keys(localStorage).length);
  await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: path.resolve(work) });
  await page.setViewport({ width: 390, height: 900 });
  await page.goto(url('form.html'));
  await fill(page);
  check(await stored() === 1, 'what was typed is kept while the tab is open');
  const before = await page.$$eval('form :checked', all => all.length);
  await page.reload();
  check(await page.$$eval('form :checked', all => all.length) === before, 'and is there again after a reload');
  await tap(page, '#save');
  const file = path.join(work, 'answers.json');
  for (let i = 0; i < 600 && !fs.existsSync(file); i++) {
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  check(await stored() === 0, 'it is removed when it was saved');
  check((await page.$eval('#said', el => el.textContent)).length > 20, 'and the page says so');
  fs.renameSync(file, path.join(work, 'saved.json'));
  await page.close();
}

// The same answers by both ways; the day is told by the script alone.
function same(file, scripts) {
  const document = JSON.parse(fs.readFileSync(path.join(work, 'saved.json'), 'utf8'));
  const pairs = new URLSearchParams(fs.readFileSync(path.join(work, file), 'utf8'));
  const posts = {};
  for (const [name, value] of pairs) {
    if (value !== '') {
      posts[name] = posts[name] === undefined ? value : [].concat(posts[name], value);
    }
  }
  check(document.format === 'precare-answers/1' && document.form === posts.form && document.by === posts.by &&
    /^\d{4}-\d\d-\d\d$/.test(document.on), 'the document says of which form it is, whose and of which day');
  check(posts.on === (scripts ? document.on : undefined), `${file} ${scripts ? 'tells the day, too' : 'tells no day'}`);
  delete posts.on;
  delete posts.form;
  delete posts.by;
  for (const name of Object.keys(posts)) { // a date is sent in its parts
    if (Array.isArray(posts[name]) && typeof document.answers[name] === 'string') {
      posts[name] = posts[name].join(' ');
    }
  }
  const sorted = of => JSON.stringify(Object.entries(of).sort());
  check(sorted(posts) === sorted(document.answers), `saved and ${file} say the same`, sorted(posts) + '\n' + sorted(document.answers));
  check(Object.keys(answers).every(id => posts[id] !== undefined), `and all that was filled in is in ${file}`);
}

const parts = {
  async form(browser) {
    await looked(browser, 'form.html', false);
    await looked(browser, 'form.html', true);
    await looked(browser, 'staff.html', false);
    await looked(browser, 'spanish.html', false);
    await printed(browser, 'form.html', 'A4', false, 8);
    await printed(browser, 'form.html', 'Letter', false, 8);
    await printed(browser, 'form.html', 'Letter', true, 4);
  },
  async sheet(browser) {
    await looked(browser, 'sheet.html', false);
    await printed(browser, 'sheet.html', 'A4', false, 1);
    await printed(browser, 'sheet.html', 'Letter', false, 1);
  },
  async ways(browser) {
    await posted(browser, 'posted.txt', false);
    await posted(browser, 'sent.txt', true);
    await saved(browser);
    same('posted.txt', false);
    same('sent.txt', true);
  },
};

(async () => {
  const browser = await puppeteer.launch({ executablePath: chromium, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  try {
    await parts[part](browser);
  } finally {
    await browser.close();
  }
})().catch(error => {
  console.log('FAILED: the browser did what it was asked\n    ' + error.stack);
  process.exit(1);
});
