package io.kafkagrpo.process;

/**
 * Exit codes of the grpo command and of the services: one per kind of trouble, so that scripts can tell them apart.
 */
public enum ExitCode {
    OK(0),
    /** A defect of ours; a stack trace is in the log. */
    INTERNAL(1),
    /** The command line itself is wrong. */
    USAGE(2),
    /** A key, a value or a combination of the configuration. */
    CONFIGURATION(3),
    /**
     * A data file: missing, or a line of it; or the run's own log: a record that is missing, damaged or no such
     * thing.
     */
    DATA(4),
    /** A model directory: missing a file, unsupported, damaged. */
    MODEL(5),
    /** Kafka: not to be reached, or it refuses what we need. */
    KAFKA(6),
    /** A port that we must have is taken. */
    PORT(7),
    /** The run's log belongs to another configuration or model, or its run-dir is in use. */
    RUN_MISMATCH(8),
    /** A child process gave up. */
    SERVICE(9),
    /** The run was recorded with another arithmetic of the engine, so this build can't redo its steps. */
    NUMERICS(10),
    /** This machine: its disk is full or a file can't be read or written, its memory or a device's is too small. */
    RESOURCES(11),
    /** The model gave NaN or infinity, in training or in sampling. */
    DIVERGED(12),
    /** A reward function gives no value for any completion. */
    REWARD(13),
    /** Ctrl-C. */
    INTERRUPTED(130);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    /** The number that the process ends with. */
    public int code() {
        return code;
    }
}
