// SPDX-License-Identifier: Apache-2.0
package ebb.cli;

import ebb.base.EbbException;
import ebb.results.RowKey;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** JMH's -p and -f, for the commands that measure one load under several allocators; their own texts say more. */
final class ParameterOptions {
    @Option(
            names = "-p",
            paramLabel = "NAME=VALUE",
            description = "A parameter, as above. allocator=ID,.. may name several.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(names = "-f", paramLabel = "N", description = "How many forks, as above.")
    private @Nullable Integer forks;

    /**
     * The parameters that are given.
     *
     * @param command its name
     * @param known names; empty where JMH finds out
     * @throws EbbException where one is not known, or one but the allocator has several values
     */
    Map<String, String> of(String command, Collection<String> known) {
        parameters.forEach((name, value) -> {
            if (!known.isEmpty() && !known.contains(name)) {
                throw new EbbException("-p " + name + " is not for " + command + ", which has the parameters "
                        + String.join(", ", new TreeSet<>(known)) + ".");
            }
            if (!name.equals(RowKey.ALLOCATOR) && value.contains(",")) {
                throw new EbbException(
                        "-p " + name + "=" + value + ": " + command + " takes one " + name + " at a time.");
            }
        });
        return new LinkedHashMap<>(parameters);
    }

    /**
     * @param usual where none is given
     * @param most from 1
     * @throws EbbException where it is none of these
     */
    int forks(int usual, int most) {
        return RunOptions.forks("-f", forks == null ? usual : forks, most);
    }
}
