package io.kafkagrpo.scoring;

import static io.kafkagrpo.scoring.Samples.evaluate;
import static io.kafkagrpo.scoring.Samples.failed;
import static io.kafkagrpo.scoring.Samples.finished;
import static io.kafkagrpo.scoring.Samples.train;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kafkagrpo.record.DeadLetter;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.RewardValue;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.rl.AdvantageSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How groups end that are not hurt by bad records. */
class RewardTopologyTest {
    private TopologyFixture topology;

    @BeforeEach
    void open(@TempDir Path directory) {
        topology = new TopologyFixture(directory);
    }

    @AfterEach
    void close() {
        topology.close();
    }

    @Test
    void aGroupEndsCompleteWithItsLastMember() throws Exception {
        // Given three members of four, in any order
        PromptGroup prompt = train(1, 4);
        topology.send(finished(prompt, 3, Samples.FORMLESS));
        topology.send(finished(prompt, 0, Samples.RIGHT));
        topology.send(finished(prompt, 2, Samples.FORMLESS));
        assertThat(topology.ended()).isEmpty();

        // When the last arrives
        topology.send(finished(prompt, 1, Samples.WRONG));

        // Then the group is complete, in index order, with its prompt once
        ScoredGroup group = only(topology.ended());
        assertThat(group.hasComplete()).isTrue();
        assertThat(group.getPrompt()).isEqualTo(prompt);
        assertThat(group.getCompletionsList())
                .extracting(ScoredCompletion::getIndex)
                .containsExactly(0, 1, 2, 3);
        assertThat(group.getCompletionsList())
                .extracting(ScoredCompletion::getTotal)
                .containsExactly(2.8, 0.8, 0.0, 0.0);
        assertThat(group.getCompletionsList())
                .extracting(ScoredCompletion::getCorrect)
                .containsExactly(true, false, false, false);
        assertThat(group.getCompletions(0).getFinished())
                .isEqualTo(finished(prompt, 0, Samples.RIGHT).getFinished());
        // mean 0.9, sample standard deviation sqrt(5.24 / 3); advantages (r - mean) / (std + 1e-4)
        assertThat(group.getStatistics().getMean()).isCloseTo(0.9, within(1e-12));
        assertThat(group.getStatistics().getStd()).isCloseTo(1.3216151732, within(1e-9));
        assertThat(group.getStatistics().getMin()).isZero();
        assertThat(group.getStatistics().getMax()).isEqualTo(2.8);
        assertThat(group.getStatistics().getScored()).isEqualTo(4);
        assertThat(group.getStatistics().getZeroVariance()).isFalse();
        double[] advantages = {1.4375260, -0.0756593, -0.6809334, -0.6809334};
        for (int i = 0; i < advantages.length; i++) {
            assertThat(group.getCompletions(i).getAdvantage()).isCloseTo(advantages[i], within(1e-6));
        }
        assertThat(group.getRewardConfigurationHash())
                .isEqualTo(TopologyFixture.scorer().configurationHash())
                .hasSize(64);
        assertThat(topology.deadLetters()).isEmpty();
    }

    @Test
    void equalRewardsHaveZeroVarianceAndNoAdvantage() throws Exception {
        PromptGroup prompt = train(2, 2);

        topology.send(finished(prompt, 0, Samples.WRONG));
        topology.send(finished(prompt, 1, Samples.WRONG));

        ScoredGroup group = only(topology.ended());
        assertThat(group.hasComplete()).isTrue();
        assertThat(group.getStatistics().getZeroVariance()).isTrue();
        assertThat(group.getCompletionsList())
                .extracting(ScoredCompletion::getAdvantage)
                .containsExactly(0.0, 0.0);
    }

    @Test
    void anEvaluationGroupOfOneIsComplete() throws Exception {
        topology.send(finished(evaluate(1, 1), 0, Samples.RIGHT));

        ScoredGroup group = only(topology.ended());
        assertThat(group.hasComplete()).isTrue();
        assertThat(group.getCompletions(0).getCorrect()).isTrue();
    }

