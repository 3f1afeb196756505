/* SPDX-License-Identifier: MIT
 *
 * How many requests each caller may make (serve_parts.h): a bucket for each, which holds what he
 * may make at once and fills as time goes on. Callers are those of the configuration and the one
 * who is not known, so what it takes does not grow. Any thread.
 */
#include "base/seam.h"
#include "serve/serve_parts.h"

bool rates_begin(struct rates *rates, uint32_t callers)
{
    *rates = (struct rates){.buckets = mem_new(callers * sizeof *rates->buckets)};
    (void)pthread_mutex_init(&rates->mutex, NULL);
    return rates->buckets != NULL;
}

void rates_end(struct rates *rates)
{
    (void)pthread_mutex_destroy(&rates->mutex);
    mem_drop(rates->buckets);
    rates->buckets = NULL;
}

bool rates_take(struct rates *rates, const struct serve *serve, uint32_t caller)
{
    struct rate_bucket *bucket = &rates->buckets[caller];
    int64_t full = (int64_t)serve->rate_count * serve->rate_ms, now = seam.steady_ms();

    if (serve->rate_count == 0) {
        return true;
    }
    (void)pthread_mutex_lock(&rates->mutex);
    int64_t passed = now - bucket->at < serve->rate_ms ? now - bucket->at : serve->rate_ms;
    bucket->left += passed * serve->rate_count;
    bucket->at = now;
    if (bucket->left > full) {
        bucket->left = full;
    }
    bool may = bucket->left >= serve->rate_ms;
    if (may) {
        bucket->left -= serve->rate_ms;
    }
    (void)pthread_mutex_unlock(&rates->mutex);
    return may;
}
