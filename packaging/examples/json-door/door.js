// SPDX-License-Identifier: MIT
// The four flat functions of precare.so in Node, with koffi from npm: door.js PLUGIN.so CONFIG EVENT.json prints the result.
'use strict';
const fs = require('fs');
const koffi = require('koffi');
const [plugin, config, file] = process.argv.slice(2);

const Err = koffi.struct('precare_error', { struct_size: 'uint32_t', code: 'int32_t', line: 'uint32_t', column: 'uint32_t',
    where: koffi.array('char', 256, 'String'), message: koffi.array('char', 512, 'String') });
const so = koffi.load(plugin);
const open = so.func('int32_t precare_json_open(const char *config, _Out_ void **handle, _Inout_ precare_error *err)');
const call = so.func('int32_t precare_json_call(void *handle, const char *method, const uint8_t *in, uint64_t in_len, ' +
    '_Out_ void **out, _Out_ uint64_t *out_len, _Inout_ precare_error *err)');
const free = so.func('void precare_json_free(void *out)');
const close = so.func('int32_t precare_json_close(void *handle)');
const err = { struct_size: koffi.sizeof(Err), code: 0, line: 0, column: 0, where: '', message: '' };
const show = () => console.error(`NOT CHECKED: ${err.where}: ${err.message} (${err.code})`);

const handle = [null];
if (open(config, handle, err) < 0) { // above 0 is a note
    show();
    process.exit(1);
}
const event = fs.readFileSync(file), out = [null], length = [0];
const status = call(handle[0], 'evaluate', event, event.length, out, length, err);
if (status < 0) {
    show();
}
if (out[0] !== null) { // also of an event that cannot be read: a result that says not-evaluated
    console.log(koffi.decode(out[0], 'char', Number(length[0])));
    free(out[0]);
}
close(handle[0]);
process.exitCode = status < 0 ? 1 : 0;
