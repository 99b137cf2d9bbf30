package io.kafkagrpo.cli.past.rescore;

import io.kafkagrpo.cli.terminal.Printable;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.report.Distribution;
import io.kafkagrpo.report.rescore.RescoreReport;
import io.kafkagrpo.report.rescore.RescoreReport.AdvantageChanges;
import io.kafkagrpo.report.rescore.RescoreReport.GroupChange;
import io.kafkagrpo.report.rescore.Scores;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What changed, for a person. */
record RescoreText(RescoreReport report, Topics topics, String name) {
    private static final String COLUMNS = "%-24s %-8s %9s %8s %8s %8s %8s %8s %8s %9s%n";
    private static final int LONGEST_QUESTION = 60;

    void print(PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "Scored again: %,d groups of training with %,d completions, %,d groups of evaluations.%n",
                report.groups(),
                report.completions(),
                report.evaluationGroups());
        out.printf(
                Locale.ROOT,
                "Complete were %,d groups of training, and %,d are now.%n%n",
                report.completeBefore(),
                report.completeAfter());
        out.printf(
                COLUMNS, "rewards of training", "", "mean", "std", "min", "25 %", "median", "75 %", "max", "missing");
        report.functions().forEach((function, pair) -> pair(out, Printable.line(function), pair));
        pair(out, "total, weighted", report.total());
        missing(out);
        out.println();
        out.printf("%10s%-39s   %s%n", "from  ", "total in the run", "scored again");
        Distribution.histograms(report.totalsBefore(), report.totalsAfter()).forEach(out::println);
        out.println();
        advantages(out, report.advantages());
        groups(out);
        out.println();
        out.println("The groups are in topic %s; './grpo show %s --changed --rescored %s' shows completions of them."
                .formatted(topics.rescored(name), topics.run(), name));
    }

    private static void pair(PrintWriter out, String function, RescoreReport.Pair pair) {
        row(out, function, "before", pair.before());
        row(out, "", "after", pair.after());
    }

    private static void row(PrintWriter out, String function, String when, @Nullable Scores scores) {
        if (scores == null) {
            out.printf(COLUMNS, function, when, "-", "-", "-", "-", "-", "-", "-", "-");
        } else {
            out.printf(
                    COLUMNS,
                    function,
                    when,
                    number(scores.mean()),
                    number(scores.std()),
                    number(scores.min()),
                    number(scores.lowerQuartile()),
                    number(scores.median()),
                    number(scores.upperQuartile()),
                    number(scores.max()),
                    String.format(Locale.ROOT, "%,d", scores.missing()));
        }
    }

    private void missing(PrintWriter out) {
        report.functions().forEach((function, pair) -> {
            Scores after = pair.after();
            if (after != null && after.missing() > 0) {
                out.println("%s is missing %d times, at last because: %s"
                        .formatted(
                                Printable.line(function),
                                after.missing(),
                                Printable.line(String.valueOf(after.missingBecause()))));
            }
        });
    }

    private static void advantages(PrintWriter out, AdvantageChanges advantages) {
        double share = 100.0 * advantages.turned() / Math.max(1, advantages.compared());
        out.printf(
                Locale.ROOT,
                "Advantages: %,d of %,d change their sign (%.1f %%), %,d become 0, %,d cease to be 0.%n",
                advantages.turned(),
                advantages.compared(),
                share,
                advantages.vanished(),
                advantages.appeared());
    }

    private void groups(PrintWriter out) {
        if (report.mostChanged().isEmpty()) {
            out.println("No group's advantages changed.");
            return;
        }
        out.println();
        out.printf("%-24s %8s %6s %8s %8s  %s%n", "most changed", "change", "turned", "before", "after", "question");
        for (GroupChange group : report.mostChanged()) {
            String question = Printable.line(group.question());
            out.printf(
                    "%-24s %8s %6d %8s %8s  %s%n",
                    group.group(),
                    number(group.change()),
                    group.turned(),
                    number(group.meanBefore()),
                    number(group.meanAfter()),
                    question.length() <= LONGEST_QUESTION ? question : question.substring(0, LONGEST_QUESTION) + "…");
        }
        out.println("change: mean of |advantage after - before|; before, after: the group's mean reward.");
    }

    private static String number(@Nullable Double value) {
        return value == null || value.isNaN() ? "-" : String.format(Locale.ROOT, "%.3f", value);
    }
}
