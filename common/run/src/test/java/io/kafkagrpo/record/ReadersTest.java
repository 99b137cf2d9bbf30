package io.kafkagrpo.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** All readers of a run's topics, over a real broker. */
@Timeout(120)
class ReadersTest {
    private static final Topics TOPICS = new Topics("read");
    private static final RunHeader HEADER = RunHeader.begin(TOPICS);
    private static final StepEvent STARTED = StepEvent.newBuilder()
            .setRunStarted(RunStarted.newBuilder().setRunId("read").setRunHeader(HEADER.run()))
            .build();

    @TempDir
    private Path folder;

    private EmbeddedBroker broker;
    private KafkaClients clients;

    @BeforeEach
    void start() {
        broker = EmbeddedBroker.start(folder, 0);
        clients = new KafkaClients(broker.bootstrapServers(), Map.of());
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void everyReaderTellsWhatIsCommittedAndOneAlsoWhatIsNot() throws Exception {
        // Given no topic, then a run whose second step was aborted and written again
        assertThat(new TopicReader(clients).events(TOPICS).started()).isNull();
        createTopics();
        try (Producer<String, byte[]> pen = clients.writer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "learner"))) {
            pen.initTransactions();
            commit(pen, STARTED, step(1));
            pen.beginTransaction();
            send(pen, step(2).toByteArray());
            pen.flush();
            pen.abortTransaction();
            commit(pen, step(2), evaluation(2), finished(2));
        }
        try (Admin admin = clients.admin()) {
            CommittedEnds.await(admin, List.of(TOPICS.steps()));
        }
        // When
        RunEvents events = new TopicReader(clients).events(TOPICS);
        // Then
        assertThat(events.started()).isEqualTo(STARTED.getRunStarted());
        assertThat(events.steps()).containsExactly(step(1).getTrainingStep(), step(2).getTrainingStep());
        assertThat(events.evaluations()).containsExactly(evaluation(2).getEvaluation());
        assertThat(events.finished()).isEqualTo(finished(2).getRunFinished());
        assertThat(RunGate.await(clients, TOPICS)).isEqualTo(events.started());
        assertThat(all(new TopicReader(clients)))
                .containsExactly(STARTED, step(1), step(2), evaluation(2), finished(2));
        assertThat(all(TopicReader.ofAllThatWasSent(clients)))
                .containsExactly(STARTED, step(1), step(2), step(2), evaluation(2), finished(2));
        try (StepsFollower follower = new StepsFollower(clients, TOPICS)) {
            assertThat(next(follower, 5)).isEqualTo(all(new TopicReader(clients)));
        }
    }

    @Test
    void aFollowerAndTheGateWaitForTopicsThatAreNotThereYet() throws Exception {
        // Given
        try (StepsFollower follower = new StepsFollower(clients, TOPICS)) {
            assertThat(follower.next(Duration.ofMillis(1))).isEmpty();
            CompletableFuture<RunStarted> gate = CompletableFuture.supplyAsync(
                    () -> RunGate.await(clients, TOPICS),
                    task -> Thread.ofVirtual().start(task));
            // When
            createTopics();
            try (Producer<String, byte[]> pen = clients.writer(Map.of())) {
                send(pen, STARTED.toByteArray());
            }
            // Then
            assertThat(next(follower, 1)).containsExactly(STARTED);
            assertThat(gate.get(60, TimeUnit.SECONDS)).isEqualTo(STARTED.getRunStarted());
        }
    }

    @Test
    void whatIsNoEventIsNamedByItsPlaceAndPassedOver() throws Exception {
        // Given an event, bytes that are no message, a message without an event, no value at all, and another event
        createTopics();
        try (Producer<String, byte[]> pen = clients.writer(Map.of())) {
            send(pen, STARTED.toByteArray());
            send(pen, new byte[] {0x7f});
            send(pen, new byte[0]);
            send(pen, null);
            send(pen, step(1).toByteArray());
        }
        List<String> sentences = new ArrayList<>();
        new TopicReader(clients).readAll(TOPICS.steps(), entry -> {
            try {
                RunEventReader.event(entry);
            } catch (UnreadableRecordException e) {
                sentences.add(e.getMessage());
            }
        });
        // Then
        assertThat(sentences).hasSize(3);
        assertThat(sentences.getFirst()).startsWith("The record at read.steps-0@1 can't be read as a StepEvent: ");
        assertThat(sentences.get(1))
                .isEqualTo(
                        "The record at read.steps-0@2 can't be read as a StepEvent: it holds no event that is known here.");
        assertThat(sentences.get(2))
                .isEqualTo("The record at read.steps-0@3 can't be read as a StepEvent: it has no value.");
        // And whoever reads the run's events gets the run's own
        RunEvents events = new TopicReader(clients).events(TOPICS);
        assertThat(events.started()).isEqualTo(STARTED.getRunStarted());
        assertThat(events.steps()).containsExactly(step(1).getTrainingStep());
        assertThat(RunGate.await(clients, TOPICS)).isEqualTo(STARTED.getRunStarted());
        try (StepsFollower follower = new StepsFollower(clients, TOPICS)) {
            assertThat(next(follower, 2)).containsExactly(STARTED, step(1));
        }
    }

    private void createTopics() throws Exception {
        try (Admin admin = clients.admin()) {
            admin.createTopics(TOPICS.definitions(2, (short) 1, 1 << 20, 1 << 20))
                    .all()
                    .get();
        }
    }

    private static List<StepEvent> all(TopicReader reader) {
        List<StepEvent> events = new ArrayList<>();
        reader.readAll(TOPICS.steps(), StepEvent.getDefaultInstance(), new OwnRecords(HEADER), events::add);
        return events;
    }

    private static List<StepEvent> next(StepsFollower follower, int count) throws InterruptedException {
        List<StepEvent> events = new ArrayList<>();
        while (events.size() < count) {
            events.addAll(follower.next(Duration.ofMillis(200)));
        }
        return events;
    }

    private static void commit(Producer<String, byte[]> pen, StepEvent... events) throws Exception {
        pen.beginTransaction();
        for (StepEvent event : events) {
            send(pen, event.toByteArray());
        }
        pen.commitTransaction();
    }

    private static void send(Producer<String, byte[]> pen, byte @Nullable [] value) throws Exception {
        pen.send(new ProducerRecord<>(TOPICS.steps(), 0, null, "read", value, HEADER.headers()))
                .get();
    }

    private static StepEvent step(long number) {
        return StepEvent.newBuilder()
                .setTrainingStep(TrainingStep.newBuilder().setStep(number))
                .build();
    }

    private static StepEvent evaluation(long version) {
        return StepEvent.newBuilder()
                .setEvaluation(Evaluation.newBuilder().setVersion(version))
                .build();
    }

    private static StepEvent finished(long steps) {
        return StepEvent.newBuilder()
                .setRunFinished(RunFinished.newBuilder().setSteps(steps))
                .build();
    }
}
