// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.util.Optional;

class RowsTest {
    private static final BenchmarkListEntry BURST = entry(
            "ebb.load.Burst",
            Mode.SingleShotTime,
            Map.of("allocator", new String[] {"glibc"}, "scenario", new String[] {"quick"}));

    @Test
    void unsetAllocatorTakesWhatIsAvailable() throws Exception {
        List<Row> rows = rows(BURST, "Burst");

        assertThat(rows)
                .extracting(Row::label)
                .containsExactly(
                        "Burst.burst (allocator = glibc, scenario = quick)",
                        "Burst.burst (allocator = scudo, scenario = quick)");
        assertThat(rows.get(1).params())
                .containsExactly(new Row.Param("allocator", "scudo", 1), new Row.Param("scenario", "quick", 0));
    }

    @Test
    void parametersMultiply() throws Exception {
        assertThat(rows(BURST, "-p", "allocator=b,a,b", "-p", "scenario=x,y"))
                .extracting(row -> row.param("allocator") + row.param("scenario"))
                .containsExactly("bx", "by", "ax", "ay");
    }

    @Test
    void forksComeFromTheCommandLineThenTheAnnotationThenJmh() throws Exception {
        assertThat(rows(BURST, "-f", "2", "-wf", "1").get(0))
                .extracting(Row::forks, Row::warmupForks)
                .containsExactly(2, 1);
        assertThat(rows(BURST).get(0)).extracting(Row::forks, Row::warmupForks).containsExactly(3, 0);
    }

    @Test
    void allModesAreEachMode() throws Exception {
        assertThat(rows(BURST, "-bm", "all", "-p", "allocator=a"))
                .extracting(Row::mode)
                .containsExactly(Mode.Throughput, Mode.AverageTime, Mode.SampleTime, Mode.SingleShotTime);
    }

    @Test
    void aTimeoutIsJmhsAndTheScenariosRest() throws Exception {
        Row row = rows(BURST, "-to", "7s", "-i", "2").get(0);

        assertThat(row.timeout()).isEqualTo(Duration.ofSeconds(7 + 15));
        assertThat(row.limit()).isEqualTo(Duration.ofSeconds(2 * (7 + 15) + 5));
    }

    @Test
    void aForkIsExpectedToTakeItsIterationsAndItsStart() throws Exception {
        // 2 s of start, and for a single shot what is typical of the scenario.
        assertThat(rows(BURST, "-i", "2", "-to", "7s").get(0).expected()).isEqualTo(Duration.ofSeconds(2 + 2 * 11));
        BenchmarkListEntry timed = entry("ebb.load.Other", Mode.Throughput, Map.of());
        assertThat(rows(timed, "-wi", "2", "-w", "3s", "-i", "4", "-r", "1s")
                        .get(0)
                        .expected())
                .isEqualTo(Duration.ofSeconds(2 + 2 * 3 + 4));
    }

    @Test
    void whatNobodyHasGivenHasNoRow() throws Exception {
        BenchmarkListEntry service =
                entry("ebb.load.Service.burst", Mode.SingleShotTime, Map.of("service", new String[] {"NAME"}));

        assertThat(new Rows(
                                new CommandLineOptions(),
                                name -> java.util.Optional.of(List.of()),
                                param -> Rows.Times.NONE)
                        .of(List.of(service)))
                .isEmpty();
        assertThat(new Rows(
                                new CommandLineOptions(),
                                name -> java.util.Optional.of(List.of("shop", "mill")),
                                param -> Rows.Times.NONE)
                        .of(List.of(service)))
                .extracting(row -> row.param("service"))
                .containsExactly("shop", "mill");
    }

    @Test
    void aBaselineIsNotRepeatedForEachAllocator() throws Exception {
        BenchmarkListEntry baseline =
                entry("ebb.load.Baseline.call", Mode.Throughput, Map.of("allocator", new String[] {"glibc"}));

        assertThat(rows(baseline)).extracting(row -> row.param("allocator")).containsExactly("glibc");
        assertThat(rows(baseline, "-p", "allocator=a,b"))
                .extracting(row -> row.param("allocator"))
                .containsExactly("a", "b");
    }

    @Test
    void timedModesMayTakeTheirTimeBesideTheTimeout() throws Exception {
        BenchmarkListEntry timed = entry("ebb.load.Other", Mode.Throughput, Map.of());

        Row row = rows(timed, "-wi", "2", "-w", "3s", "-i", "4", "-r", "1s", "-to", "10s")
                .get(0);

        assertThat(row.label()).isEqualTo("Other.burst");
        assertThat(row.limit()).isEqualTo(Duration.ofSeconds(2 * 3 + 4 * 1 + 6 * 10 + 5));
    }

    @Test
    void oneForkOfARowIsAllThatJmhIsAskedFor() throws Exception {
        List<String> arguments =
                List.of("Other", "-e", "Burst", "-f", "5", "-foe", "false", "-rf", "json", "-t", "max");
        Row row = rows(BURST, arguments.toArray(String[]::new)).get(1);

        ForkOptions options = new ForkOptions(arguments, row, List.of());

        assertThat(options.getIncludes()).containsExactly("^\\Qebb.load.Burst.burst\\E$");
        assertThat(options.getExcludes()).isEmpty();
        assertThat(options.getParameter("allocator").get()).containsExactly("scudo");
        assertThat(options.getForkCount().get()).isEqualTo(1);
        assertThat(options.getWarmupForkCount().get()).isZero();
        assertThat(options.shouldFailOnError().get()).isTrue();
        assertThat(options.getResultFormat().hasValue()).isFalse();
        assertThat(options.getThreads().get()).isEqualTo(Runtime.getRuntime().availableProcessors());
    }

    @Test
    void threadsAreCountedInWholeGroups() throws Exception {
        BenchmarkListEntry timed = entry("ebb.load.Other", Mode.Throughput, Map.of());

        assertThat(rows(timed).get(0).threads()).isEqualTo(1);
        assertThat(rows(timed, "-t", "3").get(0).threads()).isEqualTo(3);
        assertThat(rows(timed, "-tg", "1,3").get(0).threads()).isEqualTo(4);
        assertThat(rows(timed, "-tg", "1,3", "-t", "5").get(0).threads()).isEqualTo(8);
        assertThat(rows(timed, "-t", "3").get(0).key()).hasToString("Other.burst, mode thrpt, 3 threads");
    }

    private static List<Row> rows(BenchmarkListEntry benchmark, String... arguments) throws Exception {
        return new Rows(
                        new CommandLineOptions(arguments),
                        name -> name.equals("allocator")
                                ? java.util.Optional.of(List.of("glibc", "scudo"))
                                : java.util.Optional.empty(),
                        param -> param.name().equals("scenario")
                                        && param.value().equals("quick")
                                ? new Rows.Times(Duration.ofSeconds(11), Duration.ofSeconds(8), Duration.ofSeconds(15))
                                : Rows.Times.NONE)
                .of(List.of(benchmark));
    }

    private static BenchmarkListEntry entry(String name, Mode mode, Map<String, String[]> params) {
        return new BenchmarkListEntry(
                name,
                name + "_generated",
                "burst",
                mode,
                Optional.none(),
                new int[] {1},
                Optional.none(),
                Optional.of(0),
                Optional.none(),
                Optional.none(),
                Optional.of(1),
                Optional.none(),
                Optional.none(),
                Optional.of(3),
                Optional.none(),
                Optional.none(),
                Optional.none(),
                Optional.none(),
                Optional.none(),
                params.isEmpty() ? Optional.none() : Optional.of(params),
                Optional.none(),
                Optional.none(),
                Optional.none());
    }
}
