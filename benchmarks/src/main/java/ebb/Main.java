// SPDX-License-Identifier: Apache-2.0
package ebb;

import ebb.cli.Cli;
import ebb.cli.Terminal;
import ebb.cli.UnsafeWarning;
import java.util.List;

/** {@code java -jar benchmarks.jar}: see {@link Cli}. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        UnsafeWarning.silence();
        System.exit(Cli.run(List.of(arguments), Terminal.here()));
    }
}