    @Test
    void aTaskWithoutAnswerIsNeitherCorrectNorWrong() throws Exception {
        PromptGroup prompt = evaluate(2, 1).toBuilder().clearReferenceAnswer().build();

        topology.send(finished(prompt, 0, Samples.RIGHT));

        assertThat(only(topology.ended()).getCompletions(0).hasCorrect()).isFalse();
    }

    @Test
    void theFirstArrivalOfAnIndexWins() throws Exception {
        // Given a member, and the same index sampled again with other content
        PromptGroup prompt = train(3, 2);
        topology.send(finished(prompt, 0, Samples.RIGHT));
        topology.send(finished(prompt, 0, Samples.FORMLESS));
        assertThat(topology.ended()).isEmpty();

        // When the other member arrives
        topology.send(finished(prompt, 1, Samples.WRONG));

        // Then the first content stands
        assertThat(only(topology.ended()).getCompletionsList())
                .extracting(ScoredCompletion::getTotal)
                .containsExactly(2.8, 0.8);
    }

    @Test
    void aClosedGroupStaysClosed() throws Exception {
        // Given an ended group
        PromptGroup prompt = train(4, 2);
        topology.send(finished(prompt, 0, Samples.RIGHT));
        topology.send(finished(prompt, 1, Samples.WRONG));

        // When all of it is delivered again, at once and days later
        for (Duration wait : List.of(Duration.ZERO, Duration.ofDays(6))) {
            topology.advance(wait);
            topology.send(finished(prompt, 0, Samples.WRONG));
            topology.send(finished(prompt, 1, Samples.WRONG));
        }
        topology.advance(TopologyFixture.TIMEOUT.multipliedBy(2));

        // Then nothing more comes out, and nothing is kept for it
        assertThat(topology.ended()).hasSize(1);
        assertThat(topology.entries(GroupStores.OPEN)).isZero();
        assertThat(topology.entries(GroupStores.PARTS)).isZero();
    }

    @Test
    void aTimeoutWithTwoMembersIsComplete() throws Exception {
        PromptGroup prompt = train(5, 4);
        topology.send(finished(prompt, 1, Samples.RIGHT));
        topology.send(finished(prompt, 3, Samples.FORMLESS));

        topology.advance(TopologyFixture.TIMEOUT);

        ScoredGroup group = only(topology.ended());
        assertThat(group.hasComplete()).isTrue();
        assertThat(group.getStatistics().getScored()).isEqualTo(2);
        assertThat(group.getCompletionsList())
                .extracting(ScoredCompletion::getIndex)
                .containsExactly(1, 3);
    }

    @Test
    void aTimeoutWithOneMemberFails() throws Exception {
        topology.send(finished(train(6, 4), 1, Samples.RIGHT));

        topology.advance(TopologyFixture.TIMEOUT);

        ScoredGroup group = only(topology.ended());
        assertThat(group.getFailed().getReason()).isEqualTo("timeout with 1 of 4 members");
        assertThat(group.getCompletions(0).hasAdvantage()).isFalse();
        assertThat(topology.entries(GroupStores.PARTS)).isZero();
    }

    @Test
    void aGroupDoesNotTimeOutBefore() throws Exception {
        topology.send(finished(train(7, 4), 1, Samples.RIGHT));

        topology.advance(TopologyFixture.TIMEOUT.minusMillis(1));

        assertThat(topology.ended()).isEmpty();
    }

    @Test
    void aFailedMemberIsLeftOut() throws Exception {
        PromptGroup prompt = train(8, 3);
        topology.send(finished(prompt, 0, Samples.RIGHT));
        topology.send(failed(prompt, 1, "out of memory"));
        topology.send(finished(prompt, 2, Samples.WRONG));

        ScoredGroup group = only(topology.ended());
        assertThat(group.hasComplete()).isTrue();
        assertThat(group.getCompletions(1).getFailedBecause()).isEqualTo("out of memory");
        assertThat(group.getCompletions(1).hasTotal()).isFalse();
        assertThat(group.getCompletions(1).hasAdvantage()).isFalse();
        assertThat(group.getStatistics().getScored()).isEqualTo(2);
    }

