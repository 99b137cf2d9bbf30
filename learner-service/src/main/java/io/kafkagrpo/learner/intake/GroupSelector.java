package io.kafkagrpo.learner.intake;

import io.kafkagrpo.learner.log.StepLog;
import io.kafkagrpo.process.LogContext;
import io.kafkagrpo.record.DeadLetters;
import io.kafkagrpo.record.DroppedGroup;
import io.kafkagrpo.record.DroppedGroups;
import io.kafkagrpo.record.GroupId;
import io.kafkagrpo.record.GroupReference;
import io.kafkagrpo.record.PartitionPosition;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.Purpose;
import io.kafkagrpo.rl.DropReason;
import io.kafkagrpo.rl.GroupFilter;
import io.kafkagrpo.rollout.Group;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Decides over arriving groups: which may train, which are dropped and why, which belong to an evaluation, which
 * were decided before. Not thread-safe.
 */
public final class GroupSelector {
    private static final Logger LOG = LoggerFactory.getLogger(GroupSelector.class);
    private static final String SERVICE = "learner-service";
    private static final Comparator<ReceivedGroup> IN_ORDER =
            Comparator.comparing(group -> GroupId.parse(group.id()), GroupId.AS_ADMITTED);

    private final GroupInbox inbox;
    private final StepLog log;
    private final Admission admission;
    private final GroupFilter filter;
    private final RefillLimit limit;
    private final FailureStreak failures;
    private final BatchRule rule;
    private final Consumer<ReceivedGroup> watcher;
    private final Set<String> decided;
    private final List<ReceivedGroup> ready = new ArrayList<>();
    private final List<DroppedGroup> dropped = new ArrayList<>();
    private final Map<Long, EvaluationTracker> evaluations = new TreeMap<>();
    private long tokensArrived;
    private long droppedWithoutDifferences;

    /**
     * @param watcher is told of each training group that is used or dropped, but for those that can't be read
     * @param decided groups that committed steps have used or dropped; becomes the desk's own
     */
    public GroupSelector(
            GroupInbox inbox,
            StepLog log,
            Admission admission,
            GroupFilter filter,
            RefillLimit limit,
            FailureStreak failures,
            BatchRule rule,
            Consumer<ReceivedGroup> watcher,
            Set<String> decided) {
        this.inbox = inbox;
        this.log = log;
        this.admission = admission;
        this.filter = filter;
        this.limit = limit;
        this.failures = failures;
        this.rule = rule;
        this.watcher = watcher;
        this.decided = decided;
    }

    /** An evaluation was asked for: its groups are to be gathered. */
    public void expect(EvaluationTracker evaluation) {
        evaluations.put(evaluation.version(), evaluation);
    }

    /** Prompts are in the log: their groups are to come. */
    public void asked(List<PromptGroup> prompts) {
        rule.asked(prompts);
    }

    /** What the rule by which groups were taken has to say in the step's record. */
    public Map<String, Double> takeMetrics() {
        return rule.takeMetrics();
    }

    /** Takes in what arrives within {@code wait}. */
    public void receive(Duration wait) {
        for (GroupInbox.Arrival arrival : inbox.poll(wait)) {
            switch (arrival) {
                case GroupInbox.Group(ReceivedGroup received) -> receive(received);
                case GroupInbox.Unreadable unreadable -> receive(unreadable);
            }
        }
    }

    /**
     * {@code count} groups that are fresh for a step with this input version; empty if there are not as many yet,
     * or the step has to wait for others. Which they are says the {@link BatchRule}, their order follows from their
     * ids: sums over the same groups come out the same then.
     */
    public List<ReceivedGroup> takeBatch(int count, long versionIn) {
        for (Iterator<ReceivedGroup> waiting = ready.iterator(); waiting.hasNext(); ) {
            ReceivedGroup group = waiting.next();
            long oldest = group.group().oldestVersion();
            if (filter.forStep(versionIn, oldest) instanceof GroupFilter.Drop(DropReason reason)) {
                waiting.remove();
                try (MDC.MDCCloseable _ = LogContext.group(group.id())) {
                    LOG.info("Group {} is {} versions behind", group.id(), versionIn - oldest);
                }
                drop(group, reason, reason.words());
            }
        }
        if (ready.size() < count) {
            return List.of();
        }
        List<ReceivedGroup> batch =
                rule.choose(ready, count, versionIn).stream().sorted(IN_ORDER).toList();
        ready.removeAll(batch);
        batch.forEach(group -> {
            watcher.accept(group);
            decide(group.reference());
        });
        return batch;
    }

