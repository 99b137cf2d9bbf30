package io.kafkagrpo.cli.past;

import io.kafkagrpo.access.Connection;
import io.kafkagrpo.access.Role;
import io.kafkagrpo.broker.FreePort;
import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.cli.argument.ResolvedYaml;
import io.kafkagrpo.cli.launch.ChildSpec;
import io.kafkagrpo.cli.launch.RunDirectory;
import io.kafkagrpo.cli.launch.Services;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code grpo replay}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Recomputes a run from its initial weights and its log alone.",
            "",
            "Trains each logged step again with its recorded groups and compares the checksums of weights, master weights and moments with those in the log, up to the first that differs. Writes nothing into Kafka. The initial weights come from the run-dir or the model directory, else from the topic of weights, where version 0 is kept as long as there is room; of the model only its config.json is needed, and no data. Equal bit for bit on CPU with the threads and libtorch that the run began with.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo replay arithmetic",
            "  grpo replay runs/seed-1 --to-step 20",
            "  grpo replay arithmetic --set kafka.bootstrap-servers=broker:9093 --set kafka.properties-file=reader.properties",
            "",
            "Exit code 0: every checksum is equal; 8: one differs, and which."
        })
public final class ReplayCommand implements Callable<Integer> {
    @Mixin
    private RunOptions run = new RunOptions();

    @Option(
            names = "--to-step",
            paramLabel = "N",
            description = "The last step to recompute (default: the run's last).")
    private @Nullable Long toStep;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        Screen screen = Screen.ofThisProcess(spec.commandLine().getOut());
        return PastRun.hold(run, spec, Role.READER, screen, this::recompute);
    }

    /** The learner's own jar does it, in a process of its own that says each step as it goes. */
    private int recompute(PastRun opened, RunDirectory directory) throws InterruptedException, IOException {
        opened.screen().settle();
        RunSettings settings = opened.settings();
        String servers = opened.clients().bootstrapServers();
        Path initial = directory.files().initialModel();
        Path configuration = directory.files().path().resolve("replay.yaml");
        ResolvedYaml.write(configuration, settings, Map.of(Keys.BOOTSTRAP_SERVERS.name(), servers));
        String model = Files.isDirectory(initial) ? initial.toString() : "";
        ChildSpec child = new Services(
                        Installation.ofThisProcess(), directory, servers, Connection.secretsForChildren(settings))
                .replay(
                        settings,
                        Map.of(
                                "grpo.config",
                                configuration.toString(),
                                "grpo.replay",
                                toStep == null ? "all" : Long.toString(toStep),
                                "grpo.set",
                                model.isEmpty() ? "" : "%s=%s".formatted(Keys.MODEL.name(), model),
                                "quarkus.log.level",
                                "WARN",
                                "quarkus.log.category.\"io.kafkagrpo.learner.ReplayLoop\".level",
                                "INFO",
                                "quarkus.log.console.json.enabled",
                                "false",
                                "quarkus.log.console.format",
                                "%s%n"));
        ProcessBuilder builder = new ProcessBuilder(child.command().apply(FreePort.any())).inheritIO();
        builder.environment().putAll(child.environment());
        return builder.start().waitFor();
    }
}
