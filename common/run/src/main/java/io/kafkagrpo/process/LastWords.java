package io.kafkagrpo.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The one sentence with which a process says why it ends: on stderr and, where {@code grpo.termination-log} (in the environment
 * GRPO_TERMINATION_LOG) names a file, in that file. Kubernetes shows the file /dev/termination-log of a pod that ended.
 */
public final class LastWords {
    private LastWords() {}

    /** Prints the sentence, and writes it. */
    public static void say(String sentence) {
        System.err.println(sentence);
        write(sentence);
    }

    /** Writes it, for a process that has printed it already; where the file can't be written, stderr says so too. */
    public static void write(String sentence) {
        Optional<String> file = ServiceEnvironment.property("grpo.termination-log");
        if (file.isPresent()) {
            try {
                Files.writeString(Path.of(file.get()), sentence + System.lineSeparator());
            } catch (IOException e) {
                System.err.println("GRPO_TERMINATION_LOG: the file %s can't be written: %s".formatted(file.get(), e));
            }
        }
    }
}
