package io.kafkagrpo.cli.argument;

import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.compute.DeviceName;
import io.kafkagrpo.process.ExitCode;
import picocli.CommandLine.Option;

/** Where a model computes. */
public final class DeviceOptions {
    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "cpu",
            description = "cpu or gpu:N (default: ${DEFAULT-VALUE}).")
    private String device = "cpu";

    @Option(names = "--threads", paramLabel = "N", description = "Threads on the CPU (default: its cores).")
    private int threads = Runtime.getRuntime().availableProcessors();

    /** @throws CommandFailure if it is no device's name; whether this machine has it, the engine says */
    public String device() {
        try {
            DeviceName.parse(device);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, "--device: " + e.getMessage(), e);
        }
        return device;
    }

    /** @throws CommandFailure if it is below 1 */
    public int threads() {
        if (threads < 1) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "The value %d of --threads is not a whole number of at least 1.".formatted(threads));
        }
        return threads;
    }
}
