/* SPDX-License-Identifier: MIT
 *
 * A form as a Questionnaire, and what comes back of it. That renderers and validators of others
 * understand it: tests/faces.
 */
#include <jansson.h>
#include <string.h>

#include "form/form_fhir.h"
#include "form/shipped.h"

static json_t *questionnaire_of(uint32_t of, struct form *form_r, struct arena *arena)
{
    struct buf out = {0};

    *form_r = form_of(shipped, BARE_BOOKING("microneedling", ""), arena);
    form_fhir(form_r, of, &out);
    json_t *questionnaire =
        out.at != NULL ? json_loads(out.at, JSON_REJECT_DUPLICATES, NULL) : NULL;
    CU_ASSERT_PTR_NOT_NULL_FATAL(questionnaire);
    buf_end(&out);
    return questionnaire;
}

/* The item with this linkId, at any depth. */
static json_t *linked(json_t *in, const char *id)
{
    size_t i;
    json_t *item, *found = NULL;

    json_array_foreach(json_object_get(in, "item"), i, item)
    {
        const char *is = json_string_value(json_object_get(item, "linkId"));

        found = found == NULL && strcmp(is, id) == 0 ? item : found;
        found = found == NULL ? linked(item, id) : found;
    }
    return found;
}

static bool is_when(json_t *item, size_t at, const char *question, const char *code)
{
    const json_t *when = json_array_get(json_object_get(item, "enableWhen"), at);
    const json_t *coding = json_object_get(when, "answerCoding");

    return when != NULL &&
           strcmp(json_string_value(json_object_get(when, "question")), question) == 0 &&
           strcmp(json_string_value(json_object_get(coding, "code")), code) == 0;
}

static void each_item_of_the_person_has_its_link(void)
{
    struct arena arena;
    struct form form;

    arena_begin(&arena, NULL, 0, 0);
    json_t *questionnaire = questionnaire_of(PRECARE_ASK_PATIENT, &form, &arena);
    for (uint32_t i = 0; i < form.group_count; i++) {
        const struct form_group *group = &form.groups[i];
        bool theirs = group->of == PRECARE_ASK_PATIENT;

        for (uint32_t k = 0; k < group->item_count; k++) {
            CU_ASSERT_EQUAL(linked(questionnaire, group->items[k].id) != NULL, theirs);
        }
        if (group->none != NULL) {
            CU_ASSERT_EQUAL(linked(questionnaire, group->none) != NULL, theirs);
        }
    }
    const char *url = json_string_value(json_object_get(questionnaire, "url"));
    CU_ASSERT_TRUE(strncmp(url, "urn:precare:form:patient:sha256:", 32) == 0);
    CU_ASSERT_STRING_EQUAL(url + 25, form.hash);
    const char *from =
        json_string_value(json_array_get(json_object_get(questionnaire, "derivedFrom"), 0));
    CU_ASSERT_STRING_EQUAL(strchr(from, '|') + 1, form.books[0]->hash);
    json_decref(questionnaire);
    arena_end(&arena);
}

static void a_follow_up_is_enabled_by_what_it_follows(void)
{
    struct arena arena;
    struct form form;

    arena_begin(&arena, NULL, 0, 0);
    json_t *questionnaire = questionnaire_of(PRECARE_ASK_PATIENT, &form, &arena);
    CU_ASSERT_TRUE(
        is_when(linked(questionnaire, "blood-thinners.text"), 0, "blood-thinners", "yes"));
    CU_ASSERT_TRUE(
        is_when(linked(questionnaire, "blood-thinners.use"), 0, "blood-thinners", "yes"));
    json_t *last = linked(questionnaire, "blood-thinners.last_used");
    CU_ASSERT_TRUE(is_when(last, 0, "blood-thinners", "yes"));
    CU_ASSERT_TRUE(is_when(last, 1, "blood-thinners.use", "stopped"));
    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(last, "enableBehavior")), "all");
    CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(last, "type")), "date");
    CU_ASSERT_TRUE(is_when(linked(questionnaire, "blood-thinners.last_used.unsure"), 1,
                           "blood-thinners.use", "stopped"));
    CU_ASSERT_PTR_NULL(json_object_get(linked(questionnaire, "blood-thinners"), "enableWhen"));
    json_decref(questionnaire);
    questionnaire = questionnaire_of(PRECARE_ASK_PRESCRIBER, &form, &arena);
    /* what the patient answers decides on it, and is not here */
    CU_ASSERT_PTR_NULL(json_object_get(linked(questionnaire, "antiviral-decision"), "enableWhen"));
    json_decref(questionnaire);
    arena_end(&arena);
}

/* ---- what comes back ---- */

#define FIFTY "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee"
#define LONG_ID FIFTY FIFTY FIFTY /* too long to be told */

