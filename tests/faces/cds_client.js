// SPDX-License-Identifier: MIT
//
// @medplum/core as a client of `precare serve`, with a FHIR server of its own that holds what a request prefetched: a stand-in, which
// shows nothing of a product that is sold. For cds.js and cds_cases.js.
'use strict';
globalThis.WebSocket ??= class {}; // @medplum/core names it when it is loaded
const http = require('http');
const path = require('path');
const { createRequire } = require('module');

const user = { resourceType: 'Practitioner', id: 'u1' };

// {client, asked: the paths that it read, called(services, request): what it sent and what came, end()}
async function begin(modules, port, token) {
  const medplum = createRequire(path.join(path.resolve(modules), 'x.js'))('@medplum/core');
  const shelf = {}; // path of a read or search, as asked: the resource
  const asked = [];
  const clinic = http.createServer((request, response) => {
    const url = decodeURIComponent(request.url.replace(/^\/fhir\/R4\//, ''));
    asked.push(url);
    response.writeHead(200, { 'Content-Type': 'application/fhir+json' }); // this client calls nobody where one of them fails
    response.end(JSON.stringify(shelf[url] || (url.includes('?') ? { resourceType: 'Bundle', type: 'searchset', total: 0 }
      : { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'not-found' }] })));
  });
  await new Promise(resolve => clinic.listen(0, '127.0.0.1', resolve));
  const bearer = (url, options) => fetch(url, !url.startsWith(`http://127.0.0.1:${port}/`) ? options
    : { ...options, headers: { ...options.headers, Authorization: `Bearer ${token}` } });
  const client = new medplum.MedplumClient({ baseUrl: `http://127.0.0.1:${clinic.address().port}/`,
    cdsServicesUrl: `http://127.0.0.1:${port}/cds-services`, fetch: bearer, cacheTime: 0 });

  function shelve(service, context, prefetch) {
    for (const key of Object.keys(shelf)) {
      delete shelf[key];
    }
    for (const [key, template] of Object.entries(service.prefetch || {})) {
      const url = template.replace(/\{\{context\.(\w+)\}\}/g, (_, name) => context[name]);
      if (prefetch && prefetch[key]) {
        shelf[url] = prefetch[key];
      }
    }
  }
  async function called(services, request) {
    const service = services.find(one => one.hook === request.hook);
    shelve(service, request.context, request.prefetch);
    const body = await medplum.buildCdsRequest(client, user, service, request.context);
    return { body, answer: await client.callCdsService(service.id, body) };
  }
  return { client, asked, called, json: medplum.ContentType.JSON, end: () => clinic.close() };
}

module.exports = { begin };
