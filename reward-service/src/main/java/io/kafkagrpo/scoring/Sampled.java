package io.kafkagrpo.scoring;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kafkagrpo.record.Parts;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.RolloutCodec;
import io.kafkagrpo.task.reward.ScoringInput;
import org.jspecify.annotations.Nullable;

/**
 * A completion as far as it is looked into here; what it was asked and its tokens go on as the bytes that came.
 *
 * @param prompt what it was asked
 * @param parts of its record
 * @param finished of its outcome; null where it failed
 * @param tokens how many it has; 0 where it failed
 */
record Sampled(PromptGroup prompt, Parts.Completion parts, Parts.@Nullable Finished finished, int tokens) {

    /** @throws InvalidProtocolBufferException if the bytes of its outcome are no such thing */
    static Sampled of(PromptGroup prompt, Parts.Completion parts) throws InvalidProtocolBufferException {
        if (!parts.hasFinished()) {
            return new Sampled(prompt, parts, null, 0);
        }
        Parts.Finished finished = PartsCodec.finished(parts.getFinished());
        if (!finished.getText().isValidUtf8()) {
            throw new InvalidProtocolBufferException("the text is not UTF-8");
        }
        return new Sampled(prompt, parts, finished, PartsCodec.integers(finished.getTokenIds()));
    }

    /** A member of a group that has ended, to be scored again. */
    static Sampled of(PromptGroup prompt, Parts.ScoredCompletion member) throws InvalidProtocolBufferException {
        return of(
                prompt,
                Parts.Completion.newBuilder()
                        .setIndex(member.getIndex())
                        .setFinished(member.getFinished())
                        .setGeneratorId(member.getGeneratorId())
                        .setStartedAtMs(member.getStartedAtMs())
                        .setFinishedAtMs(member.getFinishedAtMs())
                        .build());
    }

    /** The prompt's own bytes. */
    ByteString promptBytes() {
        return parts.getPrompt();
    }

    /**
     * What reward functions see of a finished one.
     *
     * @throws IllegalArgumentException for a finish reason that is missing or not known
     */
    ScoringInput input(Parts.Finished outcome) {
        return new ScoringInput(
                prompt.getQuestion(),
                prompt.getReferenceAnswer().isEmpty() ? null : prompt.getReferenceAnswer(),
                outcome.getText().toStringUtf8(),
                RolloutCodec.finishReason(outcome.getFinishReason(), outcome.getFinishReasonValue()),
                tokens,
                prompt.getColumnsMap());
    }
}
