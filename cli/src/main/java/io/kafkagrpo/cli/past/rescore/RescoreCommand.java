package io.kafkagrpo.cli.past.rescore;

import io.kafkagrpo.access.Role;
import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.cli.past.PastRun;
import io.kafkagrpo.cli.past.RunOptions;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.settings.RunSettings;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code grpo rescore}. */
@Command(
        name = "rescore",
        mixinStandardHelpOptions = true,
        description = {
            "Scores a run's kept completions again, with other rewards.",
            "",
            "Reads the completions from the run's Kafka with a fresh application id, writes the newly scored groups"
                    + " into a topic of their own and compares. The run itself is not changed.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo rescore arithmetic --rewards rewards.yaml",
            "  grpo rescore runs/seed-1 --rewards rewards.yaml --name without-format",
            "  grpo rescore arithmetic --rewards rewards.yaml --set kafka.bootstrap-servers=broker:9092",
            "",
            "The file of --rewards has a section like a configuration's:",
            "  rewards:",
            "    correctness: 1",
            "    format: 0.5"
        })
public final class RescoreCommand implements Callable<Integer> {
    @Mixin
    private RunOptions run = new RunOptions();

    @Option(
            names = "--rewards",
            paramLabel = "FILE",
            required = true,
            description = "A YAML file with a section 'rewards'.")
    private Path rewards = Path.of("");

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Of the new topic, RUN.rescored-NAME (default: the time of day).")
    private @Nullable String name;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        RunSettings.loadRewards(rewards).open().close(); // refuses what is wrong before the run is opened
        String chosen = validName();
        Screen screen = Screen.ofThisProcess(spec.commandLine().getOut());
        return PastRun.hold(run, spec, Role.RESCORE, screen, (opened, directory) -> {
            new Rescoring(Installation.ofThisProcess(), opened, directory, rewards, chosen).toItsEnd();
            return ExitCode.OK.code();
        });
    }

    private String validName() {
        String chosen = name == null
                ? LocalDateTime.now(ZoneId.systemDefault()).format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"))
                : name;
        if (!chosen.matches("[a-zA-Z0-9_-]{1,60}")) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "The value '%s' of --name is not made of letters, digits, '-' and '_'.".formatted(chosen));
        }
        return chosen;
    }
}
