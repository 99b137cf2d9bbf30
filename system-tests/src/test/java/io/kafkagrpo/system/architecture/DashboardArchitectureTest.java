package io.kafkagrpo.system.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the page may import: the part of {@link ArchitectureTest} that is about the dashboard alone. */
@AnalyzeClasses(
        packages = "io.kafkagrpo.dashboard",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class DashboardArchitectureTest {

    @ArchTest
    static final ArchRule DASHBOARD_READS_TOPICS = noClasses()
            .that()
            .resideInAPackage("io.kafkagrpo.dashboard..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.kafkagrpo.model..",
                    "io.kafkagrpo.engine..",
                    "io.kafkagrpo.weights..",
                    "io.kafkagrpo.data..",
                    "io.kafkagrpo.broker..",
                    "org.apache.kafka.clients.producer..",
                    "ai.djl..")
            .because("the page tells a run from its topics and writes nothing: read what it lacks from records");

    @ArchTest
    static final ArchRule DASHBOARD_VIEWS_ARE_PLAIN = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.kafkagrpo.dashboard.index..",
                    "io.kafkagrpo.dashboard.query..",
                    "io.kafkagrpo.dashboard.text..",
                    "io.kafkagrpo.dashboard.view..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "jakarta..", "io.vertx..")
            .because("what a view shows is made without a web server: templates and addresses are in page");
}
