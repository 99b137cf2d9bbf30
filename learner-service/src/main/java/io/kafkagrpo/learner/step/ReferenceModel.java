package io.kafkagrpo.learner.step;

import io.kafkagrpo.engine.score.ScoringEngine;
import io.kafkagrpo.engine.score.TokenGroup;
import io.kafkagrpo.engine.torch.PolicyModel;
import io.kafkagrpo.engine.train.TrainingEngine;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.WeightsFile;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The model of the KL penalty: the initial one, or, with {@code objective.reference-every} N, the published
 * weights of the last step that N divides. So it is a function of the weights' history, and a step that is redone
 * finds the same one.
 */
public final class ReferenceModel implements AutoCloseable {
    private final PolicyModel model;
    private final ScoringEngine engine;
    private final int every;
    private final @Nullable HostWeights weights;

    /**
     * @param initial what it starts as
     * @param every steps after which it becomes the policy; 0: never
     */
    public ReferenceModel(PolicyModel model, HostWeights initial, int tokenBudget, int every) {
        this.model = model;
        this.engine = new ScoringEngine(model, tokenBudget);
        this.every = every;
        this.weights = every == 0 ? null : initial.copy();
    }

    /** Log-probabilities of each completion's tokens. */
    float[][] logProbabilities(List<TokenGroup> groups, double temperature) {
        return engine.logProbabilities(groups, temperature);
    }

    /** {@code step} is trained: its weights become the reference if it is their turn. */
    void stepped(TrainingEngine policy, long step) {
        if (weights != null && step % every == 0) {
            policy.exportTo(weights);
            model.replace(weights, step);
        }
    }

    /** Keeps a changing reference beside a checkpoint; the file is whole or as it was before. */
    void save(Path checkpoint) {
        if (weights == null) {
            return;
        }
        WeightsFile.write(beside(checkpoint), weights);
    }

    /**
     * Takes up the state, which must have this checksum, and the reference of a checkpoint; if either is damaged,
     * neither, and it throws.
     */
    void restore(TrainingEngine policy, Path checkpoint, int stateChecksum) {
        if (weights == null) {
            policy.loadState(checkpoint, stateChecksum);
            return;
        }
        try (HostWeights saved = WeightsFile.read(beside(checkpoint), weights.layout())) {
            policy.loadState(checkpoint, stateChecksum);
            weights.segment().copyFrom(saved.segment());
        }
        model.replace(weights, 0);
    }

    /** The file that belongs to a checkpoint. */
    static Path beside(Path checkpoint) {
        return checkpoint.resolveSibling(checkpoint.getFileName() + ".reference");
    }

    @Override
    public void close() {
        engine.close();
        model.close();
        if (weights != null) {
            weights.close();
        }
    }
}
