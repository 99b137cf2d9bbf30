package io.kafkagrpo.cli.train;

import io.kafkagrpo.access.Role;
import io.kafkagrpo.broker.BrokerLog;
import io.kafkagrpo.cli.launch.RunDirectory;
import io.kafkagrpo.cli.launch.RunKafka;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.GlobalOptions;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.report.audit.AuditReport;
import io.kafkagrpo.report.audit.RunAudit;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code grpo audit}. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = {
            "Checks the whole log of a run.",
            "",
            "Every prompt admitted once and ended once, with the completions that arrived first; every group in one step, or dropped with a reason, or still in flight; steps, weight versions and checksums without a gap; every chunk of the weights there, or replaced by a later snapshot. Reads each record once; changes nothing in Kafka. A run may go on meanwhile.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo audit arithmetic",
            "  grpo audit gsm8k-qwen2.5-0.5b --set kafka.bootstrap-servers=broker:9092",
            "",
            "Exit codes: 0 all holds, 1 something doesn't, with a line for each; the others as everywhere."
        })
public final class AuditCommand implements Callable<Integer> {
    private static final int FOUND = 1;

    @Mixin
    private RunOptions run = new RunOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        RunOptions.Target target = run.target();
        RunSettings settings = target.settings();
        try (RunDirectory directory = RunDirectory.open(target.folder())) {
            BrokerLog.into(
                    directory.files().log("kafka"), GlobalOptions.of(spec).verbosity());
            Screen screen = Screen.ofThisProcess(spec.commandLine().getOut());
            try (RunKafka kafka = RunKafka.open(settings, directory, screen, Role.READER)) {
                AuditReport report = RunAudit.of(
                        kafka.clients(),
                        new Topics(settings.get(Keys.RUN)),
                        what -> screen.status("auditing " + what));
                screen.settle();
                if (report.steps() == 0 && report.prompts() == 0 && report.versions() == 0) {
                    throw noRun(settings, kafka);
                }
                return print(report, screen);
            }
        }
    }

    private static int print(AuditReport report, Screen screen) {
        report.lines().forEach(screen::line);
        if (report.found() == 0) {
            screen.line("Everything holds.");
            return ExitCode.OK.code();
        }
        report.findings().forEach(screen::line);
        screen.line("%d finding%s%s."
                .formatted(
                        report.found(),
                        report.found() == 1 ? "" : "s",
                        report.found() > report.findings().size() ? ", of which these are the first" : ""));
        return FOUND;
    }

    private static CommandFailure noRun(RunSettings settings, RunKafka kafka) {
        return new CommandFailure(
                ExitCode.CONFIGURATION,
                "No run '%s' has begun in the Kafka at %s; the key run names it, and kafka.bootstrap-servers the cluster."
                        .formatted(settings.get(Keys.RUN), kafka.clients().bootstrapServers()));
    }
}