    /** The groups dropped since the last call, for the step's record. */
    public List<DroppedGroup> takeDropped() {
        List<DroppedGroup> taken = List.copyOf(dropped);
        dropped.clear();
        droppedWithoutDifferences = 0;
        failures.end();
        return taken;
    }

    /** An evaluation all of whose groups have ended, if there is one; the lowest version first. */
    public List<EvaluationTracker> takeCompleteEvaluations() {
        List<EvaluationTracker> complete = evaluations.values().stream()
                .filter(EvaluationTracker::isComplete)
                .toList();
        for (EvaluationTracker evaluation : complete) {
            evaluations.remove(evaluation.version());
            evaluation.references().forEach(inbox::decided);
        }
        return complete;
    }

    /** Whether the evaluation of this version still lacks groups. */
    public boolean awaitsEvaluation(long version) {
        return evaluations.containsKey(version);
    }

    /** Whether the answers of any evaluation are still to come. */
    public boolean awaitsEvaluations() {
        return !evaluations.isEmpty();
    }

    /** Groups that could train. */
    public int readyGroups() {
        return ready.size();
    }

    /** Where a restart has to begin reading. */
    public List<PartitionPosition> positions() {
        return inbox.positions();
    }

    /** Completion tokens that arrived since the last call. */
    public long takeTokensArrived() {
        long tokens = tokensArrived;
        tokensArrived = 0;
        return tokens;
    }

    private void receive(ReceivedGroup received) {
        Group group = received.group();
        if (!GroupId.isOne(received.id())) {
            LOG.warn("A scored group named '{}' is none of this learner's; it is left out", received.id());
            inbox.decided(received.reference());
            return;
        }
        if (decided.contains(received.id())
                || ready.stream().anyMatch(other -> other.id().equals(received.id()))) {
            inbox.decided(received.reference());
            return;
        }
        tokensArrived += group.tokens();
        if (GroupId.parse(received.id()).purpose() == Purpose.EVALUATE) {
            evaluate(received);
        } else if (filter.onArrival(ending(group), group.totals()) instanceof GroupFilter.Drop(DropReason reason)) {
            String failure = group.failure();
            drop(received, reason, failure == null ? reason.words() : failure);
            if (reason == DropReason.ZERO_VARIANCE) {
                failures.end();
                limit.check(++droppedWithoutDifferences);
            }
        } else {
            failures.end();
            rule.ended(received.id());
            ready.add(received);
        }
    }

    private static GroupFilter.Ending ending(Group group) {
        return group.hasFailed() ? GroupFilter.Ending.FAILED : GroupFilter.Ending.COMPLETE;
    }

    private void evaluate(ReceivedGroup received) {
        EvaluationTracker evaluation =
                evaluations.get(GroupId.parse(received.id()).round());
        if (evaluation == null) {
            inbox.decided(received.reference()); // of an evaluation that is in the log already
        } else {
            evaluation.add(received);
        }
    }

    private void receive(GroupInbox.Unreadable unreadable) {
        String key = unreadable.reference().getGroupId();
        try (MDC.MDCCloseable _ = LogContext.group(key)) {
            LOG.warn(
                    "A scored group goes to the dead letters: {}",
                    unreadable.cause().getMessage());
        }
        log.deadLetter(
                key, DeadLetters.of(unreadable.source(), unreadable.cause(), SERVICE, System.currentTimeMillis()));
        if (unreadable.isForeign() || !GroupId.isOne(key) || decided.contains(key)) {
            inbox.decided(unreadable.reference());
        } else if (GroupId.parse(key).purpose() == Purpose.TRAIN) {
            drop(
                    unreadable.reference(),
                    DropReason.FAILED,
                    "dead letter: " + unreadable.cause().getMessage());
        } else {
            evaluate(new ReceivedGroup(
                    Group.failed(key, "dead letter"),
                    unreadable.source().partition(),
                    unreadable.source().offset()));
        }
    }

    private void drop(ReceivedGroup group, DropReason reason, String text) {
        watcher.accept(group);
        drop(group.reference(), reason, text);
    }

    private void drop(GroupReference reference, DropReason reason, String text) {
        try (MDC.MDCCloseable _ = LogContext.group(reference.getGroupId())) {
            LOG.info("Group {} is dropped: {}", reference.getGroupId(), text);
        }
        dropped.add(DroppedGroups.of(reference, reason, text));
        decide(reference);
        if (reason == DropReason.FAILED || reason == DropReason.TOO_FEW_REWARDS) {
            failures.add(text);
        }
    }

    private void decide(GroupReference reference) {
        decided.add(reference.getGroupId());
        rule.ended(reference.getGroupId());
        inbox.decided(reference);
        admission.decided(1);
    }
}
