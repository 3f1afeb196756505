/* SPDX-License-Identifier: MIT
 *
 * The table of tests/support/chat_answers.h. A body is what the page says that the chat answers,
 * shortened to what matters, with names of nobody. Where a page tells the words and not the status,
 * the status is the one that the same page, or the chat's own documentation, gives its kind of
 * error.
 */
#include "support/chat_answers.h"

#include <string.h>

/* clang-format off */
#define PAGE_BITRISE "https://github.com/bitrise-steplib/steps-slack-message/issues/57"
#define PAGE_CELIGO \
    "https://docs.celigo.com/hc/en-us/articles/4416536422939-Webhook-response-codes-returne" \
    "d-by-integrator-io"
#define PAGE_D10015 "https://github.com/Would-You-Bot/client/issues/280"
#define PAGE_D500 "https://github.com/discord/discord-api-docs/issues/2925"
#define PAGE_D50027 "https://github.com/thesleax/ticket-bot/issues/2"
#define PAGE_DCODES "https://docs.discordnet.dev/api/Discord.DiscordErrorCode.html"
#define PAGE_DECODER "https://routeforms.com/tools/slack-webhook-error-decoder"
#define PAGE_DERIS \
    "https://github.com/abalabahaha/eris/commit/8f6bdab1151827997b05f7ead36c8df6071fa62f"
#define PAGE_DFORUM "https://github.com/louislam/uptime-kuma/issues/4096"
#define PAGE_DLIMIT \
    "https://discord.js.org/docs/packages/discord-api-types/main/RESTRateLimit:Interface"
#define PAGE_DWAIT "https://docs.rs/serenity/0.3.0/serenity/http/fn.execute_webhook.html"
#define PAGE_EVEREE "https://developer.everee.com/docs/implementing-a-webhook-handler"
#define PAGE_GCREATE "https://developers.google.com/chat/reference/rest/v1/spaces.messages/create"
#define PAGE_GLIMIT "https://developers.google.cn/workspace/chat/limits.md.txt"
#define PAGE_GLPI "https://github.com/ericferon/glpi-webhook/issues/30"
#define PAGE_GRAF "https://github.com/grafana/alerting/pull/221"
#define PAGE_HEALTH "https://github.com/healthchecks/healthchecks/issues/1117"
#define PAGE_HOOK "https://github.com/matrix-org/matrix-hookshot/blob/main/src/generic/Router.ts"
#define PAGE_MM404 "https://github.com/mattermost/mattermost/issues/2469"
#define PAGE_MMAPP \
    "https://github.com/mattermost/mattermost/blob/master/server/channels/app/webhook.go"
#define PAGE_MMJIRA "https://github.com/mattermost/mattermost-plugin-jira/issues/3"
#define PAGE_MMLONG "https://github.com/mattermost/mattermost/issues/30071"
#define PAGE_MMTEXT "https://github.com/AzuraCast/AzuraCast/issues/4714"
#define PAGE_MMWEB \
    "https://github.com/mattermost/mattermost/blob/master/server/channels/web/webhook.go"
#define PAGE_MOBY "https://github.com/Pl1n10/moby-dick-b4/blob/main/HANDOFF.md"
#define PAGE_NOSERVICE "https://github.com/slackapi/slack-github-action/issues/249"
#define PAGE_NOTIFIER "https://github.com/slack-notifier/slack-notifier/issues/84"
#define PAGE_OPENS "https://github.com/opensearch-project/OpenSearch-Dashboards/issues/5518"
#define PAGE_RCAPI \
    "https://github.com/RocketChat/Rocket.Chat/blob/develop/apps/meteor/app/integrations/se" \
    "rver/api/api.ts"
