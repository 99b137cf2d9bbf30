package io.kafkagrpo.scoring;

import com.google.protobuf.ByteString;
import io.kafkagrpo.record.Complete;
import io.kafkagrpo.record.Failed;
import io.kafkagrpo.record.GroupStatistics;
import io.kafkagrpo.record.Parts;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.RewardValue;
import io.kafkagrpo.rl.AdvantageSettings;
import io.kafkagrpo.rl.Advantages;
import io.kafkagrpo.rl.RunningStatistics;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the one ScoredGroup in which a group ends. */
final class GroupEnd {
    private GroupEnd() {}

    /** What made a group end. */
    enum Cause {
        ALL_MEMBERS,
        TIMEOUT
    }

    /**
     * The ended group: complete if at least two of its members (or its only one) are finished and
     * scored, else failed.
     *
     * @param prompt the bytes of the group's PromptGroup; only its id and purpose where no member could be read
     * @param members those that arrived, in index order
     * @param advantages how rewards become advantages; null where that needs the whole step, which the learner has
     */
    static Parts.ScoredGroup of(
            ByteString prompt,
            List<Parts.ScoredCompletion> members,
            OpenGroup group,
            Cause cause,
            @Nullable AdvantageSettings advantages,
            String hash,
            long nowMs) {
        double[] totals = members.stream()
                .mapToDouble(member -> member.hasTotal() ? member.getTotal() : Double.NaN)
                .toArray();
        RunningStatistics statistics = RunningStatistics.of(totals);
        Parts.ScoredGroup.Builder ended = Parts.ScoredGroup.newBuilder()
                .setPrompt(prompt)
                .setStatistics(GroupStatistics.newBuilder()
                        .setMean(statistics.mean())
                        .setStd(statistics.standardDeviation())
                        .setMin(statistics.minimum())
                        .setMax(statistics.maximum())
                        .setZeroVariance(statistics.maximum() == statistics.minimum())
                        .setScored((int) statistics.count()))
                .setRewardConfigurationHash(hash)
                .setClosedAtMs(nowMs);
        if (statistics.count() >= Math.clamp(group.groupSize(), 1, 2)) {
            ended.addAllCompletions(advantages == null ? members : withAdvantages(advantages, members, totals));
            return ended.setComplete(Complete.getDefaultInstance()).build();
        }
        return ended.addAllCompletions(members)
                .setFailed(Failed.newBuilder().setReason(Source.shortened(failure(members, group, cause))))
                .build();
    }

    private static List<Parts.ScoredCompletion> withAdvantages(
            AdvantageSettings settings, List<Parts.ScoredCompletion> members, double[] totals) {
        double[] advantages = Advantages.ofGroup(settings, totals);
        List<Parts.ScoredCompletion> all = new ArrayList<>(members);
        for (int i = 0; i < advantages.length; i++) {
            if (members.get(i).hasTotal()) {
                all.set(
                        i,
                        members.get(i).toBuilder().setAdvantage(advantages[i]).build());
            }
        }
        return all;
    }

    /** The same group without what judges said word for word, which takes room and decides nothing. */
    static Parts.ScoredGroup withoutAnswers(Parts.ScoredGroup group) {
        Parts.ScoredGroup.Builder lighter = group.toBuilder();
        lighter.getCompletionsBuilderList()
                .forEach(member -> member.getRewardsBuilderList().forEach(RewardValue.Builder::clearAnswer));
        return lighter.build();
    }

    /** An ended group whose record would not fit into its topic: what can be said without its completions. */
    static Parts.ScoredGroup tooLarge(Parts.ScoredGroup group, PromptGroup prompt, int limitBytes) {
        String reason = "the scored group of %d bytes is larger than the %d bytes that its topic takes"
                .formatted(group.getSerializedSize(), limitBytes);
        return group.toBuilder()
                .setPrompt(prompt.toByteString())
                .clearCompletions()
                .setFailed(Failed.newBuilder().setReason(reason))
                .build();
    }

    private static String failure(List<Parts.ScoredCompletion> members, OpenGroup group, Cause cause) {
        for (Parts.ScoredCompletion member : members) {
            if (!member.getFailedBecause().isEmpty()) {
                return member.getFailedBecause();
            }
        }
        if (group.dead() > 0) {
            return "dead letter: " + group.deadReason();
        }
        if (cause == Cause.TIMEOUT) {
            return "timeout with %d of %d members".formatted(group.arrived(), group.groupSize());
        }
        for (Parts.ScoredCompletion member : members) {
            @Nullable String missing = Scorer.missing(member);
            if (missing != null) {
                return missing;
            }
        }
        throw new IllegalStateException("A group of " + group.groupSize() + " scored members can't have failed.");
    }
}
