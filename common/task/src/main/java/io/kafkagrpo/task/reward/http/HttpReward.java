package io.kafkagrpo.task.reward.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kafkagrpo.task.reward.ScoringInput;
import io.kafkagrpo.task.reward.SlowReward.Answer;
import io.kafkagrpo.task.reward.slow.BatchReward;
import io.kafkagrpo.task.reward.slow.RewardRows;
import java.util.ArrayList;
import java.util.List;

/** A function behind HTTP: posts {@code {"rows": [...]}} and takes {@code {"rewards": [...]}}. */
record HttpReward(String name, Calls calls) implements BatchReward {

    @Override
    public Result score(List<ScoringInput> inputs) throws InterruptedException {
        ObjectNode request = RewardRows.object().put("function", name);
        request.set("rows", RewardRows.of(inputs));
        return switch (calls.post(request.toString())) {
            case Calls.Reply.Answered(String body) -> result(body, inputs.size());
            case Calls.Reply.Refused(String because) ->
                new Result.Spoiled(new Answer.None("The reward %s failed: %s.".formatted(name, because), ""));
            case Calls.Reply.Unreachable(String because) ->
                new Result.All(new Answer.Unavailable("The reward %s is unavailable: %s.".formatted(name, because)));
        };
    }

    @Override
    public void close() {
        calls.close();
    }

    private Result result(String body, int count) {
        List<Answer> answers = new ArrayList<>();
        try {
            JsonNode reply = RewardRows.read(body);
            JsonNode rewards = reply.isArray() ? reply : reply.path("rewards");
            if (!rewards.isArray()) {
                return spoiled("it answered without a list of rewards: " + Calls.quote(body));
            }
            rewards.forEach(value -> answers.add(answer(value)));
        } catch (JsonProcessingException e) {
            return spoiled("it answered with something that is no JSON: " + Calls.quote(body));
        }
        return answers.size() == count
                ? new Result.Each(answers)
                : spoiled("it gave %d values for %d completions".formatted(answers.size(), count));
    }

    private Answer answer(JsonNode value) {
        if (value.isNumber()) {
            return new Answer.Value(value.doubleValue(), "");
        }
        String raw = value.path("raw").asText("");
        if (value.path("value").isNumber()) {
            return new Answer.Value(value.path("value").doubleValue(), raw);
        }
        String because = value.path("because").isTextual()
                ? value.path("because").textValue()
                : "it gave %s instead of a number".formatted(Calls.quote(value.toString()));
        return new Answer.None(
                "The reward %s has no value: %s.".formatted(name, because.replaceFirst("\\.$", "")), raw);
    }

    private Result spoiled(String because) {
        return new Result.Spoiled(new Answer.None("The reward %s failed: %s.".formatted(name, because), ""));
    }
}
