/* SPDX-License-Identifier: MIT
 *
 * What the visit is: which lists its procedures are in, the appointment's own and those beside it
 * (rule-language.md#a-rule). Made once with the view; what a rule's `when` and {procedure} ask.
 */
#ifndef PRECARE_ENGINE_BOOKED_H
#define PRECARE_ENGINE_BOOKED_H

#include "engine/details.h"

/* Into v->booked and v->procedure; false: no memory. */
bool booked_begin(struct view *v);
/* The first of the visit's procedures that is in one of the lists, as it is in it; NULL: none is.
 */
const struct hit *booked_hit(const struct view *v, const struct numbers *lists);
/* Whether one of the visit's procedures is in the list: U where none is, and one may be meant for a
 * name of it, or cannot be read. */
enum truth booked_in(const struct view *v, uint32_t list);
/* What would settle a U: the paths of those procedures, with the names that they may mean. */
void booked_tell(struct view *v, uint32_t list, struct details *d);
/* "appointment.procedure", "appointment.also[1]"; in the arena, NULL without memory */
const char *booked_path(struct arena *arena, uint32_t number);
/* Whether a procedure may mean a name of the list: how it is in it; NULL: it does not. */
const struct hit *booked_near(const struct recognised *procedure, uint32_t list);

#endif