/* With ' for ", which no row holds otherwise. */
static const struct {
    const char *more; /* of a response to a form of ours; or from "{" or "[" on the whole */
    const char *out;  /* the document, or the path of the fault */
    bool taken;
} responses[] = {
    {"'authored':'2026-12-01T10:00:00-05:00','item':[{'linkId':'s','item':["
     "{'linkId':'a','answer':[{'valueCoding':{'code':'yes'}}]},"
     "{'linkId':'b','answer':[{'valueCoding':{'code':'lip'}},{'valueCoding':{'code':'ear'}}]},"
     "{'linkId':'c','answer':[{'valueDate':'2026-05'}]},"
     "{'linkId':'d','answer':[{'valueDecimal':45.50}]},"
     "{'linkId':'e','answer':[{'valueDecimal':-0.000007}]},"
     "{'linkId':'f','answer':[{'valueInteger':7}]}]},"
     "{'linkId':'g','answer':[{'valueString':'x & <y>'}]},"
     "{'linkId':'h.unsure','answer':[{'valueBoolean':true}]},"
     "{'linkId':'i.unsure','answer':[{'valueBoolean':false}]},{'linkId':'j'}]",
     "'on':'2026-12-01T10:00:00-05:00','answers':{'a':'yes','b':['lip','ear'],'c':'2026-05',"
     "'d':'45.5','e':'-0.000007','f':'7','g':'x & <y>','h':'unsure'}}",
     true},
    {"'item':[{'linkId':'a','answer':[{'valueBoolean':true,'item':[{'linkId':'b',"
     "'answer':[{'valueString':'x'}]}]}]}]",
     "'answers':{'a':'yes','b':'x'}}", true},
    {"'status':'completed'", "'answers':{}}", true},
    {"[]", "resourceType", false},
    {"{'resourceType':'Questionnaire'}", "resourceType", false},
    {"{'resourceType':'QuestionnaireResponse'}", "questionnaire", false},
    {"{'resourceType':'QuestionnaireResponse','questionnaire':'urn:other'}", "questionnaire",
     false},
    {"{'resourceType':'QuestionnaireResponse','questionnaire':'urn:precare:form:nobody:x'}",
     "questionnaire", false},
    {"'status':'entered-in-error'", "status", false},
    {"'item':[{}]", "item", false},
    {"'item':[7]", "item", false},
    {"'item':[{'linkId':'a','answer':[{}]}]", "a", false},
    {"'item':[{'linkId':'a','answer':[7]}]", "a", false},
    {"'item':[{'linkId':'a','answer':[{'valueDecimal':1e300}]}]", "a", false},
    {"'item':[{'linkId':'a','answer':[{'valueAttachment':{}}]}]", "a", false},
    {"'item':[{'linkId':'a','answer':[{'valueInteger':1}]},"
     "{'linkId':'a.unsure','answer':[{'valueBoolean':true}]}]",
     "'answers':{'a':['1','unsure']}}", true},
    {"'item':[{'linkId':'a','answer':[{'valueInteger':1}]},"
     "{'linkId':'a','answer':[{'valueInteger':1}]}]",
     "a", false},
    {"'item':[{'linkId':'a','answer':{'valueString':'yes'}}]", "item[0].answer", false},
    {"'item':[{'linkId':'a','item':{'linkId':'b'}}]", "item[0].item", false},
    {"'item':{'linkId':'a'}", "item", false},
    {"'authored':20261201", "authored", false},
    {"'item':[{'linkId':'" LONG_ID "','answer':[7]}]", "...", false},
};

static void quoted(char *text)
{
    for (; *text != '\0'; text++) {
        *text = *text == '\'' ? '"' : *text;
    }
}

static void a_response_becomes_a_document_or_is_refused_with_its_path(void)
{
    static const char ours[] = "{'resourceType':'QuestionnaireResponse','questionnaire':"
                               "'urn:precare:form:staff:sha256:ab|1',";

    for (size_t i = 0; i < sizeof responses / sizeof *responses; i++) {
        bool whole = strchr("{[", responses[i].more[0]) != NULL;
        char in[2048], wanted[1024];
        struct faults faults;
        struct buf out = {0};

        (void)snprintf(in, sizeof in, "%s%s%s", whole ? "" : ours, responses[i].more,
                       whole ? "" : "}");
        (void)snprintf(wanted, sizeof wanted, "%s%s",
                       responses[i].taken
                           ? "{'format':'precare-answers/1','form':'sha256:ab','by':'staff',"
                           : "",
                       responses[i].out);
        quoted(in);
        quoted(wanted);
        faults_begin(&faults);
        bool taken = answers_of_response(in, strlen(in), &faults, &out);
        CU_ASSERT_EQUAL(taken, responses[i].taken);
        const char *is = taken ? out.at : faults.count > 0 ? faults.items[0].at.path : "nothing";
        if (strcmp(is, wanted) != 0) {
            printf("%s\nexpected %s, got %s\n", in, wanted, is);
            CU_FAIL("the response becomes what it should");
        }
        buf_end(&out);
        faults_end(&faults);
    }
}

static const struct test tests[] = {
    {"each item of the person has its link", each_item_of_the_person_has_its_link},
    {"a follow-up is enabled by what it follows", a_follow_up_is_enabled_by_what_it_follows},
    {"a response becomes a document, or is refused with its path",
     a_response_becomes_a_document_or_is_refused_with_its_path},
    {0}};

const struct test_suite test_suites[] = {{"form FHIR", shipped_begin, shipped_end, tests}, {0}};
