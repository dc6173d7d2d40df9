// SPDX-License-Identifier: Apache-2.0
/**
 * How much memory stays resident after a burst: the profiler that samples it, the timeline, the metrics, and the
 * readers of the kernel files that they need.
 */
@NullMarked
package ebb.residency;

import org.jspecify.annotations.NullMarked;
