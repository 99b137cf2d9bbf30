package io.kafkagrpo.cli.reward;

import io.kafkagrpo.rollout.FinishReason;
import io.kafkagrpo.task.reward.RewardException;
import io.kafkagrpo.task.reward.RewardFunction;
import io.kafkagrpo.task.reward.RewardPlugin;
import io.kafkagrpo.task.reward.ScoringInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** The few classes that a reward function is compiled with, as a jar. At work they come from the reward-service. */
final class ApiJar {
    private static final List<Class<?>> CLASSES = List.of(
            RewardPlugin.class, RewardFunction.class, RewardException.class, ScoringInput.class, FinishReason.class);

    private ApiJar() {}

    static void write(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out)) {
            for (Class<?> type : CLASSES) {
                String name = type.getName().replace('.', '/') + ".class";
                jar.putNextEntry(new JarEntry(name));
                try (InputStream bytes = type.getClassLoader().getResourceAsStream(name)) {
                    if (bytes == null) {
                        throw new IllegalStateException("The class path has no " + name + ".");
                    }
                    bytes.transferTo(jar);
                }
                jar.closeEntry();
            }
        }
    }
}
