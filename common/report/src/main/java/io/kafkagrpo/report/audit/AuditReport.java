package io.kafkagrpo.report.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;

/**
 * What an audit of a run's log found.
 *
 * @param run the run's name
 * @param parent what is said of the run that it was forked from; empty where it is no fork
 * @param steps the last training step in the log
 * @param finished whether the log holds the run's end
 * @param prompts groups admitted for training
 * @param evaluationPrompts groups admitted for evaluations
 * @param completions first arrivals
 * @param repeatedCompletions later arrivals of the same members, which are left out by rule
 * @param ended groups that have their one end
 * @param copied training groups of a parent among them
 * @param used groups that a step trained on
 * @param dropped groups that a step dropped, with a reason
 * @param undecided training groups that no step has used or dropped: in flight, or left over when the run finished
 * @param versions weight versions announced
 * @param weightBytes of their chunks that are in the log
 * @param strayChunks chunks of no announced version
 * @param deadLetters records that somebody could not use
 * @param foreign records that are none of the run's, by topic
 * @param retention what is gone because the run was begun so, in sentences
 * @param findings the first thousand sentences about what doesn't hold; empty for a log that is in order
 * @param found how many there are
 */
public record AuditReport(
        String run,
        String parent,
        long steps,
        boolean finished,
        long prompts,
        long evaluationPrompts,
        long completions,
        long repeatedCompletions,
        long ended,
        long copied,
        long used,
        long dropped,
        long undecided,
        long versions,
        long weightBytes,
        long strayChunks,
        long deadLetters,
        SortedMap<String, Long> foreign,
        List<String> retention,
        List<String> findings,
        long found) {

    /** The counts in lines for people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("run %s: %s training step%s, %s"
                .formatted(run, grouped(steps), steps == 1 ? "" : "s", finished ? "finished" : "not finished"));
        if (!parent.isEmpty()) {
            lines.add(row("parent", parent));
        }
        lines.add(
                row("prompts", grouped(prompts) + " for training, " + grouped(evaluationPrompts) + " for evaluations"));
        lines.add(row(
                "completions", grouped(completions) + ", and " + grouped(repeatedCompletions) + " that arrived again"));
        lines.add(row(
                "groups",
                "%s ended%s; %s used, %s dropped, %s undecided"
                        .formatted(
                                grouped(ended),
                                copied == 0 ? "" : ", %s of them copied from the parent".formatted(grouped(copied)),
                                grouped(used),
                                grouped(dropped),
                                grouped(undecided))));
        lines.add(row(
                "weights",
                "%s versions, %s bytes of chunks, %s stray chunks"
                        .formatted(grouped(versions), grouped(weightBytes), grouped(strayChunks))));
        lines.add(row("dead letters", grouped(deadLetters)));
        foreign.forEach((topic, count) -> lines.add(row("foreign", grouped(count) + " in " + topic)));
        retention.forEach(sentence -> lines.add(row("retention", sentence)));
        return lines;
    }

    private static String grouped(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static String row(String name, String figures) {
        return "  %-13s %s".formatted(name, figures);
    }
}
