/* SPDX-License-Identifier: MIT
 *
 * Elements of what a client sends, by their key, with the kind that each must have. Called by the
 * readers of requests and of feedback. On failure: a fault (E417) with its path, that tells no
 * value.
 */
#include "base/text.h"
#include "cds/cds_parts.h"

const struct node *cds_part(struct reader *r, const struct node *of, const char *key, uint32_t kind)
{
    const struct node *n = node_get(of, key);

    if (n == NULL || n->kind == NODE_NULL) {
        return NULL;
    }
    if (n->kind != kind) {
        (void)reader_fault(r, FAULT_E417, n, "\"%s\" must be %s, not %s", key,
                           kind == NODE_MAP    ? "an object"
                           : kind == NODE_LIST ? "a list"
                                               : "a text",
                           node_kind_name(n));
        return NULL;
    }
    return n;
}

void cds_part_missing(struct reader *r, const struct node *of, const char *key)
{
    const struct node *n = node_get(of, key);

    if (n == NULL || n->kind == NODE_NULL) {
        (void)reader_fault(r, FAULT_E417, of, "\"%s\" is required", key);
    }
}

const char *cds_text(struct reader *r, const struct node *of, const char *key, uint32_t most)
{
    const struct node *n = cds_part(r, of, key, NODE_TEXT);

    if (n == NULL) {
        cds_part_missing(r, of, key);
        return NULL;
    }
    if (n->text.len == 0 || n->text.len > most) {
        (void)reader_fault(r, FAULT_E417, n, "a text of 1 to %u bytes is required", most);
        return NULL;
    }
    if (utf8_has_control(n->text)) {
        (void)reader_fault(r, FAULT_E417, n, "a text without control characters is required");
        return NULL;
    }
    return n->text.at;
}
