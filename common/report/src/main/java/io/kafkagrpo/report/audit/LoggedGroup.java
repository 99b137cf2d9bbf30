package io.kafkagrpo.report.audit;

import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.Finished;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.VersionRun;
import java.util.Objects;

/** What an audit keeps of a group while it reads the topics: some hundred bytes. */
final class LoggedGroup {
    private static final long NOWHERE = -1;

    final long minVersion;
    private final int[] members;
    private int endedIn;
    private long endedAt = NOWHERE;
    private boolean failed;
    private long oldest = Long.MAX_VALUE;
    private long newest = Long.MIN_VALUE;
    private long decidedBy;

    LoggedGroup(PromptGroup prompt) {
        minVersion = prompt.getMinVersion();
        members = new int[Math.max(0, prompt.getGroupSize())];
    }

    /** Whether a member's index is one of the group's. */
    boolean holds(int index) {
        return index >= 0 && index < members.length;
    }

    /** A completion arrived; false where it is not the first of its index. */
    boolean arrived(Completion completion) {
        if (members[completion.getIndex()] != 0) {
            return false;
        }
        members[completion.getIndex()] = fingerprint(
                completion.getFinished(),
                completion.getGeneratorId(),
                completion.getStartedAtMs(),
                completion.getFinishedAtMs());
        return true;
    }

    /** Whether a completion of this index has arrived. */
    boolean hasMember(int index) {
        return members[index] != 0;
    }

    /** Whether a scored member is the completion that arrived first. */
    boolean isFirst(ScoredCompletion member) {
        return members[member.getIndex()]
                == fingerprint(
                        member.getFinished(),
                        member.getGeneratorId(),
                        member.getStartedAtMs(),
                        member.getFinishedAtMs());
    }

    /** The group ended; its tokens' versions are known from now on. */
    void ended(ScoredGroup group, int partition, long offset) {
        endedIn = partition;
        endedAt = offset;
        failed = group.hasFailed();
        for (ScoredCompletion member : group.getCompletionsList()) {
            for (VersionRun run : member.getFinished().getVersionsList()) {
                oldest = Math.min(oldest, run.getVersion());
                newest = Math.max(newest, run.getVersion());
            }
        }
    }

    boolean hasEnded() {
        return endedAt != NOWHERE;
    }

    /** Where its scored group lies; negative where it has none. */
    long endedAt() {
        return endedAt;
    }

    /** Whether its scored group lies there. */
    boolean endedAt(int partition, long offset) {
        return endedAt == offset && endedIn == partition;
    }

    /** In which partition, where it has one. */
    int endedIn() {
        return endedIn;
    }

    boolean hasFailed() {
        return failed;
    }

    /** Weight version of its oldest token; {@link Long#MAX_VALUE} where it has none. */
    long oldestVersion() {
        return oldest;
    }

    /** Weight version of its newest token; {@link Long#MIN_VALUE} where it has none. */
    long newestVersion() {
        return newest;
    }

    /** A step used or dropped it. */
    void decidedBy(long step) {
        decidedBy = step;
    }

    /** The step that used or dropped it; 0 where none did. */
    long decidedBy() {
        return decidedBy;
    }

    /** Never 0. */
    private static int fingerprint(Finished finished, String generator, long startedAtMs, long finishedAtMs) {
        int hash = Objects.hash(finished.getTokenIdsList(), generator, startedAtMs, finishedAtMs);
        return hash == 0 ? 1 : hash;
    }
}
