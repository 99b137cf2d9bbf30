package io.kafkagrpo.cli.past.rescore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kafkagrpo.access.Role;
import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.cli.past.PastRun;
import io.kafkagrpo.cli.past.RunOptions;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.record.StepRange;
import io.kafkagrpo.report.rescore.RescoreReport;
import io.kafkagrpo.settings.RunSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code grpo rescore}. */
@Command(
        name = "rescore",
        mixinStandardHelpOptions = true,
        description = {
            "Scores a run's groups again, with other rewards.",
            "",
            "Takes the groups that the run has ended, each with the completions that came first, gives them other rewards and advantages, and writes them into a topic of their own, RUN.rescored-NAME. Then it tells what changed: each function's values before and after, the advantages that turned, the groups that changed most. The run itself is not changed. The same command goes on where it was, also after a kill -9: no group is missing, and none is there twice.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo rescore arithmetic --rewards rewards.yaml",
            "  grpo rescore runs/seed-1 --rewards rewards.yaml --into without-format",
            "  grpo rescore arithmetic --rewards rewards.yaml --from-step 50 --to-step 80 --json",
            "  grpo rescore arithmetic --rewards rewards.yaml --set kafka.bootstrap-servers=broker:9092",
            "  grpo show arithmetic --changed                   the completions whose advantage changed most",
            "",
            "The file of --rewards has a section like a configuration's:",
            "  rewards:",
            "    correctness: 1",
            "    format: 0.5",
            "",
            "Exit codes: 0 done, 8 the topic holds other scores, 13 a reward function gave no value at all; the others as everywhere."
        })
public final class RescoreCommand implements Callable<Integer> {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @Mixin
    private RunOptions run = new RunOptions();

    @Option(
            names = "--rewards",
            paramLabel = "FILE",
            required = true,
            description = "A YAML file with a section 'rewards'.")
    private Path rewards = Path.of("");

    @Option(
            names = "--from-step",
            paramLabel = "N",
            description =
                    "Only groups that this step or a later one used or dropped (default: every group, those of evaluations too).")
    private @Nullable Long fromStep;

    @Option(names = "--to-step", paramLabel = "N", description = "The last such step (default: the newest).")
    private @Nullable Long toStep;

    @Option(
            names = {"--into", "--name"},
            paramLabel = "NAME",
            description = "Of the new topic, RUN.rescored-NAME (default: as the file of the rewards is named).")
    private @Nullable String into;

    @Option(names = "--json", description = "The report as one JSON object; progress goes to stderr.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        RunSettings.loadRewards(rewards).open().close(); // refuses what is wrong before the run is opened
        PrintWriter out = spec.commandLine().getOut();
        Screen screen = Screen.ofThisProcess(json ? spec.commandLine().getErr() : out);
        Rescoring.Asked asked = new Rescoring.Asked(rewards, validName(), steps());
        return PastRun.hold(run, spec, Role.RESCORE, screen, (opened, directory) -> {
            RescoreReport report = new Rescoring(Installation.ofThisProcess(), opened, directory, asked).toItsEnd();
            if (json) {
                out.println(text(report));
            } else {
                new RescoreText(report, opened.topics(), asked.name()).print(out);
            }
            out.flush();
            return ExitCode.OK.code();
        });
    }

    private static String text(RescoreReport report) {
        try {
            return JSON.writeValueAsString(report);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The report can't be written as JSON.", e);
        }
    }

    private StepRange steps() {
        long from = fromStep == null ? (toStep == null ? 0 : 1) : fromStep;
        long to = toStep == null ? 0 : toStep;
        if ((fromStep != null && from < 1) || (toStep != null && to < Math.max(1, from))) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--from-step and --to-step are numbers of steps from 1 on, the second not below the first");
        }
        return new StepRange(from, to);
    }

    private String validName() {
        String file = String.valueOf(rewards.getFileName()).replaceFirst("\\.[^.]*$", "");
        String chosen = into == null ? file.replaceAll("[^a-zA-Z0-9_-]", "-") : into;
        if (!chosen.matches("[a-zA-Z0-9_-]{1,60}")) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "The value '%s' of --into is not made of up to 60 letters, digits, '-' and '_'.".formatted(chosen));
        }
        return chosen;
    }
}
