/* SPDX-License-Identifier: MIT
 *
 * No word of the configuration comes out of an error: whatever is wrong with it, and on whatever
 * line somebody pasted the address of a chat. A configuration that holds a canary in every value
 * and behind every line is spoilt in many ways, at each place; what is told is searched for the
 * canary, as text, JSON and SARIF. Every code that the configuration can be told with is met.
 */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "test.h"

#define CANARY "T0CANARY9x"
#define ADDRESS "https://hooks.chat.test/services/" CANARY

static bool met[FAULT_CODE_COUNT];
static uint32_t tried, leaks;

/* One configuration, told in all three forms. */
static void spoilt_check(const char *yaml, size_t len)
{
    struct faults faults;
    struct buf told = {0};

    faults_begin(&faults);
    struct config *config = config_load(yaml, len, "precare.yaml", &faults);
    faults_print(&faults, FAULTS_TEXT, &told);
    faults_print(&faults, FAULTS_JSON, &told);
    faults_print(&faults, FAULTS_SARIF, &told);
    for (uint32_t i = 0; i < faults.count; i++) {
        met[faults.items[i].code] = true;
        CU_ASSERT_PTR_NULL(faults.items[i].line);
        CU_ASSERT_TRUE(faults.items[i].at.line > 0);
    }
    tried++;
    if (strstr(told.at, CANARY) != NULL && leaks++ < 5) {
        printf("%.*s\n=== says\n%s\n", (int)len, yaml, told.at);
    }
    CU_ASSERT_FALSE(faults.lost);
    CU_ASSERT_FALSE(faults.hush); /* what comes after the configuration is told as ever */
    buf_end(&told);
    faults_end(&faults);
    config_free(&config);
}

/* A line of every key, its value the canary in a form that people paste. */
static const char *const values[] = {
    ADDRESS,
    "\"" ADDRESS "\"",
    "'" ADDRESS "'",
    "[\"" ADDRESS "\"]",
    "{" CANARY ": \"" ADDRESS "\"}",
    "{\"" ADDRESS "\": x}",
    "{\"" ADDRESS "\": {kind: slack}}",
    "{a: {kind: " CANARY ", url-from: \"" ADDRESS "\"}}",
    "{a: {kind: slack, url-from: \"file:/x\", fallback: \"" ADDRESS "\"}}",
    "{\"" ADDRESS "\": {kind: slack, url-from: \"file:/x\", fallback: \"" ADDRESS "\"}}",
    "{\"" ADDRESS "\": {kind: slack, url-from: \"file:/x\"}, a: {kind: slack, url-from: "
    "\"file:/x\", fallback: \"" ADDRESS "x\"}}",
    "\"env:" ADDRESS "\"",
    "\"file:" ADDRESS "\"",
    "\"file:/" ADDRESS "\"",
    "\"/" ADDRESS "\"",
    "!" CANARY " x",
    "&" CANARY " x",
    "*" CANARY,
    "<<: *" CANARY,
    "\"" CANARY,
    "\"\\q" CANARY "\"",
    "\"\\xZZ" CANARY "\"",
    "| " CANARY,
    "[" CANARY ", ",
    "{" CANARY ": ",
    "a: b: " CANARY,
    "\t" CANARY,
    "\xff" CANARY,
    "\xe2\x80\x8b" CANARY,
    "\xe2\x80\x9c" CANARY "\xe2\x80\x9d",
    "@" CANARY,
    "`" CANARY,
    "%" CANARY,
    "- " CANARY,
    "? " CANARY,
    "yes",
    "0"
    "12345678",
    "12:00:00",
    "1.10",
    "2026-11-23",
    "2026-02-30",
    "99999999 days",
    "-1",
    "",
    "\"\"",
    "{}",
    "[]",
    "{" CANARY "}",
    "{kind: nats, servers: [\"nats://user:" CANARY "@relay:4222\"], stream: " CANARY
    ", login-from: \"user:" CANARY "\", credentials: \"" CANARY ".creds\"}",
    "{procedures: {" CANARY ": {procedur: " CANARY "}}, " CANARY ": {}}",
    "{time-zone: \"" CANARY "/" CANARY "\"}",
    "{listen: \"unix:" CANARY "\", url: \"http://" CANARY ":" CANARY "/\", origins: \"" CANARY
    "\", token-file: \"" CANARY "\", clients: [{iss: \"" CANARY "\", jwks: \"" CANARY
    "\"}, {iss: \"" CANARY "\", jwks: \"file:/x\"}], rate: " CANARY "}",
    "{time-zone: \"" ADDRESS "\", name: [" CANARY "]}",
};

