// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import java.util.List;
import java.util.Map;

/**
 * What a fork found itself to run on.
 *
 * @param identity the shim's facts, paths without links
 * @param mapped the files mapped into the process
 * @param environment of the process
 * @param threads names of its threads, as the kernel has them
 */
record Found(Map<String, String> identity, MappedFiles mapped, Map<String, String> environment, List<String> threads) {}