    @Test
    void aGroupOfFailedMembersFailsWithTheirReason() throws Exception {
        PromptGroup prompt = train(9, 2);
        topology.send(failed(prompt, 0, "prompt too long: 700 tokens, 512 are allowed"));
        topology.send(failed(prompt, 1, "prompt too long: 700 tokens, 512 are allowed"));

        assertThat(only(topology.ended()).getFailed().getReason())
                .isEqualTo("prompt too long: 700 tokens, 512 are allowed");
    }

    @Test
    void aRewardThatThrowsIsMissingAndNeverZero() throws Exception {
        // Given a completion at which one function throws
        PromptGroup prompt = train(10, 3);
        topology.send(finished(prompt, 0, Samples.BOOM));
        topology.send(finished(prompt, 1, Samples.RIGHT));

        // When the group ends
        topology.send(finished(prompt, 2, Samples.WRONG));

        // Then that value is missing with its reason, the total too, and a dead letter tells
        ScoredGroup group = only(topology.ended());
        ScoredCompletion boom = group.getCompletions(0);
        RewardValue fragile = boom.getRewardsList().stream()
                .filter(reward -> reward.getFunction().equals("fragile"))
                .findFirst()
                .orElseThrow();
        assertThat(fragile.getOutcomeCase()).isEqualTo(RewardValue.OutcomeCase.MISSING_BECAUSE);
        assertThat(fragile.getMissingBecause()).contains("no value for boom");
        assertThat(boom.hasTotal()).isFalse();
        assertThat(boom.hasAdvantage()).isFalse();
        assertThat(group.getStatistics().getScored()).isEqualTo(2);
        assertThat(group.hasComplete()).isTrue();
        DeadLetter letter = only(topology.deadLetters());
        assertThat(letter.getErrorMessage()).contains("fragile").contains("no value for boom");
        assertThat(letter.getValue().toByteArray())
                .isEqualTo(finished(prompt, 0, Samples.BOOM).toByteArray());
    }

    @Test
    void aGroupWithoutTwoScoredMembersFailsWithTheRewardsReason() throws Exception {
        PromptGroup prompt = train(11, 2);
        topology.send(finished(prompt, 0, Samples.BOOM));
        topology.send(finished(prompt, 1, Samples.RIGHT));

        assertThat(only(topology.ended()).getFailed().getReason()).contains("reward fragile", "no value for boom");
    }

    @Test
    void aGroupTooLargeForItsTopicEndsFailed(@TempDir Path directory) throws Exception {
        ScoringSettings small = new ScoringSettings(
                "c",
                "s",
                "d",
                TopologyFixture.HEADER,
                TopologyFixture.TIMEOUT,
                20 << 10,
                2,
                1,
                1024,
                AdvantageSettings.GRPO);
        try (TopologyFixture narrow = new TopologyFixture(directory, small, TopologyFixture.scorer())) {
            PromptGroup prompt = train(12, 2);
            narrow.send(finished(prompt, 0, "x".repeat(3000)));
            narrow.send(finished(prompt, 1, "y".repeat(3000)));

            ScoredGroup group = only(narrow.ended());
            assertThat(group.getFailed().getReason()).contains("is larger than the 4096 bytes");
            assertThat(group.getSerializedSize()).isLessThan(4096);
        }
    }

    @Test
    void advantagesThatNeedTheWholeStepAreLeftToTheLearner(@TempDir Path directory) throws Exception {
        ScoringSettings overStep = new ScoringSettings(
                "c", "s", "d", TopologyFixture.HEADER, TopologyFixture.TIMEOUT, 1 << 20, 2, 1, 1024, null);
        try (TopologyFixture batch = new TopologyFixture(directory, overStep, TopologyFixture.scorer())) {
            PromptGroup prompt = train(13, 2);
            batch.send(finished(prompt, 0, Samples.RIGHT));
            batch.send(finished(prompt, 1, Samples.WRONG));

            assertThat(only(batch.ended()).getCompletionsList())
                    .allMatch(ScoredCompletion::hasTotal)
                    .noneMatch(ScoredCompletion::hasAdvantage);
        }
    }

    private static <T> T only(List<T> all) {
        assertThat(all).hasSize(1);
        return all.getFirst();
    }
}
