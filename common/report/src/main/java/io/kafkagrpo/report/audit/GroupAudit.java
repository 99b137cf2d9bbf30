package io.kafkagrpo.report.audit;

import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.DroppedGroup;
import io.kafkagrpo.record.GroupId;
import io.kafkagrpo.record.GroupReference;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.Purpose;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.TrainingStep;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The groups of a run, or a share of them: each was admitted once, ended once with the completions that arrived
 * first, and was used or dropped by one step at most. A group's completions and its end lie in partitions of the
 * same number, for its id is their key; its prompt may lie in any. To be fed all prompts first, then completions,
 * then scored groups, then the steps.
 */
final class GroupAudit {
    private final Findings findings;
    private final StepChain steps;
    private final Share share;
    private final Remains remains;
    private final Map<String, LoggedGroup> groups = new HashMap<>();
    private final GroupCounts counts;

    /** What is left of the topics. */
    interface Remains {
        /** False where retention has deleted completions of a partition, so that members may be missing. */
        boolean hasAllCompletions(int partition);

        /** Offset before which scored groups of a partition have been deleted, so that ends may be missing. */
        long scoredFrom(int partition);

        /** Whether no scored group has been deleted. */
        boolean hasAllScored();

        /**
         * Whether a record of scored-groups is among the dead letters: a step drops its group as one that failed.
         */
        boolean isDeadLetter(int partition, long offset);
    }

    /** Which groups: all ids whose hash is {@code number} modulo {@code of}. */
    record Share(int number, int of) {
        boolean holds(String group) {
            return Math.floorMod(group.hashCode(), of) == number;
        }
    }

    /** Of no group yet. */
    GroupAudit(Findings findings, StepChain steps, Share share, Remains remains, GroupCounts counts) {
        this.findings = findings;
        this.steps = steps;
        this.share = share;
        this.remains = remains;
        this.counts = counts;
    }

    void prompt(PromptGroup prompt, int partition, long offset) {
        String id = prompt.getGroupId();
        if (!share.holds(id)) {
            return;
        }
        if (!GroupId.isOne(id)) {
            findings.add("The prompt at offset %d of partition %d has no group's name, but '%s'."
                    .formatted(offset, partition, id));
        } else if (groups.putIfAbsent(id, new LoggedGroup(prompt)) != null) {
            findings.add("Group %s is admitted twice.".formatted(id));
        } else if (isTraining(id)) {
            counts.trainingPrompts++;
        } else {
            counts.evaluationPrompts++;
        }
    }

    void completion(Completion completion, int partition, long offset) {
        String id = completion.getPrompt().getGroupId();
        if (!share.holds(id)) {
            return;
        }
        LoggedGroup group = groups.get(id);
        if (group == null || !group.holds(completion.getIndex())) {
            findings.add(
                    "The completion at offset %d of partition %d is member %d of group %s, but no such member was admitted."
                            .formatted(offset, partition, completion.getIndex(), id));
            return;
        }
        if (group.arrived(completion)) {
            counts.completions++;
        } else {
            counts.repeatedCompletions++;
        }
        if (completion.getFinished().getVersionsCount() > 0
                && completion.getFinished().getVersions(0).getVersion() < group.minVersion) {
            findings.add("Member %d of group %s begins with weight version %d, but version %d was the least allowed."
                    .formatted(
                            completion.getIndex(),
                            id,
                            completion.getFinished().getVersions(0).getVersion(),
                            group.minVersion));
        }
    }

    void scored(ScoredGroup scored, int partition, long offset) {
        String id = scored.getPrompt().getGroupId();
        if (!share.holds(id)) {
            return;
        }
        if (scored.hasOrigin() && isTraining(id)) {
            copied(scored, partition, offset);
            return;
        }
        LoggedGroup group = groups.get(id);
        if (group == null) {
            findings.add("The scored group at offset %d of partition %d is %s, but no such group was admitted."
                    .formatted(offset, partition, id));
        } else if (group.hasEnded()) {
            findings.add("Group %s ended twice: at offsets %d and %d of partition %d of scored-groups."
                    .formatted(id, group.endedAt(), offset, partition));
        } else {
            group.ended(scored, partition, offset);
            counts.ended++;
            scored.getCompletionsList().forEach(member -> member(id, partition, group, member));
        }
    }

    /** A group of the parent, which was admitted and sampled there. */
    private void copied(ScoredGroup scored, int partition, long offset) {
        String id = scored.getPrompt().getGroupId();
        LoggedGroup group = new LoggedGroup(scored.getPrompt());
        if (groups.putIfAbsent(id, group) != null) {
            findings.add(
                    "Group %s is copied from %s at offset %d of partition %d of scored-groups, but was there before."
                            .formatted(id, scored.getOrigin().getTopic(), offset, partition));
            return;
        }
        group.ended(scored, partition, offset);
        counts.copied++;
        counts.ended++;
        if (group.newestVersion() > steps.firstVersion()) {
            findings.add("Group %s is copied, but has tokens of version %d, and the run was forked at version %d."
                    .formatted(id, group.newestVersion(), steps.firstVersion()));
        }
    }

