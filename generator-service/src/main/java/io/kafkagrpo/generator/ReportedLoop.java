package io.kafkagrpo.generator;

import io.kafkagrpo.process.ServiceLoop;
import io.kafkagrpo.record.GeneratorState;
import io.kafkagrpo.record.Heartbeat;

/** The loop, and beside it the heartbeats, from before it waits for its first weights to its end. */
final class ReportedLoop implements ServiceLoop.Body {
    private final GeneratorParts parts;
    private final GeneratorProgress progress;
    private final long startedAtMs = System.currentTimeMillis();
    private final Heartbeats heartbeats;
    private final GeneratorLoop loop;
    private long saidAtNanos = System.nanoTime();
    private long saidTokens;
    private volatile boolean leaving;

    ReportedLoop(GeneratorParts parts, GeneratorProgress progress) {
        this.parts = parts;
        this.progress = progress;
        progress.compute().limit(parts.longestStep());
        this.loop = new GeneratorLoop(parts, progress);
        this.heartbeats = Heartbeats.start(
                parts.clients().writer(Heartbeats.IMPATIENT), parts.topics(), parts.header(), this::heartbeat);
        progress.onChange(() -> {
            heartbeats.wake();
            heartbeats.throwRefusal();
        });
    }

    /** On the thread of the heartbeats alone. */
    private Heartbeat heartbeat() {
        long now = System.nanoTime();
        long tokens = progress.sampled();
        Heartbeat.Builder heartbeat = Heartbeat.newBuilder()
                .setGeneratorId(parts.generatorId())
                .setStartedAtMs(startedAtMs)
                .setAtMs(System.currentTimeMillis())
                .setState(state())
                .setTokensPerSecond((tokens - saidTokens) * 1e9 / Math.max(1, now - saidAtNanos))
                .setTokens(tokens)
                .setSlots(parts.rules().slots())
                .setSlotsUsed(progress.active())
                .setQueue(progress.waiting())
                .setCacheTokens(progress.cached())
                .setCacheRoom((long) parts.rules().slots() * parts.rules().maxContext());
        if (progress.version() >= 0) {
            heartbeat.setVersion(progress.version());
        }
        GeneratorProgress.WeightNews weights = progress.weights();
        if (weights.newest() >= 0) {
            heartbeat.setNewestVersion(weights.newest());
        }
        if (weights.wantsSnapshotFrom() >= 0) {
            heartbeat.setWantsSnapshotFrom(weights.wantsSnapshotFrom());
        }
        Long lastToken = progress.lastTokenNanos();
        if (lastToken != null) {
            heartbeat.setSecondsSinceToken((now - lastToken) / 1e9);
        }
        saidAtNanos = now;
        saidTokens = tokens;
        return heartbeat.build();
    }

    private GeneratorState state() {
        if (leaving) {
            return GeneratorState.LEAVING;
        }
        if (progress.version() < 0) {
            return GeneratorState.WAITING_FOR_WEIGHTS;
        }
        return progress.active() > 0 ? GeneratorState.SAMPLING : GeneratorState.IDLE;
    }

    @Override
    public void run() {
        loop.run();
    }

    @Override
    public void stop() {
        leaving = true;
        heartbeats.wake();
        loop.stop();
    }

    @Override
    public boolean isReady() {
        return loop.isReady();
    }

    @Override
    public void close() {
        leaving = true;
        try (heartbeats) {
            loop.close();
        }
    }
}
