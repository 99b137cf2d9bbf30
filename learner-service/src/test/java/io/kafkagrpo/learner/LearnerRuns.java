package io.kafkagrpo.learner;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.process.ServiceEnvironment;
import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.settings.RunSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Small runs for tests of the learner's flow over a real broker. */
final class LearnerRuns {
    static final CommitListener NOBODY = new Nobody();

    /** Listens to nothing; a test overrides what it waits for. */
    static class Nobody implements CommitListener {
        @Override
        public void committed(TrainingStep step) {}

        @Override
        public void committed(Evaluation evaluation) {}

        @Override
        public void finished() {}

        @Override
        public void failing(long inARow, String newestReason) {}

        @Override
        public void awaiting(int groups, Duration left) {}
    }

    private static final Path CONFIG = Path.of("..", "config", "arithmetic.yaml");

    private LearnerRuns() {}

    /** A run of its own: two groups of two per step, one held-out problem, one partition. */
    static LearnerParts parts(EmbeddedBroker broker, Path runDirectory, String run, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "run", run,
                "kafka.bootstrap-servers", broker.bootstrapServers(),
                "kafka.partitions", "1",
                "kafka.scoring-partitions", "1",
                "groups-per-step", "2",
                "group-size", "2",
                "evaluation.limit", "1",
                "evaluation.every", "0"));
        settings.putAll(more);
        return LearnerAssembly.assemble(new ServiceEnvironment(RunSettings.load(CONFIG, settings), runDirectory));
    }

    /** The loop on a thread of its own, which closes it. */
    static CompletableFuture<Void> started(LearnerLoop loop) {
        return CompletableFuture.runAsync(
                () -> {
                    try (loop) {
                        loop.run();
                    }
                },
                work -> Thread.ofPlatform().name("learner").start(work));
    }
}
