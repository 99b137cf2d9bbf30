package io.kafkagrpo.task.reward.slow;

import io.kafkagrpo.task.reward.ScoringInput;
import io.kafkagrpo.task.reward.SlowReward;
import java.util.List;

/** Scores some completions together, on the thread that calls it; the call takes bounded time. */
public interface BatchReward extends AutoCloseable {

    /** What became of a batch. */
    sealed interface Result {
        /** An answer for each completion, in order. */
        record Each(List<SlowReward.Answer> answers) implements Result {}

        /** The same answer for all of them. */
        record All(SlowReward.Answer answer) implements Result {}

        /** One of them spoiled it, nobody knows which; asked one by one, the others may have values. */
        record Spoiled(SlowReward.Answer answer) implements Result {}
    }

    Result score(List<ScoringInput> inputs) throws InterruptedException;

    /** Ends what the function holds, also while a call is under way, which then returns soon. */
    @Override
    void close();
}
