// SPDX-License-Identifier: MIT
//
// What schema.js and schema_form.js share: the printed schemas, compiled by npm's ajv, and a line a check.
'use strict';
const fs = require('fs');
const path = require('path');

// Where keys may be added by a later version, no more than those of today may stand.
function closed(schema) {
    if (Array.isArray(schema)) {
        return schema.map(closed);
    }
    if (schema === null || typeof schema !== 'object') {
        return schema;
    }
    const made = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
    if (made.type === 'object' && made.properties && made.additionalProperties === undefined) {
        made.additionalProperties = false;
    }
    return made;
}

module.exports = (modules, work) => {
    const Ajv = require(path.join(modules, 'ajv/dist/2020.js'));
    const compiled = (names, strictly = false) => {
        const ajv = new Ajv({ strict: true, allErrors: false, allowUnionTypes: true, strictTypes: false, strictRequired: false });
        return Object.fromEntries(names.map((name) => {
            const schema = JSON.parse(fs.readFileSync(path.join(work, `${name}.json`)));
            return [name, ajv.compile(strictly ? closed(schema) : schema)];
        }));
    };
    const check = (what, faults) => {
        console.log(faults.length === 0 ? `ok: ${what}` : `FAILED: ${what}\n    ${faults.slice(0, 8).join('\n    ')}`);
    };
    return { compiled, check, said: (validate) => JSON.stringify(validate.errors || []).slice(0, 400) };
};
