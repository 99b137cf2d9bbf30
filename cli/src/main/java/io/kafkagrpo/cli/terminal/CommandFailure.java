package io.kafkagrpo.cli.terminal;

import io.kafkagrpo.process.ExitCode;

/** A command that can't go on. The message is one sentence for the person at the terminal. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    public CommandFailure(ExitCode exitCode, String sentence) {
        this(exitCode.code(), sentence);
    }

    public CommandFailure(int exitCode, String sentence) {
        super(sentence);
        this.exitCode = exitCode;
    }

    public CommandFailure(ExitCode exitCode, String sentence, Throwable cause) {
        super(sentence, cause);
        this.exitCode = exitCode.code();
    }

    public int exitCode() {
        return exitCode;
    }
}
