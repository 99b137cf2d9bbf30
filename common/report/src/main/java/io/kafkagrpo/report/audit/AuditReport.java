package io.kafkagrpo.report.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;

/**
 * What an audit of a run's log found.
 *
 * @param run the run's name
 * @param steps training steps in the log
 * @param finished whether the log holds the run's end
 * @param prompts groups admitted for training
 * @param evaluationPrompts groups admitted for evaluations
 * @param completions first arrivals
 * @param repeatedCompletions later arrivals of the same members, which are left out by rule
 * @param ended groups that have their one end
 * @param used groups that a step trained on
 * @param dropped groups that a step dropped, with a reason
 * @param undecided training groups that no step has used or dropped: in flight, or left over when the run finished
 * @param versions weight versions announced
 * @param weightBytes of their chunks that are in the log
 * @param strayChunks chunks of no announced version
 * @param deadLetters records that somebody could not use
 * @param foreign records that are none of the run's, by topic
 * @param findings the first thousand sentences about what doesn't hold; empty for a log that is in order
 * @param found how many there are
 */
public record AuditReport(
        String run,
        long steps,
        boolean finished,
        long prompts,
        long evaluationPrompts,
        long completions,
        long repeatedCompletions,
        long ended,
        long used,
        long dropped,
        long undecided,
        long versions,
        long weightBytes,
        long strayChunks,
        long deadLetters,
        SortedMap<String, Long> foreign,
        List<String> findings,
        long found) {

    /** The counts in lines for people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "run %s: %s, %s".formatted(run, many(steps, "training step"), finished ? "finished" : "not finished"));
        lines.add(row("prompts", "%,d for training, %,d for evaluations", prompts, evaluationPrompts));
        lines.add(row("completions", "%,d, and %,d that arrived again", completions, repeatedCompletions));
        lines.add(row("groups", "%,d ended; %,d used, %,d dropped, %,d undecided", ended, used, dropped, undecided));
        lines.add(
                row("weights", "%,d versions, %.1f MB of chunks, %,d stray", versions, weightBytes / 1e6, strayChunks));
        lines.add(row("dead letters", "%,d", deadLetters));
        foreign.forEach((topic, count) -> lines.add(row("foreign", "%,d in %s", count, topic)));
        return lines;
    }

    private static String many(long count, String thing) {
        return "%,d %s%s".formatted(count, thing, count == 1 ? "" : "s");
    }

    private static String row(String name, String figures, Object... values) {
        return "  %-13s %s".formatted(name, String.format(Locale.ROOT, figures, values));
    }
}
