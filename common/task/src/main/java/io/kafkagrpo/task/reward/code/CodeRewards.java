package io.kafkagrpo.task.reward.code;

import io.kafkagrpo.task.reward.RewardRegistry;
import io.kafkagrpo.task.reward.SlowReward;
import io.kafkagrpo.task.reward.process.Bubblewrap;
import io.kafkagrpo.task.reward.slow.ParameterText;
import io.kafkagrpo.task.reward.slow.RewardLane;
import java.util.Collections;
import java.util.Map;
import java.util.Set;

/** Makes functions of kind {@code code}. */
public final class CodeRewards {
    private static final Map<String, String> OPTIONAL = Map.of(
            "test-seconds",
            "5",
            "test-memory-mb",
            "512",
            "test-processes",
            "16",
            "concurrency",
            "2",
            "interpreter",
            "/usr/bin/python3");

    private CodeRewards() {}

    /** Adds the kind to a registry. */
    public static void register(RewardRegistry registry) {
        registry.register("code", Set.of(), OPTIONAL, CodeRewards::open);
    }

    /** Tries the sandbox first: where it can't be had, the start is refused. */
    private static SlowReward open(String name, Map<String, String> values) {
        Bubblewrap.path();
        ParameterText texts = new ParameterText(values);
        Sandbox sandbox = new Sandbox(
                texts.text("interpreter"),
                texts.seconds("test-seconds"),
                texts.integer("test-memory-mb", 64, 1 << 16),
                texts.integer("test-processes", 1, 4096));
        int concurrency = texts.integer("concurrency", 1, 256);
        tryOnce(sandbox);
        return RewardLane.open(name, "", 1, Collections.nCopies(concurrency, new CodeReward(sandbox)));
    }

    private static void tryOnce(Sandbox sandbox) {
        try {
            Sandbox.Run run = sandbox.run("print('ready')", "", "", "");
            if (!run.output().strip().equals("ready")) {
                throw new IllegalArgumentException(
                        "a program can't be run in the sandbox, which needs %s below /usr and user namespaces: %s."
                                .formatted(sandbox.interpreter(), run.complaint()));
            }
        } catch (SandboxException e) {
            throw new IllegalArgumentException(
                    "a program can't be run in the sandbox, which needs %s below /usr and user namespaces: %s"
                            .formatted(sandbox.interpreter(), e.getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalArgumentException("the start was interrupted.", e);
        }
    }
}
