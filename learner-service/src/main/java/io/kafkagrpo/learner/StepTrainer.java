package io.kafkagrpo.learner;

import io.kafkagrpo.model.HostWeights;
import io.kafkagrpo.model.OptimizerStep;
import io.kafkagrpo.model.PassResult;
import io.kafkagrpo.model.ScoringEngine;
import io.kafkagrpo.model.TokenSequence;
import io.kafkagrpo.model.TrainingEngine;
import io.kafkagrpo.rl.LearningRateSchedule;
import io.kafkagrpo.rl.ObjectiveMetrics;
import io.kafkagrpo.rl.ObjectiveSettings;
import io.kafkagrpo.rl.Row;
import io.kafkagrpo.rl.RowLoss;
import io.kafkagrpo.rl.StepObjective;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One training step: the batch's groups in, new weights out. A function of the weights, the optimizer's state, the batch and the
 * step's number, so that a step can be redone from the log.
 */
final class StepTrainer implements AutoCloseable {
    private final TrainingEngine engine;
    private final ObjectiveSettings objective;
    private final LearningRateSchedule schedule;
    private final int updatesPerBatch;
    private final double gradientClip;
    private final double temperature;
    private final @Nullable ScoringEngine reference;

    /**
     * @param reference the frozen model of the KL penalty; null where the objective needs none
     * @param updatesPerBatch mu
     * @param temperature of the sampler, which the log-probabilities are taken at
     */
    StepTrainer(
            TrainingEngine engine,
            ObjectiveSettings objective,
            LearningRateSchedule schedule,
            int updatesPerBatch,
            double gradientClip,
            double temperature,
            @Nullable ScoringEngine reference) {
        this.engine = engine;
        this.objective = objective;
        this.schedule = schedule;
        this.updatesPerBatch = updatesPerBatch;
        this.gradientClip = gradientClip;
        this.temperature = temperature;
        this.reference = reference;
    }

    /** Trains on a batch and returns what was measured. */
    Map<String, Double> train(TrainingBatch batch, long step) {
        double learningRate = schedule.at(step);
        StepObjective stepObjective = StepObjective.of(objective, completeRows(batch));
        int[] needed = IntStream.range(0, stepObjective.size())
                .filter(stepObjective::needsPass)
                .toArray();
        List<TokenSequence> sequences =
                IntStream.of(needed).mapToObj(batch.sequences()::get).toList();
        Map<String, Double> metrics = new TreeMap<>();
        for (int update = 0; update < updatesPerBatch; update++) {
            long started = System.nanoTime();
            ObjectiveMetrics sums = new ObjectiveMetrics();
            PassResult pass = engine.accumulateGradients(sequences, temperature, (index, logProbabilities) -> {
                RowLoss loss = stepObjective.row(needed[index], Row.widened(logProbabilities));
                synchronized (sums) {
                    sums.merge(loss.metrics());
                }
                return loss.slopes();
            });
            long passed = System.nanoTime();
            OptimizerStep optimizer = engine.applyUpdate(learningRate, gradientClip);
            metrics.merge("seconds/forward_backward", (passed - started) / 1e9, Double::sum);
            metrics.merge("seconds/optimizer", (System.nanoTime() - passed) / 1e9, Double::sum);
            // Losses and ratios of the first update say how far the sampler was; later ones, how far this batch has
            // led.
            String suffix = update == 0 ? "" : "/update" + (update + 1);
            describe(sums, suffix, metrics);
            metrics.put("gradient_norm" + suffix, optimizer.gradientNorm());
            metrics.put("entropy" + suffix, pass.meanEntropy());
        }
        metrics.put("learning_rate", learningRate);
        metrics.put("rows/passed", (double) needed.length);
        return metrics;
    }

    /** The bf16 weights that stand for the state. */
    void publishInto(HostWeights target) {
        engine.exportTo(target);
    }

    /** CRC-32C of master weights and moments. */
    int stateChecksum() {
        return engine.stateChecksum();
    }

    /** The engine, for checkpoints. */
    TrainingEngine engine() {
        return engine;
    }

    private List<Row> completeRows(TrainingBatch batch) {
        List<Row> rows = new ArrayList<>(batch.rows());
        if (objective.needsProximal()) {
            float[][] proximal = engine.logProbabilities(batch.sequences(), temperature);
            for (int i = 0; i < rows.size(); i++) {
                rows.set(i, rows.get(i).withProximal(Row.widened(proximal[i])));
            }
        }
        if (objective.needsReference()) {
            if (reference == null) {
                throw new IllegalStateException("The objective needs a reference model, but none was loaded.");
            }
            float[][] logProbabilities = reference.logProbabilities(batch.sequences(), temperature);
            for (int i = 0; i < rows.size(); i++) {
                rows.set(i, rows.get(i).withReference(Row.widened(logProbabilities[i])));
            }
        }
        return rows;
    }

    private static void describe(ObjectiveMetrics sums, String suffix, Map<String, Double> metrics) {
        metrics.put("loss" + suffix, sums.loss());
        metrics.put("ratio/mean" + suffix, sums.ratio().mean());
        metrics.put("ratio/max" + suffix, sums.ratio().maximum());
        metrics.put("clip_fraction/low" + suffix, sums.clipFractionLow());
        metrics.put("clip_fraction/high" + suffix, sums.clipFractionHigh());
        metrics.put("mismatch_kl" + suffix, sums.mismatchK3());
        if (sums.klToReference().count() > 0) {
            metrics.put("kl" + suffix, sums.klToReference().mean());
        }
        if (sums.importanceWeight().count() > 0) {
            metrics.put(
                    "importance_weight/mean" + suffix, sums.importanceWeight().mean());
            metrics.put(
                    "importance_weight/min" + suffix, sums.importanceWeight().minimum());
            metrics.put(
                    "importance_weight/max" + suffix, sums.importanceWeight().maximum());
            metrics.put("effective_sample_size" + suffix, sums.effectiveSampleSize());
        }
        metrics.values().removeIf(value -> !Double.isFinite(value));
    }

    @Override
    public void close() {
        if (reference != null) {
            reference.close();
        }
        engine.close();
    }
}
