/* SPDX-License-Identifier: MIT
 *
 * The result of an event that could not be read: not evaluated, with the first fault's path and
 * words. The same at every door that takes JSON.
 */
#ifndef PRECARE_ENGINE_REFUSED_H
#define PRECARE_ENGINE_REFUSED_H

#include "base/fault.h"
#include "engine/result.h"
#include "visit/visit.h"

/* `visit` for the event's id, where that could be read. NULL: no memory. */
struct result *result_refused(const struct visit *visit, const struct faults *faults);

#endif
