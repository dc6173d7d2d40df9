/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What must hold if the shim's own code is right, checked in debug and
 * sanitizer builds. In the library that measures nothing is left of it.
 */
#ifndef EBB_INVARIANT_H
#define EBB_INVARIANT_H

#ifdef EBB_INVARIANTS
#define EBB_ASSERT(condition)                                                                      \
    ((condition) ? (void)0 : ebb_fatal_invariant(#condition, __FILE__, __LINE__))
#else
#define EBB_ASSERT(condition) ((void)sizeof(condition)) /* is compiled, not evaluated */
#endif

/* Says what does not hold, and where, and aborts. */
_Noreturn void ebb_fatal_invariant(const char *condition, const char *file, int line);

#endif
