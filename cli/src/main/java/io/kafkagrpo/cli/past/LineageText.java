package io.kafkagrpo.cli.past;

import io.kafkagrpo.cli.terminal.Printable;
import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.Finished;
import io.kafkagrpo.record.FormerScores;
import io.kafkagrpo.record.GroupOrigin;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.RewardValue;
import io.kafkagrpo.record.SamplingParameters;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.VersionRun;
import io.kafkagrpo.report.lineage.GroupLineage;
import io.kafkagrpo.report.lineage.GroupLineage.Decision;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Groups and completions in lines to read. What models and data wrote is shown with its control characters visible.
 */
final class LineageText {
    private final PrintWriter out;

    LineageText(PrintWriter out) {
        this.out = out;
    }

    /** A group with all its completions. */
    void group(GroupLineage group) {
        PromptGroup prompt = group.prompt();
        out.println("group " + prompt.getGroupId());
        row("problem", Printable.line(prompt.getProblemId()));
        row("question", Printable.line(prompt.getQuestion()));
        row("reference", Printable.line(prompt.getReferenceAnswer()));
        @Nullable ScoredGroup scored = group.scored();
        row(
                "admitted",
                scored != null && scored.hasOrigin()
                        ? copied(scored.getOrigin()) + ", " + sampling(prompt)
                        : "at offset %d of partition %d, for weight version %d or newer, %s"
                                .formatted(
                                        group.promptOffset(),
                                        group.promptPartition(),
                                        prompt.getMinVersion(),
                                        sampling(prompt)));
        row("ended", scored == null ? "not yet" : end(scored, group.scoredOffset()));
        row("decided", decision(group.decision()));
        if (scored == null) {
            group.completions().forEach(this::unscored);
        } else {
            scored.getCompletionsList().forEach(this::scored);
        }
        out.println();
    }

    /**
     * One completion, with the group it is of.
     *
     * @param former its scores before it was scored again; null where it was not
     */
    void completion(
            PromptGroup prompt, ScoredCompletion member, @Nullable FormerScores former, @Nullable Decision decision) {
        out.println("group %s, %s".formatted(prompt.getGroupId(), decision(decision)));
        if (former != null) {
            row(
                    "before",
                    "%s, %s"
                            .formatted(
                                    former.hasTotal() ? "reward " + plain(former.getTotal()) : "no reward",
                                    former.hasAdvantage()
                                            ? "advantage " + String.format(Locale.ROOT, "%+.3f", former.getAdvantage())
                                            : "no advantage"));
        }
        row("question", Printable.line(prompt.getQuestion()));
        row("reference", Printable.line(prompt.getReferenceAnswer()));
        scored(member);
        out.println();
    }

    static String decision(@Nullable Decision decision) {
        return switch (decision) {
            case GroupLineage.Used used ->
                "used by step %d, which made weight version %d from %d"
                        .formatted(used.step(), used.versionOut(), used.versionIn());
            case GroupLineage.Dropped dropped ->
                "dropped by step %d: %s".formatted(dropped.step(), Printable.line(dropped.reason()));
            case null -> "in no step";
        };
    }

    private static String copied(GroupOrigin origin) {
        return "in the run '%s', copied from offset %d of partition %d of %s, %s"
                .formatted(
                        Printable.line(origin.getRunId()),
                        origin.getOffset(),
                        origin.getPartition(),
                        Printable.line(origin.getTopic()),
                        origin.getTrainedByStep() == 0
                                ? "not trained on there by then"
                                : "used there by step " + origin.getTrainedByStep());
    }

    private static String sampling(PromptGroup prompt) {
        SamplingParameters sampling = prompt.getSampling();
        return "%d completion%s of at most %d tokens at temperature %s"
                .formatted(
                        prompt.getGroupSize(),
                        prompt.getGroupSize() == 1 ? "" : "s",
                        sampling.getMaxNewTokens(),
                        plain(sampling.getTemperature()));
    }

    private static String end(ScoredGroup scored, long offset) {
        return scored.hasFailed()
                ? "at offset %d of scored-groups: it failed, %s"
                        .formatted(offset, Printable.line(scored.getFailed().getReason()))
                : "at offset %d of scored-groups, mean reward %s, standard deviation %s"
                        .formatted(
                                offset,
                                plain(scored.getStatistics().getMean()),
                                plain(scored.getStatistics().getStd()));
    }

    private void scored(ScoredCompletion member) {
        List<String> figures = new ArrayList<>();
        figures.add(member.hasTotal() ? "reward " + plain(member.getTotal()) : "no reward");
        if (member.hasAdvantage()) {
            figures.add("advantage " + String.format(Locale.ROOT, "%+.3f", member.getAdvantage()));
        }
        if (member.hasCorrect()) {
            figures.add(member.getCorrect() ? "correct" : "not correct");
        }
        out.println("  completion %d: %s".formatted(member.getIndex(), String.join(", ", figures)));
        for (RewardValue reward : member.getRewardsList()) {
            out.println("    %-12s %s"
                    .formatted(
                            Printable.line(reward.getFunction()),
                            reward.hasValue()
                                    ? "%s × weight %s".formatted(plain(reward.getValue()), plain(reward.getWeight()))
                                    : "missing: " + Printable.line(reward.getMissingBecause())));
        }
        sampled(member.getGeneratorId(), member.getStartedAtMs(), member.getFinishedAtMs());
        if (member.hasFinished()) {
            finished(member.getFinished());
        } else {
            out.println("    failed: " + Printable.line(member.getFailedBecause()));
        }
    }

    private void unscored(Completion completion) {
        out.println("  completion %d: not scored, for its group has no end yet".formatted(completion.getIndex()));
        sampled(completion.getGeneratorId(), completion.getStartedAtMs(), completion.getFinishedAtMs());
        if (completion.hasFinished()) {
            finished(completion.getFinished());
        } else {
            out.println("    failed: " + Printable.line(completion.getFailed().getReason()));
        }
    }

    private void sampled(String generator, long fromMs, long toMs) {
        out.println("    %-12s %s, %s to %s"
                .formatted(
                        "generator",
                        Printable.line(generator),
                        Instant.ofEpochMilli(fromMs),
                        Instant.ofEpochMilli(toMs)));
    }

    private void finished(Finished finished) {
        out.println("    %-12s %s, ended by %s"
                .formatted(
                        "tokens",
                        spans(finished),
                        finished.getFinishReason().name().toLowerCase(Locale.ROOT)));
        finished.getText().lines().forEach(line -> out.println("    | " + Printable.line(line)));
    }

    /** Which weight version drew which tokens: {@code 0-9 of version 4, 10-13 of version 5}. */
    private static String spans(Finished finished) {
        List<String> spans = new ArrayList<>();
        for (int i = 0; i < finished.getVersionsCount(); i++) {
            VersionRun run = finished.getVersions(i);
            int end = i + 1 < finished.getVersionsCount()
                    ? finished.getVersions(i + 1).getFromToken()
                    : finished.getTokenIdsCount();
            spans.add("%d-%d of version %d".formatted(run.getFromToken(), end - 1, run.getVersion()));
        }
        return spans.isEmpty() ? "none" : String.join(", ", spans);
    }

    private void row(String name, String text) {
        out.println("  %-11s %s".formatted(name, text));
    }

    /** Four digits of a small figure, four decimals of others, and none that say nothing. */
    static String plain(double value) {
        if (value != 0 && Math.abs(value) < 1e-3) {
            return String.format(Locale.ROOT, "%.3e", value);
        }
        String text = String.format(Locale.ROOT, "%.4f", value);
        return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
    }
}
