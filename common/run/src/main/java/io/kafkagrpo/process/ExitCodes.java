package io.kafkagrpo.process;

import io.kafkagrpo.settings.SettingsException;
import io.kafkagrpo.task.data.DatasetException;
import io.kafkagrpo.task.reward.RewardConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.KafkaException;

/**
 * The one map from an exception to how the process ends. {@link #COMMON} knows what every process can throw; a
 * process adds what its own libraries throw, for this module must not see them (the reward-service carries no
 * model). What nobody names is a defect.
 *
 * <p>The outermost exception that the map knows decides, so a wrapper that adds words ("Following the weights
 * failed: …") does not hide what it wraps, and one that has a code of its own keeps it.
 */
public final class ExitCodes {
    /** What every process can throw. */
    public static final ExitCodes COMMON = new ExitCodes(Map.of(
            SettingsException.class, ExitCode.CONFIGURATION,
            RewardConfigurationException.class, ExitCode.CONFIGURATION,
            InvalidPathException.class, ExitCode.CONFIGURATION,
            DatasetException.class, ExitCode.DATA,
            RunMismatchException.class, ExitCode.RUN_MISMATCH,
            IOException.class, ExitCode.RESOURCES,
            UncheckedIOException.class, ExitCode.RESOURCES,
            OutOfMemoryError.class, ExitCode.RESOURCES,
            KafkaException.class, ExitCode.KAFKA));

    private final Map<Class<? extends Throwable>, ExitCode> codes;

    private ExitCodes(Map<Class<? extends Throwable>, ExitCode> codes) {
        this.codes = Map.copyOf(codes);
    }

    /** These, and a code for one more type and what extends it; of two types that fit, the narrower decides. */
    public ExitCodes and(Class<? extends Throwable> type, ExitCode code) {
        Map<Class<? extends Throwable>, ExitCode> more = new HashMap<>(codes);
        more.put(type, code);
        return new ExitCodes(more);
    }

    /** How the process ends for a failure; {@link ExitCode#INTERNAL} where neither it nor a cause is known. */
    public ExitCode of(Throwable failure) {
        return Causes.of(failure)
                .map(this::ofItself)
                .filter(code -> code != ExitCode.INTERNAL)
                .findFirst()
                .orElse(ExitCode.INTERNAL);
    }

    private ExitCode ofItself(Throwable failure) {
        if (isOfFullDisk(failure)) {
            return ExitCode.RESOURCES;
        }
        for (Class<?> type = failure.getClass(); type != null; type = type.getSuperclass()) {
            ExitCode code = codes.get(type);
            if (code != null) {
                return code;
            }
        }
        return ExitCode.INTERNAL;
    }

    /**
     * Java has no exception of its own for it, and libraries have theirs; the system's words are the same in all.
     */
    public static boolean isOfFullDisk(Throwable failure) {
        String words = String.valueOf(failure.getMessage());
        return words.contains("No space left on device") || words.contains("Disk quota exceeded");
    }
}
