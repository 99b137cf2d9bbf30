package io.kafkagrpo.cli.past;

import io.kafkagrpo.access.Connection;
import io.kafkagrpo.broker.FreePort;
import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.cli.argument.ResolvedYaml;
import io.kafkagrpo.cli.launch.DashboardChild;
import io.kafkagrpo.cli.launch.Launcher;
import io.kafkagrpo.cli.launch.Readiness;
import io.kafkagrpo.cli.launch.RestartPolicy;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.process.OwnerOnly;
import io.kafkagrpo.process.RunFolder;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.settings.Keys;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code grpo dashboard}. */
@Command(
        name = "dashboard",
        mixinStandardHelpOptions = true,
        description = {
            "Serves a page to watch a run and to ask it: curves, steps, groups, completions token by token.",
            "",
            "Reads the run's topics alone and changes nothing in Kafka: of a run that trains at this moment, of one"
                    + " that rests in its folder, of all runs of a cluster. Serves until Ctrl-C.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo dashboard arithmetic",
            "  grpo dashboard runs/seed-1 --port 9000",
            "  grpo dashboard arithmetic --set kafka.bootstrap-servers=broker:9092",
            "  GRPO_DASHBOARD_TOKEN_FILE=token grpo dashboard arithmetic --host 0.0.0.0",
            "",
            "On this machine's own address (127.0.0.1) the page asks for no password; elsewhere it needs a token, see"
                    + " docs/dashboard.md.",
            "Exit codes: 3 there is no such run, or no token; 7 the port is in use; the others as everywhere."
        })
public final class DashboardCommand implements Callable<Integer> {
    private static final int LOOK_AGAIN_MS = 250;
    private static final int CLOSE_SECONDS = 20;

    @Mixin
    private RunOptions run = new RunOptions();

    @Option(names = "--port", paramLabel = "PORT", description = "Of the page (default: ${DEFAULT-VALUE}).")
    private int port = 8765;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "Where the page is served (default: ${DEFAULT-VALUE}, this machine alone).")
    private String host = "127.0.0.1";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public Integer call() throws InterruptedException {
        if (port < 1 || port > 65_535) {
            throw new CommandFailure(
                    ExitCode.USAGE, "The value %d of --port is no port; they go from 1 to 65535.".formatted(port));
        }
        if (!FreePort.isFree(port)) {
            throw new CommandFailure(
                    ExitCode.PORT,
                    "The port %d is in use by another process; choose another one with --port.".formatted(port));
        }
        Installation.ofThisProcess().serviceJar(DashboardChild.SERVICE); // refuses before a broker is started
        RunOptions.Target target = run.target();
        closeOnInterrupt(Thread.currentThread());
        try {
            return PastRun.read(
                    target, spec, opened -> serve(target, opened.clients(), opened.topics(), opened.screen()));
        } finally {
            closed.countDown();
        }
    }

    /** Ctrl-C ends the page, and the broker of a run that rests, before the JVM. */
    private void closeOnInterrupt(Thread serving) {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            serving.interrupt();
            try {
                var _ = closed.await(CLOSE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    private int serve(RunOptions.Target target, KafkaClients clients, Topics topics, Screen screen) {
        RunFolder folder = new RunFolder(target.folder().toAbsolutePath().normalize());
        Path own = folder.path().resolve(DashboardChild.SERVICE);
        OwnerOnly.createDirectories(own);
        OwnerOnly.createDirectories(folder.logs());
        Path configuration = own.resolve("config.yaml");
        ResolvedYaml.write(
                configuration, target.settings(), Map.of(Keys.BOOTSTRAP_SERVERS.name(), clients.bootstrapServers()));
        DashboardChild child = new DashboardChild(
                Installation.ofThisProcess(), folder, configuration, clients.bootstrapServers(), host, port);
        try (Launcher launcher = new Launcher(
                        List.of(child.spec(Connection.secretsForChildren(target.settings()))),
                        RestartPolicy::standard,
                        screen::line);
                Readiness readiness = new Readiness()) {
            launcher.start();
            boolean told = false;
            while (true) {
                @Nullable CommandFailure failure = launcher.failure();
                if (failure != null) {
                    throw failure;
                }
                if (!told && readiness.isReady(reachable(), port)) {
                    told = true;
                    screen.clear();
                    screen.line("The page of run %s is at http://%s:%d/runs/%s until Ctrl-C."
                            .formatted(topics.run(), shown(), port, topics.run()));
                } else if (!told) {
                    screen.status("starting the page");
                }
                Thread.sleep(LOOK_AGAIN_MS);
            }
        } catch (InterruptedException asked) {
            return ExitCode.INTERRUPTED.code();
        }
    }

    /** An address that stands for all of this machine's is asked at the one that it has for itself. */
    private String reachable() {
        return host.equals("0.0.0.0") ? "127.0.0.1" : host.equals("::") ? "[::1]" : shown();
    }

    private String shown() {
        return host.contains(":") ? "[" + host + "]" : host;
    }
}
