/* SPDX-License-Identifier: MIT
 *
 * The keys of precare-result/1 as tables: result_json.c prints by them, in this order, and the
 * reference is printed from them, so that no key is told by one and forgotten by the other. Unlike
 * the tables of what is read, an offset here leads to the field of the public struct: SHAPE_TEXT to
 * a text, SHAPE_CHOICE to a number of `words`, SHAPE_TEXTS and SHAPE_MAPS to a precare_array,
 * SHAPE_MAP to the same struct, whose fields stand together under the key; SHAPE_INTEGER is the
 * line of the input, SHAPE_ID the word of its example. KEY_REQUIRED: always there, and never null
 * without KEY_NULL. Pure data.
 */
#ifndef PRECARE_ENGINE_RESULT_KEYS_H
#define PRECARE_ENGINE_RESULT_KEYS_H

#include "base/reader.h"

extern const struct table result_table;

#endif
