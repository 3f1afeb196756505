// SPDX-License-Identifier: MIT
//
// cql-execution: the rules as ELM (what CQL compiles to), lists as value sets, the event as a parameter.
'use strict';
const cql = require('cql-execution');
const { read, measure } = require('./facts');
const work = read(process.argv[2]);

const event = { type: 'ParameterRef', name: 'event' };
const of = (path) => ({ type: 'Property', path, source: event });
const own = (path) => ({ type: 'Property', path, scope: 'E' });
const number = (n) => ({ type: 'Literal', valueType: '{urn:hl7-org:elm-types:r1}Integer', value: String(n) });
const op = (type, a, b) => ({ type, operand: [a, b] });
const all = (parts) => parts.reduce((a, b) => op('And', a, b));
const isIn = (code, list) => ({ type: 'InValueSet', code, valueset: { name: list } });
const within = (n) => op('And', op('GreaterOrEqual', own('days'), number(0)), op('Less', own('days'), number(n)));
const active = op('Equal', own('active'), number(1));
const some = (list, where) => ({ type: 'Exists', operand: { type: 'Query', source: [{ alias: 'E', expression: of(list) }], relationship: [], where } });

const chart = { condition: 'conditions', 'taken-within': 'medications', ongoing: 'medications', history: 'procedures', allergy: 'allergies' };
function entry(rule) {
  const parts = [isIn(own('code'), rule.list)];
  if (rule.active || rule.test === 'ongoing') parts.push(active);
  if (rule.severity) parts.push(op('GreaterOrEqual', own('severity'), number(rule.severity)));
  if (rule.area) parts.push(op('Equal', own('area'), number(1)));
  if (rule.test === 'taken-within') parts.push(op('Or', active, within(rule.number)));
  else if (rule.number) parts.push(within(rule.number));
  return all(parts);
}
function condition(rule) {
  switch (rule.test) {
    case 'age-below': return op('Less', of('age'), number(rule.number));
    case 'age-at-least': return op('GreaterOrEqual', of('age'), number(rule.number));
    case 'pregnancy': return op('Equal', of('pregnant'), number(1));
    case 'training': return op('Equal', of('trained'), number(0));
    default: return some(chart[rule.test], entry(rule));
  }
}
function expression(rule) {
  const parts = [isIn(of('procedure'), rule.procedure)];
  if (rule.guard) parts.push(some('conditions', op('And', isIn(own('code'), rule.guard), active)));
  return all([...parts, condition(rule)]);
}
const library = new cql.Library({ library: {
  identifier: { id: 'rules', version: '1' }, schemaIdentifier: { id: 'urn:hl7-org:elm', version: 'r1' },
  usings: { def: [{ localIdentifier: 'System', uri: 'urn:hl7-org:elm-types:r1' }] },
  parameters: { def: [{ name: 'event', accessLevel: 'Public' }] },
  valueSets: { def: [...work.lists.keys()].map((id) => ({ name: id, id, accessLevel: 'Public' })) },
  statements: { def: work.rules.map((r) => ({ name: `r${r.id}`, context: 'Patient', accessLevel: 'Public', expression: expression(r) })) },
} });
const sets = {};
for (const [id, codes] of work.lists) sets[id] = { '1': [...codes].map((code) => ({ code, system: 's', version: '1' })) };
const executor = new cql.Executor(library, new cql.CodeService(sets));

class OnePatient { // the rules look at the event alone
  constructor() { this.left = [{ getId: () => 'p', id: 'p' }]; }
  currentPatient() { return this.left[0]; }
  nextPatient() { this.left.shift(); }
}
measure('cql-execution', work.events, async (one) => {
  const results = await executor.withParameters({ event: one }).exec(new OnePatient());
  const answers = results.patientResults.p;
  return Object.keys(answers).filter((k) => answers[k] === true).map((k) => Number(k.slice(1)));
});
