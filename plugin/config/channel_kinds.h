/* SPDX-License-Identifier: MIT
 *
 * The kinds of channels, one row each: what the configuration, the courier and the wording of its
 * messages have to know of a team chat without speaking to it. How it is spoken to is in the file
 * that the row names: row `slack` is chat/target_slack.c. Everything that knows the kinds is made
 * from these rows, so that a new one is a row and a file. Pure data.
 *
 * ROW(constant, file's name, word in the configuration,
 *     signs: sign-with may stand there, and its posts bear Standard Webhooks' headers,
 *     standard: it may choose `schedule: standard-webhooks`,
 *     rate and burst where the configuration says none: messages a second, and at once)
 */
#ifndef PRECARE_CONFIG_CHANNEL_KINDS_H
#define PRECARE_CONFIG_CHANNEL_KINDS_H

/* clang-format off */
#define CHANNEL_KIND_ROWS(ROW) \
    /*  constant     file         word           signs  standard rate burst */ \
    ROW(SLACK,       slack,       "slack",       false, false,    1,    5) \
    ROW(TEAMS,       teams,       "teams",       false, false,    1,    5) \
    ROW(GOOGLE_CHAT, google_chat, "google-chat", false, false,    1,    5) \
    ROW(MATTERMOST,  mattermost,  "mattermost",  false, false,    1,    5) \
    ROW(DISCORD,     discord,     "discord",     false, false,    1,    5) \
    ROW(ROCKET_CHAT, rocket_chat, "rocket-chat", false, false,    1,    5) \
    ROW(MATRIX,      matrix,      "matrix",      false, false,    1,    5) \
    ROW(WEBHOOK,     webhook,     "webhook",     true,  true,    50,   50)
/* clang-format on */

#endif
