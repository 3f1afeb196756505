/* SPDX-License-Identifier: MIT
 *
 * The mapping tables of the configuration: what the host's own codes mean here. Applied once to
 * every visit, whichever door it came through, before it is judged.
 */
#ifndef PRECARE_VISIT_MAP_H
#define PRECARE_VISIT_MAP_H

#include "base/arena.h"
#include "config/config.h"
#include "visit/visit.h"

/* The appointment's code gives procedure, modality and sites, and so do those of the chart's
 * procedures; the provider's id gives role and training. A mapped procedure stands instead of the
 * host's text (the code stays); all else only where the event does not say it. The visit borrows
 * from the config. false: no memory. */
bool visit_map(struct visit *visit, const struct config *config, struct arena *arena);

#endif
