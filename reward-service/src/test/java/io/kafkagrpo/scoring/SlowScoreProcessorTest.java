package io.kafkagrpo.scoring;

import static io.kafkagrpo.scoring.Samples.evaluate;
import static io.kafkagrpo.scoring.Samples.failed;
import static io.kafkagrpo.scoring.Samples.finished;
import static io.kafkagrpo.scoring.Samples.train;
import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.record.DeadLetter;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.rl.AdvantageSettings;
import io.kafkagrpo.task.answer.EvaluationMatch;
import io.kafkagrpo.task.reward.AnswerCheck;
import io.kafkagrpo.task.reward.RewardRegistry;
import io.kafkagrpo.task.reward.RewardSet;
import io.kafkagrpo.task.reward.RewardSpecification;
import io.kafkagrpo.task.reward.SlowReward.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Completions that wait for a slow function, without a broker; the test decides when the function answers. */
class SlowScoreProcessorTest {
    private static final int IN_FLIGHT = 3;

    private final HeldReward held = new HeldReward();
    private final Intake intake = new Intake();
    private TopologyFixture topology;

    @BeforeEach
    void open(@TempDir Path directory) {
        RewardRegistry registry = RewardRegistry.standard();
        registry.register("held", Set.of(), _ -> held);
        RewardSet rewards = RewardSet.of(
                List.of(new RewardSpecification("format", 1), new RewardSpecification("held", 2)), registry);
        ScoringSettings settings = new ScoringSettings(
                "c",
                "s",
                "d",
                TopologyFixture.HEADER,
                TopologyFixture.TIMEOUT,
                1 << 20,
                4,
                1,
                IN_FLIGHT,
                AdvantageSettings.GRPO);
        topology = new TopologyFixture(
                directory, settings, new Scorer(rewards, AnswerCheck.of(EvaluationMatch.ANSWER_TAG)), intake);
    }

    @AfterEach
    void close() {
        topology.close();
    }

    @Test
    void aGroupEndsWhenTheLastAnswerIsIn() throws Exception {
        // Given a group whose members wait
        PromptGroup prompt = train(1, 2);
        topology.send(finished(prompt, 0, "a"));
        topology.send(finished(prompt, 1, "b"));
        assertThat(held.asked()).containsExactly("a", "b");
        assertThat(topology.entries(ParkedCompletions.PARKED)).isEqualTo(2);
        // When both are answered, the later one first
        held.answer("b", new Answer.Value(0.5, "so so"));
        look();
        assertThat(topology.ended()).isEmpty();
        held.answer("a", new Answer.None("no idea", "hm"));
        look();
        // Then the group has ended with values, raw answers and the reason of what is missing
        ScoredGroup group = only();
        assertThat(group.getCompletions(1).getRewards(1).getValue()).isEqualTo(0.5);
        assertThat(group.getCompletions(1).getRewards(1).getAnswer()).isEqualTo("so so");
        assertThat(group.getCompletions(1).getTotal()).isEqualTo(1);
        assertThat(group.getCompletions(0).hasTotal()).isFalse();
        assertThat(group.getCompletions(0).getRewards(1).getMissingBecause()).isEqualTo("no idea");
        assertThat(topology.deadLetters())
                .singleElement()
                .extracting(DeadLetter::getErrorMessage)
                .isEqualTo("reward held: no idea");
        assertThat(topology.entries(ParkedCompletions.PARKED)).isZero();
    }

    @Test
    void theFirstArrivalWinsThoughItIsAnsweredLast() throws Exception {
        PromptGroup prompt = evaluate(1, 1);
        topology.send(finished(prompt, 0, "first"));
        topology.send(finished(prompt, 0, "second"));

        held.answer("second", new Answer.Value(2, ""));
        look();
        assertThat(topology.ended()).isEmpty();
        held.answer("first", new Answer.Value(1, ""));
        look();

        assertThat(only().getCompletions(0).getFinished().getText()).isEqualTo("first");
    }

    @Test
    void noMoreAreAskedAtATimeThanAllowedAndThePartitionIsReadNoFurther() throws Exception {
        // Given more completions than may be in flight
        for (int i = 0; i < 5; i++) {
            topology.send(finished(evaluate(i, 1), 0, "t" + i));
        }
        assertThat(held.asked()).containsExactly("t0", "t1", "t2");
        assertThat(intake.isFull(0)).isTrue();
        // When some are answered
        for (int i = 0; i < 3; i++) {
            held.answer("t" + i, new Answer.Value(i, ""));
        }
        look();
        // Then the others are asked, and there is room again
        assertThat(held.asked()).containsExactly("t3", "t4");
        assertThat(intake.isFull(0)).isFalse();
        assertThat(topology.ended()).hasSize(3);
    }

    @Test
    void aGroupDoesNotTimeOutWhileAMemberIsBeingScored() throws Exception {
        // Given a group, of which one member is scored and the other waits
        PromptGroup prompt = train(1, 2);
        topology.send(finished(prompt, 0, "a"));
        topology.send(finished(prompt, 1, "b"));
        held.answer("a", new Answer.Value(1, ""));
        look();
        // When its time is long over
        topology.advance(TopologyFixture.TIMEOUT.multipliedBy(3));
        assertThat(topology.ended()).isEmpty();
        // Then it ends with both all the same
        held.answer("b", new Answer.Value(0, ""));
        look();
        assertThat(only().getCompletionsList())
                .extracting(ScoredCompletion::getIndex)
                .containsExactly(0, 1);
    }

    @Test
    void whatNeedsNoScoreGoesThroughAndAClosedGroupIsNotAskedFor() throws Exception {
        PromptGroup prompt = train(1, 2);
        topology.send(failed(prompt, 0, "no memory"));
        topology.send(prompt.getGroupId(), new byte[] {0x7f});
        look();
        assertThat(only().getFailed().getReason()).isEqualTo("no memory");

        topology.send(finished(prompt, 1, "late"));
        look();
        assertThat(held.asked()).isEmpty();
        assertThat(topology.entries(ParkedCompletions.PARKED)).isZero();
    }

    private void look() {
        topology.advance(Duration.ofMillis(20));
    }

    private ScoredGroup only() throws Exception {
        assertThat(topology.ended()).hasSize(1);
        return topology.ended().getFirst();
    }
}
