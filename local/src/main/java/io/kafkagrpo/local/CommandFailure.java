package io.kafkagrpo.local;

import io.kafkagrpo.settings.ExitCode;

/** A command that can't go on. The message is one sentence for the person at the terminal. */
final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    CommandFailure(ExitCode exitCode, String sentence) {
        this(exitCode.code(), sentence);
    }

    CommandFailure(int exitCode, String sentence) {
        super(sentence);
        this.exitCode = exitCode;
    }

    CommandFailure(ExitCode exitCode, String sentence, Throwable cause) {
        super(sentence, cause);
        this.exitCode = exitCode.code();
    }

    int exitCode() {
        return exitCode;
    }
}
