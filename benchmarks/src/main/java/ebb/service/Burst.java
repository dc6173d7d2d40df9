// SPDX-License-Identifier: Apache-2.0
package ebb.service;

import java.util.Map;

/**
 * One burst of a service, from the start of its command to the end of all that this has started.
 *
 * @param start of it, by {@link System#nanoTime}
 * @param nanoseconds that it took
 * @param figures that its command has printed, each of the service's; empty where it has no command
 */
public record Burst(long start, long nanoseconds, Map<BurstFigure, Double> figures) {}
