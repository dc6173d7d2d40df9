// SPDX-License-Identifier: Apache-2.0
/** The allocators: which there are, where their libraries come from, how a fork gets one, and the proof that it did. */
@NullMarked
package ebb.allocator;

import org.jspecify.annotations.NullMarked;
