// SPDX-License-Identifier: MIT
//
// JavaScript by hand: the rules as data, found by the lists that an entry is in; what a careful programmer would write.
'use strict';
const { read, measure } = require('./facts');
const work = read(process.argv[2]);

const listsOf = new Map(); // code -> ids
for (const [id, codes] of work.lists)
  for (const code of codes) listsOf.set(code, [...(listsOf.get(code) || []), id]);
const byList = new Map(), always = [];
for (const rule of work.rules) {
  const key = rule.guard || (['age-below', 'age-at-least', 'pregnancy', 'training'].includes(rule.test) ? null : rule.list);
  if (rule.procedure !== 'needling') continue;
  if (key) byList.set(key, [...(byList.get(key) || []), rule]);
  else always.push(rule);
}
const within = (days, n) => days >= 0 && days < n;

function fits(rule, entry) {
  switch (rule.test) {
    case 'condition': return (!rule.active || entry.active === 1) && entry.severity >= rule.severity &&
      (!rule.area || entry.area === 1) && (!rule.number || within(entry.days, rule.number));
    case 'taken-within': return entry.active === 1 || within(entry.days, rule.number);
    case 'ongoing': return entry.active === 1;
    case 'history': return (!rule.area || entry.area === 1) && within(entry.days, rule.number);
    default: return true;
  }
}

function alone(rule, event) {
  switch (rule.test) {
    case 'age-below': return event.age < rule.number;
    case 'age-at-least': return event.age >= rule.number;
    case 'pregnancy': return event.pregnant === 1;
    default: return event.trained === 0;
  }
}

function look(entries, fired) {
  for (const entry of entries)
    for (const list of listsOf.get(entry.code) || [])
      for (const rule of byList.get(list) || [])
        if (!rule.guard && fits(rule, entry)) fired.add(rule.id);
}

measure('JavaScript by hand', work.events, (event) => {
  const fired = new Set();
  for (const rule of always) if (alone(rule, event)) fired.add(rule.id);
  look(event.conditions, fired);
  look(event.medications, fired);
  look(event.procedures, fired);
  look(event.allergies, fired);
  return fired;
});
