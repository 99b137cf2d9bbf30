package io.kafkagrpo.generator;

import io.kafkagrpo.engine.generate.GeneratedSequence;
import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.Failed;
import io.kafkagrpo.record.GroupId;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.Purpose;
import io.kafkagrpo.record.RolloutCodec;
import io.kafkagrpo.rollout.Origin;
import io.kafkagrpo.rollout.TokenMask;
import org.jspecify.annotations.Nullable;

/** Makes Completion records. */
final class Completions {
    private final String generatorId;

    Completions(String generatorId) {
        this.generatorId = generatorId;
    }

    /** A member that was sampled. Times are wall clock, in milliseconds. */
    Completion finished(
            PromptGroup prompt, GeneratedSequence sequence, String text, long startedAtMs, long finishedAtMs) {
        return RolloutCodec.toRecord(
                prompt,
                new io.kafkagrpo.rollout.Completion(
                        sequence.member(),
                        sequence.tokenIds(),
                        sequence.logProbabilities(),
                        sequence.versions(),
                        TokenMask.ALL,
                        text,
                        sequence.reason(),
                        new Origin(generatorId, startedAtMs, finishedAtMs)));
    }

    /** A member that can't be sampled, and why. */
    Completion failed(PromptGroup prompt, int index, String reason, long atMs) {
        return Completion.newBuilder()
                .setPrompt(prompt)
                .setIndex(index)
                .setGeneratorId(generatorId)
                .setStartedAtMs(atMs)
                .setFinishedAtMs(atMs)
                .setFailed(Failed.newBuilder().setReason(reason))
                .build();
    }

    /**
     * The end of an admitted group whose prompt can't be read: nothing is known of it but its key, so it is a
     * failed group of one. Null where the key is no group id; such a record was never admitted.
     */
    @Nullable
    Completion unreadable(@Nullable String key, String reason, long atMs) {
        if (key == null || !GroupId.isOne(key)) {
            return null;
        }
        Purpose purpose = GroupId.parse(key).purpose();
        PromptGroup prompt = PromptGroup.newBuilder()
                .setGroupId(key)
                .setPurpose(purpose)
                .setGroupSize(1)
                .build();
        return failed(prompt, 0, reason, atMs);
    }
}
