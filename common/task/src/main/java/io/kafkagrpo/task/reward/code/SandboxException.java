package io.kafkagrpo.task.reward.code;

import org.jspecify.annotations.Nullable;

/** The sandbox itself failed, which says nothing of the program: later it may run it. */
final class SandboxException extends Exception {
    private static final long serialVersionUID = 1;

    SandboxException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
