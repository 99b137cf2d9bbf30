package io.kafkagrpo.cli.past;

import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.Printable;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.record.DroppedGroup;
import io.kafkagrpo.record.GroupId;
import io.kafkagrpo.record.GroupReference;
import io.kafkagrpo.record.PartitionReader;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.record.check.LoggedChecksum;
import io.kafkagrpo.report.lineage.GroupLineage;
import io.kafkagrpo.report.lineage.Lineage;
import io.kafkagrpo.retention.KeptGroups;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code grpo trace}. */
@Command(
        name = "trace",
        mixinStandardHelpOptions = true,
        customSynopsis =
                "grpo trace [-hV] [--json] [--verbose] [--run-dir=DIR] [--set=KEY=VALUE]... [CONFIG] GROUP|STEP|PROBLEM",
        description = {
            "Tells where a sample came from and where it went.",
            "",
            "Of a group: its prompt, each completion with its text, generator, times and the weight versions that drew its tokens, every reward, the advantage, and the step that used it or why none did. Of a step: what went in, what was dropped, the weight version that came out. Of a problem: all its groups.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo trace arithmetic train-0-00000042",
            "  grpo trace arithmetic 17                      the step of that number",
            "  grpo trace arithmetic arithmetic-buys-13-33-2 a problem, by its id",
            "  grpo trace arithmetic train-0-00000042 --json | jq .advantage"
        })
public final class TraceCommand implements Callable<Integer> {
    @Mixin
    private RunOptions run = new RunOptions();

    /** The run's options take all arguments after the run for changes of keys. */
    private String subject = "";

    @Option(names = "--json", description = "One JSON object a line, for each scored completion.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        subject = run.takeSubject()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "It is not said what to trace: a group, a step's number or a problem"));
        return PastRun.read(run, spec, this::trace);
    }

    private int trace(PastRun opened) {
        opened.screen().status("reading the topics of " + opened.topics().run());
        try (Lineage lineage = Lineage.open(opened.clients(), opened.topics())) {
            @Nullable TrainingStep step = step(lineage);
            List<GroupLineage> groups = lineage.groups(step == null ? subject() : ofStep(step));
            opened.screen().clear();
            if (step == null && groups.isEmpty()) {
                throw opened.nothing("group, step or problem '%s'".formatted(Printable.line(subject)));
            }
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                groups.forEach(group -> print(group, out));
            } else if (step != null) {
                print(step, groups, out);
            } else {
                groups.forEach(new LineageText(out)::group);
            }
            out.flush();
            refuseGone(opened, groups);
        }
        return ExitCode.OK.code();
    }

    /** What a step has decided had ended; where there is no end any more, it was deleted. */
    private static void refuseGone(PastRun opened, List<GroupLineage> groups) {
        List<String> gone = groups.stream()
                .filter(group -> group.scored() == null && group.decision() != null)
                .map(group -> group.prompt().getGroupId())
                .toList();
        if (!gone.isEmpty()) {
            try (PartitionReader reader = new PartitionReader(opened.clients())) {
                throw new CommandFailure(
                        ExitCode.DATA,
                        KeptGroups.of(reader, opened.topics())
                                .sentence("%s can't be traced to completions, rewards and advantages"
                                        .formatted(
                                                gone.size() == 1
                                                        ? "group " + gone.getFirst()
                                                        : "%d groups, %s the first,"
                                                                .formatted(gone.size(), gone.getFirst()))));
            }
        }
    }

    /** The step that is asked for; null where the subject is no number, or no step has it. */
    private @Nullable TrainingStep step(Lineage lineage) {
        return subject.matches("[0-9]{1,18}")
                ? lineage.step(Long.parseLong(subject)).orElse(null)
                : null;
    }

    private Predicate<PromptGroup> subject() {
        return GroupId.isOne(subject)
                ? prompt -> prompt.getGroupId().equals(subject)
                : prompt -> prompt.getProblemId().equals(subject);
    }

    private static Predicate<PromptGroup> ofStep(TrainingStep step) {
        Set<String> ids =
                step.getUsedList().stream().map(GroupReference::getGroupId).collect(Collectors.toSet());
        return prompt -> ids.contains(prompt.getGroupId());
    }

    private static void print(GroupLineage group, PrintWriter out) {
        if (group.scored() != null) {
            group.scored()
                    .getCompletionsList()
                    .forEach(member -> out.println(CompletionJson.line(group.prompt(), member, group.decision())));
        }
    }

    private static void print(TrainingStep step, List<GroupLineage> groups, PrintWriter out) {
        out.println("step %d, committed at %s".formatted(step.getStep(), Instant.ofEpochMilli(step.getFinishedAtMs())));
        out.println("  weights     version %d -> %d, checksum %s"
                .formatted(step.getVersionIn(), step.getVersionOut(), LoggedChecksum.ofWeights(step)));
        out.println("  state       checksum %s of master weights and moments".formatted(LoggedChecksum.ofState(step)));
        out.println("  admitted    %d training prompts so far".formatted(step.getFeederPosition()));
        for (GroupLineage group : groups) {
            out.println("  used        %s  mean reward %s  %s"
                    .formatted(
                            group.prompt().getGroupId(),
                            group.scored() == null
                                    ? "unknown"
                                    : LineageText.plain(
                                            group.scored().getStatistics().getMean()),
                            Printable.line(group.prompt().getQuestion())));
        }
        for (DroppedGroup dropped : step.getDroppedList()) {
            out.println("  dropped     %s  %s"
                    .formatted(dropped.getGroup().getGroupId(), Printable.line(dropped.getReason())));
        }
        new TreeMap<>(step.getHyperParametersMap()).forEach((name, value) -> figure("parameter", name, value, out));
        new TreeMap<>(step.getMetricsMap()).forEach((name, value) -> figure("metric", name, value, out));
    }

    private static void figure(String kind, String name, double value, PrintWriter out) {
        out.println("  %-11s %-36s %s".formatted(kind, name, LineageText.plain(value)));
    }
}
