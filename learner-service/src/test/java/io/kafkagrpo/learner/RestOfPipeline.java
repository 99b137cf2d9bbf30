package io.kafkagrpo.learner;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kafkagrpo.learner.intake.Samples;
import io.kafkagrpo.record.Complete;
import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.Failed;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.Purpose;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.StepEvent;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.record.VersionRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;

/** Generator and reward-service in one, by hand: sees the learner's prompts and steps, and writes scored groups. */
final class RestOfPipeline implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KafkaClients clients;
    private final Topics topics;
    private final Consumer<String, byte[]> reader;
    private final Producer<String, byte[]> writer;
    private final CompletableFuture<Void> learner;
    private final List<PromptGroup> prompts = new ArrayList<>();
    private final List<StepEvent> events = new ArrayList<>();

    /** @param learner its run; where that fails, so does whatever is awaited of it */
    RestOfPipeline(KafkaClients clients, Topics topics, CompletableFuture<Void> learner) {
        this.clients = clients;
        this.topics = topics;
        this.learner = learner;
        this.reader = clients.reader();
        this.writer = clients.writer(Map.of());
        List<TopicPartition> read =
                List.of(new TopicPartition(topics.prompts(), 0), new TopicPartition(topics.steps(), 0));
        reader.assign(read);
        reader.seekToBeginning(read);
    }

    /** Waits for so many prompts of a purpose, and returns all that there are. */
    List<PromptGroup> prompts(Purpose purpose, int count) {
        await(() -> ofPurpose(purpose).size() >= count);
        return ofPurpose(purpose);
    }

    /** Waits for the record of a training step. */
    TrainingStep step(int number) {
        await(() -> steps().size() >= number);
        return steps().get(number - 1);
    }

    /** Waits for so many evaluations. */
    List<Evaluation> evaluations(int count) {
        await(() -> evaluations().size() >= count);
        return evaluations();
    }

    List<TrainingStep> steps() {
        return events.stream()
                .filter(StepEvent::hasTrainingStep)
                .map(StepEvent::getTrainingStep)
                .toList();
    }

    /** Whether the log says so at its present end; what is committed may become visible a moment later. */
    boolean isFinished() {
        TopicPartition log = new TopicPartition(topics.steps(), 0);
        try (Consumer<String, byte[]> all =
                clients.reader(Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted"))) {
            long end = all.endOffsets(List.of(log)).getOrDefault(log, 0L);
            await(() -> reader.position(log) >= end);
        }
        return events.stream().anyMatch(StepEvent::hasRunFinished);
    }

    /** Such a {@link #group} arrives. */
    void answer(PromptGroup prompt, long version, double... totals) {
        arrive(group(prompt, version, totals));
    }

    /** The same, where a completion is right whose total is at least 1. */
    void answerJudged(PromptGroup prompt, long version, double... totals) {
        ScoredGroup.Builder group = group(prompt, version, totals).toBuilder();
        group.getCompletionsBuilderList().forEach(completion -> completion.setCorrect(completion.getTotal() >= 1));
        arrive(group.build());
    }

    /** Such groups, which become visible all at once. */
    void answerTogether(List<PromptGroup> answered, long version, double... totals) {
        try (Producer<String, byte[]> together =
                clients.writer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topics.run() + ".together"))) {
            together.initTransactions();
            together.beginTransaction();
            answered.forEach(prompt -> send(together, group(prompt, version, totals)));
            together.commitTransaction();
        }
    }

    private void arrive(ScoredGroup group) {
        send(writer, group);
        writer.flush();
    }

    private void send(Producer<String, byte[]> producer, ScoredGroup group) {
        var _ = producer.send(RunHeader.of(started())
                .record(topics.scoredGroups(), 0, group.getPrompt().getGroupId(), group.toByteArray()));
    }

    /**
     * A group whose tokens come from one weight version, with these totals; a completion's advantage is its
     * distance from the mean.
     */
    ScoredGroup group(PromptGroup prompt, long version, double... totals) {
        ScoredGroup.Builder group =
                Samples.group(0, totals).toBuilder().setPrompt(prompt).setComplete(Complete.getDefaultInstance());
        double mean = Arrays.stream(totals).average().orElseThrow();
        for (ScoredCompletion.Builder completion : group.getCompletionsBuilderList()) {
            completion.setAdvantage(completion.getTotal() - mean);
            completion.getFinishedBuilder().addVersions(VersionRun.newBuilder().setVersion(version));
        }
        return group.build();
    }

    /** A group that came to nothing. */
    void fail(PromptGroup prompt, String reason) {
        arrive(ScoredGroup.newBuilder()
                .setPrompt(prompt)
                .setFailed(Failed.newBuilder().setReason(reason))
                .build());
    }

    /** A prompt may be received before the event, although both are of one transaction. */
    private RunStarted started() {
        await(() -> events.stream().anyMatch(StepEvent::hasRunStarted));
        return events.stream()
                .filter(StepEvent::hasRunStarted)
                .findFirst()
                .orElseThrow()
                .getRunStarted();
    }

    private List<PromptGroup> ofPurpose(Purpose purpose) {
        return prompts.stream().filter(prompt -> prompt.getPurpose() == purpose).toList();
    }

    private List<Evaluation> evaluations() {
        return events.stream()
                .filter(StepEvent::hasEvaluation)
                .map(StepEvent::getEvaluation)
                .toList();
    }

    private void await(BooleanSupplier holds) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            if (learner.isCompletedExceptionally()) {
                learner.join();
            }
            assertThat(System.nanoTime()).as("what is awaited comes in time").isLessThan(end);
            reader.poll(Duration.ofMillis(100)).forEach(this::take);
        }
    }

    private void take(ConsumerRecord<String, byte[]> arrived) {
        try {
            if (arrived.topic().equals(topics.prompts())) {
                prompts.add(PromptGroup.parseFrom(arrived.value()));
            } else {
                events.add(StepEvent.parseFrom(arrived.value()));
            }
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        reader.close();
        writer.close();
    }
}
