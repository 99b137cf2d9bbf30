package io.kafkagrpo.cli.bench;

import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.engine.score.TokenGroup;
import io.kafkagrpo.engine.train.Activations;
import io.kafkagrpo.engine.train.OptimizerSettings;
import io.kafkagrpo.engine.train.TokenSlopes;
import io.kafkagrpo.engine.train.TrainingEngine;
import io.kafkagrpo.engine.train.TrainingOptions;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.weights.PreparedWeights;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The learner of {@code bench weights}, in a process of its own: makes versions by real steps and publishes them, as
 * the lines that it reads tell it. Each is answered by one line.
 */
final class BenchLearner implements AutoCloseable {
    static final Topics TOPICS = new Topics("bench");
    /** What an answer begins with, for libraries may write lines of theirs. */
    static final String ANSWER = "bench-learner ";

    private static final int TRAINED_SEQUENCES = 2;
    private static final int TRAINED_TOKENS = 32;

    /** What it can be asked for. */
    enum Order {
        /** A training step, and what changed prepared for publishing. */
        STEP,
        /** All weights as they are, prepared as the next version. */
        WHOLE,
        /** What was prepared, in a transaction. */
        PUBLISH
    }

    /**
     * What was prepared.
     *
     * @param bytes that will travel
     * @param export seconds to get the weights out of the optimizer
     * @param encode seconds to encode them
     */
    record Prepared(long changedValues, long bytes, double export, double encode) {
        private String line() {
            return "%d %d %s %s".formatted(changedValues, bytes, export, encode);
        }

        static Prepared of(String line) {
            String[] parts = line.split(" ", -1);
            return new Prepared(
                    Long.parseLong(parts[0]),
                    Long.parseLong(parts[1]),
                    Double.parseDouble(parts[2]),
                    Double.parseDouble(parts[3]));
        }
    }

    private final ModelConfig config;
    private final double learningRate;
    private final TrainingEngine trainer;
    private final HostWeights base;
    private final HostWeights next;
    private final Producer<String, byte[]> producer;
    private final RunHeader header;
    private long version = -1;
    private boolean isTrainerOpen = true;
    private PreparedWeights prepared;

    /** @param weights the first version; becomes the learner's own */
    BenchLearner(ModelConfig config, HostWeights weights, KafkaClients clients, RunHeader header, Settings settings) {
        this.config = config;
        this.learningRate = settings.learningRate();
        this.header = header;
        this.base = weights;
        this.next = weights.copy();
        this.trainer = new TrainingEngine(
                config,
                weights,
                new TrainingOptions(
                        List.of(settings.device()),
                        ComputeType.FLOAT32,
                        TRAINED_SEQUENCES * TRAINED_TOKENS,
                        Activations.KEEP,
                        new OptimizerSettings(0.9, 0.999, 1e-8, 0)));
        this.producer = clients.writer(
                Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "bench.learner", ProducerConfig.LINGER_MS_CONFIG, 0));
        this.prepared = PreparedWeights.full(base, 0, 0);
        producer.initTransactions();
    }

    /** How it trains. */
    record Settings(String device, double learningRate) {}

    /** Does what it is told until there is nobody left to tell it. */
    void obey(BufferedReader orders, PrintWriter answers) throws IOException {
        for (String line = orders.readLine(); line != null; line = orders.readLine()) {
            String answer = switch (Order.valueOf(line)) {
                case STEP -> step().line();
                case WHOLE -> whole().line();
                case PUBLISH -> Double.toString(BenchClock.seconds(this::publish));
            };
            answers.println(ANSWER + answer);
            answers.flush();
        }
    }

    private Prepared step() {
        version++;
        train();
        double export = BenchClock.seconds(() -> trainer.exportTo(next));
        long baseSum = prepared.weightsSum();
        double encode = BenchClock.seconds(
                () -> prepared = PreparedWeights.deltaOrFull(base, version - 1, baseSum, next, version, version));
        base.segment().copyFrom(next.segment());
        return new Prepared(prepared.changedValues(), prepared.payloadBytes(), export, encode);
    }

    /** The first version, and the last: nothing is trained after that, and its memory serves who samples. */
    private Prepared whole() {
        version++;
        if (version > 0) {
            closeTrainer();
        }
        double encode = BenchClock.seconds(() -> prepared = PreparedWeights.full(next, version, version));
        return new Prepared(0, prepared.payloadBytes(), 0, encode);
    }

    private void publish() {
        producer.beginTransaction();
        prepared.send(producer, TOPICS, header);
        producer.commitTransaction();
    }

    private void train() {
        SplittableRandom random = new SplittableRandom(trainer.steps());
        List<TokenGroup> groups = Stream.generate(() ->
                        random.ints(TRAINED_TOKENS, 0, config.vocabularySize()).toArray())
                .limit(TRAINED_SEQUENCES)
                .map(ids -> new TokenGroup(
                        Arrays.copyOf(ids, TRAINED_TOKENS / 2),
                        List.of(Arrays.copyOfRange(ids, TRAINED_TOKENS / 2, TRAINED_TOKENS))))
                .toList();
        trainer.accumulateGradients(groups, 1, (_, scores) -> {
            double[] slopes = new double[scores.logProbabilities().length];
            Arrays.fill(slopes, -1.0 / slopes.length);
            return TokenSlopes.of(slopes);
        });
        trainer.applyUpdate(learningRate, 1);
    }

    private void closeTrainer() {
        if (isTrainerOpen) {
            isTrainerOpen = false;
            trainer.close();
        }
    }

    @Override
    public void close() {
        producer.close();
        closeTrainer();
        base.close();
        next.close();
    }
}
