package io.kafkagrpo.learner.log;

import io.kafkagrpo.record.DeadLetter;
import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.RunFinished;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.StepEvent;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.rollout.PromptPlaces;
import io.kafkagrpo.weights.PreparedWeights;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The learner's pen: everything it writes, in transactions that commit whole or not at all. A second learner of the
 * same run takes the pen away (its transactional id is the run's), so that no two write.
 *
 * <p>The pen has a thread of its own, and what is to be written goes through it in the order in which it was asked
 * for. A training step is written beside what the caller does meanwhile; whoever writes anything else waits until
 * that is done, and so for the step before it. After a failure nothing more is written.
 */
public final class StepLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StepLog.class);
    private static final int COMMIT_ATTEMPTS = 20;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Producer<String, byte[]> producer;
    private final Topics topics;
    private final ExecutorService pen = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("step-log").factory());
    /** Null until it is known: a record without its run's header would be passed over by every reader. */
    private @Nullable RunHeader header;
    /** Why this learner can write no more; null while it can. The pen's thread alone knows. */
    private @Nullable RuntimeException lost;

    /** @param transactionTimeoutMs must cover sending a full snapshot of the weights */
    public StepLog(KafkaClients clients, Topics topics, int transactionTimeoutMs) {
        this(writer(clients, topics, transactionTimeoutMs), topics);
    }

    /** With a transactional producer of its own, which it closes. */
    public StepLog(Producer<String, byte[]> producer, Topics topics) {
        this.producer = producer;
        this.topics = topics;
        write(producer::initTransactions);
    }

    /** Whose pen it is. */
    private static String transactionalId(Topics topics) {
        return topics.run() + ".learner";
    }

    private static Producer<String, byte[]> writer(KafkaClients clients, Topics topics, int transactionTimeoutMs) {
        return clients.writer(Map.of(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                transactionalId(topics),
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                transactionTimeoutMs,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                transactionTimeoutMs,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                64L << 20,
                ProducerConfig.LINGER_MS_CONFIG,
                0));
    }

    /**
     * From here on every record bears this; to be called once the log has said what that is, before anything is
     * written.
     */
    public void bear(RunHeader ofTheRun) {
        header = ofTheRun;
    }

    /**
     * The beginning of a run: what it is, its initial weights, and the first prompts.
     *
     * @param past groups of a parent that a fork trains on too
     */
    public void bootstrap(
            RunStarted started, PreparedWeights weights, List<PromptGroup> prompts, List<ScoredGroup> past) {
        transaction(() -> {
            event(StepEvent.newBuilder().setRunStarted(started));
            weights.send(producer, topics, header());
            prompts.forEach(this::prompt);
            past.forEach(
                    group -> send(topics.scoredGroups(), null, group.getPrompt().getGroupId(), group.toByteArray()));
        });
    }

    /**
     * What a training step leaves in the log.
     *
     * @param step its record
     * @param weights that it made
     * @param prompts that it admits
     */
    public record StepRecords(TrainingStep step, PreparedWeights weights, List<PromptGroup> prompts) {}

    /**
     * A training step, made ready and written on the pen's thread.
     *
     * @param ready is asked there, before the transaction begins, so that it is open only while bytes travel
     */
    public PendingStep step(Supplier<StepRecords> ready) {
        return new PendingStep(pen.submit(() -> penned(() -> {
            long begun = System.nanoTime();
            long cpuBegun = THREADS.getCurrentThreadCpuTime();
            StepRecords records = ready.get();
            producer.beginTransaction();
            records.weights().send(producer, topics, header());
            event(StepEvent.newBuilder().setTrainingStep(records.step()));
            records.prompts().forEach(this::prompt);
            commit();
            return new CommittedStep(
                    records.step(),
                    Duration.ofNanos(System.nanoTime() - begun),
                    Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - cpuBegun));
        })));
    }

    /** A version that is in the log already, once more. */
    public void publish(PreparedWeights weights) {
        transaction(() -> weights.send(producer, topics, header()));
    }

    /** Prompts alone: a refill for dropped groups, or an evaluation. */
    public void admit(List<PromptGroup> prompts) {
        transaction(() -> prompts.forEach(this::prompt));
    }

    /** An evaluation's result. */
    public void evaluated(Evaluation evaluation) {
        transaction(() -> event(StepEvent.newBuilder().setEvaluation(evaluation)));
    }

    /** The end of the run. */
    public void finished(RunFinished finished) {
        transaction(() -> event(StepEvent.newBuilder().setRunFinished(finished)));
    }

    /** A record of scored-groups that can't be read. */
    public void deadLetter(@Nullable String key, DeadLetter letter) {
        transaction(() -> send(topics.deadLetters(), null, key, letter.toByteArray()));
    }

    private void transaction(Runnable records) {
        write(() -> {
            producer.beginTransaction();
            records.run();
            commit();
        });
    }

    /** Behind what is being written, and waits for it. */
    private void write(Runnable work) {
        result(pen.submit(() -> penned(Executors.callable(work, true))));
    }

    /** @throws PenLostException whichever way Kafka says that another learner has the pen */
    private <T> T penned(Callable<T> work) throws Exception {
        if (lost != null) {
            throw lost; // what is missing in the log may not be followed by anything
        }
        try {
            return work.call();
        } catch (RuntimeException e) {
            lost = PenLostException.orSame(e, transactionalId(topics));
            throw lost;
        }
    }

    /** Waits for what the pen's thread makes of it; its failure comes as it was thrown there. */
    static <T extends @Nullable Object> T result(Future<T> written) {
        try {
            return written.get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    private void commit() {
        for (int attempt = 1; ; attempt++) {
            try {
                producer.commitTransaction();
                return;
            } catch (TimeoutException e) {
                // The answer is lost, not the transaction: asking again is safe. Any other failure ends this
                // learner, and the next one goes on from what the log says.
                if (attempt == COMMIT_ATTEMPTS) {
                    throw e;
                }
                LOG.warn("No answer to a commit; asking again ({} of {})", attempt, COMMIT_ATTEMPTS);
            }
        }
    }

    private RunHeader header() {
        return Objects.requireNonNull(header, "bear comes before the first record");
    }

    private void event(StepEvent.Builder event) {
        send(topics.steps(), 0, topics.run(), event.build().toByteArray());
    }

    private void prompt(PromptGroup prompt) {
        int partitions = producer.partitionsFor(topics.prompts()).size();
        int partition = PromptPlaces.partition(prompt.getPosition(), partitions);
        send(topics.prompts(), partition, prompt.getGroupId(), prompt.toByteArray());
    }

    private void send(String topic, @Nullable Integer partition, @Nullable String key, byte[] value) {
        // A failed send fails the commit.
        var _ = producer.send(header().record(topic, partition, key, value));
    }

    /** After what is being written. */
    @Override
    public void close() {
        pen.close();
        producer.close();
    }
}
