// SPDX-License-Identifier: MIT
//
// node chat.js MODULES CHROMIUM WORK GOLDEN [SHOTS]: lays out every message of Slack and Teams in WORK/got (kept by
// receiver.js, below /KIND/NAME) and in the goldens, with the renderers of others, and looks at what a person sees. The
// browser may ask nobody anything. Prints a line a check ("ok: ..." or "FAILED: ...").
'use strict';
const fs = require('fs');
const path = require('path');
const { createRequire } = require('module');

const [modules, chromium, work, golden, shots] = process.argv.slice(2);
const need = createRequire(path.join(path.resolve(modules), 'x.js'));
const puppeteer = need('puppeteer-core');
const React = need('react');
const { renderToStaticMarkup } = need('react-dom/server');
const { Message } = need('slack-blocks-to-jsx');

const widths = [390, 1280];
const host = 'https://pm.example/';
const reference = /\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b/;
const style = fs.readFileSync(path.join(modules, 'slack-blocks-to-jsx/dist/style.css'), 'utf8');
const cards = fs.readFileSync(path.join(modules, 'adaptivecards/dist/adaptivecards.min.js'), 'utf8');
const logo = 'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg"/%3E';

// What a person must read, by the name of the message; of those that are not here, the title alone is looked for.
const wanted = {
  one: ['✋ HOLD', 'visit', 'A visit waits for a decision. Open the review list.', 'Who: physician, lead-nurse.',
    'By when: before the visit.', 'Reference', 'Open in the PM'],
  update: ['⚠️ WARNING', 'updates', "A pre-care stop may be missed. Read the visit's list once.", 'Reference', 'Open in the PM'],
  withdrawn: ['the visit was cancelled', 'Reference', 'Open in the PM'],
  many: ['⛔ BLOCK', 'A booking was stopped.', '✋ HOLD', 'A visit waits for a decision.', '⚠️ WARNING', 'Reference', 'Open in the PM'],
  urgent: ['🚨 URGENT', 'Call the patient.', 'By when: now.', 'Reference', 'Open in the PM'],
  hostile: ['<!channel>', '<@U1>', '@everyone', '@here', '[x](javascript:alert(1))', '![i](https: //evil. example/i. png)',
    '<img src=x onerror=alert(1)>', '<https: //evil. example|click>', '*bold*', '_it_', ':wave:', '&amp;', 'right to left'],
  test: ['TEST MESSAGE', 'nothing to do'],
  flood: ['messages in a short time', '⚠️ WARNING', 'Open in the PM'],
  demonstration: ['DEMONSTRATION', 'Do not act on it.'],
  escalation: ['nobody has acknowledged'],
  digest: ['DIGEST', '2 messages', '7K3M-9QXT'],
  alarm: ['ALERTS NEED ATTENTION', 'is paused'],
  over: ['ALERTS ARE WELL AGAIN'],
};
const fromGoldens = ['escalation', 'digest', 'alarm', 'over', 'demonstration'];
const ofOneVisit = ['one', 'update', 'withdrawn', 'many', 'urgent', 'hostile', 'escalation', 'demonstration'];

let failed = 0;
function holds(sentence, yes, more) {
  console.log(`${yes ? 'ok' : 'FAILED'}: ${sentence}`);
  if (!yes) {
    failed++;
    console.log(`    ${String(more).slice(0, 600)}`);
  }
}

function posted() {
  const found = [];
  for (const file of fs.readdirSync(path.join(work, 'got')).filter((n) => n.endsWith('.json')).sort()) {
    const request = JSON.parse(fs.readFileSync(path.join(work, 'got', file), 'utf8'));
    const [, kind, what] = request.path.split('/');
    const name = what === 'flood' && !request.body.includes('in a short time') ? 'before the flood' : what;
    found.push({ kind, name, payload: JSON.parse(request.body) });
  }
  return found;
}

