/* SPDX-License-Identifier: MIT
 *
 * `precare init`: a clinic's own directory from five answers: the configuration, the changes of the
 * shipped rules with a test of them, the chat's address as a secret, an invented visit to try
 * (init.h). Approves nothing and takes no rules into use. Called by main.c; single-threaded.
 */
#include "cli/init.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/input.h"
#include "cli/places.h"
#include "config/channel_kinds.h"

#define NONE_WORD "none"

struct asked {
    const char *directory, *name, *zone, *chat, *address_from, *link, *lead, *role;
    bool demonstration;
};

/* Where the answers lie. */
struct rooms {
    char name[INIT_ANSWER], zone[INIT_ANSWER], chat[INIT_ANSWER], link[INIT_ANSWER],
        lead[INIT_ANSWER];
};

/* ---- the answers ---- */

static const char *none_is_null(const char *answer)
{
    return strcmp(answer, NONE_WORD) == 0 ? NULL : answer;
}

/* The address of the chat from the file that --address-from names. */
static int address_read(const char *path, struct init *in)
{
    struct buf text = {0};

    if (!input_read(path, INIT_ANSWER, &text)) {
        buf_end(&text);
        return cli_unreadable(path);
    }
    while (text.len > 0 && strchr("\r\n \t", text.at[text.len - 1]) != NULL) {
        text.at[--text.len] = '\0';
    }
    const char *why = text.len == 0 || strlen(text.at) != text.len ? "there is no address in it"
                                                                   : init_wrong_address(text.at);
    if (why == NULL) {
        memcpy(in->address, text.at, text.len + 1);
    }
    if (text.at != NULL) {
        explicit_bzero(text.at, text.len);
    }
    buf_end(&text);
    return why == NULL ? CLI_OK : cli_fail(CLI_UNREADABLE, "%s: %s", path, why);
}

static int address_take(const struct asked *a, struct init *in)
{
    static const struct init_question question = {
        .option = "address-from",
        .asks = "The address of its webhook, which is not shown:",
        .wrong = init_wrong_address,
        .secret = true};

    if (in->chat == NULL) {
        return a->address_from == NULL
                   ? CLI_OK
                   : cli_usage("--address-from is the address of a chat: say its --chat");
    }
    return a->address_from != NULL ? address_read(a->address_from, in)
                                   : init_ask(&question, NULL, in->address);
}

static int answers_take(const struct asked *a, struct rooms *rooms, struct init *in)
{
    const char *machine = init_machine_zone();
    const struct init_question name = {"name", "How is the practice called?", NULL, init_wrong_name,
                                       false};
    const struct init_question zone = {"zone", "In which time zone is it?",
                                       machine != NULL ? machine : "UTC", init_wrong_zone, false};
    const struct init_question chat = {"chat", "Which team chat is told (slack, teams, ...)?",
                                       NONE_WORD, init_wrong_chat, false};
    const struct init_question link = {
        "link", "The page of your software that shows a visit, with {ref} in it?", NONE_WORD,
        init_wrong_link, false};
    const struct init_question lead = {"lead", "Who answers for the rules, by name?", NULL,
                                       init_wrong_name, false};
    int code = init_ask(&name, a->name, rooms->name);

    code = code == CLI_OK ? init_ask(&zone, a->zone, rooms->zone) : code;
    code = code == CLI_OK ? init_ask(&chat, a->chat, rooms->chat) : code;
    in->chat = none_is_null(rooms->chat);
    code = code == CLI_OK ? address_take(a, in) : code;
    code = code == CLI_OK ? init_ask(&link, a->link, rooms->link) : code;
    code = code == CLI_OK ? init_ask(&lead, a->lead, rooms->lead) : code;
    in->name = rooms->name;
    in->zone = rooms->zone;
    in->link = none_is_null(rooms->link);
    in->lead = rooms->lead;
    in->role = a->role != NULL ? a->role : "clinical-lead";
    const char *why = code == CLI_OK ? init_wrong_name(in->role) : NULL;
    return why != NULL ? cli_usage("--role: %s", why) : code;
}

/* ---- the command ---- */

