package io.kafkagrpo.report.audit;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.ByteString;
import io.kafkagrpo.record.Failed;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.WeightKind;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Logs that are in order but for one thing. */
final class LogCorruptions {
    private LogCorruptions() {}

    /** What, how, and the sentence that the audit must say. */
    static Stream<Arguments> all() {
        return Stream.of(
                of(
                        "a missing step",
                        run -> run.steps.remove(3),
                        "The event at offset 3 of steps is step 3, but step 2 must follow here."),
                of(
                        "a group in two steps",
                        run -> run.replace(run.step(3).toBuilder().addUsed(LoggedRun.reference(0))),
                        "Group train-0-00000000 is in step 1, and again in step 3."),
                of(
                        "a group that no step decided",
                        run -> run.replace(run.step(2).toBuilder().removeUsed(0)),
                        "Group train-0-00000002 ended at offset 2 of partition 0 of scored-groups; step 3 is beyond it, but no step used or dropped it."),
                of(
                        "a used group without end",
                        run -> run.scored.get(1).remove(LoggedRun.offsetOf(5)),
                        "Step 3 used group train-0-00000005 at offset 2 of partition 1 of scored-groups, but it has no end there."),
                of(
                        "a group that ended twice",
                        run -> run.scored.get(1).add(run.scoredOf(1)),
                        "Group train-0-00000001 ended twice: at offsets 0 and 4 of partition 1 of scored-groups."),
                of(
                        "a prompt gone",
                        run -> run.prompts.get(1).remove(1),
                        "The scored group at offset 1 of partition 1 is train-0-00000003, but no such group was admitted."),
                of(
                        "fewer prompts than were admitted",
                        run -> run.prompts.get(1).remove(1),
                        "Step 3 says that 7 training prompts have been admitted, but prompts holds 6."),
                of(
                        "a prompt admitted twice",
                        run -> run.prompts.get(0).add(run.prompts.get(0).get(2)),
                        "Group train-0-00000002 is admitted twice."),
                of(
                        "a scored completion that was never recorded",
                        run -> run.completions.get(1).remove(3),
                        "Member 1 of group train-0-00000003 was scored, but is not among the completions."),
                of(
                        "a scored completion that came second",
                        run -> run.completions
                                .get(1)
                                .add(
                                        0,
                                        run.completions.get(1).getFirst().toBuilder()
                                                .setGeneratorId("another")
                                                .build()),
                        "Member 0 of group train-0-00000001 was scored, but another completion of that index arrived before it."),
                of(
                        "a group too stale",
                        run -> run.replace(withVersions(run.scoredOf(4), 0), 4),
                        "Step 3 of weight version 2 used group train-0-00000004, which has tokens of version 0: more than 1 behind."),
                of(
                        "tokens of a version to come",
                        run -> run.replace(withVersions(run.scoredOf(0), 1), 0),
                        "Step 1 of weight version 0 used group train-0-00000000, which has tokens of version 1."),
                of(
                        "a failed group trained on",
                        run -> run.replace(
                                run.scoredOf(2).toBuilder()
                                        .setFailed(Failed.newBuilder().setReason("timeout")),
                                2),
                        "Step 2 used group train-0-00000002, which failed."),
                of(
                        "a drop without a reason",
                        run -> run.replace(run.step(3).toBuilder()
                                .setDropped(
                                        0, run.step(3).getDropped(0).toBuilder().clearReason())),
                        "Step 3 dropped group train-0-00000006 without a reason."),
                of(
                        "an evaluation without its group",
                        run -> run.scored.get(1).remove(3),
                        "Weight version 3 was evaluated, but its group evaluate-3-00000000 never ended."),
                of(
                        "a position that goes back",
                        run -> run.replace(run.step(3).toBuilder()
                                .setPosition(
                                        0,
                                        run.step(3).getPosition(0).toBuilder().setOffset(2))),
                        "Step 3 takes the position in partition 0 of scored-groups back from 3 to 2."),
                of(
                        "an event after the end",
                        run -> run.steps.add(LoggedRun.evaluation(2)),
                        "The event at offset 7 of steps comes after the run has finished."),
                of(
                        "no beginning",
                        run -> run.steps.removeFirst(),
                        "The topic steps has no beginning of the run, without which nothing in it counts."),
                of(
                        "a chunk gone",
                        run -> run.chunks.removeLast(),
                        "The chunks of weight version 3 are not in the topic weights."),
                of(
                        "a chunk changed",
                        run -> run.chunks.set(
                                2,
                                run.chunks.get(2).toBuilder()
                                        .setData(ByteString.copyFromUtf8("what step 2 changed"))
                                        .build()),
                        "The chunks of weight version 1 have checksum 2cc7122c, but 35681e05 was announced."),
                of(
                        "a checksum off",
                        run -> run.replace(run.step(2).toBuilder().setWeightsCrc32C(1)),
                        "Weight version 2 has checksum 000003ea where it is announced, but 00000001 in its step."),
                of(
                        "a sum off",
                        run -> run.replace(run.step(3).toBuilder().setWeightsSum(1)),
                        "Weight version 3 has checksum 00000000000003eb where it is announced, but 0000000000000001 in its step."),
                of("a version gone", run -> run.versions.remove(2), "Weight version 2 was never announced."),
                of(
                        "a version that no step made",
                        run -> run.addVersion(WeightKind.DELTA, "more"),
                        "Weight version 4 is announced, but no step made it."),
                of(
                        "a delta to another base",
                        run -> run.versions.set(
                                3,
                                run.versions.get(3).toBuilder()
                                        .setBaseVersion(1)
                                        .build()),
                        "Weight version 3 builds on version 1, not on the one before."));
    }

    private static ScoredGroup.Builder withVersions(ScoredGroup group, long version) {
        ScoredGroup.Builder changed = group.toBuilder();
        changed.getCompletionsBuilderList()
                .forEach(member ->
                        member.getFinishedBuilder().getVersionsBuilder(0).setVersion(version));
        return changed;
    }

    private static Arguments of(String what, Consumer<LoggedRun> corruption, String sentence) {
        return arguments(what, corruption, sentence);
    }
}