function goldens(kind) {
  const text = fs.readFileSync(path.join(golden, `${kind}.txt`), 'utf8');
  return text.split(/^== /m).slice(1)
    .map((part) => ({ kind, name: part.slice(0, part.indexOf('\n')), payload: JSON.parse(part.slice(part.indexOf('{'))) }))
    .filter((message) => fromGoldens.includes(message.name));
}

const head = '<!doctype html><meta charset="utf-8"><style>body { margin: 12px; font-family: sans-serif }</style>';

// Slack shows a plain_text object as it stands, its three entities decoded. This renderer reads markup in it all the same,
// so hostile text is handed over as a rich text element, which both leave alone.
function asItStands(block) {
  if (block.type !== 'section') return block;
  const text = block.text.text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }] };
}

function slackPage(payload, name) {
  const blocks = name === 'hostile' ? payload.blocks.map(asItStands) : payload.blocks;
  const message = React.createElement(Message, { blocks, logo, name: 'Alerts of the practice', time: new Date() });
  return `${head}<style>${style}</style><main>${renderToStaticMarkup(message)}</main>`;
}

const teamsPage = `${head}<style>
  main { border: 1px solid #ddd; border-radius: 4px; max-width: 900px }
  .ac-pushButton { padding: 6px 14px; border: 1px solid #bbb; border-radius: 4px; background: #fff; font-weight: 600 }
</style><main></main>`;

// In the page: Microsoft's own parser and renderer; what they complain of, and where the buttons lead.
function teamsCard(content) {
  const { AdaptiveCard, HostConfig, SerializationContext, Version, Versions } = window.AdaptiveCards;
  const card = new AdaptiveCard();
  const context = new SerializationContext(Versions.v1_4 ?? new Version(1, 4));
  card.hostConfig = new HostConfig({ fontFamily: 'sans-serif', spacing: { small: 4, default: 8, padding: 12 },
    actions: { buttonSpacing: 8, actionsOrientation: 'horizontal', actionAlignment: 'left' } });
  card.parse(content, context);
  window.opened = [];
  card.onExecuteAction = (action) => window.opened.push([action.getJsonTypeName(), action.url]);
  const complaints = [];
  for (let i = 0; i < context.eventCount; i++) complaints.push(context.getEventAt(i).message);
  complaints.push(...card.validateProperties().validationEvents.map((event) => event.message));
  const unknown = [];
  (function look(given, parsed, where) {
    for (const key of Object.keys(given ?? {})) {
      if (parsed === undefined || !(key in parsed)) unknown.push(`${where}.${key}`);
      else if (typeof given[key] === 'object' && given[key] !== null) look(given[key], parsed[key], `${where}.${key}`);
    }
  })(content, card.toJSON(), 'card');
  document.querySelector('main').appendChild(card.render());
  return { complaints, unknown };
}

// In the page: all that a person could click, fetch or run.
function surface() {
  const all = [...document.querySelectorAll('main *')];
  const addresses = all.flatMap((e) => ['href', 'src', 'srcset', 'action', 'formaction', 'poster', 'data', 'xlink:href']
    .map((name) => e.getAttribute(name)).filter((value) => value !== null));
  return {
    text: document.querySelector('main').innerText,
    addresses: addresses.filter((value) => !value.startsWith('data:image/svg+xml,')),
    active: all.filter((e) => /^(script|iframe|object|embed|form|link|meta|base)$/i.test(e.tagName) ||
      [...e.attributes].some((a) => /^on/i.test(a.name))).map((e) => e.outerHTML.slice(0, 200)),
    buttons: [...document.querySelectorAll('main button')].map((b) => b.innerText.trim()),
    wide: document.documentElement.scrollWidth,
  };
}

function slackButtons(payload) {
  return payload.blocks.filter((b) => b.type === 'actions').flatMap((b) => b.elements)
    .map((e) => ['Action.OpenUrl', e.url]); // this renderer draws a button's link, but does not follow it
}

