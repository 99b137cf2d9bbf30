package io.kafkagrpo.scoring;

import io.kafkagrpo.task.reward.ScoringInput;
import io.kafkagrpo.task.reward.SlowReward;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A slow function that answers when the test says so. */
final class HeldReward implements SlowReward {
    private final Map<String, CompletableFuture<Answer>> open = new LinkedHashMap<>();

    /** The texts that are asked for and have no answer. */
    Iterable<String> asked() {
        return open.keySet();
    }

    void answer(String text, Answer answer) {
        CompletableFuture<Answer> question = open.remove(text);
        if (question == null) {
            throw new AssertionError("Nobody asks for " + text + ", but for " + open.keySet());
        }
        question.complete(answer);
    }

    @Override
    public String name() {
        return "held";
    }

    @Override
    public CompletableFuture<Answer> ask(ScoringInput input) {
        return open.computeIfAbsent(input.text(), _ -> new CompletableFuture<>());
    }

    @Override
    public String identity() {
        return "1";
    }

    @Override
    public void close() {
        open.clear();
    }
}
