/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Seeded random numbers: SplitMix64 (Steele, Lea, Flood 2014). Its state is one
 * word, so every task carries its own and draws the same numbers whichever
 * worker runs it and when.
 */
#ifndef EBB_RANDOM_H
#define EBB_RANDOM_H

#include <stdint.h>

static inline uint64_t ebb_random(uint64_t *state) {
    uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/*
 * The next state of a linear congruential generator; its upper bits are random
 * enough to choose by.
 */
static inline uint64_t ebb_congruence(uint64_t state) {
    return state * UINT64_C(0xD1342543DE82EF95) + 1;
}

__extension__ typedef unsigned __int128 ebb_wide;

/* Uniform in low..high, both included; the bias is below 2^-32 for ranges below 2^32. */
static inline uint64_t ebb_uniform(uint64_t *state, uint64_t low, uint64_t high) {
    return low + (uint64_t)(((ebb_wide)ebb_random(state) * (high - low + 1)) >> 64);
}

/* The state of a separate stream for the item at this place in the load. */
static inline uint64_t ebb_stream(uint64_t seed, uint64_t event, uint64_t token) {
    uint64_t state = seed ^ (event * UINT64_C(0xD1B54A32D192ED03));
    state = ebb_random(&state) ^ (token * UINT64_C(0xA0761D6478BD642F));
    return ebb_random(&state);
}

#endif
