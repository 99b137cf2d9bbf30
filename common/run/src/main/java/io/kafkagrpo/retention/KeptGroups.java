package io.kafkagrpo.retention;

import io.kafkagrpo.record.GroupReference;
import io.kafkagrpo.record.PartitionReader;
import io.kafkagrpo.record.PartitionReader.Extent;
import io.kafkagrpo.record.RunEventReader;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.settings.Key;
import io.kafkagrpo.settings.Keys;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which groups of a run's training steps are still in scored-groups. Keeps nothing of a step but its number. */
public final class KeptGroups {
    private final String topic;
    private final Map<Integer, Long> firsts = new HashMap<>();
    private RunStarted started = RunStarted.getDefaultInstance();
    private long lastGone;

    private KeptGroups(Topics topics, List<Extent> extents) {
        this.topic = topics.scoredGroups();
        extents.forEach(extent -> firsts.put(extent.partition().partition(), extent.first()));
    }

    /** By a run's topics as they are now. */
    public static KeptGroups of(PartitionReader reader, Topics topics) {
        KeptGroups kept = new KeptGroups(topics, reader.extents(topics.scoredGroups()));
        RunEventReader judge = new RunEventReader();
        reader.readAll(
                topics.steps(),
                entry -> judge.readable(entry).ifPresent(event -> {
                    if (event.hasRunStarted()) {
                        kept.started = event.getRunStarted();
                    }
                    if (event.hasTrainingStep()) {
                        kept.add(event.getTrainingStep());
                    }
                }));
        return kept;
    }

    /** The same where the run's events are at hand. */
    public static KeptGroups of(PartitionReader reader, Topics topics, RunStarted started, List<TrainingStep> steps) {
        KeptGroups kept = new KeptGroups(topics, reader.extents(topics.scoredGroups()));
        kept.started = started;
        steps.forEach(kept::add);
        return kept;
    }

    private void add(TrainingStep step) {
        if (step.getUsedList().stream().anyMatch(this::isGone)) {
            lastGone = Math.max(lastGone, step.getStep());
        }
    }

    /** Whether a group's record is gone. */
    public boolean isGone(GroupReference group) {
        return group.getOffset() < firsts.getOrDefault(group.getPartition(), 0L);
    }

    /**
     * What can't be done, where a step from {@code first} on has used a group that is gone; empty where none has.
     *
     * @param consequence ends the sentence "The groups … are gone …, so"
     */
    public Optional<String> objection(long first, String consequence) {
        return lastGone == 0 || lastGone < first ? Optional.empty() : Optional.of(sentence(consequence));
    }

    /** The same, whatever is asked for. */
    public String sentence(String consequence) {
        String because = because(started, Keys.KEEP_SCORED_GROUPS);
        return lastGone == 0
                ? "Groups that no step has trained on are gone from %s, %s, so %s."
                        .formatted(topic, because, consequence)
                : "The groups of training steps up to %d are gone from %s, %s, so %s; those of step %d and later are there."
                        .formatted(lastGone, topic, because, consequence, lastGone + 1);
    }

    /** Why records of a topic are gone, as a clause. */
    public static String because(RunStarted started, Key<?> key) {
        String asked = asked(started, key);
        return asked.equals(key.defaultText())
                ? "though %s is '%s' and asks for nothing of that kind".formatted(key.name(), asked)
                : "as %s ('%s') asks".formatted(key.name(), asked);
    }

    /** How much of a topic is kept, as a run was begun; what is younger than the run has its default. */
    public static String asked(RunStarted started, Key<?> key) {
        return started.getConfigurationOrDefault(key.name(), String.valueOf(key.defaultText()));
    }
}
