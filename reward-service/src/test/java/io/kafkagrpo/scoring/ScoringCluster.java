package io.kafkagrpo.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.rl.AdvantageSettings;
import io.kafkagrpo.scoring.service.Failures;
import io.kafkagrpo.scoring.service.PausingClients;
import io.kafkagrpo.scoring.service.StreamsSettings;
import io.kafkagrpo.task.answer.EvaluationMatch;
import io.kafkagrpo.task.reward.AnswerCheck;
import io.kafkagrpo.task.reward.RewardSet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/** A broker, a run's topics, and as many reward services as a test wants, as the service itself sets them up. */
final class ScoringCluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int PARTITIONS = 2;
    private static final int LARGEST = 1 << 20;

    private final Path folder;
    private final int inFlight;
    private final KafkaClients clients;
    private final Producer<String, byte[]> writer;
    private final Consumer<String, byte[]> reader;
    private final Topics topics = new Topics("slow");
    private final List<ScoredGroup> ended = new ArrayList<>();
    private final Map<String, CountDownLatch> running = new HashMap<>();
    private EmbeddedBroker broker;
    private final List<Runnable> opened = new ArrayList<>();

    ScoringCluster(Path folder, int inFlight) throws Exception {
        this.folder = folder;
        this.inFlight = inFlight;
        broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
        clients = new KafkaClients(broker.bootstrapServers(), Map.of());
        try (Admin admin = clients.admin()) {
            admin.createTopics(topics.definitions(PARTITIONS, (short) 1, LARGEST, LARGEST))
                    .all()
                    .get();
        }
        writer = clients.writer(Map.of());
        reader = clients.reader();
        List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topics.scoredGroups(), partition))
                .toList();
        reader.assign(partitions);
        reader.seekToBeginning(partitions);
    }

    /** Starts a reward service with a state folder of its own. */
    KafkaStreams serve(String instance, RewardSet rewards, Map<String, Object> more) {
        ScoringSettings settings = new ScoringSettings(
                topics.completions(),
                topics.scoredGroups(),
                topics.deadLetters(),
                RunHeader.NONE,
                Duration.ofMinutes(10),
                LARGEST,
                4,
                1,
                inFlight,
                AdvantageSettings.GRPO);
        Properties properties = StreamsSettings.forSlow(
                StreamsSettings.of(
                        clients, "slow.reward-service", folder.resolve(instance), 1, 1, settings.largestRecordBytes()),
                inFlight);
        properties.putAll(more);
        Intake intake = new Intake();
        Scorer scorer = new Scorer(rewards, AnswerCheck.of(EvaluationMatch.ANSWER_TAG));
        KafkaStreams streams = new KafkaStreams(
                RewardTopology.build(settings, scorer, intake), properties, new PausingClients(intake, null));
        streams.setUncaughtExceptionHandler(failure -> Failures.isRetriable(failure)
                ? StreamThreadExceptionResponse.REPLACE_THREAD
                : StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
        CountDownLatch began = new CountDownLatch(1);
        running.put(instance, began);
        streams.setStateListener((now, _) -> {
            if (now == KafkaStreams.State.RUNNING) {
                began.countDown();
            }
        });
        opened.add(() -> streams.close(Duration.ofSeconds(20)));
        opened.add(scorer::close);
        streams.start();
        return streams;
    }

    /** Stops the broker, and starts it again where it was. */
    void withoutBroker(Duration time) throws InterruptedException {
        broker.close();
        Thread.sleep(time); // how long it is away is what is tried, so there is nothing to wait for
        broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
    }

    /** Waits until a service has its share of the partitions. */
    void awaitRunning(String instance) throws InterruptedException {
        Objects.requireNonNull(running.get(instance)).await();
    }

    void send(List<Completion> completions) {
        for (Completion completion : completions) {
            var _ = writer.send(new ProducerRecord<>(
                    topics.completions(), completion.getPrompt().getGroupId(), completion.toByteArray()));
        }
        writer.flush();
    }

    /** Every group that has ended, of which there must be so many after a while. */
    List<ScoredGroup> await(int groups) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (ended.size() < groups) {
            assertThat(System.nanoTime())
                    .as("only %d of %d groups", ended.size(), groups)
                    .isLessThan(deadline);
            for (ConsumerRecord<String, byte[]> entry : reader.poll(Duration.ofMillis(200))) {
                ended.add(ScoredGroup.parseFrom(entry.value()));
            }
        }
        return List.copyOf(ended);
    }

    @Override
    public void close() {
        opened.forEach(Runnable::run);
        writer.close();
        reader.close();
        broker.close();
    }
}
