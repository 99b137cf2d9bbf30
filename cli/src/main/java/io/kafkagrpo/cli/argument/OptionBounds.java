package io.kafkagrpo.cli.argument;

import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.process.ExitCode;

/** What numbers of options may be. */
public final class OptionBounds {
    private OptionBounds() {}

    /** Refuses a number below what makes sense. */
    public static void requireAtLeast(String option, int value, int least) {
        if (value < least) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "The value %d of %s is not a whole number of at least %d.".formatted(value, option, least));
        }
    }
}
