/* SPDX-License-Identifier: MIT
 *
 * Choosing the rules at open. The installation's current set stands, whatever is being edited
 * meanwhile; but an edit that cannot be read is said (PRECARE_LAST_GOOD), so that nobody finds out
 * on the day of a reload. Whether the edited files are good is remembered by their names, sizes and
 * times, because hosts behind php-fpm open at each request.
 */
#include "abi/rules_in_use.h"
#include "abi/reload_told.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/seam.h"

#define DEPTH_MOST 16
#define VERDICTS 4

int32_t clinic_today(const struct config *config)
{
    return zone_date(config->zone, seam.wall_ms() / 1000);
}

int edited_pack(const struct config *config, struct rule_pack *pack_r, struct faults *faults)
{
    struct rule_files files;

    if (files_read(config->rules, config->rules_count, faults, &files) != 0) {
        files_end(&files);
        return -1;
    }
    bool trusted = files_trusted(&files, faults);
    int status = trusted ? pack_make(&files, pack_r) : -1;
    files_end(&files);
    faults->lost = faults->lost || (trusted && status != 0);
    return status;
}

void warnings_log(struct door *door, const struct faults *faults, enum fault_code code,
                  uint32_t from)
{
    for (uint32_t i = from; i < faults->count; i++) {
        if ((enum fault_code)faults->items[i].code == code) {
            door_log(door, PRECARE_LOG_WARNING, "rules", faults->items[i].what);
        }
    }
}

/* ---- are the edited files the same as when they were last looked at? ---- */

static uint64_t about_mix(uint64_t mark, const char *name, const struct stat *about)
{
    int64_t facts[] = {(int64_t)about->st_size,           (int64_t)about->st_ino,
                       (int64_t)about->st_mtim.tv_sec,    (int64_t)about->st_mtim.tv_nsec,
                       (int64_t)about->st_ctim.tv_sec,    (int64_t)about->st_ctim.tv_nsec,
                       (int64_t)(about->st_mode & S_IFMT)};

    return hash_bytes(hash_bytes(mark, name, strlen(name)), facts, sizeof facts);
}

