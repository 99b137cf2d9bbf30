package io.kafkagrpo.cli.past;

import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.report.audit.AuditReport;
import io.kafkagrpo.report.audit.RunAudit;
import java.io.PrintWriter;
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
            "Every prompt admitted once and ended once, with the completions that arrived first; every group in one step, or dropped with a reason, or still in flight; steps, weight versions and checksums without a gap; every chunk of the weights there, or replaced by a later snapshot. Changes nothing in Kafka. A run may go on meanwhile.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo audit arithmetic",
            "  grpo audit gsm8k-qwen2.5-0.5b --set kafka.bootstrap-servers=broker:9092",
            "",
            "Exit codes: 0 all holds, 4 something doesn't, with a line for each; the others as everywhere."
        })
public final class AuditCommand implements Callable<Integer> {
    @Mixin
    private RunOptions run = new RunOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        return PastRun.read(run, spec, this::audit);
    }

    private int audit(PastRun opened) {
        AuditReport report = RunAudit.of(
                opened.clients(), opened.topics(), what -> opened.screen().status("auditing " + what));
        opened.screen().clear();
        if (report.steps() == 0 && report.prompts() == 0 && report.versions() == 0) {
            throw opened.nothing("record");
        }
        PrintWriter out = spec.commandLine().getOut();
        report.lines().forEach(out::println);
        if (report.found() == 0) {
            out.println("Everything holds.");
            return ExitCode.OK.code();
        }
        report.findings().forEach(out::println);
        out.println("%d finding%s%s."
                .formatted(
                        report.found(),
                        report.found() == 1 ? "" : "s",
                        report.found() > report.findings().size() ? ", of which these are the first" : ""));
        return ExitCode.DATA.code();
    }
}
