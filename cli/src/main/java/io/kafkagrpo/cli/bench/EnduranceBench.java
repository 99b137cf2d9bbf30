package io.kafkagrpo.cli.bench;

import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.engine.generate.GenerationEngine;
import io.kafkagrpo.engine.generate.GenerationRequest;
import io.kafkagrpo.engine.generate.Sampling;
import io.kafkagrpo.engine.generate.StopCondition;
import io.kafkagrpo.engine.score.TokenGroup;
import io.kafkagrpo.engine.torch.PolicyModel;
import io.kafkagrpo.engine.train.Activations;
import io.kafkagrpo.engine.train.OptimizerSettings;
import io.kafkagrpo.engine.train.TokenSlopes;
import io.kafkagrpo.engine.train.TrainingEngine;
import io.kafkagrpo.engine.train.TrainingOptions;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.weights.HostWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Trains and generates for long and watches the process's resident memory, which must not grow once everything
 * has been used.
 *
 * @param screen where progress is shown
 */
record EnduranceBench(ModelConfig config, HostWeights weights, ComputeType type, Screen screen) {

    /** Below it there is nothing to fit a line to. */
    static final int LEAST_ROUNDS = 20;

    private static final int SAMPLES = 100;
    private static final int MEMBERS = 4;
    private static final int LONGEST_PROMPT = 48;
    private static final int LONGEST_COMPLETION = 48;
    private static final int TOKEN_BUDGET = 512;
    private static final int SLOTS = 16;

    /**
     * How resident memory developed.
     *
     * @param lastMebibytes at the end, 2²⁰ bytes
     * @param mebibytesPerHundred slope of the least-squares line after the warm-up, for each hundred
     *     steps or completions
     */
    record Growth(double lastMebibytes, double mebibytesPerHundred) {

        /**
         * Fits a line to all samples but the first fifth.
         *
         * @param done steps or completions so far, at each sample
         * @param bytes resident memory then
         */
        static Growth of(double[] done, double[] bytes) {
            int first = done.length / 5;
            double[] x = Arrays.copyOfRange(done, first, done.length);
            double[] y = Arrays.copyOfRange(bytes, first, bytes.length);
            double meanX = Arrays.stream(x).average().orElseThrow();
            double meanY = Arrays.stream(y).average().orElseThrow();
            double covariance = 0;
            double variance = 0;
            for (int i = 0; i < x.length; i++) {
                covariance += (x[i] - meanX) * (y[i] - meanY);
                variance += (x[i] - meanX) * (x[i] - meanX);
            }
            return new Growth(bytes[bytes.length - 1] / (1 << 20), 100 * covariance / variance / (1 << 20));
        }
    }

    /** Work that is sampled: makes so many steps or completions more. */
    private interface Work {
        void advance(int count);
    }

    Growth train(int steps) {
        SplittableRandom random = new SplittableRandom(1);
        TrainingOptions options = new TrainingOptions(
                List.of("cpu"), type, TOKEN_BUDGET, Activations.KEEP, new OptimizerSettings(0.9, 0.999, 1e-8, 0));
        try (TrainingEngine engine = new TrainingEngine(config, weights, options);
                HostWeights published = engine.publishedWeights()) {
            return sampled("training step", steps, count -> {
                for (int i = 0; i < count; i++) {
                    engine.accumulateGradients(group(random), 1, (_, scores) -> {
                        double[] slopes = new double[scores.logProbabilities().length];
                        Arrays.fill(slopes, -1.0 / LONGEST_COMPLETION);
                        return TokenSlopes.of(slopes);
                    });
                    engine.applyUpdate(1e-6, 1);
                    engine.exportTo(published);
                }
            });
        }
    }

    Growth generate(int completions) {
        SplittableRandom random = new SplittableRandom(2);
        try (PolicyModel model = PolicyModel.of(config, weights, "cpu", type);
                GenerationEngine engine = new GenerationEngine(model, SLOTS, LONGEST_PROMPT + LONGEST_COMPLETION + 1)) {
            return sampled("completion", completions, count -> {
                model.replace(weights, model.version() + 1);
                int submitted = 0;
                while (submitted < count || !engine.isIdle()) {
                    while (submitted < count && engine.waitingSequences() < SLOTS) {
                        int members = Math.min(MEMBERS, count - submitted);
                        engine.submit(request(random, members));
                        submitted += members;
                    }
                    engine.step();
                }
            });
        }
    }

    private Growth sampled(String unit, int total, Work work) {
        int samples = Math.min(SAMPLES, total);
        double[] done = new double[samples];
        double[] bytes = new double[samples];
        int reached = 0;
        for (int i = 0; i < samples; i++) {
            int next = (int) ((long) total * (i + 1) / samples);
            work.advance(next - reached);
            reached = next;
            System.gc(); // what the Java heap holds and could give back is no growth
            done[i] = reached;
            bytes[i] = ResidentMemory.now().orElseThrow();
            screen.status("%s %d of %d".formatted(unit, reached, total));
        }
        screen.clear();
        return Growth.of(done, bytes);
    }

    private List<TokenGroup> group(SplittableRandom random) {
        int[] prompt = ids(random, random.nextInt(2, LONGEST_PROMPT));
        List<int[]> members = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            members.add(ids(random, random.nextInt(1, LONGEST_COMPLETION)));
        }
        return List.of(new TokenGroup(prompt, members));
    }

    private GenerationRequest request(SplittableRandom random, int members) {
        return new GenerationRequest(
                "endurance",
                ids(random, random.nextInt(2, LONGEST_PROMPT)),
                Sampling.untruncated(1, random.nextInt(1, LONGEST_COMPLETION)),
                random.longs(members).toArray(),
                Set.of(),
                StopCondition.NONE);
    }

    private int[] ids(SplittableRandom random, int count) {
        return random.ints(count, 0, config.vocabularySize()).toArray();
    }
}
