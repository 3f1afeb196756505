// SPDX-License-Identifier: MIT
//
// GoRules ZEN: one expression node with an expression a rule, lists as constants of the expression.
'use strict';
const { ZenEngine } = require('@gorules/zen-engine');
const { read, measure } = require('./facts');
const work = read(process.argv[2]);
const codes = (list) => `[${[...work.lists.get(list)].map((c) => `'${c}'`).join(', ')}]`;

function entry(rule) {
  const parts = [`#.code in ${codes(rule.list)}`];
  if (rule.active || rule.test === 'ongoing') parts.push('#.active == 1');
  if (rule.severity) parts.push(`#.severity >= ${rule.severity}`);
  if (rule.area) parts.push('#.area == 1');
  if (rule.test === 'taken-within') parts.push(`(#.active == 1 or (#.days >= 0 and #.days < ${rule.number}))`);
  else if (rule.number) parts.push(`#.days >= 0 and #.days < ${rule.number}`);
  return parts.join(' and ');
}
const chart = { condition: 'conditions', 'taken-within': 'medications', ongoing: 'medications', history: 'procedures', allergy: 'allergies' };
function expression(rule) {
  const own = { 'age-below': `age < ${rule.number}`, 'age-at-least': `age >= ${rule.number}`, pregnancy: 'pregnant == 1', training: 'trained == 0' }[rule.test]
    || `some(${chart[rule.test]}, ${entry(rule)})`;
  const guard = rule.guard ? `some(conditions, #.code in ${codes(rule.guard)} and #.active == 1) and ` : '';
  return `procedure in ${codes(rule.procedure)} and ${guard}${own}`;
}
const content = {
  nodes: [
    { id: 'in', name: 'in', type: 'inputNode', position: { x: 0, y: 0 } },
    { id: 'rules', name: 'rules', type: 'expressionNode', position: { x: 1, y: 0 },
      content: { expressions: work.rules.map((r) => ({ id: `e${r.id}`, key: `r${r.id}`, value: expression(r) })) } },
    { id: 'out', name: 'out', type: 'outputNode', position: { x: 2, y: 0 } },
  ],
  edges: [{ id: 'a', sourceId: 'in', targetId: 'rules', type: 'edge' }, { id: 'b', sourceId: 'rules', targetId: 'out', type: 'edge' }],
};
const decision = new ZenEngine().createDecision(Buffer.from(JSON.stringify(content)));
measure('GoRules ZEN', work.events, async (event) => {
  const { result } = await decision.evaluate(event);
  return Object.keys(result).filter((k) => k[0] === 'r' && result[k] === true).map((k) => Number(k.slice(1)));
});
