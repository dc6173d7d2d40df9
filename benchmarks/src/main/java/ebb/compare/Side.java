// SPDX-License-Identifier: Apache-2.0
package ebb.compare;

import ebb.results.Measured;
import ebb.results.ResultRow;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The forks of one metric of one row.
 *
 * @param values one a fork
 * @param rounds of the forks, in the same order; empty where that is not known
 * @param strata the kinds of machines that they ran on, likewise
 */
record Side(Sample values, List<Integer> rounds, List<String> strata) {
    static Side of(ResultRow row, Measured metric) {
        Sample values = Sample.of(metric.forks());
        return new Side(values, ifWhole(row.rounds(), values), ifWhole(row.strata(), values));
    }

    private static <T> List<T> ifWhole(List<T> of, Sample values) {
        return of.size() == values.size() ? of : List.of();
    }

    /** On the scale of ratios. */
    Side logs() {
        return new Side(values.logs(), rounds, strata);
    }

    /** @param wanted some of its strata */
    Side on(Set<String> wanted) {
        return only(i -> wanted.contains(strata.get(i)));
    }

    /** In the order of these rounds, each of which it has once. */
    Side in(List<Integer> wanted) {
        return at(wanted.stream().mapToInt(rounds::indexOf).toArray());
    }

    private Side only(Predicate<Integer> wanted) {
        return at(IntStream.range(0, values.size()).filter(wanted::test).toArray());
    }

    private Side at(int... places) {
        double[] all = values.values();
        return new Side(
                Sample.of(IntStream.of(places).mapToDouble(i -> all[i]).toArray()),
                rounds.isEmpty()
                        ? rounds
                        : IntStream.of(places).mapToObj(rounds::get).toList(),
                strata.isEmpty()
                        ? strata
                        : IntStream.of(places).mapToObj(strata::get).toList());
    }
}
