// SPDX-License-Identifier: Apache-2.0
/** How long single calls of the allocator take: the profiler that has them timed, and the files that it writes. */
@NullMarked
package ebb.latency;

import org.jspecify.annotations.NullMarked;
