package io.kafkagrpo.learner.log;

import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.ForkedFrom;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.OwnRecords;
import io.kafkagrpo.record.PartitionPosition;
import io.kafkagrpo.record.ProblemLog;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.Purpose;
import io.kafkagrpo.record.RunEventReader;
import io.kafkagrpo.record.RunEvents;
import io.kafkagrpo.record.RunFinished;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.TopicReader;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.TrainingStep;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the log says of a run so far. The learner has no other memory that matters: a checkpoint only
 * spares it work.
 *
 * @param started empty for a run that has not begun
 * @param steps all committed training steps, in order
 * @param evaluations all committed evaluations
 * @param finished empty while the run goes on
 * @param admittedTrain training prompts in the log, in a fork without its parent's
 * @param admittedEvaluations versions whose evaluation prompts are in the log
 * @param awaitedVersion the newest version that a prompt asks for
 * @param problems how often training problems were admitted and how they went; empty
 * without {@code data.difficulty}
 * @param undecided training prompts whose groups no step has used or dropped, with the version that each asks for
 * @param header what the records that a learner adds to this bear
 */
public record RunHistory(
        Optional<RunStarted> started,
        List<TrainingStep> steps,
        List<Evaluation> evaluations,
        Optional<RunFinished> finished,
        long admittedTrain,
        Set<Long> admittedEvaluations,
        long awaitedVersion,
        ProblemLog problems,
        Map<String, Long> undecided,
        RunHeader header) {

    /**
     * Reads steps and prompts to their committed ends. What somebody else put there by mistake is passed over; that
     * nothing is missing without it shows in the steps' numbers.
     */
    public static RunHistory read(KafkaClients clients, Topics topics) {
        TopicReader reader = new TopicReader(clients);
        RunEventReader judge = new RunEventReader();
        RunEvents events = new RunEvents();
        reader.readEvents(topics, judge, events::add);
        long last = firstVersion(events.started());
        for (TrainingStep step : events.steps()) {
            last = following(last, step).getStep();
        }
        long[] admitted = {0};
        long[] awaited = {0};
        Set<Long> asked = new TreeSet<>();
        ProblemLog problems = events.started() == null ? new ProblemLog() : ProblemLog.of(events.started());
        Set<String> decided = decided(events.steps());
        Map<String, Long> undecided = new HashMap<>();
        OwnRecords own = new OwnRecords(events.header());
        reader.readAll(topics.prompts(), PromptGroup.getDefaultInstance(), own, prompt -> {
            awaited[0] = Math.max(awaited[0], prompt.getMinVersion());
            if (prompt.getPurpose() == Purpose.EVALUATE) {
                asked.add(prompt.getMinVersion());
            } else {
                admitted[0]++;
                problems.admitted(prompt);
                if (!decided.contains(prompt.getGroupId())) {
                    undecided.put(prompt.getGroupId(), prompt.getMinVersion());
                }
            }
        });
        events.steps().forEach(problems::committed);
        return new RunHistory(
                Optional.ofNullable(events.started()),
                events.steps(),
                events.evaluations(),
                Optional.ofNullable(events.finished()),
                admitted[0],
                asked,
                awaited[0],
                problems,
                undecided,
                events.header().withPen(1 + Math.max(judge.newestPen(), own.newestPen())));
    }

    /** The log decides what was trained on; with a step missing or twice it decides nothing. */
    static TrainingStep following(long last, TrainingStep step) {
        if (step.getStep() != last + 1) {
            throw new BrokenLogException(
                    "In the log of training steps, step %d follows step %d; each must follow the one before. A record that the learner wrote is gone or there twice, so this run can't go on: begin a new one from its model or best-model (--set model=DIR --run-dir NEW)."
                            .formatted(step.getStep(), last));
        }
        return step;
    }

    /**
     * @throws BrokenLogException if the end of steps or prompts is lost; asked by who has the pen, for else they
     * may grow meanwhile
     */
    public void refuseCutOff(Topics topics) {
        refuseCutOff(topics, lastStep(), steps, nextPosition(), awaitedVersion);
    }

    /**
     * A log whose end is lost looks like a shorter one. But steps and prompts are committed together, and tell of
     * each other.
     */
    static void refuseCutOff(
            Topics topics, long last, List<TrainingStep> steps, long nextPosition, long awaitedVersion) {
        if (awaitedVersion > last) {
            throw cutOff(
                    topics.steps(),
                    "it ends with step %d, but prompts ask for version %d".formatted(last, awaitedVersion));
        }
        long admittedBySteps = steps.isEmpty() ? 0 : steps.getLast().getFeederPosition();
        if (nextPosition < admittedBySteps) {
            throw cutOff(
                    topics.prompts(),
                    "it has %d training prompts, but step %d says %d".formatted(nextPosition, last, admittedBySteps));
        }
    }

    /** A topic has lost records that others refer to. */
    public static BrokenLogException cutOff(String topic, String sign) {
        return new BrokenLogException(
                "The end of topic %s is lost: %s. Bring its log back from a copy; without one begin a new run from the newest model (--set model=DIR --run-dir NEW)."
                        .formatted(topic, sign));
    }

    /** The version that the run began with: 0, or in a fork its parent's. */
    public long firstVersion() {
        return firstVersion(started.orElse(null));
    }

    private static long firstVersion(@Nullable RunStarted started) {
        return started == null ? 0 : started.getForkedFrom().getStep();
    }

    /** The last committed step; before the run's first, 0 or the step that it was forked at. */
    public long lastStep() {
        return steps.isEmpty() ? firstVersion() : steps.getLast().getStep();
    }

    /** The next position in the seeded order of the training data. */
    public long nextPosition() {
        ForkedFrom parent = started.map(RunStarted::getForkedFrom).orElseGet(ForkedFrom::getDefaultInstance);
        return parent.getFeederPosition() - parent.getAdmittedAnewCount() + admittedTrain;
    }

    /** Groups that may still train: admitted or copied from a parent, and neither used nor dropped. */
    public long openGroups() {
        long copied =
                started.map(begun -> begun.getForkedFrom().getPastGroups()).orElse(0L);
        return admittedTrain + copied - decided().size();
    }

    /** Where a restart begins to read scored-groups; empty before the first step. */
    public List<PartitionPosition> positions() {
        return steps.isEmpty() ? List.of() : steps.getLast().getPositionList();
    }

    /** Group ids that a committed step has used or dropped. */
    public Set<String> decided() {
        return decided(steps);
    }

    private static Set<String> decided(List<TrainingStep> steps) {
        Set<String> decided = new HashSet<>();
        for (TrainingStep step : steps) {
            step.getUsedList().forEach(group -> decided.add(group.getGroupId()));
            step.getDroppedList().forEach(group -> decided.add(group.getGroup().getGroupId()));
        }
        return decided;
    }

    /** Versions whose evaluation was asked for and is not in the log yet. */
    public Set<Long> openEvaluations() {
        Set<Long> open = new TreeSet<>(admittedEvaluations);
        evaluations.forEach(evaluation -> open.remove(evaluation.getVersion()));
        return open;
    }
}
