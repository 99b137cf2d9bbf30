package io.kafkagrpo.cli;

import io.kafkagrpo.cli.argument.PathArgument;
import io.kafkagrpo.cli.bench.BenchCommand;
import io.kafkagrpo.cli.cluster.ArchiveCommand;
import io.kafkagrpo.cli.cluster.DeleteCommand;
import io.kafkagrpo.cli.cluster.ImportCommand;
import io.kafkagrpo.cli.cluster.RightsCommand;
import io.kafkagrpo.cli.cluster.RunsCommand;
import io.kafkagrpo.cli.fork.ForkCommand;
import io.kafkagrpo.cli.infer.EvalCommand;
import io.kafkagrpo.cli.infer.GenerateCommand;
import io.kafkagrpo.cli.infer.ScoreCommand;
import io.kafkagrpo.cli.past.AuditCommand;
import io.kafkagrpo.cli.past.DashboardCommand;
import io.kafkagrpo.cli.past.DiffCommand;
import io.kafkagrpo.cli.past.ReplayCommand;
import io.kafkagrpo.cli.past.ReportCommand;
import io.kafkagrpo.cli.past.ShowCommand;
import io.kafkagrpo.cli.past.TraceCommand;
import io.kafkagrpo.cli.past.rescore.RescoreCommand;
import io.kafkagrpo.cli.past.weights.ExportCommand;
import io.kafkagrpo.cli.past.weights.WeightsCommand;
import io.kafkagrpo.cli.pretrain.PretrainCommand;
import io.kafkagrpo.cli.reward.RewardCommand;
import io.kafkagrpo.cli.terminal.ErrorMessages;
import io.kafkagrpo.cli.terminal.GlobalOptions;
import io.kafkagrpo.cli.terminal.Printable;
import io.kafkagrpo.cli.top.TopCommand;
import io.kafkagrpo.cli.train.CheckCommand;
import io.kafkagrpo.cli.train.TrainCommand;
import io.kafkagrpo.cli.train.WatchCommand;
import io.kafkagrpo.process.HeapGuard;
import io.kafkagrpo.process.LastWords;
import io.kafkagrpo.settings.Secrets;
import io.kafkagrpo.task.text.NearestName;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/** The grpo command. */
@Command(
        name = "grpo",
        mixinStandardHelpOptions = true,
        versionProvider = Grpo.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            TrainCommand.class,
            WatchCommand.class,
            TopCommand.class,
            CheckCommand.class,
            EvalCommand.class,
            GenerateCommand.class,
            ScoreCommand.class,
            RescoreCommand.class,
            RewardCommand.class,
            ReplayCommand.class,
            ForkCommand.class,
            ReportCommand.class,
            AuditCommand.class,
            ShowCommand.class,
            TraceCommand.class,
            DiffCommand.class,
            WeightsCommand.class,
            ExportCommand.class,
            DashboardCommand.class,
            RunsCommand.class,
            ArchiveCommand.class,
            ImportCommand.class,
            DeleteCommand.class,
            RightsCommand.class,
            PretrainCommand.class,
            BenchCommand.class
        },
        description = {
            "Fine-tunes language models with GRPO (group relative policy optimization) through Apache Kafka.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo train arithmetic              train the built-in model, from start to end",
            "  grpo train arithmetic --set seed=1 --run-dir runs/seed-1",
            "  grpo watch arithmetic --set kafka.bootstrap-servers=broker:9092",
            "  grpo top arithmetic                who works on it, and what lies before them",
            "  grpo check gsm8k-qwen2.5-0.5b      is everything there for this run?",
            "  grpo eval runs/arithmetic --data arithmetic",
            "  grpo generate runs/arithmetic --prompt \"12 plus 7\"",
            "  grpo generate runs/arithmetic --input prompts.jsonl --output completions.jsonl",
            "  grpo score runs/arithmetic --input texts.jsonl",
            "  grpo rescore arithmetic --rewards rewards.yaml",
            "  grpo reward new brevity            a reward function of your own, in Java",
            "  grpo replay arithmetic",
            "  grpo fork arithmetic --step 50 --rewards rewards.yaml --into terse",
            "  grpo report arithmetic",
            "  grpo audit arithmetic              does the whole log hold?",
            "  grpo show arithmetic --worst       completions to read",
            "  grpo trace arithmetic 17           what went into a step, what came out",
            "  grpo diff arithmetic terse         two runs side by side",
            "  grpo weights arithmetic            its weight versions, and which can still be read",
            "  grpo export arithmetic --version 50 --to after-50",
            "  grpo dashboard arithmetic          all of that as a page, while the run trains or afterwards",
            "  grpo runs --set kafka.bootstrap-servers=broker:9092",
            "  grpo rights arithmetic             who needs which rights in Kafka",
            "  grpo bench engine --shape qwen2.5-0.5b",
            "  grpo bench memory",
            "  grpo bench rewards topology",
            "  grpo bench staleness arithmetic-async",
            "",
            "Exit codes: 0 done, 1 defect, 2 usage, 3 configuration, 4 data, 5 model, 6 Kafka, 7 port in use, 8 run-dir in use or of another run, 9 a service gave up, 10 the run was made with another arithmetic of the engine, 11 too little disk or memory, 12 the model diverged, 13 a reward function gives nothing, 130 Ctrl-C."
        })
