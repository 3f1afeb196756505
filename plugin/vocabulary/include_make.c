/* SPDX-License-Identifier: MIT
 *
 * Which lists include which, and the routes of each. Called by vocabulary_make.c; one thread.
 * false: no memory.
 */
#include <string.h>

#include "vocabulary/making_parts.h"

bool includes_place(struct making *m)
{
    struct vocabulary *v = m->v;
    size_t total = 0, routes = 0;

    for (uint32_t i = 0; i < m->list_count; i++) {
        total += m->lists[i].include_count;
        routes += m->lists[i].route_count;
    }
    uint32_t *parent_first = arena_array(m->keep, (size_t)m->list_count + 2, sizeof(uint32_t));
    uint32_t *include_first = arena_array(m->keep, (size_t)m->list_count + 2, sizeof(uint32_t));
    uint32_t *route_first = arena_array(m->keep, (size_t)m->list_count + 2, sizeof(uint32_t));
    uint32_t *parents = arena_array(m->keep, total + 1, sizeof(uint32_t));
    uint32_t *includes = arena_array(m->keep, total + 1, sizeof(uint32_t));
    uint32_t *next = arena_array(m->scratch, (size_t)m->list_count + 2, sizeof(uint32_t));
    struct span *route_at = arena_array(m->keep, routes + 1, sizeof *route_at);
    if (m->keep->failed || m->scratch->failed) {
        return false;
    }
    v->plain_count = m->list_count;
    for (uint32_t i = 0; i < m->list_count; i++) {
        const struct vocabulary_list *l = &m->lists[i];

        if (l->include_count > 0 && v->plain_count == m->list_count) {
            v->plain_count = i;
        }
        include_first[i + 1] = include_first[i];
        route_first[i + 1] = route_first[i];
        for (uint32_t j = 0; j < l->include_count; j++) {
            includes[include_first[i + 1]++] = l->includes[j];
            parent_first[l->includes[j] + 1]++;
        }
        for (uint32_t j = 0; j < l->route_count; j++) {
            route_at[route_first[i + 1]++] = text_folded(span_of(l->routes[j]), m->keep);
        }
    }
    for (uint32_t i = 0; i < m->list_count; i++) {
        parent_first[i + 1] += parent_first[i];
    }
    memcpy(next, parent_first, m->list_count * sizeof *next);
    for (uint32_t i = 0; i < m->list_count; i++) {
        for (uint32_t j = 0; j < m->lists[i].include_count; j++) {
            parents[next[m->lists[i].includes[j]]++] = i;
        }
    }
    v->parent_first = parent_first;
    v->parents = parents;
    v->include_first = include_first;
    v->includes = includes;
    v->route_first = route_first;
    v->routes = route_at;
    v->has_routes = routes > 0;
    return !m->keep->failed;
}
