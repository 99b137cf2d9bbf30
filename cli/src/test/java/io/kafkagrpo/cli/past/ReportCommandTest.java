package io.kafkagrpo.cli.past;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.cli.CommandRun;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.StepEvent;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.report.tensorboard.EventFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.util.Event;

class ReportCommandTest {
    private static final Topics TOPICS = new Topics("arithmetic");

    @TempDir
    private Path folder;

    @Test
    void writesTheFiguresOfARunThatNoLauncherFollowed() throws Exception {
        // Given a run of two steps on some cluster
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("cluster"), 0)) {
            tell(broker, started(), step(1), step(2));
            // When
            Path figures = folder.resolve("figures");
            CommandRun report = CommandRun.of(
                    "report",
                    "arithmetic",
                    "--run-dir",
                    figures.toString(),
                    "--set",
                    "kafka.bootstrap-servers=" + broker.bootstrapServers());
            // Then
            assertThat(report.exitCode()).isZero();
            assertThat(report.out()).contains("Not finished; 2 steps so far.").doesNotContain("model ");
            assertThat(new ObjectMapper()
                            .readTree(figures.resolve("report.json").toFile())
                            .get("steps")
                            .asInt())
                    .isEqualTo(2);
            assertThat(Files.readAllLines(figures.resolve("metrics.csv"))).hasSize(3);
            assertThat(figures.resolve("reward.svg")).isNotEmptyFile();
            assertThat(EventFiles.read(EventFiles.only(figures.resolve("tensorboard"))))
                    .extracting(Event::getStep)
                    .containsExactly(0L, 1L, 2L);
            // and nothing that only told who held the folder
            try (Stream<Path> left = Files.list(figures)) {
                assertThat(left.map(path -> path.getFileName().toString()))
                        .containsExactlyInAnyOrder("report.json", "metrics.csv", "reward.svg", "tensorboard", "logs");
            }
        }
    }

    @Test
    void saysThatThereIsNoSuchRun() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("cluster"), 0)) {
            CommandRun report = CommandRun.of(
                    "report",
                    "arithmetic",
                    "--run-dir",
                    folder.resolve("figures").toString(),
                    "--set",
                    "run=other",
                    "kafka.bootstrap-servers=" + broker.bootstrapServers());
            assertThat(report.exitCode()).isEqualTo(3);
            assertThat(report.err()).contains("No run 'other' has begun in the Kafka at " + broker.bootstrapServers());
        }
    }

    private static void tell(EmbeddedBroker broker, StepEvent... events) throws Exception {
        KafkaClients clients = new KafkaClients(broker.bootstrapServers(), Map.of());
        try (Admin admin = clients.admin()) {
            admin.createTopics(List.of(new NewTopic(TOPICS.steps(), 1, (short) 1)))
                    .all()
                    .get();
        }
        try (Producer<String, byte[]> producer = clients.writer(Map.of())) {
            for (StepEvent event : events) {
                producer.send(new ProducerRecord<>(TOPICS.steps(), TOPICS.run(), event.toByteArray()))
                        .get();
            }
        }
    }

    private static StepEvent started() {
        return StepEvent.newBuilder()
                .setRunStarted(RunStarted.newBuilder().setStartedAtMs(1))
                .build();
    }

    private static StepEvent step(long number) {
        return StepEvent.newBuilder()
                .setTrainingStep(TrainingStep.newBuilder().setStep(number).putMetrics("reward/mean", (double) number))
                .build();
    }
}
