// SPDX-License-Identifier: Apache-2.0
package ebb;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/** What docs/architecture.md says of the packages: who may know whom. */
@AnalyzeClasses(packages = "ebb", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    /** Each may use those after it, and none before it; so there are no cycles. */
    private static final List<String> DOWNWARDS = List.of(
            "ebb",
            "ebb.cli..",
            "ebb.report..",
            "ebb.doctor..",
            "ebb.verdict..",
            "ebb.limit..",
            "ebb.compare..",
            "ebb.run..",
            "ebb.load..",
            "ebb.latency..",
            "ebb.residency..",
            "ebb.service..",
            "ebb.allocator..",
            "ebb.cgroup..",
            "ebb.results..",
            "ebb.shim..",
            "ebb.base..");

    @ArchTest
    static final ArchRule everyClassHasItsPlace = classes()
            .should()
            .resideInAnyPackage(DOWNWARDS.toArray(String[]::new))
            .because("a package stands in the order, or nobody knows what it may use");

    @ArchTest
    static void nothingKnowsWhatStandsAboveIt(JavaClasses all) {
        for (int i = 1; i < DOWNWARDS.size(); i++) {
            noClasses()
                    .that()
                    .resideInAPackage(DOWNWARDS.get(i))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(DOWNWARDS.subList(0, i).toArray(String[]::new))
                    .check(all);
        }
    }

    @ArchTest
    static final ArchRule onlyTheShimsPackageKnowsJna = noClasses()
            .that()
            .resideOutsideOfPackage("ebb.shim")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.sun.jna..")
            .because("what JNA allocates comes from the allocator under test, so its calls stand in one place");

    @ArchTest
    static final ArchRule nativeMethodsStandInTheShimsPackage = methods()
            .that()
            .haveModifier(JavaModifier.NATIVE)
            .should()
            .beDeclaredInClassesThat()
            .resideInAPackage("ebb.shim");

    @ArchTest
    static final ArchRule commandsDoNotKnowWhoCallsThem = noClasses()
            .that()
            .haveSimpleNameEndingWith("Command")
            .or()
            .haveSimpleName("QuickVerdict")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("ebb.cli.Cli");
}
