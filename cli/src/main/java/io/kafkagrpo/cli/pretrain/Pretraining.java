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
import java.util.Arrays;
import java.util.List;

/**
 * Supervised training on a teacher's texts: the loss is the mean negative log-probability of the teacher's
 * completion tokens. Equal lessons give equal bits with one thread.
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

    /** Trains the weights in place, and returns their held-out accuracy. */
    double run(PretrainPhase phase, HostWeights weights) {
        double accuracy = Double.NaN;
        try (TrainingEngine engine = new TrainingEngine(config, weights, options(phase))) {
            for (int step = 1; step <= phase.steps(); step++) {
                List<TokenGroup> batch = phase.lessons().next(phase.batch()).stream()
                        .map(texts::example)
                        .toList();
                double loss = pass(engine, batch);
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
