package io.kafkagrpo.learner.step;

import io.kafkagrpo.engine.score.Scores;
import io.kafkagrpo.engine.score.TokenGroup;
import io.kafkagrpo.engine.torch.NotFiniteException;
import io.kafkagrpo.engine.train.OptimizerStep;
import io.kafkagrpo.engine.train.PassResult;
import io.kafkagrpo.engine.train.TokenSlopes;
import io.kafkagrpo.engine.train.TrainingEngine;
import io.kafkagrpo.hash.Checksum;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.record.MetricNames;
import io.kafkagrpo.rl.LearningRateSchedule;
import io.kafkagrpo.rl.RunningStatistics;
import io.kafkagrpo.rl.objective.ObjectiveMetrics;
import io.kafkagrpo.rl.objective.ObjectiveSettings;
import io.kafkagrpo.rl.objective.Sample;
import io.kafkagrpo.rl.objective.SampleLoss;
import io.kafkagrpo.rl.objective.StepObjective;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One training step: the batch's groups in, new weights out. A function of the weights, the optimizer's state, the
 * batch and the step's number, so that a step can be redone from the log.
 */
public final class StepTrainer implements Trainer {
    private final TrainingEngine engine;
    private final ObjectiveSettings objective;
    private final LearningRateSchedule schedule;
    private final int updatesPerBatch;
    private final double gradientClip;
    private final double temperature;
    private final @Nullable ReferenceModel reference;
    private final EntropyControl entropy;

    /**
     * @param reference the model of the KL penalty; null where the objective needs none
     * @param updatesPerBatch mu
     * @param temperature of the sampler, which the log-probabilities are taken at
     */
    public StepTrainer(
            TrainingEngine engine,
            ObjectiveSettings objective,
            LearningRateSchedule schedule,
            int updatesPerBatch,
            double gradientClip,
            double temperature,
            @Nullable ReferenceModel reference) {
        this.engine = engine;
        this.objective = objective;
        this.schedule = schedule;
        this.updatesPerBatch = updatesPerBatch;
        this.gradientClip = gradientClip;
        this.temperature = temperature;
        this.reference = reference;
        this.entropy = new EntropyControl(objective);
    }

    @Override
    public Map<String, Double> train(TrainingBatch batch, long step) {
        try {
            return trainOnce(batch, step);
        } catch (NotFiniteException e) {
            throw new NotFiniteException(
                    "Step %d diverged: %s Begin a new run with a lower optimizer.learning-rate, from the model of this one's beginning or from its best-model (--set model=DIR)."
                            .formatted(step, e.getMessage()));
        }
    }

    private Map<String, Double> trainOnce(TrainingBatch batch, long step) {
        double learningRate = schedule.at(step);
        Map<String, Double> metrics = new TreeMap<>();
        List<Sample> samples = new ArrayList<>(batch.samples());
        addReference(batch, samples, metrics);
        ObjectiveSettings ofStep = entropy.objective();
        StepObjective stepObjective = StepObjective.of(ofStep, samples);
        int[] needed = IntStream.range(0, stepObjective.size())
                .filter(stepObjective::needsPass)
                .toArray();
        List<TokenGroup> tokens = batch.tokens(stepObjective::needsPass);
        RunningStatistics measured = new RunningStatistics();
        for (int update = 0; update < updatesPerBatch; update++) {
            // Losses and ratios of the first update say how far the sampler was; later ones, how far this
            // batch has led.
            String suffix = update == 0 ? "" : "/update" + (update + 1);
            Survey survey = objective.needsSurvey() ? survey(batch, metrics) : null;
            StepObjective surveyed = survey == null
                    ? stepObjective
                    : stepObjective.surveyed(survey.logProbabilities(), survey.entropies());
            Update made = update(surveyed, needed, tokens, learningRate, suffix, metrics);
            if (update == 0) {
                measured.merge(made.entropy());
            }
            if (update == 0 && updatesPerBatch > 1 && objective.needsProximal()) {
                // The first pass ran with the weights of the step's start, so its values are the proximal ones: no
                // pass of their own.
                for (int i = 0; survey != null && i < samples.size(); i++) {
                    samples.set(i, samples.get(i).withProximal(survey.logProbabilities()[i]));
                }
                for (int i = 0; i < needed.length; i++) {
                    samples.set(needed[i], samples.get(needed[i]).withProximal(made.current()[i]));
                }
                stepObjective = StepObjective.of(ofStep, samples);
            }
        }
        if (reference != null) {
            reference.stepped(engine, step);
        }
        entropy.stepped(measured);
        if (ofStep.extras().entropyBonus().isOn()) {
            metrics.put("entropy_coefficient", ofStep.extras().entropyBonus().coefficient());
        }
        metrics.put("learning_rate", learningRate);
        metrics.put("rows/passed", (double) needed.length);
        return metrics;
    }

