// SPDX-License-Identifier: Apache-2.0
/** Reads run folders; baselines, noise, verdicts over two of them, history over many. */
@NullMarked
package ebb.compare;

import org.jspecify.annotations.NullMarked;
