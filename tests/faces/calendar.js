// SPDX-License-Identifier: MIT
//
// A sheet's calendar, read by npm's ical.js: node calendar.js MODULES FILE ZONE prints a line for each event, sorted:
// its first day, its last (or its hours by the clock of ZONE), its words. Exits 1 and says why where RFC 5545 is not kept.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const [modules, file, zone] = process.argv.slice(2);
const text = fs.readFileSync(file, 'utf8');
const need = (yes, why) => {
  if (!yes) {
    console.error(why);
    process.exit(1);
  }
};

function said(time, last) {
  if (time.isDate) {
    const day = time.clone();
    day.adjust(last ? -1 : 0, 0, 0, 0); // the end is no longer part of it
    return day.toString();
  }
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
    .format(time.toJSDate());
}

function lines_are_kept() {
  need(text.endsWith('\r\n') && !/[^\r]\n|\r[^\n]/.test(text), 'every line ends with CR and LF');
  for (const line of text.split('\r\n')) {
    need(Buffer.byteLength(line) <= 75, 'a line of more than 75 octets: ' + line);
  }
}

import(pathToFileURL(path.resolve(modules, 'ical.js/dist/ical.js'))).then(({ default: ICAL }) => {
  lines_are_kept();
  const calendar = new ICAL.Component(ICAL.parse(text));
  need(calendar.getFirstPropertyValue('version') === '2.0', 'version 2.0');
  need(calendar.getFirstPropertyValue('prodid'), 'a PRODID');
  const events = calendar.getAllSubcomponents('vevent');
  const uids = new Set();
  const out = [];
  for (const one of events) {
    const event = new ICAL.Event(one);
    for (const name of ['uid', 'dtstamp', 'dtstart', 'summary']) {
      need(one.getAllProperties(name).length === 1, 'one ' + name + ' an event');
    }
    need(!uids.has(event.uid), 'a UID twice');
    uids.add(event.uid);
    const stamp = one.getFirstPropertyValue('dtstamp');
    need(stamp.zone === ICAL.Timezone.utcTimezone, 'DTSTAMP is in UTC');
    need(event.endDate.compare(event.startDate) >= 0, 'an event ends after it begins');
    out.push([said(event.startDate, false), said(event.endDate, true), event.summary].join(' | '));
  }
  need(events.length > 0, 'a calendar has an event');
  need(!/\\[,;n]/.test(out.join('')), 'no escape is left in the words');
  console.log(out.sort().join('\n'));
}).catch(error => need(false, String(error)));
