package io.kafkagrpo.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CompletionTest {
    private static final boolean[] TOOL_IN_THE_MIDDLE = {true, false, false, true};
    private static final List<VersionSpan> ACROSS_UPDATES =
            List.of(new VersionSpan(4, 0), new VersionSpan(5, 1), new VersionSpan(6, 3));

    @Test
    void tokensAreDrawnByTheVersionOfTheirRun() {
        Completion completion = completion(TokenMask.ALL, ACROSS_UPDATES);
        assertThat(completion.drawnBy(5)).containsExactly(false, true, true, false);
        assertThat(completion.drawnBy(6)).containsExactly(false, false, false, true);
        assertThat(completion.drawnBy(7)).containsExactly(false, false, false, false);
        assertThat(completion.policyVersions()).containsExactly(4, 5, 6);
    }

    @Test
    void aTokenThatThePolicyDidNotWriteWasDrawnByNoVersion() {
        // Given a tool's answer of two tokens, which is all that came while version 5 was in force
        Completion completion = completion(TokenMask.of(TOOL_IN_THE_MIDDLE), ACROSS_UPDATES);
        // Then
        assertThat(completion.drawnBy(5)).containsOnly(false);
        assertThat(completion.drawnBy(6)).containsExactly(false, false, false, true);
        assertThat(completion.policyVersions()).containsExactly(4, 6);
    }

    @Test
    void runsBeyondTheEndDrewNothing() {
        List<VersionSpan> beyond = List.of(new VersionSpan(4, -1), new VersionSpan(5, 9));
        assertThat(completion(TokenMask.ALL, beyond).drawnBy(4)).containsOnly(true);
        assertThat(completion(TokenMask.of(TOOL_IN_THE_MIDDLE), beyond).policyVersions())
                .containsExactly(4);
    }

    @Test
    void aMaskOfAllTokensIsTheOneThatCostsNothing() {
        assertThat(TokenMask.of(new boolean[] {true, true})).isSameAs(TokenMask.ALL);
        assertThat(TokenMask.of(new boolean[0])).isSameAs(TokenMask.ALL);
        assertThat(TokenMask.ALL.toArray(2)).containsExactly(true, true);
        TokenMask mask = TokenMask.of(TOOL_IN_THE_MIDDLE);
        assertThat(mask.isAll()).isFalse();
        assertThat(mask.toArray(4)).containsExactly(TOOL_IN_THE_MIDDLE);
        assertThat(mask).isEqualTo(TokenMask.of(TOOL_IN_THE_MIDDLE)).isNotEqualTo(TokenMask.ALL);
    }

    @Test
    void onlyACompletionThatStoppedIsWhole() {
        assertThat(FinishReason.STOP.isTruncated()).isFalse();
        assertThat(FinishReason.LENGTH.isTruncated()).isTrue();
        assertThat(FinishReason.CONTEXT.isTruncated()).isTrue();
    }

    @Test
    void arraysOfDifferentLengthsAreRefused() {
        assertThatThrownBy(() -> completion(TokenMask.of(new boolean[] {true, false}), List.of()))
                .hasMessage("There are 2 flags for 4 tokens.");
        assertThatThrownBy(() -> new Completion(
                        0,
                        new int[] {1, 2},
                        new float[] {-1},
                        List.of(),
                        TokenMask.ALL,
                        "",
                        FinishReason.STOP,
                        new Origin("", 0, 0)))
                .hasMessage("There are 1 log-probabilities for 2 tokens.");
    }

    @Test
    void aGroupIsAsOldAsItsOldestTokenThatThePolicyWrote() {
        Score score = new Score(List.of(new Reward("f", 1, Double.NaN)), Double.NaN, Double.NaN, Verdict.NONE);
        Member tool = new Member.Scored(
                completion(TokenMask.of(new boolean[] {false, true, true, true}), ACROSS_UPDATES), score);
        Member failed = new Member.Failed(1, "too long");
        Group group = new Group("id", new int[] {7}, 2, List.of(tool, failed), null);
        assertThat(group.oldestVersion()).isEqualTo(5);
        assertThat(group.tokens()).isEqualTo(4);
        assertThat(group.totals()).containsExactly(Double.NaN, Double.NaN);
        assertThat(new Group("id", new int[] {7}, 2, List.of(failed), null).oldestVersion())
                .isEqualTo(2);
        assertThat(Group.failed("id", "gone").hasFailed()).isTrue();
    }

    private static Completion completion(TokenMask mask, List<VersionSpan> versions) {
        return new Completion(
                0,
                new int[] {5, 6, 7, 1},
                new float[] {-1, 0, 0, -2},
                versions,
                mask,
                "text",
                FinishReason.STOP,
                new Origin("generator", 1, 2));
    }
}
