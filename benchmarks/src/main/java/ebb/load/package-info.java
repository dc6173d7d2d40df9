// SPDX-License-Identifier: Apache-2.0
/**
 * The JMH benchmarks and their loads: bursts by scenario, steady loads by kernel. None asks which allocator is in
 * place.
 */
@NullMarked
package ebb.load;

import org.jspecify.annotations.NullMarked;
