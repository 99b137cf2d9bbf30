package io.kafkagrpo.task.reward.plugin;

import io.kafkagrpo.task.reward.RewardException;
import io.kafkagrpo.task.reward.RewardFunction;
import io.kafkagrpo.task.reward.RewardPlugin;
import io.kafkagrpo.task.reward.ScoringInput;
import io.kafkagrpo.task.reward.SlowReward;
import io.kafkagrpo.task.reward.slow.BatchReward;
import io.kafkagrpo.task.reward.slow.ParameterText;
import io.kafkagrpo.task.reward.slow.RequiredReward;
import io.kafkagrpo.task.reward.slow.RewardLane;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * A plugin's function on threads of its own: it may throw, hang or compute for long, and only its own
 * values are missing.
 */
final class PluginReward implements BatchReward {
    /** What every plugin can be given besides its own parameters. */
    static final Map<String, String> OPTIONAL = Map.of("timeout", "10", "concurrency", "2", "required", "false");

    /** A function with so many calls that never ended is asked no more: each of them keeps a core busy. */
    private static final int MOST_LATE = 8;

    private final String name;
    private final RewardFunction function;
    private final Duration limit;
    private final TimedCalls calls;

    private PluginReward(String name, RewardFunction function, Duration limit) {
        this.name = name;
        this.function = function;
        this.limit = limit;
        this.calls = new TimedCalls(name, limit);
    }

    /** @throws IllegalArgumentException if a parameter is wrong */
    static SlowReward open(String name, String identity, RewardPlugin plugin, Map<String, String> values) {
        ParameterText texts = new ParameterText(values);
        Duration limit = texts.seconds("timeout");
        int threads = texts.integer("concurrency", 1, 256);
        Map<String, String> own = new HashMap<>(values);
        own.keySet().removeAll(OPTIONAL.keySet());
        PluginReward reward = new PluginReward(name, plugin.create(Map.copyOf(own)), limit);
        RewardLane lane = RewardLane.open(name, identity, 1, Collections.nCopies(threads, reward));
        return texts.flag("required") ? new RequiredReward(lane) : lane;
    }

    @Override
    public Result score(List<ScoringInput> inputs) throws InterruptedException {
        return new Result.Each(List.of(score(inputs.getFirst())));
    }

    private SlowReward.Answer score(ScoringInput input) throws InterruptedException {
        if (calls.late() >= MOST_LATE) {
            return new SlowReward.Answer.Unavailable(
                    "The reward %s is asked no more, for %d of its calls never ended.".formatted(name, calls.late()));
        }
        try {
            return new SlowReward.Answer.Value(calls.call(() -> function.score(input)), "");
        } catch (TimeoutException e) {
            return new SlowReward.Answer.Unavailable(
                    "The reward %s gave no answer within %d ms.".formatted(name, limit.toMillis()));
        } catch (ExecutionException e) {
            return new SlowReward.Answer.None(
                    e.getCause() instanceof RewardException refused
                            ? String.valueOf(refused.getMessage())
                            : "The reward %s failed: %s.".formatted(name, e.getCause()),
                    "");
        }
    }

    @Override
    public void close() {
        // calls that are under way end with their interrupt or are left alone
    }
}
