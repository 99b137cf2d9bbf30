package io.kafkagrpo.weights;

import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.WeightChanges;
import io.kafkagrpo.model.weights.WeightReceiver;
import java.util.ArrayList;
import java.util.List;

/** Receives weights as a model does: from nothing but what is handed over. */
final class Mirror implements WeightReceiver, AutoCloseable {
    private final HostWeights weights;
    private final List<Long> versions = new ArrayList<>();
    private int replacements;

    Mirror(HostWeights weights) {
        this.weights = weights;
    }

    @Override
    public void replace(HostWeights all, long version) {
        weights.segment().copyFrom(all.segment());
        versions.add(version);
        replacements++;
    }

    @Override
    public void change(List<WeightChanges> changes, long version) {
        changes.forEach(some -> some.applyTo(weights));
        versions.add(version);
    }

    HostWeights weights() {
        return weights;
    }

    /** The versions that were handed over. */
    List<Long> versions() {
        return versions;
    }

    /** How often all weights were handed over. */
    int replacements() {
        return replacements;
    }

    @Override
    public void close() {
        weights.close();
    }
}
