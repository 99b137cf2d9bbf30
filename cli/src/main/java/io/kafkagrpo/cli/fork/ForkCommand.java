package io.kafkagrpo.cli.fork;

import io.kafkagrpo.broker.BrokerLog;
import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.cli.launch.RunDirectory;
import io.kafkagrpo.cli.past.PastRun;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.GlobalOptions;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.cli.train.Preflight;
import io.kafkagrpo.cli.past.RunOptions;
import io.kafkagrpo.cli.train.TrainingRun;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code grpo fork}. */
@Command(
        name = "fork",
        mixinStandardHelpOptions = true,
        description = {
            "Begins a new run with another run's state after one of its steps, and trains it.",
            "",
            "The state is that run's newest checkpoint up to the step, with the logged steps after it made again, or all of them from its initial model; weights and optimizer must come out as its log says. The new run has topics and a run-dir of its own; its versions and steps go on from there. Groups that were in flight then are admitted anew. What isn't changed by --rewards or --set is as it was, and the run that is forked is not touched.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo fork arithmetic --step 50 --into from-50",
            "  grpo fork arithmetic --step 50 --rewards rewards.yaml --into terse",
            "  grpo fork arithmetic --step 100 --set steps=150 --into longer     a finished run, trained on",
            "  grpo fork runs/seed-1 --step 20 --set optimizer.learning-rate=1e-4 --into slower --into-dir /data/slower",
            "  grpo fork arithmetic --step 50 --train-on-past --set objective.presets=tis --set max-staleness=2 --into again",
            "",
            "The number of --set steps counts from the first step of the run that is forked. After Ctrl-C:",
            "  grpo train runs/from-50/fork.yaml --run-dir runs/from-50",
            "",
            "Exit codes: 0 trained to the end; 2 the step or the name can't be, 3 a setting, 4 the log, 8 the state comes out otherwise than logged; the others as everywhere."
        })
public final class ForkCommand implements Callable<Integer> {
    @Mixin
    private RunOptions run = new RunOptions();

    @Option(
            names = "--step",
            paramLabel = "N",
            required = true,
            description = "The step after which the new run begins.")
    private long step;

    @Option(
            names = "--rewards",
            paramLabel = "FILE",
            description = "A YAML file with a section 'rewards', in place of the run's.")
    private @Nullable Path rewards;

    @Option(names = "--into", paramLabel = "NAME", required = true, description = "Name of the new run.")
    private String name = "";

    @Option(
            names = "--train-on-past",
            description =
                    "Trains first on groups that the run had sampled by then and that are fresh enough, as max-staleness says: with the scores they have, or with --rewards as grpo rescore scored them again. Needs an objective.correction.")
    private boolean trainOnPast;

    @Option(
            names = "--into-dir",
            paramLabel = "DIR",
            description = "Where the new run lives (default: runs/ and its name).")
    private @Nullable Path directory;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        RunOptions.Target parent = run.target(ForkCommand::isOfParent);
        Path folder = directory == null ? Path.of("runs", name) : directory;
        ForkRequest request = new ForkRequest(
                step,
                name,
                folder,
                rewards,
                trainOnPast ? ForkRequest.Past.TRAINED_ON : ForkRequest.Past.LEFT,
                run.changes());
        request.check(parent.settings().get(Keys.RUN));
        Forking forking = new Forking(parent, request);
        int code = PastRun.read(parent, spec, forking::prepare);
        if (code == ExitCode.OK.code()) {
            train(folder, forking.settings());
        }
        return code;
    }

    private void train(Path folder, RunSettings settings) throws InterruptedException {
        try (RunDirectory fork = RunDirectory.open(folder)) {
            BrokerLog.into(fork.files().log("kafka"), GlobalOptions.of(spec).verbosity());
            Screen screen = Screen.ofThisProcess(spec.commandLine().getOut());
            Preflight.check(settings).stream()
                    .filter(finding -> finding.startsWith(Preflight.NOTE))
                    .forEach(screen::line);
            String again =
                    "Go on with it:%n  ./grpo train %s --run-dir %s".formatted(folder.resolve("fork.yaml"), folder);
            new TrainingRun(Installation.ofThisProcess(), settings, fork, screen, again).toItsEnd();
        }
    }

    /** What is said of a value of this command's own options. */
    static CommandFailure wrong(String sentence) {
        return new CommandFailure(ExitCode.USAGE, sentence);
    }

    /** Keys that say which run is forked and where it is, as for every command about a run. */
    static boolean isOfParent(String key) {
        return key.startsWith("kafka.") || key.equals(Keys.RUN.name());
    }
}
