package io.kafkagrpo.learner.step;

import io.kafkagrpo.engine.score.TokenGroup;
import io.kafkagrpo.learner.intake.ReceivedGroup;
import io.kafkagrpo.record.MetricNames;
import io.kafkagrpo.rl.Advantages;
import io.kafkagrpo.rl.RunningStatistics;
import io.kafkagrpo.rl.advantage.StepAdvantage;
import io.kafkagrpo.rl.objective.Sample;
import io.kafkagrpo.rl.objective.TruncatedCompletions;
import io.kafkagrpo.rollout.Completion;
import io.kafkagrpo.rollout.Group;
import io.kafkagrpo.rollout.Member;
import io.kafkagrpo.rollout.Score;
import io.kafkagrpo.rollout.TokenMask;
import io.kafkagrpo.rollout.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * The samples of one training step, in batch order: each completion that has a total reward, as tokens for the
 * engine and as a sample for the objective. A completion whose reward is missing is no sample.
 *
 * @param tokens each group's prompt with those completions; numbered through, they are the samples
 * @param samples advantage and behaviour log-probabilities, without reference or proximal yet
 */
public record TrainingBatch(List<ReceivedGroup> groups, List<TokenGroup> tokens, List<Sample> samples) {

    /**
     * The samples of these groups.
     *
     * @param versionIn the weights that the step starts from
     * @param advantages where a completion's advantage comes from
     * @param truncated what happens to completions that were cut off
     */
    public static TrainingBatch of(
            List<ReceivedGroup> groups, long versionIn, StepAdvantages advantages, TruncatedCompletions truncated) {
        List<TokenGroup> tokens = new ArrayList<>();
        List<Sample> samples = new ArrayList<>();
        StepAdvantage ofStep =
                advantages.of(groups.stream().map(ReceivedGroup::group).toList());
        double[][] ofGroups = ofStep.completions();
        for (int g = 0; g < ofGroups.length; g++) {
            Group group = groups.get(g).group();
            List<int[]> completions = new ArrayList<>();
            for (int i = 0; i < ofGroups[g].length; i++) {
                if (group.members().get(i) instanceof Member.Scored(Completion completion, Score score)
                        && score.hasTotal()
                        && completion.length() > 0) {
                    completions.add(completion.tokenIds());
                    Sample sample = sample(completion, ofGroups[g][i], versionIn, truncated)
                            .withGroup(g);
                    samples.add(ofStep.isPerToken() ? sample.withTokenAdvantages(ofStep.ofTokens(g, i)) : sample);
                }
            }
            if (!completions.isEmpty()) {
                tokens.add(new TokenGroup(group.promptTokenIds(), completions));
            }
        }
        return new TrainingBatch(groups, tokens, samples);
    }

    /** Tokens that the policy did not write are context: they don't count, and no version drew them. */
    private static Sample sample(
            Completion completion, double advantage, long versionIn, TruncatedCompletions truncated) {
        TokenMask written = completion.writtenByPolicy();
        Sample all = Sample.of(advantage, completion.logProbabilities()).withSameVersion(completion.drawnBy(versionIn));
        Sample sample = written.isAll() ? all : all.withMask(written.toArray(completion.length()));
        return completion.isTruncated() ? truncated.ofTruncated(sample) : sample;
    }

    /** Prompts with those completions alone whose sample is needed. */
    public List<TokenGroup> tokens(IntPredicate needed) {
        List<TokenGroup> kept = new ArrayList<>();
        int number = 0;
        for (TokenGroup group : tokens) {
            List<int[]> completions = new ArrayList<>();
            for (int[] completion : group.completions()) {
                if (needed.test(number++)) {
                    completions.add(completion);
                }
            }
            if (!completions.isEmpty()) {
                kept.add(new TokenGroup(group.prompt(), completions));
            }
        }
        return kept;
    }

    /** Tokens of all completions. */
    public long completionTokens() {
        return samples.stream().mapToLong(Sample::length).sum();
    }

    /** What can be said of the batch before training: rewards, lengths, staleness at {@code versionIn}. */
    public Map<String, Double> metrics(long versionIn) {
        RunningStatistics reward = new RunningStatistics();
        RunningStatistics correct = new RunningStatistics();
        RunningStatistics length = new RunningStatistics();
        RunningStatistics truncated = new RunningStatistics();
        RunningStatistics advantage = new RunningStatistics();
        RunningStatistics zeroVariance = new RunningStatistics();
        RunningStatistics staleness = new RunningStatistics();
        Map<String, RunningStatistics> functions = new TreeMap<>();
        samples.forEach(sample -> advantage.add(sample.advantage()));
        for (ReceivedGroup received : groups) {
            Group group = received.group();
            staleness.add((double) (versionIn - group.oldestVersion()));
            zeroVariance.add(Advantages.isZeroVariance(group.totals()) ? 1 : 0);
            group.scored().forEach(member -> {
                Score score = member.score();
                if (score.hasTotal()) {
                    reward.add(score.total());
                }
                if (score.verdict() != Verdict.NONE) {
                    correct.add(score.verdict() == Verdict.RIGHT ? 1 : 0);
                }
                score.rewards().stream()
                        .filter(value -> !value.isMissing())
                        .forEach(value -> functions
                                .computeIfAbsent(value.function(), _ -> new RunningStatistics())
                                .add(value.value()));
                length.add(member.completion().length());
                truncated.add(member.completion().isTruncated() ? 1 : 0);
            });
        }
        Map<String, Double> metrics = new TreeMap<>();
        metrics.put(MetricNames.REWARD, reward.mean());
        metrics.put("reward/std", reward.standardDeviation());
        functions.forEach((name, values) -> metrics.put(MetricNames.REWARD_OF + name, values.mean()));
        if (correct.count() > 0) {
            metrics.put(MetricNames.ACCURACY, correct.mean());
        }
        metrics.put("advantage/mean", advantage.mean());
        metrics.put("advantage/min", advantage.minimum());
        metrics.put("advantage/max", advantage.maximum());
        metrics.put(MetricNames.ZERO_VARIANCE, zeroVariance.mean());
        metrics.put(MetricNames.STALENESS, staleness.mean());
        metrics.put(MetricNames.STALENESS_MAX, staleness.maximum());
        metrics.put("length/mean", length.mean());
        metrics.put("length/min", length.minimum());
        metrics.put("length/max", length.maximum());
        metrics.put("length/truncated", truncated.mean());
        metrics.put(MetricNames.TOKENS + "generated", length.mean() * length.count());
        metrics.put(MetricNames.TOKENS + "trained", (double) completionTokens());
        metrics.put(MetricNames.TOKENS + "counted", (double)
                samples.stream().mapToInt(Sample::countedTokens).sum());
        metrics.put("completions/trained", (double) samples.size());
        return metrics;
    }
}
