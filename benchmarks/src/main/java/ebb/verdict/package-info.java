// SPDX-License-Identifier: Apache-2.0
/** The verdict of a burst: its table, and its words on where the memory is and what gives it back. */
@NullMarked
package ebb.verdict;

import org.jspecify.annotations.NullMarked;