    /** What only a pass over the whole step tells, before its first slope. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Survey(double[][] logProbabilities, double[][] entropies) {}

    private Survey survey(TrainingBatch batch, Map<String, Double> metrics) {
        long started = System.nanoTime();
        List<Scores> scores = engine.score(batch.tokens(), temperature);
        metrics.merge("seconds/survey", (System.nanoTime() - started) / 1e9, Double::sum);
        return new Survey(
                scores.stream().map(s -> Sample.widened(s.logProbabilities())).toArray(double[][]::new),
                scores.stream().map(s -> Sample.widened(s.entropies())).toArray(double[][]::new));
    }

    /** What an update saw before it: log-probabilities, and entropies where the objective needs them. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Update(double[][] current, RunningStatistics entropy) {}

    /** One pass and one optimizer step. */
    private Update update(
            StepObjective stepObjective,
            int[] needed,
            List<TokenGroup> tokens,
            double learningRate,
            String suffix,
            Map<String, Double> metrics) {
        long started = System.nanoTime();
        SampleLoss[] losses = new SampleLoss[needed.length];
        double[][] current = new double[needed.length][];
        PassResult pass = engine.accumulateGradients(tokens, temperature, (index, scores) -> {
            current[index] = Sample.widened(scores.logProbabilities());
            losses[index] = stepObjective.sample(needed[index], current[index], Sample.widened(scores.entropies()));
            return new TokenSlopes(losses[index].slopes(), losses[index].entropySlopes());
        });
        long passed = System.nanoTime();
        OptimizerStep optimizer = engine.applyUpdate(learningRate, gradientClip);
        metrics.merge(MetricNames.SECONDS + "forward_backward", (passed - started) / 1e9, Double::sum);
        metrics.merge(MetricNames.SECONDS + "optimizer", (System.nanoTime() - passed) / 1e9, Double::sum);
        ObjectiveMetrics sums = new ObjectiveMetrics();
        for (SampleLoss loss : losses) {
            sums.merge(loss.metrics());
        }
        ObjectiveReport.describe(sums, suffix, metrics);
        if (suffix.isEmpty()) {
            ObjectiveReport.describeMismatch(sums, metrics);
        }
        metrics.put("gradient_norm" + suffix, optimizer.gradientNorm());
        metrics.put("entropy" + suffix, pass.meanEntropy());
        return new Update(current, sums.entropy());
    }

    @Override
    public void publishInto(HostWeights target) {
        engine.exportTo(target);
    }

    @Override
    public Checksum stateChecksum(Checksum.Kind kind) {
        Checksum carried = entropy.checksum(engine.stateChecksum(kind));
        return reference == null ? carried : reference.joined(carried);
    }

    @Override
    public void save(Path checkpoint) {
        if (reference != null) {
            reference.save(checkpoint);
        }
        entropy.save(checkpoint);
        engine.saveState(checkpoint);
    }

    @Override
    public void restore(Path checkpoint, Checksum stateChecksum) {
        EntropyControl.Saved saved = entropy.read(checkpoint);
        Checksum ofEngine = saved.checksumOfEngine(stateChecksum);
        if (reference == null) {
            engine.loadState(checkpoint, ReferenceModel.withoutMix(ofEngine, checkpoint));
        } else {
            reference.restore(engine, checkpoint, ofEngine);
        }
        entropy.restore(saved);
    }

    private void addReference(TrainingBatch batch, List<Sample> samples, Map<String, Double> metrics) {
        if (!objective.needsReference()) {
            return;
        }
        if (reference == null) {
            throw new IllegalStateException("The objective needs a reference model, but none was loaded.");
        }
        long started = System.nanoTime();
        float[][] logProbabilities = reference.logProbabilities(batch.tokens(), temperature);
        for (int i = 0; i < samples.size(); i++) {
            samples.set(i, samples.get(i).withReference(Sample.widened(logProbabilities[i])));
        }
        metrics.put(MetricNames.SECONDS + "reference", (System.nanoTime() - started) / 1e9);
    }

    @Override
    public void close() {
        if (reference != null) {
            reference.close();
        }
        engine.close();
    }
}
