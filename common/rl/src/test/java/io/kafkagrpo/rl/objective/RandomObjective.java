package io.kafkagrpo.rl.objective;

import io.kafkagrpo.rl.objective.OffPolicyCorrection.Action;
import io.kafkagrpo.rl.objective.OffPolicyCorrection.Criterion;
import io.kafkagrpo.rl.objective.OffPolicyCorrection.Decoupled;
import io.kafkagrpo.rl.objective.OffPolicyCorrection.Masking;
import io.kafkagrpo.rl.objective.OffPolicyCorrection.ProximalOnly;
import io.kafkagrpo.rl.objective.OffPolicyCorrection.Scope;
import io.kafkagrpo.rl.objective.OffPolicyCorrection.Statistic;
import io.kafkagrpo.rl.objective.OffPolicyCorrection.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Seeded random settings and samples, extremes included: log-ratios of ±50, empty, all-masked
 * and one-token samples.
 */
final class RandomObjective {
    private final SplittableRandom random;

    RandomObjective(long seed) {
        this.random = new SplittableRandom(seed);
    }

    private <E> E any(List<E> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private <E extends Enum<E>> E any(Class<E> choices) {
        return any(List.of(choices.getEnumConstants()));
    }

    ObjectiveSettings settings() {
        double low = random.nextDouble(0.5);
        double high = random.nextDouble(0.5);
        PolicyTerm term = switch (random.nextInt(7)) {
            case 0 -> new Clipped(low, high, 1.0 + random.nextDouble(5.0), Clipped.NO_CAP);
            case 1 -> new Clipped(low, high, Clipped.NO_CAP, 0.5 + random.nextDouble(5.0));
            case 2 -> new Cispo(random.nextDouble(), 1.0 + random.nextDouble(5.0));
            case 3 -> new Reinforce();
            case 4 -> new Sapo(0.5 + random.nextDouble(), 0.5 + random.nextDouble());
            default -> Clipped.between(low, high);
        };
        return new ObjectiveSettings(
                term,
                any(RatioLevel.class),
                any(List.of(LogRatioBounds.NONE, LogRatioBounds.TWENTY, LogRatioBounds.AT_MOST_TEN)),
                correction(),
                new KlPenalty(
                        random.nextBoolean() ? 0.0 : random.nextDouble(),
                        any(KlEstimator.class),
                        any(KlPenalty.Weighting.class),
                        null),
                aggregation());
    }

    private OffPolicyCorrection correction() {
        return switch (random.nextInt(4)) {
            case 0 -> new OffPolicyCorrection.None();
            case 1 -> new ProximalOnly();
            default ->
                new Decoupled(
                        any(Weight.class),
                        new Criterion(any(Statistic.class), any(Scope.class)),
                        any(Action.class),
                        random.nextBoolean() ? Double.NEGATIVE_INFINITY : random.nextDouble(),
                        1.0 + random.nextDouble(4.0),
                        any(Masking.class),
                        any(List.of(LogRatioBounds.NONE, LogRatioBounds.TWENTY)));
        };
    }

    private Aggregation aggregation() {
        Aggregation.EmptySamples empty = any(Aggregation.EmptySamples.class);
        return switch (random.nextInt(4)) {
            case 0 -> new Aggregation.SequenceMean(empty, 0.0);
            case 1 -> new Aggregation.TokenMean();
            case 2 -> new Aggregation.SequenceSum(empty);
            default -> new Aggregation.Constant(1.0 + random.nextInt(20), any(Aggregation.Constant.Per.class));
        };
    }

    /** Log-probabilities near others, now and then at a distance of up to ±50. */
    double[] near(double[] others) {
        double[] values = new double[others.length];
        boolean extreme = random.nextInt(4) == 0;
        for (int t = 0; t < values.length; t++) {
            double far = random.nextBoolean() ? 50.0 : -50.0;
            values[t] = others[t] + (extreme && random.nextInt(3) == 0 ? far : random.nextDouble(-0.7, 0.7));
        }
        return values;
    }

    double[] logProbabilities(int tokens) {
        double[] values = new double[tokens];
        for (int t = 0; t < tokens; t++) {
            values[t] = -3.0 * random.nextDouble();
        }
        return values;
    }

    Sample sample() {
        int tokens = switch (random.nextInt(5)) {
            case 0 -> 0;
            case 1 -> 1;
            default -> 1 + random.nextInt(8);
        };
        double[] behaviour = logProbabilities(tokens);
        double advantage = random.nextInt(8) == 0 ? 0.0 : random.nextDouble(-3.0, 3.0);
        Sample sample =
                Sample.of(advantage, behaviour).withProximal(near(behaviour)).withReference(near(behaviour));
        return switch (random.nextInt(4)) {
            case 0 -> sample.withMask(mask(tokens));
            case 1 -> random.nextInt(3) == 0 ? sample.withoutCountedTokens() : sample;
            default -> sample;
        };
    }

    private boolean[] mask(int tokens) {
        boolean[] mask = new boolean[tokens];
        for (int t = 0; t < tokens; t++) {
            mask[t] = random.nextInt(3) > 0;
        }
        return mask;
    }

    List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            samples.add(sample());
        }
        return samples;
    }
}
