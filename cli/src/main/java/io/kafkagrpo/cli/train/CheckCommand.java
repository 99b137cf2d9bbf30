package io.kafkagrpo.cli.train;

import io.kafkagrpo.cli.argument.ConfigOptions;
import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.cli.argument.ModelLocation;
import io.kafkagrpo.cli.argument.ResolvedYaml;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.process.FolderClaim;
import io.kafkagrpo.process.RunFolder;
import io.kafkagrpo.process.RunMismatchException;
import io.kafkagrpo.process.ServiceEnvironment;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.ObjectiveKeys;
import io.kafkagrpo.settings.RunSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code grpo check}. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Checks all that can be known before a run.",
            "",
            "Keys and values, data, model, prompts, reward functions and ports, and, where GRPO_RUN_DIR names the folder of services, whether it is another run's. Prints the resolved configuration with what each key means.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo check arithmetic",
            "  grpo check gsm8k-qwen2.5-0.5b --set model=/models/Qwen2.5-0.5B-Instruct",
            "  grpo check my-run.yaml > resolved.yaml",
            "  grpo check gsm8k-qwen2.5-0.5b --brief --download"
        })
public final class CheckCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Option(names = "--brief", description = "Says what was found, and leaves the configuration's keys out.")
    private boolean brief;

    @Option(names = "--download", description = "Downloads a model of the hub first, so that it is checked as well.")
    private boolean download;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Installation installation = Installation.ofThisProcess();
        RunSettings settings = config.settings(installation, Map.of());
        PrintWriter out = spec.commandLine().getOut();
        refuseAnotherRunsFolder(settings);
        if (download) {
            settings = ModelLocation.local(
                    settings, more -> config.settings(installation, more), Screen.ofThisProcess(out));
        }
        List<String> findings = Preflight.check(settings);
        findings.forEach(finding -> out.println("# " + finding));
        settings.find(ObjectiveKeys.PRESETS).stream()
                .flatMap(List::stream)
                .forEach(preset -> out.println("# " + preset.told()));
        if (!brief) {
            out.println();
            out.print(ResolvedYaml.forPeople(settings));
        }
        out.flush();
        return 0;
    }

    /** The services refuse it too, but only when all the rest has been started. */
    private static void refuseAnotherRunsFolder(RunSettings settings) {
        ServiceEnvironment.property("grpo.run-dir")
                .flatMap(folder ->
                        FolderClaim.difference(new RunFolder(Path.of(folder)), settings.get(Keys.RUN), settings))
                .ifPresent(difference -> {
                    throw new RunMismatchException(difference);
                });
    }
}
