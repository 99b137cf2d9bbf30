package io.kafkagrpo.learner;

import io.kafkagrpo.learner.log.SnapshotRequests;
import io.kafkagrpo.learner.step.Trainer;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.weights.PreparedWeights;
import java.util.OptionalLong;

/**
 * The bf16 weights of the newest version in the log, and those of the next, which become the newest when they are
 * committed.
 */
final class Publication implements AutoCloseable {
    private final int fullSnapshotEvery;
    private final SnapshotRequests requests = new SnapshotRequests();
    private HostWeights newest;
    private HostWeights next;
    private long version;
    /** What the newest and the next version's weights add up to; the newest's is known from when it was published whole. */
    private OptionalLong newestSum = OptionalLong.empty();

    private OptionalLong nextSum = OptionalLong.empty();
    /** Bytes of deltas since the last full snapshot. */
    private long deltaBytes;

    /** Begins with version 0; {@code initial} stays the caller's. */
    Publication(HostWeights initial, int fullSnapshotEvery) {
        this.fullSnapshotEvery = fullSnapshotEvery;
        this.newest = initial.copy();
        this.next = initial.copy();
    }

    /** The newest version, which is also the number of committed steps. */
    long version() {
        return version;
    }

    /** The weights of {@link #version}. */
    HostWeights newest() {
        return newest;
    }

    /** Room of the size of the weights, for whoever needs it while no version is being prepared. */
    HostWeights scratch() {
        return next;
    }

    /**
     * The newest version, whole: for the run's first transaction, and once more after each restart, for nobody
     * knows then how many bytes of deltas follow the last full snapshot, or whether that can still be read.
     */
    PreparedWeights whole() {
        deltaBytes = 0;
        PreparedWeights whole = PreparedWeights.full(newest, version, version);
        newestSum = OptionalLong.of(whole.weightsSum());
        requests.answered(whole);
        return whole;
    }

    /** Who asks for a snapshot: the next version is one, or, where no step is near, {@link #whole} is. */
    SnapshotRequests requests() {
        return requests;
    }

    /** Takes up where the log ends: the trainer's weights are those of a version in the log. */
    void restored(Trainer trainer, long lastVersion) {
        trainer.publishInto(newest);
        version = lastVersion;
        newestSum = OptionalLong.empty();
    }

    /** Takes the weights of the next version from the trainer; the version before must have been committed. */
    void take(Trainer trainer) {
        trainer.publishInto(next);
    }

    /**
     * The next version, ready to be sent, while the trainer goes on: a full snapshot where one is asked for, and from
     * time to time, by count and by bytes, for the deltas after one never outgrow it, which bounds how much of the
     * topic holds the two newest snapshots and all after them ({@code Topics.SNAPSHOTS_KEPT}).
     */
    PreparedWeights prepare() {
        long prepared = version + 1;
        boolean due = prepared % fullSnapshotEvery == 0
                || deltaBytes >= next.segment().byteSize()
                || requests.isAsked();
        PreparedWeights weights = due
                ? PreparedWeights.full(next, prepared, prepared)
                : PreparedWeights.deltaOrFull(
                        newest, version, newestSum.orElseGet(newest::mixSum), next, prepared, prepared);
        nextSum = OptionalLong.of(weights.weightsSum());
        deltaBytes = weights.isFull() ? 0 : deltaBytes + weights.payloadBytes();
        if (weights.isFull()) {
            requests.answered(weights);
        }
        return weights;
    }

    /** The prepared version is in the log. */
    void committed() {
        HostWeights older = newest;
        newest = next;
        next = older;
        newestSum = nextSum;
        version++;
    }

    @Override
    public void close() {
        newest.close();
        next.close();
    }
}
