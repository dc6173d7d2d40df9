// SPDX-License-Identifier: Apache-2.0
/** The smallest memory limit that a load survives: the search for it, and its table. */
@NullMarked
package ebb.limit;

import org.jspecify.annotations.NullMarked;
