/* SPDX-License-Identifier: MIT
 *
 * Reads the channels of the configuration and checks what no table can: names that must exist,
 * circles of fallback and escalation, what excludes or needs one another. Single-threaded; faults
 * go to the reader's list.
 */
#include "config/channels.h"

#include <stdio.h>
#include <string.h>

#include "config/duration.h"
#include "config/values.h"

#define CHANNELS_MOST 200u
#define CHANNEL_NAME_MOST 64u
#define STANDARD_GIVE_UP_MS (INT64_C(76) * 3600 * 1000)

static int64_t whole_number(const char *s, size_t len)
{
    const char *end = s + len;
    int64_t n = number_read(&s, end, UINT32_MAX);

    return s == end ? n : -1;
}

static void whole_number_key(struct reader *r, const char *name, const struct node *at,
                             uint32_t *n_r)
{
    const struct key *key = table_find(&channel_table, name);
    int64_t n;

    if (at == NULL) {
        return;
    }
    n = whole_number(at->text.at, at->text.len);
    if (n < whole_number(key->least, strlen(key->least)) ||
        n > whole_number(key->most, strlen(key->most))) {
        struct fault *fault = reader_fault(
            r, FAULT_S205, at, "this is not a whole number from %s to %s", key->least, key->most);

        fault_fix(r->faults, fault, "Write for example: %s", key->example);
        return;
    }
    *n_r = (uint32_t)n;
}

static bool kind_signs(const struct channel_kind_row *row)
{
    return row->signs;
}

static bool kind_standard(const struct channel_kind_row *row)
{
    return row->standard;
}

#define KIND_WORDS 256

/* "webhook", or more of them: the kinds that have this column. */
static const char *kinds_that(bool (*column)(const struct channel_kind_row *row),
                              char words_r[KIND_WORDS])
{
    size_t len = 0;

    words_r[0] = '\0';
    for (uint32_t kind = CHANNEL_NO_KIND + 1; kind < CHANNEL_KINDS; kind++) {
        const struct channel_kind_row *row = channel_kind_row(kind);

        if (column(row) && len < KIND_WORDS) {
            len += (size_t)snprintf(words_r + len, KIND_WORDS - len, "%s%s", len > 0 ? " or " : "",
                                    row->word);
        }
    }
    return words_r;
}

static void channel_defaults(struct channel *channel)
{
    const struct channel_kind_row *row = channel_kind_row(channel->kind);

    channel->rate_count = row->rate_count;
    channel->rate_ms = 1000;
    channel->burst = row->burst;
    channel->connections = 4;
    channel->fallback = channel->escalate_to = CHANNEL_NONE;
    channel->give_up_after_ms = INT64_C(24) * 3600 * 1000;
    channel->digest_minute = channel->quiet_from = channel->quiet_until = -1;
    channel->digest_above = 10;
    channel->digest_above_ms = 60 * 1000;
}

static void channel_secrets(struct reader *r, const struct channel_keys *keys,
                            struct channel *channel)
{
    const struct node *at = keys->sign_with;
    uint32_t count = at == NULL ? 0 : at->kind == NODE_LIST ? at->count : 1;
    char words[KIND_WORDS];
    struct secret_place *places = count == 0 ? NULL : arena_array(r->arena, count, sizeof *places);

    secret_place_read(r, keys->url_from, &channel->url_from);
    if (places == NULL) {
        return;
    }
    if (!channel_kind_row(channel->kind)->signs) {
        struct fault *fault = reader_fault(r, FAULT_S202, at, "only a channel of kind %s is signed",
                                           kinds_that(kind_signs, words));

        fault_fix(r->faults, fault, "Delete sign-with.");
    }
    for (uint32_t i = 0; i < count; i++) {
        secret_place_read(r, at->kind == NODE_LIST ? at->items[i] : at, &places[i]);
    }
    channel->sign_with = places;
    channel->sign_count = count;
}

static void channel_hours(struct reader *r, const struct channel_keys *keys,
                          struct channel *channel)
{
    const struct node *at = keys->quiet;