static const char *const lines[] = {
    "format: precare-config/1",
    "clinic: {time-zone: America/New_York}",
    "rules: /etc/precare/rules",
    "state: /var/lib/precare",
    "deliver: external",
    "durability: power",
    "act-on: active",
    "link: \"https://pm.example/visit/{ref}\"",
    "operations: ops",
    "allow-plain-http: none",
    "ca-file: system",
    "proxy: none",
    "wait-for-disk: 250 milliseconds",
    "wal-limit: 512 MB",
    "late-after: 2 minutes",
    "keep: {records: 7 years}",
    "site-key-from: \"file:/x\"",
    "relay: {kind: nats, servers: [\"nats://a:1\"], stream: S}",
    "serve: {listen: \"127.0.0.1:8443\", url: \"https://a.example\", token-file: \"file:/x\"}",
    "map: {procedures: {MN1: {procedure: microneedling}}}",
    "heartbeat: daily 07:00",
    "urgent-heartbeat-to: ops",
    "channels:",
    "  ops: {kind: slack, url-from: \"env:OPS\"}",
    "  lead:",
    "    kind: webhook",
    "    url-from: \"file:/x\"",
    "    sign-with: \"file:/x\"",
    "    rate: 1 a second",
    "    burst: 5",
    "    connections: 4",
    "    schedule: clinic",
    "    fallback: ops",
    "    escalate-after: 15 minutes",
    "    escalate-to: ops",
    "    addresses: public",
    "    detail: neutral",
    "    baa: none",
    "    give-up-after: 24 hours",
    "    digest: daily 07:30",
    "    digest-above: 10 a minute",
    "    quiet: \"20:00 to 07:00\"",
};
#define LINES (sizeof lines / sizeof lines[0])

/* The whole configuration with one line put in the place of another (`with` NULL: kept), or before
 * it. */
static void line_tried(size_t at, const char *with, bool instead)
{
    struct buf yaml = {0};

    for (size_t i = 0; i < LINES; i++) {
        if (i == at) {
            buf_printf(&yaml, "%s\n", with);
        }
        if (i != at || !instead) {
            buf_printf(&yaml, "%s\n", lines[i]);
        }
    }
    spoilt_check(yaml.at, yaml.len);
    buf_end(&yaml);
}

static void a_value_is_never_told(void)
{
    char line[1024];

    for (size_t i = 0; i < LINES; i++) {
        int key = (int)strcspn(lines[i], ":");

        for (size_t v = 0; v < sizeof values / sizeof values[0]; v++) {
            (void)snprintf(line, sizeof line, "%.*s: %s", key, lines[i], values[v]);
            line_tried(i, line, true);
            (void)snprintf(line, sizeof line, "%.*s: %s # " CANARY, key, lines[i], values[v]);
            line_tried(i, line, true);
            (void)snprintf(line, sizeof line, "%.*s: [%s", key, lines[i], values[v]);
            line_tried(i, line, true);
        }
    }
}

static void a_line_is_never_told(void)
{
    static const char *const pasted[] = {
        ADDRESS,
        CANARY,
        CANARY ":",
        CANARY ": x",
        "\"" ADDRESS "\": x",
        "- " CANARY ": x",
        "-" CANARY ": x",
        "\t" ADDRESS,
        "%" CANARY " x",
        "--- " CANARY,
        "... " CANARY "\nmore: " CANARY,
        ": " CANARY,
        "url-from: " ADDRESS,
        "urlfrom: " ADDRESS,
        CANARY ": 1\n" CANARY ": 2",
        "opps: 1\nopps: " CANARY,
        "\xff\xfe" CANARY,
        "* " CANARY,
        "012 " CANARY ": 1",
    };
    char line[1024];

    for (size_t i = 0; i < LINES; i++) {
        for (size_t p = 0; p < sizeof pasted / sizeof pasted[0]; p++) {
            for (int indent = 0; indent <= 6; indent += 2) {
                (void)snprintf(line, sizeof line, "%*s%s", indent, "", pasted[p]);
                line_tried(i, line, false);
            }
        }
        (void)snprintf(line, sizeof line, "%s" ADDRESS, lines[i]);
        line_tried(i, line, true);
        (void)snprintf(line, sizeof line, "%s %s " CANARY, lines[i], lines[i]);
        line_tried(i, line, true);
        line_tried(i, lines[i], false); /* twice */
    }
}

/* Lists with dashes, whose slips have words of their own. */
static void an_entry_is_never_told(void)
{
    static const char *const lists[] = {
        "rules:\n  - id: " CANARY "\n    id: " CANARY "\n",
        "rules:\n  - " CANARY ": a\n    b: c\n    " CANARY ": a\n    b: c\n",
        "rules:\n  " CANARY ": a\n  - " CANARY ": b\n",
        "rules:\n  - " CANARY ": b\n  " CANARY ": a\n",
        "rules:\n  -" CANARY ": b\n  - " CANARY ": a\n",
        "rules:\n  \xe2\x80\x93 " CANARY ": b\n",
        CANARY ": {" CANARY ": 1, " CANARY ": 2}\n",
    };

    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        spoilt_check(lists[i], strlen(lists[i]));
    }
}

/* By hand: valgrind takes a fortified memmove for a memcpy and calls the overlap a fault. */
static void byte_taken(char *text, size_t len, size_t at)
{
    for (size_t i = at; i < len; i++) {
        text[i] = text[i + 1];
    }
}

