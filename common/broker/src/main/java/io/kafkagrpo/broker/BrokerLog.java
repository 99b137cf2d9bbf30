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

    private static final String FILE = "org.slf4j.simpleLogger.logFile";

    private BrokerLog() {}

    /**
     * Takes effect if nothing has been logged before, and the process was not started with a log file of its own.
     */
    public static void into(Path file, Verbosity verbosity) {
        if (System.getProperty(FILE) == null) {
            System.setProperty(FILE, file.toString());
        }
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", verbosity.level);
    }
}
