package io.kafkagrpo.learner.intake;

import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.GroupReference;
import io.kafkagrpo.record.MetricNames;
import io.kafkagrpo.rl.PassAtK;
import io.kafkagrpo.rl.RunningStatistics;
import io.kafkagrpo.rollout.Group;
import io.kafkagrpo.rollout.Score;
import io.kafkagrpo.rollout.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Gathers the answers to the held-out problems of one weight version, and sums them up. */
public final class EvaluationTracker {
    private final long version;
    private final long step;
    private final int problems;
    private final int samples;
    private final Map<String, ReceivedGroup> ended = new TreeMap<>();

    /**
     * @param problems asked
     * @param samples of each problem
     */
    public EvaluationTracker(long version, long step, int problems, int samples) {
        this.version = version;
        this.step = step;
        this.problems = problems;
        this.samples = samples;
    }

    long version() {
        return version;
    }

    /** An evaluation group has ended; a second end of the same group changes nothing. */
    void add(ReceivedGroup group) {
        ended.putIfAbsent(group.id(), group);
    }

    /** Whether every problem has its end. */
    boolean isComplete() {
        return ended.size() >= problems;
    }

    /** Problems that have ended. */
    int answered() {
        return ended.size();
    }

    /** The records it rests on. */
    List<GroupReference> references() {
        return ended.values().stream().map(ReceivedGroup::reference).toList();
    }

    /** The result. A failed group, or a completion that nobody could judge, is not right. */
    public Evaluation result(long atMs) {
        RunningStatistics right = new RunningStatistics();
        SortedMap<Integer, RunningStatistics> passAt = new TreeMap<>();
        RunningStatistics reward = new RunningStatistics();
        RunningStatistics length = new RunningStatistics();
        RunningStatistics truncated = new RunningStatistics();
        Map<String, RunningStatistics> functions = new TreeMap<>();
        List<Long> versions = new ArrayList<>();
        int failed = 0;
        for (ReceivedGroup received : ended.values()) {
            Group group = received.group();
            if (group.hasFailed()) {
                failed++;
            }
            int correct = (int) group.scored()
                    .filter(member -> member.score().verdict() == Verdict.RIGHT)
                    .count();
            right.add((double) correct / samples);
            for (int k : sampleCounts()) {
                passAt.computeIfAbsent(k, _ -> new RunningStatistics()).add(PassAtK.estimate(samples, correct, k));
            }
            group.versions().forEach(versions::add);
            group.scored().forEach(member -> {
                Score score = member.score();
                if (score.hasTotal()) {
                    reward.add(score.total());
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
        Evaluation.Builder evaluation = Evaluation.newBuilder()
                .setVersion(version)
                .setStep(step)
                .setLowestVersion(
                        versions.stream().mapToLong(Long::longValue).min().orElse(version))
                .setHighestVersion(
                        versions.stream().mapToLong(Long::longValue).max().orElse(version))
                .setProblems(problems)
                .setFailedGroups(failed)
                .setFinishedAtMs(atMs)
                .putResults(MetricNames.ACCURACY, right.mean())
                .putResults(MetricNames.EVALUATION_REWARD, reward.mean())
                .putResults("length", length.mean())
                .putResults("truncated", truncated.mean());
        passAt.forEach((k, values) -> evaluation.putResults(MetricNames.PASS_AT + k, values.mean()));
        functions.forEach((name, values) -> evaluation.putResults(MetricNames.REWARD_OF + name, values.mean()));
        return evaluation.build();
    }

    /** Those k for which pass@k is reported: 1, 2, 4 and so on, and all samples. */
    private Set<Integer> sampleCounts() {
        Set<Integer> counts = new TreeSet<>(Set.of(samples));
        for (int k = 1; k < samples; k *= 2) {
            counts.add(k);
        }
        return counts;
    }
}
