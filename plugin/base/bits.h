/* SPDX-License-Identifier: MIT
 *
 * Says no to a compiler for 32 bits, before anything else is built: the Makefile compiles this file
 * alone, and seam.h includes it for builds without our Makefile. It includes nothing: such a
 * compiler often lacks its library's headers.
 */
#ifndef PRECARE_BASE_BITS_H
#define PRECARE_BASE_BITS_H

#if __SIZEOF_POINTER__ != 8
#error precare runs on 64-bit machines only, for which its interface is laid out. Leave out -m32.
#endif

#endif