#define PAGE_RCCHAN "https://github.com/RocketChat/Rocket.Chat/issues/8476"
#define PAGE_RCHREF "https://github.com/RocketChat/Rocket.Chat/issues/24099"
#define PAGE_RCLOGIN "https://github.com/RocketChat/Rocket.Chat/issues/2680"
#define PAGE_SHOUT "https://github.com/nicholas-fedor/shoutrrr/pull/900"
#define PAGE_SKIT "https://github.com/Skitionek/notify-microsoft-teams/issues/108"
#define PAGE_SLACK16 \
    "https://api.slack.com/changelog/2016-05-17-changes-to-errors-for-incoming-webhooks"
#define PAGE_STD \
    "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhook" \
    "s.md"
#define PAGE_T10178 "https://github.com/MicrosoftDocs/msteams-docs/issues/10178"
#define PAGE_T1736 "https://github.com/MicrosoftDocs/msteams-docs/issues/1736"
#define PAGE_T1810 "https://github.com/MicrosoftDocs/msteams-docs/issues/1810"
#define PAGE_T400 "https://github.com/MicrosoftDocs/msteams-docs/issues/400"
#define PAGE_T7425 "https://github.com/MicrosoftDocs/msteams-docs/issues/7425"
#define PAGE_TIPSTER \
    "https://workflowtipster.top/troubleshooting/microsoft-teams-troubleshooting/microsoft-" \
    "teams-webhook-401-unauthorized"
#define PAGE_TONE "https://github.com/sebbmeyer/php-microsoft-teams-connector/pull/14"
#define PAGE_WHALES "https://github.com/gueils/whales/issues/38"

#define NOT_READ NULL

/* A workflow says 200, and the status of its own call in words. */
#define TEAMS_PASSED_ON(status) \
    "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error " \
    status " with ContextId tcid=0"
/* It says its status in the body too. */
#define MATTERMOST(status, id) \
    status, "{\"id\":\"" id ".app_error\",\"message\":\"x\",\"detailed_error\":\"\"," \
            "\"request_id\":\"r\",\"status_code\":" #status "}"

