package io.kafkagrpo.task.reward.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kafkagrpo.task.reward.RewardException;
import io.kafkagrpo.task.reward.ScoringInput;
import io.kafkagrpo.task.reward.SlowReward.Answer;
import io.kafkagrpo.task.reward.slow.BatchReward;
import io.kafkagrpo.task.reward.slow.RewardRows;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A language model that judges, behind an OpenAI-compatible chat endpoint.
 *
 * @param model the name that the endpoint knows it by
 * @param maxTokens of its answer
 * @param temperature of its answer
 */
record JudgeReward(
        String name, Calls calls, String model, Rubric rubric, Verdict verdict, int maxTokens, double temperature)
        implements BatchReward {

    @Override
    public Result score(List<ScoringInput> inputs) throws InterruptedException {
        String request;
        try {
            request = request(rubric.filled(inputs.getFirst()));
        } catch (RewardException e) {
            return one(new Answer.None(String.valueOf(e.getMessage()), ""));
        }
        return one(
                switch (calls.post(request)) {
                    case Calls.Reply.Answered(String body) -> answer(body);
                    case Calls.Reply.Refused(String because) ->
                        new Answer.None("The judge of the reward %s failed: %s.".formatted(name, because), "");
                    case Calls.Reply.Unreachable(String because) ->
                        new Answer.Unavailable(
                                "The judge of the reward %s is unavailable: %s.".formatted(name, because));
                });
    }

    @Override
    public void close() {
        calls.close();
    }

    private static Result one(Answer answer) {
        return new Result.All(answer);
    }

    private String request(String content) {
        ObjectNode request = RewardRows.object().put("model", model);
        request.putArray("messages").addObject().put("role", "user").put("content", content);
        return request.put("max_tokens", maxTokens)
                .put("temperature", temperature)
                .toString();
    }

    private Answer answer(String body) {
        JsonNode content;
        try {
            content = RewardRows.read(body)
                    .path("choices")
                    .path(0)
                    .path("message")
                    .path("content");
        } catch (JsonProcessingException e) {
            return none("answered with something that is no JSON", body);
        }
        if (!content.isTextual()) {
            return none("answered without a message", body);
        }
        String words = content.textValue();
        OptionalDouble value = verdict.in(words);
        return value.isPresent()
                ? new Answer.Value(value.getAsDouble(), words)
                : none("gave no verdict that fits \"%s\"".formatted(verdict.pattern()), words);
    }

    private Answer none(String what, String raw) {
        return new Answer.None("The judge of the reward %s %s: \"%s\".".formatted(name, what, Calls.quote(raw)), raw);
    }
}
