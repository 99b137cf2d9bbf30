package io.kafkagrpo.cli.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Java's ahead-of-time cache of an application: its classes, loaded and linked as they were in the run of {@code
 * ./grpo build} that made it (JEP 483, 514 and 515). It lies beside the application's jar. One that was made of other
 * jars or by another Java is left out by Java itself; the application starts as it does without one then.
 */
public final class StartCache {
    /** In the environment: {@link #RECORD}, {@link #OFF}, or nothing. */
    public static final String VARIABLE = "GRPO_START_CACHES";

    /** Caches are not used. */
    public static final String OFF = "off";

    /** Caches are made, by every process that ends. */
    private static final String RECORD = "record";

    /** Java writes a cache at the end of a process, by a second process. */
    private static final Duration TIME_TO_RECORD = Duration.ofMinutes(3);

    private StartCache() {}

    /** The options of a process that is started from this jar. */
    static List<String> options(Path jar) {
        return options(jar, System.getenv(VARIABLE));
    }

    static List<String> options(Path jar, @Nullable String asked) {
        Path cache = jar.resolveSibling("start.aot");
        if (RECORD.equals(asked)) {
            return List.of("-XX:AOTCacheOutput=" + cache);
        }
        if (OFF.equals(asked) || !Files.isRegularFile(cache)) {
            return List.of();
        }
        // without a word where it doesn't fit
        return List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off", "-Xlog:cds*=off");
    }

    /** How long a process that is asked to stop may take, where that is this time otherwise. */
    static Duration grace(Duration usual) {
        return RECORD.equals(System.getenv(VARIABLE)) ? TIME_TO_RECORD : usual;
    }
}