/* The order in which a directory lists its files must not matter: marks are added up. */
static uint64_t directory_mark(int fd, int depth)
{
    DIR *dir = fdopendir(fd);
    uint64_t sum = 0;
    struct stat about;

    if (dir == NULL) {
        (void)close(fd);
        return 1;
    }
    /* cppcheck-suppress readdirCalled ; a DIR of our own: glibc's readdir is fine */
    for (struct dirent *e = readdir(dir); e != NULL; e = readdir(dir)) {
        if (e->d_name[0] == '.' || fstatat(dirfd(dir), e->d_name, &about, 0) != 0) {
            continue;
        }
        sum += about_mix(2, e->d_name, &about);
        int below = S_ISDIR(about.st_mode) && depth < DEPTH_MOST
                        ? openat(dirfd(dir), e->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
                        : -1;
        sum += below >= 0 ? directory_mark(below, depth + 1) * 31 : 0;
    }
    (void)closedir(dir);
    return sum;
}

/* A directory, or a file; the same as long as it is not there. */
static uint64_t path_mark(uint64_t mark, const char *path)
{
    struct stat about;

    memset(&about, 0, sizeof about);
    mark = stat(path, &about) == 0 ? about_mix(mark, path, &about) : mark * 33 + 1;
    int fd = S_ISDIR(about.st_mode) ? open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    return fd >= 0 ? hash_bytes(mark, &(uint64_t){directory_mark(fd, 0)}, sizeof(uint64_t)) : mark;
}

/* The files, the approvals beside them, and all that they are held against: what the configuration
 * asks, who may sign, and the day, on which a key may end. */
static uint64_t edited_mark(const struct config *config)
{
    int32_t today = clinic_today(config);
    uint64_t mark = hash_bytes(ruleset_asked(config), &today, sizeof today);
    struct buf approvals = {.at = NULL};

    for (uint32_t i = 0; i < config->rules_count; i++) {
        mark = path_mark(mark, config->rules[i]);
    }
    if (approvals_folder(config->rules, config->rules_count, &approvals)) {
        mark = path_mark(mark, approvals.at);
    }
    buf_end(&approvals);
    mark = config->signers != NULL ? path_mark(mark, config->signers) : mark;
    return mark;
}

/* What was found when files of this mark were last read; marks are well mixed, so words without a
 * lock do: bit 0 says that they were bad. A torn or lost one costs another look. */
static _Atomic uint64_t verdicts[VERDICTS];

static int verdict_known(uint64_t mark)
{
    uint64_t known = atomic_load(&verdicts[(mark >> 8) % VERDICTS]);

    return (known | 1) == (mark | 1) ? (int)(known & 1) : -1;
}

static void verdict_keep(uint64_t mark, bool bad)
{
    atomic_store(&verdicts[(mark >> 8) % VERDICTS], (mark & ~UINT64_C(1)) | (bad ? 1 : 0));
}

/* Whether the edited rules are not good; the fault in `err`. */
static bool edited_is_bad(const struct config *config, const char *current, precare_error *err)
{
    uint64_t mark = edited_mark(config);
    int known = verdict_known(mark);
    struct rule_pack pack = {0};
    struct faults faults;

    if (known == 0) {
        return false;
    }
    faults_begin(&faults);
    bool bad = edited_pack(config, &pack, &faults) != 0;
    if (!bad && strcmp(pack.hash, current) != 0) {
        struct ruleset *set = ruleset_of(&pack, config, clinic_today(config), &faults);

        bad = set == NULL;
        ruleset_drop(&set);
    }
    if (bad) {
        (void)error_fault(err, PRECARE_LAST_GOOD, &faults);
    }
    verdict_keep(mark, bad);
    pack_end(&pack);
    faults_end(&faults);
    return bad;
}

/* ---- the choice ---- */

enum set_state {
    SET_IN_USE,
    SET_DAMAGED, /* not there, or not what its name says */
    SET_REFUSED, /* whole, and not to be used with this configuration; told in err */
};

static enum set_state set_load(struct door *door, const char *hash, struct ruleset **set_r,
                               precare_error *err)
{
    struct rule_pack pack = {0};
    struct faults faults;
    const char *why = NULL;

    *set_r = ruleset_find(hash, door->config);
    if (*set_r != NULL) {
        return SET_IN_USE;
    }
    if (installation_read(door->installation, hash, &pack, &why) != 0) {
        (void)error_tell(err, PRECARE_E_STATE, "rules", why);
        return SET_DAMAGED;
    }
    faults_begin(&faults);
    *set_r = ruleset_of(&pack, door->config, DATE_NONE, &faults);
    if (*set_r == NULL) {
        (void)error_fault(err, PRECARE_E_RULES, &faults);
    }
    faults_end(&faults);
    pack_end(&pack);
    return *set_r != NULL ? SET_IN_USE : SET_REFUSED;
}

/* The set of this name ("": not known), or the one that is current by now: there may have been so
 * many reloads since the name was read that its set is gone. */
static enum set_state current_load(struct door *door, char hash[SET_HASH], struct ruleset **set_r,
                                   precare_error *err)
{
    char before[SET_HASH];
    enum set_state state = SET_DAMAGED;

    *set_r = NULL;
    do {
        state = hash[0] != '\0' ? set_load(door, hash, set_r, err) : SET_DAMAGED;
        if (state != SET_DAMAGED) {
            return state;
        }
        memcpy(before, hash, sizeof before);
        if (installation_current(door->installation, hash) != 0) {
            return SET_DAMAGED;
        }
    } while (strcmp(hash, before) != 0);
    return SET_DAMAGED;
}

/* What is current cannot be read: of the sets that were in use before, the newest that is whole.
 * Never the edited files, which nobody has taken into use. */
static struct ruleset *last_good_load(struct door *door, precare_error *err)
{
    struct set_list sets;
    struct ruleset *set = NULL;

    if (installation_sets(door->installation, &sets) != 0) {
        sets.count = 0;
    }
    for (uint32_t i = 0; i < sets.count && set == NULL; i++) {
        (void)set_load(door, sets.at[i].hash, &set, err);
    }
    if (set == NULL) {
        (void)error_tell(err, PRECARE_E_STATE, "rules",
                         "no set of rules that was in use can be read from the state directory; "
                         "precare reload takes the edited ones into use");
        return NULL;
    }
    (void)error_tell(err, PRECARE_LAST_GOOD, "rules/current",
                     "the rules in use cannot be read from the state directory: the newest set "
                     "that is whole is in use; precare reload takes the edited ones into use");
    door_log(door, PRECARE_LOG_ERROR, "rules",
             "the rules in use are damaged: the newest set that is whole is in use");
    (void)outbox_operations(door->outbox, "rules-damaged",
                            "The rules in use cannot be read from the state directory: the newest "
                            "set that is whole is in use. Run precare reload.");
    return set;
}

/* The edited rules, which become the installation's first, where there is one. *others_r: somebody
 * else's are current meanwhile. */
static struct ruleset *edited_load(struct door *door, const char *by, bool *others_r,
                                   precare_error *err)
{
    struct rule_pack pack = {0};
    struct faults faults;
    const char *why = NULL;
    uint64_t generation = 0;
    struct ruleset *set = NULL;

    *others_r = false;
    faults_begin(&faults);
    if (edited_pack(door->config, &pack, &faults) == 0) {
        warnings_log(door, &faults, FAULT_W507, 0);
        uint32_t read = faults.count;
        set = ruleset_of(&pack, door->config, clinic_today(door->config), &faults);
        warnings_log(door, &faults, FAULT_W507, read);
        warnings_log(door, &faults, FAULT_W411, read);
    }
    if (set == NULL) {
        (void)error_fault(err, PRECARE_E_RULES, &faults);
    } else if (door->installation != NULL) {
        int kept = installation_keep(door->installation, &pack, "", &generation, &why);

        *others_r = kept > 0;
        if (kept == 0) {
            atomic_store(&door->seen, generation);
            rules_in_use_say(door, set);
            first_told(door, &pack, set, by);
        } else {
            ruleset_drop(&set);
        }
        if (kept < 0) {
            (void)error_tell(err, PRECARE_E_STATE, "rules", why);
        }
    }
    faults_end(&faults);
    pack_end(&pack);
    return set;
}

struct ruleset *rules_for_open(struct door *door, const char *by, bool *last_good_r,
                               precare_error *err)
{
    char hash[SET_HASH] = "";
    bool others = false;
    uint64_t generation = 0;
    struct ruleset *set = NULL;

    *last_good_r = false;
    if (door->installation == NULL) {
        return edited_load(door, by, &others, err);
    }
    (void)installation_generation(door->installation,
                                  &generation); /* else the first call says so */
    atomic_store(&door->seen, generation);
    if (!installation_had_set(door->installation)) {
        set = edited_load(door, by, &others, err);
        if (!others) {
            return set;
        }
    }
    enum set_state state = current_load(door, hash, &set, err);
    if (state == SET_DAMAGED) {
        *last_good_r = true;
        return last_good_load(door, err);
    }
    if (set != NULL) {
        (void)error_clear(err);
        *last_good_r = edited_is_bad(door->config, hash, err);
    }
    if (*last_good_r) {
        door_log(door, PRECARE_LOG_WARNING, "rules",
                 "the edited rules cannot be read: the last good ones are in use");
    }
    return set;
}
