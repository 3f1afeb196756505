/* SPDX-License-Identifier: MIT
 *
 * Answers to a form, as anybody may send them: documents, posted pages, and forms that were never
 * handed out. They are taken, and then the event is one that can be judged, or refused with a path
 * and nothing is taken; and no form writes a `reviewed` or a `never`.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "form/answers.h"
#include "rulebook/load.h"
#include "visit/event_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static const char yaml[] =
    "format: precare-rules/1\n"
    "rulebook:\n"
    "  {id: book, title: \"Test\", version: \"1.0.0\", status: draft, owner: {name: \"Lead\", "
    "role: "
    "clinical-lead},\n"
    "   review-by: \"2090-01-01\", sources: {article: {title: \"A\", kind: consumer-article}}}\n"
    "lists:\n"
    "  needling: {kind: procedure, plain: \"needling\", items: [microneedling]}\n"
    "  thinners: {kind: medication, plain: \"blood thinner\", items: [warfarin, apixaban], "
    "includes: "
    "[new-ones]}\n"
    "  new-ones: {kind: medication, plain: \"new one\", items: [rivaroxaban]}\n"
    "  acne: {kind: condition, plain: \"acne\", items: [acne]}\n"
    "body-sites: {face: {parts: [cheek]}, back: {}}\n"
    "answers:\n"
    "  consent: {ask: \"Is it signed?\", of: staff, words: {signed: [\"yes\"], pending: [\"not "
    "yet\"]}}\n"
    "  count: {ask: \"How many?\", of: patient, number: \"1000/uL\"}\n"
    "  event: {ask: \"When is it?\", of: patient, date: planned}\n"
    "rules:\n"
    "  - {id: a, title: \"A\", source: {ref: article, basis: stated}, when: {at: booking, "
    "procedure: "
    "needling},\n"
    "     if: {any: [{medication: {in: thinners, taken-within: 7 days before appointment}}, "
    "{medication: {in: new-ones, use: ongoing}}, {condition: {in: acne, status: active, at-least: "
    "mild, site: treatment-area}}]},\n"
    "     then: {severity: info, say: \"Said.\"}, if-unknown: {ask: \"Which?\", of: patient}}\n"
    "  - {id: b, title: \"B\", source: {ref: article, basis: stated}, when: {at: booking, "
    "procedure: "
    "needling},\n"
    "     if: {any: [{answer: {to: consent, is: pending}}, {answer: {to: count, below: \"4\"}}, "
    "{answer: {to: event, date-within: 9 days after appointment}}, {appointment.length: {below: 9 "
    "minutes}}]},\n"
    "     then: {severity: info, say: \"Said.\"}, if-unknown: {ask: \"Which?\", of: patient}}\n";

static const char event[] =
    "{\"format\":\"precare-event/"
    "1\",\"event_id\":\"e\",\"moment\":\"booking\",\"now\":\"2026-11-23T10:"
    "00:00Z\",\"appointment\":{\"start\":\"2026-12-07T14:00:00Z\",\"procedure\":{\"text\":"
    "\"microneedling\"}},\"medications\":{\"entries\":[{\"text\":\"apixiban\"},{\"text\":"
    "\"warfarin\"}]}"
    "}";

static struct rules *fuzz_rules(void)
{
    static struct rules *rules;
    struct rule_file file = {"a.yaml", yaml, sizeof yaml - 1};
    struct rule_files files = {.at = &file, .count = 1};
    struct load_options options = {.today = DATE_NONE};
    struct faults faults;

    if (rules == NULL) {
        faults_begin(&faults);
        rules = rules_load(&files, &options, &faults);
        faults_end(&faults);
        if (rules == NULL) {
            abort();
        }
    }
    return rules;
}

static void form_hash(struct arena *arena, char hash[72])
{
    struct faults faults;
    struct visit visit;
    struct form form;

    faults_begin(&faults);
    if (event_from_json(event, sizeof event - 1, zone_utc(), arena, &faults, &visit) != 0 ||
        !form_make(fuzz_rules(), &visit, true, arena, &form) || form.hash[0] == '\0') {
        abort();
    }
    memcpy(hash, form.hash, sizeof form.hash);
    faults_end(&faults);
}

/* By the first byte: the whole document or page, what stands in it behind the right hash, or the
 * form that is answered. */
static void asked_make(uint8_t how, const char *data, size_t len, const char *hash,
                       struct buf *answers, struct answers_given *given)
{
    given->event = SPAN(event);
    given->urlencoded = how % 5 == 1 || how % 5 == 3;
    if (how % 5 == 2) {
        buf_printf(
            answers,
            "{\"format\":\"precare-answers/1\",\"form\":\"%s\",\"by\":\"staff\",\"answers\":",
            hash);
    } else if (how % 5 == 3) {
        buf_printf(answers, "form=%s&by=staff&", hash);
    }
    if (how % 5 == 4) {
        given->form = (struct span){data, (uint32_t)len};
        given->event = how > 127 ? SPAN(event) : (struct span){0};
        buf_text(answers, "{\"format\":\"precare-answers/1\",\"form\":\"x\",\"by\":\"staff\","
                          "\"answers\":{\"thinners\":\"yes\",\"consent\":\"signed\"}}");
    } else {
        buf_add(answers, data, len);
    }
    buf_text(answers, how % 5 == 2 ? "}" : "");
    given->answers = (struct span){answers->at != NULL ? answers->at : "", (uint32_t)answers->len};
}

static void taken_check(int status, const struct answers_given *given, const struct faults *faults,
                        const struct buf *out, struct arena *arena)
{
    struct faults after;
    struct visit visit;

    if (status != 0) {
        if (!faults_any(faults) || out->len > 0) {
            abort();
        }
        return;
    }
    if (strstr(out->at, "\"reviewed\"") != NULL || strstr(out->at, "\"never\"") != NULL) {
        abort();
    }
    faults_begin(&after);
    if (given->event.at != NULL &&
        event_from_json(out->at, out->len, zone_utc(), arena, &after, &visit) != 0) {
        abort();
    }
    faults_end(&after);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct answers_setting setting = {
        .rules = fuzz_rules(), .zone = zone_utc(), .as_active = true, .today = 20780};
    struct answers_given given = {.urlencoded = false};
    struct answers_taken taken;
    struct arena arena;
    struct faults faults;
    struct buf answers = {0}, out = {0};
    char hash[72];

    if (len == 0) {
        return 0;
    }
    arena_begin(&arena, NULL, 0, 0);
    faults_begin(&faults);
    form_hash(&arena, hash);
    asked_make(bytes[0], (const char *)bytes + 1, len - 1, hash, &answers, &given);
    int status = answers_into_event(&setting, &given, &arena, &faults, &out, &taken);
    taken_check(status, &given, &faults, &out, &arena);
    buf_end(&answers);
    buf_end(&out);
    faults_end(&faults);
    arena_end(&arena);
    return 0;
}
