/* SPDX-License-Identifier: MIT
 *
 * What the files of this folder share: what one look-up has found, and the numbers that names and
 * codes are looked up by. For plugin/vocabulary/ alone. Any thread.
 */
#ifndef PRECARE_VOCABULARY_VOCABULARY_PARTS_H
#define PRECARE_VOCABULARY_VOCABULARY_PARTS_H

#include "base/words.h"
#include "vocabulary/vocabulary_make.h"

/* ---- what one look-up has found ---- */

#define FOUND_HERE 48u /* refs kept on the stack */
#define FOLDED_HERE 1280u

struct found_ref {
    struct ref ref;
    uint32_t start, end; /* of the name in the folded text; of a code: none */
    uint32_t meant;      /* of a name that the text does not have but may mean: its number and 1 */
};

enum names_wanted {
    NAMES_STATED, /* those that count */
    NAMES_FREE,   /* those before "free" and a further word */
    NAMES_EXCEPTED
};

/* What was found, and what is looked for: exceptions always, and these names, and codes. */
struct finding_refs {
    const struct vocabulary *v;
    uint32_t kinds;
    struct arena *arena;
    enum names_wanted names;
    bool codes;
    bool covers; /* an item that is excepted stands in the text */
    bool failed;
    struct found_ref *at;
    uint32_t count, room;
    struct found_ref here[FOUND_HERE];
};

/* For one more: the refs stand elsewhere by then. */
void refs_grow(struct finding_refs *f);

static inline void ref_found(struct finding_refs *f, const struct ref *ref, uint32_t start,
                             uint32_t end)
{
    if ((KIND_BIT(ref->kind) & f->kinds) == 0) {
        return;
    }
    if (f->count == f->room) {
        refs_grow(f);
    }
    if (!f->failed) {
        f->at[f->count++] = (struct found_ref){*ref, start, end, 0};
    }
}

static inline void refs_begin(struct finding_refs *f, const struct vocabulary *v, uint32_t kinds,
                              struct arena *arena)
{
    f->v = v;
    f->kinds = kinds;
    f->arena = arena;
    f->names = NAMES_STATED;
    f->codes = true;
    f->covers = false;
    f->at = f->here;
    f->count = 0;
    f->room = FOUND_HERE;
    f->failed = false;
}

/* ---- from refs to lists (hits.c) ---- */

/* The lists of the refs found, but for those that have routes, and not this one. */
struct hits refs_end(struct finding_refs *f, struct span route);
/* The route is known (and folded), and the list has routes, and not this one. */
bool route_refused(const struct vocabulary *v, uint32_t list, struct span route);

#define HIT_NONE UINT32_MAX

struct live { /* what counts for a list that is hit: numbers of refs, ascending */
    const uint32_t *at;
    uint32_t count;
};

struct lists_hit {
    const struct vocabulary *v;
    const struct found_ref *refs; /* sorted by list, rank and item */
    uint32_t ref_count, next;     /* those before `next` were judged */
    struct hit *at;
    uint32_t count;
    uint64_t *dirty;   /* bits of the lists from plain_count on that may be hit */
    struct live *live; /* of each hit; NULL: nothing is covered */
    struct arena *arena;
    bool failed;
};

struct own_refs { /* of one list, a range of the refs */
    uint32_t first, end;
    bool listed;   /* the value set that was asked */
    bool covers;   /* an item of its exceptions stands in the text */
    bool excepted; /* by a code: the whole entry */
};
struct own_refs own_refs_take(struct lists_hit *l, uint32_t list);
uint32_t hit_number(const struct lists_hit *l, uint32_t list); /* HIT_NONE */
void hit_add(struct lists_hit *l, struct hit hit);
void list_hit(struct lists_hit *l, uint32_t list); /* where nothing is covered */
/* Where an item that is excepted stands in the text (covered.c). */
void list_hit_covered(struct lists_hit *l, uint32_t list);

/* ---- names (name_find.c) ---- */

#define NEAR_NAME_MOST 64u /* code points; longer names are compared one by one */
#define NEAR_NAME_LEAST 5u
#define NEAR_WORD_LEAST 6u
#define NEAR_HASHES (NEAR_NAME_MOST + 2u)       /* of a word of a code point more */
#define NEAR_BYTES ((NEAR_NAME_MOST + 1u) * 4u) /* that it has at most */

