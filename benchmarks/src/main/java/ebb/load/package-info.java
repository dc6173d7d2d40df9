// SPDX-License-Identifier: Apache-2.0
/** The JMH benchmarks and what they run: bursts by scenario, steady loads by kernel. None of them asks which allocator is in place. */
@NullMarked
package ebb.load;

import org.jspecify.annotations.NullMarked;
