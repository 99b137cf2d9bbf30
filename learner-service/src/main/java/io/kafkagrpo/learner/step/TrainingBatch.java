package io.kafkagrpo.learner.step;

import io.kafkagrpo.engine.score.TokenSequence;
import io.kafkagrpo.learner.intake.ReceivedGroup;
import io.kafkagrpo.record.FinishReason;
import io.kafkagrpo.record.Finished;
import io.kafkagrpo.record.MetricNames;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.VersionRun;
import io.kafkagrpo.rl.RunningStatistics;
import io.kafkagrpo.rl.advantage.StepAdvantage;
import io.kafkagrpo.rl.objective.Sample;
import io.kafkagrpo.rl.objective.TruncatedCompletions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The samples of one training step, in batch order: each completion that has a total reward, as tokens for the engine and as a sample
 * for the objective. A completion whose reward is missing is no sample.
 *
 * @param sequences prompt and completion, one per sample
 * @param samples advantage and behaviour log-probabilities, without reference or proximal yet
 */
public record TrainingBatch(List<ReceivedGroup> groups, List<TokenSequence> sequences, List<Sample> samples) {

    /**
     * The samples of these groups.
     *
     * @param versionIn the weights that the step starts from
     * @param advantages where a completion's advantage comes from
     * @param overlong what happens to completions that were cut off
     */
    public static TrainingBatch of(
            List<ReceivedGroup> groups, long versionIn, StepAdvantages advantages, TruncatedCompletions overlong) {
        List<TokenSequence> sequences = new ArrayList<>();
        List<Sample> samples = new ArrayList<>();
        StepAdvantage ofStep =
                advantages.of(groups.stream().map(ReceivedGroup::group).toList());
        double[][] ofGroups = ofStep.completions();
        for (int g = 0; g < ofGroups.length; g++) {
            ScoredGroup group = groups.get(g).group();
            int[] prompt = group.getPrompt().getPromptTokenIdsList().stream()
                    .mapToInt(Integer::intValue)
                    .toArray();
            for (int i = 0; i < ofGroups[g].length; i++) {
                ScoredCompletion completion = group.getCompletions(i);
                if (completion.hasTotal() && completion.getFinished().getTokenIdsCount() > 0) {
                    Sample sample = Sample.of(ofGroups[g][i], behaviour(completion))
                            .withSameVersion(drawnBy(versionIn, completion.getFinished()))
                            .withGroup(g);
                    sample = ofStep.isPerToken() ? sample.withTokenAdvantages(ofStep.ofTokens(g, i)) : sample;
                    sequences.add(sequence(prompt, completion));
                    samples.add(isTruncated(completion) ? overlong.ofTruncated(sample) : sample);
                }
            }
        }
        return new TrainingBatch(groups, sequences, samples);
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
            staleness.add((double) (versionIn - received.oldestVersion()));
            zeroVariance.add(received.group().getStatistics().getZeroVariance() ? 1 : 0);
            for (ScoredCompletion completion : received.group().getCompletionsList()) {
                if (completion.hasTotal()) {
                    reward.add(completion.getTotal());
                }
                if (completion.hasCorrect()) {
                    correct.add(completion.getCorrect() ? 1 : 0);
                }
                completion.getRewardsList().stream()
                        .filter(value -> value.hasValue())
                        .forEach(value -> functions
                                .computeIfAbsent(value.getFunction(), _ -> new RunningStatistics())
                                .add(value.getValue()));
                if (completion.hasFinished()) {
                    length.add(completion.getFinished().getTokenIdsCount());
                    truncated.add(isTruncated(completion) ? 1 : 0);
                }
            }
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
        metrics.put("groups/zero_variance", zeroVariance.mean());
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

    private static boolean isTruncated(ScoredCompletion completion) {
        return completion.getFinished().getFinishReason() != FinishReason.STOP;
    }

    private static TokenSequence sequence(int[] prompt, ScoredCompletion completion) {
        List<Integer> tokens = completion.getFinished().getTokenIdsList();
        int[] ids = Arrays.copyOf(prompt, prompt.length + tokens.size());
        for (int i = 0; i < tokens.size(); i++) {
            ids[prompt.length + i] = tokens.get(i);
        }
        return new TokenSequence(ids, prompt.length);
    }

    /** Which tokens this version drew. */
    private static boolean[] drawnBy(long version, Finished finished) {
        boolean[] drawn = new boolean[finished.getTokenIdsCount()];
        for (VersionRun run : finished.getVersionsList()) {
            int from = Math.clamp(run.getFromToken(), 0, drawn.length);
            Arrays.fill(drawn, from, drawn.length, run.getVersion() == version);
        }
        return drawn;
    }

    private static float[] behaviour(ScoredCompletion completion) {
        List<Float> values = completion.getFinished().getBehaviourLogProbabilitiesList();
        float[] behaviour = new float[values.size()];
        for (int i = 0; i < behaviour.length; i++) {
            behaviour[i] = values.get(i);
        }
        return behaviour;
    }
}
