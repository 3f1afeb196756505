/* SPDX-License-Identifier: MIT
 *
 * JSON as anybody may send it: our reader and jansson refuse it both, or read the same.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "support/json_beside.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    const char *differ = json_beside_jansson((const char *)bytes, len, NULL);

    if (differ != NULL) {
        (void)fprintf(stderr, "%s\n", differ);
        abort();
    }
    return 0;
}
