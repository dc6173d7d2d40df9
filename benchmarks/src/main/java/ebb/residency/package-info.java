// SPDX-License-Identifier: Apache-2.0
/** How much memory stays resident after a burst: the profiler, the recorder, the metrics, the ladder, readers of /proc. */
@NullMarked
package ebb.residency;

import org.jspecify.annotations.NullMarked;
