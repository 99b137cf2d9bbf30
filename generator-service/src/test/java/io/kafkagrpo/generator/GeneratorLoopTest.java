package io.kafkagrpo.generator;

import static io.kafkagrpo.generator.LoopFixture.FIRST;
import static io.kafkagrpo.generator.LoopFixture.SECOND;
import static io.kafkagrpo.generator.LoopFixture.prompt;
import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.record.PromptGroup;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GeneratorLoopTest {
    private static final PromptGroup LONG = prompt(0, 5, 0);
    private static final PromptGroup SHORT = prompt(1, 2, 0);

    @Test
    void aPromptIsCommittedWhenAllItsCompletionsAreInKafka() throws Exception {
        try (LoopFixture generator = LoopFixture.open()) {
            // When a prompt has the two steps that it needs
            generator.play(List.of(
                    () -> {
                        generator.owns(FIRST);
                        generator.arrives(FIRST, 0, SHORT);
                    },
                    LoopFixture::nothing));
            // Then
            assertThat(generator.sent()).hasSize(2).allSatisfy(completion -> {
                assertThat(completion.getPrompt()).isEqualTo(SHORT);
                assertThat(completion.getFinished().getTokenIdsCount()).isEqualTo(2);
                assertThat(completion.getGeneratorId()).isEqualTo("generator-1");
            });
            assertThat(generator.prompts.commits).containsOnlyKeys(FIRST).containsEntry(FIRST, 1L);
            assertThat(generator.decoder.isClosed()).isTrue();
        }
    }

    @Test
    void whileGroupsEndForNewWeightsNoneBeginsAndThoseThatWaitAreNotLost() throws Exception {
        try (LoopFixture generator = LoopFixture.open()) {
            generator.play(List.of(
                    () -> {
                        generator.owns(FIRST);
                        generator.arrives(FIRST, 0, SHORT);
                    },
                    // When the decoder drains, and another prompt comes
                    () -> {
                        generator.decoder.drains();
                        generator.arrives(FIRST, 1, prompt(2, 1, 0));
                    },
                    LoopFixture::nothing,
                    // Then the one in flight has ended, and only the first was begun
                    () -> {
                        assertThat(generator.completions.history()).hasSize(2);
                        assertThat(generator.decoder.submitted).hasSize(1);
                        generator.decoder.drained();
                    },
                    LoopFixture::nothing));
            // And then the other has its turn
            assertThat(generator.decoder.submitted).hasSize(2);
            assertThat(generator.completions.history()).hasSize(4);
            assertThat(generator.prompts.commits).containsEntry(FIRST, 2L);
        }
    }

    static Stream<Named<Consumer<LoopFixture>>> waysToLoseAPartition() {
        return Stream.of(
                Named.of("revoked", generator -> generator.owns(SECOND)),
                Named.of("lost", generator -> generator.prompts.losePartitions(List.of(FIRST))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("waysToLoseAPartition")
    void groupsOfAPartitionThatIsTakenAwayAreNoLongerDecoded(Consumer<LoopFixture> takeAway) throws Exception {
        try (LoopFixture generator = LoopFixture.open()) {
            // Given two groups in mid-generation, and the partition of the long one goes to another generator
            generator.play(List.of(
                    () -> {
                        generator.owns(FIRST, SECOND);
                        generator.arrives(FIRST, 0, LONG);
                        generator.arrives(SECOND, 0, SHORT);
                    },
                    () -> takeAway.accept(generator),
                    LoopFixture::nothing,
                    LoopFixture::nothing,
                    LoopFixture::nothing));
            // Then the engine is told, the other group ends, and nothing is said or committed of the one taken away
            assertThat(generator.decoder.cancelled).containsExactly("0@0/" + LONG.getGroupId());
            assertThat(generator.sentGroups()).containsExactly(SHORT.getGroupId(), SHORT.getGroupId());
            assertThat(generator.prompts.commits).containsOnlyKeys(SECOND).containsEntry(SECOND, 1L);
        }
    }

    @Test
    void promptsThatOnlyWaitedAreForgottenWithTheirPartition() throws Exception {
        try (LoopFixture generator = LoopFixture.open()) {
            // Given a prompt that waits for version 1, and its partition is revoked before that arrives
            generator.play(List.of(
                    () -> {
                        generator.owns(FIRST);
                        generator.arrives(FIRST, 0, prompt(0, 1, 1));
                    },
                    generator::owns,
                    () -> generator.decoder.arrives(1),
                    LoopFixture::nothing));
            // Then
            assertThat(generator.decoder.submitted).isEmpty();
            assertThat(generator.decoder.cancelled).isEmpty();
            assertThat(generator.prompts.commits).isEmpty();
        }
    }

    @Test
    void aPartitionThatComesBackIsSampledAnewAndItsOldAnswersDontEndTheNewGroup() throws Exception {
        PromptGroup prompt = prompt(0, 3, 0);
        try (LoopFixture generator = LoopFixture.withSlowBroker()) {
            generator.play(List.of(
                    () -> {
                        generator.owns(FIRST);
                        generator.arrives(FIRST, 0, prompt);
                    },
                    LoopFixture::nothing,
                    LoopFixture::nothing,
                    // Given a group whose completions are on their way when its partition is revoked
                    generator::owns,
                    // When the partition comes back with the same prompt, for nothing of it was committed
                    () -> {
                        assertThat(generator.completions.history()).hasSize(2);
                        assertThat(generator.prompts.commits).isEmpty();
                        generator.owns(FIRST);
                        generator.arrives(FIRST, 0, prompt);
                    },
                    // and the old completions arrive while the new ones are being sampled
                    () -> {
                        generator.completions.completeNext();
                        generator.completions.completeNext();
                    },
                    LoopFixture::nothing));
            // Then the new group ends as well
            assertThat(generator.decoder.submitted).hasSize(2);
            assertThat(generator.sentGroups()).hasSize(4).containsOnly(prompt.getGroupId());
            assertThat(generator.prompts.commits).containsEntry(FIRST, 1L);
        }
    }

    @Test
    void aPromptIsHeldUntilItsVersionIsThereAndOthersPassIt() throws Exception {
        try (LoopFixture generator = LoopFixture.open()) {
            PromptGroup held = prompt(7, 1, 2);
            generator.play(List.of(
                    () -> {
                        generator.owns(FIRST);
                        generator.arrives(FIRST, 0, held);
                        generator.arrives(FIRST, 1, SHORT);
                    },
                    () -> generator.decoder.arrives(1),
                    LoopFixture::nothing,
                    () -> {
                        assertThat(generator.decoder.submitted).containsExactly("0@1/" + SHORT.getGroupId());
                        // what was sent of the later prompt may not be committed before the first
                        assertThat(generator.prompts.commits).isEmpty();
                        generator.decoder.arrives(2);
                    },
                    LoopFixture::nothing));
            // Then
            assertThat(generator.sentGroups())
                    .containsExactly(SHORT.getGroupId(), SHORT.getGroupId(), held.getGroupId(), held.getGroupId());
            assertThat(generator.sent().getLast().getFinished().getVersions(0).getVersion())
                    .isEqualTo(2);
            assertThat(generator.prompts.commits).containsEntry(FIRST, 2L);
        }
    }

    @Test
    void aStopInTheMiddleCommitsNothingOfWhatIsUnfinished() throws Exception {
        try (LoopFixture generator = LoopFixture.withSlowBroker()) {
            // Given prompts at offsets 0 to 2, of which the one in the middle is long
            generator.play(List.of(
                    () -> {
                        generator.owns(FIRST);
                        generator.arrives(FIRST, 0, SHORT);
                        generator.arrives(FIRST, 1, LONG);
                        generator.arrives(FIRST, 2, prompt(2, 2, 0));
                    },
                    LoopFixture::nothing));
            // Then the ended ones are flushed before the end, and only the first may be committed
            assertThat(generator.sent()).hasSize(4);
            assertThat(generator.sentGroups()).doesNotContain(LONG.getGroupId());
            assertThat(generator.prompts.commits).containsEntry(FIRST, 1L);
        }
    }

    @Test
    void aPromptThatCantBeSampledFailsItsWholeGroup() throws Exception {
        try (LoopFixture generator = LoopFixture.open()) {
            // Given a prompt with a token that the model lacks, and one with a temperature below zero
            PromptGroup foreign =
                    prompt(3, 1, 0).toBuilder().addPromptTokenIds(100).build();
            PromptGroup cold = prompt(4, 1, 0);
            cold = cold.toBuilder()
                    .setSampling(cold.getSampling().toBuilder().setTemperature(-1))
                    .build();
            PromptGroup below = cold;
            generator.play(List.of(
                    () -> {
                        generator.owns(FIRST);
                        generator.arrives(FIRST, 0, foreign);
                        generator.arrives(FIRST, 1, below);
                    },
                    LoopFixture::nothing));
            // Then
            assertThat(generator.sent())
                    .extracting(completion -> completion.getFailed().getReason())
                    .containsExactly(
                            "the prompt has token id 100, but the vocabulary has 100",
                            "the prompt has token id 100, but the vocabulary has 100",
                            "Sampling's temperature is -1.0; allowed is 0 or more.",
                            "Sampling's temperature is -1.0; allowed is 0 or more.");
            assertThat(generator.prompts.commits).containsEntry(FIRST, 2L);
        }
    }
}
