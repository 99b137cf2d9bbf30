package io.kafkagrpo.cli.past;

import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.Pager;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.record.FormerScores;
import io.kafkagrpo.record.GroupId;
import io.kafkagrpo.record.PartitionReader;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.Purpose;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.report.lineage.GroupLineage;
import io.kafkagrpo.report.lineage.GroupLineage.Decision;
import io.kafkagrpo.report.lineage.Lineage;
import io.kafkagrpo.report.rescore.AdvantageShift;
import io.kafkagrpo.retention.KeptGroups;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code grpo show}. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = {
            "Shows completions of a run to read.",
            "",
            "Each with its question, rewards, advantage, the weight versions that drew its tokens and the step that used it. Without an order, those that ended last. On a terminal they go through a pager ($PAGER, else less).",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo show arithmetic --best --limit 3",
            "  grpo show arithmetic --worst --step 90",
            "  grpo show arithmetic --problem arithmetic-buys-13-33-2 | less",
            "  grpo show arithmetic --evaluation 100 --worst",
            "  grpo show arithmetic --changed --rescored terse  after a grpo rescore: whose advantage changed most",
            "  grpo show arithmetic --json --limit 100000 > completions.jsonl"
        })
public final class ShowCommand implements Callable<Integer> {
    @Mixin
    private RunOptions run = new RunOptions();

    @ArgGroup
    private Order order = new Order();

    @Option(names = "--step", paramLabel = "N", description = "Only of the groups that this step used.")
    private @Nullable Long step;

    @Option(names = "--problem", paramLabel = "ID", description = "Only of this problem.")
    private @Nullable String problem;

    @Option(
            names = "--evaluation",
            paramLabel = "VERSION",
            description = "Of the evaluation of this weight version, instead of training.")
    private @Nullable Long evaluation;

