package io.kafkagrpo.task.reward.process;

import io.kafkagrpo.hash.Digest;
import io.kafkagrpo.task.reward.RewardRegistry;
import io.kafkagrpo.task.reward.SlowReward;
import io.kafkagrpo.task.reward.slow.ParameterText;
import io.kafkagrpo.task.reward.slow.RequiredReward;
import io.kafkagrpo.task.reward.slow.RewardLane;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes functions of kind {@code python}. */
public final class PythonRewards {
    private static final String KIND = "python";
    private static final Map<String, String> OPTIONAL = Map.of(
            "function", "reward",
            "workers", "1",
            "batch", "64",
            "timeout", "10",
            "memory-mb", "4096",
            "format", "text",
            "sandbox", "none",
            "interpreter", "python3",
            "required", "false");

    private PythonRewards() {}

    /** Adds the kind to a registry. */
    public static void register(RewardRegistry registry) {
        registry.register(KIND, Set.of("script"), OPTIONAL, PythonRewards::open);
    }

    /** The first worker is started at once, so that a script that can't be loaded refuses the start. */
    private static SlowReward open(String name, Map<String, String> values) {
        ParameterText texts = new ParameterText(values);
        PythonSettings settings = PythonSettings.of(texts);
        int batch = texts.integer("batch", 1, 4096);
        boolean required = texts.flag("required");
        List<PythonReward> workers = new ArrayList<>();
        for (int i = texts.integer("workers", 1, 256); i > 0; i--) {
            workers.add(new PythonReward(name, settings));
        }
        startFirst(settings, workers.getFirst());
        RewardLane lane = RewardLane.open(name, Digest.sha256(settings.source()), batch, workers);
        return required ? new RequiredReward(lane) : lane;
    }

    private static void startFirst(PythonSettings settings, PythonReward first) {
        try {
            @Nullable String problem = first.start();
            if (problem != null) {
                throw new IllegalArgumentException("script is %s, which %s can't run: %s."
                        .formatted(settings.script(), settings.interpreter(), problem));
            }
        } catch (InterruptedException e) {
            first.close();
            Thread.currentThread().interrupt();
            throw new IllegalArgumentException("The start was interrupted.", e);
        }
    }
}
