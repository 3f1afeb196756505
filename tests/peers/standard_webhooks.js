// SPDX-License-Identifier: MIT
//
// node standard_webhooks.js DIRECTORY: each request that receiver.js kept there is verified by the library, as a receiver
// would that follows its manual; then the same altered. Prints a line a check ("ok: ..." or "FAILED: ...").
'use strict';
const fs = require('fs');
const path = require('path');
const { Webhook } = require('standardwebhooks');

const { LEAD_KEY: key, LEAD_OLD_KEY: oldKey } = process.env;
const stranger = `whsec_${Buffer.from('nobody that we know has this key').toString('base64')}`;

function holds(sentence, yes, more) {
  console.log(`${yes ? 'ok' : 'FAILED'}: ${sentence}`);
  if (!yes) console.log(`    ${more}`);
}

// What the library says: the parsed body, or its error.
function verify(secret, body, headers) {
  try {
    return { body: new Webhook(secret).verify(body, headers) };
  } catch (error) {
    return { error: error.message };
  }
}

function refused(sentence, words, secret, body, headers) {
  const { error } = verify(secret, body, headers);
  holds(sentence, error !== undefined && words.test(error), error ?? 'it was accepted');
}

const requests = fs.readdirSync(process.argv[2]).filter((name) => name.endsWith('.json')).sort()
  .map((name) => JSON.parse(fs.readFileSync(path.join(process.argv[2], name), 'utf8')));
const types = [];
const ids = new Set();

for (const { headers, body } of requests) {
  const good = verify(key, body, headers);
  const type = good.body?.type ?? 'a message';
  types.push(type);
  ids.add(headers['webhook-id']);
  holds(`${type} is verified, and is {type, timestamp, data}`,
    good.body !== undefined && Object.keys(good.body).join() === 'type,timestamp,data', good.error);
  refused(`${type} with one letter altered is refused`, /signature/i, key, body.replace('precare', 'precara'), headers);
  refused(`${type} is refused with another key`, /signature/i, stranger, body, headers);
  refused(`${type} under another id is refused`, /signature/i, key, body, { ...headers, 'webhook-id': 'msg_other' });
}

const [first] = requests;
const last = requests[requests.length - 1];
const late = new Date(Date.now() - 10 * 60 * 1000);
refused('a message of ten minutes ago is refused, though its signature is right', /too old/i, key, first.body, {
  ...first.headers, 'webhook-timestamp': String(Math.floor(late / 1000)),
  'webhook-signature': new Webhook(key).sign(first.headers['webhook-id'], late, first.body),
});
refused('a message with no signature is refused', /header/i, key, first.body, { ...first.headers, 'webhook-signature': '' });
holds('with one key there is one signature', first.headers['webhook-signature'].split(' ').length === 1,
  first.headers['webhook-signature']);
holds('with two keys either verifies', verify(key, last.body, last.headers).body !== undefined &&
  verify(oldKey, last.body, last.headers).body !== undefined, last.headers['webhook-signature']);
refused('before the rotation the old key does not', /signature/i, oldKey, first.body, first.headers);
holds('each message has an id of its own', ids.size === requests.length, [...ids].join(' '));
for (const wanted of ['precare.alert', 'precare.alert.updated', 'precare.alert.withdrawn', 'precare.test']) {
  holds(`${wanted} is among them`, types.includes(wanted), types.join(' '));
}
