package io.kafkagrpo.scoring;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.FinishReason;
import io.kafkagrpo.record.Finished;
import io.kafkagrpo.record.GroupId;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.Purpose;
import java.util.List;

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
            case FINISHED -> checkFinished(completion.getFinished(), purpose);
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

    /** What the learner relies on: one log-probability for each token, and versions that cover them. */
    private static void checkFinished(Finished finished, Purpose purpose) throws UnusableRecordException {
        FinishReason reason = finished.getFinishReason();
        check(
                reason != FinishReason.FINISH_REASON_UNSPECIFIED && reason != FinishReason.UNRECOGNIZED,
                "The finish reason %d is none that is known.",
                finished.getFinishReasonValue());
        int tokens = finished.getTokenIdsCount();
        int logProbabilities = finished.getBehaviourLogProbabilitiesCount();
        check(
                logProbabilities == tokens || (purpose == Purpose.EVALUATE && logProbabilities == 0),
                "There are %d log-probabilities for %d tokens.",
                logProbabilities,
                tokens);
        List<Float> values = finished.getBehaviourLogProbabilitiesList();
        for (int i = 0; i < values.size(); i++) {
            float value = values.get(i);
            check(Float.isFinite(value), "The log-probability of token %d is %s.", i, value);
        }
        check(
                tokens == 0
                        || (finished.getVersionsCount() > 0
                                && finished.getVersions(0).getFromToken() == 0),
                "No weight version is named for the first of %d tokens.",
                tokens);
    }

    @SuppressWarnings("AnnotateFormatMethod") // its annotation would be one more dependency
    private static void check(boolean holds, String sentence, Object... values) throws UnusableRecordException {
        if (!holds) {
            throw new UnusableRecordException(sentence.formatted(values));
        }
    }
}