    @Option(
            names = "--rescored",
            paramLabel = "NAME",
            description = "With the scores that grpo rescore gave under this name; --changed takes the only one.")
    private @Nullable String rescored;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: ${DEFAULT-VALUE}).")
    private int limit = 10;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Which come first. */
    static final class Order {
        @Option(names = "--best", description = "The highest rewards first.")
        private boolean best;

        @Option(names = "--worst", description = "The lowest rewards first.")
        private boolean worst;

        @Option(names = "--longest", description = "The most tokens first.")
        private boolean longest;

        @Option(
                names = "--changed",
                description = "Those first whose advantage changed most when they were scored again.")
        private boolean changed;

        /** The first of two is the one to show rather. */
        Comparator<Shown> comparator() {
            Comparator<Shown> byReward =
                    Comparator.comparingDouble(shown -> shown.member().getTotal());
            Comparator<Shown> newest =
                    Comparator.comparingLong((Shown shown) -> shown.endedAtMs()).reversed();
            if (best) {
                return byReward.reversed().thenComparing(newest);
            }
            if (worst) {
                return byReward.thenComparing(newest);
            }
            if (changed) {
                return Comparator.comparingDouble(Shown::change).reversed().thenComparing(newest);
            }
            return longest
                    ? Comparator.comparingInt((Shown shown) ->
                                    shown.member().getFinished().getTokenIdsCount())
                            .reversed()
                            .thenComparing(newest)
                    : newest;
        }

        boolean byReward() {
            return best || worst;
        }

        boolean byChange() {
            return changed;
        }
    }

    private record Shown(
            PromptGroup prompt,
            ScoredCompletion member,
            @Nullable FormerScores former,
            double change,
            long endedAtMs) {}

    @Override
    public Integer call() throws InterruptedException {
        if (limit < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--limit is %d, but must be a whole number of at least 1".formatted(limit));
        }
        if (evaluation != null && step != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--step and --evaluation exclude each other: no step uses an evaluation's groups");
        }
        return PastRun.read(run, spec, this::show);
    }

    private int show(PastRun opened) {
        opened.screen().status("reading the topics of " + opened.topics().run());
        try (Lineage lineage = Lineage.open(opened.clients(), opened.topics())) {
            Map<String, Decision> decisions = lineage.decisions(_ -> true);
            sayWhatIsGone(opened, lineage);
            List<Shown> chosen = choose(lineage, decisions);
            opened.screen().clear();
            if (chosen.isEmpty()) {
                throw opened.nothing("scored completion that is asked for");
            }
            print(chosen, decisions);
        }
        return ExitCode.OK.code();
    }

    /** @throws CommandFailure if groups of the step that is asked for are gone */
    private void sayWhatIsGone(PastRun opened, Lineage lineage) {
        try (PartitionReader reader = new PartitionReader(opened.clients())) {
            KeptGroups kept = KeptGroups.of(reader, opened.topics());
            if (step == null) {
                kept.objection(1, "only later ones are shown").ifPresent(opened.screen()::line);
            } else if (lineage.step(step).stream()
                    .flatMap(asked -> asked.getUsedList().stream())
                    .anyMatch(kept::isGone)) {
                throw new CommandFailure(
                        ExitCode.DATA, kept.sentence("step %d can't be shown as a whole".formatted(step)));
            }
        }
    }

    private void print(List<Shown> chosen, Map<String, Decision> decisions) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            chosen.forEach(shown -> out.println(CompletionJson.line(
                    shown.prompt(),
                    shown.member(),
                    shown.former(),
                    decisions.get(shown.prompt().getGroupId()))));
            return;
        }
        try (Pager pager = Pager.ofThisProcess(out)) {
            LineageText text = new LineageText(pager.out());
            chosen.forEach(shown -> text.completion(
                    shown.prompt(),
                    shown.member(),
                    shown.former(),
                    decisions.get(shown.prompt().getGroupId())));
        }
    }

    /** The name of the scores that are asked for; null: those of the run itself. */
    private @Nullable String rescored(Lineage lineage) {
        if (rescored == null && !order.byChange()) {
            return null;
        }
        List<String> names = lineage.rescoredNames();
        if (rescored == null ? names.size() == 1 : names.contains(rescored)) {
            return rescored == null ? names.getFirst() : rescored;
        }
        throw new CommandFailure(ExitCode.USAGE, notThere(names));
    }

    private String notThere(List<String> names) {
        if (names.isEmpty()) {
            return "The run has not been scored again; grpo rescore does so.";
        }
        String all = String.join(", ", names);
        return rescored == null
                ? "It is not said which scores; the run was scored again as %s: name one with --rescored."
                        .formatted(all)
                : "The value '%s' of --rescored is no name of scores; the run was scored again as %s."
                        .formatted(rescored, all);
    }

    /** The first ones by the order; keeps no more than are shown. */
    private List<Shown> choose(Lineage lineage, Map<String, Decision> decisions) {
        Comparator<Shown> first = order.comparator();
        PriorityQueue<Shown> chosen = new PriorityQueue<>(first.reversed());
        Consumer<ScoredGroup> offer = group -> {
            if (isWanted(group.getPrompt(), decisions)) {
                offer(group, chosen);
            }
        };
        @Nullable String name = rescored(lineage);
        if (name == null) {
            lineage.eachScoredGroup(offer);
        } else {
            lineage.eachRescoredGroup(name, offer);
        }
        List<Shown> inOrder = new ArrayList<>(chosen);
        Collections.sort(inOrder, first);
        return inOrder;
    }

    private void offer(ScoredGroup group, PriorityQueue<Shown> chosen) {
        @Nullable AdvantageShift shift = order.byChange() ? AdvantageShift.of(group) : null;
        for (int i = 0; i < group.getCompletionsCount(); i++) {
            ScoredCompletion member = group.getCompletions(i);
            OptionalDouble change = shift == null ? OptionalDouble.of(0) : shift.change(i);
            if ((member.hasTotal() || !order.byReward()) && change.isPresent()) {
                @Nullable
                FormerScores former = i < group.getRescored().getFormerCount()
                        ? group.getRescored().getFormer(i)
                        : null;
                chosen.add(new Shown(group.getPrompt(), member, former, change.getAsDouble(), group.getClosedAtMs()));
                if (chosen.size() > limit) {
                    chosen.remove();
                }
            }
        }
    }

    private boolean isWanted(PromptGroup prompt, Map<String, Decision> decisions) {
        if (!GroupId.isOne(prompt.getGroupId())
                || (problem != null && !prompt.getProblemId().equals(problem))) {
            return false;
        }
        GroupId id = GroupId.parse(prompt.getGroupId());
        if (evaluation != null) {
            return id.purpose() == Purpose.EVALUATE && id.round() == evaluation;
        }
        return id.purpose() == Purpose.TRAIN
                && (step == null
                        || (decisions.get(prompt.getGroupId()) instanceof GroupLineage.Used used
                                && used.step() == step));
    }
}
