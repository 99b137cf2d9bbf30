package io.kafkagrpo.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.engine.generate.GeneratedSequence;
import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.RolloutCodec;
import io.kafkagrpo.rollout.FinishReason;
import io.kafkagrpo.rollout.Origin;
import io.kafkagrpo.rollout.TokenMask;
import io.kafkagrpo.rollout.VersionSpan;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompletionsTest {
    private static final PromptGroup PROMPT =
            PromptGroup.newBuilder().setGroupId("train-0-00000001").build();

    @Test
    void whatTheEngineSampledIsInTheRecord() {
        // Given
        List<VersionSpan> versions = List.of(new VersionSpan(4, 0), new VersionSpan(5, 1));
        GeneratedSequence sequence = new GeneratedSequence(
                "request", 3, new int[] {7, 1}, new float[] {-0.5f, -0.25f}, versions, FinishReason.CONTEXT);
        // When
        Completion record = new Completions("g").finished(PROMPT, sequence, "seven", 10, 20);
        // Then
        assertThat(record.getPrompt()).isEqualTo(PROMPT);
        assertThat(RolloutCodec.completion(record))
                .usingRecursiveComparison()
                .isEqualTo(new io.kafkagrpo.rollout.Completion(
                        3,
                        new int[] {7, 1},
                        new float[] {-0.5f, -0.25f},
                        versions,
                        TokenMask.ALL,
                        "seven",
                        FinishReason.CONTEXT,
                        new Origin("g", 10, 20)));
    }

    @Test
    void aMemberThatCannotBeSampledSaysWhy() {
        Completion failed = new Completions("g").failed(PROMPT, 2, "too long", 15);
        assertThat(failed.getFailed().getReason()).isEqualTo("too long");
        assertThat(failed.getIndex()).isEqualTo(2);
        assertThat(failed.getStartedAtMs()).isEqualTo(failed.getFinishedAtMs()).isEqualTo(15);
    }
}
