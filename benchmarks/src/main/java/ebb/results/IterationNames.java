// SPDX-License-Identifier: Apache-2.0
package ebb.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.runner.IterationType;

/**
 * Names a profiler's files by fork and iteration: counts the iterations of its fork, warm-ups for themselves.
 *
 * <p>The fork's number comes from the host. Without one, as under JMH's own main, it is the first of which the folder has
 * no file.
 */
public final class IterationNames {
    private final String ending;
    private IterationType type = IterationType.MEASUREMENT;
    private int warmups;
    private int iterations;
    private int fork;

    /**
     * @param ending of a file that each iteration has, such as {@code .csv}
     * @param fork which fork of its benchmark and parameters this is, from 1; 0 where the host did not tell
     */
    public IterationNames(String ending, int fork) {
        this.ending = ending;
        this.fork = fork;
    }

    /** The next iteration has ended, whether or not it gets a file. */
    public void next(IterationType ended) {
        type = ended;
        if (ended == IterationType.WARMUP) {
            warmups++;
        } else {
            iterations++;
        }
    }

    /** Of the iteration that has ended, from 1. */
    public int number() {
        return type == IterationType.WARMUP ? warmups : iterations;
    }

    /**
     * The name for the iteration that has ended, without an ending: {@code Burst.burst-glibc-quick-fork1-iter1}.
     *
     * @param folder that its files go to
     */
    public String name(Path folder, BenchmarkParams benchmark) throws IOException {
        if (fork == 0) {
            fork = freeFork(folder, benchmark);
        }
        return type == IterationType.WARMUP
                ? TimelineFile.prefix(benchmark, fork) + "warmup" + warmups
                : TimelineFile.prefix(benchmark, fork) + "iter" + iterations;
    }

    private int freeFork(Path folder, BenchmarkParams benchmark) throws IOException {
        for (int free = 1; ; free++) {
            try (var found = Files.newDirectoryStream(folder, TimelineFile.prefix(benchmark, free) + "*" + ending)) {
                if (!found.iterator().hasNext()) {
                    return free;
                }
            }
        }
    }
}
