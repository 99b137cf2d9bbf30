package io.kafkagrpo.system.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.kafkagrpo.record.RunHeader;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Who may import whom: the table of docs/architecture.md. Every name ends in {@code ..}, so that
 * no sub-package escapes.
 */
@AnalyzeClasses(
        packages = "io.kafkagrpo",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {

    /** Helpers that tests of several modules share come in jars of their own. */
    static final class NoTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    private static final String[] EVERYONE = {"java..", "org.jspecify.."};
    private static final String[] LOGGING = {"org.slf4j.."};
    private static final String[] JACKSON = {"com.fasterxml.jackson.."};
    private static final String[] HTTP_SERVER = {"com.sun.net.httpserver.."};
    private static final String[] TEXT_CHECKS = {"com.google.re2j..", "com.networknt.schema.."};
    private static final String[] KAFKA = {"org.apache.kafka.."};
    private static final String[] PROTOBUF = {"com.google.protobuf.."};
    private static final String[] RL = {
        "io.kafkagrpo.rl..", "io.kafkagrpo.rollout..", "io.kafkagrpo.hash..", "io.kafkagrpo.compute.."
    };
    private static final String[] TASK = {"io.kafkagrpo.task.."};
    private static final String[] RUN = {
        "io.kafkagrpo.record..",
        "io.kafkagrpo.settings..",
        "io.kafkagrpo.process..",
        "io.kafkagrpo.access..",
        "io.kafkagrpo.keep..",
        "io.kafkagrpo.retention..",
        "io.kafkagrpo.meter.."
    };
    private static final String[] WEIGHTS = {"io.kafkagrpo.weights..", "io.kafkagrpo.hash..", "com.github.luben.zstd.."
    };
    private static final String[] MODEL = {"io.kafkagrpo.model.."};
    private static final String[] SERVICES = {
        "io.kafkagrpo.generator..", "io.kafkagrpo.scoring..", "io.kafkagrpo.learner..", "io.kafkagrpo.dashboard.."
    };

    @ArchTest
    static final ArchRule RL_IS_MATHEMATICS = only(packages("io.kafkagrpo.rl.."))
            .because("rl is the mathematics of the method, testable without anything else:"
                    + " let the caller hand over plain arrays and records of rl");

    @ArchTest
    static final ArchRule HASH_STANDS_ALONE = only(packages("io.kafkagrpo.hash.."))
            .because("digests and mixed bits know nothing of what they are taken of: hand them bytes, text or numbers");

    @ArchTest
    static final ArchRule COMPUTE_STANDS_ALONE = only(packages("io.kafkagrpo.compute.."))
            .because("names of number formats and devices are read without an engine: what computes belongs into"
                    + " engine");

    @ArchTest
    static final ArchRule ROLLOUT_IS_THE_DOMAIN = only(packages("io.kafkagrpo.rollout.."))
            .because("a completion and its group know nothing of engine, records or tasks:"
                    + " convert at the edge, as record's RolloutCodec does");

    @ArchTest
    static final ArchRule TASK_KNOWS_NO_MODEL = only(TASK, RL, LOGGING, JACKSON, TEXT_CHECKS, HTTP_SERVER)
            .because("a task knows neither model nor Kafka: what it needs of a model (a chat template) comes in through"
                    + " an interface of rollout, as ChatRenderer does");

    @ArchTest
    static final ArchRule REWARDS_NEED_ANSWERS_ALONE = only(
                    packages("io.kafkagrpo.task.reward..", "io.kafkagrpo.task.answer..", "io.kafkagrpo.task.text.."),
                    packages("io.kafkagrpo.rollout..", "io.kafkagrpo.hash.."),
                    TEXT_CHECKS,
                    HTTP_SERVER,
                    LOGGING,
                    JACKSON)
            .because(
                    "a reward function depends on its ScoringInput alone, so that kept completions can be scored again:"
                            + " put what it lacks into ScoringInput");

    @ArchTest
    static final ArchRule KEEP_STANDS_ALONE = only(packages("io.kafkagrpo.keep.."))
            .because("how much of a topic is kept is a plain value: what follows from it belongs into retention");

    @ArchTest
    static final ArchRule RETENTION_SAYS_WHAT_FOLLOWS = only(
                    packages(
                            "io.kafkagrpo.retention..",
                            "io.kafkagrpo.keep..",
                            "io.kafkagrpo.record..",
                            "io.kafkagrpo.settings.."),
                    LOGGING,
                    PROTOBUF,
                    KAFKA)
            .because("retention says what is kept and what is gone: what is done about it belongs to whoever reads");

    @ArchTest
    static final ArchRule RECORD_IS_READ_BY_EVERYONE = only(
                    packages("io.kafkagrpo.record..", "io.kafkagrpo.keep.."), RL, TASK, LOGGING, PROTOBUF, KAFKA)
            .because("records are read by everyone: convert to and from models or settings in whoever does so");

    @ArchTest
    static final ArchRule EVERY_RECORD_SAYS_WHOSE_IT_IS = noClasses()
            .that()
            .doNotBelongToAnyOf(RunHeader.class)
            .and()
            .resideOutsideOfPackage("io.kafkagrpo.cli.cluster..") // carries records as they are
            .should()
            .callConstructorWhere(target(owner(type(ProducerRecord.class))))
            .because("readers pass over what doesn't bear the run's header: make records with RunHeader.record");

    @ArchTest
    static final ArchRule SETTINGS_KNOW_WHAT_THEY_NAME = only(
                    packages(
                            "io.kafkagrpo.settings..",
                            "io.kafkagrpo.keep..",
                            "io.smallrye.config..",
                            "org.yaml.snakeyaml.."),
                    RL,
                    TASK,
                    LOGGING)
            .because(
                    "settings make the objects that they name (objective, prompts, rewards) and know nothing that runs:"
                            + " hand the settings to whoever needs them");

    @ArchTest
    static final ArchRule PROCESS_IS_A_SERVICES_LIFE = only(
                    packages(
                            "io.kafkagrpo.process..",
                            "io.kafkagrpo.settings..",
                            "io.smallrye.config..",
                            "org.eclipse.microprofile.config..",
                            "org.apache.kafka.common.."),
                    TASK,
                    LOGGING)
            .because("process is what every service's life has in common: what one service does belongs into it");

    @ArchTest
    static final ArchRule ACCESS_KNOWS_RIGHTS_AND_CREDENTIALS = only(
                    packages("io.kafkagrpo.access..", "io.kafkagrpo.record..", "io.kafkagrpo.settings.."),
                    TASK,
                    LOGGING,
                    KAFKA)
            .because("access says who may do what in Kafka and with which credentials: what is done there belongs to"
                    + " whoever does it");

    @ArchTest
    static final ArchRule METER_NAMES_WHAT_IS_SHOWN = only(
                    packages("io.kafkagrpo.meter..", "io.kafkagrpo.record..", "io.micrometer.core.."), KAFKA)
            .because("meter has the names and the table of what services show: whoever measures registers it itself");

    @ArchTest
    static final ArchRule JINJA_STANDS_ALONE = only(packages("io.kafkagrpo.jinja..", "com.fasterxml.jackson.."))
            .because("the template renderer knows nothing of models: hand it text and variables");

    @ArchTest
    static final ArchRule MODEL_KNOWS_NO_ENGINE = only(
                    MODEL, RL, LOGGING, JACKSON, packages("io.kafkagrpo.jinja..", "ai.djl.."))
            .because("a model's files can be read without an engine: what computes belongs into engine");

    @ArchTest
    static final ArchRule DATA_READS_FILES = only(
                    packages(
                            "io.kafkagrpo.data..",
                            "io.kafkagrpo.settings..",
                            "dev.hardwood..",
                            "com.github.luben.zstd..",
                            "com.google.re2j..",
                            "org.yaml.snakeyaml.."),
                    MODEL,
                    TASK,
                    RL,
                    LOGGING,
                    JACKSON)
            .because("data turns files and the hub's data sets into problems, and stays off the reward service's class"
                    + " path: what a problem is belongs into task, where its columns are into settings");

    @ArchTest
    static final ArchRule ENGINE_KNOWS_NO_KAFKA = only(
                    packages("io.kafkagrpo.engine..", "ai.djl..", "com.sun.management.."), MODEL, RL, LOGGING, JACKSON)
            .because("the engine knows neither Kafka nor tasks: pass token ids, weights and plain values");

    @ArchTest
    static final ArchRule WEIGHTS_CARRY_BYTES = only(WEIGHTS, MODEL, RUN, LOGGING, PROTOBUF, KAFKA)
            .because("weights carries bytes between the engine and the log, and decides nothing about a run");

    @ArchTest
    static final ArchRule REPORT_READS_A_RUN = only(
                    packages("io.kafkagrpo.report.."), RUN, RL, TASK, LOGGING, JACKSON, PROTOBUF, KAFKA)
            .because("a report tells a run from its topics alone, so that it can be written anywhere:"
                    + " read what it lacks from records");

    @ArchTest
    static final ArchRule BROKER_STANDS_ALONE = only(packages("io.kafkagrpo.broker..", "kafka.."), LOGGING, KAFKA)
            .because(
                    "the embedded broker is Kafka and nothing of ours: let its caller turn BrokerException into words");

    @ArchTest
    static final ArchRule BROWSER_STANDS_ALONE = only(packages("io.kafkagrpo.browser.."), JACKSON)
            .because("a browser is given addresses and expressions: what a page holds its caller knows");

    @ArchTest
    static final ArchRule REWARD_SERVICE_HAS_NO_ENGINE = noClasses()
            .that()
            .resideInAPackage("io.kafkagrpo.scoring..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.kafkagrpo.model..",
                    "io.kafkagrpo.engine..",
                    "io.kafkagrpo.weights..",
                    "io.kafkagrpo.data..",
                    "ai.djl..",
                    "dev.hardwood..")
            .because("the reward service stays small and scores text: it has neither model nor engine on its class"
                    + " path");

    @ArchTest
    static final ArchRule LEARNER_WRITES_NO_REPORT = noClasses()
            .that()
            .resideInAPackage("io.kafkagrpo.learner..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.kafkagrpo.report..")
            .because("a report is made of topics: let the learner write records");

    @ArchTest
    static final ArchRule SERVICES_STAND_ALONE = slices().matching(
                    "io.kafkagrpo.(generator|scoring|learner|dashboard|cli)..")
            .should()
            .notDependOnEachOther()
            .because("services speak through topics only, and cli starts them as processes: move what two of them share"
                    + " to a library of common");

    @ArchTest
    static final ArchRule LIBRARIES_KNOW_NO_SERVICE = noClasses()
            .that()
            .resideOutsideOfPackages(Stream.concat(Stream.of(SERVICES), Stream.of("io.kafkagrpo.cli.."))
                    .toArray(String[]::new))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(Stream.concat(Stream.of(SERVICES), Stream.of("io.kafkagrpo.cli.."))
                    .toArray(String[]::new))
            .because("libraries are used by the services, not the other way round: give them an interface to call");

    @ArchTest
    static final ArchRule MAIN_FLOWS_KNOW_NO_FRAMEWORK = noClasses()
            .that()
            .haveSimpleNameEndingWith("Loop")
            .or()
            .haveSimpleNameEndingWith("Topology")
            .or()
            .resideInAPackage("io.kafkagrpo.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "jakarta..", "org.eclipse.microprofile..")
            .because("a service's main flow reads as plain Java: the edge classes wire it into Quarkus");

    @ArchTest
    static final ArchRule NO_CYCLES = slices().matching("io.kafkagrpo.(**)")
            .should()
            .beFreeOfCycles()
            .because("packages that need each other are one package: move what both need to the lower one");

    private static String[] packages(String... names) {
        return names;
    }

    /** Classes of the first name of the first group depend on these groups and on what everyone may use. */
    private static ArchRule only(String[] itself, String[]... others) {
        String[] allowed = Stream.concat(Stream.of(EVERYONE, itself), Stream.of(others))
                .flatMap(Stream::of)
                .toArray(String[]::new);
        return classes()
                .that()
                .resideInAPackage(itself[0])
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed);
    }
}
