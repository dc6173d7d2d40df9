// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be wrong before anything starts. */
class LimitCommandTest {
    private static final String[] SHOP = {"limit", "--start", "./shop", "--ready", "tcp:80", "--burst", "true"};

    @TempDir
    private Path temp;

    private void assertRefused(String sentence, String... arguments) {
        Calls ebb = new Calls();
        String[] out = {"--out", temp.resolve("runs").toString()};
        assertThat(ebb.run(with(out, arguments))).isEqualTo(2);
        assertThat(ebb.err()).isEqualTo(sentence + "\n");
        assertThat(temp.resolve("runs")).doesNotExist();
    }

    private static String[] with(String[] arguments, String... more) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Test
    void aLoadThatItHasNotIsNamed() {
        assertRefused(
                "limit has no benchmark Growt: it is one of Burst, Service, Interleaved, CrossThreadFree, Growth,"
                        + " ThreadChurn. Did you mean Growth?",
                "limit",
                "Growt");
        assertRefused("--start is of a service, and Growth is none: leave out one of them.", with(SHOP, "Growth"));
        assertRefused("limit needs --ready WHAT; limit -h lists the options.", "limit", "--start", "./shop");
        assertRefused(
                "--bursts is not for Growth, which has none.",
                "limit",
                "Growth",
                "--bursts",
                "3",
                "-p",
                "allocator=glibc");
        assertRefused(
                "Service measures a service of yours, and none is given: --services FILE.toml names some, and the command"
                        + " 'service' takes one from the command line.",
                "limit",
                "Service",
                "-p",
                "allocator=glibc");
    }

    /** It would measure something else, and not say so. */
    @Test
    void anOptionThatDescribesAnotherServiceIsRefused() {
        String alone = " describes a service with --start and --ready: give these too, or leave it out.";
        assertRefused("--burst" + alone, "limit", "--burst", "wrk");
        assertRefused("--warm-bursts" + alone, "limit", "--warm-bursts", "2");
        assertRefused("--idle" + alone, "limit", "Growth", "--idle", "60");
        assertRefused("--env" + alone, "limit", "Service", "--services", "f.toml", "--bursts", "2", "--env", "A=b");
        assertRefused(
                "--services names services of a file, and --start describes one here: leave out one of them.",
                with(SHOP, "--services", "f.toml"));
    }

    @Test
    void aValueThatCannotBeIsNamed() {
        assertRefused("--survive 4 is not a number of forks from 1 to the 3 of -f.", "limit", "--survive", "4");
        assertRefused("--survive 0 is not a number of forks from 1 to the 3 of -f.", "limit", "--survive", "0");
        assertRefused("-p limit is what the command limit looks for: leave it out.", "limit", "-p", "limit=600");
        assertRefused(
                "-rf xml is none of the formats text, csv, scsv, json, latex, bencher, gha, openmetrics.",
                "limit",
                "-rf",
                "xml");
        assertRefused(
                "'quick:0' is a scenario with 0 bursts, and has from 1 to 1000.",
                "limit",
                "-p",
                "allocator=glibc",
                "--bursts",
                "0");
        assertRefused("'bursts' of the service shop is 0 and must be from 1 to 1000.", with(SHOP, "--bursts", "0"));
    }
}
