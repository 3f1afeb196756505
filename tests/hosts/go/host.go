// SPDX-License-Identifier: MIT

// A host in Go, by the JSON door of precare.so through cgo, written from the manual and the header alone:
//
//	go run host.go PLUGIN.so CONFIG EVENT.json
//
// previews the booking of EVENT.json, settles it as saved, and prints what a front desk would see. go_test.sh runs it.
package main

/*
#cgo LDFLAGS: -ldl
#include <dlfcn.h>
#include <stdlib.h>
#include "precare/precare.h"

// cgo calls no pointers to functions: one line of C for each of the four.
static int32_t call_open(void *f, const char *config, precare_json **handle, precare_error *err)
{
    return ((int32_t (*)(const char *, precare_json **, precare_error *))f)(config, handle, err);
}
static int32_t call_call(void *f, precare_json *handle, const char *method, const char *in, uint64_t in_len, char **out,
                         uint64_t *out_len, precare_error *err)
{
    return ((int32_t (*)(precare_json *, const char *, const char *, uint64_t, char **, uint64_t *, precare_error *))f)(
        handle, method, in, in_len, out, out_len, err);
}
static void call_free(void *f, char *out) { ((void (*)(char *))f)(out); }
static int32_t call_close(void *f, precare_json *handle) { return ((int32_t (*)(precare_json *))f)(handle); }
*/
import "C"

import (
	"encoding/json"
	"fmt"
	"os"
	"sync"
	"unsafe"
)

// Precare is one opened configuration. Call may be used by any number of goroutines at once, Close by one, when no other is
// in a call.
type Precare struct {
	call, free, close unsafe.Pointer
	handle            *C.precare_json
}

// Fault is what a status below 0 comes with.
type Fault struct {
	Code           int
	Where, Message string
}

func (f *Fault) Error() string { return fmt.Sprintf("%s: %s (%d)", f.Where, f.Message, f.Code) }

func newError() C.precare_error {
	var e C.precare_error
	e.struct_size = C.uint32_t(unsafe.Sizeof(e))
	return e
}

func faultOf(status C.int32_t, e *C.precare_error) error {
	if status >= 0 { // above 0 is a note
		return nil
	}
	return &Fault{int(status), C.GoString(&e.where[0]), C.GoString(&e.message[0])}
}

// Open loads the plugin and opens the configuration.
func Open(plugin, config string) (*Precare, error) {
	name := C.CString(plugin)
	defer C.free(unsafe.Pointer(name))
	so := C.dlopen(name, C.RTLD_NOW|C.RTLD_LOCAL)
	if so == nil {
		return nil, fmt.Errorf("%s", C.GoString(C.dlerror()))
	}
	var found [4]unsafe.Pointer
	for i, function := range []string{"precare_json_open", "precare_json_call", "precare_json_free", "precare_json_close"} {
		symbol := C.CString(function)
		found[i] = C.dlsym(so, symbol)
		C.free(unsafe.Pointer(symbol))
		if found[i] == nil {
			return nil, fmt.Errorf("%s has no %s", plugin, function)
		}
	}
	path := C.CString(config)
	defer C.free(unsafe.Pointer(path))
	p := &Precare{call: found[1], free: found[2], close: found[3]}
	e := newError()
	return p, faultOf(C.call_open(found[0], path, &p.handle, &e), &e)
}

// Call sends a document to a method and gives what it answers. With a Fault there is an answer too where an event could not
// be read: a result that says not-evaluated.
func (p *Precare) Call(method string, in []byte) ([]byte, error) {
	word := C.CString(method)
	defer C.free(unsafe.Pointer(word))
	text := C.CBytes(in)
	defer C.free(text)
	var out *C.char
	var length C.uint64_t
	e := newError()
	status := C.call_call(p.call, p.handle, word, (*C.char)(text), C.uint64_t(len(in)), &out, &length, &e)
	var answer []byte
	if out != nil {
		answer = C.GoBytes(unsafe.Pointer(out), C.int(length))
		C.call_free(p.free, out)
	}
	return answer, faultOf(status, &e)
}

// Close ends it.
func (p *Precare) Close() error {
	e := newError()
	return faultOf(C.call_close(p.close, p.handle), &e)
}

type result struct {
	Overall  string
	Coverage string
	Ref      *string
	Error    *struct{ Path, Message string }
	Findings []struct{ Rule, Outcome, Say string }
}

func (p *Precare) evaluate(event map[string]any) (result, error) {
	in, err := json.Marshal(event)
	if err != nil {
		return result{}, err
	}
	answer, err := p.Call("evaluate", in)
	var r result
	if answer != nil {
		if bad := json.Unmarshal(answer, &r); bad != nil {
			return r, bad
		}
	}
	return r, err
}

func show(what string, r result, err error) {
	if err != nil {
		fmt.Printf("%s: NOT CHECKED: %v\n", what, err)
		return
	}
	fmt.Printf("%s: %s, %s\n", what, r.Overall, r.Coverage)
	for _, f := range r.Findings {
		fmt.Printf("  %s %s: %s\n", f.Outcome, f.Rule, f.Say)
	}
}

func run(plugin, config, file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var event map[string]any
	if err := json.Unmarshal(text, &event); err != nil {
		return err
	}
	precare, err := Open(plugin, config)
	if err != nil {
		return err
	}
	event["phase"] = "preview"
	var together sync.WaitGroup
	words := make([]string, 16)
	for i := range words { // any number at once
		together.Add(1)
		go func(i int) {
			defer together.Done()
			r, err := precare.evaluate(event)
			if err == nil {
				words[i] = r.Overall
			}
		}(i)
	}
	together.Wait()
	r, err := precare.evaluate(event)
	show("booking", r, err)
	for _, word := range words {
		if word != r.Overall {
			return fmt.Errorf("side by side it said %q, alone %q", word, r.Overall)
		}
	}
	event["phase"], event["disposition"] = "settle", "saved"
	r, err = precare.evaluate(event)
	show("saved", r, err)
	if r.Ref != nil {
		_, err = precare.Call("acknowledge", []byte(fmt.Sprintf(`{"ref": %q, "action": "accepted", "role": "nurse", "actor": "u1"}`, *r.Ref)))
		fmt.Println("acknowledged:", err == nil)
	}
	delete(event, "now")
	r, err = precare.evaluate(event)
	show("without now", r, err)
	fmt.Println("and the result of it says:", r.Overall)
	return precare.Close()
}

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: host PLUGIN.so CONFIG EVENT.json")
		os.Exit(64)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, "host:", err)
		os.Exit(1)
	}
}
