package io.kafkagrpo.scoring;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.GroupId;
import io.kafkagrpo.record.Parts;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.Purpose;
import io.kafkagrpo.record.RolloutCodec;

/** Reads records of the topic completions and refuses what no later stage could use. Not thread-safe. */
final class CompletionReader {
    private static final int LARGEST_GROUP = 1 << 16;

    /** The prompt that was read last: members of a group often come one after the other. */
    private PromptGroup lastPrompt = PromptGroup.getDefaultInstance();

    private ByteString lastPromptBytes = ByteString.EMPTY;

    /** The completion, if its bytes, its key and its fields agree. */
    Sampled read(Source source) throws UnusableRecordException {
        Sampled sampled = parse(source);
        PromptGroup prompt = sampled.prompt();
        String id = prompt.getGroupId();
        check(id.equals(source.keyText()), "The key is '%s' but the group id is '%s'.", source.keyText(), id);
        Purpose named = purpose(id);
        Purpose purpose = prompt.getPurpose();
        check(
                purpose == Purpose.TRAIN || purpose == Purpose.EVALUATE,
                "The purpose %d is none that is known.",
                prompt.getPurposeValue());
        check(named == purpose, "The purpose is %s in group %s.", purpose, id);
        int size = prompt.getGroupSize();
        check(size >= 1 && size <= LARGEST_GROUP, "The group size is %d; 1 to %d is allowed.", size, LARGEST_GROUP);
        int index = sampled.parts().getIndex();
        check(index >= 0 && index < size, "The index is %d; 0 to %d is allowed in this group.", index, size - 1);
        Parts.Finished finished = sampled.finished();
        if (finished != null) {
            checkFinished(sampled, finished, purpose);
        } else {
            check(sampled.parts().hasFailed(), "The completion is neither finished nor failed.");
        }
        return sampled;
    }

    private static Purpose purpose(String id) throws UnusableRecordException {
        try {
            return GroupId.parse(id).purpose();
        } catch (IllegalArgumentException e) {
            throw new UnusableRecordException("'%s' is not a group id.".formatted(id), e);
        }
    }

    private Sampled parse(Source source) throws UnusableRecordException {
        byte[] value = source.value();
        if (value == null || value.length == 0) {
            throw new UnusableRecordException("The record has no value.");
        }
        try {
            Parts.Completion parts = PartsCodec.completion(value);
            return Sampled.of(prompt(parts.getPrompt()), parts);
        } catch (InvalidProtocolBufferException e) {
            throw new UnusableRecordException("The value is not a Completion: " + e.getMessage(), e);
        }
    }

    private PromptGroup prompt(ByteString bytes) throws InvalidProtocolBufferException {
        if (!bytes.equals(lastPromptBytes)) {
            lastPrompt = PromptGroup.parseFrom(bytes);
            lastPromptBytes = ByteString.copyFrom(bytes.asReadOnlyByteBuffer()); // or it would keep a whole record
        }
        return lastPrompt;
    }

    /** What the learner relies on: one log-probability for each token, and versions that cover them. */
    private static void checkFinished(Sampled sampled, Parts.Finished finished, Purpose purpose)
            throws UnusableRecordException {
        try {
            var _ = RolloutCodec.finishReason(finished.getFinishReason(), finished.getFinishReasonValue());
            if (!finished.getWrittenByPolicy().isEmpty()) {
                // few have flags; whatever is to be said of them is said where they are read
                Completion whole = Completion.parseFrom(sampled.parts().toByteString());
                var _ = RolloutCodec.completion(whole);
            }
        } catch (IllegalArgumentException e) {
            throw new UnusableRecordException(String.valueOf(e.getMessage()), e);
        } catch (InvalidProtocolBufferException e) {
            throw new UnusableRecordException("The value is not a Completion: " + e.getMessage(), e);
        }
        ByteString values = finished.getBehaviourLogProbabilities();
        boolean asMany = values.size() == sampled.tokens() * Float.BYTES;
        check(
                asMany || (values.isEmpty() && purpose == Purpose.EVALUATE),
                "There are %d log-probabilities for %d tokens.",
                values.size() / Float.BYTES,
                sampled.tokens());
        int bad = PartsCodec.firstNotFinite(values);
        check(bad < 0, "The log-probability of token %d is not a finite number.", bad);
        check(
                sampled.tokens() == 0
                        || (finished.getVersionsCount() > 0
                                && finished.getVersions(0).getFromToken() == 0),
                "No weight version is named for the first of %d tokens.",
                sampled.tokens());
    }

    @SuppressWarnings("AnnotateFormatMethod") // its annotation would be one more dependency
    private static void check(boolean holds, String sentence, Object... values) throws UnusableRecordException {
        if (!holds) {
            throw new UnusableRecordException(sentence.formatted(values));
        }
    }
}
