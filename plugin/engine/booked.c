/* SPDX-License-Identifier: MIT
 *
 * The visit's procedures in the vocabulary. Most visits have one, whose lists are the visit's; of
 * several, the first that is in a list is the one that is told. Scratch memory only.
 */
#include "engine/booked.h"

#include <stdio.h>
#include <string.h>

#include "base/words.h"

#define ALL_SYSTEMS UINT32_MAX

/* Lists ascending, each once: those of the first procedures stand. */
static bool booked_join(struct view *v, const struct hits *more)
{
    const struct hits *all = &v->procedure;
    struct hit *both = arena_array(v->arena, (size_t)all->count + more->count + 1, sizeof *both);
    uint32_t a = 0, b = 0, count = 0;

    if (both == NULL) {
        return false;
    }
    while (a < all->count || b < more->count) {
        bool old = b == more->count || (a < all->count && all->at[a].list <= more->at[b].list);

        if (old && b < more->count && all->at[a].list == more->at[b].list) {
            b++;
        }
        both[count++] = old ? all->at[a++] : more->at[b++];
    }
    v->procedure = (struct hits){both, count, false};
    return true;
}

bool booked_begin(struct view *v)
{
    uint32_t count = v->visit->also_count + 1;

    v->booked = arena_array_raw(v->arena, count, sizeof *v->booked);
    for (uint32_t i = 0; i < count && v->booked != NULL; i++) {
        const struct booked *one = visit_procedure(v->visit, i);
        const struct entry_names names = {.text = one->text,
                                          .code = one->code,
                                          .systems = ALL_SYSTEMS,
                                          .settled = one->checked != 0};

        vocabulary_recognise(v->rules->vocabulary, KIND_BIT(LIST_PROCEDURE), &names, v->arena,
                             &v->booked[i]);
        if (v->booked[i].failed) {
            return false;
        }
        v->booked_open |= v->booked[i].near.count > 0 || v->booked[i].free.count > 0 ||
                          v->booked[i].unread != NULL;
        if (i == 0) {
            v->procedure = v->booked[0].hits;
        } else if (v->booked[i].hits.count > 0 && !booked_join(v, &v->booked[i].hits)) {
            return false;
        }
    }
    return v->booked != NULL;
}

static const struct hit *hit_in(const struct hits *hits, uint32_t list)
{
    for (uint32_t i = 0; i < hits->count; i++) {
        if (hits->at[i].list == list) {
            return &hits->at[i];
        }
    }
    return NULL;
}

const struct hit *booked_hit(const struct view *v, const struct numbers *lists)
{
    for (uint32_t i = 0; i <= v->visit->also_count; i++) {
        for (uint32_t k = 0; k < lists->count; k++) {
            const struct hit *hit = hit_in(&v->booked[i].hits, lists->at[k]);

            if (hit != NULL) {
                return hit;
            }
        }
    }
    return NULL;
}

const struct hit *booked_near(const struct recognised *procedure, uint32_t list)
{
    const struct hit *hit = hit_in(&procedure->near, list);

    return hit != NULL ? hit : hit_in(&procedure->free, list);
}

static bool is_unread(const struct recognised *procedure, uint32_t list)
{
    return procedure->unread != NULL && list_bit(procedure->unread, list);
}

enum truth booked_in(const struct view *v, uint32_t list)
{
    if (hit_in(&v->procedure, list) != NULL) {
        return TRUTH_T;
    }
    for (uint32_t i = 0; i <= v->visit->also_count; i++) {
        if (booked_near(&v->booked[i], list) != NULL || is_unread(&v->booked[i], list)) {
            return TRUTH_U;
        }
    }
    return TRUTH_F;
}

/* What a procedure may mean, by all lists; NULL: it is one that nobody can read. */
static const char *booked_ask(struct view *v, const struct recognised *one, const char *path)
{
    struct strings names = {0};

    for (uint32_t i = 0; i < one->near.count; i++) {
        (void)strings_add(&names, v->arena, hit_item(v->rules, &one->near.at[i]));
    }
    for (uint32_t i = 0; i < one->free.count; i++) {
        (void)strings_add(&names, v->arena, hit_item(v->rules, &one->free.at[i]));
    }
    return names.count > 0 ? meant_ask(v->arena, path, &names) : NULL;
}

void booked_tell(struct view *v, uint32_t list, struct details *d)
{
    for (uint32_t i = 0; i <= v->visit->also_count; i++) {
        const struct recognised *one = &v->booked[i];
        struct open_fact open = {
            .state = OPEN_NOT_UNDERSTOOD, .since = DATE_NONE, .again = DATE_NONE};

        if (booked_near(one, list) != NULL || is_unread(one, list)) {
            open.path = booked_path(v->arena, i);
            open.ask = booked_ask(v, one, open.path);
            details_open(d, v->arena, &open);
        }
    }
}

const char *booked_path(struct arena *arena, uint32_t number)
{
    char path[48];

    if (number == 0) {
        return "appointment.procedure";
    }
    int len = snprintf(path, sizeof path, "appointment.also[%u]", number - 1);
    return arena_text(arena, path, (size_t)len);
}
