// SPDX-License-Identifier: Apache-2.0
package ebb.run;

import ebb.allocator.Allocator;
import ebb.allocator.Catalog;
import ebb.load.Scenario;
import ebb.load.Scenarios;
import ebb.load.ServiceLoad;
import ebb.results.RowKey;
import ebb.service.Service;
import ebb.service.Services;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a run can choose from, the bundled and the user's own. */
public record Inputs(Catalog catalog, Scenarios scenarios, Services services) {
    /** What a parameter takes where the command line names nothing; empty: what the benchmark declares. */
    Optional<List<String>> values(String parameter) {
        return switch (parameter) {
            case RowKey.ALLOCATOR ->
                Optional.of(catalog.all().stream()
                        .filter(allocator -> allocator.prefix().isEmpty()
                                && !allocator.releases().byLoad()
                                && catalog.resolve(allocator).available())
                        .map(Allocator::id)
                        .toList());
            case RowKey.SERVICE ->
                Optional.of(services.all().stream().map(Service::name).toList());
            default -> Optional.empty();
        };
    }

    /** How long an iteration takes because of a parameter's value. */
    Rows.Times times(Row.Param param) {
        return switch (param.name()) {
            case Scenarios.PARAMETER -> times(scenarios.find(param.value()));
            case RowKey.SERVICE -> times(services.find(param.value()));
            default -> Rows.Times.NONE;
        };
    }

    private static Rows.Times times(Scenario scenario) {
        return new Rows.Times(
                seconds(scenario.typicalSeconds()),
                seconds(scenario.typicalRestSeconds()),
                seconds(scenario.longestSeconds()));
    }

    private static Rows.Times times(Service service) {
        return new Rows.Times(
                seconds(ServiceLoad.typicalSeconds(service)),
                seconds(ServiceLoad.typicalRestSeconds(service)),
                seconds(ServiceLoad.longestSeconds(service)));
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(1000 * seconds));
    }
}
