package io.kafkagrpo.engine.train;

import io.kafkagrpo.engine.score.MicroBatch;
import io.kafkagrpo.engine.score.MicroBatchPlanner;
import io.kafkagrpo.engine.score.Scores;
import io.kafkagrpo.engine.score.TokenGroup;
import io.kafkagrpo.engine.torch.NotFiniteException;
import io.kafkagrpo.engine.torch.ParameterLayout;
import io.kafkagrpo.hash.Checksum;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.ModelFormatException;
import io.kafkagrpo.model.weights.DataType;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.WeightLayout;
import java.nio.file.Path;
import java.util.List;

/**
 * Trains a model: log-probabilities of completions, gradients of a loss given by its slopes, and steps of the
 * optimizer on float32 master weights. The passes compute with the masters rounded to bf16, which are the very
 * weights that are published, so that learner and generators mean the same policy by a version.
 *
 * <p>Equal inputs give equal bits on the CPU with the same number of threads. Used by one thread at a time.
 */
public final class TrainingEngine implements AutoCloseable {

    private static final int ROUNDING_CHUNK = 1 << 18; // what is between float32 and bf16 stays in the cache

    private final TrainingOptions options;
    private final WeightLayout layout;
    private final ReplicaGroup replicas;
    private final OptimizerState optimizer;

    /**
     * An engine that starts from the given weights, with moments of zero.
     *
     * @throws IllegalArgumentException where a device is unknown
     */
    public TrainingEngine(ModelConfig config, HostWeights initial, TrainingOptions options) {
        this.options = options;
        this.layout = WeightLayout.of(config);
        this.replicas = new ReplicaGroup(config, options);
        TrainingReplica first = replicas.first();
        this.optimizer =
                new OptimizerState(first.device(), first.vectors(), ParameterLayout.of(config), options.optimizer());
        for (int i = 0; i < layout.tensors().size(); i++) {
            optimizer.masters().write(i, initial.tensor(i), DataType.BF16);
        }
        refresh();
    }

    /** Scores of each completion, numbered through all groups, under the current weights; temperature above 0. */
    public List<Scores> score(List<TokenGroup> groups, double temperature) {
        var scores = new Scores[TokenGroup.completionsOf(groups)];
        replicas.forEach(plan(groups), (replica, batch) -> {
            var values = replica.score(batch, temperature);
            synchronized (scores) {
                Scores.scatter(batch, values, scores);
            }
        });
        return List.of(scores);
    }

    /** Log-probabilities of each completion's tokens. */
    public float[][] logProbabilities(List<TokenGroup> groups, double temperature) {
        return score(groups, temperature).stream().map(Scores::logProbabilities).toArray(float[][]::new);
    }

    /**
     * Adds to the gradient that of a loss whose slopes by each log-probability and entropy the function gives:
     * forward, slopes and backward for each micro-batch.
     *
     * @param temperature by which logits are divided, above 0: the sampler's
     * @throws NotFiniteException where a log-probability or slope is NaN or infinite; the message
     *     names the sequence
     */
    public PassResult accumulateGradients(List<TokenGroup> groups, double temperature, SlopeFunction function) {
        var pass = new GradientPass(function);
        var batches = plan(groups);
        replicas.forEach(
                batches,
                (replica, batch) ->
                        pass.add(batch, replica.accumulate(batch, temperature, scores -> pass.slopes(batch, scores))));
        return pass.result(batches.size());
    }

    private List<MicroBatch> plan(List<TokenGroup> groups) {
        return MicroBatchPlanner.plan(groups, options.tokenBudget());
    }

    /**
     * One step of the optimizer on the gradient, which is cleared.
     *
     * @param gradientClip most Euclidean norm of the gradient; infinite for no clipping
     * @throws NotFiniteException naming the tensors whose gradient is not finite; the state is as before then
     */
    public OptimizerStep applyUpdate(double learningRate, double gradientClip) {
        replicas.reduceGradients();
        OptimizerStep step = optimizer.step(replicas.first().gradients(), learningRate, gradientClip);
        replicas.clearGradients();
        refresh();
        return step;
    }

    /** Forgets the gradient that was accumulated. */
    public void clearGradients() {
        replicas.clearGradients();
    }

    /** The accumulated gradient of a canonical tensor; for tests. */
    public float[] gradient(int tensor) {
        replicas.reduceGradients();
        return replicas.first().gradients().readFloats(tensor);
    }

    /** A canonical tensor's master weights; for tests. */
    float[] masters(int tensor) {
        return optimizer.masters().readFloats(tensor);
    }

    private void refresh() {
        TrainingReplica first = replicas.first();
        first.vectors()
                .run("round_into", optimizer.masters().flat(), first.weights().flat(), ROUNDING_CHUNK);
        replicas.broadcastWeights();
    }

    /** Updates made so far. */
    public long steps() {
        return optimizer.steps();
    }

    /** Writes the current weights, as published, into the given memory. */
    public void exportTo(HostWeights target) {
        for (int i = 0; i < layout.tensors().size(); i++) {
            replicas.first().weights().readBfloat16(i, target.tensor(i));
        }
    }

    /** The current weights in bf16, in memory that the caller closes. */
    public HostWeights publishedWeights() {
        var weights = HostWeights.allocate(layout);
        exportTo(weights);
        return weights;
    }

    /** Of step count, float32 masters and moments; a sum is taken where they are, without moving them to the host. */
    public Checksum stateChecksum(Checksum.Kind kind) {
        return optimizer.checksum(kind);
    }

    /** Saves masters, moments and step count; the file is whole or as it was before. */
    public void saveState(Path file) {
        StateFile.save(file, optimizer);
    }

    /**
     * Goes on from a saved state.
     *
     * @param checksum the {@link #stateChecksum} that it must have
     * @throws ModelFormatException where the file is damaged, of another model or another state; the state is
     *     as before then
     */
    public void loadState(Path file, Checksum checksum) {
        StateFile.load(file, optimizer, checksum);
        replicas.clearGradients();
        refresh();
    }

    @Override
    public void close() {
        optimizer.close();
        replicas.close();
    }
}
