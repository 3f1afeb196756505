// SPDX-License-Identifier: MIT
//
// precare.so for any host in Node, over the plugin's JSON door (precare.h, section 6): one file and koffi from npm.
// A failed call throws PrecareError; an event that cannot be read is answered all the same, with a result that says
// "not-evaluated" and where. Node brings its own OpenSSL: deliver with `deliver: external`. Nothing here prints or
// logs a value of an event.
'use strict';
const fs = require('fs');
const koffi = require('koffi');

const PLACES = ['/usr/lib/precare/precare.so', '/usr/lib/x86_64-linux-gnu/precare/precare.so',
    '/usr/lib/aarch64-linux-gnu/precare/precare.so', '/usr/local/lib/precare/precare.so'];
const E_DOCUMENT = -16, E_FAULT = -99;

const ErrorStruct = koffi.struct('precare_error', {
    struct_size: 'uint32_t', code: 'int32_t', line: 'uint32_t', column: 'uint32_t',
    where: koffi.array('char', 256, 'String'), message: koffi.array('char', 512, 'String'),
});

/** A call failed. code is the plugin's status (below 0), where a file or a path of the event. */
class PrecareError extends Error {
    constructor(code, message, where = '', line = 0, column = 0) {
        super((where ? where + (line ? ':' + line : '') + ': ' : '') + (message || 'failed') + ' (' + code + ')');
        Object.assign(this, {name: 'PrecareError', code, where, line, column});
    }
}

function newError() {
    return {struct_size: koffi.sizeof(ErrorStruct), code: 0, line: 0, column: 0, where: '', message: ''};
}

function pluginPath(wanted) {
    const path = wanted || process.env.PRECARE_PLUGIN || PLACES.find(place => fs.existsSync(place));
    if (!path) {
        throw new PrecareError(-1, 'no precare.so in ' + PLACES.join(', '));
    }
    return path;
}

/** One opened configuration. Close it. */
class Precare {
    /** config: precare.yaml, else the plugin's default; plugin: precare.so, else $PRECARE_PLUGIN or the usual places */
    constructor(config = null, plugin = null) {
        const so = koffi.load(pluginPath(plugin));
        const open = so.func('int32_t precare_json_open(const char *config, _Out_ void **handle, ' +
                             '_Inout_ precare_error *err)');
        this._call = so.func('int32_t precare_json_call(void *handle, const char *method, const char *in, ' +
            'uint64_t in_len, _Out_ void **out, _Out_ uint64_t *out_len, _Inout_ precare_error *err)');
        this._free = so.func('void precare_json_free(void *out)');
        this._close = so.func('int32_t precare_json_close(void *handle)');
        const handle = [null], err = newError();
        /** above 0: opened, with a note (2: the last good rules are in use) */
        this.status = open(config, handle, err);
        this.note = this.status > 0 ? err.message : '';
        if (this.status < 0) {
            throw new PrecareError(this.status, err.message, err.where, err.line, err.column);
        }
        this._handle = handle[0];
    }

    /** One method of the JSON door: {status, answer, where}. A status above 0 is a note, never a failure. */
    call(method, document) {
        const body = document === undefined ? null : JSON.stringify(document);
        const out = [null], size = [0], err = newError();
        const status = this._call(this._handle, method, body, body === null ? 0 : Buffer.byteLength(body), out, size, err);
        if (out[0] === null) {
            throw new PrecareError(status < 0 ? status : E_FAULT, err.message, err.where, err.line, err.column);
        }
        let answer;
        try {
            answer = JSON.parse(koffi.decode(out[0], 'char', Number(size[0])));
        } finally {
            this._free(out[0]);
        }
        if (status < 0 && !(status === E_DOCUMENT && method === 'evaluate')) {
            throw new PrecareError(status, err.message, err.where, err.line, err.column);
        }
        return {status, answer, where: status < 0 ? err.where : ''};
    }

    /** A precare-event/1 document in, a precare-result/1 document out. */
    evaluate(event) {
        return this.call('evaluate', event).answer;
    }

    // Each other method of the door: its document in, its answer out, as json-door.md has them.

    acknowledge(document) {
        return this.call('acknowledge', document).answer;
    }

    lookup(document) {
        return this.call('lookup', document).answer;
    }

    told(document) {
        return this.call('told', document).answer;
    }

    needs(document) {
        return this.call('needs', document).answer;
    }

    form(document) {
        return this.call('form', document).answer;
    }

    answers(document) {
        return this.call('answers', document).answer;
    }

    sheet(document) {
        return this.call('sheet', document).answer;
    }

    discovery() {
        return this.call('discovery').answer;
    }

    cdsHooks(document) {
        return this.call('cds-hooks', document).answer;
    }

    cdsFeedback(document) {
        return this.call('cds-feedback', document).answer;
    }

    reload() {
        return this.call('reload').answer;
    }

    stats() {
        return this.call('stats').answer;
    }

    describe() {
        return this.call('describe').answer;
    }

    /** Closes; twice is once. */
    close() {
        if (this._handle) {
            this._close(this._handle);
        }
        this._handle = null;
    }
}

module.exports = {Precare, PrecareError};
