package io.kafkagrpo.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.cli.CommandRun;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.report.audit.LoggedRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Over a real broker, with a real consumer in the place of a generator. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TopCommandTest {
    private EmbeddedBroker broker;
    private KafkaClients clients;

    @BeforeAll
    void start(@TempDir Path folder) {
        broker = EmbeddedBroker.start(folder, 0);
        clients = new KafkaClients(broker.bootstrapServers(), Map.of());
    }

    @AfterAll
    void stop() {
        broker.close();
    }

    @Test
    void showsWhoWorksAndWhatLiesBeforeThem() throws Exception {
        // Given a run whose only generator has answered all prompts but three, and that nobody scores
        Topics topics = LoggedRun.inOrder().write(clients, "busy");
        try (Consumer<String, byte[]> generator =
                clients.reader(Map.of("group.id", "busy.generators", "group.instance.id", "gpu-1"))) {
            generator.subscribe(List.of(topics.prompts()));
            while (generator.assignment().isEmpty()) {
                generator.poll(Duration.ofMillis(100));
            }
            commitAllBut(3, generator);
            // When
            CommandRun top = top("busy");
            // Then
            assertThat(top.exitCode()).as(top.err()).isZero();
            assertThat(top.out().lines())
                    .anySatisfy(line -> assertThat(line).startsWith("busy: finished, step "))
                    .anySatisfy(line -> assertThat(line).matches("generator-service +1 at work +\\d+ +3 +prompts"))
                    .anySatisfy(line -> assertThat(line).matches(" +gpu-1 +127\\.0\\.0\\.1 +\\d+ +3 +prompts"))
                    .anySatisfy(
                            line -> assertThat(line).matches("reward-service +nobody +\\d+ +[1-9]\\d* +completions"))
                    .anySatisfy(line -> assertThat(line).matches("learner-service +\\d+ +\\d+ +scored-groups"))
                    .contains("No dead letters.");
        }
    }

    @Test
    void isShownOnceWhereThereIsNoTerminal() throws Exception {
        var _ = LoggedRun.inOrder().write(clients, "quiet");
        CommandRun top = top("quiet");
        assertThat(top.exitCode()).as(top.err()).isZero();
        assertThat(top.out()).containsOnlyOnce("quiet: finished, step ");
    }

    @Test
    void namesTheRunThatIsNotThere() {
        CommandRun top = top("unheard-of");
        assertThat(top.exitCode()).isEqualTo(3);
        assertThat(top.err()).contains("There is no run 'unheard-of' in the Kafka at " + broker.bootstrapServers());
    }

    private static void commitAllBut(long kept, Consumer<String, byte[]> generator) {
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        long left = kept;
        for (Map.Entry<TopicPartition, Long> end :
                generator.endOffsets(generator.assignment()).entrySet()) {
            long here = Math.min(left, end.getValue());
            committed.put(end.getKey(), new OffsetAndMetadata(end.getValue() - here));
            left -= here;
        }
        assertThat(left).as("prompts that the log lacks").isZero();
        generator.commitSync(committed);
    }

    private CommandRun top(String run, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "top",
                "arithmetic",
                "--set",
                "run=" + run,
                "--set",
                "kafka.bootstrap-servers=" + broker.bootstrapServers()));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }
}
