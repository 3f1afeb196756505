/* SPDX-License-Identifier: MIT
 *
 * Microsoft Teams, Workflows: an Adaptive Card. Text stands in TextRuns, which know no Markdown.
 * 202 is accepted, not posted; old addresses answer 200 with an error in the body.
 */
#include <string.h>

#include "chat/target.h"

#define CLOSE "\"spacing\":\"Small\"" /* belongs to the block above it */

/* `block` and `style`: more members of the block and of its text; NULL: none. */
static void target_teams_run(struct buf *out, const char *block, const char *text,
                             const char *style)
{
    if (text[0] == '\0') {
        return;
    }
    json_open(out, NULL, '{');
    json_text(out, "type", "RichTextBlock");
    json_members(out, block);
    json_open(out, "inlines", '[');
    json_open(out, NULL, '{');
    json_text(out, "type", "TextRun");
    json_text(out, "text", text);
    json_members(out, style);
    json_close(out, '}');
    json_close(out, ']');
    json_close(out, '}');
}

static void open_card(struct buf *out)
{
    json_open(out, NULL, '{');
    json_text(out, "type", "message");
    json_open(out, "attachments", '[');
    json_open(out, NULL, '{');
    json_text(out, "contentType", "application/vnd.microsoft.card.adaptive");
    json_text(out, "contentUrl", NULL);
    json_open(out, "content", '{');
    json_text(out, "$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
    json_text(out, "type", "AdaptiveCard");
    json_text(out, "version", "1.4");
    json_raw(out, "msteams", "{\"width\":\"Full\"}");
    json_open(out, "body", '[');
}

static void close_card(const struct wording *wording, struct buf *out)
{
    json_close(out, ']');
    if (wording->link != NULL) {
        json_open(out, "actions", '[');
        json_open(out, NULL, '{');
        json_text(out, "type", "Action.OpenUrl");
        json_text(out, "title", OPEN_WORDS);
        json_text(out, "url", wording->link);
        json_close(out, '}');
        json_close(out, ']');
    }
    json_close(out, '}');
    json_close(out, '}');
    json_close(out, ']');
    json_close(out, '}');
}

static void teams_render(const struct message *m, const struct wording *wording, struct buf *out)
{
    static const char bold[] = "\"weight\":\"Bolder\"", subtle[] = "\"isSubtle\":true";

    (void)m;
    open_card(out);
    target_teams_run(out, NULL, wording->title, "\"weight\":\"Bolder\",\"size\":\"Large\"");
    for (uint32_t i = 0; i < wording->line_count; i++) {
        const struct line *line = &wording->lines[i];

        target_teams_run(out, "\"separator\":true,\"spacing\":\"Medium\"", line->head, bold);
        target_teams_run(out, line->head[0] != '\0' ? CLOSE : NULL, line->say, NULL);
        target_teams_run(out, CLOSE, line->facts, subtle);
    }
    target_teams_run(out, NULL, wording->more, NULL);
    target_teams_run(out, NULL, wording->foot, subtle);
    target_teams_run(out, NULL, wording->note, bold);
    close_card(wording, out);
}

static void teams_plain(const struct message *m, const struct wording *wording, struct buf *out)
{
    static const struct text_style style = {escape_none, "", "\n", NULL, 4000};
    struct buf text = {0};

    (void)m;
    text_layout(wording, &style, &text);
    open_card(out);
    target_teams_run(out, NULL, text.at != NULL ? text.at : "", NULL);
    close_card(wording, out);
    out->failed |= text.failed;
    buf_end(&text);
}

#define OLD_ADDRESS "Webhook message delivery failed"
#define FLOW_ON "turn the flow on in Power Automate (or the Workflows app of Teams)"
#define FLOW_NEW                                                                                   \
    "make the flow anew (\"Post to a channel when a webhook request is received\") and put its "   \
    "address in url-from"
#define FLOW(code, words, remedy)                                                                  \
    {                                                                                              \
        SAYS_VALUE, "code", code, VERDICT_PAUSE, words, remedy                                     \
    }
#define OLD(word, verdict)                                                                         \
    {                                                                                              \
        SAYS_PART, NULL, word, verdict, NULL, NULL                                                 \
    }

/* A flow answers with the codes of Power Automate; an old connector's address with 200, `1` or a
 * line that says what went wrong behind it. */
static const struct answer_row teams_answers[] = {
    {SAYS_LINE, NULL, "1", VERDICT_DONE, NULL, NULL},
    FLOW("WorkflowTriggerIsNotEnabled", "the flow is turned off, or was deleted",
         FLOW_ON ", or " FLOW_NEW),
    FLOW("WorkflowDisabled", "the flow is turned off", FLOW_ON),
    FLOW("WorkflowSuspended", "the flow was suspended", FLOW_ON),
    FLOW("WorkflowNotFound", "the flow is gone", FLOW_NEW),
    FLOW("WorkflowTriggerNotFound", "the flow begins otherwise than with a webhook", FLOW_NEW),
    FLOW("TriggerInputSchemaMismatch", "the flow asks for another form of message",
         "take the schema out of the flow's first step, or " FLOW_NEW),
    FLOW("DirectApiAuthorizationRequired", "the flow asks for a login",
         "let `Anyone` trigger the flow, and put its new address in url-from"),
    FLOW("MissingApiVersionParameter", "the address was cut off",
         "put the whole address of the flow, with all after the `?`, in url-from"),
    FLOW("InvalidApiVersionParameter", "the address is not as it was given",
         "put the whole address of the flow, with all after the `?`, in url-from"),
    FLOW("AuthorizationFailed", "the address's signature is wrong", FLOW_NEW),
    OLD("HTTP error 400", VERDICT_REFUSED),
    OLD("HTTP error 413", VERDICT_REFUSED),
    OLD("HTTP error 401", VERDICT_PAUSE),
    OLD("HTTP error 403", VERDICT_PAUSE),
    OLD("HTTP error 404", VERDICT_PAUSE),
    OLD("HTTP error 410", VERDICT_PAUSE),
    OLD("Connector configuration not found", VERDICT_PAUSE),
    OLD("Invalid webhook URL", VERDICT_PAUSE),
    OLD("Summary or Text is required", VERDICT_REFUSED),
    OLD("Bad payload received", VERDICT_REFUSED),
    OLD(OLD_ADDRESS, VERDICT_RETRY),
    {SAYS_NOTHING, NULL, NULL, VERDICT_DONE, NULL, NULL},
};

const struct target target_teams = {
    .render = teams_render,
    .render_plain = teams_plain,
    .limit = 20 * 1024,
    .answers = teams_answers,
    .yes_status = 202,
};
