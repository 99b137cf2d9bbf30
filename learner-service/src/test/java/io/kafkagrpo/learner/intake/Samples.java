package io.kafkagrpo.learner.intake;

import io.kafkagrpo.record.Complete;
import io.kafkagrpo.record.FinishReason;
import io.kafkagrpo.record.Finished;
import io.kafkagrpo.record.GroupId;
import io.kafkagrpo.record.GroupStatistics;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.Purpose;
import io.kafkagrpo.record.RewardValue;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.rl.RunningStatistics;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** Scored groups of two-token completions. */
public final class Samples {
    private Samples() {}

    /** Completions with these totals, from one reward function; NaN: its reward is missing. */
    public static ScoredGroup group(long position, double... totals) {
        RunningStatistics statistics = RunningStatistics.of(totals);
        ScoredGroup.Builder group = ScoredGroup.newBuilder()
                .setPrompt(PromptGroup.newBuilder()
                        .setGroupId(GroupId.train(0, position).toString())
                        .setPurpose(Purpose.TRAIN)
                        .addPromptTokenIds(3)
                        .setGroupSize(totals.length))
                .setStatistics(GroupStatistics.newBuilder()
                        .setZeroVariance(statistics.minimum() == statistics.maximum())
                        .setScored((int) statistics.count()))
                .setComplete(Complete.getDefaultInstance());
        for (int i = 0; i < totals.length; i++) {
            group.addCompletions(completion(i, new double[] {1}, new double[] {totals[i]}));
        }
        return group.build();
    }

    /** A completion that ended by itself, with one reward per weight; a NaN leaves its total out. */
    public static ScoredCompletion completion(int index, double[] weights, double[] rewards) {
        ScoredCompletion.Builder completion = ScoredCompletion.newBuilder()
                .setIndex(index)
                .setFinished(Finished.newBuilder()
                        .addTokenIds(4 + index)
                        .addTokenIds(1)
                        .addBehaviourLogProbabilities(-1.5f)
                        .addBehaviourLogProbabilities(-0.5f)
                        .setFinishReason(FinishReason.STOP));
        double total = 0;
        for (int k = 0; k < weights.length; k++) {
            RewardValue.Builder reward =
                    RewardValue.newBuilder().setFunction("f" + k).setWeight(weights[k]);
            completion.addRewards(
                    Double.isNaN(rewards[k]) ? reward.setMissingBecause("none") : reward.setValue(rewards[k]));
            total += weights[k] * rewards[k];
        }
        return Double.isNaN(total)
                ? completion.build()
                : completion.setTotal(total).build();
    }

    /** A record of any kind, as a consumer receives it. */
    static ConsumerRecord<String, byte[]> arriving(
            TopicPartition partition, long offset, RunHeader header, String key, byte @Nullable [] value) {
        return new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                offset,
                ConsumerRecord.NO_TIMESTAMP,
                TimestampType.NO_TIMESTAMP_TYPE,
                0,
                0,
                key,
                value,
                new RecordHeaders(header.headers()),
                Optional.empty());
    }
}
