package io.kafkagrpo.rl.objective;

import io.kafkagrpo.rl.objective.correction.Correction;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection.Action;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection.Criterion;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection.Decoupled;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection.Masking;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection.ProximalOnly;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection.Scope;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection.Weight;
import io.kafkagrpo.rl.objective.correction.StackedCorrection;
import io.kafkagrpo.rl.objective.correction.Statistic;
import io.kafkagrpo.rl.objective.ratio.KlEstimator;
import io.kafkagrpo.rl.objective.ratio.LogRatioBounds;
import io.kafkagrpo.rl.objective.ratio.RatioLevel;
import io.kafkagrpo.rl.objective.term.Cispo;
import io.kafkagrpo.rl.objective.term.ClipCov;
import io.kafkagrpo.rl.objective.term.Clipped;
import io.kafkagrpo.rl.objective.term.DoubleSided;
import io.kafkagrpo.rl.objective.term.Dppo;
import io.kafkagrpo.rl.objective.term.Dro;
import io.kafkagrpo.rl.objective.term.Gmpo;
import io.kafkagrpo.rl.objective.term.KlCov;
import io.kafkagrpo.rl.objective.term.PolicyTerm;
import io.kafkagrpo.rl.objective.term.Reinforce;
import io.kafkagrpo.rl.objective.term.Sapo;
import io.kafkagrpo.rl.objective.term.Unclipped;
import io.kafkagrpo.rl.objective.term.Vespo;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Seeded random settings and samples, extremes included: log-ratios of ±50, empty, all-masked and one-token
 * samples.
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
        return new ObjectiveSettings(
                term(),
                any(RatioLevel.class),
                any(List.of(LogRatioBounds.NONE, LogRatioBounds.TWENTY, LogRatioBounds.AT_MOST_TEN)),
                correction(),
                new KlPenalty(
                        random.nextBoolean() ? 0.0 : random.nextDouble(),
                        any(KlEstimator.class),
                        any(KlPenalty.Weighting.class),
                        null),
                aggregation(),
                extras());
    }

    private PolicyTerm term() {
        double low = random.nextDouble(0.5);
        double high = random.nextDouble(0.5);
        return switch (random.nextInt(12)) {
            case 0 -> new Clipped(low, high, 1.0 + random.nextDouble(5.0), Clipped.NO_CAP);
            case 1 -> new Clipped(low, high, Clipped.NO_CAP, 0.5 + random.nextDouble(5.0));
            case 2 -> heldTerm();
            case 3 -> new Reinforce();
            case 4 -> new Sapo(0.5 + random.nextDouble(), 0.5 + random.nextDouble());
            case 5 -> new Dppo(any(Dppo.Mask.class), low, high, Dppo.Value.RATIO, Clipped.NO_CAP);
            case 6 -> new Dro(random.nextDouble());
            case 7 -> new ClipCov(Clipped.between(low, high), random.nextDouble(), -1.0, 1.0, random.nextLong());
            case 8 -> new KlCov(random.nextDouble(), random.nextDouble());
            case 9 -> new Gmpo(low, high, 1.0e-8);
            case 10 -> new Unclipped();
            default -> Clipped.between(low, high);
        };
    }

    /** A term whose ratio only weights. */
    PolicyTerm heldTerm() {
        double low = random.nextDouble(0.5);
        double high = random.nextDouble(0.5);
        return switch (random.nextInt(4)) {
            case 0 ->
                new Dppo(any(Dppo.Mask.class), low, high, Dppo.Value.LOG_PROBABILITY, 0.5 + random.nextDouble(5.0));
            case 1 -> new DoubleSided(low, high);
            case 2 -> new Vespo(0.5 + low, 0.5 + high, 1.0 + low, 1.0 + high);
            default -> new Cispo(random.nextDouble(), 1.0 + random.nextDouble(5.0));
        };
    }

    private ObjectiveSettings.Extras extras() {
        if (random.nextInt(3) > 0) {
            return ObjectiveSettings.Extras.NONE;
        }
        return new ObjectiveSettings.Extras(
                random.nextDouble(),
                random.nextBoolean() ? 0.0 : random.nextDouble(),
                random.nextBoolean() ? SequenceMask.NONE : new SequenceMask(low(), any(SequenceMask.Against.class)),
                new EntropyMask(random.nextBoolean() ? 1.0 : 0.1 + 0.9 * random.nextDouble()));
    }

    /** An entropy bonus, fixed or adapted, of the policy term's aggregation or its own. */
    EntropyBonus bonus() {
        double coefficient = random.nextInt(3) == 0 ? 0.0 : random.nextDouble();
        return new EntropyBonus(
                coefficient,
                random.nextBoolean() ? null : new EntropyTarget(1.0, 0.1, 1.0),
                random.nextBoolean() ? null : aggregation());
    }

    /** Entropies of as many tokens, now and then none at all or that of a large vocabulary. */
    double[] entropies(int tokens) {
        double[] values = random.doubles(tokens, 0.0, 4.0).toArray();
        for (int t = 0; t < tokens; t++) {
            values[t] = switch (random.nextInt(8)) {
                case 0 -> 0.0;
                case 1 -> 12.0;
                default -> values[t];
            };
        }
        return values;
    }

    private double low() {
        return random.nextDouble(-0.2, 0.5);
    }

    private OffPolicyCorrection correction() {
        return switch (random.nextInt(6)) {
            case 0 -> new OffPolicyCorrection.None();
            case 1 -> new ProximalOnly();
            case 2, 3 -> stack();
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

    private StackedCorrection stack() {
        List<Correction> members = new ArrayList<>();
        int count = random.nextInt(4);
        for (int n = 0; n < count; n++) {
            double lower = random.nextBoolean() ? 0.0 : random.nextDouble();
            double upper = random.nextBoolean() ? Double.POSITIVE_INFINITY : 1.0 + random.nextDouble(3.0);
            members.add(
                    random.nextBoolean()
                            ? new Correction.ImportanceWeight(
                                    any(Weight.class),
                                    lower,
                                    upper,
                                    any(Correction.Outside.class),
                                    any(Correction.Normalization.class),
                                    any(List.of(LogRatioBounds.NONE, LogRatioBounds.TWENTY)))
                            : new Correction.Rejection(
                                    any(Statistic.class),
                                    any(Correction.Direction.class),
                                    any(Correction.Reduction.class),
                                    random.nextBoolean() ? Double.NEGATIVE_INFINITY : lower,
                                    upper));
        }
        return new StackedCorrection(
                members,
                any(StackedCorrection.Anchor.class),
                any(StackedCorrection.Sees.class),
                any(StackedCorrection.Rejected.class));
    }

    private Aggregation aggregation() {
        Aggregation.EmptySamples empty = any(Aggregation.EmptySamples.class);
        return switch (random.nextInt(5)) {
            case 4 -> new Aggregation.GroupMean();
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
        Sample sample = Sample.of(advantage, behaviour)
                .withProximal(near(behaviour))
                .withReference(near(behaviour))
                .withGroup(random.nextInt(2));
        if (random.nextInt(8) == 0) {
            sample =
                    sample.withTokenAdvantages(random.doubles(tokens, -3.0, 3.0).toArray());
        }
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

    /** The step as a learner evaluates it, surveyed where it must be. */
    StepObjective step(ObjectiveSettings settings, List<Sample> samples, double[][] current) {
        StepObjective step = StepObjective.of(settings, samples);
        if (!settings.needsSurvey()) {
            return step;
        }
        double[][] entropies = new double[current.length][];
        for (int i = 0; i < entropies.length; i++) {
            entropies[i] = random.doubles(current[i].length).toArray();
        }
        return step.surveyed(current, entropies);
    }

    /** A policy for each sample, at some distance from the sampler. */
    double[][] current(List<Sample> samples) {
        return samples.stream().map(sample -> near(sample.behaviour())).toArray(double[][]::new);
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
