package io.kafkagrpo.cli.bench;

import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.engine.generate.GenerationEngine;
import io.kafkagrpo.engine.generate.GenerationRequest;
import io.kafkagrpo.engine.generate.Sampling;
import io.kafkagrpo.engine.generate.StopCondition;
import io.kafkagrpo.engine.torch.PolicyModel;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.WeightLayout;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.weights.WeightFollower;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.admin.Admin;

/**
 * Times a version's way from the optimizer to the sampler: made by a real step, encoded, committed, followed beside
 * decoding, and taken up between two decode steps.
 *
 * @param clients of a Kafka of the bench's own
 * @param header what the versions bear
 */
record WeightsBench(
        ModelConfig config,
        WeightLayout layout,
        KafkaClients clients,
        RunHeader header,
        Settings settings,
        Screen screen) {
    static final String HEADER = """
            | what | figure | unit |
            |---|---:|---|""";

    private static final Duration WAIT = Duration.ofMillis(500);
    private static final int PROMPT_TOKENS = 16;
    private static final int LONGEST = 512;
    private static final int STEPS_BEFORE = 8;

    /**
     * What is measured.
     *
     * @param device of the generator
     * @param type what it computes in
     * @param steps versions after the first
     * @param batch sequences that are sampled
     */
    record Settings(String device, ComputeType type, int steps, int batch) {}

    /** One version's way, in seconds; its prepared bytes are committed, and then followed. */
    private record Way(BenchLearner.Prepared prepared, double commit, double follow, double slowdown, double pause) {}

    /** The generator. */
    private final class Sampler implements AutoCloseable {
        final WeightFollower follower;
        final PolicyModel policy;
        final GenerationEngine engine;
        final ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().name("weights-", 0).factory());
        private int requests;

        Sampler() {
            HostWeights nothing = HostWeights.allocate(layout); // until the first version comes
            policy = PolicyModel.of(config, nothing, settings.device(), settings.type());
            follower = new WeightFollower(clients, BenchLearner.TOPICS, header, nothing);
            engine = new GenerationEngine(policy, settings.batch(), Math.min(LONGEST, config.contextLength()));
            follower.prepareWith(engine::stage);
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
            return BenchClock.seconds(engine::step);
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
            threads.close();
            engine.close();
            policy.close();
            follower.close();
        }
    }

    /**
     * Gives each row of the table.
     *
     * @param learner the process that makes the versions
     */
    void run(BenchLearnerProcess learner, Consumer<String> rows) throws InterruptedException {
        double megabytes = layout.valueCount() * (double) Short.BYTES / 1e6;
        try (Sampler sampler = new Sampler()) {
            way(sampler, learner, 0, learner.whole());
            List<Way> deltas = new ArrayList<>();
            for (int version = 1; version <= settings.steps(); version++) {
                screen.status("step %d of %d".formatted(version, settings.steps()));
                deltas.add(way(sampler, learner, version, learner.step()));
            }
            double bytes = deltas.stream()
                    .mapToLong(way -> way.prepared().bytes())
                    .average()
                    .orElse(0);
            double changed = deltas.stream()
                    .mapToLong(way -> way.prepared().changedValues())
                    .average()
                    .orElse(0);
            rows.accept(row("delta: values that change", 100 * changed / layout.valueCount(), "%"));
            rows.accept(row("delta: bytes, mean", bytes / 1e6, "MB"));
            rows.accept(row("delta: bytes, share of a full snapshot", bytes / 1e4 / megabytes, "%"));
            rows.accept(row(
                    "weights out of the optimizer",
                    1e3 * median(deltas, way -> way.prepared().export()),
                    "ms"));
            double encode = median(deltas, way -> way.prepared().encode());
            rows.accept(row("delta: encoded, with checksums", 1e3 * encode, "ms"));
            rows.accept(row("delta: encoded, model passed over", megabytes / encode, "MB/s"));
            tell(rows, "delta", deltas);
            screen.status("a full snapshot");
            Way snapshot = way(sampler, learner, settings.steps() + 1, learner.whole());
            rows.accept(row("snapshot: checksums", 1e3 * snapshot.prepared().encode(), "ms"));
            tell(rows, "snapshot", List.of(snapshot));
        }
    }

    private static void tell(Consumer<String> rows, String kind, List<Way> ways) {
        rows.accept(row(kind + ": committed", 1e3 * median(ways, Way::commit), "ms"));
        rows.accept(row(
                kind + ": then fetched, verified and at hand, beside decoding", 1e3 * median(ways, Way::follow), "ms"));
        rows.accept(row(kind + ": a decode step meanwhile, against one before", median(ways, Way::slowdown), "×"));
        rows.accept(row(kind + ": pause of sampling", 1e3 * median(ways, Way::pause), "ms"));
        rows.accept(row(
                kind + ": from publishing to sampling with it",
                1e3 * median(ways, way -> way.prepared().encode() + way.commit() + way.follow() + way.pause()),
                "ms"));
    }

    private Way way(Sampler sampler, BenchLearnerProcess learner, long version, BenchLearner.Prepared prepared)
            throws InterruptedException {
        double before = sampler.decodes(STEPS_BEFORE);
        long begun = System.nanoTime();
        Future<Double> committing = sampler.threads.submit(learner::publish);
        Future<Double> following = sampler.threads.submit(() -> {
            while (sampler.follower.version() < version) {
                sampler.follower.advance(WAIT);
            }
            return BenchClock.since(begun);
        });
        List<Double> meanwhile = new ArrayList<>();
        while (!following.isDone()) {
            meanwhile.add(sampler.decode());
        }
        double pause = BenchClock.seconds(() -> sampler.follower.takeChanges(sampler.policy))
                + Math.max(0, sampler.decode() - before);
        double slowed = EngineBench.median(
                meanwhile.stream().mapToDouble(Double::doubleValue).toArray());
        try {
            double commit = committing.get();
            return new Way(prepared, commit, following.get() - commit, slowed / before, pause);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Version %d did not travel.".formatted(version), e);
        }
    }

    /** Makes the topics; before the learner, which writes to them. */
    void createTopics() throws InterruptedException {
        try (Admin admin = clients.admin()) {
            KafkaClients.answer(admin.createTopics(
                            BenchLearner.TOPICS.definitions(1, (short) 1, 1 << 20, layout.valueCount() * Short.BYTES))
                    .all());
        }
    }

    private static double median(List<Way> ways, ToDoubleFunction<Way> figure) {
        return EngineBench.median(ways.stream().mapToDouble(figure).toArray());
    }

    private static String row(String what, double value, String unit) {
        return String.format(Locale.ROOT, value < 10 ? "| %s | %.2f | %s |" : "| %s | %.1f | %s |", what, value, unit);
    }
}
