// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import ebb.results.Shard;
import ebb.run.RunPlan.Launch;
import ebb.run.Schedule;
import ebb.run.Schedule.Order;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunOptionsTest {
    private static final Terminal TERMINAL = new Terminal(System.out, System.err, StandardCharsets.UTF_8, false, false);

    @Test
    void ebbsOptionsAreTakenOutAndJmhsStay() {
        List<String> all = List.of(
                "--out",
                "kept",
                "Burst",
                "-p",
                "allocator=a,b",
                "--allocators=x.toml",
                "-f",
                "2",
                "--start-limit",
                "7",
                "--scenarios",
                "s.toml",
                "--allocators",
                "y.toml");

        JmhCommand command = read(all);
        Launch launch = command.run().launch();

        assertThat(command.arguments()).containsExactly("Burst", "-p", "allocator=a,b", "-f", "2");
        assertThat(command.files().allocators).containsExactly(Path.of("x.toml"), Path.of("y.toml"));
        assertThat(command.files().scenarios).containsExactly(Path.of("s.toml"));
        assertThat(launch.out()).isEqualTo(Path.of("kept"));
        assertThat(launch.startLimit()).isEqualTo(Duration.ofSeconds(7));
        assertThat(launch.commandLine()).isEqualTo(all);
    }

    @Test
    void nothingIsTheDefaults() {
        JmhCommand command = read(List.of());

        assertThat(command.arguments()).isEmpty();
        assertThat(command.run().launch().out()).isEqualTo(Path.of("results/runs"));
        assertThat(command.run().launch().startLimit()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void anOptionNeedsItsValue() {
        assertThatThrownBy(() -> read(List.of("Burst", "--out")))
                .isInstanceOf(EbbException.class)
                .hasMessage("--out needs a value; -h lists the options.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "86401", "-1", "1.5", "soon", ""})
    void aStartLimitIsWholeSecondsOfADay(String value) {
        assertThatThrownBy(() -> read(List.of("--start-limit=" + value)))
                .isInstanceOf(EbbException.class)
                .hasMessage("--start-limit " + value + " is not a number of seconds from 1 to 86400.");
    }

    @Test
    void shardsShareASeedWithoutTalking() {
        assertThat(launch("--shard", "2/4", "Burst").schedule())
                .isEqualTo(new Schedule(Order.ROUNDS, 1, Optional.of(new Shard(2, 4))));
        assertThat(launch("--shard", "2/4", "--seed", "9", "Burst").schedule())
                .isEqualTo(new Schedule(Order.ROUNDS, 9, Optional.of(new Shard(2, 4))));
        assertThat(launch("Burst").schedule().shard()).isEmpty();
    }

    @Test
    void sequentialForksHaveNoRoundsToDivide() {
        assertThatThrownBy(() -> launch("--shard", "2/4", "--order", "sequential", "Burst"))
                .isInstanceOf(EbbException.class)
                .hasMessage("--shard has no rounds to divide with --order sequential: leave out one of them.");
    }

    @Test
    void aRunThatGoesOnIsTheShardItWasWhateverTheSchedulerSaysNow() {
        Schedule begun = new Schedule(Order.ROUNDS, 9, Optional.of(new Shard(3, 4)));
        RunOptions options = read(List.of("--shard", "slurm", "Burst")).run();

        options.goOn(Path.of("run"), begun);

        assertThat(options.launch().schedule()).isEqualTo(begun);
    }

    @Test
    void lanesAreOneWhereNobodyAsks() {
        assertThat(launch("Burst").lanes()).isEqualTo(1);
        assertThat(read(List.of()).run().launch(4).lanes()).isEqualTo(4);
        assertThat(read(List.of("--lanes", "2")).run().launch(4).lanes()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65", "-1", "1.5", "many", "100", ""})
    void lanesAreAFew(String value) {
        assertThatThrownBy(() -> read(List.of("--lanes=" + value)))
                .isInstanceOf(EbbException.class)
                .hasMessage("--lanes " + value + " is not a number of forks from 1 to 64.");
    }

    @Test
    void roundsAreTheDefaultWithASeedOfTheirOwn() {
        Schedule schedule = launch("Burst").schedule();

        assertThat(schedule.order()).isEqualTo(Order.ROUNDS);
        assertThat(schedule.seed()).isBetween(0L, 999_999L);
    }

    @Test
    void orderAndSeedAreTaken() {
        assertThat(launch("--seed", "12", "Burst").schedule()).isEqualTo(new Schedule(Order.ROUNDS, 12));
        assertThat(launch("--order=sequential").schedule().order()).isEqualTo(Order.SEQUENTIAL);
    }

    @Test
    void wrongOrdersAndSeedsAreRefused() {
        assertRefused("--order shuffled is not one of rounds, sequential.", "--order", "shuffled");
        assertRefused("--seed -1 is not a whole number from 0 to 999999999999999.", "--seed=-1");
        assertRefused("--seed 1234567890123456 is not a whole number from 0", "--seed", "1234567890123456");
        assertRefused(
                "--seed has nothing to shuffle with --order sequential: leave out one of them.",
                "--order",
                "sequential",
                "--seed",
                "1");
    }

    @Test
    void resumeIsNoPartOfTheCommand() {
        JmhCommand command = read(List.of("Burst", "--resume", "runs/1", "-f", "2"));

        assertThat(command.run().launch().resume()).contains(Path.of("runs/1"));
        assertThat(command.run().launch().commandLine()).containsExactly("Burst", "-f", "2");
        assertThat(command.arguments()).containsExactly("Burst", "-f", "2");
        assertThat(launch("--resume=runs/1", "Burst").commandLine()).containsExactly("Burst");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Burst -p allocator=a,b -p scenario=x -prof rss:why=true;dir=a/b -prof latency -f 5 -o --x",
                "^ebb\\.load\\..* -e Baseline -jvmArgs -Xmx1g,-Dx=--out -jvmArgsAppend=-Dy=1 -tg 1,3 -v EXTRA",
                "-f 2 -h -l -lp -- @file all report compare -o file -to 10s -t max Burst",
                "Burst -p a='b -bm ss,thrpt --nosuch --ord rounds -hx -oh --Seed 3"
            })
    void whatIsNotEbbsReachesJmhVerbatimAndInOrder(String line) {
        List<String> jmh = List.of(line.split(" "));
        for (int i = 0; i <= jmh.size(); i++) {
            List<String> mixed = new ArrayList<>(jmh);
            mixed.addAll(i, List.of("--seed", "7", "--out=kept"));

            JmhCommand command = read(mixed);

            assertThat(command.arguments()).isEqualTo(jmh);
            assertThat(Cli.parse(mixed, TERMINAL).commandSpec().userObject())
                    .isInstanceOfSatisfying(
                            JmhCommand.class,
                            chosen -> assertThat(chosen.arguments()).isEqualTo(jmh));
            assertThat(command.run().launch().schedule().seed()).isEqualTo(7);
            assertThat(command.run().launch().out()).isEqualTo(Path.of("kept"));
        }
    }

    @Test
    void whatIsNotGivenIsTakenFromAnEarlierRun() {
        RunOptions earlier = read(List.of(
                        "Burst", "--start-limit", "7", "--order", "sequential", "--out", "there", "--lanes", "3"))
                .run();

        assertThat(after(earlier).startLimit()).isEqualTo(Duration.ofSeconds(7));
        assertThat(after(earlier).schedule().order()).isEqualTo(Order.SEQUENTIAL);
        assertThat(after(earlier).lanes()).isEqualTo(3);
        assertThat(after(earlier, "--lanes", "1").lanes()).isEqualTo(1);
        assertThat(after(earlier).out()).isEqualTo(Path.of("results/runs"));
        assertThat(after(earlier, "--start-limit", "8").startLimit()).isEqualTo(Duration.ofSeconds(8));
        assertThat(after(earlier, "--order", "rounds").schedule().order()).isEqualTo(Order.ROUNDS);
        assertThat(after(earlier, "--seed", "5").schedule()).isEqualTo(new Schedule(Order.ROUNDS, 5));
    }

    private static Launch after(RunOptions earlier, String... arguments) {
        RunOptions options = read(List.of(arguments)).run();
        options.orElse(earlier);
        return options.launch();
    }

    private static void assertRefused(String sentence, String... arguments) {
        assertThatThrownBy(() -> launch(arguments))
                .isInstanceOf(EbbException.class)
                .hasMessageStartingWith(sentence);
    }

    private static Launch launch(String... arguments) {
        return read(List.of(arguments)).run().launch();
    }

    private static JmhCommand read(List<String> arguments) {
        return JmhCommand.read(arguments, TERMINAL);
    }
}
