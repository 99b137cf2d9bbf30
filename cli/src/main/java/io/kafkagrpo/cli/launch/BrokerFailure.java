package io.kafkagrpo.cli.launch;

import io.kafkagrpo.broker.BrokerException;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.process.ExitCode;

/** What becomes of the command where its broker can't start, or can't go on. */
final class BrokerFailure {
    private BrokerFailure() {}

    /** The failure with its exit code. */
    static CommandFailure of(BrokerException failure) {
        ExitCode code = switch (failure.reason()) {
            case PORT_TAKEN -> ExitCode.PORT;
            case CANNOT_START, STOPPED -> ExitCode.KAFKA;
            case DISK_FULL, OUT_OF_MEMORY -> ExitCode.RESOURCES;
        };
        return new CommandFailure(code, String.valueOf(failure.getMessage()), failure);
    }

    /**
     * Says why the broker stopped, and ends this process at once, for nothing that runs could still reach its log.
     * The services notice and end themselves; whatever they had not committed is done again by the same command.
     */
    static void endProcess(BrokerException why) {
        System.err.println();
        System.err.println("grpo: " + why.getMessage());
        System.err.flush();
        Runtime.getRuntime().halt(of(why).exitCode());
    }
}
