package io.kafkagrpo.cli.launch;

import io.kafkagrpo.cli.terminal.ErrorMessages;

/** The end of the command where its broker can't go on: nothing that runs could still reach its log. */
final class Halt {
    private Halt() {}

    /**
     * Says why, and ends this process at once. The services notice and end themselves; whatever they had not committed is
     * done again by the same command.
     */
    static void end(RuntimeException why) {
        System.err.println();
        System.err.println("grpo: " + ErrorMessages.line(why));
        System.err.flush();
        Runtime.getRuntime().halt(ErrorMessages.exitCode(why));
    }
}
