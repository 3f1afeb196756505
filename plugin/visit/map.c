/* SPDX-License-Identifier: MIT
 *
 * What the host's own codes mean: called by the hooks and by `precare evaluate`. Most hosts lack
 * the treatment site and the provider's training; here is where a clinic says them once. Any
 * thread. On failure (no memory) the visit must not be judged.
 */
#include "visit/map.h"

#include <string.h>

/* Texts of the configuration as the spans of a visit. NULL: no memory. */
static const struct span *spans_of(const char *const *texts, uint32_t count, struct arena *arena)
{
    struct span *spans = arena_array(arena, count, sizeof *spans);

    for (uint32_t i = 0; spans != NULL && i < count; i++) {
        spans[i] = span_of(texts[i]);
    }
    return spans;
}

static bool sites_map(const struct mapped_procedure *mapped, const struct span **sites,
                      uint32_t *count, struct arena *arena)
{
    if (*count > 0 || mapped->site_count == 0) {
        return true;
    }
    *sites = spans_of(mapped->sites, mapped->site_count, arena);
    *count = *sites != NULL ? mapped->site_count : 0;
    return *sites != NULL;
}

static bool appointment_map(struct visit *v, const struct config *config, struct arena *arena)
{
    if (v->procedure.code.at == NULL) {
        return true;
    }
    const struct mapped_procedure *mapped = config_procedure(config, v->procedure.code);
    if (mapped == NULL) {
        return true;
    }
    if (mapped->procedure != NULL) {
        v->procedure.text = span_of(mapped->procedure);
    }
    if (v->modality.at == NULL && mapped->modality != NULL) {
        v->modality = span_of(mapped->modality);
    }
    return sites_map(mapped, &v->sites, &v->site_count, arena);
}

/* Further procedures of the visit: copied only where there are some, for they are not ours. */
static bool also_map(struct visit *v, const struct config *config, struct arena *arena)
{
    struct booked *copy =
        v->also_count > 0 ? arena_array(arena, v->also_count, sizeof *copy) : NULL;

    if (copy == NULL) {
        return v->also_count == 0;
    }
    for (uint32_t i = 0; i < v->also_count; i++) {
        const struct mapped_procedure *mapped =
            v->also[i].code.at != NULL ? config_procedure(config, v->also[i].code) : NULL;

        copy[i] = v->also[i];
        if (mapped != NULL && mapped->procedure != NULL) {
            copy[i].text = span_of(mapped->procedure);
        }
    }
    v->also = copy;
    return true;
}

static bool is_mapped(const struct entry *e, const struct config *config)
{
    return e->code.at != NULL && config_procedure(config, e->code) != NULL;
}

/* The chart's procedures: copied only where one of them is mapped, for the entries are not ours. */
static bool history_map(struct visit *v, const struct config *config, struct arena *arena)
{
    struct entries *history = &v->chart[CHART_PROCEDURES];
    uint32_t first = 0;

    while (first < history->count && !is_mapped(&history->at[first], config)) {
        first++;
    }
    if (first == history->count) {
        return true;
    }
    struct entry *copy = arena_array(arena, history->count, sizeof *copy);
    if (copy == NULL) {
        return false;
    }
    memcpy(copy, history->at, history->count * sizeof *copy);
    for (uint32_t i = first; i < history->count; i++) {
        if (!is_mapped(&copy[i], config)) {
            continue;
        }
        const struct mapped_procedure *mapped = config_procedure(config, copy[i].code);
        copy[i].text = mapped->procedure != NULL ? span_of(mapped->procedure) : copy[i].text;
        if (!sites_map(mapped, &copy[i].sites, &copy[i].site_count, arena)) {
            return false;
        }
    }
    history->at = copy;
    return true;
}

static bool provider_map(struct visit *v, const struct config *config, struct arena *arena)
{
    if (v->provider.at == NULL) {
        return true;
    }
    const struct mapped_provider *mapped = config_provider(config, v->provider);
    if (mapped == NULL) {
        return true;
    }
    if (v->role.at == NULL && mapped->role != NULL) {
        v->role = span_of(mapped->role);
    }
    if (!v->training_recorded && mapped->training_recorded) {
        v->training = spans_of(mapped->training, mapped->training_count, arena);
        v->training_count = v->training != NULL ? mapped->training_count : 0;
        v->training_recorded = true;
        return v->training != NULL;
    }
    return true;
}

bool visit_map(struct visit *visit, const struct config *config, struct arena *arena)
{
    if (config->procedure_count > 0 &&
        (!appointment_map(visit, config, arena) || !also_map(visit, config, arena) ||
         !history_map(visit, config, arena))) {
        return false;
    }
    return config->provider_count == 0 || provider_map(visit, config, arena);
}
