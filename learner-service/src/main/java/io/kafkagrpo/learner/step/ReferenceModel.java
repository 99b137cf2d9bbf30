package io.kafkagrpo.learner.step;

import io.kafkagrpo.engine.score.ScoringEngine;
import io.kafkagrpo.engine.score.TokenGroup;
import io.kafkagrpo.engine.torch.PolicyModel;
import io.kafkagrpo.engine.train.TrainingEngine;
import io.kafkagrpo.hash.Checksum;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.WeightsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The model of the KL penalty: the initial one, or, with {@code objective.reference-every} N, the published weights
 * of the last step that N divides, or a mix of these and what it was before ({@code objective.reference-mix}). So
 * it is a function of the weights' history, and a step that is redone finds the same one. A mix is state of the
 * learner: it is in the state's checksum.
 */
public final class ReferenceModel implements AutoCloseable {
    private final PolicyModel model;
    private final ScoringEngine engine;
    private final int every;
    private final double share;
    private final @Nullable HostWeights weights;
    private final @Nullable ReferenceMix mix;

    /** One that becomes the policy itself. */
    public ReferenceModel(PolicyModel model, HostWeights initial, int tokenBudget, int every) {
        this(model, initial, tokenBudget, every, 1);
    }

    /**
     * One that the policy is mixed into.
     *
     * @param initial what it starts as
     * @param every steps after which it changes; 0: never
     * @param share of the policy in the mix, above 0; 1: it becomes the policy
     */
    public ReferenceModel(PolicyModel model, HostWeights initial, int tokenBudget, int every, double share) {
        this.model = model;
        this.engine = new ScoringEngine(model, tokenBudget);
        this.every = every;
        this.share = share;
        this.weights = every == 0 ? null : initial.copy();
        this.mix = every == 0 || share == 1 ? null : new ReferenceMix(initial);
    }

    /** Log-probabilities of each completion's tokens. */
    float[][] logProbabilities(List<TokenGroup> groups, double temperature) {
        return engine.logProbabilities(groups, temperature);
    }

    /** {@code step} is trained: its weights become the reference, or a part of it, if it is their turn. */
    void stepped(TrainingEngine policy, long step) {
        if (weights != null && step % every == 0) {
            policy.exportTo(weights);
            if (mix != null) {
                mix.mix(weights, share);
                mix.roundInto(weights);
            }
            model.replace(weights, step);
        }
    }

    /** The state's checksum, of what is carried besides the reference. */
    Checksum joined(Checksum others) {
        return mix == null ? others : others.joined(mix.checksum(others.kind()));
    }

    /** Keeps a changing reference beside a checkpoint; the file is whole or as it was before. */
    void save(Path checkpoint) {
        if (mix != null) {
            mix.write(mixBeside(checkpoint));
        } else if (weights != null) {
            WeightsFile.write(beside(checkpoint), weights);
        }
    }

    /**
     * Takes up the state, which must have this checksum, and the reference of a checkpoint; if either is damaged,
     * neither, and it throws. A fork's parent may have had a copy where the fork has a mix, or the other way round.
     */
    void restore(TrainingEngine policy, Path checkpoint, Checksum stateChecksum) {
        if (weights == null) {
            policy.loadState(checkpoint, withoutMix(stateChecksum, checkpoint));
            return;
        }
        if (Files.exists(mixBeside(checkpoint))) {
            try (ReferenceMix saved =
                    ReferenceMix.read(mixBeside(checkpoint), weights.layout().valueCount())) {
                policy.loadState(checkpoint, stateChecksum.joined(saved.checksum(stateChecksum.kind())));
                saved.roundInto(weights);
                if (mix != null) {
                    mix.set(saved);
                }
            }
        } else {
            try (HostWeights saved = WeightsFile.read(beside(checkpoint), weights.layout())) {
                policy.loadState(checkpoint, stateChecksum);
                weights.segment().copyFrom(saved.segment());
                if (mix != null) {
                    mix.set(saved);
                }
            }
        }
        model.replace(weights, 0);
    }

    /** A state's checksum without the part of a mix that lies beside a checkpoint, if one does. */
    static Checksum withoutMix(Checksum state, Path checkpoint) {
        Path file = mixBeside(checkpoint);
        return Files.exists(file) ? state.joined(ReferenceMix.checksumIn(file, state.kind())) : state;
    }

    /** The file that belongs to a checkpoint. */
    static Path beside(Path checkpoint) {
        return checkpoint.resolveSibling(checkpoint.getFileName() + ".reference");
    }

    /** The same, of a mix. */
    static Path mixBeside(Path checkpoint) {
        return checkpoint.resolveSibling(checkpoint.getFileName() + ".reference-mix");
    }

    @Override
    public void close() {
        engine.close();
        model.close();
        if (weights != null) {
            weights.close();
        }
        if (mix != null) {
            mix.close();
        }
    }
}