async function show(page, message) {
  if (message.kind === 'slack') {
    await page.setContent(slackPage(message.payload, message.name));
    return { opened: slackButtons(message.payload) };
  }
  await page.setContent(teamsPage);
  await page.addScriptTag({ content: cards });
  const { complaints, unknown } = await page.evaluate(teamsCard, message.payload.attachments[0].content);
  for (const button of await page.$$('main button')) await button.click();
  return { complaints, unknown: unknown.filter((key) => !/msteams|\$schema/.test(key)),
    opened: await page.evaluate(() => window.opened) };
}

function look(message, width, shown, seen, asked) {
  const name = `${message.kind}, ${message.name}, ${width} px`;
  const words = (wanted[message.name] ?? []).filter((text) => !seen.text.includes(text));
  holds(`${name}: people read what they must`, words.length === 0 && seen.text.length > 20,
    `missing: ${JSON.stringify(words)} in ${JSON.stringify(seen.text)}`);
  if (ofOneVisit.includes(message.name)) {
    const ref = reference.exec(seen.text)?.[0];
    holds(`${name}: its button opens this visit at the practice's own system`,
      seen.buttons.join() === 'Open in the PM' && shown.opened.length === 1 && ref !== undefined &&
      shown.opened[0].join() === `Action.OpenUrl,${host}visit/${ref}`, JSON.stringify([ref, seen.buttons, shown.opened]));
  } else {
    holds(`${name}: its buttons open nothing but the practice's own system`,
      shown.opened.length === seen.buttons.length && shown.opened.every(([, url]) => url.startsWith(host)),
      JSON.stringify([seen.buttons, shown.opened]));
  }
  holds(`${name}: no other link, no picture, nothing that runs`, seen.addresses.length === 0 && seen.active.length === 0,
    JSON.stringify([seen.addresses, seen.active]));
  holds(`${name}: nothing is fetched and no window opens`, asked.length === 0, asked.join(' '));
  holds(`${name}: no mark turns the direction of text`, !/[\u202a-\u202e\u2066-\u2069\u061c\u200e\u200f]/.test(seen.text), seen.text);
  holds(`${name}: nothing scrolls sideways`, seen.wide <= width, seen.wide);
  if (message.kind === 'teams' && width === widths[0]) {
    holds(`${name}: Microsoft's parser knows every word and complains of none`,
      shown.complaints.length === 0 && shown.unknown.length === 0, JSON.stringify([shown.complaints, shown.unknown]));
  }
}

async function main() {
  const browser = await puppeteer.launch({
    executablePath: chromium, headless: true, userDataDir: path.join(work, 'profile'), env: { ...process.env, HOME: work },
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'],
  });
  try {
    const page = await browser.newPage();
    let asked = [];
    await page.setRequestInterception(true);
    page.on('request', (request) => {
      if (/^(data:image\/svg|about:)/.test(request.url())) return request.continue();
      asked.push(request.url());
      return request.abort();
    });
    page.on('dialog', (dialog) => { asked.push(`dialog ${dialog.message()}`); dialog.dismiss(); });
    page.on('popup', (popup) => asked.push(`window ${popup.url()}`));
    const messages = [...posted(), ...goldens('slack'), ...goldens('teams')];
    for (const width of widths) {
      await page.setViewport({ width, height: 600 });
      for (const message of messages) {
        asked = [];
        const shown = await show(page, message);
        look(message, width, shown, await page.evaluate(surface), asked);
        if (shots) await page.screenshot({ path: path.join(shots, `${message.kind}-${message.name}-${width}.png`), fullPage: true });
      }
    }
    for (const kind of ['slack', 'teams']) {
      for (const name of Object.keys(wanted)) {
        holds(`${kind}: ${name} was looked at`, messages.some((m) => m.kind === kind && m.name === name), '');
      }
    }
  } finally {
    await browser.close();
  }
  process.exit(failed > 0 ? 1 : 0);
}

setTimeout(() => { console.log('FAILED: the browser does not answer'); process.exit(1); }, 90000).unref();
main().catch((error) => { console.log(`FAILED: ${error.stack}`); process.exit(1); });
