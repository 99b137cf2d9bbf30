package io.kafkagrpo.scoring.again;

import io.kafkagrpo.record.DroppedGroup;
import io.kafkagrpo.record.GroupReference;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.PartitionReader;
import io.kafkagrpo.record.PartitionReader.Extent;
import io.kafkagrpo.record.StepRange;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.TrainingStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/** Where the groups lie in scored-groups that are to be scored again. */
final class WantedGroups {
    private final StepRange steps;
    private final Map<Integer, NavigableSet<Long>> offsets = new HashMap<>();
    private final List<Extent> extents = new ArrayList<>();

    private WantedGroups(StepRange steps) {
        this.steps = steps;
    }

    /** As the log is now: what comes later is left to the next time. */
    static WantedGroups of(KafkaClients clients, Topics topics, StepRange steps) {
        WantedGroups wanted = new WantedGroups(steps);
        try (PartitionReader reader = new PartitionReader(clients)) {
            if (!steps.isEverything()) {
                reader.eachStep(topics, wanted::add);
            }
            reader.extents(topics.scoredGroups()).forEach(wanted::add);
        }
        return wanted;
    }

    private void add(TrainingStep step) {
        if (steps.holds(step.getStep())) {
            step.getUsedList().forEach(this::add);
            step.getDroppedList().stream().map(DroppedGroup::getGroup).forEach(this::add);
        }
    }

    private void add(GroupReference group) {
        offsets.computeIfAbsent(group.getPartition(), _ -> new TreeSet<>()).add(group.getOffset());
    }

    private void add(Extent extent) {
        if (steps.isEverything()) {
            extents.add(extent);
            return;
        }
        NavigableSet<Long> within = offsets.getOrDefault(extent.partition().partition(), new TreeSet<>());
        if (!within.isEmpty()) {
            extents.add(new Extent(
                    extent.partition(),
                    Math.max(extent.first(), within.first()),
                    Math.min(extent.end(), within.last() + 1)));
        }
    }

    /** The parts of the partitions that hold them all, and others between. */
    List<Extent> extents() {
        return List.copyOf(extents);
    }

    boolean holds(TopicPartition partition, long offset) {
        return steps.isEverything()
                || offsets.getOrDefault(partition.partition(), new TreeSet<>()).contains(offset);
    }
}
