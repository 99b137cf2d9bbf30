package io.kafkagrpo.scoring;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.GroupId;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.Purpose;
import io.kafkagrpo.record.RolloutCodec;

/** Reads a record of the topic completions and refuses what no later stage could use. */
final class CompletionReader {
    private static final int LARGEST_GROUP = 1 << 16;

    private CompletionReader() {}

    /** The completion, if its bytes, its key and its fields agree. */
    static Completion read(Source source) throws UnusableRecordException {
        Completion completion = parse(source);
        PromptGroup prompt = completion.getPrompt();
        String id = prompt.getGroupId();
        check(id.equals(source.keyText()), "The key is '%s' but the group id is '%s'.", source.keyText(), id);
        check(GroupId.isOne(id), "'%s' is not a group id.", id);
        Purpose purpose = prompt.getPurpose();
        check(
                purpose == Purpose.TRAIN || purpose == Purpose.EVALUATE,
                "The purpose %d is none that is known.",
                prompt.getPurposeValue());
        check(GroupId.parse(id).purpose() == purpose, "The purpose is %s in group %s.", purpose, id);
        int size = prompt.getGroupSize();
        check(size >= 1 && size <= LARGEST_GROUP, "The group size is %d; 1 to %d is allowed.", size, LARGEST_GROUP);
        int index = completion.getIndex();
        check(index >= 0 && index < size, "The index is %d; 0 to %d is allowed in this group.", index, size - 1);
        switch (completion.getOutcomeCase()) {
            case FINISHED -> checkFinished(rollout(completion), purpose);
            case FAILED -> {}
            case OUTCOME_NOT_SET -> throw new UnusableRecordException("The completion is neither finished nor failed.");
        }
        return completion;
    }

    private static Completion parse(Source source) throws UnusableRecordException {
        byte[] value = source.value();
        if (value == null || value.length == 0) {
            throw new UnusableRecordException("The record has no value.");
        }
        try {
            return Completion.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new UnusableRecordException("The value is not a Completion: " + e.getMessage(), e);
        }
    }

    private static io.kafkagrpo.rollout.Completion rollout(Completion completion) throws UnusableRecordException {
        try {
            return RolloutCodec.completion(completion);
        } catch (IllegalArgumentException e) {
            throw new UnusableRecordException(String.valueOf(e.getMessage()), e);
        }
    }

    /** What the learner relies on: one log-probability for each token, and versions that cover them. */
    private static void checkFinished(io.kafkagrpo.rollout.Completion finished, Purpose purpose)
            throws UnusableRecordException {
        float[] values = finished.logProbabilities();
        check(
                values.length == finished.length() || purpose == Purpose.EVALUATE,
                "There are %d log-probabilities for %d tokens.",
                values.length,
                finished.length());
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) { // asked of every token, so no sentence is prepared for it
                throw new UnusableRecordException("The log-probability of token %d is %s.".formatted(i, values[i]));
            }
        }
        check(
                finished.length() == 0
                        || (!finished.versions().isEmpty()
                                && finished.versions().getFirst().fromToken() == 0),
                "No weight version is named for the first of %d tokens.",
                finished.length());
    }

    @SuppressWarnings("AnnotateFormatMethod") // its annotation would be one more dependency
    private static void check(boolean holds, String sentence, Object... values) throws UnusableRecordException {
        if (!holds) {
            throw new UnusableRecordException(sentence.formatted(values));
        }
    }
}