static int next_say(const struct init *in)
{
    struct buf out = {0}, overlay = {0};

    init_overlay_id(in->name, &overlay);
    init_next_text(in, overlay.at != NULL ? overlay.at : "", &out);
    int code = cli_print(&out);
    buf_end(&overlay);
    buf_end(&out);
    return code;
}

static int init_made(const struct asked *a, struct rooms *rooms, struct init *in)
{
    const char *why = NULL;
    int code = answers_take(a, rooms, in);

    if (code != CLI_OK) {
        return code;
    }
    in->opened = zone_open(in->zone, &why);
    code = in->opened != NULL ? init_write(in) : cli_usage("--zone: %s", why);
    zone_close(&in->opened);
    return code == CLI_OK ? next_say(in) : code;
}

static int init_run(void *of)
{
    const struct asked *a = of;
    struct init in = {.demonstration = a->demonstration, .rules = places_rules()};
    char directory[PATH_MAX], state[PATH_MAX + 8];
    struct rooms rooms;
    bool there = access(a->directory, F_OK) == 0;
    int code = init_directory(a->directory, directory);

    if (code != CLI_OK) {
        return code;
    }
    in.directory = directory;
    in.installed = strcmp(directory, CLI_CONFIG_FOLDER) == 0;
    (void)snprintf(state, sizeof state, "%s/state", directory);
    in.state = in.installed ? CLI_STATE : state;
    code = init_room(&in) ? init_made(a, &rooms, &in) : CLI_LOOK;
    explicit_bzero(in.address, sizeof in.address);
    if (code != CLI_OK && !there) {
        (void)rmdir(directory);
    }
    return code;
}

#define KIND_WORD(constant, file, word, ...) word ", "
static const struct option_row init_options[] = {
    OPTION_WORD("DIR", directory, "write into this directory; it is made where it is not there"),
    OPTION_TEXT("name", name, "TEXT", "call the practice so", .fallback = "it is asked"),
    OPTION_TEXT("zone", zone, "NAME", "use this time zone, such as Europe/Berlin",
                .fallback = "it is asked; the machine's is proposed"),
    OPTION_TEXT("chat", chat, "KIND",
                "tell this kind of chat: " CHANNEL_KIND_ROWS(KIND_WORD) "or none",
                .fallback = "it is asked"),
    OPTION_TEXT("address-from", address_from, "FILE",
                "read the address of the chat's webhook, a secret, from this file; - is standard "
                "input",
                .fallback = "it is asked, and not shown"),
    OPTION_TEXT("link", link, "URL",
                "link a message to this page of the practice software, with {ref} in it; or none",
                .fallback = "it is asked"),
    OPTION_TEXT("lead", lead, "NAME", "name who answers for the rules", .fallback = "it is asked"),
    OPTION_TEXT("role", role, "ROLE", "say in which role", .fallback = "clinical-lead"),
    OPTION_SWITCH("demonstration", demonstration,
                  "let rules that nobody has approved tell people too; each message says "
                  "DEMONSTRATION"),
};

static const struct cli_exit init_exits[] = {
    {CLI_OK, "the directory is ready"},
    {CLI_LOOK, "a file is there already; nothing was written"},
    {CLI_UNREADABLE, "a question was not answered, or the directory cannot be written; nothing was "
                     "written"},
};

const struct cli_command init_command = {
    .name = "init",
    .run = init_run,
    .summary = "begin a practice's own configuration, rules and test, from five answers",
    .about = "Ask what no option says: the practice's name, its time zone, its chat with the "
             "address of a webhook, the page that shows a visit, and who answers for the rules. "
             "Write precare.yaml, rules/changes.yaml (changes of the shipped rules: none yet), "
             "rules/tests.yaml, secrets/chat.url and example-visit.json into DIR, and say what "
             "comes next.\nNothing that is there is overwritten; in " CLI_CONFIG_FOLDER
             " the package's precare.yaml is replaced where it is as it came. No rule is approved "
             "or taken into use.",
    .options = OPTION_SET(init_options),
    CLI_EXITS_OF(init_exits),
};
