package io.kafkagrpo.scoring;

import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.Failed;
import io.kafkagrpo.record.FinishReason;
import io.kafkagrpo.record.Finished;
import io.kafkagrpo.record.GroupId;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.VersionRun;

/** Completions for tests. The right answer is always 4. */
final class Samples {
    /** Scores 2.0 + 0.8. */
    static final String RIGHT = "<reasoning>2+2</reasoning><answer>4</answer>";
    /** Scores 0.8. */
    static final String WRONG = "<reasoning>2+2</reasoning><answer>5</answer>";
    /** Scores 0. */
    static final String FORMLESS = "five";
    /** Makes the reward function "fragile" throw. */
    static final String BOOM = "boom";

    private Samples() {}

    static PromptGroup train(int position, int size) {
        return prompt(GroupId.train(0, position), size);
    }

    static PromptGroup evaluate(int position, int size) {
        return prompt(GroupId.evaluate(7, position), size);
    }

    private static PromptGroup prompt(GroupId id, int size) {
        return PromptGroup.newBuilder()
                .setGroupId(id.toString())
                .setPurpose(id.purpose())
                .setProblemId("p" + id.position())
                .setQuestion("What is 2+2?")
                .setReferenceAnswer("4")
                .addPromptTokenIds(1)
                .setGroupSize(size)
                .build();
    }

    static Completion finished(PromptGroup prompt, int index, String text) {
        return Completion.newBuilder()
                .setPrompt(prompt)
                .setIndex(index)
                .setFinished(Finished.newBuilder()
                        .addTokenIds(5)
                        .addTokenIds(2)
                        .addBehaviourLogProbabilities(-0.5f)
                        .addBehaviourLogProbabilities(-0.25f)
                        .addVersions(VersionRun.newBuilder().setVersion(3))
                        .setText(text)
                        .setFinishReason(FinishReason.STOP))
                .setGeneratorId("g")
                .setStartedAtMs(10)
                .setFinishedAtMs(20)
                .build();
    }

    static Completion failed(PromptGroup prompt, int index, String reason) {
        return Completion.newBuilder()
                .setPrompt(prompt)
                .setIndex(index)
                .setFailed(Failed.newBuilder().setReason(reason))
                .setGeneratorId("g")
                .build();
    }
}
