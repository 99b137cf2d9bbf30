package io.kafkagrpo.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.cli.CommandRun;
import io.kafkagrpo.cli.launch.Services;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.StepEvent;
import io.kafkagrpo.record.TrainingStep;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run into every topic of which somebody puts every kind of foreign record, while it goes on and while it is
 * taken up again.
 */
class PoisonIT {
    private static final int STEPS = 6;
    private static final int GROUPS_PER_STEP = 4;
    private static final List<String> CONFIGURATION = List.of(
            "optimizer.warmup-steps=1",
            "groups-per-step=" + GROUPS_PER_STEP,
            "evaluation.limit=8",
            "evaluation.every=0",
            "kafka.partitions=4"); // each of them is poisoned while six steps are made

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void aRunThatIsPoisonedEverywhereEndsWellAndOneThatDoesNotAddUpSaysTheWayOut() throws Exception {
        // Given a run that has begun
        Path directory = folder.resolve("run");
        RunProbe probe = new RunProbe(directory, "arithmetic");
        probe.start(arguments("steps=" + STEPS));
        probe.awaitStep(1);
        // When every topic is poisoned, and every service starts anew and reads all of it from the start
        int strangers = new Poison(probe.topics(), 2 * GROUPS_PER_STEP).into(probe.awaitKafka());
        probe.awaitStep(2);
        probe.kill(Services.LEARNER);
        probe.kill(Services.GENERATOR);
        probe.kill(Services.REWARD);
        // Then it ends well
        assertThat(probe.exitCode()).isZero();
        assertThat(probe.report().get("steps").asInt()).isEqualTo(STEPS);
        assertThat(probe.report().get("foreign_records").asInt()).isPositive().isLessThan(strangers);
        assertThat(probe.report().get("weight_versions").asInt()).isEqualTo(STEPS + 1);
        assertThat(Files.readString(probe.folder().log(Services.LEARNER)))
                .contains("arithmetic.steps-0@", "is none of this run's: it has no header grpo-run.");
        try (EmbeddedBroker broker = probe.broker()) {
            probe.log(broker).assertNothingLostNothingTwice(STEPS, GROUPS_PER_STEP);
        }
        CommandRun replayed = CommandRun.of("replay", directory.toString());
        assertThat(replayed.exitCode()).as(replayed.err()).isZero();

        // When a step of the run's own is there twice, as from a mirror that carried headers along
        try (EmbeddedBroker broker = probe.broker()) {
            repeatFirstStep(probe, new KafkaClients(broker.bootstrapServers(), Map.of()));
        }
        // Then nothing is recomputed from a log that doesn't add up, and that is no defect
        assertThat(CommandRun.of("replay", directory.toString()).exitCode()).isEqualTo(4);
        // And the way out that it names works
        CommandRun anew = CommandRun.of(
                command(folder.resolve("anew"), arguments("steps=1", "model=" + directory.resolve("model"))));
        assertThat(anew.exitCode()).as(anew.err()).isZero();
    }

    private static void repeatFirstStep(RunProbe probe, KafkaClients clients) throws Exception {
        RunHeader header = new io.kafkagrpo.record.TopicReader(clients)
                .events(probe.topics())
                .header();
        StepEvent again = StepEvent.newBuilder()
                .setTrainingStep(TrainingStep.newBuilder().setStep(1))
                .build();
        try (Producer<String, byte[]> producer = clients.writer(Map.of())) {
            producer.send(header.record(probe.topics().steps(), 0, "arithmetic", again.toByteArray()))
                    .get();
        }
    }

    private static String[] arguments(String... more) {
        List<String> arguments = new ArrayList<>(List.of("arithmetic"));
        CONFIGURATION.forEach(pair -> arguments.addAll(List.of("--set", pair)));
        for (String pair : more) {
            arguments.addAll(List.of("--set", pair));
        }
        return arguments.toArray(String[]::new);
    }

    private static String[] command(Path directory, String... arguments) {
        List<String> command = new ArrayList<>(List.of("train"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--run-dir", directory.toString()));
        return command.toArray(String[]::new);
    }
}
