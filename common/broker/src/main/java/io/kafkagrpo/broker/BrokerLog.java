package io.kafkagrpo.broker;

import java.nio.file.Path;

/** Sends the log of this process (the embedded broker's and the Kafka clients') to a file. */
public final class BrokerLog {

    /** How much is logged. */
    public enum Verbosity {
        QUIET("warn"),
        VERBOSE("info");

        private final String level;

        Verbosity(String level) {
            this.level = level;
        }
    }

    private BrokerLog() {}

    /** Takes effect if nothing has been logged before. */
    public static void into(Path file, Verbosity verbosity) {
        System.setProperty("org.slf4j.simpleLogger.logFile", file.toString());
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", verbosity.level);
    }
}
