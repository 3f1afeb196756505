/* SPDX-License-Identifier: MIT
 *
 * Whole files of rules, as anybody may write them: never a crash, never without a word. What is
 * found here is also what the goldens of tests/base/golden/yaml hold.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/node.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static uint32_t look_at(const struct node *n, const struct node *up, uint32_t depth)
{
    uint32_t nodes = 1;

    if (n->up != up || depth > 17 || n->line == 0 || n->column == 0) {
        abort();
    }
    if (n->kind == NODE_TEXT) {
        if (n->text.at == NULL || n->text.at[n->text.len] != '\0' ||
            !utf8_valid(n->text.at, n->text.len, NULL)) {
            abort();
        }
        return 1;
    }
    for (uint32_t i = 0; i < n->count; i++) {
        nodes += look_at(n->items[i], n, depth + 1);
        if (n->kind != NODE_MAP ||
            memchr(n->keys[i]->text.at, '\0', n->keys[i]->text.len) != NULL) {
            continue; /* an escaped NUL: told as a fault, and no key that anybody asks for */
        }
        if (node_get(n, n->keys[i]->text.at) == NULL) {
            abort();
        }
    }
    return nodes;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct arena arena;
    struct faults faults;

    arena_begin(&arena, NULL, 0, 0);
    faults_begin(&faults);
    struct node *root = yaml_read((const char *)bytes, len, "rules.yaml", NULL, &arena, &faults);
    if (root == NULL && !faults_any(&faults)) {
        abort(); /* nothing passes silently */
    }
    if (root != NULL) {
        (void)look_at(root, NULL, 0);
    }
    faults_sort(&faults);
    for (int format = FAULTS_TEXT; format <= FAULTS_SARIF; format++) {
        struct buf out = {0};

        faults_print(&faults, (enum fault_format)format, &out);
        if (out.len > 0 && !utf8_valid(out.at, out.len, NULL)) {
            abort();
        }
        buf_end(&out);
    }
    faults_end(&faults);
    arena_end(&arena);
    return 0;
}
