/* SPDX-License-Identifier: MIT
 *
 * A result as precare-result/1 (events.md): one line, keys always there and in the same order, so
 * that the same event on the same rules gives the same bytes. When memory ends, `out->failed`
 * tells.
 */
#include <string.h>

#include "base/words.h"
#include "engine/result.h"

static void result_json_put(struct buf *out, const char *s)
{
    buf_add(out, s, strlen(s));
}

static void put_text(struct buf *out, const char *text)
{
    if (text != NULL) {
        buf_json(out, text, strlen(text));
    } else {
        result_json_put(out, "null");
    }
}

static void put_key(struct buf *out, const char *comma_and_key)
{
    result_json_put(out, comma_and_key);
}

static void put_pair(struct buf *out, const char *comma_and_key, const char *text)
{
    put_key(out, comma_and_key);
    put_text(out, text);
}

static void put_word(struct buf *out, const char *comma_and_key, const struct words *words,
                     uint32_t number)
{
    put_pair(out, comma_and_key, word_of(words, number));
}

typedef void put_one(struct buf *out, const void *item);

static void put_array(struct buf *out, const char *comma_and_key, const precare_array *array,
                      put_one *one)
{
    const unsigned char *items = array->items;

    put_key(out, comma_and_key);
    buf_char(out, '[');
    for (uint32_t i = 0; i < array->count; i++) {
        if (i) {
            buf_char(out, ',');
        }
        one(out, items + (size_t)i * array->stride);
    }
    buf_char(out, ']');
}

static void one_text(struct buf *out, const void *item)
{
    put_text(out, *(const char *const *)item);
}

static void put_texts(struct buf *out, const char *comma_and_key, const precare_array *array)
{
    put_array(out, comma_and_key, array, one_text);
}

static void one_book(struct buf *out, const void *item)
{
    const precare_rulebook *book = item;

    put_pair(out, "{\"id\":", book->id);
    put_pair(out, ",\"version\":", book->version);
    put_pair(out, ",\"status\":", book->status);
    put_pair(out, ",\"hash\":", book->hash);
    buf_char(out, '}');
}

static void one_task(struct buf *out, const void *item)
{
    const precare_task *task = item;

    put_pair(out, "{\"do\":", task->what);
    put_word(out, ",\"for\":", &words_asked_of, task->for_whom);
    put_pair(out, ",\"tell_patient\":", task->tell_patient);
    put_pair(out, ",\"due\":", task->due);
    buf_char(out, '}');
}

static void one_alert(struct buf *out, const void *item)
{
    const precare_alert *alert = item;

    put_pair(out, "{\"channel\":", alert->channel);
    put_pair(out, ",\"say\":", alert->say);
    buf_char(out, '}');
}

static void put_override(struct buf *out, const precare_finding *f)
{
    put_key(out, ",\"override\":");
    if (!f->override_by.count) {
        result_json_put(out, "null");
        return;
    }
    put_texts(out, "{\"by\":", &f->override_by);
    put_texts(out, ",\"reasons\":", &f->override_reasons);
    put_word(out, ",\"note\":", &words_note_rule,
             f->override_note ? f->override_note : PRECARE_NOTE_OPTIONAL);
    buf_char(out, '}');
}

static void put_cleared(struct buf *out, const precare_finding *f)
{
    put_key(out, ",\"cleared\":");
    if (f->cleared_by == NULL) {
        result_json_put(out, "null");
        return;
    }
    put_pair(out, "{\"role\":", f->cleared_by);
    put_pair(out, ",\"reason\":", f->cleared_reason);
    put_pair(out, ",\"on\":", f->cleared_on);
    buf_char(out, '}');
}

static void one_finding(struct buf *out, const void *item)
{
    const precare_finding *f = item;

    put_pair(out, "{\"finding_id\":", f->finding_id);
    put_pair(out, ",\"rule\":", f->rule);
    put_pair(out, ",\"rulebook\":", f->rulebook);
    put_pair(out, ",\"fingerprint\":", f->fingerprint);
    put_pair(out, ",\"title\":", f->title);
    put_pair(out, ",\"topic\":", f->topic);
    put_word(out, ",\"outcome\":", &words_outcome, f->outcome);
    put_pair(out, ",\"say\":", f->say);
    put_texts(out, ",\"matched\":", &f->matched);
    put_texts(out, ",\"due\":", &f->due);
    put_pair(out, ",\"move_to\":", f->move_to);
    put_array(out, ",\"tasks\":", &f->tasks, one_task);
    put_pair(out, ",\"ask\":", f->ask);
    put_override(out, f);
    put_texts(out, ",\"source\":{\"ref\":", &f->source_refs);
    put_texts(out, ",\"statements\":", &f->statements);
    put_pair(out, ",\"basis\":", f->basis);
    put_pair(out, "},\"because\":", f->because);
    put_pair(out, ",\"detail\":", f->detail);
    put_array(out, ",\"alert\":", &f->alerts, one_alert);
    put_cleared(out, f);
    put_texts(out, ",\"missing\":", &f->missing);
    if (f->changed_by != NULL) {
        put_pair(out, ",\"changed_by\":", f->changed_by);
    }
    buf_char(out, '}');
}

static void one_question(struct buf *out, const void *item)
{
    const precare_question *q = item;

    put_pair(out, "{\"about\":", q->about);
    put_word(out, ",\"of\":", &words_asked_of, q->of);
    put_word(out, ",\"answer_by\":", &words_moment, q->answer_by);
    put_texts(out, ",\"rules\":", &q->rules);
    put_texts(out, ",\"ask\":", &q->ask);
    buf_char(out, '}');
}

static void one_note(struct buf *out, const void *item)
{
    const precare_note *note = item;

    put_pair(out, "{\"code\":", note->code);
    put_pair(out, ",\"text\":", note->text);
    buf_char(out, '}');
}

static void put_error(struct buf *out, const precare_result *r, uint32_t line)
{
    put_key(out, ",\"error\":");
    if (r->error_message == NULL) {
        result_json_put(out, "null");
        return;
    }
    put_pair(out, "{\"path\":", r->error_path);
    put_key(out, ",\"line\":");
    if (line) {
        buf_int(out, line);
    } else {
        result_json_put(out, "null");
    }
    put_pair(out, ",\"message\":", r->error_message);
    buf_char(out, '}');
}

void result_json(const precare_result *r, uint32_t line, struct buf *out)
{
    put_pair(out, "{\"format\":\"precare-result/1\",\"evaluation_id\":", r->evaluation_id);
    put_pair(out, ",\"event_id\":", r->event_id);
    put_word(out, ",\"overall\":", &words_overall, r->overall);
    put_word(out, ",\"coverage\":", &words_coverage, r->coverage);
    put_error(out, r, line);
    put_pair(out, ",\"reference_date\":", r->reference_date);
    put_pair(out, ",\"today\":", r->today);
    put_array(out, ",\"rulebooks\":", &r->rulebooks, one_book);
    put_array(out, ",\"findings\":", &r->findings, one_finding);
    put_array(out, ",\"questions\":", &r->questions, one_question);
    put_array(out, ",\"shadow\":", &r->shadow, one_finding);
    put_texts(out, ",\"unmatched\":", &r->unmatched);
    put_pair(out, ",\"ref\":", r->ref);
    put_array(out, ",\"notes\":", &r->notes, one_note);
    buf_char(out, '}');
}
