/* SPDX-License-Identifier: MIT
 *
 * The clinic in which an adapter is tried: rules of the kit's own, a configuration under strict
 * mode whose channel leads nowhere (nobody delivers), and a state directory. Made below $TMPDIR and
 * removed, or in a directory that was given and stays.
 */
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/conform.h"
#include "strict/strict.h"

#define DIRECTORY_MOST 200u

static const char rules[] =
    "format: precare-rules/1\n"
    "rulebook:\n"
    "  id: kit\n"
    "  title: \"The rules of the conformance kit\"\n"
    "  version: \"1.0.0\"\n"
    "  status: draft\n"
    "  owner: {name: \"The kit\", role: clinical-lead}\n"
    "  review-by: \"2099-01-01\"\n"
    "  sources:\n"
    "    kit: {title: \"The kit\", kind: clinic-policy}\n"
    "lists:\n"
    "  needling: {kind: procedure, plain: \"needling\", items: [microneedling]}\n"
    "  retinoids: {kind: medication, plain: \"retinoid\", items: [tretinoin]}\n"
    "  isotretinoin: {kind: medication, plain: \"isotretinoin\", items: [isotretinoin]}\n"
    "  harsh: {kind: product, plain: \"harsh products\", items: [exosome product]}\n"
    "  severe-reactions: {kind: reaction, plain: \"blisters\", items: [blisters]}\n"
    "override-reasons:\n"
    "  benefit-outweighs: {say: \"The benefit outweighs.\", points-to: clinical-judgement}\n"
    "rules:\n"
    "  - id: kit-young\n"
    "    title: \"Under 22\"\n"
    "    source: {ref: kit, basis: clinic-decision}\n"
    "    when: {at: [booking, check-in], procedure: needling}\n"
    "    if: {patient.age: {below: 22 years}}\n"
    "    then: {severity: hold, say: \"" KIT_YOUNG "\", alert: {channel: lead, "
    "say: \"A visit waits for a decision.\"}}\n"
    "    if-unknown: {ask: \"When was the patient born?\", of: staff}\n"
    "    override: {by: [physician], reasons: [benefit-outweighs]}\n"
    "  - id: kit-retinoid\n"
    "    title: \"Uses a retinoid\"\n"
    "    source: {ref: kit, basis: clinic-decision}\n"
    "    when: {at: booking, procedure: needling}\n"
    "    if: {medication: {in: retinoids, on-file: any}}\n"
    "    then: {severity: warn, say: \"" KIT_TRETINOIN "\"}\n"
    "    if-unknown: {ask: \"Does the patient use a retinoid?\", of: patient}\n"
    "    override: {by: [physician], reasons: [benefit-outweighs]}\n"
    "  - id: kit-isotretinoin\n"
    "    title: \"Uses isotretinoin\"\n"
    "    source: {ref: kit, basis: clinic-decision}\n"
    "    when: {at: booking, procedure: needling}\n"
    "    if: {medication: {in: isotretinoin, on-file: any}}\n"
    "    then: {severity: block, because: \"No needling under it.\", say: \"" KIT_ISOTRETINOIN
    "\"}\n"
    "    if-unknown: {ask: \"Does the patient use isotretinoin?\", of: patient}\n"
    "  - id: kit-product\n"
    "    title: \"Not for open skin\"\n"
    "    source: {ref: kit, basis: clinic-decision}\n"
    "    when: {at: treatment, procedure: needling}\n"
    "    if: {charted.product: {in: harsh}}\n"
    "    then: {severity: warn, say: \"" KIT_PRODUCT "\"}\n"
    "    if-unknown: {ignore: \"The kit charts what it charts.\"}\n"
    "  - id: kit-reaction\n"
    "    title: \"A severe reaction\"\n"
    "    source: {ref: kit, basis: clinic-decision}\n"
    "    when: {at: follow-up, procedure: needling}\n"
    "    if: {charted.reaction: {in: severe-reactions}}\n"
    "    then: {severity: urgent, say: \"" KIT_REACTION "\", alert: {channel: "
    "lead, say: \"A patient must be called.\"}}\n"
    "    if-unknown: {ignore: \"The kit charts what it charts.\"}\n";

static bool clinic_write(const struct conform_clinic *c, const char *name, const char *text)
{
    char path[512];

    (void)snprintf(path, sizeof path, "%s/%s", c->directory, name);
    FILE *file = fopen(path, "we");
    if (file == NULL) {
        return false;
    }
    bool good = fputs(text, file) >= 0 && fchmod(fileno(file), 0600) == 0;
    return fclose(file) == 0 && good;
}

static bool config_write(const struct conform_clinic *c)
{
    struct buf text = {0};

    buf_printf(&text,
               "format: precare-config/1\n"
               "clinic: {name: \"The kit\", time-zone: Europe/Berlin}\n"
               "rules: [\"%s/rules\"]\n"
               "state: \"%s/state\"\n"
               "act-on: demonstration\n"
               "deliver: external\n"
               "strict: yes-for-testing\n"
               "allow-plain-http: loopback\n"
               "channels:\n"
               "  lead: {kind: webhook, url-from: \"file:%s/lead.url\"}\n",
               c->directory, c->directory, c->directory);
    bool good = !text.failed && clinic_write(c, "precare.yaml", text.at);
    buf_end(&text);
    return good;
}

static bool directory_make(const char *given, struct conform_clinic *c)
{
    const char *below = getenv("TMPDIR");

    if (given != NULL) {
        (void)snprintf(c->directory, sizeof c->directory, "%s", given);
        return mkdir(c->directory, 0700) == 0 || errno == EEXIST;
    }
    (void)snprintf(c->directory, sizeof c->directory, "%s/precare-conform-XXXXXX",
                   below != NULL && strlen(below) < DIRECTORY_MOST ? below : "/tmp");
    c->own = mkdtemp(c->directory) != NULL;
    return c->own;
}

int conform_clinic_make(const char *given, struct conform_clinic *clinic_r)
{
    struct conform_clinic *c = clinic_r;
    char path[512];

    *c = (struct conform_clinic){0};
    if (given != NULL && (given[0] != '/' || strlen(given) > DIRECTORY_MOST)) {
        return cli_usage("--in: an absolute path of at most %u bytes is required", DIRECTORY_MOST);
    }
    if (!directory_make(given, c)) {
        return cli_fail(CLI_UNREADABLE, "%s: cannot be made: %s", c->directory, strerror(errno));
    }
    (void)snprintf(c->config, sizeof c->config, "%s/precare.yaml", c->directory);
    (void)snprintf(c->journal, sizeof c->journal, "%s/state/" STRICT_JOURNAL, c->directory);
    (void)snprintf(c->log, sizeof c->log, "%s/adapter.log", c->directory);
    (void)snprintf(path, sizeof path, "%s/rules", c->directory);
    if ((mkdir(path, 0700) != 0 && errno != EEXIST) || !clinic_write(c, "rules/kit.yaml", rules) ||
        !clinic_write(c, "lead.url", "http://127.0.0.1:9/\n") || !config_write(c)) {
        int code =
            cli_fail(CLI_UNREADABLE, "%s: cannot be written: %s", c->directory, strerror(errno));

        conform_clinic_end(c);
        return code;
    }
    return CLI_OK;
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st, (void)flag, (void)ftw;
    return remove(path);
}

void conform_clinic_end(struct conform_clinic *clinic)
{
    if (clinic->own) {
        (void)nftw(clinic->directory, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    }
}
