// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.service.Service;
import ebb.service.Services;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be wrong before anything starts, and what JMH is told. */
class ServiceCommandTest {
    @TempDir
    private Path temp;

    private void assertRefused(String sentence, String... arguments) {
        Calls ebb = new Calls();
        List<String> all = new ArrayList<>(List.of("--out", temp.resolve("runs").toString()));
        all.addAll(List.of(arguments));
        assertThat(ebb.run(all.toArray(String[]::new))).isEqualTo(2);
        assertThat(ebb.err()).isEqualTo(sentence + "\n");
        assertThat(temp.resolve("runs")).doesNotExist();
    }

    @Test
    void whatItCannotDoWithoutIsNamed() {
        assertRefused("service needs --start COMMAND --ready WHAT; service -h lists the options.", "service");
        assertRefused(
                "Without --burst the service makes its own, and --burst-timeout SECONDS says how long that is watched.",
                "service",
                "--start",
                "./shop",
                "--ready",
                "tcp:80");
    }

    @Test
    void aValueThatCannotBeIsNamed() {
        String[] shop = {"service", "--start", "./shop", "--ready", "tcp:80", "--burst", "true"};
        assertRefused(
                "'idle' of the service shop is -5 and must be from 1 to 86400 seconds.", with(shop, "--idle", "-5"));
        assertRefused(
                "'ready' is 'tcp:x' and must be tcp:PORT or tcp:HOST:PORT, the port from 1 to 65535.",
                "service",
                "--start",
                "./shop",
                "--ready",
                "tcp:x",
                "--burst",
                "true");
        assertRefused("-f 0 is not a number of forks from 1 to 1000.", with(shop, "-f", "0"));
        assertRefused(
                "-p scenario is not for service, which has the parameters allocator, high, limit, thp.",
                with(shop, "-p", "scenario=quick"));
        assertRefused("-p thp=host,never: service takes one thp at a time.", with(shop, "-p", "thp=host,never"));
        assertRefused("-p thp=on is none of host, never, madvise, always.", with(shop, "-p", "thp=on"));
        assertRefused(
                "There is no allocator 'glibcc'. Did you mean glibc? A library is given by a path with a slash and without commas, as in"
                        + " ./libmalloc.so.",
                with(shop, "-p", "allocator=glibcc"));
        assertRefused(
                "--scenarios is not for service, which measures the service that it is given.",
                with(shop, "--scenarios", "x.toml"));
    }

    private static String[] with(String[] arguments, String... more) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Test
    void aBenchmarkWithoutAServiceIsRefused() throws IOException {
        assertRefused(
                "Service measures a service of yours, and none is given: --services FILE.toml names some, and the command"
                        + " 'service' takes one from the command line.",
                "Service",
                "-p",
                "allocator=glibc");
        Path file = Files.writeString(
                temp.resolve("shop.toml"),
                "[[service]]\nname = 'shop'\nstart = './shop'\nready = 'tcp:80'\nburst = 'true'\n");
        assertRefused(
                "There is no service 'shap'. Did you mean shop? It comes with --services FILE.toml, or with --start COMMAND"
                        + " and --ready ADDRESS.",
                "Service",
                "--services",
                file.toString(),
                "-p",
                "service=shap");
    }

    /** Releases of the load itself are Burst's; another entry of that file can be measured. */
    @Test
    void whatOnlyBurstCanReleaseIsLeftOut() throws IOException {
        Path file = Files.writeString(temp.resolve("mine.toml"), """
                [[allocator]]
                id = "mine-park"
                family = "glibc"
                release-on-park = "owner"

                [[allocator]]
                id = "mine-after"
                family = "glibc"
                release-after-burst = true

                [[allocator]]
                id = "mine-often"
                family = "glibc"
                release-interval = 1
                """);
        String[] shop = {"service", "--start", "./shop", "--ready", "tcp:80", "--burst", "true", "--allocators"};

        ServiceCommand command = ServiceCommand.read(
                List.of(with(shop, file.toString())),
                new Terminal(System.out, System.err, StandardCharsets.UTF_8, false, false));

        assertThat(command.arguments())
                .filteredOn(argument -> argument.startsWith("allocator="))
                .singleElement()
                .asString()
                .contains("glibc,", ",mine-often")
                .doesNotContain("mine-park", "mine-after");
    }

    @Test
    void theProgramGivesTheServiceItsName() {
        ServiceCommand command = ServiceCommand.read(
                List.of(
                        "--seed",
                        "7",
                        "service",
                        "--start",
                        "exec LANG=C /opt/My_Shop/bin/Shop-Server --port 1",
                        "--ready",
                        "tcp:1",
                        "--burst",
                        "wrk x",
                        "--idle",
                        "2.5",
                        "-p",
                        "allocator=glibc",
                        "-p",
                        "thp=never",
                        "-f",
                        "5"),
                new Terminal(System.out, System.err, StandardCharsets.UTF_8, false, false));

        assertThat(command.arguments())
                .containsExactly(
                        "^ebb\\.load\\.Service\\.burst$",
                        "-f",
                        "5",
                        "-p",
                        "allocator=glibc",
                        "-p",
                        "service=shop-server",
                        "-p",
                        "thp=never",
                        "-prof",
                        "rss:why=true");
        Services services = command.inputs().services();
        Service service = services.find("shop-server");
        assertThat(service.idle()).isEqualTo(Duration.ofMillis(2500));
        assertThat(service.figures()).extracting(figure -> figure.label()).containsExactly("burst.requests");
    }
}
