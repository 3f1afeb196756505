// SPDX-License-Identifier: MIT
//
// What every JavaScript peer shares: reads the facts (JSON, a record a line) that `speed_bench --facts` wrote, times the
// peer event by event for at most 20 seconds, compares the rules that fired, and prints one line:
//   NAME EVENTS MIN MEDIAN MAX WRONG      (ns an event, over pieces of at most 100 events)
'use strict';
const fs = require('fs');
const CAP_NS = 20e9;

function read(path) {
  const work = { lists: new Map(), rules: [], events: [] };
  for (const line of fs.readFileSync(path, 'utf8').split('\n')) {
    if (!line) continue;
    // the writer leaves a comma before a closing brace
    const record = JSON.parse(line.replace(/,}/g, '}'));
    if (record.kind === 'list') work.lists.set(record.id, new Set(record.codes));
    else if (record.kind === 'rule') work.rules.push(record);
    else work.events.push(record);
  }
  return work;
}

// judge(event) gives the numbers of the rules that fire, perhaps as a promise
async function measure(name, events, judge) {
  const pieces = [];
  let seen = 0, wrong = 0, total = 0;
  while (seen < events.length && total < CAP_NS) {
    const first = seen;
    let took = 0;
    do {
      const event = events[seen++];
      const from = process.hrtime.bigint();
      const answer = judge(event);
      const fired = answer instanceof Promise ? await answer : answer;
      took += Number(process.hrtime.bigint() - from);
      let bits = 0;
      for (const rule of fired) bits += rule < 24 ? 2 ** rule : NaN;
      if (bits !== event.fired) wrong++;
    } while (seen < events.length && seen - first < 100 && total + took < CAP_NS);
    pieces.push(took / (seen - first));
    total += took;
  }
  pieces.sort((a, b) => a - b);
  const at = (i) => pieces[i].toFixed(0);
  console.log(name, seen, at(0), at(pieces.length >> 1), at(pieces.length - 1), wrong);
}

module.exports = { read, measure };
