package io.kafkagrpo.cli.bench;

import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.engine.generate.GenerationEngine;
import io.kafkagrpo.engine.generate.GenerationRequest;
import io.kafkagrpo.engine.generate.Sampling;
import io.kafkagrpo.engine.generate.StopCondition;
import io.kafkagrpo.engine.score.TokenGroup;
import io.kafkagrpo.engine.torch.PolicyModel;
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
import io.kafkagrpo.weights.WeightFollower;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Times a version's way from the optimizer to the sampler: made by a real step, encoded, committed, followed beside
 * decoding, and taken up between two decode steps.
 *
 * @param weights the first version
 * @param clients of a Kafka of the bench's own
 */
record WeightsBench(ModelConfig config, HostWeights weights, KafkaClients clients, Settings settings, Screen screen) {
    static final String HEADER = """
            | what | figure | unit |
            |---|---:|---|""";

    private static final Topics TOPICS = new Topics("bench");
    private static final Duration WAIT = Duration.ofMillis(500);
    private static final int PROMPT_TOKENS = 16;
    private static final int LONGEST = 512;
    private static final int TRAINED_SEQUENCES = 2;
    private static final int TRAINED_TOKENS = 32;
    private static final int STEPS_BEFORE = 8;

    /**
     * What is measured.
     *
     * @param device of learner and generator
     * @param type of the generator's computing
     * @param steps versions after the first
     * @param batch sequences that are sampled
     */
    record Settings(String device, ComputeType type, double learningRate, int steps, int batch) {}

    /** Seconds of one version's way, and bytes. */
    private record Way(
            long bytes, double export, double encode, double commit, double follow, double slowdown, double pause) {}

    /** Learner and generator in one process. */
    private final class Pair implements AutoCloseable {
        final TrainingEngine trainer;
        final HostWeights base = weights.copy();
        final HostWeights next = weights.copy();
        final Producer<String, byte[]> producer;
        final RunHeader header = RunHeader.begin(TOPICS);
        final WeightFollower follower;
        final PolicyModel policy;
        final GenerationEngine engine;
        final ExecutorService thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("weights").factory());
        private int requests;

        Pair() {
            trainer = new TrainingEngine(
                    config,
                    weights,
                    new TrainingOptions(
                            List.of(settings.device()),
                            ComputeType.FLOAT32,
                            TRAINED_SEQUENCES * TRAINED_TOKENS,
                            Activations.KEEP,
                            new OptimizerSettings(0.9, 0.999, 1e-8, 0)));
            producer = clients.writer(Map.of(
                    ProducerConfig.TRANSACTIONAL_ID_CONFIG, "bench.learner", ProducerConfig.LINGER_MS_CONFIG, 0));
            producer.initTransactions();
            follower = new WeightFollower(clients, TOPICS, header, HostWeights.allocate(weights.layout()));
            policy = PolicyModel.of(config, weights, settings.device(), settings.type());
            engine = new GenerationEngine(policy, settings.batch(), Math.min(LONGEST, config.contextLength()));
            follower.prepareWith(engine::stage);
        }

        void step() {
            SplittableRandom random = new SplittableRandom(trainer.steps());
            List<TokenGroup> groups = new ArrayList<>();
            for (int i = 0; i < TRAINED_SEQUENCES; i++) {
                int[] ids =
                        random.ints(TRAINED_TOKENS, 0, config.vocabularySize()).toArray();
                groups.add(new TokenGroup(
                        Arrays.copyOf(ids, TRAINED_TOKENS / 2),
                        List.of(Arrays.copyOfRange(ids, TRAINED_TOKENS / 2, TRAINED_TOKENS))));
            }
            trainer.accumulateGradients(groups, 1, (_, scores) -> {
                double[] slopes = new double[scores.logProbabilities().length];
                Arrays.fill(slopes, -1.0 / slopes.length);
                return TokenSlopes.of(slopes);
            });
            trainer.applyUpdate(settings.learningRate(), 1);
        }

        /** Seconds of one decode step of a full batch. */
        double decode() {
            if (engine.isIdle()) {
                SplittableRandom random = new SplittableRandom(requests);
                engine.submit(new GenerationRequest(
                        "bench-" + requests++,
                        random.ints(PROMPT_TOKENS, 0, config.vocabularySize()).toArray(),
                        Sampling.untruncated(1, Math.min(LONGEST, config.contextLength()) - PROMPT_TOKENS - 1),
                        random.longs(settings.batch()).toArray(),
                        Set.of(),
                        StopCondition.NONE));
                engine.step(); // reads the prompt
            }
            return timed(engine::step);
        }

        double decodes(int steps) {
            double[] seconds = new double[steps];
            for (int i = 0; i < steps; i++) {
                seconds[i] = decode();
            }
            return EngineBench.median(seconds);
        }

