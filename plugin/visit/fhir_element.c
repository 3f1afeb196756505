/* SPDX-License-Identifier: MIT
 *
 * Elements of a FHIR resource, by their path, with the kind that each must have. Called by the
 * other readers of FHIR. What is of another kind is told once, at its place (E416), and is as if it
 * were not there.
 */
#include <string.h>

#include "visit/fhir_parts.h"

#define TIME_MOST 64u

void fhir_fault(struct fhir *f, const struct node *at, const char *what)
{
    for (uint32_t i = 0; i < f->told_count; i++) {
        if (f->told[i] == at) {
            return; /* an element is looked at more than once */
        }
    }
    if (at != NULL && f->told_count < sizeof f->told / sizeof *f->told) {
        f->told[f->told_count++] = at;
        (void)reader_fault(&f->reader, FAULT_E416, at, "%s", what);
    }
}

static const struct node *element_in(struct fhir *f, const struct node *of, const char *key,
                                     size_t len)
{
    char name[64];

    if (of->kind != NODE_MAP) {
        fhir_fault(f, of, "FHIR has an object here");
        return NULL;
    }
    if (len >= sizeof name) {
        return NULL;
    }
    memcpy(name, key, len);
    name[len] = '\0';
    const struct node *at = node_get(of, name);
    return at != NULL && at->kind != NODE_NULL ? at : NULL;
}

static void element_add(struct fhir *f, const struct node *at, struct fhir_elements *r)
{
    if (at->kind == NODE_NULL) {
        return;
    }
    if (r->count == FHIR_MOST) {
        fhir_fault(f, at, "there are more of these than are read here");
        return;
    }
    r->at[r->count++] = at;
}

static void elements_in(struct fhir *f, const struct node *of, const char *path,
                        struct fhir_elements *r)
{
    size_t len = strcspn(path, ".");
    const struct node *at = element_in(f, of, path, len);
    const char *rest = path[len] == '.' ? path + len + 1 : NULL;

    if (at == NULL) {
        return;
    }
    bool list = at->kind == NODE_LIST;
    for (uint32_t i = 0; i < (list ? at->count : 1); i++) {
        const struct node *one = list ? at->items[i] : at;

        if (rest == NULL) {
            element_add(f, one, r);
        } else { /* a path has three parts at most */
            elements_in(f, one, rest, r);
        }
    }
}

void fhir_collect(struct fhir *f, const struct node *of, const char *path, struct fhir_elements *r)
{
    r->count = 0;
    elements_in(f, of, path, r);
}

static bool kind_is(const struct node *n, uint32_t kind)
{
    return n->kind == kind || (kind == NODE_TRUE && n->kind == NODE_FALSE);
}

const struct node *fhir_one(struct fhir *f, const struct node *of, const char *path, uint32_t kind)
{
    static const char *const kinds[] = {
        [NODE_TEXT] = "FHIR has a text here",
        [NODE_MAP] = "FHIR has an object here",
        [NODE_INTEGER] = "FHIR has a whole number here",
        [NODE_TRUE] = "FHIR has true or false here",
    };
    struct fhir_elements all;

    fhir_collect(f, of, path, &all);
    if (all.count == 0) {
        return NULL;
    }
    if (!kind_is(all.at[0], kind)) {
        fhir_fault(f, all.at[0], kinds[kind]);
        return NULL;
    }
    return all.at[0];
}

const char *fhir_code(struct fhir *f, const struct node *of, const char *path)
{
    const struct node *n = fhir_one(f, of, path, NODE_TEXT);

    return n != NULL ? n->text.at : "";
}

const struct node *fhir_list(struct fhir *f, const struct node *of, const char *key)
{
    const struct node *at = element_in(f, of, key, strlen(key));

    if (at != NULL && at->kind != NODE_LIST) {
        fhir_fault(f, at, "FHIR has a list here");
        return NULL;
    }
    return at;
}

bool fhir_time(struct fhir *f, const struct node *of, const char *path, struct span *text_r,
               struct when *when_r)
{
    const struct node *n = fhir_one(f, of, path, NODE_TEXT);

    if (n == NULL) {
        return false;
    }
    if (n->text.len > TIME_MOST ||
        when_read(n->text.at, n->text.len, f->setting.zone, when_r) != 0) {
        fhir_fault(f, n, "this is no date, dateTime or instant of FHIR");
        return false;
    }
    *text_r = n->text;
    return true;
}

bool fhir_modified(const struct node *resource)
{
    const struct node *at = node_get(resource, "modifierExtension");

    return at != NULL && at->kind != NODE_NULL;
}
