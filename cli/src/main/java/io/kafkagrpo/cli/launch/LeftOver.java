package io.kafkagrpo.cli.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;

/**
 * A child of a launcher that was killed: it ends by itself, but not as fast as a person types the command again.
 */
final class LeftOver {
    private LeftOver() {}

    /**
     * Ends the process that the pid file names, if it still runs and was started with the same jar and for the
     * same run; another process that was given the number meanwhile is left alone.
     */
    static void end(ChildSpec spec) {
        try {
            if (Files.exists(spec.pid())) {
                long pid = Long.parseLong(Files.readString(spec.pid()).strip());
                ProcessHandle.of(pid).filter(process -> isOf(process, spec)).ifPresent(process -> {
                    // Services survive a kill; an orderly stop would wait for a broker that is gone.
                    process.destroyForcibly();
                    process.onExit().join();
                });
            }
        } catch (NumberFormatException unreadable) {
            // a file half written in a crash names no process
            System.getLogger(LeftOver.class.getName())
                    .log(System.Logger.Level.WARNING, spec.pid() + " holds no process id", unreadable);
        } catch (IOException e) {
            throw new UncheckedIOException(spec.pid() + " can't be read.", e);
        }
    }

    /** The system tells command lines of up to 4 KiB; the services' are far shorter. */
    private static boolean isOf(ProcessHandle process, ChildSpec spec) {
        List<String> arguments = Arrays.asList(process.info().arguments().orElse(new String[0]));
        List<String> own = spec.command().apply(0);
        return arguments.contains(own.getLast())
                && own.stream()
                        .filter(argument ->
                                argument.startsWith("-Dgrpo.run-dir=") || argument.startsWith("-Dgrpo.generator-id="))
                        .allMatch(arguments::contains);
    }
}
