// SPDX-License-Identifier: Apache-2.0
package ebb.results;

/** What the load did from one time to another, both inclusive; nanoseconds of CLOCK_MONOTONIC. */
public record Span(Phase phase, long start, long end) {}