    private void member(String id, int partition, LoggedGroup group, ScoredCompletion member) {
        boolean completionsKept = remains.hasAllCompletions(partition);
        if (!group.holds(member.getIndex())) {
            findings.add("Group %s ended with a member %d, which it can't have.".formatted(id, member.getIndex()));
        } else if (!group.hasMember(member.getIndex())) {
            if (completionsKept) {
                findings.add("Member %d of group %s was scored, but is not among the completions."
                        .formatted(member.getIndex(), id));
            }
        } else if (completionsKept && !group.isFirst(member)) {
            findings.add("Member %d of group %s was scored, but another completion of that index arrived before it."
                    .formatted(member.getIndex(), id));
        }
    }

    void step(TrainingStep step) {
        for (GroupReference used : step.getUsedList()) {
            LoggedGroup group = decided(step.getStep(), used, "used", _ -> false);
            if (group != null) {
                counts.used++;
                fitsInto(step, used.getGroupId(), group);
            }
        }
        for (DroppedGroup dropped : step.getDroppedList()) {
            GroupReference group = dropped.getGroup();
            LongPredicate isExcused = offset -> remains.isDeadLetter(group.getPartition(), offset);
            if (decided(step.getStep(), group, "dropped", isExcused) != null) {
                counts.dropped++;
                if (dropped.getReason().isEmpty()) {
                    findings.add("Step %d dropped group %s without a reason."
                            .formatted(step.getStep(), dropped.getGroup().getGroupId()));
                }
            }
        }
    }

    private @Nullable LoggedGroup decided(long step, GroupReference reference, String how, LongPredicate isExcused) {
        String id = reference.getGroupId();
        if (!share.holds(id)) {
            return null;
        }
        boolean isDeleted = reference.getOffset() < remains.scoredFrom(reference.getPartition());
        if (isDeleted && steps.parent().getPastGroups() > 0) {
            // Of a group that was copied from the parent its end was all there was.
            groups.putIfAbsent(id, new LoggedGroup(PromptGroup.getDefaultInstance()));
        }
        LoggedGroup group = groups.get(id);
        if (group == null) {
            findings.add("Step %d %s group %s, which was never admitted.".formatted(step, how, id));
            return null;
        }
        if (group.decidedBy() != 0) {
            findings.add("Group %s is in step %d, and again in step %d.".formatted(id, group.decidedBy(), step));
        }
        if (!isDeleted
                && !group.endedAt(reference.getPartition(), reference.getOffset())
                && !isExcused.test(reference.getOffset())) {
            findings.add("Step %d %s group %s at offset %d of partition %d of scored-groups, but it %s."
                    .formatted(
                            step,
                            how,
                            id,
                            reference.getOffset(),
                            reference.getPartition(),
                            group.hasEnded()
                                    ? "lies at offset %d of partition %d".formatted(group.endedAt(), group.endedIn())
                                    : "has no end there"));
        }
        group.decidedBy(step);
        return group;
    }

    private void fitsInto(TrainingStep step, String id, LoggedGroup group) {
        if (group.hasFailed()) {
            findings.add("Step %d used group %s, which failed.".formatted(step.getStep(), id));
        }
        if (group.newestVersion() > step.getVersionIn()) {
            findings.add("Step %d of weight version %d used group %s, which has tokens of version %d."
                    .formatted(step.getStep(), step.getVersionIn(), id, group.newestVersion()));
        }
        if (group.hasEnded() && step.getVersionIn() - group.oldestVersion() > steps.maxStaleness()) {
            findings.add(
                    "Step %d of weight version %d used group %s, which has tokens of version %d: more than %d behind."
                            .formatted(
                                    step.getStep(),
                                    step.getVersionIn(),
                                    id,
                                    group.oldestVersion(),
                                    steps.maxStaleness()));
        }
    }

    /** All was fed: whether a group fell between the steps. */
    void end() {
        groups.forEach((id, group) -> {
            if (!isTraining(id)) {
                if (!group.hasEnded()
                        && remains.hasAllScored()
                        && steps.hasEvaluated(GroupId.parse(id).round())) {
                    findings.add("Weight version %d was evaluated, but its group %s never ended."
                            .formatted(GroupId.parse(id).round(), id));
                }
            } else if (group.decidedBy() == 0) {
                counts.undecided++;
                if (group.hasEnded() && group.endedAt() < steps.position(group.endedIn())) {
                    findings.add(
                            "Group %s ended at offset %d of partition %d of scored-groups; step %d is beyond it, but no step used or dropped it."
                                    .formatted(id, group.endedAt(), group.endedIn(), steps.lastStep()));
                }
            }
        });
    }

    private static boolean isTraining(String id) {
        return GroupId.parse(id).purpose() == Purpose.TRAIN;
    }
}
