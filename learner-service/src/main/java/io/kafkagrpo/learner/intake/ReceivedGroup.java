package io.kafkagrpo.learner.intake;

import io.kafkagrpo.record.GroupReference;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.VersionRun;

/** A scored group and where it lies in the log. */
public record ReceivedGroup(ScoredGroup group, int partition, long offset) {

    String id() {
        return group.getPrompt().getGroupId();
    }

    public GroupReference reference() {
        return GroupReference.newBuilder()
                .setGroupId(id())
                .setPartition(partition)
                .setOffset(offset)
                .build();
    }

    /** The version of its oldest token; of an empty group, the version that its prompt asked for. */
    public long oldestVersion() {
        return group.getCompletionsList().stream()
                .flatMap(completion -> completion.getFinished().getVersionsList().stream())
                .mapToLong(VersionRun::getVersion)
                .min()
                .orElse(group.getPrompt().getMinVersion());
    }
}
