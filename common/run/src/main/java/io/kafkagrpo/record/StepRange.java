package io.kafkagrpo.record;

import java.util.Optional;

/**
 * Of which steps groups are to be scored again: those that they used or dropped.
 *
 * @param from the first one; 0 in {@link #EVERYTHING}
 * @param to the last one; 0: up to the newest
 */
public record StepRange(long from, long to) {
    /** Every group that has ended, those of evaluations and those that no step has decided included. */
    public static final StepRange EVERYTHING = new StepRange(0, 0);

    /** What {@link #text} writes, {@code 3-17} or {@code 3-}; nothing if the text is not of that form. */
    public static Optional<StepRange> parse(String text) {
        if (!text.matches("[1-9][0-9]{0,17}-([1-9][0-9]{0,17})?")) {
            return Optional.empty();
        }
        int dash = text.indexOf('-');
        String last = text.substring(dash + 1);
        return Optional.of(
                new StepRange(Long.parseLong(text.substring(0, dash)), last.isEmpty() ? 0 : Long.parseLong(last)));
    }

    /** The form that {@link #parse} reads; {@link #EVERYTHING} has none. */
    public String text() {
        return to == 0 ? "%d-".formatted(from) : "%d-%d".formatted(from, to);
    }

    public boolean isEverything() {
        return from == 0;
    }

    public boolean holds(long step) {
        return from <= step && (to == 0 || step <= to);
    }

    /** The same with an end, so that it means the same steps when the run has more of them. */
    public StepRange upTo(long newest) {
        return isEverything() || to > 0 ? this : new StepRange(from, newest);
    }

    @Override
    public String toString() {
        if (isEverything()) {
            return "all groups";
        }
        return to == 0
                ? "the groups of step %d and all after it".formatted(from)
                : "the groups of steps %d to %d".formatted(from, to);
    }
}
