// SPDX-License-Identifier: MIT
//
// node site.js MODULES CHROMIUM WORK SHOTS: every page of WORK/site in Chromium, from the disk, at a telephone's width and a
// desk's: nothing sticks out, each link and anchor leads somewhere, nothing is asked of a network, and axe-core finds no
// fault by day and by night (of a few pages). SHOTS: a directory for pictures, or empty. Prints a line a check.
'use strict';
const fs = require('fs');
const path = require('path');
const { createRequire } = require('module');

const [modules, chromium, work, shots] = process.argv.slice(2);
const need = createRequire(path.join(path.resolve(modules), 'x.js'));
const puppeteer = need('puppeteer-core');
const axe = fs.readFileSync(path.join(modules, 'axe-core/axe.min.js'), 'utf8');
const site = path.join(path.resolve(work), 'site');
const widths = [390, 1280];
const judged = ['index.html', 'it.html', 'promises.html', 'performance.html']; // every kind of thing that pages have
const names = fs.readdirSync(site).filter(n => n.endsWith('.html'));
const anchors = {}; // page -> its ids
const links = []; // [page, href]
const asked = [];

function check(yes, sentence, more) {
  console.log((yes ? 'ok: ' : 'FAILED: ') + sentence);
  if (!yes && more) {
    console.log(String(more).replace(/^/gm, '    '));
  }
}

// What is wider than the window, and not inside something that scrolls.
function wide() {
  const width = document.documentElement.clientWidth;
  const scrolls = el => el && (getComputedStyle(el).overflowX === 'auto' || scrolls(el.parentElement));
  const out = [...document.querySelectorAll('body *')]
    .filter(el => el.getBoundingClientRect().right > width + 1 && !scrolls(el))
    .map(el => `${el.localName}: ${el.textContent.trim().slice(0, 60)}`);
  return document.documentElement.scrollWidth > width ? [`the page is ${document.documentElement.scrollWidth} wide`, ...out.slice(0, 5)] : out.slice(0, 5);
}

async function look(page, name, width) {
  await page.setViewport({ width, height: 900 });
  const out = await page.evaluate(wide);
  check(out.length === 0, `${name} fits ${width} pixels`, out.join('\n'));
  if (shots && judged.includes(name)) {
    await page.screenshot({ path: path.join(shots, `site-${path.basename(name, '.html')}-${width}.png`) });
  }
}

async function gather(page, name) {
  const found = await page.evaluate(() => ({
    ids: [...document.querySelectorAll('[id]')].map(el => el.id),
    links: [...document.querySelectorAll('[href], [src]')].map(el => el.getAttribute('href') || el.getAttribute('src')),
    current: document.querySelectorAll('nav a[aria-current]').length,
  }));
  anchors[name] = new Set(found.ids);
  links.push(...found.links.map(href => [name, href]));
  check(found.current === 1 && found.ids.length === anchors[name].size, `${name} is marked in the menu, and no anchor is there twice`);
}

function followed() {
  return links.filter(([, href]) => !/^https?:/.test(href)).filter(([from, href]) => {
    const [file, anchor] = href.split('#');
    const to = file || from;
    return !fs.existsSync(path.join(site, to)) || (anchor && !anchors[to].has(decodeURIComponent(anchor)));
  });
}

async function audit(page, name, scheme) {
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  const { violations } = await page.evaluate(() => axe.run());
  check(violations.length === 0, `axe-core finds no fault in ${name}, ${scheme}`,
    violations.map(v => `${v.id}: ${v.help}: ${v.nodes.length}: ${v.nodes[0].html.slice(0, 120)}`).join('\n'));
  if (shots) {
    await page.screenshot({ path: path.join(shots, `site-${path.basename(name, '.html')}-${scheme}.png`) });
  }
}

(async () => {
  const browser = await puppeteer.launch({ executablePath: chromium, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
  const page = await browser.newPage();
  page.on('request', r => asked.push(r.url()));
  for (const name of names) {
    await page.goto('file://' + path.join(site, name));
    await gather(page, name);
    for (const width of widths) {
      await look(page, name, width);
    }
  }
  const lost = followed();
  check(links.length > 1000 && lost.length === 0, `every link and anchor leads somewhere (${links.length > 1000 ? 'more than 1000' : links.length})`, lost.map(l => l.join(': ')).join('\n'));
  for (const name of judged) {
    await page.goto('file://' + path.join(site, name));
    await page.evaluate(axe);
    for (const scheme of ['light', 'dark']) {
      await audit(page, name, scheme);
    }
  }
  const others = asked.filter(url => !url.startsWith('file:'));
  check(asked.length > names.length && others.length === 0, 'nothing was asked of a network', others.join('\n'));
  await browser.close();
})().catch(why => {
  check(false, 'the site was looked at to its end', why.stack);
  process.exit(1);
});