    if (at != NULL &&
        hours_read(at->text.at, at->text.len, &channel->quiet_from, &channel->quiet_until) != 0) {
        struct fault *fault = reader_fault(r, FAULT_S205, at, "these are not two times of day");

        fault_fix(r->faults, fault, "Write for example: \"20:00 to 07:00\"");
    }
    at = keys->digest;
    if (at == NULL || choice_is(at, "none")) {
        return;
    }
    channel->digest_minute = daily_read(at->text.at, at->text.len);
    if (channel->digest_minute < 0) {
        struct fault *fault = reader_fault(r, FAULT_S205, at, "this is not a time for a digest");

        fault_fix(r->faults, fault, "Write for example: daily 07:30");
    }
}

static void channel_promises(struct reader *r, const struct channel_keys *keys,
                             struct channel *channel)
{
    char words[KIND_WORDS];

    channel->private_too = choice_is(keys->addresses, "private-too");
    channel->clinical = choice_is(keys->detail, "clinical");
    channel->baa_signed = choice_is(keys->baa, "signed");
    channel->schedule = choice_is(keys->schedule, "standard-webhooks") ? SCHEDULE_STANDARD_WEBHOOKS
                                                                       : SCHEDULE_CLINIC;
    if (channel->clinical && !channel->baa_signed) {
        struct fault *fault = reader_fault(
            r, FAULT_S202, keys->detail, "clinical detail needs a signed agreement (baa: signed)");

        fault_why(r->faults, fault,
                  "Clinical words may go only to a service that has signed a business associate "
                  "agreement.");
        fault_fix(r->faults, fault,
                  "Write detail: neutral, or add baa: signed once the agreement is signed.");
    }
    if (channel->schedule == SCHEDULE_STANDARD_WEBHOOKS &&
        !channel_kind_row(channel->kind)->standard) {
        struct fault *fault = reader_fault(r, FAULT_S202, keys->schedule,
                                           "only a channel of kind %s may choose this schedule",
                                           kinds_that(kind_standard, words));

        fault_fix(r->faults, fault, "Write schedule: clinic.");
    }
}

static void channel_read(struct reader *r, const struct node *name, const struct node *map,
                         struct channel *channel, struct channel_keys *keys)
{
    channel->name = name->text.at;
    channel->line = name->line;
    channel->column = name->column;
    channel_defaults(channel);
    if (!reader_read(r, &channel_table, map, keys)) {
        memset(keys, 0, sizeof *keys);
        return;
    }
    channel->kind = word_number(&words_channel_kind, keys->kind->text.at);
    channel_defaults(channel);
    channel_secrets(r, keys, channel);
    rate_key(r, keys->rate, &channel->rate_count, &channel->rate_ms);
    rate_key(r, keys->digest_above, &channel->digest_above, &channel->digest_above_ms);
    whole_number_key(r, "burst", keys->burst, &channel->burst);
    whole_number_key(r, "connections", keys->connections, &channel->connections);
    if (choice_is(keys->schedule, "standard-webhooks")) {
        channel->give_up_after_ms = STANDARD_GIVE_UP_MS; /* or its last tries would never come */
    }
    duration_key(r, &channel_table, "give-up-after", keys->give_up_after,
                 &channel->give_up_after_ms);
    duration_key(r, &channel_table, "escalate-after", keys->escalate_after,
                 &channel->escalate_after_ms);
    channel_hours(r, keys, channel);
    channel_promises(r, keys, channel);
}

/* Another text than a name may be an address, pasted into the wrong place: it is not repeated. */
static bool name_good(const char *name)
{
    size_t len = strlen(name);

    return len <= CHANNEL_NAME_MOST && reader_is_id((struct span){name, (uint32_t)len});
}

uint32_t channel_named(struct reader *r, const struct node *at, const struct config *config)
{
    uint32_t found;

    if (at == NULL) {
        return CHANNEL_NONE;
    }
    found = config_channel(config, at->text.at);
    if (found == CHANNEL_NONE) {
        struct fault *fault = reader_fault(r, FAULT_S204, at, "there is no channel of this name");
        const char **names = arena_array(r->arena, config->channel_count, sizeof *names);

        for (uint32_t i = 0; names != NULL && i < config->channel_count; i++) {
            names[i] = name_good(config->channel_names[i]) ? config->channel_names[i] : NULL;
        }
        reader_did_you_mean(r, fault, at->text.at, names,
                            names != NULL ? config->channel_count : 0);
    }
    return found;
}

