// SPDX-License-Identifier: Apache-2.0
/** The allocators: the catalog, their libraries, how a fork gets one, and the proof that it did. */
@NullMarked
package ebb.allocator;

import org.jspecify.annotations.NullMarked;
