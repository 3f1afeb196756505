/* SPDX-License-Identifier: MIT
 * A host behind an FFI, played in C: it knows precare.ffi.h and no more (no number of the header),
 * and speaks JSON. ffi_host PLUGIN CONFIG EVENT: prints the answer. Built by ages_test.sh. */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#ifndef HEADER
#define HEADER "precare/precare.h"
#endif
#include HEADER

#define TAKE(name) __typeof__(name) *name##_fn = (__typeof__(name) *)dlsym(so, #name)

int main(int argc, char **argv)
{
    static char event[65536];
    FILE *file = argc == 4 ? fopen(argv[3], "r") : NULL;
    void *so = argc == 4 ? dlopen(argv[1], RTLD_NOW | RTLD_LOCAL) : NULL;

    if (file == NULL || so == NULL) {
        return 2;
    }
    uint64_t length = fread(event, 1, sizeof event, file), got;
    precare_error err = {.struct_size = sizeof err};
    precare_json *handle;
    char *out;
    TAKE(precare_json_open);
    TAKE(precare_json_call);
    TAKE(precare_json_free);
    TAKE(precare_json_close);

    (void)fclose(file);
    if (precare_json_open_fn(argv[2], &handle, &err) < 0 ||
        precare_json_call_fn(handle, "evaluate", event, length, &out, &got, &err) < 0) {
        printf("%s %s\n", err.where, err.message);
        return 1;
    }
    printf("%s\n", strlen(out) == got ? out : "the length is wrong");
    precare_json_free_fn(out);
    return precare_json_close_fn(handle) == 0 ? 0 : 1;
}