public final class Grpo {
    /** So many letters may be wrong in a command's name that it is still told which one was meant. */
    private static final int A_SLIP = 2;

    @Mixin(name = GlobalOptions.NAME)
    private GlobalOptions global = new GlobalOptions();

    /** Runs a command and ends the JVM with its exit code. */
    public static void main(String[] arguments) {
        HeapGuard.watch(
                "grpo: The command's",
                "give it more, such as GRPO_HEAP=2g.",
                failure -> System.err.println("grpo: " + ErrorMessages.line(failure)));
        // Not only returns: broker threads would keep the JVM alive after a failure.
        System.exit(commandLine().execute(arguments));
    }

    public static CommandLine commandLine() {
        Grpo grpo = new Grpo();
        CommandLine commandLine = new CommandLine(grpo);
        commandLine.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        commandLine.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        commandLine.setUsageHelpAutoWidth(true);
        commandLine.registerConverter(Path.class, new PathArgument());
        commandLine.setParameterExceptionHandler((exception, _) -> grpo.misused(exception));
        commandLine.setExecutionExceptionHandler((exception, command, _) -> grpo.failed(exception, command));
        return commandLine;
    }

    private int misused(ParameterException exception) {
        CommandLine command = exception.getCommandLine();
        PrintWriter err = command.getErr();
        String sentence = String.valueOf(exception.getMessage());
        err.println("grpo: " + Printable.line(Secrets.masked(sentence)) + (sentence.endsWith(".") ? "" : "."));
        if (!suggests(exception, err)) {
            err.println("Try '%s --help'.".formatted(command.getCommandSpec().qualifiedName()));
        }
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /**
     * Picocli goes by the letters that two names share, whatever their order; a slip of the finger is near by
     * edits.
     */
    private static boolean suggests(ParameterException exception, PrintWriter err) {
        Map<String, CommandLine> commands = exception.getCommandLine().getSubcommands();
        if (commands.isEmpty()
                || !(exception instanceof CommandLine.UnmatchedArgumentException unmatched)
                || unmatched.isUnknownOption()) {
            return CommandLine.UnmatchedArgumentException.printSuggestions(exception, err);
        }
        Optional<String> nearest =
                NearestName.within(A_SLIP, unmatched.getUnmatched().getFirst(), commands.keySet());
        nearest.ifPresent(name -> err.println("Did you mean: %s %s?"
                .formatted(exception.getCommandLine().getCommandSpec().qualifiedName(), name)));
        return nearest.isPresent();
    }

    private int failed(Exception exception, CommandLine command) {
        PrintWriter err = command.getErr();
        String sentence = Printable.line(Secrets.masked(ErrorMessages.line(exception)));
        err.println("grpo: " + sentence);
        LastWords.write(sentence);
        if (global.isVerbose()) {
            exception.printStackTrace(err);
        }
        return ErrorMessages.exitCode(exception);
    }

    /** Says which build this is. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Grpo.class.getPackage().getImplementationVersion();
            return new String[] {
                "grpo " + (version == null ? "(not packaged)" : version),
                "Java " + Runtime.version(),
                System.getProperty("os.name") + " " + System.getProperty("os.arch")
            };
        }
    }
}
