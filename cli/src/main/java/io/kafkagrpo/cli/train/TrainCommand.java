package io.kafkagrpo.cli.train;

import io.kafkagrpo.broker.BrokerLog;
import io.kafkagrpo.cli.argument.ConfigOptions;
import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.cli.argument.ModelLocation;
import io.kafkagrpo.cli.launch.RunDirectory;
import io.kafkagrpo.cli.terminal.GlobalOptions;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code grpo train}. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = {
            "Trains a model with GRPO, from start to end.",
            "",
            "Starts Kafka and the three services on this machine, follows the run and stops them when it has finished. Everything that happens is kept in the run-dir: after Ctrl-C or a crash the same command goes on where it stopped.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo train arithmetic",
            "  grpo train arithmetic --run-dir runs/seed-1 --set seed=1 --set steps=60",
            "  grpo train gsm8k-qwen2.5-0.5b --set model=/models/Qwen2.5-0.5B-Instruct",
            "  grpo train arithmetic --set kafka.bootstrap-servers=broker:9092",
            "  grpo train arithmetic --no-page    only the terminal",
            "",
            "At the end the run-dir holds report.json, metrics.csv, reward.svg, tensorboard, model (in Hugging Face layout), config.yaml, the logs and Kafka's data."
        })
public final class TrainCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Option(
            names = "--run-dir",
            paramLabel = "DIR",
            description = "Where the run lives (default: runs/ and the run's name).")
    private @Nullable Path runDir;

    @Option(
            names = "--page",
            negatable = true,
            defaultValue = "${sys:grpo.terminal:-false}",
            fallbackValue = "true",
            description = "Serve the page of the run while it trains, see grpo dashboard (default: on a terminal).")
    private boolean page;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        Installation installation = Installation.ofThisProcess();
        RunSettings asked = config.settings(installation, Map.of());
        Path folder = runDir == null ? Path.of("runs", asked.get(Keys.RUN)) : runDir;
        try (RunDirectory directory = RunDirectory.open(folder)) {
            BrokerLog.into(
                    directory.files().log("kafka"), GlobalOptions.of(spec).verbosity());
            Screen screen = Screen.ofThisProcess(spec.commandLine().getOut());
            RunSettings settings = ModelLocation.local(asked, more -> config.settings(installation, more), screen);
            Preflight.check(settings).stream()
                    .filter(finding -> finding.startsWith(Preflight.NOTE))
                    .forEach(screen::line);
            String again = "The same command goes on from there:%n  ./grpo train %s --run-dir %s"
                    .formatted(config.asTyped(), folder);
            TrainingRun run = new TrainingRun(installation, settings, directory, screen, again);
            (page ? run.servingPage() : run).toItsEnd();
        }
        return 0;
    }
}
