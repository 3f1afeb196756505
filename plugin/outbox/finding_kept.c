/* SPDX-License-Identifier: MIT
 *
 * A finding as it is kept: in the record of its evaluation, and beside a card that was shown. By it
 * an acknowledgement is judged later, when the rules may be others. Pure.
 */
#include "outbox/compose.h"

#include "base/hash.h"
#include "base/json_out.h"
#include "base/words.h"

/* Of what may be cleared, or was: so that the record shows whether it was the same again. */
static void matter_write(const struct hmac *keyed, const precare_finding *finding, struct buf *out)
{
    uint8_t key[MATTER_KEY];
    char hex[2 * MATTER_KEY + 1];

    if (finding->matter != NULL &&
        (finding->outcome >= PRECARE_WARN || finding->cleared_by != NULL)) {
        matter_key(keyed, finding->matter, key);
        hex_of(key, sizeof key, hex);
        json_said(out, "matter", hex);
    }
}

static void words_write(const precare_array *words, const char *key, struct buf *out)
{
    json_open(out, key, '[');
    for (uint32_t i = 0; i < words->count; i++) {
        json_text(out, NULL, *(const char *const *)item_at(words, i));
    }
    json_close(out, ']');
}

/* Who may go on and why, by the rules of now: an acknowledgement may come when they are others. */
static void override_write(const precare_finding *finding, struct buf *out)
{
    if (finding->override_by.count > 0) {
        json_open(out, "override", '{');
        words_write(&finding->override_by, "by", out);
        words_write(&finding->override_reasons, "reasons", out);
        if (finding->override_note == PRECARE_NOTE_REQUIRED) {
            json_text(out, "note", "required");
        }
        json_close(out, '}');
    }
}

void finding_kept(const struct hmac *keyed, const precare_finding *finding, struct buf *out)
{
    json_said(out, "rule", finding->rule);
    json_said(out, "fingerprint", finding->fingerprint);
    json_said(out, "outcome", word_of(&words_outcome, finding->outcome));
    json_said(out, "cleared_by", finding->cleared_by);
    json_said(out, "changed_by", finding->changed_by);
    matter_write(keyed, finding, out);
    override_write(finding, out);
}
