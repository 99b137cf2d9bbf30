package io.kafkagrpo.engine.score;

import ai.djl.pytorch.engine.PtNDManager;
import io.kafkagrpo.engine.torch.PolicyModel;
import io.kafkagrpo.engine.torch.TorchProgram;
import java.util.ArrayList;
import java.util.List;

/** Log-probabilities of given completions under a model, without gradient. Used by one thread at a time. */
public final class ScoringEngine implements AutoCloseable {

    private final PolicyModel model;
    private final TorchProgram program;
    private final int tokenBudget;

    /**
     * A scorer of a model, which stays the caller's.
     *
     * @param tokenBudget most tokens of one forward pass; a longer sequence goes alone
     */
    public ScoringEngine(PolicyModel model, int tokenBudget) {
        if (tokenBudget < 1) {
            throw new IllegalArgumentException("A token budget is at least 1, not " + tokenBudget + ".");
        }
        this.model = model;
        this.program = TorchProgram.training(model.device(), model.config());
        this.tokenBudget = tokenBudget;
    }

    /** Scores of each completion, numbered through all groups, at a temperature above 0. */
    public List<Scores> score(List<TokenGroup> groups, double temperature) {
        var scores = new Scores[TokenGroup.completionsOf(groups)];
        for (var batch : MicroBatchPlanner.plan(groups, tokenBudget)) {
            Scores.scatter(batch, score(batch, temperature), scores);
        }
        return List.of(scores);
    }

    /** Log-probabilities of each completion's tokens. */
    public float[][] logProbabilities(List<TokenGroup> groups, double temperature) {
        return score(groups, temperature).stream().map(Scores::logProbabilities).toArray(float[][]::new);
    }

    /**
     * The same with the likeliest tokens at each completion token's place and after the last. Logits of all places
     * never exist at once.
     *
     * @param top how many tokens of each place, from 1 to the vocabulary's size
     */
    public List<TopScores> topScores(List<TokenGroup> groups, double temperature, int top) {
        if (top < 1 || top > model.config().vocabularySize()) {
            throw new IllegalArgumentException("The " + top + " likeliest tokens are not possible; allowed is 1 to "
                    + model.config().vocabularySize() + ", the vocabulary's size.");
        }
        var lengthened = groups.stream().map(TokenGroup::lengthened).toList();
        var scores = new TopScores[TokenGroup.completionsOf(groups)];
        for (var batch : MicroBatchPlanner.plan(lengthened, tokenBudget)) {
            var values = topScores(batch, temperature, top);
            for (var part : batch.parts()) {
                scores[part.sequence()] = TopScores.of(part, values, top);
            }
        }
        return List.of(scores);
    }

    /** Unscaled logits after each token of a sequence: [tokens][vocabulary]. Meant for short sequences. */
    public List<float[]> logits(int[] ids) {
        var all = new long[ids.length];
        var positions = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            all[i] = ids[i];
            positions[i] = i;
        }
        var batch = new MicroBatch(all, positions, new long[] {ids.length, 0}, positions, all, List.of());
        try (var tensors = new BatchTensors(batch);
                PtNDManager results = model.device().newManager()) {
            float[] flat = program.tensor(
                            "logits",
                            results,
                            tensors.tensors(),
                            model.weights().parameterList(),
                            model.rotary().listUpTo(tensors.longest()))
                    .toFloatArray();
            int vocabulary = model.config().vocabularySize();
            var rows = new ArrayList<float[]>();
            for (int i = 0; i < ids.length; i++) {
                rows.add(java.util.Arrays.copyOfRange(flat, i * vocabulary, (i + 1) * vocabulary));
            }
            return rows;
        }
    }

    private float[] score(MicroBatch batch, double temperature) {
        try (var tensors = new BatchTensors(batch);
                PtNDManager results = model.device().newManager()) {
            return program.tensor(
                            "score",
                            results,
                            tensors.tensors(),
                            model.weights().parameterList(),
                            model.rotary().listUpTo(tensors.longest()),
                            temperature,
                            BatchTensors.headChunk(model.config()))
                    .toFloatArray();
        }
    }

    private double[] topScores(MicroBatch batch, double temperature, int top) {
        try (var tensors = new BatchTensors(batch);
                PtNDManager results = model.device().newManager()) {
            return program.tensor(
                            "score_top",
                            results,
                            tensors.tensors(),
                            model.weights().parameterList(),
                            model.rotary().listUpTo(tensors.longest()),
                            temperature,
                            top,
                            BatchTensors.headChunk(model.config()))
                    .toDoubleArray();
        }
    }

    @Override
    public void close() {
        program.close();
    }
}
