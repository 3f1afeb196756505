// SPDX-License-Identifier: MIT
//
// The page that *Send form* gives, as a patient fills it in at home: saved from the desk's client, opened as a file.
// Used by steps.js.
'use strict';

async function tap(page, field) {
  await field.evaluate(el => el.scrollIntoView({ block: 'center' }));
  await (await field.evaluateHandle(el => el.closest('label'))).asElement().click();
}

// A yes to these; then, group by group, a no to what is left. Saves it, and gives back the file.
async function answered(client, file, yes) {
  const page = await client.page.browserContext().newPage();
  await page.emulateTimezone('America/New_York'); // the clinic's: its day is the answers'
  await page.setViewport({ width: 390, height: 844 });
  await page.goto('file://' + file);
  for (const one of yes) {
    await tap(page, await page.$(`[name="${one}"][value="yes"]`));
  }
  for (const one of await page.$$('.none input')) {
    if (await one.evaluate(el => el.getClientRects().length > 0)) {
      await tap(page, one);
    }
  }
  await page.click('#save');
  const saved = await client.saved('answers.json');
  await page.close();
  return saved;
}

module.exports = { answered };