static void channel_links(struct reader *r, const struct channel_keys *keys,
                          const struct config *config, struct channel *channel)
{
    channel->fallback = channel_named(r, keys->fallback, config);
    channel->escalate_to = channel_named(r, keys->escalate_to, config);
    if ((keys->escalate_to == NULL) != (keys->escalate_after == NULL)) {
        const struct node *there =
            keys->escalate_to != NULL ? keys->escalate_to : keys->escalate_after;
        struct fault *fault =
            reader_fault(r, FAULT_S203, there, "escalate-to and escalate-after need each other");

        fault_fix(r->faults, fault,
                  keys->escalate_to != NULL ? "Add a line such as: escalate-after: 15 minutes"
                                            : "Add a line: escalate-to: CHANNEL");
    }
}

/* Follows one kind of link from channel to channel; the link that closes the circle is the fault's
 * place. */
static void circle_check(struct reader *r, const struct config *config,
                         const struct node *const *links, bool escalation, uint32_t start)
{
    uint32_t at = start;

    for (uint32_t steps = 0; steps < config->channel_count; steps++) {
        const struct channel *channel = &config->channels[at];
        uint32_t next = escalation ? channel->escalate_to : channel->fallback;

        if (next == CHANNEL_NONE) {
            return;
        }
        if (next == start) {
            /* Told once a circle: at the link that leads back to its first channel. */
            const char *key = escalation ? "escalate-to" : "fallback";
            struct fault *fault =
                reader_fault(r, FAULT_X304, links[at], "%s leads in a circle: it comes back to %s",
                             key, name_good(channel->name) ? channel->name : "where it began");

            fault_why(r->faults, fault, "A message would be passed on without end.");
            fault_fix(r->faults, fault, "Name another channel, or delete %s here.", key);
            return;
        }
        if (next < start) { /* that one's own turn tells it */
            return;
        }
        at = next;
    }
}

static void channels_link(struct reader *r, struct config *config, struct channel *channels,
                          const struct channel_keys *keys)
{
    const struct node **fallback = arena_array(r->arena, config->channel_count, sizeof *fallback);
    const struct node **escalate = arena_array(r->arena, config->channel_count, sizeof *escalate);

    if (fallback == NULL || escalate == NULL) {
        return;
    }
    for (uint32_t i = 0; i < config->channel_count; i++) {
        channel_links(r, &keys[i], config, &channels[i]);
        fallback[i] = keys[i].fallback;
        escalate[i] = keys[i].escalate_to;
    }
    for (uint32_t i = 0; i < config->channel_count; i++) {
        circle_check(r, config, fallback, false, i);
        circle_check(r, config, escalate, true, i);
    }
}

void channels_read(struct reader *r, const struct node *map, struct config *config)
{
    uint32_t count = map == NULL ? 0 : map->count;
    struct channel *channels = arena_array(r->arena, count, sizeof *channels);
    struct channel_keys *keys = arena_array(r->arena, count, sizeof *keys);
    const char **names = arena_array(r->arena, count, sizeof *names);

    if (count == 0 || channels == NULL || keys == NULL || names == NULL) {
        return;
    }
    if (count > CHANNELS_MOST) {
        reader_fault(r, FAULT_Y011, map, "more than %u channels", CHANNELS_MOST);
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        names[i] = map->keys[i]->text.at;
        if (!name_good(names[i])) {
            struct fault *fault =
                reader_fault(r, FAULT_S205, map->keys[i], "this cannot be the name of a channel");

            fault_fix(r->faults, fault,
                      "Use lower-case letters, digits and dashes, for example: clinical-lead");
        }
        channel_read(r, map->keys[i], map->items[i], &channels[i], &keys[i]);
    }
    config->channels = channels;
    config->channel_names = names;
    config->channel_count = count;
    channels_link(r, config, channels, keys);
}
