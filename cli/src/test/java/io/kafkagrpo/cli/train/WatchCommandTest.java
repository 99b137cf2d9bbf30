package io.kafkagrpo.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.cli.CommandRun;
import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.RunFinished;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.StepEvent;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.settings.RunSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WatchCommandTest {
    private static final Path CONFIG = Path.of("..", "config", "arithmetic.yaml");

    private EmbeddedBroker broker;

    @BeforeAll
    void start(@TempDir Path folder) {
        broker = EmbeddedBroker.start(folder, 0);
    }

    @AfterAll
    void stop() {
        broker.close();
    }

    @AfterEach
    void forgetTheEnvironment() {
        Stream.of("grpo.config", "grpo.set", "grpo.run-dir").forEach(System::clearProperty);
    }

    @Test
    void tellsARunFromItsBeginningToItsEnd() throws Exception {
        // Given a command that watches a run of which nothing is there yet
        CompletableFuture<CommandRun> watching = CompletableFuture.supplyAsync(() -> watch("live"));
        // When the run is begun, trained and finished
        tell("live", started("live", Map.of()), evaluation(0, 0.25), step(1), step(2), evaluation(2, 0.75), finished());
        // Then
        CommandRun watched = watching.get();
        assertThat(watched.exitCode()).as(watched.err()).isZero();
        assertThat(watched.out())
                .contains(
                        "evaluation after step 0  accuracy 25.0 %",
                        "evaluation after step 2  accuracy 75.0 %",
                        "Finished 2 steps in 0:41.",
                        "accuracy  25.0 % -> 75.0 %",
                        "The services stay up, idle")
                .doesNotContain("report.json");
    }

    @Test
    void refusesARunOfAnotherConfiguration() throws Exception {
        // Given a run that is not finished
        tell("mismatch", started("mismatch", Map.of("steps", "7")));
        // When, Then
        CommandRun watched = watch("mismatch");
        assertThat(watched.exitCode()).isEqualTo(8);
        assertThat(watched.err()).contains("The run was started with steps = '7', but here it is '100'");
    }

    @Test
    void findsRunFolderAndClusterInTheEnvironment(@TempDir Path folder) throws Exception {
        // Given a finished run, and an environment as a container has it
        tell("contained", started("contained", Map.of()), evaluation(0, 0.5), step(1), finished());
        System.setProperty("grpo.config", CONFIG.toString());
        System.setProperty("grpo.set", "run=contained,kafka.bootstrap-servers=" + broker.bootstrapServers());
        System.setProperty("grpo.run-dir", folder.toString());
        // When
        CommandRun watched = CommandRun.of("watch", "--report");
        // Then
        assertThat(watched.exitCode()).as(watched.err()).isZero();
        assertThat(watched.out())
                .contains("Finished 1 steps", folder.resolve("report.json").toString());
        assertThat(folder.resolve("report.json")).isNotEmptyFile();
        assertThat(folder.resolve("lock")).doesNotExist();
    }

    @Test
    void asksWhichKafkaIsMeant() {
        CommandRun watched = CommandRun.of("watch", "arithmetic", "--run-dir", "nowhere");
        assertThat(watched.exitCode()).isEqualTo(3);
        assertThat(watched.err()).contains("--set kafka.bootstrap-servers=HOST:PORT");
    }

    private CommandRun watch(String run) {
        return CommandRun.of(
                "watch",
                "arithmetic",
                "--set",
                "run=" + run,
                "--set",
                "kafka.bootstrap-servers=" + broker.bootstrapServers());
    }

    private void tell(String run, StepEvent... events) throws Exception {
        Topics topics = new Topics(run);
        KafkaClients clients = new KafkaClients(broker.bootstrapServers(), Map.of());
        try (Admin admin = clients.admin()) {
            admin.createTopics(List.of(new NewTopic(topics.steps(), 1, (short) 1)))
                    .all()
                    .get();
        }
        try (Producer<String, byte[]> producer = clients.writer(Map.of())) {
            for (StepEvent event : events) {
                producer.send(new ProducerRecord<>(topics.steps(), run, event.toByteArray()))
                        .get();
            }
        }
    }

    private static StepEvent started(String run, Map<String, String> changes) {
        Map<String, String> all = new HashMap<>(changes);
        all.put("run", run);
        return StepEvent.newBuilder()
                .setRunStarted(RunStarted.newBuilder()
                        .setStartedAtMs(1_000)
                        .putAllConfiguration(RunSettings.load(CONFIG, all).shared()))
                .build();
    }

    private static StepEvent evaluation(long step, double accuracy) {
        return StepEvent.newBuilder()
                .setEvaluation(
                        Evaluation.newBuilder().setStep(step).setProblems(4).putResults("accuracy", accuracy))
                .build();
    }

    private static StepEvent step(long number) {
        return StepEvent.newBuilder()
                .setTrainingStep(TrainingStep.newBuilder().setStep(number).putMetrics("reward/mean", (double) number))
                .build();
    }

    private static StepEvent finished() {
        return StepEvent.newBuilder()
                .setRunFinished(RunFinished.newBuilder().setSteps(2).setFinishedAtMs(42_000))
                .build();
    }
}
