package io.kafkagrpo.cli.train;

import io.kafkagrpo.broker.FreePort;
import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.cli.launch.DashboardChild;
import io.kafkagrpo.cli.launch.Launcher;
import io.kafkagrpo.cli.launch.Readiness;
import io.kafkagrpo.cli.launch.RestartPolicy;
import io.kafkagrpo.cli.launch.RunDirectory;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.ErrorMessages;
import io.kafkagrpo.cli.terminal.Screen;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The page of a run that trains, on this machine's own address. It is there to be looked at: whatever becomes of
 * it, the run goes on.
 */
final class TrainPage implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final int USUAL_PORT = 8765;

    private final String run;
    private final int port;
    private final Screen screen;
    private final Launcher launcher;
    private final Readiness readiness = new Readiness();
    private boolean told;

    private TrainPage(String run, int port, Screen screen, Launcher launcher) {
        this.run = run;
        this.port = port;
        this.screen = screen;
        this.launcher = launcher;
    }

    /**
     * Starts it.
     *
     * @param directory whose configuration has been written
     * @param secrets environment variables that no argument and no file may hold
     */
    static TrainPage start(
            Installation installation,
            RunDirectory directory,
            String run,
            String bootstrapServers,
            Map<String, String> secrets,
            Screen screen) {
        int port = FreePort.isFree(USUAL_PORT) ? USUAL_PORT : FreePort.any();
        DashboardChild child = new DashboardChild(
                installation, directory.files(), directory.files().configuration(), bootstrapServers, HOST, port);
        Launcher launcher = new Launcher(List.of(child.spec(secrets)), RestartPolicy::standard, screen::line);
        launcher.start();
        return new TrainPage(run, port, screen, launcher);
    }

    /** Says once where it is, or why it isn't. */
    void tell() throws InterruptedException {
        if (told) {
            return;
        }
        @Nullable CommandFailure failure = launcher.failure();
        if (failure != null) {
            told = true;
            screen.line("There is no page, but the run goes on: " + ErrorMessages.of(failure));
        } else if (readiness.isReady(HOST, port)) {
            told = true;
            screen.line("The page of this run is at http://%s:%d/runs/%s while it trains.".formatted(HOST, port, run));
        }
    }

    @Override
    public void close() {
        launcher.close();
        readiness.close();
    }
}