/* How a word begins and how long it is, as a number to look up. */
static inline uint64_t word_start(const char *s, uint32_t len)
{
    const unsigned char *at = (const unsigned char *)s;
    uint64_t key =
        len == 0 ? 0 : (uint64_t)at[0] << 16 | (uint64_t)at[len > 1 ? 1 : 0] << 8 | at[len - 1];

    return (key << 32 | len) * UINT64_C(0x9e3779b97f4a7c15) >> 32;
}

/* One edit leaves a word its first letters or its last: three of them, or two of a word of six.
 * What stands there and how long the word is (in code points), as a number to look up; the length
 * is that of the word in the chart. */
static inline uint64_t near_end(const char *s, uint32_t len, uint32_t points, bool last)
{
    const unsigned char *at = (const unsigned char *)s + (last ? len - 3 : 0);
    uint64_t key = (uint64_t)at[0] << 16 | (uint64_t)at[1] << 8 | at[2];

    if (points <= NEAR_WORD_LEAST) {
        key &= last ? 0xffff : 0xffff00;
    }
    return (key << 9 | points << 1 | (last ? 1u : 0u)) * UINT64_C(0x9e3779b97f4a7c15) >> 32;
}

#define SLIPS_HERE 16u

struct slips { /* found while the names were looked up, so that a text is gone through once */
    uint32_t count;
    struct slip {
        uint32_t start, end, points;
    } at[SLIPS_HERE];
};

/* The code points of a word that may be near some name: it is long enough, and a name of about that
 * length begins or ends as it does. 0: it is none, as most words. */
static inline uint32_t slip_points(const struct vocabulary *v, struct span word)
{
    if (word.len < NEAR_WORD_LEAST) {
        return 0;
    }
    uint32_t points = (uint32_t)utf8_count(word.at, word.len);
    if (points < NEAR_WORD_LEAST || points > v->near_longest + 1) {
        return 0;
    }
    uint32_t first = (uint32_t)near_end(word.at, word.len, points, false) & v->near_ends_mask;
    uint32_t last = (uint32_t)near_end(word.at, word.len, points, true) & v->near_ends_mask;
    bool known =
        ((v->near_ends[first / 64] >> first % 64 | v->near_ends[last / 64] >> last % 64) & 1) != 0;
    return known ? points : 0;
}

/* NULL: no name begins so */
const struct word_slot *word_find(const struct vocabulary *v, const char *s, uint32_t len);

struct reading { /* a text while names are looked up in it */
    struct span text, folded;
    struct span gaps;    /* made when first needed */
    struct slips *slips; /* wanted; when it is full, nothing after its last word was looked at */
    bool free;           /* a name stands before "free" and a further word */
};
void names_look(struct finding_refs *f, struct reading *r);
/* Of a name or a word in it; without memory it does not count, and `failed` of the arena tells. */
enum negated reading_negated(struct reading *r, uint32_t start, uint32_t end, struct arena *arena);
/* Folds on the stack where it fits, else in the arena. */
bool fold_here(struct span text, char *here, uint32_t room, struct arena *arena,
               struct span *folded_r);

/* The lists of the names found, with what lists except of the entry. (near_find.c) */
struct hits refs_excepted(struct finding_refs *f, const struct entry_names *e, struct reading *r);

/* ---- near misses (near_find.c) ---- */

/* Lists with a name that one of the slips is near: of an entry that is in none. */
struct hits near_find(const struct vocabulary *v, uint32_t kinds, const struct entry_names *e,
                      struct reading *r, struct arena *arena);

uint64_t word_hash(const char *s, uint32_t len);
/* The hashes of a word, and of it without each of its characters; how many. None of a word that is
 * too long. */
uint32_t near_hashes(const char *s, uint32_t len, uint64_t hashes_r[NEAR_HASHES]);
static inline uint8_t near_tag(uint64_t hash)
{
    return (uint8_t)(hash >> 56);
}
/* The first eight bytes of a code; ASCII case does not matter (no control character gets so far).
 */