        @Override
        public void close() {
            thread.close();
            engine.close();
            policy.close();
            follower.close();
            producer.close();
            trainer.close();
            base.close();
            next.close();
        }
    }

    /** Gives each row of the table. */
    void run(Consumer<String> rows) throws InterruptedException {
        createTopics();
        double megabytes = weights.segment().byteSize() / 1e6;
        try (Pair pair = new Pair()) {
            way(pair, 0, PreparedWeights.full(pair.base, 0, 0), 0, 0);
            List<Way> deltas = new ArrayList<>();
            long changed = 0;
            for (int version = 1; version <= settings.steps(); version++) {
                screen.status("step %d of %d".formatted(version, settings.steps()));
                pair.step();
                double export = timed(() -> pair.trainer.exportTo(pair.next));
                long begun = System.nanoTime();
                PreparedWeights prepared =
                        PreparedWeights.deltaOrFull(pair.base, version - 1, pair.next, version, version);
                deltas.add(way(pair, version, prepared, export, (System.nanoTime() - begun) / 1e9));
                changed += prepared.changedValues();
                pair.base.segment().copyFrom(pair.next.segment());
            }
            double bytes = deltas.stream().mapToLong(Way::bytes).average().orElse(0);
            double values = (double) settings.steps() * weights.layout().valueCount();
            rows.accept(row("delta: values that change", 100 * changed / values, "%"));
            rows.accept(row("delta: bytes, mean", bytes / 1e6, "MB"));
            rows.accept(row("delta: bytes, share of a full snapshot", bytes / 1e4 / megabytes, "%"));
            rows.accept(row("weights out of the optimizer", 1e3 * median(deltas, Way::export), "ms"));
            rows.accept(row("delta: encoded, with checksums", 1e3 * median(deltas, Way::encode), "ms"));
            rows.accept(row("delta: encoded, model passed over", megabytes / median(deltas, Way::encode), "MB/s"));
            tell(rows, "delta", deltas);
            screen.status("a full snapshot");
            long begun = System.nanoTime();
            PreparedWeights whole = PreparedWeights.full(pair.next, settings.steps() + 1, settings.steps() + 1);
            double encode = (System.nanoTime() - begun) / 1e9;
            rows.accept(row("snapshot: checksums", 1e3 * encode, "ms"));
            tell(rows, "snapshot", List.of(way(pair, settings.steps() + 1, whole, 0, encode)));
        }
    }

    private static void tell(Consumer<String> rows, String kind, List<Way> ways) {
        rows.accept(row(kind + ": committed", 1e3 * median(ways, Way::commit), "ms"));
        rows.accept(
                row(kind + ": fetched, verified and at hand, beside decoding", 1e3 * median(ways, Way::follow), "ms"));
        rows.accept(row(kind + ": a decode step meanwhile, against one before", median(ways, Way::slowdown), "×"));
        rows.accept(row(kind + ": pause of sampling", 1e3 * median(ways, Way::pause), "ms"));
        rows.accept(row(
                kind + ": from publishing to sampling with it",
                1e3 * median(ways, way -> way.encode() + way.commit() + way.follow() + way.pause()),
                "ms"));
    }

    private Way way(Pair pair, long version, PreparedWeights prepared, double export, double encode)
            throws InterruptedException {
        double commit = timed(() -> {
            pair.producer.beginTransaction();
            prepared.send(pair.producer, TOPICS, pair.header);
            pair.producer.commitTransaction();
        });
        double before = pair.decodes(STEPS_BEFORE);
        Future<Double> following = pair.thread.submit(() -> timed(() -> {
            while (pair.follower.version() < version) {
                pair.follower.advance(WAIT);
            }
        }));
        List<Double> meanwhile = new ArrayList<>();
        while (!following.isDone()) {
            meanwhile.add(pair.decode());
        }
        double pause = timed(() -> pair.follower.takeChanges(pair.policy)) + Math.max(0, pair.decode() - before);
        double slowed = EngineBench.median(
                meanwhile.stream().mapToDouble(Double::doubleValue).toArray());
        try {
            return new Way(prepared.payloadBytes(), export, encode, commit, following.get(), slowed / before, pause);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Following version %d failed.".formatted(version), e);
        }
    }

    private void createTopics() throws InterruptedException {
        try (Admin admin = clients.admin()) {
            KafkaClients.answer(admin.createTopics(TOPICS.definitions(
                            1, (short) 1, 1 << 20, weights.segment().byteSize()))
                    .all());
        }
    }

    private static double median(List<Way> ways, ToDoubleFunction<Way> figure) {
        return EngineBench.median(ways.stream().mapToDouble(figure).toArray());
    }

    private static String row(String what, double value, String unit) {
        return String.format(Locale.ROOT, value < 10 ? "| %s | %.2f | %s |" : "| %s | %.1f | %s |", what, value, unit);
    }

    private static double timed(Runnable work) {
        long begun = System.nanoTime();
        work.run();
        return (System.nanoTime() - begun) / 1e9;
    }
}
