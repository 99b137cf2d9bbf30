package io.kafkagrpo.record;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kafkagrpo.rollout.Completion;
import io.kafkagrpo.rollout.FinishReason;
import io.kafkagrpo.rollout.Group;
import io.kafkagrpo.rollout.Member;
import io.kafkagrpo.rollout.Origin;
import io.kafkagrpo.rollout.Reward;
import io.kafkagrpo.rollout.Score;
import io.kafkagrpo.rollout.TokenMask;
import io.kafkagrpo.rollout.Verdict;
import io.kafkagrpo.rollout.VersionSpan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The one place where rollouts become records and records become rollouts. */
public final class RolloutCodec {
    private RolloutCodec() {}

    /** The record of a completion of this prompt. */
    public static io.kafkagrpo.record.Completion toRecord(PromptGroup prompt, Completion completion) {
        Origin origin = completion.origin();
        return io.kafkagrpo.record.Completion.newBuilder()
                .setPrompt(prompt)
                .setIndex(completion.index())
                .setFinished(finished(completion))
                .setGeneratorId(origin.generatorId())
                .setStartedAtMs(origin.startedAtMs())
                .setFinishedAtMs(origin.finishedAtMs())
                .build();
    }

    /**
     * The completion of a record that holds one.
     *
     * @throws IllegalArgumentException saying what is wrong with its fields
     */
    public static Completion completion(io.kafkagrpo.record.Completion source) {
        Origin origin = new Origin(source.getGeneratorId(), source.getStartedAtMs(), source.getFinishedAtMs());
        return completion(source.getIndex(), source.getFinished(), origin);
    }

    /**
     * The group of a scored-groups record.
     *
     * @throws InvalidProtocolBufferException saying what is wrong with its bytes or its fields
     */
    public static Group readGroup(byte @Nullable [] scoredGroup) throws InvalidProtocolBufferException {
        if (scoredGroup == null) {
            throw new InvalidProtocolBufferException("The record has no value.");
        }
        ScoredGroup group = ScoredGroup.parseFrom(scoredGroup);
        try {
            return group(group);
        } catch (IllegalArgumentException e) {
            throw new InvalidProtocolBufferException("the ScoredGroup contradicts itself: " + e.getMessage(), e);
        }
    }

    /**
     * A group as the reward-service ended it.
     *
     * @throws IllegalArgumentException saying what is wrong with its fields
     */
    public static Group group(ScoredGroup source) {
        PromptGroup prompt = source.getPrompt();
        List<Member> members = new ArrayList<>(source.getCompletionsCount());
        for (ScoredCompletion member : source.getCompletionsList()) {
            members.add(member(member));
        }
        return new Group(
                prompt.getGroupId(),
                promptTokenIds(prompt),
                prompt.getMinVersion(),
                members,
                source.hasFailed() ? source.getFailed().getReason() : null);
    }

    /** The prompt's tokens. */
    public static int[] promptTokenIds(PromptGroup prompt) {
        int[] ids = new int[prompt.getPromptTokenIdsCount()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = prompt.getPromptTokenIds(i);
        }
        return ids;
    }

    /**
     * Why a completion ended.
     *
     * @param reason as the record says it
     * @param value the same as its number, which is more than the reason where only a later program knows it
     * @throws IllegalArgumentException for a reason that is missing, or that only a later program knows
     */
    public static FinishReason finishReason(io.kafkagrpo.record.FinishReason reason, int value) {
        return switch (reason) {
            case STOP -> FinishReason.STOP;
            case LENGTH -> FinishReason.LENGTH;
            case CONTEXT -> FinishReason.CONTEXT;
            case FINISH_REASON_UNSPECIFIED, UNRECOGNIZED ->
                throw new IllegalArgumentException("The finish reason %d is none that is known.".formatted(value));
        };
    }

    private static Member member(ScoredCompletion source) {
        if (!source.hasFinished()) {
            return new Member.Failed(source.getIndex(), source.getFailedBecause());
        }
        Origin origin = new Origin(source.getGeneratorId(), source.getStartedAtMs(), source.getFinishedAtMs());
        List<Reward> rewards = new ArrayList<>(source.getRewardsCount());
        for (RewardValue reward : source.getRewardsList()) {
            double value = reward.hasValue() ? reward.getValue() : Double.NaN;
            rewards.add(new Reward(reward.getFunction(), reward.getWeight(), value));
        }
        Score score = new Score(
                rewards,
                source.hasTotal() ? source.getTotal() : Double.NaN,
                source.hasAdvantage() ? source.getAdvantage() : Double.NaN,
                verdict(source));
        return new Member.Scored(completion(source.getIndex(), source.getFinished(), origin), score);
    }

    private static Verdict verdict(ScoredCompletion source) {
        if (!source.hasCorrect()) {
            return Verdict.NONE;
        }
        return source.getCorrect() ? Verdict.RIGHT : Verdict.WRONG;
    }

    private static Completion completion(int index, Finished source, Origin origin) {
        FinishReason reason = finishReason(source.getFinishReason(), source.getFinishReasonValue());
        int[] tokenIds = new int[source.getTokenIdsCount()];
        for (int t = 0; t < tokenIds.length; t++) {
            tokenIds[t] = source.getTokenIds(t);
        }
        float[] logProbabilities = new float[source.getBehaviourLogProbabilitiesCount()];
        for (int t = 0; t < logProbabilities.length; t++) {
            logProbabilities[t] = source.getBehaviourLogProbabilities(t);
        }
        boolean[] written = new boolean[source.getWrittenByPolicyCount()];
        for (int t = 0; t < written.length; t++) {
            written[t] = source.getWrittenByPolicy(t);
        }
        List<VersionSpan> versions = source.getVersionsList().stream()
                .map(run -> new VersionSpan(run.getVersion(), run.getFromToken()))
                .toList();
        return new Completion(
                index, tokenIds, logProbabilities, versions, TokenMask.of(written), source.getText(), reason, origin);
    }

    private static Finished finished(Completion completion) {
        Finished.Builder finished =
                Finished.newBuilder().setText(completion.text()).setFinishReason(reason(completion.finishReason()));
        for (int id : completion.tokenIds()) {
            finished.addTokenIds(id);
        }
        for (float logProbability : completion.logProbabilities()) {
            finished.addBehaviourLogProbabilities(logProbability);
        }
        for (VersionSpan span : completion.versions()) {
            finished.addVersions(
                    VersionRun.newBuilder().setVersion(span.version()).setFromToken(span.fromToken()));
        }
        TokenMask written = completion.writtenByPolicy();
        for (int t = 0; t < completion.length() && !written.isAll(); t++) {
            finished.addWrittenByPolicy(written.has(t));
        }
        return finished.build();
    }

    private static io.kafkagrpo.record.FinishReason reason(FinishReason reason) {
        return switch (reason) {
            case STOP -> io.kafkagrpo.record.FinishReason.STOP;
            case LENGTH -> io.kafkagrpo.record.FinishReason.LENGTH;
            case CONTEXT -> io.kafkagrpo.record.FinishReason.CONTEXT;
        };
    }
}
