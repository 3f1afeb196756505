/* SPDX-License-Identifier: MIT
 *
 * Fills placeholders. A placeholder without a value gets a plain word, so that a sentence never has
 * a hole. The checker has refused any placeholder that is not in this table. Scratch memory only.
 */
#include "engine/render.h"

#include <string.h>

#include "base/language.h"
#include "engine/booked.h"
#include "rulebook/placeholders.h"

struct line { /* being written, in the arena; `room` was measured before */
    char *at;
    size_t len, room;
};

static void put_part(struct line *out, const char *s, size_t len)
{
    if (len > out->room - out->len) {
        len = out->room - out->len;
    }
    memcpy(out->at + out->len, s, len);
    out->len += len;
}

static void render_put(struct line *out, const char *s)
{
    put_part(out, s, strlen(s));
}

static void put_moment(const struct wording *w, const struct moment_of *m, const char *without,
                       struct line *out)
{
    char words[32], iso[32];
    enum language language;

    if (!m->known) {
        render_put(out, without);
        return;
    }
    (void)language_read(w->view->rules->books[w->draft->rule->rulebook].language, &language);
    language_day(language, m->is_instant ? zone_date(w->view->visit->zone, m->utc) : m->date,
                 words);
    render_put(out, words);
    if (m->is_instant) {
        instant_iso(m->utc, w->view->visit->zone, iso);
        render_put(out, ", ");
        put_part(out, iso + 11, 5); /* hours and minutes */
    }
}

/* The first; all of them stand in `matched`. */
static void put_matched(const struct wording *w, struct line *out)
{
    const struct strings *matched = &w->draft->details.matched;

    render_put(out, matched->count ? matched->at[0] : "an entry");
}

static void put_site(const struct view *v, struct site_ref ref, bool region, struct line *out)
{
    static const char *const sides[] = {
        [SIDE_NONE] = "", [SIDE_LEFT] = "left ", [SIDE_RIGHT] = "right "};

    if (!region) {
        render_put(out, sides[ref.side]);
    }
    render_put(out, site_name(v->rules->sites,
                              region ? site_region(v->rules->sites, ref.site) : ref.site));
}

static void put_first_site(const struct wording *w, bool region, const char *without,
                           struct line *out)
{
    const struct entry_sites *area = view_area(w->view);

    for (uint32_t i = 0; i < area->count; i++) {
        if (area->at[i].site != SITE_UNKNOWN) {
            put_site(w->view, area->at[i], region, out);
            return;
        }
    }
    render_put(out, without);
}

static void put_area(const struct wording *w, struct line *out)
{
    put_first_site(w, false, "treatment area", out);
}

static void put_region(const struct wording *w, struct line *out)
{
    put_first_site(w, true, "treated region", out);
}

static void put_move_to(const struct wording *w, struct line *out)
{
    put_moment(w, &w->move_to, "a later date", out);
}

static void put_due(const struct wording *w, struct line *out)
{
    put_moment(w, &w->due, "as agreed", out);
}

static void put_until(const struct wording *w, struct line *out)
{
    put_moment(w, &w->until, "further notice", out);
}

/* What the visit is by the rule's own lists: it may be in lists of other rules too. */
static const char *procedure_name(const struct wording *w)
{
    const struct hit *hit = booked_hit(w->view, &w->draft->rule->procedures);

    return hit != NULL ? hit_item(w->view->rules, hit) : "procedure";
}

static void put_procedure(const struct wording *w, struct line *out)
{
    render_put(out, procedure_name(w));
}

static void (*const puts_placeholder[HOLDS])(const struct wording *w, struct line *out) = {
    [HOLD_MATCHED] = put_matched,     [HOLD_AREA] = put_area, [HOLD_REGION] = put_region,
    [HOLD_MOVE_TO] = put_move_to,     [HOLD_DUE] = put_due,   [HOLD_UNTIL] = put_until,
    [HOLD_PROCEDURE] = put_procedure,
};
_Static_assert(sizeof puts_placeholder / sizeof puts_placeholder[0] == HOLDS, "a writer for each");

/* The placeholder at s (after its opening brace), and its length; 0: none. */
static size_t put_placeholder(const struct wording *w, const char *s, struct line *out)
{
    const char *end = strchr(s, '}');
    enum placeholder hold =
        end != NULL ? placeholder_named((struct span){s, (uint32_t)(end - s)}) : HOLDS;

    if (hold == HOLDS) {
        return 0;
    }
    puts_placeholder[hold](w, out);
    return (size_t)(end - s) + 1;
}

#define PLACE_ROOM 64 /* a date in words, a side, a plain word */

/* Room for the template with every placeholder at its longest. */
static size_t render_measure(const struct wording *w, const char *template)
{
    size_t longest = PLACE_ROOM, places = 0;
    const struct sites *tree = w->view->rules->sites;
    const struct entry_sites *area = view_area(w->view);

    for (uint32_t i = 0; i < w->draft->details.matched.count; i++) {
        longest += strlen(w->draft->details.matched.at[i]);
    }
    for (uint32_t i = 0; i < area->count; i++) {
        if (area->at[i].site != SITE_UNKNOWN) {
            longest += strlen(site_name(tree, area->at[i].site)) +
                       strlen(site_name(tree, site_region(tree, area->at[i].site)));
        }
    }
    longest += strlen(procedure_name(w));
    for (const char *s = strchr(template, '{'); s != NULL; s = strchr(s + 1, '{')) {
        places++;
    }
    return strlen(template) + places * longest;
}

const char *render_text(const struct wording *w, const char *template)
{
    if (template == NULL || strchr(template, '{') == NULL) {
        return template;
    }
    struct line out = {.room = render_measure(w, template)};
    out.at = arena_new(w->view->arena, out.room + 1);
    if (out.at == NULL) {
        return NULL;
    }
    for (const char *s = template, *brace; *s; s = brace) {
        size_t taken = 0;

        brace = strchrnul(s, '{');
        put_part(&out, s, (size_t)(brace - s));
        if (brace[0] == '\0') {
            break;
        }
        if (brace[1] == '{') {
            taken = 1;
        } else {
            taken = put_placeholder(w, brace + 1, &out);
        }
        if (!taken || brace[1] == '{') {
            put_part(&out, "{", 1);
        }
        brace += taken + 1;
    }
    return out.at;
}

const char *render_moment(struct view *v, const struct moment_of *m)
{
    char out[32];

    if (!m->known) {
        return NULL;
    }
    if (m->is_instant) {
        instant_iso(m->utc, v->visit->zone, out);
    } else {
        date_iso(m->date, out);
    }
    return arena_text(v->arena, out, strlen(out));
}
