package io.kafkagrpo.rl.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection.Action;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection.Decoupled;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection.Weight;
import io.kafkagrpo.rl.objective.ratio.LogRatioBounds;
import io.kafkagrpo.rl.objective.ratio.RatioLevel;
import io.kafkagrpo.rl.objective.term.ClipCov;
import io.kafkagrpo.rl.objective.term.Clipped;
import io.kafkagrpo.rl.objective.term.KlCov;
import io.kafkagrpo.rl.objective.term.PolicyTerm;
import io.kafkagrpo.rl.objective.term.Sapo;
import io.kafkagrpo.rl.objective.term.StepTokens;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StepObjectiveTest {
    private static final double[] BEHAVIOUR = {-1.0, -0.5, -2.0};
    private static final ObjectiveSettings PLAIN = ObjectiveSettings.grpo(0.2, 0.0);

    @Test
    void onPolicyTheLossIsMinusTheAdvantageAndEachTokenHasItsShare() {
        // Given one sample of three tokens whose policy has not moved
        StepObjective step = StepObjective.of(PLAIN, List.of(Sample.of(2.0, BEHAVIOUR)));
        // When
        SampleLoss loss = step.sample(0, BEHAVIOUR);
        // Then
        assertThat(loss.loss()).isCloseTo(-2.0, within(1e-15));
        assertThat(loss.slopes()).containsExactly(new double[] {-2.0 / 3, -2.0 / 3, -2.0 / 3}, within(1e-15));
        assertThat(loss.metrics().ratio().mean()).isOne();
        assertThat(loss.metrics().behaviour().k3()).isZero();
        assertThat(loss.metrics().effectiveSampleSize()).isOne();
    }

    @Test
    void aShardedStepAddsUpToTheWholeOne() {
        for (long seed = 0; seed < 500; seed++) {
            // Given
            RandomObjective random = new RandomObjective(seed);
            ObjectiveSettings settings = random.settings();
            List<Sample> samples = random.samples();
            StepObjective whole = StepObjective.of(settings, samples);
            for (int i = 0; i < samples.size() && !settings.needsSurvey(); i++) {
                double[] current = random.near(samples.get(i).behaviour());
                // When
                SampleLoss alone =
                        new StepObjective(settings, List.of(samples.get(i)), whole.totals()).sample(0, current);
                // Then
                assertThat(alone.slopes()).isEqualTo(whole.sample(i, current).slopes());
                assertThat(alone.loss()).isEqualTo(whole.sample(i, current).loss());
            }
        }
    }

    @Test
    void rowsThatNeedNoPassHaveNoSlopeAndStillCount() {
        for (long seed = 0; seed < 2_000; seed++) {
            RandomObjective random = new RandomObjective(seed);
            List<Sample> samples = random.samples();
            double[][] current = random.current(samples);
            StepObjective step = random.step(random.settings(), samples, current);
            for (int i = 0; i < samples.size(); i++) {
                SampleLoss loss = step.sample(i, current[i]);
                if (!step.needsPass(i)) {
                    assertThat(loss.slopes())
                            .containsOnly(new double[samples.get(i).length()]);
                    assertThat(loss.loss()).isZero();
                }
            }
        }
        StepObjective half = StepObjective.of(
                with(PLAIN, new Aggregation.TokenMean()),
                List.of(Sample.of(1.0, BEHAVIOUR), Sample.of(0.0, BEHAVIOUR)));
        assertThat(half.needsPass(1)).isFalse();
        assertThat(half.sample(0, BEHAVIOUR).loss()).isCloseTo(-0.5, within(1e-15));
    }

    @Test
    void sequenceTokenLevelEqualsSequenceLevelWhereTokensWeighTheSame() {
        for (long seed = 0; seed < 2_000; seed++) {
            // Given
            RandomObjective random = new RandomObjective(seed);
            ObjectiveSettings settings = with(
                    with(random.settings(), new OffPolicyCorrection.None(), KlPenalty.NONE),
                    seed % 2 == 0 ? Clipped.between(0.2, 0.3) : new Sapo(1.0, 1.05),
                    ObjectiveSettings.Extras.NONE);
            List<Sample> samples = random.samples().stream()
                    .filter(sample -> sample.tokenAdvantages() == null)
                    .toList();
            StepObjective sequence = StepObjective.of(with(settings, RatioLevel.SEQUENCE), samples);
            StepObjective perToken = StepObjective.of(with(settings, RatioLevel.SEQUENCE_TOKEN), samples);
            for (int i = 0; i < samples.size(); i++) {
                double[] current = random.near(samples.get(i).behaviour());
                // When
                double[] expected = sequence.sample(i, current).slopes();
                double[] actual = perToken.sample(i, current).slopes();
                // Then
                for (int t = 0; t < expected.length; t++) {
                    assertThat(actual[t]).isCloseTo(expected[t], within(1e-12 * Math.max(1.0, Math.abs(expected[t]))));
                }
            }
        }
    }

    @Test
    void detachedWeightsMakeTheLossLinearInTheLogProbabilities() {
        for (long seed = 0; seed < 2_000; seed++) {
            // Given a term whose ratio only weights
            RandomObjective random = new RandomObjective(seed);
            ObjectiveSettings drawn = random.settings();
            ObjectiveSettings settings = with(
                    with(drawn, drawn.correction(), KlPenalty.NONE),
                    random.heldTerm(),
                    new ObjectiveSettings.Extras(
                            1.0,
                            0.0,
                            drawn.extras().sequenceMask(),
                            drawn.extras().entropyMask()));
            List<Sample> samples = random.samples();
            double[][] policy = random.current(samples);
            StepObjective step = random.step(settings, samples, policy);
            for (int i = 0; i < samples.size(); i++) {
                double[] current = policy[i];
                // When
                SampleLoss loss = step.sample(i, current);
                // Then loss = Σ slope · log-probability
                double sum = 0.0;
                for (int t = 0; t < current.length; t++) {
                    sum += loss.slopes()[t] * current[t];
                }
                assertThat(sum).isCloseTo(loss.loss(), within(1e-11 * Math.max(1.0, Math.abs(loss.loss()))));
            }
        }
    }

    @Test
    void withoutProximalLogProbabilitiesTheCurrentOnesServeDetached() {
        // Given a policy at e^0.5 times the sampler's probability, and weights of at most 1.5
        double[] current = {-0.5, 0.0, -1.5};
        Decoupled correction = Decoupled.of(Weight.TOKEN, Action.TRUNCATE, 0.0, 1.5);
        StepObjective step = StepObjective.of(with(PLAIN, correction), List.of(Sample.of(1.0, BEHAVIOUR)));
        // When
        SampleLoss loss = step.sample(0, current);
        // Then the ratio is 1 and the weight is truncated
        assertThat(loss.metrics().ratio().maximum()).isOne();
        assertThat(loss.slopes()).containsExactly(new double[] {-0.5, -0.5, -0.5}, within(1e-15));
        assertThat(loss.metrics().correctedFraction()).isOne();
        assertThat(loss.metrics().behaviour().k1()).isCloseTo(-0.5, within(1e-15));
        assertThat(loss.metrics().behaviour().k3()).isCloseTo(Math.expm1(0.5) - 0.5, within(1e-15));
    }

    @Test
    void theMismatchIsOfCountedTokensOfTheStepsOwnVersionAlone() {
        // Given three tokens: an older version's, one of the step's own, and one of its own that does not count
        double[] current = {BEHAVIOUR[0] + 3, BEHAVIOUR[1] + 0.5, BEHAVIOUR[2] + 7};
        Sample sample = Sample.of(1.0, BEHAVIOUR).withMask(new boolean[] {true, true, false});
        StepObjective step =
                StepObjective.of(PLAIN, List.of(sample.withSameVersion(new boolean[] {false, true, true}), sample));
        // When
        ObjectiveMetrics own = step.sample(0, current).metrics();
        ObjectiveMetrics older = step.sample(1, current).metrics();
        // Then
        assertThat(own.mismatch().tokens()).isOne();
        assertThat(own.mismatch().k1()).isCloseTo(-0.5, within(1e-15));
        assertThat(own.mismatch().k3()).isCloseTo(Math.expm1(0.5) - 0.5, within(1e-15));
        assertThat(own.behaviour().k1()).isCloseTo(-1.75, within(1e-15));
        assertThat(older.mismatch().tokens()).isZero();
        assertThat(older.behaviour().k1()).isCloseTo(-1.75, within(1e-15));
        // And merged, only those are averaged that are of the version
        own.merge(older);
        assertThat(own.mismatch().tokens()).isOne();
        assertThat(own.mismatch().k1()).isCloseTo(-0.5, within(1e-15));
    }

    @Test
    void metricsMergeOverSamples() {
        // Given
        List<Sample> samples = List.of(Sample.of(1.0, BEHAVIOUR), Sample.of(-1.0, BEHAVIOUR));
        StepObjective step = StepObjective.of(PLAIN, samples);
        ObjectiveMetrics metrics = new ObjectiveMetrics();
        // When one token of the first sample exceeds the clip, two of the second fall below it
        SampleLoss first = step.sample(0, new double[] {-0.5, -0.5, -2.0});
        SampleLoss second = step.sample(1, new double[] {-1.5, -1.5, -2.0});
        metrics.merge(first.metrics());
        metrics.merge(second.metrics());
        // Then
        assertThat(metrics.tokens()).isEqualTo(6);
        assertThat(metrics.clipFractionHigh()).isCloseTo(1.0 / 6, within(1e-15));
        assertThat(metrics.clipFractionLow()).isCloseTo(2.0 / 6, within(1e-15));
        assertThat(metrics.losses().total()).isCloseTo(first.loss() + second.loss(), within(1e-15));
        assertThat(metrics.ratio().maximum()).isCloseTo(Math.exp(0.5), within(1e-15));
    }

    @Test
    void overlongFilteringLeavesNoTokens() {
        Sample sample = Sample.of(1.0, BEHAVIOUR);
        assertThat(TruncatedCompletions.MASK.ofTruncated(sample).countedTokens())
                .isZero();
        assertThat(TruncatedCompletions.KEEP.ofTruncated(sample).countedTokens())
                .isEqualTo(3);
    }

    @Test
    void anObjectiveThatSeesTheWholeStepAsksForASurvey() {
        ObjectiveSettings settings = with(PLAIN, new KlCov(0.2, 1.0));
        StepObjective step = StepObjective.of(settings, List.of(Sample.of(1.0, BEHAVIOUR)));
        assertThat(settings.needsSurvey()).isTrue();
        assertThatThrownBy(() -> step.sample(0, BEHAVIOUR))
                .hasMessage("this objective needs a survey of the whole step before its first slope");
        assertThat(step.surveyed(new double[][] {BEHAVIOUR}, null)
                        .sample(0, BEHAVIOUR)
                        .loss())
                .isCloseTo(-1.0, within(1e-15));
    }

    @Test
    void clipCovDrawsTheSameTokensAgain() {
        // Given more candidates than may be dropped
        ClipCov term = new ClipCov(Clipped.symmetric(0.2), 0.2, -100.0, 100.0, 7);
        RandomObjective random = new RandomObjective(3);
        double[][] current = {random.logProbabilities(10), random.logProbabilities(10)};
        StepTokens step =
                new StepTokens(new double[][] {new double[10], new double[10]}, current, current, new boolean[][] {
                    allTrue(10), allTrue(10)
                });
        // When
        boolean[][] chosen = term.select(step);
        // Then
        assertThat(term.select(step)).isDeepEqualTo(chosen);
        assertThat(Stream.of(chosen).mapToInt(StepObjectiveTest::count).sum()).isEqualTo(4);
    }

    private static boolean[] allTrue(int length) {
        boolean[] all = new boolean[length];
        Arrays.fill(all, true);
        return all;
    }

    private static int count(boolean[] values) {
        int count = 0;
        for (boolean value : values) {
            count += value ? 1 : 0;
        }
        return count;
    }

    @Test
    void badInputIsNamed() {
        StepObjective step = StepObjective.of(PLAIN, List.of(Sample.of(1.0, BEHAVIOUR)));
        assertThatThrownBy(() -> step.sample(0, new double[2]))
                .hasMessage("sample 0 has 3 tokens, but 2 log-probabilities were given");
        assertThatThrownBy(() -> step.sample(0, new double[] {-1.0, Double.NaN, -1.0}))
                .hasMessage("sample 0, token 1: log-probability NaN of the policy, -0.5 of the sampler");
        assertThatThrownBy(() -> StepObjective.of(ObjectiveSettings.grpo(0.2, 0.1), List.of(Sample.of(1.0, BEHAVIOUR))))
                .hasMessage("sample 0 has no reference log-probabilities, which the KL penalty needs");
    }

    /** The settings with these parts in place of theirs. */
    static ObjectiveSettings with(ObjectiveSettings base, Object... parts) {
        ObjectiveSettings settings = base;
        for (Object part : parts) {
            ObjectiveSettings old = settings;
            settings = new ObjectiveSettings(
                    part instanceof PolicyTerm term ? term : old.policyTerm(),
                    part instanceof RatioLevel level ? level : old.ratioLevel(),
                    part instanceof LogRatioBounds bounds ? bounds : old.logRatioBounds(),
                    part instanceof OffPolicyCorrection correction ? correction : old.correction(),
                    part instanceof KlPenalty penalty ? penalty : old.klPenalty(),
                    part instanceof Aggregation aggregation ? aggregation : old.aggregation(),
                    part instanceof ObjectiveSettings.Extras extras ? extras : old.extras());
        }
        return settings;
    }
}
