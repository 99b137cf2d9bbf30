package io.kafkagrpo.cli.pretrain;

import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.engine.score.TokenGroup;
import io.kafkagrpo.engine.train.Activations;
import io.kafkagrpo.engine.train.OptimizerSettings;
import io.kafkagrpo.engine.train.TokenSlopes;
import io.kafkagrpo.engine.train.TrainingEngine;
import io.kafkagrpo.engine.train.TrainingOptions;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.task.data.Arithmetic;
import io.kafkagrpo.task.data.Arithmetic.Exercise;
import io.kafkagrpo.task.data.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Supervised training on the built-in problems: the loss is the mean negative log-probability of the teacher's
 * completion tokens. Equal seeds give equal bits with one thread.
 */
final class Pretraining {

    private static final double GRADIENT_CLIP = 1;
    private static final double TEMPERATURE = 1;

    /** Large enough that a batch goes through in few passes, small enough for a few hundred MB. */
    private static final int TOKEN_BUDGET = 8192;

    /** Told of every step. */
    @FunctionalInterface
    interface Progress {
        /** @param accuracy held-out accuracy after the step, NaN where none was measured */
        void step(PretrainPhase phase, int step, double loss, double accuracy);
    }

    private final ModelConfig config;
    private final PretrainTexts texts;
    private final PretrainEvaluation evaluation;
    private final Progress progress;

    Pretraining(ModelConfig config, PretrainTexts texts, PretrainEvaluation evaluation, Progress progress) {
        this.config = config;
        this.texts = texts;
        this.evaluation = evaluation;
        this.progress = progress;
    }

    /**
     * Trains the weights in place, and returns their held-out accuracy.
     *
     * @param seed of the order of exercises
     */
    double run(PretrainPhase phase, HostWeights weights, long seed) {
        Random random = new Random(seed);
        List<Exercise> order = new ArrayList<>();
        double accuracy = Double.NaN;
        try (TrainingEngine engine = new TrainingEngine(config, weights, options(phase))) {
            for (int step = 1; step <= phase.steps(); step++) {
                double loss = pass(engine, batch(phase, order, random));
                engine.applyUpdate(phase.rate().at(step), GRADIENT_CLIP);
                accuracy = Double.NaN;
                if (step % phase.evaluateEvery() == 0 || step == phase.steps()) {
                    engine.exportTo(weights);
                    accuracy = evaluation.accuracy(weights);
                }
                progress.step(phase, step, loss, accuracy);
                if (accuracy <= phase.stopAt()) {
                    break;
                }
            }
        }
        return accuracy;
    }

    private static TrainingOptions options(PretrainPhase phase) {
        OptimizerSettings optimizer = new OptimizerSettings(0.9, 0.98, 1e-8, phase.weightDecay());
        return new TrainingOptions(List.of("cpu"), ComputeType.FLOAT32, TOKEN_BUDGET, Activations.KEEP, optimizer);
    }

    /** The next exercises of a seeded order, which is drawn anew for each epoch. */
    private List<TokenGroup> batch(PretrainPhase phase, List<Exercise> order, Random random) {
        if (order.size() < phase.batch()) {
            List<Exercise> epoch = new ArrayList<>(Arithmetic.exercises(Split.TRAIN));
            Collections.shuffle(epoch, random);
            order.addAll(0, epoch);
        }
        List<Exercise> taken = order.subList(order.size() - phase.batch(), order.size());
        List<TokenGroup> batch = taken.stream()
                .map(exercise -> texts.example(
                        exercise.problem().question(), phase.teacher().target(exercise)))
                .toList();
        taken.clear();
        return batch;
    }

    /** Accumulates the gradient of the mean negative log-probability, and returns that mean, in nats per token. */
    private static double pass(TrainingEngine engine, List<TokenGroup> batch) {
        int tokens = batch.stream()
                .mapToInt(example -> example.completions().getFirst().length)
                .sum();
        double[] sum = new double[1];
        engine.accumulateGradients(batch, TEMPERATURE, (_, scores) -> {
            double[] slopes = new double[scores.logProbabilities().length];
            Arrays.fill(slopes, -1.0 / tokens);
            for (float logProbability : scores.logProbabilities()) {
                sum[0] -= logProbability / tokens;
            }
            return TokenSlopes.of(slopes);
        });
        return sum[0];
    }
}
