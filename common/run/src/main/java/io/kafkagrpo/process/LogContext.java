package io.kafkagrpo.process;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What the lines of a log are about. As JSON (GRPO_LOG_JSON=true) each line has it under {@code mdc}. It belongs
 * to a thread, and to those that the thread starts.
 */
public final class LogContext {
    static final String RUN = "run";
    static final String GROUP = "group";
    static final String VERSION = "version";

    private LogContext() {}

    /** From here on lines are about this run. */
    public static void run(String name) {
        MDC.put(RUN, name);
    }

    /** From here on the service works with this weight version. */
    public static void version(long version) {
        MDC.put(VERSION, Long.toString(version));
    }

    /** Until it is closed, lines are about this group; a foreign record may name none. */
    public static MDC.MDCCloseable group(@Nullable String id) {
        return MDC.putCloseable(GROUP, id == null ? "" : id);
    }
}
