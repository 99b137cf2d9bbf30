package io.kafkagrpo.report.rescore;

import io.kafkagrpo.record.FormerScores;
import io.kafkagrpo.record.OwnRecords;
import io.kafkagrpo.record.Purpose;
import io.kafkagrpo.record.RewardValue;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.report.Distribution;
import io.kafkagrpo.report.rescore.RescoreReport.AdvantageChanges;
import io.kafkagrpo.report.rescore.RescoreReport.GroupChange;
import io.kafkagrpo.report.rescore.RescoreReport.Pair;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Compares scores before and after as groups come in that were scored again. Keeps numbers, not groups. Not
 * thread-safe.
 */
public final class RescoreComparison {
    private static final int MOST_CHANGED = 10;
    private static final Comparator<GroupChange> LEAST_FIRST = Comparator.comparingDouble(GroupChange::change)
            .thenComparing(GroupChange::group, Comparator.reverseOrder());

    /** One function's values as they come in. */
    private static final class Values {
        private final DoubleStream.Builder values = DoubleStream.builder();
        private long missing;
        private @Nullable String because;

        void add(RewardValue reward) {
            if (reward.hasValue()) {
                values.add(reward.getValue());
            } else {
                missing++;
                because = reward.getMissingBecause();
            }
        }

        Distribution distribution() {
            return new Distribution(values.build().sorted().toArray());
        }

        Scores scores() {
            return Scores.of(distribution(), missing, because);
        }
    }

    private final OwnRecords own;
    private final SortedMap<String, Values> before = new TreeMap<>();
    private final SortedMap<String, Values> after = new TreeMap<>();
    private final Values totalsBefore = new Values();
    private final Values totalsAfter = new Values();
    private final PriorityQueue<GroupChange> mostChanged = new PriorityQueue<>(LEAST_FIRST);
    private long groups;
    private long evaluationGroups;
    private long completions;
    private long completeBefore;
    private long completeAfter;
    private long compared;
    private long turned;
    private long vanished;
    private long appeared;

    /** @param header what the run's records bear */
    public RescoreComparison(RunHeader header) {
        this.own = new OwnRecords(header);
    }

    /** Takes a record; the group in it, where it is one that was scored again. */
    public Optional<ScoredGroup> add(ConsumerRecord<String, byte[]> entry) {
        Optional<ScoredGroup> group =
                own.readable(ScoredGroup.getDefaultInstance(), entry).filter(ScoredGroup::hasRescored);
        group.ifPresent(this::add);
        return group;
    }

    private void add(ScoredGroup group) {
        if (group.getPrompt().getPurpose() != Purpose.TRAIN) {
            evaluationGroups++;
            return;
        }
        groups++;
        completions += group.getCompletionsCount();
        completeBefore += group.getRescored().getWasComplete() ? 1 : 0;
        completeAfter += group.hasComplete() ? 1 : 0;
        for (FormerScores former : group.getRescored().getFormerList()) {
            former.getRewardsList().forEach(reward -> add(before, reward));
            if (former.hasTotal()) {
                totalsBefore.values.add(former.getTotal());
            } else {
                totalsBefore.missing++;
            }
        }
        for (ScoredCompletion member : group.getCompletionsList()) {
            member.getRewardsList().forEach(reward -> add(after, reward));
            if (member.hasTotal()) {
                totalsAfter.values.add(member.getTotal());
            } else {
                totalsAfter.missing++;
            }
        }
        compare(group);
    }

    private static void add(SortedMap<String, Values> functions, RewardValue reward) {
        functions.computeIfAbsent(reward.getFunction(), _ -> new Values()).add(reward);
    }

    private void compare(ScoredGroup group) {
        AdvantageShift shift = AdvantageShift.of(group);
        compared += shift.compared();
        turned += shift.turned();
        vanished += shift.vanished();
        appeared += shift.appeared();
        if (shift.change() > 0) {
            mostChanged.add(new GroupChange(
                    group.getPrompt().getGroupId(),
                    group.getPrompt().getProblemId(),
                    group.getPrompt().getQuestion(),
                    shift.meanBefore(),
                    shift.meanAfter(),
                    shift.change(),
                    shift.turned()));
            if (mostChanged.size() > MOST_CHANGED) {
                mostChanged.remove();
            }
        }
    }

    /** Groups so far, of training and evaluations. */
    public long groups() {
        return groups + evaluationGroups;
    }

    /** The end; nothing is to be added afterwards. */
    public RescoreReport report() {
        SortedMap<String, Pair> functions = new TreeMap<>();
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        for (String name : names) {
            functions.put(name, new Pair(scores(before.get(name)), scores(after.get(name))));
        }
        Distribution was = totalsBefore.distribution();
        Distribution is = totalsAfter.distribution();
        List<GroupChange> most = new ArrayList<>(mostChanged);
        Collections.sort(most, LEAST_FIRST.reversed());
        return new RescoreReport(
                groups,
                evaluationGroups,
                completions,
                completeBefore,
                completeAfter,
                functions,
                new Pair(Scores.of(was, totalsBefore.missing, null), Scores.of(is, totalsAfter.missing, null)),
                new AdvantageChanges(compared, turned, vanished, appeared),
                most,
                was,
                is);
    }

    private static @Nullable Scores scores(@Nullable Values values) {
        return values == null ? null : values.scores();
    }
}