static inline uint64_t code_head(const char *s, uint32_t len)
{
    uint64_t head = 0;

    if (len >= sizeof head) {
        memcpy(&head, s, sizeof head);
    } else {
        memcpy(&head, s, len);
    }
    return head | UINT64_C(0x2020202020202020);
}
/* How a code of a system that matches by prefix begins: a letter and two digits, mostly; ASCII case
 * does not matter; fits code_starts. */
static inline uint32_t code_start(const unsigned char first[3])
{
    return (first[0] & 31u) << 8 | (first[1] & 15u) << 4 | (first[2] & 15u);
}
/* How a code of a system that matches whole codes ends, and how long it is; fits code_tails. */
static inline uint32_t code_tail(const char *s, uint32_t len)
{
    uint32_t tail = 0;

    if (len >= sizeof tail) {
        memcpy(&tail, s + len - sizeof tail, sizeof tail);
    } else {
        for (uint32_t i = 0; i < len; i++) { /* no call: most codes come by here */
            tail = tail << 8 | (unsigned char)s[i];
        }
    }
    return (tail ^ len) * UINT32_C(0x9e3779b1) >> 20;
}
static inline uint64_t code_step(uint64_t hash, unsigned char c)
{
    return (hash ^ c) * UINT64_C(0x9e3779b97f4a7c15);
}
static inline uint64_t code_begin(uint32_t system)
{
    return UINT64_C(0xd6e8feb86659fd93) + system;
}
static inline uint64_t code_end(uint64_t hash)
{
    return hash ^ hash >> 31;
}

/* ---- codes (code_find.c) ---- */

struct coded { /* a code of a system that some list has codes of */
    uint32_t system;
    struct span rest; /* behind the system's name and its colon */
};

/* By another name of its system, as interfaces write it. */
bool code_renamed(struct span code, struct coded *coded_r);

/* Whether some code of the system may begin as this one does. Its first bytes are looked at as they
 * are: what is not compared at all (a space, a dot) is below the digits. */
static inline bool start_known(const struct vocabulary *v, uint32_t system, struct span code)
{
    const unsigned char *at = (const unsigned char *)code.at;

    if (code.len < 3 || at[0] < '0' || at[1] < '0' || at[2] < '0') {
        return true;
    }
    uint32_t start = code_start(at);
    return (v->code_starts[system][start / 64] >> start % 64 & 1) != 0;
}

static inline bool tail_known(const struct vocabulary *v, struct span code)
{
    uint32_t tail = code_tail(code.at, code.len);

    return (v->code_tails[tail / 64] >> tail % 64 & 1) != 0;
}

/* By the name that rules write. */
static inline bool code_named(const struct vocabulary *v, struct span code, struct coded *coded_r)
{
    const struct system_key *one = v->systems, *end = one + v->system_count;
    uint64_t head = code_head(code.at, code.len);

    while (one < end && (head & one->mask) != one->key) {
        one++;
    }
    if (one == end || code.len < one->len) {
        return false;
    }
    *coded_r = (struct coded){one->system, {code.at + one->len, code.len - one->len}};
    return true;
}

/* Whether some list may have this code: of most codes in a chart, none does. */
static inline bool coded_known(const struct vocabulary *v, struct coded coded)
{
    return coded.system <= CODE_ATC ? start_known(v, coded.system, coded.rest)
                                    : tail_known(v, coded.rest);
}

__attribute__((always_inline)) static inline bool code_known(const struct vocabulary *v,
                                                             struct span code,
                                                             struct coded *coded_r)
{
    return (code_named(v, code, coded_r) || code_renamed(code, coded_r)) &&
           coded_known(v, *coded_r);
}

void coded_look(struct finding_refs *f, const struct coded *coded);
void codes_look(struct finding_refs *f, struct span code);

/* ---- entries that nobody can read (unread_find.c) ---- */

/* Of an entry without a text, in no list, with a code of this system, which some list of the kinds
 * does not read: bits of the lists that may hold it, NULL: none. */
const uint64_t *unread_find(const struct vocabulary *v, uint32_t kinds, const struct entry_names *e,
                            uint32_t system, struct arena *arena);

#endif
