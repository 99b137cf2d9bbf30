package io.kafkagrpo.record;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the log of a run with {@code data.difficulty} says of its training problems: how often each was admitted,
 * how it went the last time, and which groups are in flight. Takes the prompts first, then the committed steps in
 * their order. Not thread-safe.
 */
public final class ProblemLog {
    private final SortedMap<Integer, Past> problems = new TreeMap<>();
    private final Map<String, Integer> inFlight = new LinkedHashMap<>();

    /**
     * One problem's past.
     *
     * @param admitted how often it was admitted
     * @param right completions of its newest judged group that passed
     * @param judged completions of that group that were judged; 0 where there is no such group
     */
    public record Past(int admitted, int right, int judged) {
        private static final Past NONE = new Past(0, 0, 0);

        /** Share of completions that passed; NaN where nothing is known. */
        public double passRate() {
            return judged == 0 ? Double.NaN : (double) right / judged;
        }

        private Past plus(Past other) {
            return other.judged == 0
                    ? new Past(admitted + other.admitted, right, judged)
                    : new Past(admitted + other.admitted, other.right, other.judged);
        }
    }

    /** What a run knows before its first prompt: nothing, or in a fork on the same data what its parent knew. */
    public static ProblemLog of(RunStarted started) {
        ProblemLog log = new ProblemLog();
        PastProblems past = started.getForkedFrom().getPastProblems();
        if (past.getTrainingDataHash().equals(started.getTrainingDataHash())) {
            for (int i = 0; i < past.getProblemNumberCount(); i++) {
                log.add(past.getProblemNumber(i), new Past(past.getAdmitted(i), past.getRight(i), past.getJudged(i)));
            }
        }
        return log;
    }

    /** A prompt of the run; one that names no problem by its number says nothing here. */
    public void admitted(PromptGroup prompt) {
        if (prompt.hasProblemNumber()) {
            add(prompt.getProblemNumber(), new Past(1, 0, 0));
            inFlight.put(prompt.getGroupId(), prompt.getProblemNumber());
        }
    }

    /** A step of the run. */
    public void committed(TrainingStep step) {
        for (PassRate rate : step.getPassRatesList()) {
            add(rate.getProblemNumber(), new Past(0, rate.getRight(), rate.getJudged()));
        }
        step.getUsedList().forEach(group -> inFlight.remove(group.getGroupId()));
        step.getDroppedList()
                .forEach(dropped -> inFlight.remove(dropped.getGroup().getGroupId()));
    }

    private void add(int problem, Past more) {
        problems.merge(problem, Past.NONE.plus(more), (before, _) -> before.plus(more));
    }

    /** By the problem's number; a problem that was never admitted is not there. */
    public SortedMap<Integer, Past> problems() {
        return Collections.unmodifiableSortedMap(problems);
    }

    /** The problem of each group that no step has used or dropped, by the group's id. */
    public Map<String, Integer> inFlight() {
        return Collections.unmodifiableMap(inFlight);
    }

    /**
     * For a fork that goes on from here.
     *
     * @param anew ids of groups in flight that the fork admits anew, in the order
     * of {@code ForkedFrom.admitted_anew}
     */
    public PastProblems forFork(String trainingDataHash, Collection<String> anew) {
        PastProblems.Builder past = PastProblems.newBuilder().setTrainingDataHash(trainingDataHash);
        List<Integer> again = anew.stream()
                .map(id -> Objects.requireNonNull(inFlight.get(id), id))
                .toList();
        SortedMap<Integer, Past> before = new TreeMap<>(problems);
        again.forEach(problem -> before.computeIfPresent(problem, (_, known) -> known.plus(new Past(-1, 0, 0))));
        before.forEach((problem, known) -> past.addProblemNumber(problem)
                .addAdmitted(known.admitted())
                .addRight(known.right())
                .addJudged(known.judged()));
        return past.addAllAdmittedAnew(again).build();
    }
}
