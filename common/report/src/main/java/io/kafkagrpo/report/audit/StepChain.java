package io.kafkagrpo.report.audit;

import io.kafkagrpo.hash.Checksum;
import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.ForkedFrom;
import io.kafkagrpo.record.PartitionPosition;
import io.kafkagrpo.record.RunFinished;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.StepEvent;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.record.check.LoggedChecksum;
import io.kafkagrpo.settings.Key;
import io.kafkagrpo.settings.Keys;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The topic {@code steps}, event by event from RunStarted on, which its reader sees to: steps and versions follow
 * each other without a gap, positions never go back, and nothing comes after the end. Keeps a few numbers for each
 * step, not its groups.
 */
final class StepChain {
    private final Findings findings;
    private boolean started;
    private long maxStaleness;
    private long groupsPerStep;
    private @Nullable RunFinished finished;
    private long step;
    private long version;
    private long admitted;
    private RunStarted beginning = RunStarted.getDefaultInstance();
    private ForkedFrom parent = ForkedFrom.getDefaultInstance();
    private final Map<Integer, Long> positions = new HashMap<>();
    private final SortedMap<Long, Checksum> checksums = new TreeMap<>();
    private final Set<Long> evaluated = new TreeSet<>();

    StepChain(Findings findings) {
        this.findings = findings;
    }

    /** Takes the next event; {@code place} names its record. */
    void add(StepEvent event, String place) {
        if (finished != null) {
            findings.add("%s comes after the run has finished.".formatted(place));
        }
        switch (event.getEventCase()) {
            case RUN_STARTED -> start(event.getRunStarted());
            case TRAINING_STEP -> step(event.getTrainingStep(), place);
            case EVALUATION -> evaluation(event.getEvaluation(), place);
            case RUN_FINISHED -> finish(event.getRunFinished(), place);
            case EVENT_NOT_SET -> throw new IllegalArgumentException("An event that is none: " + place);
        }
    }

    private void start(RunStarted event) {
        beginning = event;
        started = true;
        maxStaleness = configured(event, Keys.MAX_STALENESS);
        groupsPerStep = configured(event, Keys.GROUPS_PER_STEP);
        parent = event.getForkedFrom();
        step = parent.getStep();
        version = parent.getStep();
        admitted = parent.getFeederPosition();
        if (event.hasForkedFrom()) {
            checksums.put(version, LoggedChecksum.ofWeights(parent));
        }
    }

    private int configured(RunStarted event, Key<Integer> key) {
        String text = event.getConfigurationOrDefault(key.name(), Objects.requireNonNull(key.defaultText()));
        Integer value = key.parser().apply(text);
        if (value == null) {
            findings.add("The run's %s is '%s', but must be %s.".formatted(key.name(), text, key.allowed()));
            return Integer.MAX_VALUE;
        }
        return value;
    }

    private void step(TrainingStep event, String place) {
        if (event.getStep() != step + 1) {
            findings.add("%s is step %d, but step %d must follow here.".formatted(place, event.getStep(), step + 1));
        }
        if (event.getVersionIn() != version) {
            findings.add("Step %d begins with weight version %d, but version %d was the newest."
                    .formatted(event.getStep(), event.getVersionIn(), version));
        }
        if (event.getVersionOut() != event.getVersionIn() + 1) {
            findings.add("Step %d makes weight version %d of version %d; it must make version %d."
                    .formatted(event.getStep(), event.getVersionOut(), event.getVersionIn(), event.getVersionIn() + 1));
        }
        if (event.getFeederPosition() < admitted) {
            findings.add("Step %d says that %d prompts have been admitted, but %d were before it."
                    .formatted(event.getStep(), event.getFeederPosition(), admitted));
        }
        for (PartitionPosition position : event.getPositionList()) {
            long before = positions.getOrDefault(position.getPartition(), 0L);
            if (position.getOffset() < before) {
                findings.add("Step %d takes the position in partition %d of scored-groups back from %d to %d."
                        .formatted(event.getStep(), position.getPartition(), before, position.getOffset()));
            }
            positions.put(position.getPartition(), position.getOffset());
        }
        step = event.getStep();
        version = event.getVersionOut();
        admitted = event.getFeederPosition();
        checksums.put(event.getVersionOut(), LoggedChecksum.ofWeights(event));
    }

    private void evaluation(Evaluation event, String place) {
        if (event.getLowestVersion() < event.getVersion() || event.getHighestVersion() > version) {
            findings.add(
                    "%s evaluates weight version %d by answers of versions %d to %d, but only %d to %d could answer."
                            .formatted(
                                    place,
                                    event.getVersion(),
                                    event.getLowestVersion(),
                                    event.getHighestVersion(),
                                    event.getVersion(),
                                    version));
        }
        if (!evaluated.add(event.getVersion())) {
            findings.add("%s evaluates weight version %d a second time.".formatted(place, event.getVersion()));
        }
    }

    private void finish(RunFinished event, String place) {
        if (event.getSteps() != step || event.getVersion() != version) {
            findings.add(
                    "%s ends the run after %d steps with weight version %d, but the log has %d steps and version %d."
                            .formatted(place, event.getSteps(), event.getVersion(), step, version));
        }
        finished = event;
    }

    /** Whether the run has begun. */
    boolean hasStarted() {
        return started;
    }

    boolean hasFinished() {
        return finished != null;
    }

    /** What the run was begun with; nothing where its log doesn't say. */
    RunStarted beginning() {
        return beginning;
    }

    /** What the run was forked from; all its fields are absent where it was not. */
    ForkedFrom parent() {
        return parent;
    }

    /** The weight version that the run began with. */
    long firstVersion() {
        return parent.getStep();
    }

    /** The newest step; before the first, 0 or the one that the run was forked at. */
    long lastStep() {
        return step;
    }

    /** The newest weight version. */
    long lastVersion() {
        return version;
    }

    /** Training prompts that the newest step says have been admitted in this run, whatever its parent admitted. */
    long admitted() {
        return admitted - parent.getFeederPosition() + parent.getAdmittedAnewCount();
    }

    /** Whether the log holds the evaluation of this version. */
    boolean hasEvaluated(long version) {
        return evaluated.contains(version);
    }

    /** The first scored group of a partition that no step has decided. */
    long position(int partition) {
        return positions.getOrDefault(partition, 0L);
    }

    /** Checksums of the weights that steps made, by version. */
    SortedMap<Long, Checksum> checksums() {
        return checksums;
    }

    /** Steps that a sample may lag behind, as the run is configured. */
    long maxStaleness() {
        return maxStaleness;
    }

    /**
     * The most training groups that may be undecided; a fork may begin with more, where its parent's bound was
     * wider.
     */
    long mostInFlight() {
        return Math.max((maxStaleness + 1) * groupsPerStep, parent.getAdmittedAnewCount() + parent.getPastGroups());
    }
}
