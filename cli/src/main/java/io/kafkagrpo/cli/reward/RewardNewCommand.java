package io.kafkagrpo.cli.reward;

import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.ErrorMessages;
import io.kafkagrpo.process.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code grpo reward new}. */
@Command(
        name = "new",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a small Maven project with a reward function and its test, which builds and runs as it is.",
            "",
            "The project stands by itself: what it needs of kafka-grpo is a small jar in its folder lib.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo reward new brevity",
            "  (cd brevity && mvn package)",
            "  grpo train arithmetic --set rewards.plugins=brevity/target/brevity-1.jar --set rewards.brevity.words=20"
        })
public final class RewardNewCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The function's name: lower-case letters, digits and '-'.")
    private String name = "";

    @Option(
            names = "--folder",
            paramLabel = "FOLDER",
            description = "Where the project goes (default: a new folder of that name).")
    private Path folder = Path.of("");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (!name.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*") || name.length() > 60) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "The name '%s' is not made of lower-case letters, digits and single '-' between them, beginning with a letter."
                            .formatted(name));
        }
        Path target = folder.toString().isEmpty() ? Path.of(name) : folder;
        if (Files.exists(target)) {
            throw new CommandFailure(
                    ExitCode.USAGE, "There is already %s; choose another name, or another --folder.".formatted(target));
        }
        try {
            new PluginProject(name).write(target);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.USAGE, "The folder %s can't be written: %s.".formatted(target, ErrorMessages.of(e)), e);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("Wrote %s. Next:".formatted(target));
        out.println("  (cd %s && mvn package)".formatted(target));
        out.println("and in a configuration:");
        out.println("  rewards:");
        out.println("    plugins: [%s]".formatted(target.resolve("target").resolve(name + "-1.jar")));
        out.println("    %s: {weight: 1, words: 20}".formatted(name));
        out.flush();
        return 0;
    }
}
