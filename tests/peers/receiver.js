// SPDX-License-Identifier: MIT
//
// A chat that keeps what it is sent: node receiver.js DIRECTORY. Prints its port; each request becomes NNNN.json in the
// directory ({path, headers, body}), complete when it is there. Answers 200 "ok" as Slack does, 202 below /teams.
'use strict';
const fs = require('fs');
const http = require('http');
const path = require('path');

const directory = process.argv[2];
let count = 0;

http.createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    const name = path.join(directory, `${String(++count).padStart(4, '0')}.json`);
    const body = Buffer.concat(parts).toString('utf8');
    fs.writeFileSync(`${name}.part`, JSON.stringify({ path: request.url, headers: request.headers, body }));
    fs.renameSync(`${name}.part`, name);
    response.writeHead(request.url.startsWith('/teams') ? 202 : 200, { 'Content-Type': 'text/plain' });
    response.end('ok');
  });
}).listen(0, '127.0.0.1', function () {
  console.log(this.address().port);
});
