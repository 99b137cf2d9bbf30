package io.kafkagrpo.generator;

import io.kafkagrpo.engine.generate.GeneratedSequence;
import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.Failed;
import io.kafkagrpo.record.Finished;
import io.kafkagrpo.record.GroupId;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.Purpose;
import io.kafkagrpo.record.VersionRun;
import io.kafkagrpo.rollout.FinishReason;
import io.kafkagrpo.rollout.VersionSpan;
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
        Finished.Builder finished = Finished.newBuilder().setText(text).setFinishReason(reason(sequence.reason()));
        for (int id : sequence.tokenIds()) {
            finished.addTokenIds(id);
        }
        for (float logProbability : sequence.logProbabilities()) {
            finished.addBehaviourLogProbabilities(logProbability);
        }
        for (VersionSpan version : sequence.versions()) {
            finished.addVersions(
                    VersionRun.newBuilder().setVersion(version.version()).setFromToken(version.fromToken()));
        }
        return builder(prompt, sequence.member(), startedAtMs, finishedAtMs)
                .setFinished(finished)
                .build();
    }

    /** A member that can't be sampled, and why. */
    Completion failed(PromptGroup prompt, int index, String reason, long atMs) {
        return builder(prompt, index, atMs, atMs)
                .setFailed(Failed.newBuilder().setReason(reason))
                .build();
    }

    /**
     * The end of an admitted group whose prompt can't be read: nothing is known of it but its key, so it is a failed group of
     * one. Null where the key is no group id; such a record was never admitted.
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

    private Completion.Builder builder(PromptGroup prompt, int index, long startedAtMs, long finishedAtMs) {
        return Completion.newBuilder()
                .setPrompt(prompt)
                .setIndex(index)
                .setGeneratorId(generatorId)
                .setStartedAtMs(startedAtMs)
                .setFinishedAtMs(finishedAtMs);
    }

    private static io.kafkagrpo.record.FinishReason reason(FinishReason reason) {
        return switch (reason) {
            case STOP -> io.kafkagrpo.record.FinishReason.STOP;
            case LENGTH -> io.kafkagrpo.record.FinishReason.LENGTH;
            case CONTEXT -> io.kafkagrpo.record.FinishReason.CONTEXT;
        };
    }
}
