/* SPDX-License-Identifier: MIT
 *
 * A visit as the rules see it: which lists each entry is in, which sites are meant, whether a
 * list's silence says "no" or says nothing. Made once for each evaluation, in scratch memory; read
 * by the conditions.
 */
#ifndef PRECARE_ENGINE_VIEW_H
#define PRECARE_ENGINE_VIEW_H

#include "base/arena.h"
#include "engine/engine.h"
#include "rulebook/rulebook.h"
#include "visit/visit.h"

struct found { /* an entry is in a list, or may mean a name of it */
    uint32_t list, entry, origin, item, via;
};
#define VIA_FREE 1u /* of what may be meant: the name stands before "free", else it is misspelt */

struct found_list {
    struct found *at;
    uint32_t count, room;
};

struct entry_sites { /* resolved when first needed */
    const struct site_ref *at;
    uint32_t count;
    bool resolved;
};

struct silence {   /* what it says that no entry of a value set matches, and why (silence.h) */
    uint8_t truth; /* TRUTH_F: "no"; TRUTH_U: nothing */
    uint8_t why;   /* enum why: NO_ENTRY, NEVER; NOT_ASKED, STALE, SHORT, NEAR */
    uint16_t reserved;
    uint32_t entry; /* that is near, or says never; NONE */
    int32_t since;  /* the day of the review; DATE_NONE: there was none */
    int32_t again;  /* the first day on which it is stale; DATE_NONE: it never is */
};

struct unread { /* an entry that nobody can read, and the lists that may hold it, as bits */
    uint32_t entry;
    const uint64_t *lists;
};

struct asked_list { /* a value set that was asked about by itself */
    uint32_t list;
    const struct when *on;
};

struct entry_refs { /* of entries; `len`: the bytes of their paths, each with its NUL */
    struct entry_ref {
        uint16_t chart, entry;
    } * at;
    uint32_t count, len;
};

struct strings {
    const char **at;
    uint32_t count, room;
};
/* once each; NULL: no memory before */
bool strings_push(struct strings *s, struct arena *arena, const char *text); /* as it is */
bool strings_add(struct strings *s, struct arena *arena, const char *text);

struct view {
    const struct rules *rules;
    const struct visit *visit;
    int32_t day; /* on which lists and answers must be fresh: today, or a day to come */
    struct arena *arena;
    struct found_list found[CHART_COUNT];
    struct found_list near[CHART_COUNT]; /* what may be meant: misspelt, or before "free" */
    uint32_t found_count;                /* of both, in all parts */
    struct unread *unread[CHART_COUNT];  /* unread_count of each */
    struct asked_list *asked[CHART_ASKED];
    const char *unread_ask[CHART_COUNT]; /* the question about them, once it was needed */
    uint32_t unread_count[CHART_COUNT], asked_count[CHART_ASKED];
    struct entry_sites *sites[CHART_COUNT]; /* one for each entry */
    struct entry_sites area;                /* of the appointment: by view_area */
    struct recognised *booked; /* the visit's procedures: also_count and 1 (booked.h) */
    struct hits procedure;     /* the lists that they are in */
    bool booked_open;          /* one may mean something else, or cannot be read */
    uint32_t silent; /* bits 1u << chart: unknown for some rulebook; SILENT_SHORT (triggers.h) */
    uint64_t needs;  /* PRECARE_NEEDS_: what rules in force look at */
    bool ages;       /* some list's review is fresh today, and stale by the appointment */
    struct entry_refs unmatched;
    struct strings unread_paths;        /* what nobody can read, and words that no rule knows */
    struct answered *answered, *fields; /* answered.h; NULL: nobody has asked yet */
    struct visit_note *notes;           /* of dates that were answered */
    struct view_word {
        const char *text;
        uint32_t word;
    } words[WORD_SETS]; /* what was looked up last: by view_word */
    bool asked_any;     /* some value set was asked about by itself */
};

/* `v` is zeroed. `draft`: rulebooks in draft are in force, too. What no rule in force looks at is
 * not looked at here either. false: no memory. */
bool view_begin(struct view *v, const struct rules *rules, const struct visit *visit, bool draft,
                struct arena *arena);
const struct entry_sites *view_sites(struct view *v, enum chart chart, uint32_t entry);
const struct entry_sites *view_area(struct view *v); /* of the appointment; none without memory */
/* What a text of the visit is in a closed set (word_set_find); looked up once, not by each rule. */
uint32_t view_word_find(struct view *v, uint32_t set, struct span said);
static inline uint32_t view_word(struct view *v, uint32_t set, struct span said)
{
    const struct view_word *last = &v->words[set];

    return said.at != NULL && last->text == said.at ? last->word : view_word_find(v, set, said);
}
/* "conditions[2]" at `to`, which has ENTRY_PATH_MOST bytes, with its NUL; the byte behind that. */
#define ENTRY_PATH_MOST 24u
char *entry_path(char *to, struct entry_ref ref);
/* "conditions[2]", "conditions[2].onset"; field may be NULL; in the arena, NULL without memory */
const char *view_path(struct arena *arena, enum chart chart, uint32_t entry, const char *field);
/* "medications[0]: Is this apixaban or warfarin?" */
const char *meant_ask(struct arena *arena, const char *path, const struct strings *names);
/* "fields." and its name; `name` NULL: the path as it is */
const char *fact_path(struct arena *arena, const char *path, const char *name);
/* "medications.asked.blood-thinners" */
const char *asked_path(struct arena *arena, enum chart chart, struct span list);
/* The word that a match is told by: its item, or the list's `plain` for a code. */
const char *view_item(const struct rules *rules, const struct found *found);
const char *hit_item(const struct rules *rules, const struct hit *hit);

#endif
