// SPDX-License-Identifier: MIT
//
// json-rules-engine: a rule a rule, lists and entries through operators of our own.
'use strict';
const { Engine } = require('json-rules-engine');
const { read, measure } = require('./facts');
const work = read(process.argv[2]);
const engine = new Engine([], { allowUndefinedFacts: true });
const within = (days, n) => days >= 0 && days < n;

engine.addOperator('someIs', (entries, r) => {
  const codes = work.lists.get(r.list);
  return entries.some((e) => codes.has(e.code) && (!r.active || e.active === 1) && e.severity >= r.severity &&
    (!r.area || e.area === 1) && (!r.number || (r.ongoing && e.active === 1) || within(e.days, r.number)));
});
engine.addOperator('isIn', (code, list) => work.lists.get(list).has(code));

const chart = { condition: 'conditions', 'taken-within': 'medications', ongoing: 'medications', history: 'procedures', allergy: 'allergies' };
function condition(rule) {
  switch (rule.test) {
    case 'age-below': return { fact: 'age', operator: 'lessThan', value: rule.number };
    case 'age-at-least': return { fact: 'age', operator: 'greaterThanInclusive', value: rule.number };
    case 'pregnancy': return { fact: 'pregnant', operator: 'equal', value: 1 };
    case 'training': return { fact: 'trained', operator: 'equal', value: 0 };
    default: return { fact: chart[rule.test], operator: 'someIs', value: { list: rule.list, active: rule.active || rule.test === 'ongoing', severity: rule.severity, area: rule.area, number: rule.number, ongoing: rule.test === 'taken-within' } };
  }
}
for (const rule of work.rules) {
  const all = [{ fact: 'procedure', operator: 'isIn', value: rule.procedure }];
  if (rule.guard) all.push({ fact: 'conditions', operator: 'someIs', value: { list: rule.guard, active: 1, severity: 0, area: 0, number: 0 } });
  all.push(condition(rule));
  engine.addRule({ conditions: { all }, event: { type: 'fired', params: { id: rule.id } } });
}
measure('json-rules-engine', work.events, async (event) => (await engine.run(event)).events.map((e) => e.params.id));
