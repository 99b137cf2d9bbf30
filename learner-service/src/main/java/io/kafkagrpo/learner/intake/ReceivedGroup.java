package io.kafkagrpo.learner.intake;

import io.kafkagrpo.record.GroupReference;
import io.kafkagrpo.rollout.Group;

/** A scored group and where it lies in the log. */
public record ReceivedGroup(Group group, int partition, long offset) {

    String id() {
        return group.id();
    }

    public GroupReference reference() {
        return GroupReference.newBuilder()
                .setGroupId(id())
                .setPartition(partition)
                .setOffset(offset)
                .build();
    }
}
