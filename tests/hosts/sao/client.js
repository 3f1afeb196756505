// SPDX-License-Identifier: MIT
//
// tryton-sao in Chromium as somebody at a clinic uses it: what is typed, pressed and read. Used by steps.js.
'use strict';
const fs = require('fs');
const path = require('path');

// What the client shows when it, or the server, has failed: none may ever be seen.
const BROKEN = '.error-dialog, .concurrency-dialog';

class Client {
  constructor(page, { base, database, shots, home }) {
    Object.assign(this, { page, base, database, shots, downloads: home, faults: [] });
    page.on('pageerror', fault => this.faults.push(fault.stack || String(fault)));
    page.on('dialog', leave => leave.accept()); // "leave this page?"
    page.setDefaultTimeout(30000);
  }

  static async open(browser, given, size = { width: 1280, height: 900 }) {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    await page.setViewport(size);
    await page.emulateTimezone('America/New_York'); // the clinic's
    const session = await browser.target().createCDPSession();
    await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: given.home, browserContextId: context.id });
    return new Client(page, given);
  }

  // The file of that name, once it is whole (it has another name before), and the dialog in which the client saves it is gone.
  async saved(name) {
    const file = path.join(this.downloads, name);
    for (let tries = 0; tries < 300 && !fs.existsSync(file); tries++) {
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    await this.page.waitForFunction(() => !document.querySelector('a[download]'));
    await this.settled();
    return file;
  }

  async go(where = '') {
    await this.page.goto('about:blank');
    await this.page.goto(`${this.base}#${this.database}${where}`);
  }

  async login(name, password, where = '') {
    await this.go(where);
    await this.page.waitForSelector('#login', { visible: true });
    await this.enter(name, password);
  }

  async enter(name, password) {
    await this.settled();
    await this.page.type('#login', name);
    await this.page.click('.login-dialog button[type=submit]');
    await this.page.waitForSelector('.ask-dialog input', { visible: true });
    await this.page.type('.ask-dialog input', password);
    await this.page.click('.ask-dialog .btn-primary');
    await this.page.waitForSelector('#menu .treeview, #menu table', { visible: true });
    await this.settled();
  }

  // Down the menu, as far as its last word.
  async menu(...words) {
    const shown = word => this.page.evaluate(wanted =>
      [...document.querySelectorAll('#menu tbody tr')].some(one => one.innerText.trim() === wanted), word);
    for (const [place, word] of words.entries()) {
      if (place + 1 < words.length && await shown(words[place + 1])) {
        continue; // it is open
      }
      const found = await this.page.evaluateHandle((wanted, last) => {
        const row = [...document.querySelectorAll('#menu tbody tr')].find(one => one.innerText.trim() === wanted);
        return row && row.querySelector(last ? '.column-char' : '.expander img');
      }, word, place + 1 === words.length);
      if (!found.asElement()) {
        throw new Error('the menu has no ' + word);
      }
      await found.asElement().click();
      await this.settled();
    }
  }

  // A record's own link, as the client writes it.
  async record(model, id) {
    await this.go(`/model/${model}/${id}`);
    await this.page.waitForSelector('.tab-pane.active .form .form-container', { visible: true });
    await this.settled();
  }

  // Nothing is on its way, nothing moves, and nothing is broken.
  async settled() {
    await this.page.waitForFunction(() => {
      const busy = !window.jQuery || jQuery.active > 0 || document.querySelector('.modal.fade:not(.in)[style*="block"]');
      window.quietSince = busy ? Infinity : Math.min(window.quietSince || Infinity, performance.now());
      return performance.now() - window.quietSince > 330; // bootstrap fades for 300 ms
    }, { polling: 50 });
    await this.page.evaluate(() => { window.quietSince = Infinity; });
    const broken = await this.page.$$eval(BROKEN, all => all.map(one => one.innerText).join('\n'));
    if (broken || this.faults.length) {
      throw new Error('the client broke: ' + broken + this.faults.join('\n'));
    }
  }

  // Of the record that the tab is at.
  id() {
    return this.page.evaluate(() => Sao.Tab.tabs.get_current().screen.current_record.id);
  }

  async shot(name) {
    await this.page.screenshot({ path: path.join(this.shots, name + '.png') });
  }

  // What a user sees: of the dialog on top, else of the tab.
  top() {
    return this.page.evaluateHandle(() => {
      const shown = [...document.querySelectorAll('.modal.in')].filter(one => one.offsetParent !== null || one.offsetHeight > 0);
      return shown.pop() || document.querySelector('.tab-content > .tab-pane.active') || document.body;
    });
  }

  async text() {
    return (await this.top()).evaluate(el => {
      const typed = [...el.querySelectorAll('input, select, textarea')].filter(one => one.offsetParent !== null)
        .map(one => one.tagName === 'SELECT' ? (one.selectedOptions[0] || {}).text : one.value);
      return el.innerText + '\n' + typed.filter(Boolean).join('\n');
    });
  }

  // The words in the form's lists, or in a dialog, that reach beyond what can be seen.
  async cut() {
    return (await this.top()).evaluate(el => [...el.querySelectorAll('.form-one2many .list-form .form-label, ' +
      '.form-one2many .treeview td .widget > *, .modal-body .form-label')].filter(one => one.offsetParent !== null &&
      (one.scrollWidth > one.clientWidth + 1 || one.getBoundingClientRect().right >
        one.closest('.form-one2many, .modal-body').getBoundingClientRect().right)).map(one => one.innerText));
  }

  // Presses what shows these words, or is titled so: a button, a row, a tab.
  async press(words, within = 'button, a') {
    const found = await (await this.top()).evaluateHandle((el, wanted, selector) =>
      [...el.querySelectorAll('.modal-footer button'), ...el.querySelectorAll(selector)].find(one => one.offsetParent !== null &&
        (one.innerText.trim() === wanted || one.title === wanted)), words, within);
    if (!found.asElement()) {
      throw new Error(`nothing to press: ${words}; there is: ` + (await this.text()).slice(0, 1500));
    }
    await found.asElement().evaluate(el => el.scrollIntoView({ block: 'center' }));
    await found.asElement().click();
    await this.settled();
  }

  // A button that opens a wizard.
  async wizard(words) {
    await this.press(words);
    await this.page.waitForSelector('.wizard-dialog.in', { visible: true });
    await this.settled();
  }

  // The button of the row that has these words: as in every list of this client, the first click takes the row.
  async pressIn(row, words) {
    for (let clicks = 0; clicks < 2; clicks++) {
      const found = await (await this.top()).evaluateHandle((el, has, wanted) => {
        const of = [...el.querySelectorAll('tbody tr')].find(one => one.offsetParent !== null && (one.innerText.includes(has) ||
          [...one.querySelectorAll('input')].some(typed => typed.value.includes(has))));
        return of && [...of.querySelectorAll('button')].find(one => one.innerText.trim() === wanted);
      }, row, words);
      if (!found.asElement()) {
        throw new Error(`no ${words} beside ${row}; there is: ` + (await this.text()).slice(0, 1500));
      }
      await found.asElement().evaluate(el => el.scrollIntoView({ block: 'center' }));
      await found.asElement().click();
      await this.settled();
    }
  }

  // The record of the row that has these words.
  async open(words, button = 'Switch') {
    const cell = await (await this.top()).evaluateHandle((el, has) =>
      [...el.querySelectorAll('tbody tr')].find(one => one.offsetParent !== null && one.innerText.includes(has))
        .querySelector('td.selection-state input'), words);
    await cell.asElement().click();
    await this.settled();
    await this.press(button);
  }

  // Chooses these words in each row of the dialog's list of forms that has them to choose, once all rows are there that its
  // head counts; and goes on when each shows them.
  async answer(words) {
    const inRows = wanted => {
      const top = [...document.querySelectorAll('.modal.in')].pop();
      const rows = top ? [...top.querySelectorAll('.list-form-item')] : [];
      const badge = top && top.querySelector('.badge');
      if (!badge || rows.length === 0 || rows.length < Number(badge.innerText.split('/').pop())) {
        return false;
      }
      const lacking = rows.map(row => row.querySelector('select')).filter(field => field &&
        [...field.options].some(one => one.text === wanted) && (field.selectedOptions[0] || {}).text !== wanted);
      for (const field of lacking) {
        field.scrollIntoView({ block: 'center' });
        field.focus();
        field.selectedIndex = [...field.options].findIndex(one => one.text === wanted);
        field.dispatchEvent(new Event('change', { bubbles: true }));
      }
      return lacking.length === 0;
    };
    await this.page.waitForFunction(inRows, { polling: 200 }, words);
    await this.settled();
  }

  // A field of the form, by its name; the one in that place where several show it.
  async field(name, place = 0) {
    const found = await (await this.top()).evaluateHandle((el, wanted, at) =>
      [...el.querySelectorAll(`[name="${wanted}"]`)].map(one => one.matches('input, select, textarea') ? one
        : one.querySelector('input, select, textarea')).filter(one => one && one.offsetParent !== null)[at], name, place);
    if (!found.asElement()) {
      throw new Error('no field ' + name);
    }
    return found.asElement();
  }

  async count(name) {
    return (await this.top()).evaluate((el, wanted) =>
      [...el.querySelectorAll(`[name="${wanted}"]`)].filter(one => one.offsetParent !== null).length, name);
  }

  async scroll(name) {
    await (await this.field(name)).evaluate(el => el.scrollIntoView({ block: 'center' }));
  }

  async type(name, words, place = 0) {
    const field = await this.field(name, place);
    await field.evaluate(el => { el.scrollIntoView({ block: 'center' }); el.focus(); el.select && el.select(); });
    await this.page.keyboard.type(words);
    await this.page.keyboard.press('Tab');
    await this.settled();
  }

  // Another record, by what the client completes of its name.
  async pick(name, words) {
    // A new record comes when the server has answered; until then the client breaks at the first key.
    await this.page.waitForFunction(() => Sao.Tab.tabs.get_current().screen.current_record);
    await this.settled();
    const field = await this.field(name);
    await field.evaluate(el => { el.scrollIntoView({ block: 'center' }); el.focus(); });
    for (let tries = 0; tries < 4 && !await this.page.$('.dropdown.open li.completion a'); tries++) {
      await field.evaluate(el => { el.focus(); el.select(); }); // a new record's defaults come late, and clear it
      await this.page.keyboard.type(words);
      await this.page.waitForSelector('.dropdown.open li.completion a', { timeout: 5000 }).catch(() => null);
    }
    await this.page.click('.dropdown.open li.completion a');
    await this.settled();
  }

  // A file into a field of the dialog.
  async attach(file) {
    const input = await (await this.top()).$('input[type=file]');
    await input.uploadFile(file);
    await this.settled();
  }

  async choose(name, words) {
    const field = await this.field(name);
    await field.evaluate((el, wanted) => {
      el.focus();
      el.selectedIndex = [...el.options].findIndex(one => one.text === wanted);
      if (el.selectedIndex < 0) {
        throw new Error(`${wanted} is not among ${[...el.options].map(one => one.text)}`);
      }
      el.dispatchEvent(new Event('change', { bubbles: true }));
    }, words);
    await this.page.keyboard.press('Tab');
    await this.settled();
  }
}

module.exports = { Client };
