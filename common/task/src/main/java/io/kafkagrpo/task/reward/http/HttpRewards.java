package io.kafkagrpo.task.reward.http;

import io.kafkagrpo.hash.Digest;
import io.kafkagrpo.task.reward.RewardRegistry;
import io.kafkagrpo.task.reward.SlowReward;
import io.kafkagrpo.task.reward.slow.BatchReward;
import io.kafkagrpo.task.reward.slow.ParameterText;
import io.kafkagrpo.task.reward.slow.RequiredReward;
import io.kafkagrpo.task.reward.slow.RewardLane;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Makes functions of the kinds {@code http} and {@code judge}. */
public final class HttpRewards {
    private static final String SCORE = "(?i)score:\\s*(-?[0-9]+(?:\\.[0-9]+)?)";

    private HttpRewards() {}

    /** Adds both kinds to a registry. */
    public static void register(RewardRegistry registry) {
        registry.register("http", Set.of("url"), with(Map.of("batch", "8")), HttpRewards::http);
        registry.register(
                "judge",
                Set.of("url", "model", "rubric"),
                with(Map.of("verdict", SCORE, "points", "", "max-tokens", "512", "temperature", "0")),
                HttpRewards::judge);
    }

    private static SlowReward http(String name, Map<String, String> values) {
        ParameterText texts = new ParameterText(values);
        int batch = texts.integer("batch", 1, 4096);
        return lane(name, "", batch, texts, new HttpReward(name, Calls.of(texts, "")));
    }

    private static SlowReward judge(String name, Map<String, String> values) {
        ParameterText texts = new ParameterText(values);
        Rubric rubric = Rubric.read(Path.of(texts.text("rubric")));
        JudgeReward judge = new JudgeReward(
                name,
                Calls.of(texts, "/chat/completions"),
                texts.text("model"),
                rubric,
                Verdict.of(texts.text("verdict"), texts.text("points")),
                texts.integer("max-tokens", 1, 1 << 20),
                texts.number("temperature", 0, 2));
        return lane(name, Digest.sha256(rubric.text()), 1, texts, judge);
    }

    private static SlowReward lane(String name, String identity, int batch, ParameterText texts, BatchReward function) {
        int concurrency = texts.integer("concurrency", 1, 1024);
        boolean required = texts.flag("required");
        RewardLane lane = RewardLane.open(name, identity, batch, Collections.nCopies(concurrency, function));
        return required ? new RequiredReward(lane) : lane;
    }

    private static Map<String, String> with(Map<String, String> own) {
        Map<String, String> all = new HashMap<>(own);
        all.putAll(Calls.PARAMETERS);
        all.putAll(ApiKey.PARAMETERS);
        all.put("required", "false");
        return all;
    }
}
