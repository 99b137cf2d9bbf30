package io.kafkagrpo.local;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;

/** Who may import whom: the table of docs/architecture.md. */
@AnalyzeClasses(packages = "io.kafkagrpo", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] EVERYONE = {"java..", "org.jspecify.."};
    private static final String[] LOGGING = {"org.slf4j.."};
    private static final String[] JACKSON = {"com.fasterxml.jackson.."};
    private static final String[] SERVICES = {
        "io.kafkagrpo.generator..", "io.kafkagrpo.scoring..", "io.kafkagrpo.learner.."
    };

    @ArchTest
    static final ArchRule RL = uses("io.kafkagrpo.rl")
            .because("rl is the mathematics of the method, testable without anything else:"
                    + " let the caller hand over plain arrays and records of rl");

    @ArchTest
    static final ArchRule TASK = uses("io.kafkagrpo.task", LOGGING, JACKSON, packages("io.kafkagrpo.rl"))
            .because("a task knows neither model nor Kafka: what it needs of a model (a chat template) comes in through"
                    + " an interface of task, as ChatRenderer does");

    @ArchTest
    static final ArchRule REWARD = uses("io.kafkagrpo.reward", LOGGING, JACKSON, packages("io.kafkagrpo.task"))
            .because(
                    "a reward function depends on its ScoringInput alone, so that kept completions can be scored again:"
                            + " put what it lacks into ScoringInput");

    @ArchTest
    static final ArchRule RECORD = uses(
                    "io.kafkagrpo.record",
                    LOGGING,
                    packages("io.kafkagrpo.rl", "com.google.protobuf..", "org.apache.kafka.."))
            .because(
                    "records are read by everyone: convert to and from models, tasks or settings in the service that does so");

    @ArchTest
    static final ArchRule MODEL = uses("io.kafkagrpo.model", LOGGING, JACKSON, packages("io.kafkagrpo.rl", "ai.djl.."))
            .because("the engine knows neither Kafka nor tasks: pass token ids, weights and plain values");

    @ArchTest
    static final ArchRule WEIGHTS = uses(
                    "io.kafkagrpo.weights",
                    LOGGING,
                    packages(
                            "io.kafkagrpo.model",
                            "io.kafkagrpo.record",
                            "com.google.protobuf..",
                            "org.apache.kafka..",
                            "com.github.luben.zstd.."))
            .because("weights carries bytes between the engine and the log, and decides nothing about a run");

    @ArchTest
    static final ArchRule SETTINGS = uses("io.kafkagrpo.settings", LOGGING, packages("io.smallrye.config.."))
            .because("settings are texts and numbers: whoever uses a value makes its own object of it");

    @ArchTest
    static final ArchRule SERVICES_STAND_ALONE = slices().matching("io.kafkagrpo.(generator|scoring|learner|local)..")
            .should()
            .notDependOnEachOther()
            .because(
                    "services speak through topics only, and local starts them as processes: move what two of them share"
                            + " to common");

    @ArchTest
    static final ArchRule COMMON_KNOWS_NO_SERVICE = noClasses()
            .that()
            .resideOutsideOfPackages(Stream.concat(Stream.of(SERVICES), Stream.of("io.kafkagrpo.local.."))
                    .toArray(String[]::new))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(Stream.concat(Stream.of(SERVICES), Stream.of("io.kafkagrpo.local.."))
                    .toArray(String[]::new))
            .because("common is used by the services, not the other way round: give it an interface to call");

    @ArchTest
    static final ArchRule MAIN_FLOWS_KNOW_NO_FRAMEWORK = noClasses()
            .that()
            .haveSimpleNameEndingWith("Loop")
            .or()
            .haveSimpleNameEndingWith("Topology")
            .or()
            .resideInAPackage("io.kafkagrpo.local..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "jakarta..", "org.eclipse.microprofile..")
            .because("a service's main flow reads as plain Java: the edge classes wire it into Quarkus");

    @ArchTest
    static final ArchRule NO_CYCLES = slices().matching("io.kafkagrpo.(*)..")
            .should()
            .beFreeOfCycles()
            .because("packages that need each other are one package: move what both need to the lower one");

    private static String[] packages(String... names) {
        return names;
    }

    private static ArchRule uses(String itself, String[]... others) {
        String[] allowed = Stream.concat(Stream.of(EVERYONE, packages(itself)), Stream.of(others))
                .flatMap(Stream::of)
                .toArray(String[]::new);
        return classes()
                .that()
                .resideInAPackage(itself)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed);
    }
}
