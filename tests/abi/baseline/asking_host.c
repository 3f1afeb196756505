/* SPDX-License-Identifier: MIT
 * A host that would like a function of a later minor, and lives without it. Built by ages_test.sh
 * with a header of the future and -DMORE=more, its function after the last one of 1.0. */
#include <dlfcn.h>
#include <stddef.h>
#include <stdio.h>

#include "precare/precare.h"

#ifndef MORE
#define MORE get_extension
#endif
#define HAS(api, member) ((api)->struct_size >= offsetof(precare_api, member) + sizeof(api)->member)

int main(int argc, char **argv)
{
    void *so = argc == 2 ? dlopen(argv[1], RTLD_NOW | RTLD_LOCAL) : NULL;
    precare_entry_fn *entry;

    if (so == NULL || (*(void **)&entry = dlsym(so, PRECARE_ENTRY)) == NULL) {
        return 2;
    }
    const precare_api *precare = entry(PRECARE_ABI_MINOR);

    printf("host %d, plugin %u.%u: stats %s, more %s\n", PRECARE_ABI_MINOR, precare->abi_major,
           precare->abi_minor, HAS(precare, stats) ? "there" : "missing",
           HAS(precare, MORE) ? "there" : "missing");
    return 0;
}