const struct chat_answer chat_answers[] = {
    {"slack", 200, "ok", CHAT_DELIVERED, PAGE_DECODER},
    {"slack", 200, "{\"ok\":true}", CHAT_UNCLEAR, NOT_READ},
    {"slack", 400, "invalid_payload", CHAT_DEAD, PAGE_SLACK16},
    {"slack", 400, "user_not_found", CHAT_PAUSED, PAGE_SLACK16},
    {"slack", 400, "invalid_blocks", CHAT_DEAD, PAGE_DECODER},
    {"slack", 400, "missing_text_or_fallback_or_attachments", CHAT_DEAD, PAGE_DECODER},
    {"slack", 403, "action_prohibited", CHAT_PAUSED, PAGE_SLACK16},
    {"slack", 403, "invalid_token", CHAT_PAUSED, PAGE_WHALES},
    {"slack", 404, "channel_not_found", CHAT_PAUSED, PAGE_BITRISE},
    {"slack", 404, "no_service", CHAT_PAUSED, PAGE_NOSERVICE},
    {"slack", 200, "no_service", CHAT_PAUSED, NOT_READ},
    {"slack", 404, "no_team", CHAT_PAUSED, PAGE_DECODER},
    {"slack", 405, "", CHAT_PAUSED, PAGE_DECODER},
    {"slack", 410, "channel_is_archived", CHAT_PAUSED, PAGE_SLACK16},
    {"slack", 429, "rate_limited", CHAT_RETRIED, PAGE_DECODER},
    {"slack", 500, "rollup_error", CHAT_RETRIED, PAGE_SLACK16},
    {"slack", 500, "action_prohibited", CHAT_RETRIED, PAGE_NOTIFIER},

    {"teams", 200, "1", CHAT_DELIVERED, PAGE_TONE},
    {"teams", 202, "", CHAT_DELIVERED, PAGE_SHOUT},
    {"teams", 202, "Accepted", CHAT_DELIVERED, PAGE_GRAF},
    {"teams", 200, "{\"error\":null}", CHAT_UNCLEAR, NOT_READ},
    {"teams", 200, "", CHAT_UNCLEAR, NOT_READ},
    {"teams", 200, TEAMS_PASSED_ON("413"), CHAT_DEAD, PAGE_T1810},
    {"teams", 200, TEAMS_PASSED_ON("400"), CHAT_DEAD, PAGE_T400},
    {"teams", 200, TEAMS_PASSED_ON("429"), CHAT_RETRIED, PAGE_T7425},
    {"teams", 200, TEAMS_PASSED_ON("403"), CHAT_PAUSED, PAGE_T10178},
    {"teams", 200,
     "Webhook message delivery failed with error: Error contacting Microsoft"
     " Teams endpoint",
     CHAT_RETRIED, PAGE_T1736},
    {"teams", 400,
     "{\"error\":{\"code\":\"WorkflowTriggerIsNotEnabled\",\"message\":\"Could not ex"
     "ecute workflow: trigger 'manual' state 'Deleted'.\"}}",
     CHAT_PAUSED, PAGE_MOBY},
    {"teams", 400,
     "{\"error\":{\"code\":\"TriggerInputSchemaMismatch\",\"message\":\"Invalid type."
     " Expected String but got Null.\"}}",
     CHAT_PAUSED, PAGE_MOBY},
    {"teams", 401,
     "{\"error\":{\"code\":\"DirectApiAuthorizationRequired\",\"message\":\"x\"}}",
     CHAT_PAUSED, NOT_READ},
    {"teams", 401, "Unauthorized", CHAT_PAUSED, PAGE_TIPSTER},
    {"teams", 403, "unauthorized", CHAT_PAUSED, PAGE_SKIT},

    {"google-chat", 200,
     "{\"name\":\"spaces/AAA/messages/BBB.BBB\",\"thread\":{\"name\":\"spaces/AAA/thr"
     "eads/CCC\"}}",
     CHAT_DELIVERED, PAGE_GCREATE},
    {"google-chat", 400,
     "{\"error\":{\"code\":400,\"message\":\"API key not valid. Please pass a valid"
     " API key.\",\"status\":\"INVALID_ARGUMENT\",\"details\":[{\"@type\":\"type.googl"
     "eapis.com/google.rpc.ErrorInfo\",\"reason\":\"API_KEY_INVALID\",\"domain\":\"g"
     "oogleapis.com\"}]}}",
     CHAT_PAUSED, PAGE_GLPI},
    {"google-chat", 403,
     "{\"error\":{\"code\":403,\"message\":\"The API is called without a valid toke"
     "n.\",\"status\":\"PERMISSION_DENIED\"}}",
     CHAT_PAUSED, PAGE_GLPI},
    {"google-chat", 400,
     "{\"error\":{\"code\":400,\"message\":\"Invalid JSON payload received. Unexpec"
     "ted token.\",\"status\":\"INVALID_ARGUMENT\"}}",
     CHAT_DEAD, PAGE_OPENS},
    {"google-chat", 401, "", CHAT_PAUSED, PAGE_HEALTH},
    {"google-chat", 429,
     "{\"error\":{\"code\":429,\"status\":\"RESOURCE_EXHAUSTED\"}}",
     CHAT_RETRIED, PAGE_GLIMIT},
    {"google-chat", 404,
     "{\"error\":{\"code\":404,\"status\":\"NOT_FOUND\"}}",
     CHAT_PAUSED, NOT_READ},
    {"google-chat", 200, "{}", CHAT_UNCLEAR, NOT_READ},

    {"discord", 200,
     "{\"id\":\"1\",\"type\":0,\"content\":\"\",\"channel_id\":\"2\"}",
     CHAT_DELIVERED, PAGE_DWAIT},
    {"discord", 204, "", CHAT_DELIVERED, PAGE_DERIS},
    {"discord", 404, "{\"message\":\"Unknown Webhook\",\"code\":10015}", CHAT_PAUSED, PAGE_D10015},
    {"discord", 401,
     "{\"message\":\"Invalid Webhook Token\",\"code\":50027}",
     CHAT_PAUSED, PAGE_D50027},
    {"discord", 400,
     "{\"message\":\"Webhooks posted to forum channels must have a thread_name "
     "or thread_id\",\"code\":220001}",
     CHAT_PAUSED, PAGE_DFORUM},
    {"discord", 400,
     "{\"message\":\"Cannot send an empty message\",\"code\":50006}",
     CHAT_DEAD, PAGE_DCODES},
    {"discord", 400,
     "{\"message\":\"Cannot execute action on this channel type\",\"code\":50024}",
     CHAT_PAUSED, PAGE_DCODES},
    {"discord", 400,
     "{\"message\":\"Thread is archived\",\"code\":50083}",
     CHAT_PAUSED, PAGE_DCODES},
    {"discord", 429,
     "{\"message\":\"You are being rate limited.\",\"retry_after\":1.65,\"global\":f"
     "alse}",
     CHAT_RETRIED, PAGE_DLIMIT},
    {"discord", 500,
     "{\"message\":\"500: Internal Server Error\",\"code\":0}",
     CHAT_RETRIED, PAGE_D500},

    {"mattermost", 200, "ok", CHAT_DELIVERED, PAGE_MMWEB},
    {"mattermost", 200, "", CHAT_UNCLEAR, PAGE_MMJIRA},
    {"mattermost", MATTERMOST(400, "web.incoming_webhook.invalid"), CHAT_PAUSED, PAGE_MMAPP},
    {"mattermost", MATTERMOST(400, "web.incoming_webhook.text"), CHAT_DEAD, PAGE_MMTEXT},
    {"mattermost", MATTERMOST(400, "web.incoming_webhook.decode"), CHAT_DEAD, PAGE_MMLONG},
    {"mattermost", MATTERMOST(400, "model.incoming_hook.parse_data"), CHAT_DEAD, PAGE_MMLONG},
    {"mattermost", MATTERMOST(400, "web.incoming_webhook.user"), CHAT_PAUSED, PAGE_MMAPP},
    {"mattermost", MATTERMOST(403, "web.incoming_webhook.channel_locked"), CHAT_PAUSED, PAGE_MMAPP},
    {"mattermost", MATTERMOST(403, "web.incoming_webhook.permissions"), CHAT_PAUSED, PAGE_MMAPP},
    {"mattermost", MATTERMOST(404, "web.incoming_webhook.channel"), CHAT_PAUSED, PAGE_MMAPP},
    {"mattermost", 404, "", CHAT_PAUSED, PAGE_MM404},
    {"mattermost", MATTERMOST(501, "web.incoming_webhook.disabled"), CHAT_RETRIED, PAGE_MMAPP},
    {"mattermost", MATTERMOST(500, "app.channel.get.find"), CHAT_RETRIED, PAGE_MMAPP},
    {"mattermost", 200, "<!DOCTYPE html><title>Sign in</title>", CHAT_RETRIED, NOT_READ},

    {"rocket-chat", 200, "{\"success\":true}", CHAT_DELIVERED, PAGE_RCAPI},
    {"rocket-chat", 200, "{\"success\":true,\"responses\":[]}", CHAT_DELIVERED, PAGE_RCAPI},
    {"rocket-chat", 400,
     "{\"success\":false,\"error\":\"Invalid href value provided\"}",
     CHAT_DEAD, PAGE_RCHREF},
    {"rocket-chat", 400, "{\"success\":false,\"error\":\"unknown-error\"}", CHAT_DEAD, PAGE_RCAPI},
    {"rocket-chat", 400,
     "{\"success\":false,\"error\":\"error-running-script\"}",
     CHAT_PAUSED, PAGE_RCAPI},
    {"rocket-chat", 400,
     "{\"success\":false,\"error\":\"invalid-channel\"}",
     CHAT_PAUSED, PAGE_RCCHAN},
    {"rocket-chat", 400,
     "{\"success\":false,\"error\":\"Invalid integration id or token provided.\"}",
     CHAT_PAUSED, PAGE_RCAPI},
    {"rocket-chat", 401,
     "{\"status\":\"error\",\"message\":\"You must be logged in to do this.\"}",
     CHAT_PAUSED, PAGE_RCLOGIN},
    {"rocket-chat", 503,
     "{\"success\":false,\"error\":\"Service Unavailable\"}",
     CHAT_RETRIED, PAGE_RCAPI},
    {"rocket-chat", 200, "{\"success\":false,\"error\":\"x\"}", CHAT_RETRIED, NOT_READ},

    {"matrix", 200, "{\"ok\":true}", CHAT_DELIVERED, PAGE_HOOK},
    {"matrix", 202, "{\"ok\":true}", CHAT_DELIVERED, PAGE_HOOK},
    {"matrix", 404, "{\"ok\":false,\"error\":\"Webhook not found\"}", CHAT_PAUSED, PAGE_HOOK},
    {"matrix", 500,
     "{\"ok\":false,\"error\":\"Failed to process webhook\"}",
     CHAT_RETRIED, PAGE_HOOK},
    {"matrix", 500,
     "{\"ok\":false,\"error\":\"Failed to handle webhook\"}",
     CHAT_RETRIED, PAGE_HOOK},
    {"matrix", 405,
     "{\"errcode\":\"HS_METHOD_NOT_ALLOWED\",\"error\":\"Invalid Method. Expecting "
     "PUT or POST\"}",
     CHAT_PAUSED, PAGE_HOOK},

    {"webhook", 200, "", CHAT_DELIVERED, PAGE_STD},
    {"webhook", 204, "", CHAT_DELIVERED, PAGE_CELIGO},
    {"webhook", 202, "{\"error\":\"x\"}", CHAT_DELIVERED, PAGE_STD},
    {"webhook", 301, "", CHAT_RETRIED, PAGE_STD},
    {"webhook", 302, "", CHAT_RETRIED, PAGE_EVEREE},
    {"webhook", 400, "Bad request", CHAT_DEAD, PAGE_CELIGO},
    {"webhook", 401, "Unauthorized", CHAT_PAUSED, PAGE_CELIGO},
    {"webhook", 403, "Forbidden", CHAT_PAUSED, PAGE_CELIGO},
    {"webhook", 404, "", CHAT_PAUSED, PAGE_STD},
    {"webhook", 409, "", CHAT_DELIVERED, NOT_READ},
    {"webhook", 410, "", CHAT_PAUSED, PAGE_STD},
    {"webhook", 422, "{\"errors\":[{\"code\":\"x\"}]}", CHAT_DEAD, PAGE_CELIGO},
    {"webhook", 429, "", CHAT_RETRIED, PAGE_STD},
    {"webhook", 500, "", CHAT_RETRIED, PAGE_STD},
    {"webhook", 502, "", CHAT_RETRIED, PAGE_STD},
    {"webhook", 503, "", CHAT_RETRIED, PAGE_STD},
    {"webhook", 504, "", CHAT_RETRIED, PAGE_STD},
};
/* clang-format on */
const size_t chat_answer_count = sizeof chat_answers / sizeof chat_answers[0];

const char *chat_yes(const char *kind)
{
    const char *yes = "ok";

    for (size_t i = 0; i < chat_answer_count; i++) {
        if (strcmp(chat_answers[i].kind, kind) == 0 && chat_answers[i].status == 200 &&
            chat_answers[i].outcome == CHAT_DELIVERED) {
            return chat_answers[i].body;
        }
    }
    return yes;
}