/* Bytes put out, in and away at random, the same at each run. */
static void no_slip_of_a_finger_tells_a_line(void)
{
    struct buf yaml = {0};
    uint64_t seed = 14;

    for (size_t i = 0; i < LINES; i++) {
        buf_printf(&yaml, "%s # " CANARY "\n", lines[i]);
    }
    for (uint32_t trial = 0; trial < 3000; trial++) {
        static const char noise[] = "\"'{}[]:,#&*!|>%@`\t\n -\xff"
                                    "0x";
        char *copy = malloc(yaml.len + 1);
        size_t len = yaml.len;

        CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
        memcpy(copy, yaml.at, len + 1);
        for (int slip = 0; slip < 3; slip++) {
            seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            size_t at = (size_t)(seed >> 33) % len;

            if (seed >> 62 == 0) {
                byte_taken(copy, len--, at);
            } else {
                copy[at] = noise[(seed >> 20) % (sizeof noise - 1)];
            }
        }
        /* the canary itself may have been hit: then there is less of it to find */
        spoilt_check(copy, len);
        free(copy);
    }
    buf_end(&yaml);
}

/* Past the limits: as deep, as many, as large as nobody needs. */
static void no_limit_tells_a_line(void)
{
    struct buf deep = {0}, many = {0}, large = {0};

    for (int i = 0; i < 80; i++) {
        buf_text(&deep, "{" CANARY ": ");
    }
    buf_text(
        &many,
        "format: precare-config/1\nclinic: {time-zone: UTC}\nrules: /r\nstate: /s\nchannels:\n");
    for (int i = 0; i < 201; i++) {
        buf_printf(&many, "  \"" ADDRESS "%d\": {kind: slack, url-from: \"env:A\"}\n", i);
    }
    while (large.len < 1100000) {
        buf_text(&large, "# " ADDRESS "\n");
    }
    spoilt_check(deep.at, deep.len);
    spoilt_check(many.at, many.len);
    spoilt_check(large.at, large.len);
    buf_end(&deep);
    buf_end(&many);
    buf_end(&large);
}

/* Told of files before they are read, or of what no configuration can hold. */
static bool elsewhere(const char *code)
{
    static const char *const codes[] = {"A501", "A505", "A507", "W507", "T101", "E403",
                                        "E404", "E405", "E406", "E407", "E408"};

    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        if (strcmp(codes[i], code) == 0) {
            return true;
        }
    }
    return false;
}

static bool code_met(const char *code)
{
    for (size_t i = 0; i < FAULT_CODE_COUNT; i++) {
        if (strcmp(fault_code_name((enum fault_code)i), code) == 0) {
            return met[i];
        }
    }
    return true; /* a macro's name */
}

/* Every code that these files can tell was met, or is known to be told elsewhere. */
static uint32_t codes_of(const char *pattern)
{
    uint32_t count = 0;
    glob_t found;

    CU_ASSERT_EQUAL_FATAL(glob(pattern, 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        FILE *file = fopen(found.gl_pathv[i], "r");
        char line[512], code[5];

        while (file != NULL && fgets(line, sizeof line, file) != NULL) {
            const char *at = strstr(line, "FAULT_");

            if (at == NULL || sscanf(at, "FAULT_%4[A-Z0-9]", code) != 1 || elsewhere(code)) {
                continue;
            }
            count++;
            if (!code_met(code)) {
                printf("%s of %s was not met\n", code, found.gl_pathv[i]);
                CU_FAIL("a code that was not met");
            }
        }
        if (file != NULL) {
            (void)fclose(file);
        }
    }
    globfree(&found);
    return count;
}

static void nothing_came_out_and_every_code_was_met(void)
{
    static const char circle[] =
        "format: precare-config/1\nclinic: {time-zone: America/New_York}\nrules: /r\nstate: /s\n"
        "channels:\n"
        "  \"" ADDRESS "\": {kind: slack, url-from: \"env:A\", fallback: \"" ADDRESS "\"}\n"
        "  a: {kind: slack, url-from: \"env:A\", sign-with: \"env:" CANARY "\", detail: clinical, "
        "escalate-to: \"" ADDRESS "\", schedule: standard-webhooks}\n";

    spoilt_check(circle, sizeof circle - 1);
    CU_ASSERT_TRUE(codes_of(PRECARE_SOURCE "/plugin/config/*.c") > 20);
    CU_ASSERT_TRUE(codes_of(PRECARE_SOURCE "/plugin/base/yaml*.c") > 30);
    CU_ASSERT_TRUE(codes_of(PRECARE_SOURCE "/plugin/base/reader*.c") > 5);
    printf("%u configurations\n", tried);
    CU_ASSERT_TRUE(tried > 10000);
    CU_ASSERT_EQUAL(leaks, 0);
}

static const struct test tests[] = {
    {"a value in the configuration is never told, whatever is wrong", a_value_is_never_told},
    {"nor a line that was pasted into it", a_line_is_never_told},
    {"nor an entry of a list", an_entry_is_never_told},
    {"nor by any slip of a finger", no_slip_of_a_finger_tells_a_line},
    {"nor by a limit", no_limit_tells_a_line},
    {"and every code was met", nothing_came_out_and_every_code_was_met},
    {0},
};

const struct test_suite test_suites[] = {{"canaries", NULL, NULL, tests}, {0}};
