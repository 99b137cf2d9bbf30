package io.kafkagrpo.cli.fork;

import io.kafkagrpo.access.Connection;
import io.kafkagrpo.broker.FreePort;
import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.cli.argument.ResolvedYaml;
import io.kafkagrpo.cli.launch.ChildSpec;
import io.kafkagrpo.cli.launch.FileTree;
import io.kafkagrpo.cli.launch.RunDirectory;
import io.kafkagrpo.cli.launch.Services;
import io.kafkagrpo.cli.past.PastRun;
import io.kafkagrpo.cli.past.RunOptions;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.process.RunFolder;
import io.kafkagrpo.record.ForkFolder;
import io.kafkagrpo.record.ForkedFrom;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes a fork's run-dir: its configuration, its parent's state after the step, and what was in flight then. What
 * says where the fork comes from is written last; once it is there, the fork can be trained like any run.
 */
final class Forking {
    private final RunOptions.Target parent;
    private final ForkRequest request;
    private @Nullable RunSettings complete;

    Forking(RunOptions.Target parent, ForkRequest request) {
        this.parent = parent;
        this.request = request;
    }

    /** The fork's own, once its folder is made. */
    RunSettings settings() {
        if (complete == null) {
            throw new IllegalStateException("The fork has no configuration yet.");
        }
        return complete;
    }

    /** Reads the parent's topics, makes its state again and writes the folder; returns an exit code. */
    int prepare(PastRun run) throws InterruptedException {
        KafkaClients clients = run.clients();
        Topics topics = run.topics();
        Screen screen = run.screen();
        screen.status("reading the topics of " + topics.run());
        ParentLog log = new ParentLog(clients, topics, request.step());
        ForkSettings settings = new ForkSettings(parent, request, log.started());
        settings.refuseTaken(clients);
        settings.refuseOtherOptimizer();
        boolean isNew = !Files.exists(request.folder());
        try (RunDirectory fork = RunDirectory.open(request.folder())) {
            List<ScoredGroup> past;
            try {
                complete = settings.write(fork.files());
                past = past(clients, topics, log);
            } catch (RuntimeException e) {
                if (isNew) {
                    FileTree.delete(fork.folder());
                }
                throw e;
            }
            ForkedFrom origin = log.origin(
                    past.stream().map(group -> group.getPrompt().getGroupId()).collect(Collectors.toSet()));
            screen.clear();
            screen.line(
                    "Forking '%s' after step %d: %d groups in flight are admitted anew, new ones from position %d on."
                            .formatted(
                                    topics.run(),
                                    origin.getStep(),
                                    origin.getAdmittedAnewCount(),
                                    origin.getFeederPosition()));
            if (request.past() == ForkRequest.Past.TRAINED_ON) {
                screen.line(PastGroups.inWords(past));
            }
            int code = makeState(fork, settings.ofParent(), clients.bootstrapServers());
            if (code == ExitCode.OK.code()) {
                new ForkFolder(fork.files().fork()).write(origin, past);
            }
            return code;
        } catch (IOException e) {
            throw new UncheckedIOException("The state can't be made", e);
        }
    }

    private List<ScoredGroup> past(KafkaClients clients, Topics topics, ParentLog log) {
        return request.past() == ForkRequest.Past.TRAINED_ON
                ? new PastGroups(clients, topics, log, settings(), request.step()).find()
                : List.of();
    }

    /** The learner's own jar does it, in a process of its own that says what it does. */
    private int makeState(RunDirectory fork, RunSettings of, String servers) throws InterruptedException, IOException {
        Path configuration = fork.folder().resolve("parent.yaml");
        ResolvedYaml.write(configuration, of, Map.of(Keys.BOOTSTRAP_SERVERS.name(), servers));
        RunFolder files = new RunFolder(parent.folder().toAbsolutePath().normalize());
        String model =
                Files.isDirectory(files.initialModel()) ? files.initialModel().toString() : "";
        ChildSpec child = new Services(Installation.ofThisProcess(), fork, servers, Connection.secretsForChildren(of))
                .replay(
                        of,
                        Map.of(
                                "grpo.config",
                                configuration.toString(),
                                "grpo.run-dir",
                                files.path().toString(),
                                "grpo.fork-step",
                                Long.toString(request.step()),
                                "grpo.fork-into",
                                fork.folder().toString(),
                                "grpo.set",
                                model.isEmpty() ? "" : "%s=%s".formatted(Keys.MODEL.name(), model),
                                "quarkus.log.level",
                                "WARN",
                                "quarkus.log.category.\"io.kafkagrpo.learner.PastState\".level",
                                "INFO",
                                "quarkus.log.console.json.enabled",
                                "false",
                                "quarkus.log.console.format",
                                "%s%n"));
        ProcessBuilder builder = new ProcessBuilder(child.command().apply(FreePort.any())).inheritIO();
        builder.environment().putAll(child.environment());
        Process learner = builder.start();
        try {
            return learner.waitFor();
        } finally {
            learner.destroy();
            Files.deleteIfExists(configuration);
        }
    }
}
