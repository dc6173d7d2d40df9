/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What must hold if the shim's code is correct, checked in debug and sanitizer
 * builds. The library that measures contains nothing of it.
 */
#ifndef EBB_INVARIANT_H
#define EBB_INVARIANT_H

#ifdef EBB_INVARIANTS
#define EBB_ASSERT(condition)                                                                      \
    ((condition) ? (void)0 : ebb_fatal_invariant(#condition, __FILE__, __LINE__))
#else
#define EBB_ASSERT(condition) ((void)sizeof(condition)) /* compiled, but not evaluated */
#endif

/* Says what does not hold, and where, and aborts. */
_Noreturn void ebb_fatal_invariant(const char *condition, const char *file, int line);

#endif
