package io.kafkagrpo.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kafkagrpo.rollout.Completion;
import io.kafkagrpo.rollout.FinishReason;
import io.kafkagrpo.rollout.Group;
import io.kafkagrpo.rollout.Member;
import io.kafkagrpo.rollout.Origin;
import io.kafkagrpo.rollout.Reward;
import io.kafkagrpo.rollout.TokenMask;
import io.kafkagrpo.rollout.Verdict;
import io.kafkagrpo.rollout.VersionSpan;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RolloutCodecTest {
    private static final PromptGroup PROMPT = PromptGroup.newBuilder()
            .setGroupId("train-0-00000001")
            .addPromptTokenIds(8)
            .addPromptTokenIds(9)
            .setMinVersion(3)
            .build();

    @ParameterizedTest
    @EnumSource(FinishReason.class)
    void aCompletionComesBackWhole(FinishReason reason) throws Exception {
        // Given
        Completion completion = completion(TokenMask.of(new boolean[] {true, false, true}), reason);
        // When it goes through the bytes of its record
        Completion back = roundTrip(completion);
        // Then
        assertThat(back)
                .usingRecursiveComparison()
                .withEqualsForType(TokenMask::equals, TokenMask.class)
                .isEqualTo(completion);
    }

    @Test
    void theFlagsOfTokensAreCarriedOnlyWhereThePolicyDidNotWriteAll() throws Exception {
        Completion all = completion(TokenMask.of(new boolean[] {true, true, true}), FinishReason.STOP);
        assertThat(RolloutCodec.toRecord(PROMPT, all).getFinished().getWrittenByPolicyList())
                .isEmpty();
        assertThat(roundTrip(all).writtenByPolicy()).isSameAs(TokenMask.ALL);
        Completion some = completion(TokenMask.of(new boolean[] {true, false, true}), FinishReason.STOP);
        assertThat(RolloutCodec.toRecord(PROMPT, some).getFinished().getWrittenByPolicyList())
                .containsExactly(true, false, true);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, -1})
    void aFinishReasonThatNobodyKnowsIsRefused(int reason) {
        ScoredGroup group = scored(finished().setFinishReasonValue(reason));
        assertThatThrownBy(() -> RolloutCodec.readGroup(group.toByteArray()))
                .isInstanceOf(InvalidProtocolBufferException.class)
                .hasMessageContaining("The finish reason " + reason + " is none that is known.");
    }

    @Test
    void flagsOfAnotherNumberOfTokensAreRefused() {
        ScoredGroup group = scored(finished().addWrittenByPolicy(false));
        assertThatThrownBy(() -> RolloutCodec.readGroup(group.toByteArray()))
                .isInstanceOf(InvalidProtocolBufferException.class)
                .hasMessageContaining("There are 1 flags for 2 tokens.");
        assertThatThrownBy(() -> RolloutCodec.readGroup(new byte[] {-1, -1}))
                .isInstanceOf(InvalidProtocolBufferException.class);
    }

    @Test
    void aGroupHasItsPromptOnceAndWhatItsMembersEarned() throws Exception {
        // Given a member with all, one with a missing reward, and one that failed
        ScoredGroup record = scored(finished()).toBuilder()
                .addCompletions(ScoredCompletion.newBuilder()
                        .setIndex(1)
                        .setFinished(finished().setFinishReason(io.kafkagrpo.record.FinishReason.LENGTH))
                        .addRewards(RewardValue.newBuilder()
                                .setFunction("f")
                                .setWeight(2)
                                .setMissingBecause("none"))
                        .setCorrect(false))
                .addCompletions(ScoredCompletion.newBuilder().setIndex(2).setFailedBecause("too long"))
                .build();
        // When
        Group group = RolloutCodec.readGroup(record.toByteArray());
        // Then
        assertThat(group.id()).isEqualTo("train-0-00000001");
        assertThat(group.promptTokenIds()).containsExactly(8, 9);
        assertThat(group.minVersion()).isEqualTo(3);
        assertThat(group.hasFailed()).isFalse();
        assertThat(group.totals()).containsExactly(1.5, Double.NaN, Double.NaN);
        assertThat(group.members().get(2)).isEqualTo(new Member.Failed(2, "too long"));
        List<Member.Scored> scored = group.scored().toList();
        assertThat(scored.get(0).completion().tokenIds()).containsExactly(5, 1);
        assertThat(scored.get(0).completion().origin()).isEqualTo(new Origin("g", 10, 20));
        assertThat(scored.get(0).score().rewards()).containsExactly(new Reward("f", 2, 0.75));
        assertThat(scored.get(0).score().advantage()).isEqualTo(-0.5);
        assertThat(scored.get(0).score().verdict()).isEqualTo(Verdict.NONE);
        assertThat(scored.get(1).score().verdict()).isEqualTo(Verdict.WRONG);
        assertThat(scored.get(1).score().rewards().getFirst().isMissing()).isTrue();
        assertThat(scored.get(1).score().hasAdvantage()).isFalse();
        assertThat(scored.get(1).completion().isTruncated()).isTrue();
        // And a failed group says why
        ScoredGroup failed = record.toBuilder()
                .setFailed(Failed.newBuilder().setReason("timeout"))
                .build();
        assertThat(RolloutCodec.group(failed).failure()).isEqualTo("timeout");
    }

    private static Completion roundTrip(Completion completion) throws InvalidProtocolBufferException {
        byte[] bytes = RolloutCodec.toRecord(PROMPT, completion).toByteArray();
        io.kafkagrpo.record.Completion read = io.kafkagrpo.record.Completion.parseFrom(bytes);
        assertThat(read.getPrompt()).isEqualTo(PROMPT);
        return RolloutCodec.completion(read);
    }

    private static Completion completion(TokenMask mask, FinishReason reason) {
        return new Completion(
                2,
                new int[] {5, 70_000, 1},
                new float[] {-0.1f, 0, -30},
                List.of(new VersionSpan(3, 0), new VersionSpan(1L << 40, 2)),
                mask,
                "τέσσερα",
                reason,
                new Origin("generator-1", 1_700_000_000_000L, 1_700_000_000_500L));
    }

    private static Finished.Builder finished() {
        return Finished.newBuilder()
                .addTokenIds(5)
                .addTokenIds(1)
                .addBehaviourLogProbabilities(-1.5f)
                .addBehaviourLogProbabilities(-0.5f)
                .setFinishReason(io.kafkagrpo.record.FinishReason.STOP);
    }

    private static ScoredGroup scored(Finished.Builder finished) {
        return ScoredGroup.newBuilder()
                .setPrompt(PROMPT)
                .addCompletions(ScoredCompletion.newBuilder()
                        .setFinished(finished)
                        .addRewards(RewardValue.newBuilder()
                                .setFunction("f")
                                .setWeight(2)
                                .setValue(0.75))
                        .setTotal(1.5)
                        .setAdvantage(-0.5)
                        .setGeneratorId("g")
                        .setStartedAtMs(10)
                        .setFinishedAtMs(20))
                .setComplete(Complete.getDefaultInstance())
                .build();
    }
}
